//! The form of a text, and the message where it has another.

use std::borrow::Cow;

/// The error of a format: `why` completes "`text` …", `help` says what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// The rest of a sentence that begins with the text itself.
    pub why: Cow<'static, str>,
    /// One imperative clause.
    pub help: Cow<'static, str>,
}

impl From<crate::k8s::quantity::NoQuantity> for FormatError {
    fn from(no: crate::k8s::quantity::NoQuantity) -> Self {
        Self { why: "is not a quantity".into(), help: no.help }
    }
}

impl FormatError {
    pub(in crate::validity) fn new(why: impl Into<Cow<'static, str>>, help: impl Into<Cow<'static, str>>) -> Self {
        Self { why: why.into(), help: help.into() }
    }
}

/// The rules of one format: the characters inside and at both ends, and the length.
pub(super) struct Form {
    pub(super) inside: fn(char) -> bool,
    pub(super) first: fn(char) -> bool,
    pub(super) last: fn(char) -> bool,
    /// Bytes.
    pub(super) limit: usize,
    /// Completes "use …".
    pub(super) alphabet: &'static str,
    /// Completes "begin …".
    pub(super) ends: &'static str,
    pub(super) example: &'static str,
}

impl Form {
    /// The first thing wrong with `text`.
    pub(super) fn test(&self, text: &str) -> Option<FormatError> {
        if text.is_empty() {
            return Some(FormatError::new("is empty", format!("write a name such as `{}`", self.example)));
        }
        self.too_long(text).or_else(|| self.misspelt(text))
    }

    fn too_long(&self, text: &str) -> Option<FormatError> {
        (text.len() > self.limit).then(|| too_long(text, self.limit))
    }

    /// Characters and ends only.
    pub(super) fn misspelt(&self, text: &str) -> Option<FormatError> {
        if let Some(culprit) = text.chars().find(|&c| !(self.inside)(c)) {
            let why = format!("contains {}", named(culprit));
            return Some(FormatError::new(why, format!("use {}, for example `{}`", self.alphabet, self.likely(text))));
        }
        let ends = || format!("begin {}, for example `{}`", self.ends, self.likely(text));
        match (text.chars().next(), text.chars().next_back()) {
            (Some(first), _) if !(self.first)(first) => {
                Some(FormatError::new(format!("begins with {}", named(first)), ends()))
            }
            (_, Some(last)) if !(self.last)(last) => {
                Some(FormatError::new(format!("ends with {}", named(last)), ends()))
            }
            _ => None,
        }
    }

    /// Returns what was most likely meant by `text`, or a plain example where nothing sensible is left of it.
    fn likely(&self, text: &str) -> String {
        let text: String = text.chars().take(self.limit).collect();
        let keep = |c: char| {
            let low = c.to_ascii_lowercase();
            match c {
                _ if (self.inside)(c) => c,
                _ if (self.inside)(low) => low,
                _ => '-',
            }
        };
        let trim = |part: &str| {
            let part: String = part.chars().map(keep).collect();
            part.trim_start_matches(|c| !(self.first)(c)).trim_end_matches(|c| !(self.last)(c)).to_owned()
        };
        let parts: Vec<_> = text.split('.').map(trim).collect();
        let likely = parts.join(if (self.inside)('.') { "." } else { "-" });
        if parts.iter().any(String::is_empty) || likely.contains("--") || likely == text {
            return self.example.to_owned();
        }
        likely
    }
}

pub(super) fn too_long(text: &str, limit: usize) -> FormatError {
    FormatError::new(format!("is {} bytes long", text.len()), format!("use at most {limit} bytes"))
}

/// A character as a message names it.
pub(super) fn named(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\n' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        '`' => "a backtick".to_owned(),
        c if c.is_ascii_uppercase() => format!("the capital letter `{c}`"),
        c if c.is_control() => format!("the control character U+{:04X}", u32::from(c)),
        c => format!("`{c}`"),
    }
}

pub(super) const fn lower_or_digit(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

pub(super) const fn lower(c: char) -> bool {
    c.is_ascii_lowercase()
}

pub(super) const fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

pub(super) const fn label_inside(c: char) -> bool {
    lower_or_digit(c) || c == '-'
}

pub(super) const fn subdomain_inside(c: char) -> bool {
    label_inside(c) || c == '.'
}

pub(super) const fn key_inside(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{self as content, FormatError};

    type Test = fn(&str) -> Option<FormatError>;

    /// Every test of a text.
    const TESTS: [Test; 22] = [
        content::annotation_key,
        content::dns_1035_label,
        content::dns_label,
        content::dns_subdomain,
        content::dns_subdomain_with_underscore,
        content::label_value,
        content::port_name,
        content::qualified_name,
        content::wildcard_subdomain,
        content::percent,
        content::c_identifier,
        content::config_map_key,
        content::env_var_name,
        content::http_header_name,
        content::absolute_path,
        content::descending_path,
        content::no_backsteps,
        content::non_reserved_path,
        content::domain_prefixed_path,
        content::fully_qualified_name,
        content::legacy_ip,
        content::legacy_cidr,
    ];

    /// Texts near the formats, and any others.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[-a-zA-Z0-9._/* é]{0,70}", "\\PC{0,20}", any::<String>(), "[a-z0-9-]{60,300}"]
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in texts()) {
            for test in TESTS {
                if let Some(FormatError { why, help }) = test(&text) {
                    prop_assert!(!why.is_empty() && !help.is_empty());
                }
            }
        }

        /// Texts that messages give as examples are valid themselves.
        #[test]
        fn examples_are_sound(text in texts()) {
            for test in [content::dns_label, content::dns_1035_label, content::dns_subdomain, content::qualified_name, content::label_value] {
                let Some(error) = test(&text) else { continue };
                let Some((_, example)) = error.help.rsplit_once("for example `") else { continue };
                prop_assert_eq!(test(example.trim_end_matches('`')), None, "{:?}: {}", text, error.help);
            }
        }
    }
}
