//! What does not matter does not change the answer: every Pod of the corpus written in another way, with the same
//! roles and the same verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use podpat::internals::composition::Composition;
use serde::Deserialize;
use serde_yaml::{Mapping, Value};

use crate::evidence::{answers, compositions, compositions_of};

/// A text of the corpus as values, with its name and that of its labelled object.
struct Text {
    file: String,
    name: String,
    documents: Vec<Value>,
}

/// Where a labelled Pod stands.
#[derive(Deserialize)]
struct Label {
    file: String,
    name: String,
}

fn corpus() -> Vec<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let labels = fs::read_to_string(folder.join("labels.yaml")).expect("labels.yaml");
    let labels: Vec<Label> = serde_yaml::from_str(&labels).expect("labels");
    let texts = labels.into_iter().filter_map(|Label { file, name }| {
        let text = fs::read_to_string(folder.join(&file)).expect("a text");
        let documents = serde_yaml::Deserializer::from_str(&text).map(Value::deserialize).collect::<Result<_, _>>();
        // What another reader cannot read, or reads otherwise, cannot be written anew.
        Some(Text { file, name, documents: documents.ok()? })
    });
    texts.collect()
}

fn written(documents: &[Value]) -> String {
    let texts = documents.iter().map(|document| serde_yaml::to_string(document).expect("YAML"));
    texts.collect::<Vec<_>>().join("---\n")
}

/// Calls `change` on every mapping of a value, outermost first.
fn each_mapping(value: &mut Value, change: &mut dyn FnMut(&mut Mapping)) {
    match value {
        Value::Mapping(mapping) => {
            change(mapping);
            for (_, value) in mapping.iter_mut() {
                each_mapping(value, change);
            }
        }
        Value::Sequence(values) => values.iter_mut().for_each(|value| each_mapping(value, change)),
        _ => {}
    }
}

/// Calls `change` on every container.
fn each_container(documents: &mut [Value], change: &mut dyn FnMut(&mut Mapping)) {
    for document in documents {
        each_mapping(document, &mut |mapping| {
            for list in ["initContainers", "containers"] {
                let containers = mapping.get_mut(list).and_then(Value::as_sequence_mut);
                containers.into_iter().flatten().filter_map(Value::as_mapping_mut).for_each(&mut *change);
            }
        });
    }
}

fn each_image(documents: &mut [Value], change: &mut dyn FnMut(&str) -> String) {
    each_container(documents, &mut |container| {
        if let Some(Value::String(image)) = container.get_mut("image") {
            *image = change(image);
        }
    });
}

/// The repository of an image: without tag and digest.
fn repository(image: &str) -> &str {
    let named = image.split('@').next().unwrap_or_default();
    let last = named.rfind('/').map_or(0, |at| at + 1);
    named[last..].find(':').map_or(named, |colon| &named[..last + colon])
}

fn is_host(component: &str) -> bool {
    component.contains(['.', ':']) || component == "localhost"
}

fn without_registry(image: &str) -> &str {
    image.split_once('/').filter(|(first, _)| is_host(first)).map_or(image, |(_, rest)| rest)
}

fn reversed(mut documents: Vec<Value>) -> Vec<Value> {
    for document in &mut documents {
        each_mapping(document, &mut |mapping| {
            if let Some(Value::Sequence(containers)) = mapping.get_mut("containers") {
                containers.reverse();
            }
        });
    }
    documents
}

fn with_registry(mut documents: Vec<Value>) -> Vec<Value> {
    each_image(&mut documents, &mut |image| match image.split_once('/') {
        Some((first, _)) if is_host(first) => image.to_owned(),
        Some(_) => format!("docker.io/{image}"),
        None => format!("docker.io/library/{image}"),
    });
    documents
}

