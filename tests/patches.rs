//! `podpat add -o patch` and `-o kustomize`: the patch makes the same object as the edit.

use std::fs;

use serde_json::{Map, Value};

use crate::add::{HELPERS, KNOWN, SHOP};
use crate::harness::{podpat, podpat_on};

/// The field that tells items of a list apart, as the tags of the API say (`k8s.io/api/core/v1`).
fn merge_key(field: &str, is_service: bool) -> Option<&'static str> {
    match field {
        "containers" | "initContainers" | "env" | "volumes" | "imagePullSecrets" => Some("name"),
        "volumeMounts" => Some("mountPath"),
        "ports" if is_service => Some("port"),
        "ports" => Some("containerPort"),
        "topologySpreadConstraints" => Some("topologyKey"),
        _ => None,
    }
}

/// Merges a patch as the API server does: items of the patch come in its order, and in front of those it does not name
/// (`mergeSlice` and `normalizeElementOrder` of `k8s.io/apimachinery/pkg/util/strategicpatch`).
fn merge(target: &mut Value, patch: &Value, field: &str, is_service: bool) {
    match (&mut *target, patch) {
        (Value::Object(known), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    known.shift_remove(key);
                } else {
                    merge(known.entry(key.clone()).or_insert(Value::Null), value, key, is_service);
                }
            }
        }
        (Value::Array(known), Value::Array(items)) if merge_key(field, is_service).is_some() => {
            if items.first().is_some_and(|item| item["$patch"] == "replace") {
                *known = items[1..].to_vec();
                return;
            }
            let key = merge_key(field, is_service).expect("a key");
            let mut merged = Vec::new();
            for item in items {
                let place = known.iter().position(|other| other[key] == item[key]);
                let mut whole = place.map_or(Value::Object(Map::new()), |place| known.remove(place));
                merge(&mut whole, item, "", is_service);
                merged.push(whole);
            }
            merged.append(known);
            *known = merged;
        }
        _ => *target = patch.clone(),
    }
}

/// The objects of a text.
fn objects(text: &str) -> Vec<Value> {
    let source = std::sync::Arc::new(podpat::internals::source::Source::new("", text));
    let trees = podpat::internals::yaml::parse(&source).documents.into_iter().filter_map(|document| document.tree.ok());
    trees.map(|tree| tree.root().to_json()).collect()
}

/// Takes the marks of `add` out of an object, which speak of a text.
fn forget_marks(object: &mut Value) {
    let Some(metadata) = object["metadata"].as_object_mut() else { return };
    let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) else { return };
    if annotations.shift_remove("podpat.dev/added").is_some() && annotations.is_empty() {
        metadata.shift_remove("annotations");
    }
}

fn is_same(one: &Value, two: &Value) -> bool {
    one["kind"] == two["kind"] && one["metadata"]["name"] == two["metadata"]["name"]
}

/// Adds a helper to every `step`th manifest of the corpus, as edits and as a patch.
fn hold_patches_against_edits(step: usize) {
    let folder = format!("{}/tests/corpus", env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|it| it == "yaml")).collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).expect("a text"));
    let mut done = 0;
    let texts = texts.enumerate().step_by(step);
    for (at, text) in texts.chain([(0, SHOP.to_owned()), (2, SHOP.to_owned())]) {
        let helper = HELPERS[at % HELPERS.len()];
        let edited = podpat_on(&text, ["add", "-"].into_iter().chain(helper));
        let patch = podpat_on(&text, ["add", "-", "-o", "kustomize"].into_iter().chain(helper));
        assert_eq!(patch.code, edited.code, "{}", patch.err);
        if edited.code != 0 {
            assert!(KNOWN.iter().chain(&["would refuse"]).any(|known| edited.err.contains(known)), "{}", edited.err);
            continue;
        }
        let (mut before, mut after) = (objects(&text), objects(&edited.out));
        after.iter_mut().for_each(forget_marks);
        let mut documents = objects(&patch.out);
        assert_eq!(documents.remove(0)["kind"], "Component");
        for document in &documents {
            match before.iter_mut().find(|object| is_same(object, document)) {
                Some(object) => merge(object, document, "", object["kind"] == "Service"),
                None => before.push(document.clone()),
            }
        }
        assert_eq!(before, after, "{}", patch.out);
        done += 1;
    }
    assert!(done > 60 / step, "{done}");
}

#[test]
fn patches_make_the_objects_that_edits_make() {
    hold_patches_against_edits(5);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn patches_of_the_corpus_make_the_objects_that_edits_make() {
    hold_patches_against_edits(1);
}

#[test]
fn a_patch_says_what_else_is_needed() {
    let helper = ["--sidecar", "nginx-tls,secret=shop-tls"];
    let ran = podpat_on(SHOP, ["add", "-", "-o", "patch"].into_iter().chain(helper));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("the patch needs `ConfigMap prod/shop-nginx-tls` besides"), "{}", ran.err);
    insta::assert_snapshot!(ran.out.split("initContainers:").next().expect("a beginning"));
}

#[test]
fn a_component_is_written_to_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("a name");
    let args = ["add", "-", "--sidecar", "nginx-tls,secret=shop-tls", "-o", "kustomize", "--out-dir", path];
    let ran = podpat_on(SHOP, args);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let kustomization = fs::read_to_string(folder.path().join("kustomization.yaml")).expect("there");
    assert_eq!(
        kustomization,
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources:\n- configmap-shop-nginx-tls.yaml\npatches:\n- path: deployment-shop.patch.yaml\n- path: service-shop.patch.yaml\n"
    );
    for line in kustomization.lines().filter(|line| line.contains(".yaml")) {
        let name = line.rsplit(' ').next().expect("a name");
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    let again = podpat_on(SHOP, args);
    assert_eq!(again.code, 2, "{}", again.err);
    let lint = podpat(["lint", path, "--no-config"]);
    assert!(lint.code < 2, "{}", lint.err);
}
