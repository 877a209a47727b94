//! Findings that are left out of those of a text, and the words that a note has for their number.

use super::finding::Finding;

/// Takes findings out of a list. Returns their number in words; `None` where there were none.
pub(super) fn take_out(findings: &mut Vec<Finding>, is_left_out: impl Fn(&Finding) -> bool) -> Option<String> {
    let before = findings.len();
    findings.retain(|finding| !is_left_out(finding));
    let count = before - findings.len();
    (count > 0).then(|| number(count))
}

/// Returns a number of findings in words: `a finding`, `3 findings`.
pub(super) fn number(count: usize) -> String {
    if count == 1 { "a finding".to_owned() } else { format!("{count} findings") }
}
