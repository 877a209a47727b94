//! The Services of one namespace, found by the labels of the Pods that they lead to.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;
use k8s_openapi::api::core::v1::Service;

use super::selector_index::MOST_SELECTED;

/// The labels that a Service asks for.
type Selector<'a> = &'a BTreeMap<String, String>;

/// The Services of one namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServicesByLabel<'a> {
    count: usize,
    /// By selector, each with its place in the input.
    by_selector: IndexMap<Selector<'a>, Vec<(usize, &'a Service)>>,
    /// The selectors by the label that fewest of them have.
    by_label: HashMap<(&'a str, &'a str), Vec<Selector<'a>>>,
}

impl<'a> ServicesByLabel<'a> {
    pub(super) fn add(&mut self, service: &'a Service) {
        let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
        if let Some(selector) = selector.filter(|selector| !selector.is_empty()) {
            self.by_selector.entry(selector).or_default().push((self.count, service));
            self.count += 1;
        }
    }

    /// Makes what was added so far known by label.
    pub(super) fn index(&mut self) {
        let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
        for label in self.by_selector.keys().flat_map(|selector| labels(selector)) {
            *counts.entry(label).or_default() += 1;
        }
        self.by_label.clear();
        for selector in self.by_selector.keys() {
            if let Some(rarest) = labels(selector).min_by_key(|label| counts[label]) {
                self.by_label.entry(rarest).or_default().push(selector);
            }
        }
    }

    /// Returns the Services whose selectors fit some labels, in the order of the input.
    pub(super) fn selecting(&self, of_pod: &BTreeMap<String, String>) -> impl Iterator<Item = &'a Service> {
        let fits = |selector: &&Selector<'a>| selector.iter().all(|(key, value)| of_pod.get(key) == Some(value));
        let selectors = labels(of_pod).filter_map(|label| self.by_label.get(&label)).flatten().filter(fits);
        let selectors = selectors.take(MOST_SELECTED);
        let mut fitting: Vec<(usize, &'a Service)> =
            selectors.flat_map(|selector| self.by_selector[selector].iter().take(MOST_SELECTED)).copied().collect();
        fitting.sort_by_key(|&(at, _)| at);
        fitting.into_iter().map(|(_, service)| service)
    }
}

fn labels(all: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    all.iter().map(|(key, value)| (key.as_str(), value.as_str()))
}
