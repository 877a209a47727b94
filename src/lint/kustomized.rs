//! Resources of a kustomization, which are no whole objects until kustomize has filled them in: namespaces, labels and
//! selectors, what patches add, and what takes the place of `$(NAME)`.

use super::finding::Finding;
use super::results::Note;
use super::rule::Category;
use super::text::Text;

/// The fields without which kustomize itself refuses a resource.
const OF_RESOURCES: [&str; 3] = ["apiVersion", "kind", "metadata.name"];

/// The fields that hold the labels which kustomize adds.
const OF_LABELS: [&str; 2] = ["spec.selector", "spec.template.metadata.labels"];

/// The fields in which the name of a Namespace stands: the server makes a label of it.
const OF_NAMES: [&str; 2] = ["metadata.name", "metadata.labels"];

/// The rule about variables of containers, which are written as those of kustomize are.
const OF_VARIABLES: &str = "unexpanded-variable";

/// Takes findings about what kustomize fills in out of those of a text, and says so once.
pub(super) fn set_aside(text: &impl Text, findings: &mut Vec<Finding>) -> Option<Note> {
    let folder = text.kustomization()?;
    let count = findings.len();
    findings.retain(|finding| !is_filled_in(finding));
    let what = match count - findings.len() {
        0 => return None,
        1 => "a finding".to_owned(),
        count => format!("{count} findings"),
    };
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
        (Category::Validity, _) => OF_LABELS.contains(&&*field) || text.contains("$("),
        _ => false,
    }
}
