//! The rule `elector-stops-early`.

use crate::composition::Role;
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::validity::Release;

rule! {
    /// ## What it catches
    /// A leader elector that is an ordinary container, and so is stopped together with the application.
    ///
    /// ## Why it matters
    /// When the Pod ends, the elector may give the leadership up while the application still works: another Pod takes
    /// over, and for a moment two lead. Native sidecars are stopped after the others have ended.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///   - {name: elector, image: "registry.example.com/leader-elector:1.2.0", args: [--lease=scheduler]}
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: elector
    ///     image: registry.example.com/leader-elector:1.2.0
    ///     restartPolicy: Always
    ///     args: [--lease=scheduler]
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    /// ```
    "elector-stops-early", Info, Composition, Check::Pod(check)
}

/// The first release with native sidecars on by default.
const NATIVE: Release = Release::minor(29);

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    let others = members.iter().filter(|member| member.role == Role::Main).count();
    if out.release() < NATIVE || others == 0 {
        return;
    }
    for member in members.iter().filter(|member| member.role == Role::LeaderElection && member.slot == Slot::App) {
        out.at(&member.path, format!("`{}` stops together with the container that it elects for", member.name))
            .help(format!("move `{}` to `initContainers` with `restartPolicy: Always`", member.name));
    }
}
