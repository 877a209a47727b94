//! The rule `misspelt-selector`.

use std::collections::BTreeMap;

use crate::composition::WorkloadPods;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::PathBuf;

rule! {
    /// ## What it catches
    /// A Service whose selector leads to no Pod of the input, and is one slip of the keyboard away from one that does.
    ///
    /// ## Why it matters
    /// The server takes any selector. The Service then has no endpoints: its name resolves, and every connection to it
    /// is refused or times out.
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
    "misspelt-selector", Warning, References, Check::ObjectInContext(check)
}

/// ObjectInContext so many workloads in one folder that one was meant can still be told.
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
    let Object::Service(service) = object.manifest.object() else { return };
    let Some(selector) = service.spec.as_ref().and_then(|spec| spec.selector.as_ref()) else { return };
    let context = object.context();
    if context.selected(selector).next().is_some() {
        return;
    }
    let mut neighbours = context.neighbours().iter().take(NEIGHBOURS);
    let Some(slip) = neighbours.find_map(|pods| slip(selector, pods)) else { return };
    let Slip { key, written, meant, pods } = slip;
    let (kind, name) = (&pods.identity.kind, pods.name());
    out.at(
        PathBuf::default().field("spec").field("selector").key(key),
        format!("no Pod of the input has `{written}` among its labels; {kind} `{name}` has `{meant}`"),
    )
    .help(format!("write `{meant}` here, or `{written}` there"));
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

/// Whether two words differ by what a hand does wrong, and not by what tells one thing from the next: a number, or a
/// letter that stands alone.
fn is_slip(written: &str, meant: &str) -> bool {
    let words = |text: &str| text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect::<Vec<_>>();
    let (ours, theirs) = (words(written), words(meant));
    let same_words = ours == theirs;
    let letter =
        ours.len() == theirs.len() && ours.iter().zip(&theirs).any(|(a, b)| a != b && (a.len() < 2 || b.len() < 2));
    written.eq_ignore_ascii_case(meant)
        || !same_words
            && !letter
            && written.len().min(meant.len()) >= 4
            && strsim::damerau_levenshtein(written, meant) == 1
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_names_of_a_series() {
        let slips = [
            ("memecache", "memcache"),
            ("demo-app", "demp-app"),
            ("MyApp", "myapp"),
            ("ckaO1", "cka01"),
            ("forntend", "frontend"),
        ];
        let others = [
            ("web-v1", "web-v2"),
            ("web1", "web2"),
            ("node-a", "node-b"),
            ("web", "wem"),
            ("front", "back"),
            ("v10", "v11"),
            ("app", "app2"),
        ];
        for (written, meant) in slips {
            assert!(is_slip(written, meant), "{written} {meant}");
        }
        for (written, meant) in others {
            assert!(!is_slip(written, meant), "{written} {meant}");
        }
    }
}
