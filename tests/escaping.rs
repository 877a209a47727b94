//! Whatever a user gives a catalogue container arrives as that very value, or is refused with an error that names the
//! parameter: for every parameter of every entry that takes text.

use std::sync::{Arc, LazyLock};

use podpat::catalogue::{Catalogue, Entry, Parameter, Type};
use podpat::pattern::Rendered;
use podpat::source::Source;
use podpat::yaml;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use serde_json::{Value as Json, json};

use crate::catalogue::HELPERS;
use crate::harness::generated;

/// Values that mean something in one of the languages they may end in.
const HOSTILE: &[&str] = &[
    "a\"b",
    "a'b",
    "a\\b",
    "a\nb",
    "a\r\nb",
    "a\tb",
    "# a",
    "a #b",
    "a: b",
    "- a",
    "---",
    "--- a",
    "...",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# a #}",
    "a\0b",
    "\u{1b}[31m",
    "a; b",
    "a } b {",
    "$host",
    "$(HOME)",
    "$$",
    "${HOME}",
    "`id`",
    "a b",
    " a",
    "a ",
    "|",
    ">",
    "&a",
    "*a",
    "!!str a",
    "%a",
    "@a",
    "yes",
    "null",
    "~",
    "1e3",
    "0x1f",
    "1:30",
    "2001-12-14",
    "[a]",
    "{a: b}",
    "a,b",
    "é",
    "\u{2028}",
    "\u{feff}a",
    "\u{202e}a",
    "a\u{85}b",
    "<a>",
    "a&b",
    "a|b",
    "../../etc/passwd",
    "/../..",
    "http://a b/",
    "https://a/\"b",
    "-x",
    "--flag=x",
];

fn entries() -> Vec<Arc<Entry>> {
    let catalogue = Catalogue::built_in();
    let entries = catalogue.files().iter().map(|listed| listed.read().expect("the catalogue is sound"));
    // Patterns over several Pods have tests of their own.
    entries.filter(|entry| HELPERS.contains(&entry.pattern)).map(Arc::new).collect()
}

/// The description of an entry's example, with one parameter of its helper set, and what that one needs.
pub(crate) fn description(entry: &Entry, name: &str, value: Json) -> Json {
    let source = Arc::new(Source::new("example", entry.example.as_str()));
    let document = &yaml::parse(&source).documents[0];
    let mut description = document.tree.as_ref().expect("the example is YAML").root().to_json();
    let helpers = &mut description[entry.pattern.key()];
    let helper = if helpers.is_array() { &mut helpers[0] } else { helpers };
    if helper.is_string() {
        *helper = json!({"use": entry.name});
    }
    let needed = entry.parameters.get(name).and_then(|parameter| parameter.only_with.as_ref());
    if let Some(needed) = needed {
        helper[needed] = entry.parameters[needed].example.clone().expect("what others need has an example");
    }
    helper[name] = value;
    description
}

/// Whether the parameter takes free text somewhere, and a value of its shape that holds `text`.
fn holding(parameter: &Parameter, text: &str) -> Option<Json> {
    match parameter.kind {
        Type::Int | Type::Bool | Type::Port => None,
        Type::List => match parameter.of {
            Some(Type::Map) => Some(json!([map_holding(parameter, text)])),
            Some(Type::Int | Type::Bool | Type::Port) => None,
            _ => Some(json!([text])),
        },
        Type::Map => Some(map_holding(parameter, text)),
        _ => Some(json!(text)),
    }
}

/// A mapping with the keys it needs, and the text.
fn map_holding(parameter: &Parameter, text: &str) -> Json {
    let needed = parameter.needs.iter().map(|key| (key.clone(), json!("plain")));
    Json::Object(needed.chain([("key".to_owned(), json!(text))]).collect())
}

/// Whether a value of the type arrives as it was written; the others are taken apart (`host:port`, paths, durations)
/// and hold no character that could mean anything.
fn is_free(parameter: &Parameter) -> bool {
    let kind = if parameter.kind == Type::List { parameter.of.unwrap_or(Type::String) } else { parameter.kind };
    matches!(kind, Type::String | Type::Text | Type::Url | Type::Repository | Type::Map | Type::Any)
}

