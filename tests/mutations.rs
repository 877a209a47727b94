//! Everything podpat generates is valid, and nothing of it stays so when one required field is taken away or one
//! reference is broken.

use std::sync::Arc;

use podpat::internals::catalogue::{Catalogue, Listed};
use podpat::internals::k8s;
use podpat::internals::source::Source;
use podpat::internals::validity::{self, Release};
use serde_json::{Value as Json, json};

use crate::catalogue::HELPERS;
use crate::harness::podpat_on;

/// Fields that the API server requires of what stands in a list or mapping of this name.
const REQUIRED: &[(&str, &[&str])] = &[
    ("containers", &["name", "image"]),
    ("initContainers", &["name", "image"]),
    ("volumes", &["name"]),
    ("volumeMounts", &["name", "mountPath"]),
    ("env", &["name"]),
    ("ports", &["containerPort", "port"]),
    ("httpGet", &["port"]),
    ("tcpSocket", &["port"]),
    ("secretKeyRef", &["key"]),
    ("metadata", &["name"]),
    ("template", &["spec"]),
    ("selector", &["matchLabels"]),
];

/// One step of a path: a key or an index.
type Path = Vec<String>;

fn pointer(path: &[String]) -> String {
    path.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// Every place in a value, the root first.
fn places(value: &Json, path: &mut Path, found: &mut Vec<Path>) {
    found.push(path.clone());
    let children: Vec<(String, &Json)> = match value {
        Json::Object(map) => map.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Json::Array(list) => list.iter().enumerate().map(|(at, child)| (at.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    for (step, child) in children {
        path.push(step);
        places(child, path, found);
        path.pop();
    }
}

/// The name of the list or mapping that a place stands in: `containers` for `…/containers/0`.
fn holder(path: &[String]) -> &str {
    path.iter().rev().find(|step| step.parse::<usize>().is_err()).map_or("", String::as_str)
}

/// The object with one required field taken away, once for each.
fn without_required(object: &Json) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    places(object, &mut Vec::new(), &mut found);
    let mut mutants = Vec::new();
    for path in found {
        let fields = REQUIRED.iter().find(|(name, _)| *name == holder(&path)).map_or(&[][..], |(_, fields)| fields);
        // A template's metadata has no name, and a headless Service may do without ports.
        for field in fields {
            let mut mutant = object.clone();
            let Some(Json::Object(map)) = mutant.pointer_mut(&pointer(&path)) else { continue };
            if map.shift_remove(*field).is_some() {
                mutants.push((format!("{} without {field}", pointer(&path)), mutant));
            }
        }
    }
    mutants
}

/// The object with one reference broken, once for each: a mount of no volume, labels that the selector does not match.
fn with_broken_references(object: &Json) -> Vec<(String, Json)> {
    let mut found = Vec::new();
    places(object, &mut Vec::new(), &mut found);
    let mut mutants = Vec::new();
    for path in found {
        let text = pointer(&path);
        let breaks = text.ends_with("/name") && holder(&path[..path.len() - 1]) == "volumeMounts"
            // The selectors of Jobs are the server's own.
            || text == "/spec/template/metadata/labels/app.kubernetes.io~1name" && object["spec"]["selector"].is_object();
        if breaks {
            let mut mutant = object.clone();
            if let Some(value) = mutant.pointer_mut(&text) {
                *value = json!("nowhere");
            }
            mutants.push((format!("{text} broken"), mutant));
        }
    }
    mutants
}

fn is_valid(object: &Json) -> bool {
    let read = k8s::read(&Arc::new(Source::new("mutant", object.to_string())));
    read.strays.is_empty()
        && read.manifests.iter().all(|manifest| validity::validate(manifest, Release::LATEST).is_empty())
}

const KINDS: [&str; 6] = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

/// Tries the example of every entry in every `step`th kind, beginning one further on for each; returns the number of
/// mutants.
fn try_mutants(step: usize) -> usize {
    let mut count = 0;
    // Patterns over several Pods say their kind themselves.
    let catalogue = Catalogue::built_in();
    let is_helper = |listed: &&Listed| HELPERS.contains(&listed.read().expect("an entry").pattern);
    for (at, listed) in catalogue.files().iter().filter(is_helper).enumerate() {
        let entry = listed.read().expect("the catalogue reads");
        for kind in KINDS.into_iter().skip(at % step).step_by(step) {
            let settings = [format!("kind={kind}"), "schedule=0 3 * * *".to_owned()];
            let mut args = vec!["generate", "-", "-o", "json", "--set", &settings[0]];
            if kind == "CronJob" {
                args.extend(["--set", &settings[1]]);
            }
            let ran = podpat_on(&entry.example, args);
            assert_eq!(ran.code, 0, "{} as {kind}: {}", entry.name, ran.err);
            for object in ran.json()["items"].as_array().expect("objects") {
                assert!(is_valid(object), "{} as {kind}", entry.name);
                for (what, mutant) in without_required(object).into_iter().chain(with_broken_references(object)) {
                    assert!(!is_valid(&mutant), "{} as {kind}: {} {what}", entry.name, object["kind"]);
                    count += 1;
                }
            }
        }
    }
    count
}

#[test]
fn what_is_generated_is_valid_and_its_mutants_are_not() {
    let count = try_mutants(KINDS.len());
    assert!(count > 300, "only {count} mutants");
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn what_is_generated_in_any_kind_is_valid_and_its_mutants_are_not() {
    let count = try_mutants(1);
    assert!(count > 1000, "only {count} mutants");
}
