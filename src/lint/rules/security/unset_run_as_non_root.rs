//! The rule `unset-run-as-non-root`.

use crate::edit::Change;
use crate::lint::pod_security::spares_root;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that runs as a user other than root but does not set `runAsNonRoot: true`, and a Pod with
    /// `runAsNonRoot: false`.
    ///
    /// ## Why it matters
    /// The kubelet checks the user only if `runAsNonRoot` is set. The Restricted level of the Pod Security Standards
    /// requires the field, whatever `runAsUser` is.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsUser: 1000}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsUser: 1000, runAsNonRoot: true}
    /// ```
    "unset-run-as-non-root", Info, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let of = &pod.pod;
    if spares_root(of, out.release()) {
        return;
    }
    if of.security().is_some_and(|of_pod| of_pod.run_as_non_root == Some(false)) {
        let place = of.path().field("securityContext.runAsNonRoot");
        out.at(&place, "containers of this Pod may run as root")
            .help("write `runAsNonRoot: true`")
            .fix(Repair::to_review("write `true`", [Change::Set(place.clone(), true.into())]));
    }
    for container in &pod.containers {
        let has_user = of.run_as_user(container).is_some_and(|user| user != 0);
        if has_user && !of.run_as_non_root(container) {
            let message = format!("nothing checks that `{}` does not run as root", container.name());
            let place = container.security_path("runAsNonRoot");
            out.at(&place, message)
                .help("write `runAsNonRoot: true`")
                .fix(Repair::to_review("write `runAsNonRoot: true`", [Change::Set(place.clone(), true.into())]));
        }
    }
}
