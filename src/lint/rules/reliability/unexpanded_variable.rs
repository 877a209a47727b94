//! The rule `unexpanded-variable`.

use std::collections::HashMap;

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::variable_references::{expands_itself, is_of_service, references, shell_reference};
use crate::lint::{Check, PodView, Sink};
use crate::yaml::{FieldPath, Node};

rule! {
    /// ## What it catches
    /// A variable reference in `command`, `args` or `env` that is not expanded: `$(NAME)` without a variable of that
    /// name, or with one that is defined only further down, and `${NAME}` or `$NAME` without a shell.
    ///
    /// ## Why it matters
    /// Kubernetes expands only `$(NAME)`, and only with variables that are defined earlier. Everything else reaches the
    /// program as it is written, which then tries to connect to a host called `$(DB_HOST)`, for example.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// env:
    ///   - {name: DB_URL, value: "postgres://$(DB_HOST):5432/shop"}
    ///   - {name: DB_HOST, value: db}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// env:
    ///   - {name: DB_HOST, value: db}
    ///   - {name: DB_URL, value: "postgres://$(DB_HOST):5432/shop"}
    /// ```
    "unexpanded-variable", Warning, Reliability, Check::Container(check)
}

/// The names of a container's variables, each with its first and its last place.
type Names<'a> = HashMap<&'a str, (usize, usize)>;

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let index = is_numbered(pod).then_some("JOB_COMPLETION_INDEX");
    let own = container.spec.env.iter().flatten().map(|variable| variable.name.as_str());
    let mut names = Names::new();
    for (at, name) in own.chain(index).enumerate() {
        names.entry(name).or_insert((at, at)).1 = at;
    }
    // What `envFrom` brings is known to the cluster alone.
    let all_known = container.spec.env_from.as_ref().is_none_or(Vec::is_empty);
    check_values(container, &names, all_known, out);
    let Some((_, member)) = pod.member(container).filter(|(_, member)| !member.command.is_script) else { return };
    check_words(container, &names, all_known, &member.image, out);
    check_probes(container, &names, out);
}

fn check_values(container: &Container<'_>, names: &Names<'_>, all_known: bool, out: &mut Sink<'_>) {
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let value = variable.value.as_deref().unwrap_or_default();
        for name in references(value) {
            let place = || container.path.clone().field("env").index(at).field("value");
            let known = names.get(name);
            if known.is_some_and(|(first, _)| *first < at) || is_of_service(name) {
                continue;
            }
            // A value that is nothing but `$(NAME)` is what Kustomize replaces.
            if known.is_some_and(|(_, last)| *last >= at) && name != variable.name {
                out.at(place(), format!("`$({name})` is not expanded here: `{name}` is defined further down"))
                    .help(format!("move `{name}` before `{}`", variable.name));
            } else if all_known && known.is_none() && value != format!("$({name})") {
                out.at(place(), format!("`$({name})` is not expanded: the container has no variable `{name}`"))
                    .help(format!("define `{name}` before `{}`", variable.name));
            }
        }
    }
}

fn check_words(container: &Container<'_>, names: &Names<'_>, all_known: bool, image: &Image, out: &mut Sink<'_>) {
    let list = |field, words| Option::<&Vec<String>>::into_iter(words).flatten().enumerate().map(move |it| (field, it));
    let words = list("command", container.spec.command.as_ref()).chain(list("args", container.spec.args.as_ref()));
    if words.clone().any(|(_, (_, word))| word == "-c") {
        return;
    }
    for (list, (at, word)) in words {
        let place = || container.path.clone().field(list).index(at);
        for name in references(word).filter(|name| all_known && !names.contains_key(name) && !is_of_service(name)) {
            out.at(place(), format!("`$({name})` is not expanded: the container has no variable `{name}`"))
                .help(format!("define `{name}` in `env`"));
        }
        let is_left = |name: &&str| names.contains_key(name) && !expands_itself(image, word);
        if let Some(name) = shell_reference(word).filter(is_left) {
            report(name, place(), out);
        }
    }
}

fn check_probes(container: &Container<'_>, names: &Names<'_>, out: &mut Sink<'_>) {
    for probe in container.probes() {
        let Some(words) = probe.spec.exec.as_ref().and_then(|exec| exec.command.as_deref()) else { continue };
        if words.iter().any(|word| word.starts_with('-') && word.ends_with('c')) {
            continue;
        }
        let found = words.iter().enumerate().skip(1).find_map(|(at, word)| Some((at, shell_reference(word)?)));
        if let Some((at, name)) = found.filter(|(_, name)| names.contains_key(name)) {
            report(name, probe.path.field("exec.command").index(at), out);
        }
    }
}

fn report(name: &str, place: FieldPath, out: &mut Sink<'_>) {
    out.at(place, format!("no shell runs here that expands `{name}`"))
        .help(format!("write `$({name})`, which Kubernetes replaces"));
}

/// Returns true if a Job gives each of its Pods a number: the controller adds the variable.
fn is_numbered(pod: &PodView<'_>) -> bool {
    let spec = pod.manifest.node().get("spec");
    let job = spec.and_then(|spec| spec.get("jobTemplate").map_or(Some(spec), |template| template.get("spec")));
    job.and_then(|job| job.get("completionMode")).and_then(Node::as_str) == Some("Indexed")
}
