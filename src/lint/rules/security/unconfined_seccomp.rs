//! The rule `unconfined-seccomp`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Pod or container with a seccomp profile of type `Unconfined`.
    ///
    /// ## Why it matters
    /// The default profile of the container runtime blocks about sixty system calls that hardly any program needs but
    /// many attacks use. `Unconfined` allows all of them.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {seccompProfile: {type: Unconfined}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {seccompProfile: {type: RuntimeDefault}}
    /// ```
    "unconfined-seccomp", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let profiles = pod.security_fields(
        "seccompProfile",
        |of_pod| of_pod.seccomp_profile.as_ref(),
        |own| own.seccomp_profile.as_ref(),
    );
    for (place, profile) in profiles {
        let kind = &profile.type_;
        if kind != "RuntimeDefault" && kind != "Localhost" {
            let place = place.field("type");
            out.at(&place, format!("the seccomp profile is `{kind}`"))
                .help("write `RuntimeDefault`, or `Localhost` with a profile of the node")
                .fix(Repair::to_review(
                    "write `RuntimeDefault`",
                    [Change::Set(place.clone(), "RuntimeDefault".into())],
                ));
        }
    }
}
