//! The rule `unmasked-proc-mount-in-user-namespace`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::pod_security::spares_root;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container with a `procMount` other than `Default`, in a Pod with its own user namespace (`hostUsers: false`).
    ///
    /// ## Why it matters
    /// The user namespace prevents the program from changing the kernel, but the program still sees more of the node
    /// than it needs. The Restricted level of the Pod Security Standards forbids it, the Baseline level does not.
    ///
    /// ## Instead of
    /// ```yaml
    /// hostUsers: false
    /// containers:
    ///   - {name: builder, image: "registry.example.com/builder:1.0", securityContext: {procMount: Unmasked}}
    /// ```
    /// ## Write
    /// ```yaml
    /// hostUsers: false
    /// containers:
    ///   - {name: builder, image: "registry.example.com/builder:1.0"}
    /// ```
    "unmasked-proc-mount-in-user-namespace", Info, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let own = container.security();
    let Some(mount) = own.and_then(|own| own.proc_mount.as_deref()).filter(|mount| *mount != "Default") else {
        return;
    };
    if spares_root(&pod.pod, out.release()) {
        out.at(container.security_path("procMount"), format!("`{}` sees `/proc` as `{mount}`", container.name()))
            .help("remove `procMount`")
            .fix(Repair::to_review("remove `procMount`", [Change::Remove(container.security_path("procMount"))]));
    }
}
