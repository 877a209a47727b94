//! Whatever a user gives a catalogue container arrives as that very value, or is refused with an error that names the
//! parameter: for every parameter of every entry that takes text. The trial of entries tries known hostile values; here
//! are all of them, long ones and random ones.

use std::sync::LazyLock;

use podpat::internals::catalogue::Catalogue;
use podpat::internals::trial::{Hostile, VALUES};
use podpat::internals::yaml;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use serde_json::{Value as Json, json};

use crate::catalogue::helpers;
use crate::harness::generated;

/// Each entry with its parameters that take text.
fn tried() -> &'static [Hostile<'static>] {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    static TRIED: LazyLock<Vec<Hostile<'static>>> =
        LazyLock::new(|| helpers().iter().map(|entry| Hostile::of(entry, &CATALOGUE)).collect());
    &TRIED
}

/// Every parameter that takes text.
fn parameters() -> Vec<(&'static Hostile<'static>, &'static str)> {
    tried().iter().flat_map(|hostile| hostile.parameters().map(move |(name, _)| (hostile, name))).collect()
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn every_hostile_value_arrives_in_every_parameter_or_is_refused() {
    let all = parameters().into_iter().flat_map(|it| VALUES.iter().map(move |text| (it, text)));
    let tried = |((hostile, name), text): ((&Hostile<'_>, &str), &&str)| {
        hostile.check(name, text).err().map(|why| format!("{} {name}={text:?} {why}", hostile.entry_name()))
    };
    let faults: Vec<String> = all.filter_map(tried).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// How long a text may be is for its type to say, whatever the entry.
#[test]
#[ignore = "slow: `just attack` runs it"]
fn long_texts_arrive_or_are_refused() {
    let (long, longest) = ("a".repeat(200 << 10), "a".repeat(1 << 20));
    let mut seen = Vec::new();
    for (hostile, name) in parameters() {
        let parameter = hostile.parameters().find(|(it, _)| *it == name).expect("it is there").1;
        let kind = (parameter.kind, parameter.of);
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        for text in [&long, &longest] {
            if let Err(fault) = hostile.check(name, text) {
                panic!("{}", fault.chars().take(600).collect::<String>());
            }
        }
        assert!(hostile.refuses(name, &longest), "{} {name}", hostile.entry_name());
    }
}

/// Tries so many texts, each on some parameter.
fn try_any_texts(count: u32) {
    let parameters = parameters();
    let text =
        prop_oneof!["\\PC{1,24}", "[-a:#{}\\[\\]$'\"\\\\%|>&*!@`,;=/. \n\t]{1,16}", "https://[a-z./?=&#%$;]{1,16}"];
    let mut runner =
        TestRunner::new(ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&(0..parameters.len(), text), |(at, text)| {
        let (hostile, name) = parameters[at];
        hostile.check(name, &text).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(why, (at, text))) = outcome {
        let (hostile, name) = parameters[at];
        panic!("{} {name} {text:?}: {why}", hostile.entry_name());
    }
}

#[test]
fn any_text_arrives_or_is_refused() {
    try_any_texts(100);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn any_of_many_texts_arrives_or_is_refused() {
    try_any_texts(2000);
}

/// A description with a text somewhere outside of parameters, and the place in words.
fn elsewhere(text: &str) -> Vec<(&'static str, Json)> {
    let site = json!({"use": "git-sync", "repo": "https://a.example.com/b", "path": "/srv/site/html"});
    let own = json!({"name": "own", "image": "registry.example.com/own:1"});
    let with = |helper: &Json, key: &str, value: Json| {
        let mut helper = helper.clone();
        helper[key] = value;
        helper
    };
    let config = json!({"at": "/etc/own", "files": {"own.conf": text}});
    let proxy = with(&own, "listen", json!(7000));
    let places = [
        ("the environment of a helper", json!({"sidecar": with(&site, "env", json!({"A": text}))})),
        ("the arguments of a helper", json!({"sidecar": with(&site, "args", json!([text, "b"]))})),
        ("a file of an own helper", json!({"sidecar": with(&own, "config", config)})),
        ("the command of an own helper", json!({"init": with(&own, "command", json!([text]))})),
        ("what main gets", json!({"ambassador": with(&proxy, "main", json!({"env": {"A": text}}))})),
        ("main's environment", json!({"main": {"image": "registry.example.com/a:1", "env": {"A": text}}})),
        ("main's arguments", json!({"main": {"image": "registry.example.com/a:1", "args": ["a", text]}})),
        ("an annotation of the Pods", json!({"podAnnotations": {"a": text}})),
        ("an annotation of the workload", json!({"annotations": {"a": text}})),
        ("an annotation of a Service", json!({"service": {"port": 80, "annotations": {"a": text}}})),
        ("an annotation of an account", json!({"serviceAccount": {"create": true, "annotations": {"a": text}}})),
        ("a patch", json!({"patch": {"containers": [{"name": "demo", "args": [text]}]}})),
    ];
    let main = json!({"image": "registry.example.com/a:1", "ports": [8080]});
    let whole = |fields: &Json| {
        let mut description = json!({"name": "demo", "kind": "Deployment", "main": main});
        description.as_object_mut().expect("a mapping").extend(fields.as_object().cloned().expect("a mapping"));
        description
    };
    places.iter().map(|(place, fields)| (*place, whole(fields))).collect()
}

/// The values of what is generated, with every text that is the given one in place of another.
fn generated_with(description: &Json, text: &str) -> Option<(bool, Json)> {
    let generated = generated(description).ok()?;
    let objects: Vec<Json> = generated.objects.iter().flat_map(|object| yaml::values(&object.text)).collect();
    let mut arrived = false;
    let objects = objects.into_iter().map(|object| without(object, text, &mut arrived)).collect();
    Some((arrived, objects))
}

fn without(value: Json, text: &str, arrived: &mut bool) -> Json {
    match value {
        Json::String(found) if found == text => {
            *arrived = true;
            Json::Null
        }
        // The digest of what the ConfigMaps hold.
        Json::String(found) if found.len() == 16 && found.bytes().all(|b| b.is_ascii_hexdigit()) => Json::Null,
        Json::Array(items) => items.into_iter().map(|item| without(item, text, arrived)).collect(),
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, without(value, text, arrived)));
            Json::Object(entries.collect())
        }
        other => other,
    }
}

#[test]
fn hostile_values_outside_of_parameters_arrive_or_are_refused() {
    let plain: Vec<Json> = elsewhere("plain")
        .iter()
        .map(|(place, description)| {
            let (arrived, objects) = generated_with(description, "plain").expect("it is generated");
            assert!(arrived, "{place}");
            objects
        })
        .collect();
    let mut faults = Vec::new();
    for text in VALUES {
        for ((place, description), plain) in elsewhere(text).iter().zip(&plain) {
            match generated_with(description, text) {
                Some((false, _)) => faults.push(format!("{text:?} does not arrive in {place}")),
                Some((true, objects)) if objects != *plain => {
                    faults.push(format!("{text:?} changes more than {place}"));
                }
                _ => {}
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
