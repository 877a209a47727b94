//! Resources of a kustomization, which are no whole objects until kustomize has filled them in: namespaces, labels and
//! selectors, what patches add, and what takes the place of `$(NAME)` and, by `replacements`, of other placeholders.

use super::finding::Finding;
use super::left_out::take_out;
use super::placeholders::OF_VALUES;
use super::results::Note;
use super::rule::Category;
use super::text::Text;
use crate::k8s;

/// The fields without which kustomize itself refuses a resource.
const OF_RESOURCES: [&str; 3] = ["apiVersion", "kind", "metadata.name"];

/// The fields that hold the labels which kustomize adds.
pub(super) const OF_LABELS: [&str; 2] = ["spec.selector", "spec.template.metadata.labels"];

/// The fields in which the name of a Namespace stands: the server makes a label of it.
const OF_NAMES: [&str; 2] = ["metadata.name", "metadata.labels"];

/// The rule about variables of containers, which are written as those of kustomize are.
const OF_VARIABLES: &str = "unexpanded-variable";

/// Takes findings about what kustomize fills in out of those of a text, and says so once.
pub(super) fn set_aside(text: &impl Text, findings: &mut Vec<Finding>) -> Option<Note> {
    let folder = text.kustomization()?;
    let what = take_out(findings, is_filled_in)?;
    let message = format!(
        "{what} about what kustomize fills in left out; check the rendered manifests, as in `kubectl kustomize {folder} | podpat lint -`"
    );
    Some(Note { file: text.name().to_owned(), message })
}

/// Returns true if a finding may be about what kustomize fills in. Whom a binding binds is known when all have their
/// namespace.
fn is_filled_in(finding: &Finding) -> bool {
    let field = finding.place.path.to_string();
    let text = finding.place.source.get(finding.place.span).unwrap_or_default();
    let is_namespace = finding.object.as_ref().is_some_and(|object| object.kind == "Namespace");
    match (finding.rule.category, finding.rule.id) {
        (_, "missing-field") => !OF_RESOURCES.contains(&&*field),
        (_, OF_VARIABLES) => text.contains("$("),
        (Category::Rbac, _) => true,
        // The namespace of a kustomization is the name of its Namespace.
        (Category::Validity, _) if is_namespace && OF_NAMES.contains(&&*field) => true,
        // `replacements` put their values in the place of anything.
        (Category::Validity, id) if OF_VALUES.contains(&id) && is_open(text) => true,
        (Category::Validity, _) => OF_LABELS.contains(&&*field) || text.contains("$("),
        _ => false,
    }
}

/// The fewest letters of a word in capitals that stands for something: `web.SUFFIX`.
const SHORTEST: usize = 3;

/// Returns true if a placeholder stands in a value, or a word in capitals, which no name of an object has.
fn is_open(text: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let shouts = |word: &str| {
        word.len() >= SHORTEST && word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(is_capital)
    };
    k8s::unfilled(text).is_some() || text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(shouts)
}
