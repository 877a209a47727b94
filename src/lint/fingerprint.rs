//! A name for a finding that stays when lines move, items of lists change places and messages are worded anew: from
//! rule, object, field and the names that the message quotes, never from positions. Baselines and reports share it.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::finding::Finding;
use super::stable_hash::StableHash;

/// A fingerprint: sixteen hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_hexadecimal = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).ok().filter(|_| is_hexadecimal);
        number.map(Self).ok_or_else(|| format!("`{text}` is no fingerprint: that has sixteen hexadecimal digits"))
    }
}

/// Hands out fingerprints. The second finding that nothing but its position tells from the first gets another one.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: HashMap<(u64, u64), u64>,
}

impl Fingerprints {
    /// Returns the fingerprint of a finding among those of its file, whatever the file is called.
    pub fn within_file(&mut self, finding: &Finding) -> Fingerprint {
        let mut hash = StableHash::default();
        hash.part(finding.rule.id);
        if let Some(object) = &finding.object {
            hash.part(&object.kind);
            hash.part(object.namespace.as_deref().unwrap_or_default());
            hash.part(object.name.as_deref().unwrap_or_default());
        }
        hash.number(finding.anchor.number());
        for name in quoted(&finding.message) {
            hash.part(&without_indexes(name));
        }
        let file = StableHash::of(file_name(finding));
        let count = self.seen.entry((file, hash.value())).and_modify(|count| *count += 1).or_insert(0);
        hash.number(*count);
        Fingerprint(hash.value())
    }

    /// Returns the fingerprint of a finding among those of all files.
    pub fn of(&mut self, finding: &Finding) -> Fingerprint {
        let Fingerprint(within) = self.within_file(finding);
        let mut hash = StableHash::default();
        hash.part(file_name(finding));
        hash.number(within);
        Fingerprint(hash.value())
    }
}

fn file_name(finding: &Finding) -> &str {
    let name = finding.place.source.name();
    name.strip_prefix("./").unwrap_or(name)
}

/// The names that a message quotes: its other words may change with a release.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// A name in which places in lists do not matter: `containers[1]` is `containers[]`.
fn without_indexes(name: &str) -> String {
    let mut parts = name.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "[" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words() {
        let names: Vec<&str> = quoted("there is no `a` in `b[1].c`; 3 more").collect();
        assert_eq!(names, ["a", "b[1].c"]);
        assert_eq!(quoted("no names").count(), 0);
        for (name, expected) in [("b[1].c[20]", "b[].c[]"), ("a[cpu]", "a[cpu]"), ("a", "a"), ("[", "[")] {
            assert_eq!(without_indexes(name), expected);
        }
    }
}
