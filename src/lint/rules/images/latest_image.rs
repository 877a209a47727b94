//! The rule `latest-image`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An image without a tag or with the tag `latest`, and without a digest.
    ///
    /// ## Why it matters
    /// The tag refers to a different image after each release: replicas that start on different days run different
    /// versions, and there is no version to roll back to.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: nginx
    /// ```
    /// ## Write
    /// ```yaml
    /// image: nginx:1.29.1
    /// ```
    "latest-image", Warning, Images, Check::Container(check), off, cel(Cel::Container(CEL))
}

const CEL: &str = "c.?image.orValue('') != '' && !c.image.contains('@') && c.image.matches('(^|/)[^/:]*(:latest)?$')";

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let text = container.image();
    let image = Image::parse(text);
    if text.is_empty() || text.contains('@') || !matches!(image.tag(), "" | "latest") {
        return;
    }
    let why = if image.tag().is_empty() { "has no tag" } else { "has the tag `latest`" };
    out.at(container.path.clone().field("image"), format!("the image `{text}` {why}"))
        .help("write the version that was tested, or the digest of the image");
}
