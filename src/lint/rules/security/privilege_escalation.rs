//! The rule `privilege-escalation`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container with `allowPrivilegeEscalation: true`.
    ///
    /// ## Why it matters
    /// A program in it can gain more privileges than its parent process: through `sudo`, or through any file of the
    /// image that belongs to root and has the setuid bit.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {allowPrivilegeEscalation: true}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {allowPrivilegeEscalation: false}
    /// ```
    "privilege-escalation", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    if container.security().is_some_and(|own| own.allow_privilege_escalation == Some(true)) {
        let message = format!("programs of `{}` may gain more privileges than they start with", container.name());
        out.at(container.security_path("allowPrivilegeEscalation"), message)
            .help("write `allowPrivilegeEscalation: false`")
            .fix(Repair::to_review(
                "write `false`",
                [Change::Set(container.security_path("allowPrivilegeEscalation"), false.into())],
            ));
    }
}
