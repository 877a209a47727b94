//! The rule `elector-stops-early`.

use crate::composition::knowledge::Software;
use crate::composition::{Member, Role};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::validity::Release;

rule! {
    /// ## What it catches
    /// podpat's leader elector as an ordinary container, which is stopped together with the application and then
    /// releases the Lease.
    ///
    /// ## Why it matters
    /// When the Pod terminates, the elector may release the leadership while the application is still working: another
    /// Pod takes over, and for a moment there are two leaders. Native sidecars are stopped after the ordinary
    /// containers have ended.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///   - {name: elector, image: "python:3.13-alpine", command: [python3, -I, /etc/elector/elector.py]}
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: elector
    ///     image: python:3.13-alpine
    ///     restartPolicy: Always
    ///     command: [python3, -I, /etc/elector/elector.py]
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    /// ```
    "elector-stops-early", Warning, Composition, Check::Pod(check)
}

/// The first release with native sidecars on by default.
const NATIVE: Release = Release::minor(29);

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    let others = members.iter().filter(|member| member.role == Role::Main).count();
    if out.release() < NATIVE || others == 0 {
        return;
    }
    // Others keep the Lease when they end, so that no second Pod leads while main still runs.
    let releases = |member: &Member| member.software().is_some_and(Software::is_own_script);
    let keeps = |member: &Member| {
        let container = pod.containers.iter().find(|container| container.path == member.path);
        let mut variables = container.into_iter().flat_map(|container| container.spec.env.iter().flatten());
        variables.any(|variable| variable.name == "RELEASE" && variable.value.as_deref() == Some("false"))
    };
    let electors = members.iter().filter(|member| member.role == Role::LeaderElection && member.slot == Slot::App);
    for member in electors.filter(|member| releases(member) && !keeps(member)) {
        out.at(&member.path, format!("`{}` stops together with the container that it elects for", member.name))
            .help(format!("move `{}` to `initContainers` with `restartPolicy: Always`", member.name));
    }
}
