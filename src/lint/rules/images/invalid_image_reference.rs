//! The rule `invalid-image-reference`.

use crate::k8s::Container;
use crate::k8s::image::{is_component, is_digest, is_tag, registry_of};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An image reference that no container runtime can read: capital letters in its repository, two tags, a tag or
    /// digest of the wrong form, `https://` before it.
    ///
    /// ## Why it matters
    /// The API server accepts any text, but the kubelet does not: the container stays in `InvalidImageName`.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: ghcr.io/Shop/App:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: ghcr.io/shop/app:1.0
    /// ```
    "invalid-image-reference", Error, Images, Check::Container(check)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let image = container.image();
    if image.is_empty() || is_filled_in_later(image) {
        return;
    }
    if let Some((fault, help)) = fault(image) {
        out.at(container.path.clone().field("image"), format!("no runtime can read `{image}`: {fault}")).help(help);
    }
}

/// Returns true if something else puts the real reference in: a template, or the tool of a scheme such as `ko://`.
fn is_filled_in_later(image: &str) -> bool {
    let named = image.split(['/', ':', '@']).all(|part| !part.bytes().any(|byte| byte.is_ascii_lowercase()));
    !image.is_ascii()
        || image.contains(['$', '{', '<', '%'])
        || image.split_once("://").is_some_and(|(scheme, _)| !SCHEMES.contains(&scheme))
        || named
        || image.split('/').any(|part| part.len() > 2 && part.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
}

/// Schemes that people copy along from a browser or another program, and no runtime takes.
const SCHEMES: [&str; 4] = ["https", "http", "docker", "oci"];

/// Returns the fault with a reference, by the grammar of the distribution specification.
fn fault(image: &str) -> Option<(String, String)> {
    if let Some((scheme, rest)) = image.split_once("://") {
        return Some((format!("`{scheme}://` is no part of a reference"), format!("write `{rest}`")));
    }
    let (named, digest) = image.split_once('@').map_or((image, None), |(named, digest)| (named, Some(digest)));
    let last = named.rfind('/').map_or(0, |at| at + 1);
    let (path, tag) = match named[last..].find(':') {
        Some(at) => (&named[..last + at], Some(&named[last + at + 1..])),
        None => (named, None),
    };
    if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
        let help = match tag.split_once(':') {
            Some((first, rest)) => format!("write one tag, such as `{first}-{rest}`"),
            None => "write a tag of at most 128 letters, digits, `.`, `_` and `-`".to_owned(),
        };
        return Some((format!("`{tag}` is no tag"), help));
    }
    if let Some(digest) = digest.filter(|digest| !is_digest(digest)) {
        let help = "write `sha256:` and 64 hexadecimal digits".to_owned();
        return Some((format!("`{digest}` is no digest"), help));
    }
    let fault = registry_of(path).1.split('/').find(|part| !is_component(part))?;
    if fault.is_empty() {
        return Some(("a component is empty".to_owned(), "remove the extra `/`".to_owned()));
    }
    let lower = fault.to_lowercase();
    let help = if is_component(&lower) {
        format!("write `{lower}`: repositories are in lower case")
    } else {
        "write small letters and digits, with `.`, `_` or `-` between them".to_owned()
    };
    Some((format!("`{fault}` is not the name of a repository"), help))
}