fn mirrored(mut documents: Vec<Value>) -> Vec<Value> {
    each_image(&mut documents, &mut |image| match without_registry(image) {
        rest if rest.contains('/') => format!("mirror.gcr.io/{rest}"),
        rest if rest.len() == image.len() => format!("mirror.gcr.io/library/{rest}"),
        _ => image.to_owned(),
    });
    documents
}

fn with_digest(mut documents: Vec<Value>) -> Vec<Value> {
    each_image(&mut documents, &mut |image| {
        if image.contains('@') || image.is_empty() {
            return image.to_owned();
        }
        format!("{image}@sha256:{}", "0123456789abcdef".repeat(4))
    });
    documents
}

fn with_protocol(mut documents: Vec<Value>) -> Vec<Value> {
    each_container(&mut documents, &mut |container| {
        let ports = container.get_mut("ports").and_then(Value::as_sequence_mut);
        for port in ports.into_iter().flatten().filter_map(Value::as_mapping_mut) {
            if !port.contains_key("protocol") {
                port.insert("protocol".into(), "TCP".into());
            }
        }
    });
    documents
}

/// Probes and Services by number where the port has a name, and by name where it has a number.
fn with_other_ports(mut documents: Vec<Value>, to_names: bool) -> Vec<Value> {
    let mut names: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    each_container(&mut documents, &mut |container| {
        let ports = container.get("ports").and_then(Value::as_sequence);
        for port in ports.into_iter().flatten() {
            if let (Some(number), Some(name)) = (port["containerPort"].as_u64(), port["name"].as_str()) {
                names.entry(number).or_default().insert(name.to_owned());
            }
        }
    });
    // A name or number that means two things cannot be written the other way.
    let single = names.iter().filter(|(_, names)| names.len() == 1);
    let pairs: Vec<(u64, &String)> =
        single.flat_map(|(&port, names)| names.iter().map(move |name| (port, name))).collect();
    let unique = |name: &String| pairs.iter().filter(|(_, other)| *other == name).count() == 1;
    let turn = |value: &mut Value| {
        let other = match value {
            Value::Number(number) if to_names => pairs
                .iter()
                .find(|(port, name)| number.as_u64() == Some(*port) && unique(name))
                .map(|(_, name)| Value::from(name.as_str())),
            Value::String(text) if !to_names => {
                pairs.iter().find(|(_, name)| *name == text && unique(name)).map(|(port, _)| Value::from(*port))
            }
            _ => None,
        };
        if let Some(other) = other {
            *value = other;
        }
    };
    for document in &mut documents {
        each_mapping(document, &mut |mapping| {
            if let Some(target) = mapping.get_mut("targetPort") {
                turn(target);
            }
            for handler in ["httpGet", "tcpSocket"] {
                if let Some(port) = mapping.get_mut(handler).and_then(|handler| handler.get_mut("port")) {
                    turn(port);
                }
            }
        });
    }
    documents
}

/// Values of environment variables from a ConfigMap of the same input.
fn with_config_maps(mut documents: Vec<Value>) -> Vec<Value> {
    let mut maps = Vec::new();
    for (at, document) in documents.iter_mut().enumerate() {
        let namespace = document["metadata"]["namespace"].as_str().map(str::to_owned);
        let name = format!("settings-{at}");
        let mut data = Mapping::new();
        let mut one = [std::mem::take(document)];
        each_container(&mut one, &mut |container| {
            let variables = container.get_mut("env").and_then(Value::as_sequence_mut);
            for variable in variables.into_iter().flatten().filter_map(Value::as_mapping_mut) {
                // What refers to another variable stays: a ConfigMap's text is not expanded.
                let Some(Value::String(value)) = variable.get("value") else { continue };
                if value.contains("$(") {
                    continue;
                }
                let key = format!("k{}", data.len());
                data.insert(key.as_str().into(), value.as_str().into());
                variable.remove("value");
                let reference: Value =
                    serde_yaml::from_str(&format!("{{configMapKeyRef: {{name: {name}, key: {key}}}}}")).expect("YAML");
                variable.insert("valueFrom".into(), reference);
            }
        });
        let [changed] = one;
        *document = changed;
        let mut map: Value =
            serde_yaml::from_str(&format!("{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}"))
                .expect("YAML");
        if let Some(namespace) = namespace {
            map["metadata"]["namespace"] = namespace.into();
        }
        map["data"] = Value::Mapping(data);
        maps.push(map);
    }
    documents.extend(maps);
    documents
}

