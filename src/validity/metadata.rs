//! The metadata every object has: name, namespace, labels, annotations, owners, finalizers.
//!
//! Source: `k8s.io/apimachinery/pkg/api/validation/objectmeta.go`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::FieldErrors;
use super::content::{self, FormatError};
use crate::yaml::Path;

/// Tests a name; the flag says that it is only the beginning of one, to be continued by the server
/// (`generateName`). `ValidateNameFunc`.
pub type NameTest = fn(&str, bool) -> Option<FormatError>;

/// The scope of a kind: its objects live in a namespace, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// They do.
    Namespaced,
    /// They belong to the whole cluster; a namespace is dropped before anything is tested.
    Cluster,
}

/// The maximum size of all annotations of one object, keys and values together, in bytes.
const ANNOTATIONS_LIMIT: usize = 256 * 1024;

/// The server cuts `generateName` here and adds five characters of its own.
const GENERATED_BASE: usize = 58;

/// A name that is a DNS subdomain: most kinds. `NameIsDNSSubdomain`.
pub fn subdomain_name(name: &str, prefix: bool) -> Option<FormatError> {
    masked(name, prefix, content::dns_subdomain)
}

/// A name that is a DNS label. `NameIsDNSLabel`.
pub fn label_name(name: &str, prefix: bool) -> Option<FormatError> {
    masked(name, prefix, content::dns_label)
}

/// The beginning of a name may end with `-`; the server replaces that and the character before it to test the rest.
/// `maskTrailingDash`.
fn masked(name: &str, prefix: bool, test: fn(&str) -> Option<FormatError>) -> Option<FormatError> {
    match name.strip_suffix('-') {
        Some(front) if prefix && !front.is_empty() => {
            let front = front.char_indices().next_back().map_or("", |(last, _)| &front[..last]);
            test(&format!("{front}a"))
        }
        _ => test(name),
    }
}

/// `ValidateObjectMeta` of `pkg/apis/core/validation`, after the server has generated a name where one is wanted. The
/// kinds whose own validation leaves metadata out, or uses the one of apimachinery, want [`check_generic`].
pub fn check(meta: &ObjectMeta, scope: Scope, test: NameTest, path: &Path<'_>, errors: &mut FieldErrors) {
    check_generic(meta, scope, test, path, errors);
    check_kube_finalizers(meta.finalizers.as_deref().unwrap_or_default(), &path.field("finalizers"), errors);
}

/// Checks the metadata of every kind: a name that can stand in a URL. `rest.BeforeCreate`.
pub fn check_before_create(meta: &ObjectMeta, errors: &mut FieldErrors) {
    check_generic(meta, Scope::Cluster, content::path_segment, &Path::ROOT.field("metadata"), errors);
}

/// `ValidateObjectMeta` of apimachinery.
pub fn check_generic(meta: &ObjectMeta, scope: Scope, test: NameTest, path: &Path<'_>, errors: &mut FieldErrors) {
    check_name(meta, test, path, errors);
    if let Some(namespace) = meta.namespace.as_deref().filter(|name| scope == Scope::Namespaced && !name.is_empty()) {
        errors.content(&path.field("namespace"), namespace, content::dns_label(namespace));
    }
    check_labels(meta.labels.as_ref(), &path.field("labels"), errors);
    check_annotations(meta.annotations.as_ref(), &path.field("annotations"), errors);
    check_owners(meta.owner_references.as_deref().unwrap_or_default(), &path.field("ownerReferences"), errors);
    check_finalizers(meta.finalizers.as_deref().unwrap_or_default(), &path.field("finalizers"), errors);
}

/// The generation a user wrote, for kinds whose strategy does not set it on creation.
pub fn check_generation(meta: &ObjectMeta, path: &Path<'_>, errors: &mut FieldErrors) {
    let generation = meta.generation.unwrap_or_default();
    errors.content(&path.field("generation"), generation, content::not_negative(generation));
}

/// The name the object will have, as far as it is known: a generated one ends with five characters of the server's.
pub fn name_to_be(meta: &ObjectMeta) -> Option<Cow<'_, str>> {
    let name = meta.name.as_deref().unwrap_or_default();
    let base = meta.generate_name.as_deref().unwrap_or_default();
    match (name, base) {
        ("", "") => None,
        ("", base) => {
            let end = (0..=GENERATED_BASE.min(base.len())).rev().find(|&end| base.is_char_boundary(end));
            Some(format!("{}xxxxx", &base[..end.unwrap_or_default()]).into())
        }
        (name, _) => Some(name.into()),
    }
}

fn check_name(meta: &ObjectMeta, test: NameTest, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = meta.name.as_deref().unwrap_or_default();
    let base = meta.generate_name.as_deref().unwrap_or_default();
    if !base.is_empty() {
        errors.content(&path.field("generateName"), base, test(base, true));
    }
    match name_to_be(meta) {
        None => {
            errors.required(&path.field("name"), "give the object a name, such as `name: my-app`");
        }
        Some(whole) => {
            let fault = errors.content(&path.field("name"), &whole, test(&whole, false));
            if let Some(fault) = fault.filter(|_| name.is_empty()) {
                fault.at(&path.field("generateName"));
            }
        }
    }
}

