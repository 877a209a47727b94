//! Look-ups in nodes with many children, each at the cost of a few comparisons: tables made where one is first asked
//! for. A fault for each of a hundred thousand keys would otherwise be a walk over all of them for each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::merge::merged;
use super::node::{Entry, Node};
use super::tree::{Form, NodeId};

/// Nodes with fewer children are walked.
const MANY: usize = 64;

/// The tables made so far: the elements of lists in their order, the keys of mappings by their names.
#[derive(Debug, Default)]
pub(super) struct Tables(Mutex<HashMap<NodeId, Arc<[NodeId]>>>);

impl Tables {
    fn of(&self, node: Node<'_>, make: impl FnOnce() -> Vec<NodeId>) -> Arc<[NodeId]> {
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(tables.entry(node.id).or_insert_with(|| make().into()))
    }
}

/// The element of a list by its index.
pub(super) fn element(list: Node<'_>, index: usize) -> Option<Node<'_>> {
    let list = list.target();
    if list.raw().form != Form::Sequence || list.len() < MANY {
        return list.items().nth(index);
    }
    let table = list.tree.tables.of(list, || list.items().map(|item| item.id).collect());
    table.get(index).map(|&id| Node { id, ..list })
}

/// The entry of a mapping by its name.
pub(super) fn entry<'t>(mapping: Node<'t>, name: &str) -> Option<Entry<'t>> {
    let mapping = mapping.target();
    let table = match mapping.raw().form {
        Form::Mapping if mapping.len() < MANY => return mapping.entries().find(|entry| entry.name == name),
        Form::Mapping => mapping.tree.tables.of(mapping, || by_name(mapping.entries().collect())),
        Form::OddMapping => mapping.tree.tables.of(mapping, || by_name(merged(mapping))),
        _ => return None,
    };
    let key = |id: NodeId| Node { id, ..mapping };
    let found = table.binary_search_by(|&id| key(id).key_name().unwrap_or_default().as_ref().cmp(name)).ok()?;
    let key = key(table[found]);
    // A key's value comes right behind it.
    let value = Node { id: NodeId(key.raw().next), ..mapping };
    Some(Entry { key, name: key.key_name()?, value })
}

fn by_name(mut entries: Vec<Entry<'_>>) -> Vec<NodeId> {
    entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    entries.into_iter().map(|entry| entry.key.id).collect()
}