/// The answer, whatever the order of containers.
fn sorted(compositions: &[Composition]) -> Vec<Vec<String>> {
    let answers = compositions.iter().map(|composition| {
        let mut answers = answers(composition);
        answers.sort();
        answers
    });
    answers.collect()
}

/// Changes every `step`th text of the corpus.
fn try_changes(step: usize) {
    type Change = (&'static str, fn(Vec<Value>) -> Vec<Value>);
    let changes: [Change; 8] = [
        ("containers in reverse", reversed),
        ("registry written", with_registry),
        ("from a mirror", mirrored),
        ("with a digest", with_digest),
        ("protocol written", with_protocol),
        ("ports by name", |documents| with_other_ports(documents, true)),
        ("ports by number", |documents| with_other_ports(documents, false)),
        ("variables from a ConfigMap", with_config_maps),
    ];
    let mut wrong = Vec::new();
    for Text { file, documents, .. } in corpus().into_iter().step_by(step) {
        let before = sorted(&compositions(&written(&documents), &[]));
        for (what, change) in changes {
            let after = sorted(&compositions(&written(&change(documents.clone())), &[]));
            if before != after {
                wrong.push(format!("{file}, {what}: {before:?}\n    {after:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_does_not_matter_changes_nothing() {
    try_changes(4);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn what_does_not_matter_changes_nothing_anywhere() {
    try_changes(1);
}

/// Roles and verdicts that differ, container by container and Pod by Pod.
fn differences(before: &[Composition], after: &[Composition]) -> (usize, usize) {
    let (mut roles, mut verdicts) = (0, 0);
    for (one, other) in before.iter().zip(after) {
        roles += one.members.iter().zip(&other.members).filter(|(one, other)| one.role != other.role).count();
        verdicts += usize::from(one.unrelated().is_some() != other.unrelated().is_some());
    }
    (roles, verdicts)
}

fn changed(change: impl Fn(Vec<Value>) -> Vec<Value>) -> (usize, usize) {
    let mut sum = (0, 0);
    for Text { file, name, documents } in corpus() {
        let before = compositions_of(&written(&documents), Some(&name), &[]);
        let after = compositions_of(&written(&change(documents)), Some(&name), &[]);
        let (roles, verdicts) = differences(&before, &after);
        if roles + verdicts > 0 {
            println!("{file}: {roles} roles and {verdicts} verdicts");
        }
        sum = (sum.0 + roles, sum.1 + verdicts);
    }
    println!("{} roles and {} verdicts change", sum.0, sum.1);
    sum
}

/// Containers called c0, c1 and so on.
fn renamed(mut documents: Vec<Value>) -> Vec<Value> {
    let mut count = 0;
    each_container(&mut documents, &mut |container| {
        container.insert("name".into(), format!("c{count}").into());
        count += 1;
    });
    documents
}

/// Images that nobody knows, each repository another.
fn unknown(mut documents: Vec<Value>) -> Vec<Value> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    each_image(&mut documents, &mut |image| {
        let next = known.len();
        let number = *known.entry(repository(image).to_owned()).or_insert(next);
        format!("registry.example.com/team/x{number}:1")
    });
    documents
}

#[test]
fn names_and_images_matter_little() {
    let (names, images) = (changed(renamed), changed(unknown));
    assert!(names.0 <= 3 && names.1 <= 1, "without names: {names:?}");
    assert!(images.0 <= 21 && images.1 <= 12, "without images: {images:?}");
}
