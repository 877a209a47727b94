//! The rule `reload-without-shared-processes`.

use crate::composition::Member;
use crate::composition::knowledge::SoftwareKind;
use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that sends a signal to a program of another one, in a Pod without `shareProcessNamespace`.
    ///
    /// ## Why it matters
    /// Without it, a container cannot see the processes of other containers. The signal is never delivered, and the new
    /// configuration is never read.
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
    "reload-without-shared-processes", Warning, Composition, Check::Pod(check), fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.share_process_namespace == Some(true) {
        return;
    }
    let members = &pod.composition().members;
    for member in members.iter().filter(|member| member.is_long_running()) {
        for name in member.command.signalled() {
            let is_there = |other: &Member| other.runs_program(name);
            if is_there(member) {
                continue;
            }
            let others = || members.iter().filter(|other| other.is_long_running() && other.path != member.path);
            // A system image runs nothing but its script, so that the program is somebody else's, whoever runs it.
            let bare = member.image_software().is_some_and(|software| software.kind == SoftwareKind::Shell);
            let Some(other) = others().find(|other| is_there(other)).or_else(|| others().next().filter(|_| bare))
            else {
                continue;
            };
            let shared = pod.pod.path().field("shareProcessNamespace");
            let at = member.command.words.len().saturating_sub(1);
            out.at(
                member.command.place_of(at, &member.path),
                format!("`{}` cannot see the processes of `{}`", member.name, other.name),
            )
            .help("set `shareProcessNamespace: true` in the Pod's spec")
            .fix(Repair::to_review("share the processes of the Pod", [Change::Set(shared, true.into())]))
            .related(
                &other.path,
                if is_there(other) { format!("runs {name}") } else { "another container".to_owned() },
            );
            break;
        }
    }
}
