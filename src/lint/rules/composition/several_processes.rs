//! The rule `several-processes`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that runs several programs at the same time: under supervisord or the like, or by a script that
    /// starts servers in the background.
    ///
    /// ## Why it matters
    /// Kubernetes supervises one process per container. When another process ends, there is no restart and no event.
    /// The logs of all processes are mixed, and they share limits, user and image.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [sh, -c, "nginx & exec /app/server"]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [/app/server]
    ///   - name: web
    ///     image: nginx:1.29.1
    /// ```
    "several-processes", Info, Composition, Check::Pod(check)
}

/// Programs that look after others.
const SUPERVISORS: [&str; 8] =
    ["supervisord", "s6-svscan", "runsvdir", "runsv", "monit", "circusd", "svscan", "pm2-runtime"];

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in pod.composition().members.iter().filter(|member| member.is_long_running()) {
        let supervisor = member.command.programs().find(|program| SUPERVISORS.contains(program));
        let message = match (supervisor, member.processes.as_slice()) {
            (Some(program), _) => format!("`{}` runs several programs under {program}", member.name),
            (None, [first, .., last]) => format!("`{}` runs {first} and {last} side by side", member.name),
            _ => continue,
        };
        let at = member.command.words.len().saturating_sub(1);
        out.at(member.command.place_of(at, &member.path), message)
            .help("run each program in a container of its own in the same Pod");
    }
}
