//! The rule `unset-privilege-escalation`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container without `allowPrivilegeEscalation: false`.
    ///
    /// ## Why it matters
    /// If the field is not set, escalation is allowed: a program can gain more privileges than its parent process,
    /// through any file of the image that belongs to root and has the setuid bit.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {allowPrivilegeEscalation: false}
    /// ```
    "unset-privilege-escalation", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let is_set = container.security().is_some_and(|own| own.allow_privilege_escalation.is_some());
    if is_set || pod.pod.is_windows() {
        return;
    }
    let message = format!("programs of `{}` may gain more privileges than they start with", container.name());
    out.at(container.security_path("allowPrivilegeEscalation"), message)
        .help("write `allowPrivilegeEscalation: false`")
        .fix(Repair::to_review(
            "write `allowPrivilegeEscalation: false`",
            [Change::Set(container.security_path("allowPrivilegeEscalation"), false.into())],
        ));
}
