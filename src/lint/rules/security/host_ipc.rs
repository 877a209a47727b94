//! The rule `host-ipc`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Pod that shares the IPC namespace of its node (`hostIPC: true`).
    ///
    /// ## Why it matters
    /// Its containers can read and change the shared memory and the message queues of programs on the node.
    ///
    /// ## Instead of
    /// ```yaml
    /// hostIPC: true
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "host-ipc", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.host_ipc == Some(true) {
        out.at(pod.pod.path().field("hostIPC"), "the Pod shares the IPC namespace of its node")
            .help("remove `hostIPC`, unless the Pod manages the node")
            .fix(Repair::to_review("remove `hostIPC`", [Change::Remove(pod.pod.path().field("hostIPC"))]));
    }
}
