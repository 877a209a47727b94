//! Parts of workloads that lie among manifests: what `kubectl patch --patch-file` is given, or a kustomization that stands
//! elsewhere names. A part says neither what it selects nor what its containers run.

use std::collections::HashSet;
use std::sync::Arc;

use super::finding::Finding;
use super::kustomized::OF_LABELS;
use super::left_out::take_out;
use super::results::Note;
use super::rule::Category;
use super::text::Text;
use crate::k8s::{Identity, Manifest};
use crate::yaml::Node;

/// The kinds that cannot do without a selector.
const KINDS: [&str; 4] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

/// The rule about fields that are not there.
const OF_MISSING: &str = "missing-field";

/// A part of an object: the number of its document, and what it is a part of.
pub(super) type Part = (usize, Arc<Identity>);

/// The field that says how a patch is merged with an object, or that it deletes it.
const DIRECTIVE: &str = "$patch";

/// Returns an object as a part of another if it is one: it says so, has a template, but neither a selector nor any image,
/// or has nothing but a name in a file for deletion.
pub(super) fn part_of(manifest: &Manifest) -> Option<Part> {
    let identity = &manifest.identity;
    let part = || (manifest.document, Arc::clone(identity));
    if manifest.node().get(DIRECTIVE).is_some() {
        return Some(part());
    }
    let is_workload = identity.api_version.starts_with("apps/") && KINDS.contains(&&*identity.kind);
    if !is_workload {
        return None;
    }
    let Some(spec) = manifest.node().get("spec") else {
        return is_for_deletion(manifest.source.name()).then(part);
    };
    let template = spec.get("template").filter(|template| template.entries().next().is_some())?;
    if spec.get("selector").is_some() {
        return None;
    }
    let containers = template.get("spec").and_then(|pod| pod.get("containers"));
    let mut containers = containers.into_iter().flat_map(Node::items);
    containers.all(|container| container.get("image").is_none()).then(part)
}

/// The words in the names of files for `kubectl delete`, which finds objects by their names alone.
const OF_DELETION: [&str; 4] = ["cleanup", "delete", "remove", "uninstall"];

/// Returns true if a file is called `cleanup.yaml`, `07-delete.yaml` or the like.
fn is_for_deletion(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| OF_DELETION.contains(&word))
}

/// Takes findings about what parts of workloads lack out of those of a text, and says so once. A text that the user named
/// is judged as it stands.
pub(super) fn set_aside(text: &impl Text, parts: &[Part], findings: &mut Vec<Finding>) -> Option<Note> {
    let (_, first) = parts.first().filter(|_| !text.is_named())?;
    let known: HashSet<&Part> = parts.iter().collect();
    let is_part = |finding: &Finding| {
        let object = finding.object.as_ref().map(|object| (finding.document, Arc::clone(object)));
        object.is_some_and(|object| known.contains(&object))
    };
    let what = take_out(findings, |finding| is_of_whole(finding) && is_part(finding))?;
    let message = format!(
        "{what} about what parts of objects lack left out: {first} is a patch, or no more than a name, as for `kubectl delete`; name this file to check it as it is"
    );
    Some(Note { file: text.name().to_owned(), message })
}

/// Returns true if a finding says something of the whole object. What a part itself says may be wrong in any case.
fn is_of_whole(finding: &Finding) -> bool {
    let is_validity = finding.rule.category == Category::Validity;
    let field = finding.place.path.to_string();
    !is_validity || finding.rule.id == OF_MISSING || field == DIRECTIVE || OF_LABELS.contains(&&*field)
}
