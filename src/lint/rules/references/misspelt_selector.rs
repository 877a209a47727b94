//! The rule `misspelt-selector`.

use std::collections::BTreeMap;

use crate::composition::WorkloadPods;
use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::selector::selected_labels;
use crate::lint::slip::is_slip;
use crate::lint::{Check, Fixable, ObjectView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Service, PodDisruptionBudget or NetworkPolicy whose selector matches no Pod of the input, but differs only by
    /// a typing error from the labels of one.
    ///
    /// ## Why it matters
    /// The API server accepts any selector. The Service then has no endpoints: its name resolves, and every connection
    /// to it is refused or times out. The budget and the policy protect nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: memcache}
    /// spec:
    ///   selector: {app: memecache}
    ///   ports: [{port: 11211}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: memcache, labels: {app: memcache}}
    /// spec:
    ///   containers: [{name: memcache, image: "memcached:1.6"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: memcache}
    /// spec:
    ///   selector: {app: memcache}
    ///   ports: [{port: 11211}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: memcache, labels: {app: memcache}}
    /// spec:
    ///   containers: [{name: memcache, image: "memcached:1.6"}]
    /// ```
    "misspelt-selector", Warning, References, Check::ObjectInContext(check), fixable(Fixable::Unsafe)
}

/// The most workloads of one folder that a selector is compared with.
const NEIGHBOURS: usize = 500;

/// A word of a selector, and the one that was most likely meant.
struct Slip<'a> {
    /// The key it belongs to, as it is written.
    key: &'a str,
    written: &'a str,
    meant: &'a str,
    /// The Pods it was meant for.
    pods: &'a WorkloadPods,
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let found = selected_labels(object.manifest.object());
    let Some((selector, place)) = found.filter(|(selector, _)| !selector.is_empty()) else { return };
    let context = object.context();
    if context.selected(selector).next().is_some() {
        return;
    }
    let mut neighbours = context.neighbours().iter().take(NEIGHBOURS);
    // Examples in one folder often have the `MyApp` of some page, and have nothing to do with each other.
    let file = object.manifest.source.name();
    let is_meant = |slip: &Slip<'_>| slip.pods.file == file || !slip.written.eq_ignore_ascii_case(slip.meant);
    let Some(slip) = neighbours.find_map(|pods| slip(selector, pods).filter(is_meant)) else { return };
    let Slip { key, written, meant, pods } = slip;
    let (kind, name) = (&pods.identity.kind, pods.name());
    let own = place.key(key);
    let change = if key == written {
        Change::Rename(own.clone(), meant.to_owned())
    } else {
        Change::Set(own.clone(), meant.into())
    };
    out.at(own, format!("no Pod of the input has the label `{written}`; {kind} `{name}` has `{meant}`"))
        .help(format!("write `{meant}` here, or `{written}` there"))
        .fix(Repair::to_review(format!("write `{meant}`"), [change]));
}

/// The first slip in a selector that leads to these Pods but for slips.
fn slip<'a>(selector: &'a BTreeMap<String, String>, pods: &'a WorkloadPods) -> Option<Slip<'a>> {
    let mut slips = Vec::new();
    for (key, value) in selector {
        match pods.label(key) {
            Some(label) if label == value => {}
            Some(label) if is_slip(value, label) => slips.push(Slip { key, written: value, meant: label, pods }),
            Some(_) => return None,
            None => {
                let (label, _) = pods.labels.iter().find(|(label, of)| of == value && is_slip(key, label))?;
                slips.push(Slip { key, written: key, meant: label, pods });
            }
        }
    }
    slips.into_iter().next()
}
