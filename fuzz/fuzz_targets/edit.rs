//! Whatever the bytes, a change of a document is refused, or makes a text that says what was meant and keeps every byte
//! outside its edits.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use podpat::internals::edit::{Change, apply, plan, prove};
use podpat::internals::source::Source;
use podpat::internals::yaml::{Kind, Node, parse};
use serde_json::{Value, json};

/// Changes at a node, as many kinds as fit it.
fn changes(node: Node<'_>, new: &Value) -> Vec<Change> {
    let path = node.path();
    let mut changes = vec![Change::Set(path.clone(), new.clone()), Change::Remove(path.clone())];
    changes.push(Change::Rename(path.clone(), "new".to_owned()));
    if node.kind() == Kind::Sequence {
        changes.push(Change::InsertItem(path.clone(), node.len() / 2, new.clone()));
        changes.push(Change::append(path, new.clone()));
    } else {
        changes.push(Change::insert(path, "new", new.clone()));
    }
    changes
}

/// A node of a tree: each step takes the child that one byte says.
fn walk<'t>(root: Node<'t>, steps: &[u8]) -> Node<'t> {
    steps.iter().fold(root, |node, &step| {
        let children: Vec<Node<'t>> = node.items().chain(node.entries().map(|entry| entry.value)).collect();
        let at = usize::from(step).checked_rem(children.len());
        at.map_or(node, |at| children[at])
    })
}

fuzz_target!(|bytes: &[u8]| {
    let (Some((steps, text)), news) = (bytes.split_first_chunk::<5>(), [json!("x\ny\n"), json!({"a": [1, "b, c"]})]) else {
        return;
    };
    let Ok(source) = Source::from_bytes("-", text.to_vec()) else { return };
    let source = Arc::new(source);
    for document in parse(&source).documents {
        let Ok(tree) = document.tree else { continue };
        let node = walk(tree.root(), &steps[1..]);
        for change in changes(node, &news[usize::from(steps[0] % 2)]) {
            let Ok(edits) = plan(tree.root(), &change) else { continue };
            if prove(tree.root(), std::slice::from_ref(&change), &edits).is_err() {
                continue;
            }
            let after = apply(source.text(), &edits).expect("edits that were proved can be applied");
            let removed: usize = edits.iter().map(|edit| edit.span.len()).sum();
            let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
            assert_eq!(after.len(), source.text().len() - removed + added);
        }
    }
});
