//! Placeholders such as `${IMAGE}`, which another program fills in before a manifest is applied: what is wrong with them
//! as they stand means nothing.

use super::finding::Finding;
use super::results::Note;
use super::rule::Category;

/// The rule about variables that nobody replaces: alone it does not tell that somebody does.
const OF_VARIABLES: &str = "unexpanded-variable";

/// Takes findings about placeholders out of those of a text, and says so once.
pub(super) fn set_aside(name: &str, findings: &mut Vec<Finding>) -> Option<Note> {
    let is_filled_in = findings.iter().any(|finding| finding.rule.id != OF_VARIABLES && placeholder(finding).is_some());
    if !is_filled_in {
        return None;
    }
    let (mut first, mut count) = (None::<(usize, String)>, 0);
    findings.retain(|finding| {
        let Some(placeholder) = placeholder(finding) else { return true };
        let at = finding.place.span.start;
        if first.as_ref().is_none_or(|(first, _)| at < *first) {
            first = Some((at, format!("`{placeholder}` in line {}", finding.place.start().line)));
        }
        count += 1;
        false
    });
    let (_, example) = first?;
    let what = if count == 1 { "a finding".to_owned() } else { format!("{count} findings") };
    let message = format!(
        "{what} about placeholders such as {example} left out; fill them in first, as in `envsubst < FILE | podpat lint -`"
    );
    Some(Note { file: name.to_owned(), message })
}

/// The placeholder in the text that a finding points at. Only what is wrong with a value of a field is about it: scripts
/// and configurations have variables of their own.
fn placeholder(finding: &Finding) -> Option<&str> {
    let is_of_value = matches!(finding.rule.category, Category::Validity | Category::Images);
    let text = finding.place.source.get(finding.place.span)?;
    if !is_of_value && finding.rule.id != OF_VARIABLES {
        return None;
    }
    text.match_indices("${").find_map(|(at, _)| crate::k8s::placeholder(&text[at..]))
}
