//! Keys of a description that are known and refused: those of other kinds, and fields of the pod spec that podpat
//! writes itself.

use crate::catalogue::Pattern;
use crate::k8s::field_names;
use crate::pattern::description::fields::Fields;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::spanned_value::Field;
use crate::pattern::problem::Problems;
use crate::wording::listed;

/// Fields of a pod spec that stand elsewhere in a description: the key, and where.
const ELSEWHERE: [(&str, &str); 5] = [
    ("containers", "write `main`, and its helpers under `sidecar`, `ambassador` or `adapter`"),
    ("initContainers", "write what runs before main under `init`"),
    ("ephemeralContainers", "they are added to a Pod that runs: use `kubectl debug`"),
    ("template", "write fields of the pod spec at the top level"),
    ("jobTemplate", "write fields of the Job at the top level"),
];

/// Returns true if a key is a field of the pod spec that is taken over in the API's words.
pub(crate) fn is_of_pod(key: &str, kind: Kind) -> bool {
    let is_elsewhere = key == "serviceAccount" || ELSEWHERE.iter().any(|(field, _)| *field == key);
    // A deadline of a Pod that is replaced would say nothing.
    let is_of_kind = key != "activeDeadlineSeconds" || kind == Kind::Pod;
    field_names::of_pod_spec().contains(&key) && !is_elsewhere && is_of_kind
}

/// Reports every key that is left and cannot stand in a description of this kind.
pub(crate) fn refuse(fields: &Fields<'_>, kind: Kind, problems: &mut Problems) {
    for entry in fields.rest().filter(|entry| !entry.item.is_null()) {
        let elsewhere = ELSEWHERE.iter().find(|(field, _)| *field == entry.key);
        if let Some((field, help)) = elsewhere {
            let message = format!("the description takes no `{field}`");
            problems.add(&entry.place, message, "written in another way here", (*help).to_owned());
        } else if let Some(pattern) = named_pattern(&entry.key) {
            let message = format!("the description takes no `{}`", entry.key);
            problems.add(&entry.place, message, "unknown key", format!("write `{}:`", pattern.key()));
        } else if is_of_container(&entry.key) {
            let message = format!("the description takes no `{}`", entry.key);
            let help = format!("write it under `main`: `main: {{image: …, {}: …}}`", entry.key);
            problems.add(&entry.place, message, "a field of a container", help);
        } else if !kind.has(&entry.key) && !is_of_pod(&entry.key, kind) {
            refuse_of_other_kind(entry, kind, problems);
        }
        if entry.key == "overhead" && fields.rest().all(|entry| entry.key != "runtimeClassName") {
            let help = "add `runtimeClassName`, or leave it out: the class defines its own overhead".to_owned();
            problems.add(&entry.place, "`overhead` without `runtimeClassName`", "the API server refuses it", help);
        }
    }
    let known = Kind::ALL.into_iter().flat_map(Kind::fields).chain(field_names::of_pod_spec().iter().copied());
    let of_container = field_names::of_container().iter().copied().chain(["health"]).filter(|key| is_of_container(key));
    let patterns = fields.rest().map(|entry| entry.key.as_str()).filter(|key| named_pattern(key).is_some());
    let mut known: Vec<&str> = known.chain(ELSEWHERE.map(|(field, _)| field)).chain(of_container).collect();
    known.extend(patterns);
    fields.refuse_others(known, problems);
}

/// Returns the pattern of which a key is the name, in whatever spelling, where its key in a description is another one.
fn named_pattern(key: &str) -> Option<Pattern> {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let said = letters(key);
    Pattern::ALL.into_iter().find(|pattern| pattern.name() != pattern.key() && letters(pattern.name()) == said)
}

/// Returns true if a key is a field of main that stands nowhere but under `main`.
fn is_of_container(key: &str) -> bool {
    let is_elsewhere = Kind::ALL.into_iter().any(|kind| kind.has(key) || is_of_pod(key, kind));
    (key == "health" || field_names::of_container().contains(&key)) && !is_elsewhere
}

/// `replicas` of a Pod and the like: the field is known, but not to this kind.
fn refuse_of_other_kind(entry: &Field, kind: Kind, problems: &mut Problems) {
    let has = |kind: &Kind| kind.has(&entry.key) || is_of_pod(&entry.key, *kind);
    let names: Vec<&str> = Kind::ALL.into_iter().filter(has).map(Kind::name).collect();
    if let Some(first) = names.first() {
        let message = format!("a {} has no `{}`", kind.name(), entry.key);
        let kinds = listed(&names).replace(" and ", " or ");
        let help = format!("write `kind: {first}`, or leave it out: {kinds} has it");
        problems.add(&entry.place, message, "belongs to another kind", help);
    }
}
