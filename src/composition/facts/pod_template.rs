//! Addresses of all Pods of a StatefulSet that a program completes with the number of each: `cache-{}.cache:11211`,
//! `cache-%d.cache`.

use std::ops::Range;

use super::pod_address::{PodAddress, namespace_after, texts_of, without_comment};
use crate::k8s::Manifest;
use crate::yaml::FieldPath;

/// A text that stands for the name of every Pod of a StatefulSet in DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodTemplate<'a> {
    /// The text it stands in.
    pub text: &'a str,
    /// The part that holds the name as far as the Service: `cache-{}.cache`.
    pub part: Range<usize>,
    /// The StatefulSet.
    pub set: &'a str,
    /// The mark in whose place the number is put: `{}`.
    pub mark: &'a str,
    /// The Service it is named in.
    pub service: &'a str,
    /// The namespace, where it is written.
    pub namespace: Option<&'a str>,
}

impl<'a> PodTemplate<'a> {
    /// Returns the address of one of the Pods.
    pub fn of_pod(&self, number: i64) -> PodAddress<'a> {
        PodAddress {
            text: self.text,
            part: self.part.clone(),
            set: self.set,
            number,
            service: self.service,
            namespace: self.namespace,
        }
    }
}

/// The longest name in a mark: `{shard_index}`.
const LONGEST_MARK: usize = 24;

/// The templates in a ConfigMap, and in variables and command lines of a Pod's containers, each with its field.
pub fn pod_templates(manifest: &Manifest) -> Vec<(FieldPath, PodTemplate<'_>)> {
    let found = texts_of(manifest);
    found.into_iter().flat_map(|(path, text)| templates_in(text).map(move |it| (path.clone(), it))).collect()
}

/// Every template of that form in a text. Whether it is one depends on whether there is such a StatefulSet or Service.
/// Variables of a shell are none: a script counts in its own way.
pub fn templates_in(text: &str) -> impl Iterator<Item = PodTemplate<'_>> {
    let mut next = 0;
    text.split_inclusive('\n').flat_map(move |line| {
        let start = next;
        next += line.len();
        let line = without_comment(line);
        line.match_indices('.').filter_map(move |(dot, _)| {
            let template = around(line, dot)?;
            Some(PodTemplate { text, part: start + template.part.start..start + template.part.end, ..template })
        })
    })
}

/// The template whose first dot is at `dot`.
fn around(text: &str, dot: usize) -> Option<PodTemplate<'_>> {
    let start = mark(&text[..dot])?;
    let is_label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let before = text[..start].strip_suffix('-')?;
    let set =
        before.rsplit(|c| !is_label(c)).next().filter(|set| set.starts_with(|c: char| c.is_ascii_alphanumeric()))?;
    let begin = before.len() - set.len();
    let is_start = |c: char| c.is_whitespace() || "\"'`,;=@/([:|".contains(c);
    if !text[..begin].chars().next_back().is_none_or(is_start) {
        return None;
    }
    let service = text[dot + 1..].split(|c| !is_label(c)).next().filter(|service| !service.is_empty())?;
    let end = dot + 1 + service.len();
    let namespace = namespace_after(&text[end..]);
    Some(PodTemplate { text, part: begin..end, set, mark: &text[start..dot], service, namespace })
}

/// Returns where the mark at the end of a text begins.
fn mark(before: &str) -> Option<usize> {
    if before.ends_with("%d") || before.ends_with("%i") || before.ends_with("%s") {
        return Some(before.len() - 2);
    }
    let inner = before.strip_suffix('}')?;
    let length = inner.bytes().rev().take(LONGEST_MARK).position(|byte| byte == b'{')?;
    let start = inner.len() - length - 1;
    let name = &inner[start + 1..];
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some(start)
}

#[cfg(test)]
mod tests {
    use super::templates_in;

    #[test]
    fn templates_are_found_in_any_text() {
        type Parts<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);
        let cases: [(&str, &[Parts<'_>]); 10] = [
            ("cache-{}.cache:11211", &[("cache", "{}", "cache", None)]),
            ("redis://my-cache-%d.cache.shop.svc:6379/0", &[("my-cache", "%d", "cache", Some("shop"))]),
            ("a-{i}.a,b-{shard_index}.b", &[("a", "{i}", "a", None), ("b", "{shard_index}", "b", None)]),
            ("\"address\": \"leaf-{0}.leaf\"", &[("leaf", "{0}", "leaf", None)]),
            ("cache-${i}.cache cache-$i.cache cache-$(I).cache", &[]),
            ("cache-{{ i }}.cache cache-{{i}}.cache cache-{0..2}.cache", &[]),
            ("{}.cache -{}.cache cache{}.cache Xcache-{}.cache", &[]),
            ("cache-{}. cache-{}.", &[]),
            ("cache-{a-very-long-name-that-is-no-mark-of-a-program}.cache", &[]),
            ("# cache-{}.cache", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = templates_in(text).map(|it| (it.set, it.mark, it.service, it.namespace)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
