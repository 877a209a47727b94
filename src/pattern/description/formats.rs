//! The forms of texts: what may be written where a path, a URL or a quantity is expected.

use serde_json::Value as Json;

use crate::catalogue::Type;
use crate::k8s::quantity::Quantity;
use crate::pattern::description::address::is_host;
use crate::pattern::description::duration;
use crate::validity::content;

/// The longest `string`; arguments of a process have their limit at 128 KiB altogether.
const LONGEST_STRING: usize = 4096;

/// The longest name of a variable; the API has no limit, and no program reads longer ones.
const LONGEST_VARIABLE: usize = 253;

/// The longest key of a mapping; readers of YAML look no further than 1024 characters for the colon behind it.
const LONGEST_KEY: usize = 1000;

/// The longest `text`; a ConfigMap holds 1 MiB, its other files included.
const LONGEST_TEXT: usize = 512 * 1024;

/// Returns true if a text has the form of a type that stays a text.
pub(crate) fn is_of(kind: Type, text: &str) -> bool {
    match kind {
        Type::String => text.len() <= LONGEST_STRING && !text.chars().any(char::is_control),
        Type::Text => text.len() <= LONGEST_TEXT && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t')),
        Type::Path => is_path(without_last_slash(text)),
        Type::UrlPath => text.starts_with('/') && !text.starts_with("//") && is_one_word(text),
        Type::Url => is_url(text),
        Type::Repository => is_url(text) || is_scp(text),
        Type::Duration => duration::nanoseconds(text).is_some(),
        Type::Quantity => is_quantity(text),
        Type::Regex => text.len() <= LONGEST_STRING && regex_syntax::parse(text).is_ok(),
        Type::Name => content::dns_subdomain(text).is_none(),
        Type::Variable => text.len() <= LONGEST_VARIABLE && content::c_identifier(text).is_none(),
        _ => false,
    }
}

/// An absolute path without `..`, empty steps or a colon, which a mount path may not hold.
pub(crate) fn is_path(text: &str) -> bool {
    let Some(steps) = text.strip_prefix('/') else { return false };
    text.len() <= 1024
        && (steps.is_empty() || steps.split('/').all(|step| !matches!(step, "" | "." | "..")))
        && !text.contains(':')
        && !text.chars().any(char::is_control)
}

/// A path without the slash that people write after a folder.
pub(crate) fn without_last_slash(path: &str) -> &str {
    path.strip_suffix('/').filter(|path| !matches!(*path, "" | "/")).unwrap_or(path)
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+.-".contains(c));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    scheme_ok && (!host.is_empty() || scheme == "file") && is_one_word(text)
}

fn is_scp(text: &str) -> bool {
    let Some((user_host, path)) = text.split_once(':') else { return false };
    let Some((user, host)) = user_host.split_once('@') else { return false };
    !user.is_empty() && is_host(host) && !path.is_empty() && is_one_word(text)
}

fn is_one_word(text: &str) -> bool {
    text.len() <= LONGEST_STRING && text.chars().all(|c| c.is_ascii_graphic() && !"\"'\\`<>{}|^".contains(c))
}

/// A quantity that is not negative, as the API server reads it.
pub(crate) fn is_quantity(text: &str) -> bool {
    Quantity::parse(text).is_ok_and(|quantity| !quantity.is_negative())
}

/// Returns true if no text in a value holds a control character that configuration files cannot.
pub(crate) fn is_printable(value: &Json) -> bool {
    match value {
        Json::String(text) => is_of(Type::Text, text),
        Json::Array(items) => items.iter().all(is_printable),
        Json::Object(entries) => entries
            .iter()
            .all(|(key, value)| key.len() <= LONGEST_KEY && is_of(Type::String, key) && is_printable(value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let cases: [(Type, &[&str], &[&str]); 10] = [
            (
                Type::UrlPath,
                &["/", "/healthz", "/a/b?c=d&e=f"],
                &["", "healthz", "//host/path", "http://a/b", "/a b", "/a\n"],
            ),
            (
                Type::Path,
                &["/", "/var/log/app", "/var/log/app/", "/a b"],
                &["", "a", "/a/../b", "//", "/a//", "/a:b", "/a\n"],
            ),
            (
                Type::Url,
                &["https://a.b/c?d#e", "http://[::1]:80/"],
                &["", "https://", "a.b/c", "HTTP://a", "https://a b", "https://a\"b"],
            ),
            (Type::Repository, &["https://a/b.git", "git@a.b:c/d.git", "file:///git"], &["a/b", "git@:x", "@a:b"]),
            (Type::Duration, &["10s", "1m30s", "1.5h", "500ms"], &["", "10", "s", "1d", "-1s", "1m30"]),
            (Type::Quantity, &["64Mi", "250m", "1", "0.5", "1e9", "100u", "+1Gi"], &["", "1mb", "-1", "1 Mi"]),
            (Type::Name, &["a", "a-b.c1"], &["", "A", "a_b", "-a", "a."]),
            (Type::Variable, &["REDIS_HOST", "_a1"], &["", "1A", "A-B", "A B"]),
            (Type::String, &["", "a: b #\"'"], &["a\nb", "\0"]),
            (Type::Text, &["a\n\tb"], &["\0", "\u{1b}"]),
        ];
        for (kind, good, bad) in cases {
            for text in good {
                assert!(is_of(kind, text), "{} {text:?}", kind.name());
            }
            for text in bad {
                assert!(!is_of(kind, text), "{} {text:?}", kind.name());
            }
        }
    }
}
