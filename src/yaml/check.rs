//! The conditions under which Kubernetes reads a well-formed tree: keys that are strings or become one, merge keys
//! that merge mappings, aliases that end, and not too many of them. Notes duplicate keys on the way.

use std::borrow::Cow;
use std::collections::HashMap;

use super::depth::MAX_DEPTH;
use super::merge::is_merge;
use super::node::{Kind, Node};
use super::syntax::SyntaxError;
use super::tree::{Form, NodeId, Tree, Twice};

/// Mappings up to this size are searched for duplicates pair by pair.
const FEW: usize = 16;

/// Checks a tree and marks its odd mappings.
pub(super) fn check(mut tree: Tree, aliases: bool) -> Result<Tree, SyntaxError> {
    let (odd, twice) = survey(&tree)?;
    if aliases {
        Walk::default().visit(tree.root(), 0, false)?;
    }
    for id in odd {
        tree.nodes[id.index()].form = Form::OddMapping;
    }
    tree.twice = twice;
    Ok(tree)
}

/// The odd mappings, and the keys that stand twice.
fn survey(tree: &Tree) -> Result<(Vec<NodeId>, Vec<Twice>), SyntaxError> {
    let mut odd = Vec::new();
    let mut twice = Vec::new();
    let mut names = Vec::new();
    for (at, raw) in tree.nodes.iter().enumerate() {
        #[allow(clippy::cast_possible_truncation)] // Node counts are kept in 32 bits.
        let mapping = Node { tree, id: NodeId(at as u32) };
        if raw.form == Form::Mapping && keys(mapping, &mut names, &mut twice)? {
            odd.push(mapping.id);
        }
    }
    Ok((odd, twice))
}

/// Checks the keys of one mapping; true where reading it needs thought.
fn keys<'t>(
    mapping: Node<'t>,
    names: &mut Vec<(NodeId, Cow<'t, str>)>,
    twice: &mut Vec<Twice>,
) -> Result<bool, SyntaxError> {
    names.clear();
    let mut odd = false;
    for (key, value) in mapping.pairs() {
        let text = key.text();
        if text == "<<" && is_merge(key) {
            mergeable(value)?;
            odd = true;
            continue;
        }
        let name = name(key, text)?;
        odd |= key.is_alias() || !std::ptr::eq(&raw const *name, text) && *name != *text;
        names.push((key.id, name));
    }
    let before = twice.len();
    if names.len() <= FEW {
        for (at, (key, name)) in names.iter().enumerate() {
            if let Some((first, _)) = names[..at].iter().find(|(_, earlier)| earlier == name) {
                twice.push(Twice { mapping: mapping.id, key: *key, first: *first });
            }
        }
    } else {
        let mut seen = HashMap::with_capacity(names.len());
        for (key, name) in names.iter() {
            match seen.get(name) {
                Some(&first) => twice.push(Twice { mapping: mapping.id, key: *key, first }),
                None => drop(seen.insert(name, *key)),
            }
        }
    }
    Ok(odd || twice.len() > before)
}

fn name<'t>(key: Node<'t>, text: &'t str) -> Result<Cow<'t, str>, SyntaxError> {
    key.name_of(text).ok_or_else(|| {
        let (message, help) = match key.kind() {
            Kind::Scalar if text.is_empty() => ("a key is missing before `:`", "write the key, or quote the text"),
            Kind::Scalar => ("this key is not a string to Kubernetes", "put the key in quotes"),
            Kind::Mapping => {
                ("a mapping cannot be a key", "write one key before `:`; quote a `{{ }}` that a template engine left")
            }
            Kind::Sequence => ("a list cannot be a key", "write one key before `:`, or quote it"),
        };
        SyntaxError::new(key.kept_span(), message, help)
    })
}

/// `decode.go`, `merge`: a mapping, an alias of one, or a list of these.
fn mergeable(value: Node<'_>) -> Result<(), SyntaxError> {
    let sound = match value.kind() {
        Kind::Mapping => true,
        Kind::Sequence => !value.is_alias() && value.items().all(|item| item.kind() == Kind::Mapping),
        Kind::Scalar => false,
    };
    let help = "write `<<: *anchor` of a mapping, or a list of such aliases";
    if sound { Ok(()) } else { Err(SyntaxError::new(value.kept_span(), "`<<` merges mappings only", help)) }
}

/// A walk over the document with all aliases followed, counting as go-yaml counts (`decode.go`, `unmarshal`). It stops
/// where go-yaml would, so whatever a later walk visits is bounded.
#[derive(Default)]
struct Walk {
    decoded: u64,
    aliased: u64,
}

impl Walk {
    fn visit(&mut self, node: Node<'_>, depth: usize, aliased: bool) -> Result<(), SyntaxError> {
        self.count(node, aliased)?;
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(node.kept_span()));
        }
        if node.is_alias() {
            let target = node.target();
            // Aliases look back only: this is the one way to a circle.
            if target.holds(node.id) {
                let help = "refer to something that does not hold the alias";
                return Err(SyntaxError::new(node.kept_span(), "this alias lies within what it refers to", help));
            }
            return self.visit(target, depth, true);
        }
        match node.kind() {
            Kind::Scalar => Ok(()),
            Kind::Sequence => node.items().try_for_each(|item| self.visit(item, depth + 1, aliased)),
            Kind::Mapping => self.mapping(node, depth, aliased),
        }
    }

    fn mapping(&mut self, node: Node<'_>, depth: usize, aliased: bool) -> Result<(), SyntaxError> {
        for (key, value) in node.pairs() {
            if !is_merge(key) {
                self.visit(key, depth + 1, aliased)?;
            } else if value.kind() == Kind::Sequence {
                value.items().try_for_each(|item| self.visit(item, depth + 1, aliased))?;
                continue;
            }
            self.visit(value, depth + 1, aliased)?;
        }
        Ok(())
    }

    #[allow(clippy::cast_precision_loss)] // Counts stay far below 2^52.
    fn count(&mut self, node: Node<'_>, aliased: bool) -> Result<(), SyntaxError> {
        self.decoded += 1;
        self.aliased += u64::from(aliased);
        let ratio = self.aliased as f64 / self.decoded as f64;
        if self.aliased > 100 && self.decoded > 1000 && ratio > allowed_ratio(self.decoded) {
            let help = "write out what the aliases stand for";
            return Err(SyntaxError::new(
                node.kept_span(),
                "aliases make this document far bigger than it looks",
                help,
            ));
        }
        Ok(())
    }
}

/// The share of nodes that may come from aliases: 99 % in small documents, falling to 10 % in big ones.
#[allow(clippy::cast_precision_loss)]
fn allowed_ratio(decoded: u64) -> f64 {
    const LOW: u64 = 400_000;
    const HIGH: u64 = 4_000_000;
    if decoded <= LOW {
        return 0.99;
    }
    if decoded >= HIGH {
        return 0.10;
    }
    0.99 - 0.89 * ((decoded - LOW) as f64 / (HIGH - LOW) as f64)
}
