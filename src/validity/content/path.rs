//! Paths, in file systems and in URLs, and names with a domain.

use super::form::{FormatError, named};
use super::name::dns_subdomain;

/// A name that can stand in a URL path: RBAC's names. `IsPathSegmentName`; with `prefix`, `IsPathSegmentPrefix`.
pub fn path_segment(text: &str, prefix: bool) -> Option<FormatError> {
    if !prefix && matches!(text, "." | "..") {
        return Some(FormatError::new("is the name of a folder", "write a name such as `pod-reader`"));
    }
    let culprit = text.chars().find(|c| matches!(c, '/' | '%'))?;
    Some(FormatError::new(format!("contains `{culprit}`"), "write a name without `/` and `%`, such as `pod-reader`"))
}

/// A path within a domain: `example.com/name`. `IsDomainPrefixedPath`; an empty text is the caller's affair.
pub fn domain_prefixed_path(text: &str) -> Option<FormatError> {
    let Some((host, path)) = text.split_once('/').filter(|(host, path)| !host.is_empty() && !path.is_empty()) else {
        return Some(FormatError::new(
            "has no domain and path",
            "write a domain and a path, such as `example.com/name`",
        ));
    };
    let path_char = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:".contains(c);
    dns_subdomain(host).or_else(|| {
        let culprit = path.chars().find(|&c| !path_char(c))?;
        Some(FormatError::new(format!("contains {}", named(culprit)), "use the characters of a URL path after the `/`"))
    })
}

/// A domain of three parts or more: a signer. `IsFullyQualifiedName`; an empty text is the caller's affair.
pub fn fully_qualified_name(text: &str) -> Option<FormatError> {
    dns_subdomain(text).or_else(|| {
        let help = "write a domain of three parts or more, such as `app.example.com`";
        (text.split('.').count() < 3).then(|| FormatError::new("has fewer than three parts", help))
    })
}

/// An absolute path of a file system. Not Go's `path.IsAbs` alone: it is what `path.IsAbs` asks.
pub fn absolute_path(text: &str) -> Option<FormatError> {
    (!text.starts_with('/')).then(|| FormatError::new("is not an absolute path", "begin the path with `/`"))
}

/// A path below the volume's root: relative, without `..`. `ValidateLocalDescendingPath`.
pub fn descending_path(text: &str) -> Option<FormatError> {
    if text.starts_with('/') {
        return Some(FormatError::new("is an absolute path", "write a path that does not begin with `/`"));
    }
    no_backsteps(text)
}

/// A path without a `..` between slashes. `ValidatePathNoBacksteps`.
pub fn no_backsteps(text: &str) -> Option<FormatError> {
    text.split('/').any(|part| part == "..").then(|| FormatError::new("contains `..`", "write the path without `..`"))
}

/// A path below the volume's root whose first name does not begin with `..`. `ValidateLocalNonReservedPath`.
pub fn non_reserved_path(text: &str) -> Option<FormatError> {
    descending_path(text).or_else(|| {
        let reserved = text.starts_with("..") && !text.starts_with("../");
        reserved.then(|| FormatError::new("begins with `..`", "write a name that does not begin with `..`"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_a_root() {
        assert!(["a", "a/b", "", "a/...", "..a"].iter().all(|text| descending_path(text).is_none()));
        assert!(["/a", "..", "a/../b", "../a"].iter().all(|text| descending_path(text).is_some()));
        assert!(non_reserved_path("..a").is_some() && non_reserved_path("a/..b").is_none());
    }

    #[test]
    fn names_with_a_domain() {
        assert!(["a.io/b", "a/b/c"].iter().all(|text| domain_prefixed_path(text).is_none()));
        assert!(["a", "/a", "a/", "A/b", "a/b c"].iter().all(|text| domain_prefixed_path(text).is_some()));
        assert!(fully_qualified_name("a.b.c").is_none() && fully_qualified_name("a.b").is_some());
        assert!(path_segment("system:x", false).is_none() && path_segment("..", false).is_some());
        assert!(path_segment("..", true).is_none() && path_segment("a%b", true).is_some());
    }
}
