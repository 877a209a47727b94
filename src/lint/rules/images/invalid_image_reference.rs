//! The rule `invalid-image-reference`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An image reference that no container runtime can read: capital letters in its repository, two tags, a tag or
    /// digest of the wrong form.
    ///
    /// ## Why it matters
    /// The API server takes any text. The kubelet does not: the container stays in `InvalidImageName`.
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

/// Whether something else puts the real reference in: a template, or the tool of a scheme such as `ko://`.
fn is_filled_in_later(image: &str) -> bool {
    let named = image.split(['/', ':', '@']).all(|part| !part.bytes().any(|byte| byte.is_ascii_lowercase()));
    !image.is_ascii()
        || image.contains(['$', '{', '<', '%'])
        || image.contains("://")
        || named
        || image.split('/').any(|part| part.len() > 2 && part.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
}

/// What is wrong with a reference, by the grammar of the distribution specification.
fn fault(image: &str) -> Option<(String, String)> {
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
    let parts: Vec<&str> = path.split('/').collect();
    let is_host = parts.len() > 1 && (parts[0].contains(['.', ':']) || parts[0] == "localhost");
    let fault = parts[usize::from(is_host)..].iter().find(|part| !is_component(part))?;
    if fault.is_empty() {
        return Some(("a component is empty".to_owned(), "remove the `/` too many".to_owned()));
    }
    let lower = fault.to_lowercase();
    let help = if is_component(&lower) {
        format!("write `{lower}`: repositories are in small letters")
    } else {
        "write small letters and digits, with `.`, `_` or `-` between them".to_owned()
    };
    Some((format!("`{fault}` is no name of a repository"), help))
}

fn is_tag(tag: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=128).contains(&tag.len())
        && tag.bytes().next().is_some_and(is_word)
        && tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = if algorithm == "sha256" { hex.len() == 64 } else { hex.len() >= 32 };
    length && hex.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

/// Small letters and digits, with one `.`, one or two `_` or any number of `-` between them.
fn is_component(part: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = part.split(is_letter).filter(|between| !between.is_empty());
    part.starts_with(is_letter)
        && part.ends_with(is_letter)
        && separators
            .into_iter()
            .all(|between| matches!(between, "." | "_" | "__") || between.bytes().all(|byte| byte == b'-'))
}
