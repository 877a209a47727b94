//! The rule `frozen-registry`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// An image from `k8s.gcr.io`.
    ///
    /// ## Why it matters
    /// The Kubernetes project froze this registry in April 2023: no new images are published there. Requests are
    /// redirected to `registry.k8s.io`, which has the same images under the same names, until the redirect is switched
    /// off.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: k8s.gcr.io/pause:3.9
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.k8s.io/pause:3.9
    /// ```
    "frozen-registry", Warning, Deprecation, Check::Container(check), fixable(Fixable::Unsafe)
}

const FROZEN: &str = "k8s.gcr.io/";

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(image) = container.image().strip_prefix(FROZEN) else { return };
    // Of what should be replaced by something else another rule tells.
    let member = pod.member(container).and_then(|(_, member)| member.image_software());
    if member.is_some_and(|software| software.deprecated.is_some()) {
        return;
    }
    let (place, new) = (container.path.clone().field("image"), format!("registry.k8s.io/{image}"));
    out.at(&place, "`k8s.gcr.io` has been frozen since 2023").help(format!("write `{new}`")).fix(Repair::to_review(
        "take the image from the registry that replaces it",
        [Change::Set(place.clone(), new.into())],
    ));
}
