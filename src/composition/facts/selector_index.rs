//! Selectors of one namespace, found by the labels of what they may select.

use std::collections::{BTreeMap, HashMap};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::k8s::selects;

/// So many workloads that one Service leads to are asked for the names of their ports. Where more fit, somebody tries
/// things out.
pub const MOST_SELECTED: usize = 500;

/// Selectors, found by a label they ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct SelectorIndex<'a> {
    by_label: HashMap<&'a str, HashMap<&'a str, Vec<&'a LabelSelector>>>,
    /// Those that ask for no label by its value.
    others: Vec<&'a LabelSelector>,
}

impl<'a> SelectorIndex<'a> {
    pub(crate) fn add(&mut self, selector: &'a LabelSelector) {
        match selector.match_labels.as_ref().and_then(BTreeMap::first_key_value) {
            Some((key, value)) => self.by_label.entry(key).or_default().entry(value).or_default().push(selector),
            None => self.others.push(selector),
        }
    }

    /// Returns whether any of them selects what has these labels. Where there are more to ask than anybody has, one does.
    pub(crate) fn select(&self, labels: &BTreeMap<String, String>) -> bool {
        let by_label = labels.iter().filter_map(|(key, value)| self.by_label.get(key.as_str())?.get(value.as_str()));
        let mut lists = by_label.chain([&self.others]);
        lists.any(|list| list.len() > MOST_SELECTED || list.iter().any(|selector| selects(Some(selector), labels)))
    }
}