/// `ValidateLabels`. The server names the map, not the key.
pub fn check_labels(labels: Option<&BTreeMap<String, String>>, path: &Path<'_>, errors: &mut FieldErrors) {
    for (key, value) in labels.into_iter().flatten() {
        if let Some(fault) = errors.content(path, key, content::qualified_name(key)) {
            fault.message.insert_str(0, "the key ");
            fault.at(&path.key(key));
        }
        if let Some(fault) = errors.content(path, value, content::label_value(value)) {
            fault.message.insert_str(0, &format!("the value of `{key}`: "));
            fault.at(&path.key(key));
        }
    }
}

/// `ValidateAnnotations`. The server names the map, not the key.
pub fn check_annotations(annotations: Option<&BTreeMap<String, String>>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut size = 0;
    for (key, value) in annotations.into_iter().flatten() {
        size += key.len() + value.len();
        if let Some(fault) = errors.content(path, key, content::annotation_key(key)) {
            fault.message.insert_str(0, "the key ");
            fault.at(&path.key(key));
        }
    }
    if size > ANNOTATIONS_LIMIT {
        let fault = errors.too_long(path, ANNOTATIONS_LIMIT);
        fault.message = format!("the annotations take {size} bytes");
        "use at most 262144 bytes for all keys and values; put the rest into a ConfigMap".clone_into(&mut fault.help);
    }
}

/// `ValidateOwnerReferences`. The server names the list, not the entry, and drops what repeats another entry first.
fn check_owners(owners: &[OwnerReference], path: &Path<'_>, errors: &mut FieldErrors) {
    let mut controller: Option<&OwnerReference> = None;
    let mut seen: BTreeMap<&str, Vec<&OwnerReference>> = BTreeMap::new();
    for (index, owner) in owners.iter().enumerate() {
        let repeats = seen.entry(owner.uid.as_str()).or_default();
        if repeats.contains(&owner) {
            continue;
        }
        repeats.push(owner);
        let place = path.index(index);
        check_owner(owner, path, &place, errors);
        if owner.controller != Some(true) {
            continue;
        }
        match controller {
            Some(first) => {
                let why = format!("is a second controller, after {} `{}`", first.kind, first.name);
                errors.invalid(path, &owner.name, why, "leave `controller: true` on one owner only").at(&place);
            }
            None => controller = Some(owner),
        }
    }
}

fn check_owner(owner: &OwnerReference, path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    let (group, version) = match owner.api_version.split_once('/') {
        Some((_, version)) if version.contains('/') => ("", ""),
        Some(parts) => parts,
        None => ("", owner.api_version.as_str()),
    };
    let version = (version, "write the owner's version, such as `apps/v1`");
    let fields = [
        ("apiVersion", owner.api_version.as_str(), version),
        ("kind", &owner.kind, (owner.kind.as_str(), "write the owner's kind, such as `ReplicaSet`")),
        ("name", &owner.name, (owner.name.as_str(), "write the owner's name")),
        ("uid", &owner.uid, (owner.uid.as_str(), "write the owner's uid, as `kubectl get -o yaml` shows it")),
    ];
    for (field, written, (value, help)) in fields {
        if value.is_empty() {
            let why = if written.is_empty() { "is empty" } else { "has no version" };
            errors.invalid(&path.field(field), written, why, help).at(&place.field(field));
        }
    }
    if (group, version.0, owner.kind.as_str()) == ("", "v1", "Event") {
        errors.invalid(path, "Event", "cannot own anything", "take this owner out").at(place);
    }
}

/// `ValidateFinalizers`. The server names the list, not the entry.
fn check_finalizers(finalizers: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, finalizer) in finalizers.iter().enumerate() {
        errors.content_at(path, &path.index(index), finalizer, content::qualified_name(finalizer));
    }
    let has = |name| finalizers.iter().any(|finalizer| finalizer == name);
    if has("orphan") && has("foregroundDeletion") {
        errors.invalid(path, "orphan", "contradicts `foregroundDeletion`", "take one of the two out");
    }
}

/// `validateKubeFinalizerName`: a name without a domain has to be one that Kubernetes itself uses.
fn check_kube_finalizers(finalizers: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, finalizer) in finalizers.iter().enumerate() {
        if !finalizer.contains('/') && !matches!(&**finalizer, "kubernetes" | "orphan" | "foregroundDeletion") {
            let help = "put a domain in front, such as `example.com/finalizer`";
            errors.invalid(&path.index(index), finalizer, "has no domain and is none of Kubernetes' own", help);
        }
    }
}

