//! The rule `low-user-id`.

use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Setting, Sink};

rule! {
    /// ## What it catches
    /// A container whose user id is low, or not set in the manifest. Windows and Pods with their own user namespace are
    /// not reported.
    ///
    /// ## Why it matters
    /// Low ids belong to users of the node. A process that escapes from the container has the permissions of the user
    /// with the same id there.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsUser: 1000}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsUser: 10001}
    /// ```
    "low-user-id", Info, Security, Check::Container(check), off, settings(&[&LEAST])
}

/// The lowest number that will do.
static LEAST: Setting = Setting { name: "least", default: 10_000, help: "the lowest number that will do" };

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.slot == Slot::Ephemeral || pod.pod.is_windows() || pod.pod.has_user_namespace() {
        return;
    }
    let (least, name) = (out.setting(&LEAST), container.name());
    let message = match pod.pod.run_as_user(container) {
        Some(number) if u64::try_from(number).is_ok_and(|number| number >= least) => return,
        Some(number) => format!("`{name}` runs as user {number}, which may also exist on the node"),
        None => format!("`{name}` runs with whatever user its image has"),
    };
    out.at(container.security_path("runAsUser"), message).help(format!("write a `runAsUser` of {least} or higher"));
}
