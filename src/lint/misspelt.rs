//! Takes out findings that follow from a misspelt key: `IP` beside a missing `ip` is one mistake, and the finding about the
//! key reports it.

use std::collections::{HashMap, HashSet};

use super::finding::Finding;
use crate::source::Span;
use crate::yaml::{FieldPath, Segment, nearest};

/// The rule about keys that a type does not have.
const OF_KEYS: &str = "unknown-field";

/// The rules about what a key that is not there leaves out.
const OF_GAPS: [&str; 2] = ["missing-field", "invalid-value"];

/// Takes findings about what misspelt keys leave out out of those of a text.
pub(super) fn set_aside(findings: &mut Vec<Finding>) {
    let mut names: HashMap<(usize, FieldPath), Vec<String>> = HashMap::new();
    let mut spans: HashSet<Span> = HashSet::new();
    for finding in findings.iter().filter(|finding| finding.rule.id == OF_KEYS) {
        let Some((parent, name)) = split(&finding.place.path) else { continue };
        names.entry((finding.document, parent)).or_default().push(name);
        spans.insert(finding.place.span);
    }
    if spans.is_empty() {
        return;
    }
    let is_left_out = |finding: &Finding| {
        let Some((parent, name)) = split(&finding.place.path) else { return false };
        let beside = names.get(&(finding.document, parent));
        let is_near = |written: &String| nearest(written, std::iter::once(name.as_str())).is_some();
        spans.contains(&finding.place.span) || beside.is_some_and(|names| names.iter().any(is_near))
    };
    findings.retain(|finding| !OF_GAPS.contains(&finding.rule.id) || !is_left_out(finding));
}

/// Returns the mapping that a field is in, and its name.
fn split(path: &FieldPath) -> Option<(FieldPath, String)> {
    let (last, parent) = path.segments().split_last()?;
    let Segment::Field(name) = last else { return None };
    Some((FieldPath::new(parent.iter().cloned()), name.to_string()))
}