/// Labels and annotations only; the server names the claim itself. `ValidateTemplateObjectMeta`.
pub fn check_claim_template(meta: &ObjectMeta, path: &Path<'_>, errors: &mut FieldErrors) {
    check_annotations(meta.annotations.as_ref(), &path.field("annotations"), errors);
    check_labels(meta.labels.as_ref(), &path.field("labels"), errors);
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let fields = [
        ("name", filled(&meta.name)),
        ("generateName", filled(&meta.generate_name)),
        ("namespace", filled(&meta.namespace)),
        ("selfLink", filled(&meta.self_link)),
        ("uID", filled(&meta.uid)),
        ("resourceVersion", filled(&meta.resource_version)),
        ("generation", meta.generation.unwrap_or_default() != 0),
        ("creationTimestamp", meta.creation_timestamp.is_some()),
        ("deletionTimestamp", meta.deletion_timestamp.is_some()),
        ("deletionGracePeriodSeconds", meta.deletion_grace_period_seconds.is_some()),
        ("ownerReferences", meta.owner_references.is_some()),
        ("finalizers", meta.finalizers.is_some()),
        ("managedFields", meta.managed_fields.is_some()),
    ];
    for (field, _) in fields.into_iter().filter(|&(_, present)| present) {
        let why = "the template of a claim has labels and annotations only";
        let fault = errors.forbidden(&path.field(field), why, "take it out; the server names the claim");
        if field == "uID" {
            fault.at(&path.field("uid"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(json: serde_json::Value, test: NameTest) -> Vec<String> {
        let meta: ObjectMeta = serde_json::from_value(json).expect("metadata");
        let mut errors = FieldErrors::default();
        check(&meta, Scope::Namespaced, test, &Path::ROOT.field("metadata"), &mut errors);
        errors.into_vec().into_iter().map(|f| format!("{} {}: {}", f.reason.id(), f.path, f.message)).collect()
    }

    #[test]
    fn sound() {
        let meta = serde_json::json!({
            "generateName": "web-", "namespace": "shop", "labels": {"app.kubernetes.io/name": "", "a": "B_c"},
            "annotations": {"Example.com/A": "any thing"}, "finalizers": ["example.com/x"],
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "x", "uid": "1", "controller": true}],
        });
        assert_eq!(errors(meta, label_name), [""; 0]);
        assert_eq!(errors(serde_json::json!({"generateName": "a".repeat(254) + "-"}), subdomain_name).len(), 1);
        assert_eq!(errors(serde_json::json!({"generateName": "a".repeat(253)}), subdomain_name), [""; 0]);
    }

    #[test]
    fn unsound() {
        let cases = [
            serde_json::json!({}),
            serde_json::json!({"name": "Web", "namespace": "a.b"}),
            serde_json::json!({"generateName": "Web-"}),
            serde_json::json!({"generateName": "w_-"}),
            serde_json::json!({"name": "a", "labels": {"a b": "c d"}, "annotations": {"a b": "x"}}),
            serde_json::json!({"name": "a", "finalizers": ["a b", "orphan", "foregroundDeletion"]}),
            serde_json::json!({"name": "a", "ownerReferences": [
                {"apiVersion": "apps/", "kind": "", "name": "", "uid": "", "controller": true},
                {"apiVersion": "v1", "kind": "Event", "name": "b", "uid": "1", "controller": true},
            ]}),
            serde_json::json!({"name": "a", "annotations": {"a": "x".repeat(256 * 1024)}}),
        ];
        let all: Vec<_> = cases.into_iter().flat_map(|case| errors(case, subdomain_name)).collect();
        insta::assert_snapshot!(all.join("\n"), @r#"
        missing-field metadata.name: `name` is required
        invalid-value metadata.name: `Web` contains the capital letter `W`
        invalid-value metadata.namespace: `a.b` contains `.`
        invalid-value metadata.generateName: `Web-` contains the capital letter `W`
        invalid-value metadata.name: `Web-xxxxx` contains the capital letter `W`
        invalid-value metadata.name: `w_-xxxxx` contains `_`
        invalid-value metadata.labels: the key `a b` contains a space
        invalid-value metadata.labels: the value of `a b`: `c d` contains a space
        invalid-value metadata.annotations: the key `a b` contains a space
        invalid-value metadata.finalizers: `a b` contains a space
        invalid-value metadata.finalizers: `orphan` contradicts `foregroundDeletion`
        invalid-value metadata.finalizers[0]: `a b` has no domain and is none of Kubernetes' own
        invalid-value metadata.ownerReferences.apiVersion: `apps/` has no version
        invalid-value metadata.ownerReferences.kind: `""` is empty
        invalid-value metadata.ownerReferences.name: `""` is empty
        invalid-value metadata.ownerReferences.uid: `""` is empty
        invalid-value metadata.ownerReferences: `Event` cannot own anything
        invalid-value metadata.ownerReferences: `b` is a second controller, after  ``
        too-long metadata.annotations: the annotations take 262145 bytes
        "#);
    }
}
