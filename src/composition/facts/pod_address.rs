//! Addresses of single Pods of a StatefulSet: `db-0.db`, `db-0.db.shop.svc:5432`, and where objects have them.

use std::ops::Range;

use k8s_openapi::api::core::v1::Container;

use super::option_words::name_words;
use crate::composition::knowledge::WordList;
use crate::k8s::{Manifest, Object};
use crate::yaml::FieldPath;

/// The name that a Pod of a StatefulSet has in DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodAddress<'a> {
    /// The text it stands in.
    pub text: &'a str,
    /// The part that holds the name as far as the Service: `db-0.db`.
    pub part: Range<usize>,
    /// The StatefulSet.
    pub set: &'a str,
    /// The number of the Pod.
    pub number: i64,
    /// The Service it is named in.
    pub service: &'a str,
    /// The namespace, where it is written.
    pub namespace: Option<&'a str>,
}

impl PodAddress<'_> {
    /// Returns the port that is written behind the name: `db-0.db.shop.svc:5432`.
    pub fn port(&self) -> Option<u16> {
        let rest = self.text.get(self.part.end..)?;
        let rest = rest.trim_start_matches(|c| is_label(c) || c == '.').strip_prefix(':')?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    }
}

/// The addresses in a ConfigMap, and in variables and command lines of a Pod's containers, each with its field.
pub fn pod_addresses(manifest: &Manifest) -> Vec<(FieldPath, PodAddress<'_>)> {
    let found = texts_of(manifest);
    found.into_iter().flat_map(|(path, text)| addresses_in(text).map(move |it| (path.clone(), it))).collect()
}

/// The texts of a ConfigMap, and the variables and command lines of a Pod's containers, as far as they may name Pods.
pub(super) fn texts_of(manifest: &Manifest) -> Vec<(FieldPath, &str)> {
    let mut found: Vec<(FieldPath, &str)> = Vec::new();
    if let Object::ConfigMap(map) = manifest.object() {
        let texts = map.data.iter().flatten();
        found.extend(texts.map(|(key, text)| (FieldPath::default().field("data").key(key), text.as_str())));
    }
    let Some(pod) = manifest.pod() else { return found };
    let lists =
        [("initContainers", pod.spec.init_containers.as_deref()), ("containers", Some(&pod.spec.containers[..]))];
    for (list, containers) in lists {
        for (index, container) in containers.unwrap_or_default().iter().enumerate() {
            let path = || pod.path().field(list).index(index);
            found.extend(of_container(container).map(|(field, at, text)| {
                let item = path().field(field).index(at);
                (if field == "env" { item.field("value") } else { item }, text)
            }));
        }
    }
    found
}

/// The variables and the words of the command line of a container, each with the list and the place in it.
fn of_container(container: &Container) -> impl Iterator<Item = (&'static str, usize, &str)> {
    let variables = container.env.iter().flatten().map(|variable| variable.value.as_deref().unwrap_or_default());
    let command = container.command.iter().flatten().map(String::as_str).enumerate();
    let args = container.args.iter().flatten().map(String::as_str).enumerate();
    let texts = variables.enumerate().map(|(at, text)| ("env", at, text));
    let texts = texts.chain(command.map(|(at, text)| ("command", at, text)));
    let texts = texts.chain(args.map(|(at, text)| ("args", at, text)));
    // Hardly a text has one, and to find that out is cheap; the path is not.
    texts.filter(|(_, _, text)| dots(text).next().is_some() || text.contains("}.") || text.contains('%'))
}

/// Returns true if a name is that of a list of all members that hold parts of the data, and not of some to begin with.
pub(super) fn lists_leaves(name: &str) -> bool {
    let words = name_words(name);
    let leaves = WordList::Leaves.holds_any(&words) || WordList::LeafStores.holds_any(&words);
    leaves && !WordList::Peers.holds_any(&words) && !WordList::FirstContacts.holds_any(&words)
}

