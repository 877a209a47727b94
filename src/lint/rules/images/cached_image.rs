//! The rule `cached-image`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An image with a tag that a node does not pull again once it has the image: `imagePullPolicy` is not `Always`.
    /// Images with a digest cannot change and are not reported.
    ///
    /// ## Why it matters
    /// A node keeps using the image that it pulled first, even if the tag has been moved since. And other Pods on the
    /// node can use a private image without having the credentials to pull it.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// imagePullPolicy: IfNotPresent
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// imagePullPolicy: Always
    /// ```
    "cached-image", Info, Images, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let text = container.image();
    let tag = Image::parse(text);
    let is_latest = matches!(tag.tag(), "" | "latest");
    let policy =
        container.spec.image_pull_policy.as_deref().unwrap_or(if is_latest { "Always" } else { "IfNotPresent" });
    if text.is_empty() || text.contains('@') || policy == "Always" {
        return;
    }
    out.at(container.path.clone().field("imagePullPolicy"), format!("nodes that have `{text}` do not pull it again"))
        .help("write `imagePullPolicy: Always`, or the digest of the image");
}
