//! Image references that a user wrote, and what is wrong with those that are none.

use crate::k8s::image::{is_component, is_digest, is_tag, registry_of};
use crate::pattern::description::address::is_host;
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::Spanned;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;

/// Reads an image reference a user wrote.
pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Spanned<String>> {
    let text = fields::text(item, "the image", problems)?;
    let Err(why) = check(text) else {
        return Some(Spanned { value: text.to_owned(), place: item.place.clone() });
    };
    problems.add(&item.place, format!("this is not an image: {why}"), item.described(), help(text));
    None
}

fn help(text: &str) -> String {
    let guess = text.trim().to_lowercase().replace(' ', ":");
    if check(&guess).is_ok() && guess != text {
        return format!("did you mean `{guess}`?");
    }
    "write REPOSITORY:TAG, such as `nginx:1.27` or `registry.example.com/team/app:2.4.1`".to_owned()
}

/// Checks that a text is an image reference.
///
/// # Errors
/// A clause that names the part at fault.
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err("a digest is written `@sha256:` and 64 hex digits");
    }
    let (name, tag) = match rest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (rest, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err("the tag has a character that tags cannot have");
    }
    check_name(name)
}

fn check_name(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        return Err("there is no repository");
    }
    if name.len() > 255 {
        return Err("the repository is longer than 255 characters");
    }
    let (registry, path) = registry_of(name);
    if let Some(registry) = registry {
        let (host, port) = registry.split_once(':').map_or((registry, "1"), |(host, port)| (host, port));
        if !is_host(host) || port.parse::<u16>().is_err() {
            return Err("the registry is not a host name");
        }
    }
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("repositories are written in lower case");
    }
    if !path.split('/').all(is_component) {
        return Err("the repository has a character that repositories cannot have");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn references() {
        let digest = format!("nginx@sha256:{}", "a1".repeat(32));
        for good in [
            "nginx",
            "nginx:1.27",
            "localhost:5000/a/b:c",
            "registry.example.com/shop:2.4.1",
            "a/b_c-d.e:T_1.2-3",
            &digest,
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "NGINX latest",
            "nginx:",
            "nginx: 1",
            "nginx:1:2",
            "a//b",
            "/a",
            "a/",
            "nginx@sha256:1",
            "a b",
            "Foo/bar",
            "a\nb",
            "a:b c",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
