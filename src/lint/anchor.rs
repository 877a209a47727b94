//! The field that a finding is about, named so that the name stays when other items of a list come and go.

use super::stable_hash::StableHash;
use crate::yaml::{FieldPath, Node, Segment};

/// The field that a finding is about, whatever the place of its items in their lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Anchor(u64);

/// The fields that tell items of the API's lists from each other, as strategic merge patches have it.
const KEYS: [&str; 10] =
    ["mountPath", "name", "key", "containerPort", "devicePath", "port", "ip", "host", "topologyKey", "type"];

impl Anchor {
    pub(super) const fn number(self) -> u64 {
        self.0
    }

    /// Returns the anchor of a field of an object; without the object, where items go without a name.
    pub(super) fn of(object: Option<Node<'_>>, path: &FieldPath) -> Self {
        let (mut node, mut hash) = (object, StableHash::default());
        for segment in path.segments() {
            node = node.and_then(|node| node.step(segment));
            match segment {
                Segment::Field(name) | Segment::Key(name) => hash.part(name),
                Segment::Index(_) => {
                    let key = KEYS.iter().find_map(|key| Some((*key, node?.get(key)?)));
                    hash.part("[");
                    hash.part(key.map_or("", |(key, _)| key));
                    hash.part(key.map_or("", |(_, value)| value.text()));
                }
            }
        }
        Self(hash.value())
    }
}
