//! The rule `unexpanded-variable`.

use std::collections::HashMap;

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::variable_references::{references, shell_reference};
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

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = &container.spec;
    let index = is_numbered(pod).then_some("JOB_COMPLETION_INDEX");
    let own = spec.env.iter().flatten().map(|variable| variable.name.as_str());
    // The first and the last place of each name.
    let mut names: HashMap<&str, (usize, usize)> = HashMap::new();
    for (at, name) in own.chain(index).enumerate() {
        names.entry(name).or_insert((at, at)).1 = at;
    }
    // What `envFrom` brings is known to the cluster alone.
    let all_known = spec.env_from.as_ref().is_none_or(Vec::is_empty);
    for (at, variable) in spec.env.iter().flatten().enumerate() {
        let value = variable.value.as_deref().unwrap_or_default();
        // A value that is nothing but `$(NAME)` is what Kustomize replaces.
        for name in references(value) {
            let place = || container.path.clone().field("env").index(at).field("value");
            let known = names.get(name);
            if known.is_some_and(|(first, _)| *first < at) || is_of_service(name) {
                continue;
            }
            if known.is_some_and(|(_, last)| *last >= at) && name != variable.name {
                out.at(place(), format!("`$({name})` is not expanded here: `{name}` is defined further down"))
                    .help(format!("move `{name}` before `{}`", variable.name));
            } else if all_known && known.is_none() && value != format!("$({name})") {
                out.at(place(), format!("`$({name})` is not expanded: the container has no variable `{name}`"))
                    .help(format!("define `{name}` before `{}`", variable.name));
            }
        }
    }
    let Some((_, member)) = pod.member(container).filter(|(_, member)| !member.command.is_script) else { return };
    let command = spec.command.iter().flatten().enumerate().map(|(at, word)| ("command", at, word));
    let args = spec.args.iter().flatten().enumerate().map(|(at, word)| ("args", at, word));
    let takes_scripts = spec.args.iter().flatten().chain(spec.command.iter().flatten()).any(|word| word == "-c");
    for (list, at, word) in command.chain(args).filter(|_| !takes_scripts) {
        let place = || container.path.clone().field(list).index(at);
        for name in references(word).filter(|name| all_known && !names.contains_key(name) && !is_of_service(name)) {
            out.at(place(), format!("`$({name})` is not expanded: the container has no variable `{name}`"))
                .help(format!("define `{name}` in `env`"));
        }
        let shell =
            shell_reference(word).filter(|name| names.contains_key(name) && !expands_itself(&member.image, word));
        if let Some(name) = shell {
            report(name, place(), out);
        }
    }
    let probes =
        container.probes().filter_map(|probe| Some((probe.path, probe.spec.exec.as_ref()?.command.as_deref()?)));
    for (path, words) in
        probes.filter(|(_, words)| !words.iter().any(|word| word.starts_with('-') && word.ends_with('c')))
    {
        let found = words.iter().enumerate().skip(1).find_map(|(at, word)| Some((at, shell_reference(word)?)));
        if let Some((at, name)) = found.filter(|(_, name)| names.contains_key(name)) {
            report(name, path.field("exec.command").index(at), out);
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

/// Returns true if a variable is one that the kubelet defines for every Service: `DB_SERVICE_HOST`, `DB_PORT_5432_TCP`.
fn is_of_service(name: &str) -> bool {
    name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT")
}

/// Returns true if a program is known to put in variables itself, as Spring, the JVM's frameworks and the Beats do.
fn expands_itself(image: &Image, word: &str) -> bool {
    let known = ["beat", "logstash", "telegraf", "otel", "collector", "alloy", "agent", "promtail", "loki", "vector"];
    let option = ["-D", "--spring", "-E", "--Dspring"];
    known.iter().any(|name| image.base().contains(name))
        || option.iter().any(|start| word.starts_with(start))
        || word.contains("config.expand-env")
        || word.contains(char::is_whitespace)
}
