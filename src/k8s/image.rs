//! Image references: their grammar, and their parts. Knows nothing of what an image holds.
//!
//! Source: `distribution/reference`, the grammar in `reference.go`.

use std::fmt;

/// An image reference as written, cut into its parts. Any text is accepted; parts that are missing are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    text: String,
    registry: usize,
    repository: usize,
    tag: (usize, usize),
}

impl Image {
    /// Cuts a reference: `registry.k8s.io/git-sync/git-sync:v4.2.3@sha256:…`.
    pub fn parse(text: &str) -> Self {
        let named = text.find('@').unwrap_or(text.len());
        let last = text[..named].rfind('/').map_or(0, |at| at + 1);
        let colon = text[last..named].find(':').map(|at| last + at);
        let repository = colon.unwrap_or(named);
        let tag = colon.map_or((named, named), |at| (at + 1, named));
        let registry = registry_of(&text[..repository]).0.map_or(0, str::len);
        Self { text: text.to_owned(), registry, repository, tag }
    }

    /// The reference as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host of the registry; empty where none is written.
    pub fn registry(&self) -> &str {
        &self.text[..self.registry]
    }

    /// The repository without registry, tag and digest: `git-sync/git-sync`.
    pub fn repository(&self) -> &str {
        self.text[self.registry..self.repository].trim_start_matches('/')
    }

    /// The last component of the repository: `git-sync`.
    pub fn base(&self) -> &str {
        self.repository().rsplit('/').next().unwrap_or_default()
    }

    /// The last two components of the repository, `bitnami/nginx`; only the base where there is one component.
    pub fn qualified_base(&self) -> &str {
        let repository = self.repository();
        let slash = repository.rfind('/').and_then(|at| repository[..at].rfind('/'));
        slash.map_or(repository, |at| &repository[at + 1..])
    }

    /// The tag as written; empty where none is.
    pub fn tag(&self) -> &str {
        &self.text[self.tag.0..self.tag.1]
    }

    /// The first number of the tag, which is the major version by custom: `v4.2.3` → 4.
    pub fn major(&self) -> Option<u32> {
        let tag = self.tag().strip_prefix('v').unwrap_or(self.tag());
        let digits = tag.len() - tag.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        tag[..digits].parse().ok()
    }

    /// The first two numbers of the tag: `v7.6.0` → 7 and 6.
    pub fn version(&self) -> Option<(u32, u32)> {
        let tag = self.tag().strip_prefix('v').unwrap_or(self.tag());
        let mut numbers = tag.split(|c: char| !c.is_ascii_digit()).map(str::parse);
        numbers.next()?.ok().zip(numbers.next()?.ok())
    }

    /// Returns whether this is a Docker official image (`nginx`, `docker.io/library/nginx`, or the same mirrored by AWS or
    /// Google), whose defaults are public knowledge.
    pub fn is_official(&self) -> bool {
        let repository = self.repository();
        if repository.is_empty() {
            return false;
        }
        match self.registry() {
            "" | "docker.io" | "index.docker.io" | "registry-1.docker.io" | "mirror.gcr.io" => {
                !repository.contains('/') || repository.strip_prefix("library/").is_some_and(|rest| !rest.contains('/'))
            }
            "public.ecr.aws" => repository.starts_with("docker/library/"),
            _ => false,
        }
    }

    /// Returns what is the same for all references to one repository, whatever their tags; `None` where none is named.
    pub fn identity(&self) -> Option<&str> {
        match self.repository() {
            "" => None,
            _ if self.is_official() => Some(self.base()),
            _ => Some(&self.text[..self.repository]),
        }
    }

    /// Returns whether two references name the same repository, whatever their tags.
    pub fn same_repository(&self, other: &Self) -> bool {
        self.identity().is_some() && self.identity() == other.identity()
    }
}

/// Cuts the host of a registry off a repository; the first component is one when it could be a host name.
pub fn registry_of(repository: &str) -> (Option<&str>, &str) {
    match repository.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), path),
        _ => (None, repository),
    }
}

/// Returns whether a text may be a component of a repository: small letters and digits, with one `.`, one or two `_` or any number
/// of `-` between them.
pub fn is_component(part: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = part.split(is_letter).filter(|between| !between.is_empty());
    part.starts_with(is_letter)
        && part.ends_with(is_letter)
        && separators
            .into_iter()
            .all(|between| matches!(between, "." | "_" | "__") || between.bytes().all(|byte| byte == b'-'))
}

/// Returns whether a text may be a tag.
pub fn is_tag(tag: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=128).contains(&tag.len())
        && tag.bytes().next().is_some_and(is_word)
        && tag.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

/// Returns whether a text may be a digest.
pub fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = if algorithm == "sha256" { hex.len() == 64 } else { hex.len() >= 32 };
    !algorithm.is_empty() && length && hex.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn references_come_apart() {
        let cases = [
            ("nginx", "", "nginx", "nginx", "", true),
            ("nginx:1.27", "", "nginx", "nginx", "1.27", true),
            ("docker.io/library/mysql:8@sha256:ab", "docker.io", "library/mysql", "mysql", "8", true),
            ("bitnami/nginx@sha256:ab", "", "bitnami/nginx", "nginx", "", false),
            ("localhost:5000/a/b/c:x", "localhost:5000", "a/b/c", "c", "x", false),
            (
                "registry.k8s.io/git-sync/git-sync:v4.2.3",
                "registry.k8s.io",
                "git-sync/git-sync",
                "git-sync",
                "v4.2.3",
                false,
            ),
            ("", "", "", "", "", false),
            ("<PLACE-HOLDER>", "", "<PLACE-HOLDER>", "<PLACE-HOLDER>", "", true),
            (":/@", ":", "", "", "", false),
        ];
        for (text, registry, repository, base, tag, official) in cases {
            let image = Image::parse(text);
            assert_eq!(
                (image.registry(), image.repository(), image.base(), image.tag(), image.is_official()),
                (registry, repository, base, tag, official),
                "{text}"
            );
        }
        assert_eq!(Image::parse("quay.io/a/b/c:1").qualified_base(), "b/c");
        assert_eq!(Image::parse("r.io/x:v3.1.6").major(), Some(3));
        assert_eq!(Image::parse("x:latest").major(), None);
        assert!(Image::parse("nginx:1").same_repository(&Image::parse("docker.io/library/nginx:2")));
        assert!(!Image::parse("").same_repository(&Image::parse("")));
    }
}