/// Returns true if a name is that of a list of all members, whatever they hold, and not of some to begin with.
pub fn lists_members(name: &str) -> bool {
    let words = name_words(name);
    let all = [WordList::Leaves, WordList::Members, WordList::Peers].into_iter().any(|list| list.holds_any(&words));
    WordList::Ensembles.holds(&name.to_lowercase()) || all && !WordList::FirstContacts.holds_any(&words)
}

/// Every address of that form in a text, comments left out. Whether it is one depends on whether there is such a
/// StatefulSet: versions and file names look alike.
pub fn addresses_in(text: &str) -> impl Iterator<Item = PodAddress<'_>> {
    let mut next = 0;
    // Hardly a text has one, and to find that out is cheap.
    let lines = if dots(text).next().is_some() { text } else { "" };
    lines.split_inclusive('\n').flat_map(move |line| {
        let start = next;
        next += line.len();
        let line = without_comment(line);
        dots(line).filter_map(move |dot| {
            let address = around(line, dot)?;
            Some(PodAddress { text, part: start + address.part.start..start + address.part.end, ..address })
        })
    })
}

/// Returns the offsets of dots between a number and a name.
fn dots(line: &str) -> impl Iterator<Item = usize> {
    let bytes = line.as_bytes();
    let between = |dot: usize| {
        dot.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_digit())
            && bytes.get(dot + 1).is_some_and(u8::is_ascii_lowercase)
    };
    line.match_indices('.').map(|(dot, _)| dot).filter(move |&dot| between(dot))
}

/// The address whose first dot is at `dot`.
fn around(text: &str, dot: usize) -> Option<PodAddress<'_>> {
    let name = text[..dot].rsplit(|c| !is_label(c)).next()?;
    let (set, number) = name.rsplit_once('-').filter(|(set, _)| !set.is_empty() && !set.starts_with('-'))?;
    let number = number.parse().ok()?;
    let start = dot - name.len();
    let before = text[..start].chars().next_back();
    let service = text[dot + 1..].split(|c| !is_label(c)).next()?;
    let end = dot + 1 + service.len();
    let namespace = namespace_after(&text[end..]);
    let begins = before.is_none_or(|c| c.is_whitespace() || "\"'`,;=@/([:|".contains(c));
    begins.then_some(PodAddress { text, part: start..end, set, number, service, namespace })
}

/// Returns the namespace that follows the name of a Service.
pub(super) fn namespace_after(rest: &str) -> Option<&str> {
    let label = rest.strip_prefix('.')?.split(|c| !is_label(c)).next();
    label.filter(|label| !label.is_empty())
}

/// A line as far as it is no comment, in whatever language.
pub(super) fn without_comment(line: &str) -> &str {
    let is_comment = ["#", ";", "//"].iter().any(|sign| line.trim_start().starts_with(sign));
    if is_comment { "" } else { line.split(" #").next().unwrap_or_default() }
}

fn is_label(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_pods_are_found_in_any_text() {
        type Parts<'a> = (&'a str, i64, &'a str, Option<&'a str>);
        let cases: [(&str, &[Parts<'_>]); 14] = [
            ("db-0.db", &[("db", 0, "db", None)]),
            ("- memcache-0.memcache:11211:1", &[("memcache", 0, "memcache", None)]),
            (
                "redis://:pw@cache-redis-12.cache.shop.svc.cluster.local:6379",
                &[("cache-redis", 12, "cache", Some("shop"))],
            ),
            ("zk-0.zk,zk-1.zk", &[("zk", 0, "zk", None), ("zk", 1, "zk", None)]),
            ("a=web-1.web;", &[("web", 1, "web", None)]),
            ("# db-0.db", &[]),
            ("host: x # was db-0.db", &[]),
            ("  // db-0.db", &[]),
            ("postgresql-10.3", &[]),
            ("$(NAME)-0.db {{ name }}-db-0.db", &[]),
            ("0.db -0.db db-.db db0.db", &[]),
            ("Xdb-0.db", &[]),
            ("db-99999999999999999999.db", &[]),
            ("ä-0.db", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = addresses_in(text).map(|a| (a.set, a.number, a.service, a.namespace)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
