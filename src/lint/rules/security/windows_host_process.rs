//! The rule `windows-host-process`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Windows container that runs as a process of its node (`hostProcess: true`).
    ///
    /// ## Why it matters
    /// Such a container is not isolated: it runs with the permissions of a user of the node, and can see the node's
    /// files, network and processes.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/agent:1.0-windows
    /// securityContext: {windowsOptions: {hostProcess: true}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/agent:1.0-windows
    /// securityContext: {windowsOptions: {runAsUserName: ContainerUser}}
    /// ```
    "windows-host-process", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let options = pod.security_fields(
        "windowsOptions",
        |of_pod| of_pod.windows_options.as_ref(),
        |own| own.windows_options.as_ref(),
    );
    for (place, _) in options.into_iter().filter(|(_, options)| options.host_process == Some(true)) {
        let place = place.field("hostProcess");
        out.at(&place, "this runs as a process of the node")
            .help("remove `hostProcess`, unless the Pod manages the node")
            .fix(Repair::to_review("remove `hostProcess`", [Change::Remove(place.clone())]));
    }
}
