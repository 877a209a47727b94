//! The layout of a text: what is put into it is indented as its neighbours are.

use super::lines;
use super::place::Place;
use crate::yaml::{Kind, Layout, Node};

/// Nodes of a document that are looked at, where the neighbours do not tell.
const LOOKED_AT: usize = 2000;

/// Deeper indentation is no habit but an accident.
const DEEPEST: usize = 8;

/// Returns the layout around a place, the nearest neighbours first; `places` is the way to it.
pub(super) fn around(places: &[Place<'_>]) -> Layout {
    let mut seen = Seen::default();
    places.iter().rev().for_each(|place| seen.children(place.node));
    if let Some(root) = places.first() {
        seen.below(root.node, &mut 0);
    }
    let usual = Layout::default();
    Layout {
        mapping: seen.mapping.unwrap_or(usual.mapping),
        list: seen.list.unwrap_or(usual.list),
        item: seen.item.unwrap_or(usual.item),
    }
}

#[derive(Default)]
struct Seen {
    mapping: Option<usize>,
    list: Option<usize>,
    item: Option<usize>,
}

impl Seen {
    fn below(&mut self, node: Node<'_>, count: &mut usize) {
        *count += 1;
        let is_done = self.mapping.is_some() && self.list.is_some() && self.item.is_some();
        if *count > LOOKED_AT || is_done || node.is_alias() || node.is_flow() {
            return;
        }
        self.children(node);
        node.pairs().for_each(|(_, value)| self.below(value, count));
        node.items().for_each(|item| self.below(item, count));
    }

    fn children(&mut self, node: Node<'_>) {
        if node.is_alias() || node.is_flow() {
            return;
        }
        let text = node.tree().source().text();
        let column = |node: Node<'_>| lines::column(text, node.span().start);
        for (key, value) in node.pairs().take(LOOKED_AT) {
            let is_below = text[key.span().end..value.span().start.max(key.span().end)].contains('\n');
            let deeper = || column(value).checked_sub(column(key)).filter(|_| is_below && !value.is_flow());
            match value.kind() {
                _ if value.is_alias() || value.is_empty() => {}
                Kind::Mapping => {
                    self.mapping = self.mapping.or_else(|| deeper().filter(|&by| (1..=DEEPEST).contains(&by)));
                }
                Kind::Sequence => self.list = self.list.or_else(|| deeper().filter(|&by| by <= DEEPEST)),
                Kind::Scalar => {}
            }
        }
        if node.kind() == Kind::Sequence
            && let Some(first) = node.items().next()
            && text[node.span().start..].starts_with('-')
        {
            let between = &text[node.span().start + 1..first.span().start.max(node.span().start + 1)];
            let is_beside = between.bytes().all(|byte| byte == b' ');
            let behind = column(first).checked_sub(column(node)).filter(|_| is_beside);
            self.item = self.item.or_else(|| behind.filter(|by| (2..=DEEPEST).contains(by)));
        }
    }
}
