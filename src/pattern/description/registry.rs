//! The registry that catalogue images come from: a mirror for all of them, or one for each registry.

use crate::k8s::image::registry_of;
use crate::pattern::description::fields;
use crate::pattern::description::image;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// The registry of images without one, such as `busybox`.
const DOCKER_HUB: &str = "docker.io";

/// Mirrors by the registry whose place they take.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry {
    /// The mirror of every registry that is not named.
    all: Option<String>,
    named: Vec<(String, String)>,
}

/// Reads a host, or hosts by registry.
pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Registry> {
    let Value::Map(entries) = &item.value else {
        return Some(Registry { all: Some(read_host(item, problems)?), named: Vec::new() });
    };
    let named = entries.iter().map(|entry| Some((entry.key.clone(), read_host(&entry.item, problems)?)));
    Some(Registry { all: None, named: named.collect::<Option<_>>()? })
}

fn read_host(item: &SpannedValue, problems: &mut Problems) -> Option<String> {
    let text = fields::text(item, "`registry`", problems)?.trim_end_matches('/');
    if is_registry(text) {
        return Some(text.to_owned());
    }
    let help = "write a host, and a path where it has one: `registry.example.com/mirror`".to_owned();
    fields::mismatch(item, "`registry`", "the host of a registry", help, problems);
    None
}

/// Returns true if a text is the host of a registry, with a path where it has one.
pub fn is_registry(text: &str) -> bool {
    image::check(&format!("{}/a", text.trim_end_matches('/'))).is_ok()
}

impl Registry {
    /// Returns an image of the catalogue as it is called in the mirror; a digest is kept.
    pub(crate) fn mirrored(&self, image: &str) -> String {
        let (host, path) = match registry_of(image) {
            (Some(host), path) => (host, path.to_owned()),
            (None, path) if path.contains('/') => (DOCKER_HUB, path.to_owned()),
            (None, path) => (DOCKER_HUB, format!("library/{path}")),
        };
        let named = self.named.iter().find(|(registry, _)| registry == host).map(|(_, mirror)| mirror);
        match named.or(self.all.as_ref()) {
            Some(mirror) => format!("{mirror}/{path}"),
            None => image.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Registry;

    #[test]
    fn the_mirror_takes_the_place_of_the_host() {
        let all = Registry { all: Some("m.example.com/x".to_owned()), named: Vec::new() };
        assert_eq!(all.mirrored("busybox:1"), "m.example.com/x/library/busybox:1");
        assert_eq!(all.mirrored("a/b@sha256:1"), "m.example.com/x/a/b@sha256:1");
        assert_eq!(all.mirrored("registry.k8s.io/a/b:1"), "m.example.com/x/a/b:1");
        let named = Registry { all: None, named: vec![("docker.io".to_owned(), "m".to_owned())] };
        assert_eq!(named.mirrored("busybox:1"), "m/library/busybox:1");
        assert_eq!(named.mirrored("registry.k8s.io/a/b:1"), "registry.k8s.io/a/b:1");
    }
}
