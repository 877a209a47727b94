//! The rule `writable-root-file-system`.

use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container with a writable root file system. Ephemeral containers and Windows containers are not reported.
    ///
    /// ## Why it matters
    /// An attacker can place tools and modified programs there. Data that is written there is lost when the container
    /// restarts, and fills the disk of the node until then.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {readOnlyRootFilesystem: true}
    /// ```
    "writable-root-file-system", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.has_read_only_root() || container.slot == Slot::Ephemeral || pod.pod.is_windows() {
        return;
    }
    out.at(
        container.security_path("readOnlyRootFilesystem"),
        format!("`{}` has a writable root file system", container.name()),
    )
    .help("write `readOnlyRootFilesystem: true`, and mount an emptyDir where the program writes");
}
