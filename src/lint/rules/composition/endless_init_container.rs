//! The rule `endless-init-container`.

use crate::composition::Lifetime;
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An init container that never ends and is not a native sidecar.
    ///
    /// ## Why it matters
    /// Init containers run one after the other, and each must end before the next one starts. The Pod stays in
    /// `Init:0/1`.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: logs
    ///     image: busybox:1.37
    ///     command: [sh, -c, "tail -F /var/log/app.log"]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: logs
    ///     image: busybox:1.37
    ///     restartPolicy: Always
    ///     command: [sh, -c, "tail -F /var/log/app.log"]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    /// ```
    "endless-init-container", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in pod.composition().members.iter().filter(|member| member.slot == Slot::Init) {
        let Lifetime::Endless(why) = &member.lifetime else { continue };
        out.at(&member.path, format!("init container `{}` never ends, so nothing after it starts: {why}", member.name))
            .help("add `restartPolicy: Always` to run it beside the others, or let it end".to_owned());
    }
}
