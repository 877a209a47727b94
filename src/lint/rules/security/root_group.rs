//! The rule `root-group`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that is configured to run as group 0 (`runAsGroup: 0`).
    ///
    /// ## Why it matters
    /// Many files of images and nodes can be read or written by group 0. Images for OpenShift rely on group 0; other
    /// programs do not need it.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsGroup: 0}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsGroup: 65532}
    /// ```
    "root-group", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.run_as_group(container) == Some(0) && !pod.pod.has_user_namespace() {
        let is_own = container.security().is_some_and(|own| own.run_as_group.is_some());
        let of_pod = pod.pod.path().field("securityContext.runAsGroup");
        let place = if is_own { container.security_path("runAsGroup") } else { of_pod };
        out.at(place, format!("`{}` runs as group 0, the group of root", container.name()))
            .help("use the number of another group");
    }
}
