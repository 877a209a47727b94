//! The rule `host-pid`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Pod that sees the processes of its node (`hostPID: true`).
    ///
    /// ## Why it matters
    /// Its containers can see every process of the node with its command line and environment, and as root they can
    /// send signals to all of them and read their files.
    ///
    /// ## Instead of
    /// ```yaml
    /// hostPID: true
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "host-pid", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.host_pid == Some(true) {
        out.at(pod.pod.path().field("hostPID"), "the Pod shares the processes of its node")
            .help("remove `hostPID`, unless the Pod manages the node")
            .fix(Repair::to_review("remove `hostPID`", [Change::Remove(pod.pod.path().field("hostPID"))]));
    }
}