/// Every text in a value, those in configuration files included.
fn texts(value: &Json, found: &mut Vec<String>) {
    match value {
        Json::String(text) => {
            let yaml = serde_yaml::from_str::<Json>(text).ok().filter(|inner| inner.is_object() || inner.is_array());
            if let Some(inner) = yaml.or_else(|| toml::from_str(text).ok()) {
                texts(&inner, found);
            }
            found.push(text.clone());
        }
        Json::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Json::Object(entries) => entries.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// The value without its texts: keys, lengths and nesting.
fn shape(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(shape).collect(),
        Json::Object(entries) => Json::Object(entries.iter().map(|(key, value)| (key.clone(), shape(value))).collect()),
        _ => Json::Null,
    }
}

/// The objects of a description, or what is said against it.
fn generate(description: &Json) -> Result<Json, String> {
    let generated = generated(description).map_err(|report| report.to_string())?;
    let read = |object: &Rendered| serde_yaml::from_str::<Json>(&object.text).expect("what is printed is YAML");
    Ok(generated.objects.iter().map(read).collect())
}

/// A parameter of an entry that takes text, and the shape of what comes of an ordinary value.
struct Case {
    entry: Arc<Entry>,
    name: String,
    parameter: Parameter,
    plain: Option<Json>,
}

fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let of = |entry: Arc<Entry>| {
            entry.all_parameters().into_iter().filter_map(move |(name, parameter)| {
                holding(&parameter, "")?;
                let mut case = Case { entry: Arc::clone(&entry), name, parameter, plain: None };
                case.plain = case.generate("https://plain.example/a").ok().map(|objects| shape(&objects));
                Some(case)
            })
        };
        entries().into_iter().flat_map(of).collect()
    });
    &CASES
}

impl Case {
    fn generate(&self, text: &str) -> Result<Json, String> {
        let value = holding(&self.parameter, text).expect("a parameter that takes text");
        generate(&description(&self.entry, &self.name, value))
    }

    fn check(&self, text: &str) -> Result<(), String> {
        let name = &self.name;
        let about = format!("{} {name}={text:?}", self.entry.name);
        let objects = match self.generate(text) {
            Ok(objects) => objects,
            Err(said) if said.contains(&format!("`{name}`")) => return Ok(()),
            Err(said) => return Err(format!("refused without a word on the parameter: {about}\n{said}")),
        };
        if !is_free(&self.parameter) {
            return Ok(());
        }
        let mut found = Vec::new();
        texts(&objects, &mut found);
        if !found.iter().any(|found| found.contains(text)) {
            return Err(format!("did not arrive: {about}\n{objects:#}"));
        }
        if self.plain.as_ref().is_some_and(|plain| *plain != shape(&objects)) {
            return Err(format!("changed the structure: {about}"));
        }
        Ok(())
    }
}

/// Tries hostile values on every parameter: of `HOSTILE` every `step`th, beginning one further on for each parameter.
fn try_hostile_values(step: usize) {
    let tried = |(at, case): (usize, &'static Case)| {
        HOSTILE.iter().skip(at % step).step_by(step).filter_map(|text| case.check(text).err())
    };
    let faults: Vec<String> = cases().iter().enumerate().flat_map(tried).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Each value meets many parameters, and each parameter some values.
#[test]
fn hostile_values_arrive_or_are_refused() {
    try_hostile_values(13);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn every_hostile_value_arrives_in_every_parameter_or_is_refused() {
    try_hostile_values(1);
}

/// How long a text may be is for its type to say, whatever the entry.
#[test]
fn long_texts_arrive_or_are_refused() {
    let (long, longest) = ("a".repeat(200 << 10), "a".repeat(1 << 20));
    let mut seen = Vec::new();
    for case in cases() {
        let kind = (case.parameter.kind, case.parameter.of);
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        for text in [&long, &longest] {
            if let Err(fault) = case.check(text) {
                panic!("{}", fault.chars().take(600).collect::<String>());
            }
        }
        assert!(case.generate(&longest).is_err(), "{} {}", case.entry.name, case.name);
    }
}

#[test]
fn any_text_arrives_or_is_refused() {
    let cases = cases();
    let text =
        prop_oneof!["\\PC{1,24}", "[-a:#{}\\[\\]$'\"\\\\%|>&*!@`,;=/. \n\t]{1,16}", "https://[a-z./?=&#%$;]{1,16}"];
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&(0..cases.len(), text), |(at, text)| cases[at].check(&text).map_err(TestCaseError::fail));
    if let Err(TestError::Fail(why, (at, text))) = outcome {
        panic!("{} {} {text:?}: {why}", cases[at].entry.name, cases[at].name);
    }
}

#[test]
fn every_pattern_has_entries() {
    for pattern in HELPERS {
        assert!(entries().iter().any(|entry| entry.pattern == pattern), "{}", pattern.name());
    }
}
