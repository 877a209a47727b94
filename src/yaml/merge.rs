//! Mappings that need thought: merge keys, duplicates, keys that are not strings.

use std::borrow::Cow;
use std::collections::HashMap;

use super::node::{Entry, Kind, Node};
use super::tree::Form;

/// Returns true if a key is the merge key: a plain `<<`.
pub(super) fn is_merge(key: Node<'_>) -> bool {
    let raw = &key.tree.nodes[key.id.index()];
    raw.form == Form::Plain && key.text() == "<<"
}

/// The entries of a mapping as go-yaml fills a map (`decode.go`, `mapping` and `merge`): in the order of the document,
/// whatever comes later replaces what was there, so that `<<` behind an explicit key overrides it; in a list of
/// merged mappings the earlier one wins. An entry keeps the place where its name came first.
pub(super) fn merged(mapping: Node<'_>) -> Vec<Entry<'_>> {
    let mut filled = Filled::default();
    filled.fill(mapping);
    filled.entries
}

#[derive(Default)]
struct Filled<'t> {
    entries: Vec<Entry<'t>>,
    places: HashMap<Cow<'t, str>, usize>,
}

impl<'t> Filled<'t> {
    fn fill(&mut self, mapping: Node<'t>) {
        for (key, value) in mapping.target().pairs() {
            if is_merge(key) {
                self.merge(value);
            } else if let Some(name) = key.key_name() {
                self.set(Entry { key, name, value });
            }
        }
    }

    fn merge(&mut self, value: Node<'t>) {
        match value.kind() {
            Kind::Mapping => self.fill(value),
            Kind::Sequence => {
                let items: Vec<_> = value.items().collect();
                items.into_iter().rev().for_each(|item| self.fill(item));
            }
            Kind::Scalar => {}
        }
    }

    fn set(&mut self, entry: Entry<'t>) {
        if let Some(&place) = self.places.get(&entry.name) {
            self.entries[place] = entry;
            return;
        }
        self.places.insert(entry.name.clone(), self.entries.len());
        self.entries.push(entry);
    }
}
