//! Addresses on localhost in Secrets of the input that lead from one part to another. They are told by their places and left
//! as they are: no text of a Secret is shown.

use std::collections::HashSet;

use base64::engine::Engine;
use base64::engine::general_purpose::STANDARD;

use super::addresses::{Search, Unwritten};
use super::case::Case;
use crate::k8s::Manifest;
use crate::yaml::{FieldPath, Node};

/// Adds the addresses in the Secrets that containers read to those that a search has found.
pub(super) fn find(search: &mut Search<'_, '_>) {
    for member in 0..search.case.composition.members.len() {
        of_member(search, member);
    }
}

fn of_member(search: &mut Search<'_, '_>, member: usize) {
    let case = search.case;
    let mut seen = HashSet::new();
    for (name, key) in secrets_of(case, member) {
        let is_meant =
            |other: &&Manifest| other.identity.kind == "Secret" && other.identity.name.as_deref() == Some(name);
        let Some(secret) = case.others().find(is_meant) else { continue };
        for (path, text) in texts_of(secret, key) {
            for mention in search.mentions(member, &text, |_| None) {
                let to = (mention.to, mention.port);
                if seen.insert((path.to_string(), name, to)) {
                    search.need(member, to);
                    let why = format!("`{path}` of the Secret `{name}`");
                    search.found.unwritten.push(Unwritten { from: member, to, place: (secret, path.clone()), why });
                }
            }
        }
    }
}

/// Returns the Secrets that a container reads by their names, each with the key if it is one.
fn secrets_of<'a>(case: &Case<'a>, member: usize) -> Vec<(&'a str, Option<&'a str>)> {
    let Some(container) = case.container(member) else { return Vec::new() };
    let items = |field: &'static str| container.get(field).into_iter().flat_map(Node::items);
    let name = |node: Node<'a>, field: &str| node.get(field).map(Node::text);
    let of_variables = items("env").filter_map(|variable| {
        let reference = variable.get("valueFrom")?.get("secretKeyRef")?;
        Some((name(reference, "name")?, name(reference, "key")))
    });
    let of_lists = items("envFrom").filter_map(|from| Some((name(from.get("secretRef")?, "name")?, None)));
    let mounted = case.volumes_of(member);
    let volumes = case.spec().and_then(|spec| spec.get("volumes")).into_iter().flat_map(Node::items);
    let of_volumes = volumes.filter(|volume| name(*volume, "name").is_some_and(|name| mounted.contains(&name)));
    let of_volumes = of_volumes.flat_map(|volume| {
        let whole = volume.get("secret").and_then(|secret| name(secret, "secretName"));
        let sources = volume.get("projected").and_then(|projected| projected.get("sources"));
        let parts = sources.into_iter().flat_map(Node::items).filter_map(|source| source.get("secret"));
        whole.into_iter().chain(parts.filter_map(|secret| name(secret, "name"))).map(|name| (name, None))
    });
    of_variables.chain(of_lists).chain(of_volumes).collect()
}

/// Returns the texts of a Secret with their places: those of one key, or all.
fn texts_of(secret: &Manifest, key: Option<&str>) -> Vec<(FieldPath, String)> {
    let texts = ["stringData", "data"].into_iter().flat_map(|field| {
        let entries = secret.node().get(field).into_iter().flat_map(Node::entries);
        entries.filter(|entry| key.is_none_or(|key| *entry.name == *key)).filter_map(move |entry| {
            let text = entry.value.as_str()?;
            let text = match field {
                "data" => String::from_utf8(STANDARD.decode(text).ok()?).ok()?,
                _ => text.to_owned(),
            };
            Some((FieldPath::default().field(field).key(&entry.name), text))
        })
    });
    texts.collect()
}
