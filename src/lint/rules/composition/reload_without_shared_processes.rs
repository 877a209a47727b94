//! The rule `reload-without-shared-processes`.

use crate::composition::{Member, Step};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that sends a signal to a program of another one, in a Pod without `shareProcessNamespace`.
    ///
    /// ## Why it matters
    /// Every container has its own processes and cannot see those of the others. The signal finds nobody, the script
    /// goes on, and the change it was to announce is never read.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: config, configMap: {name: nginx}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: config, mountPath: /etc/nginx/conf.d}]
    ///   - name: reloader
    ///     image: busybox:1.37.0
    ///     command: [sh, -c, "while sleep 60; do pkill -HUP nginx; done"]
    /// ```
    /// ## Write
    /// ```yaml
    /// shareProcessNamespace: true
    /// volumes: [{name: config, configMap: {name: nginx}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: config, mountPath: /etc/nginx/conf.d}]
    ///   - name: reloader
    ///     image: busybox:1.37.0
    ///     command: [sh, -c, "while sleep 60; do pkill -HUP nginx; done"]
    /// ```
    "reload-without-shared-processes", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.share_process_namespace == Some(true) {
        return;
    }
    let members = &pod.composition().members;
    for member in members.iter().filter(|member| member.is_long_running()) {
        for name in signalled(member) {
            let is_there = |other: &Member| runs(other, name);
            let Some(other) = members.iter().filter(|other| other.is_long_running()).find(|other| is_there(other))
            else {
                continue;
            };
            if is_there(member) || other.path == member.path {
                continue;
            }
            let at = member.command.words.len().saturating_sub(1);
            out.at(
                member.command.place_of(at, &member.path),
                format!("`{}` cannot see the processes of `{}`", member.name, other.name),
            )
            .help("set `shareProcessNamespace: true` in the Pod's spec")
            .related(&other.path, format!("runs {name}"));
            break;
        }
    }
}

/// The programs that a script sends signals to by name.
fn signalled(member: &Member) -> impl Iterator<Item = &str> {
    let finds = |step: &&Step| matches!(step.program(), "pkill" | "killall" | "pidof" | "pgrep");
    let steps = member.command.steps.iter().filter(finds);
    let names = steps.filter_map(|step| step.arguments().iter().rfind(|word| !word.starts_with(['-', '$'])));
    let within = member.command.steps.iter().flat_map(|step| &step.words).filter_map(|word| {
        let found = word.split_once("pidof ").or_else(|| word.split_once("pgrep "))?.1;
        found
            .split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)))
            .find(|name| !name.is_empty() && !name.starts_with('-'))
    });
    names.map(|name| name.rsplit('/').next().unwrap_or(name)).chain(within)
}

/// Whether a container runs a program of that name, as far as can be told.
fn runs(member: &Member, name: &str) -> bool {
    let software = member.software.is_some_and(|software| software.id == name || software.has_program(name));
    software || member.command.runs(name) || member.image.base() == name
}
