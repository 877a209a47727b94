//! The rule `undigested-image`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An image without a digest.
    ///
    /// ## Why it matters
    /// A tag can be moved to another image at any time. With a digest, exactly the tested image runs.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
    /// ```
    "undigested-image", Info, Images, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let text = container.image();
    if !text.is_empty() && !text.contains('@') {
        out.at(container.path.clone().field("image"), format!("the image `{text}` has no digest"))
            .help("write the digest behind the tag: `name:tag@sha256:…`");
    }
}
