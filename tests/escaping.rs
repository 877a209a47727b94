//! Whatever a user gives a catalogue container arrives as that very value, or is refused with an error that names the
//! parameter: for every parameter of every entry that takes text.

use std::sync::Arc;

use podpat::pattern::{Catalogue, Entry, Parameter, Pattern, Type, parameters_of};
use podpat::source::Source;
use podpat::yaml;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use serde_json::{Value as Json, json};

use crate::harness::{Ran, podpat_on};

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
    catalogue.files().iter().map(|listed| Arc::new(listed.read().expect("the catalogue is sound"))).collect()
}

/// The description of an entry's example, with one parameter of its helper set, and what that one needs.
pub(crate) fn description(entry: &Entry, name: &str, value: Json) -> Json {
    let source = Arc::new(Source::new("example", entry.example.as_str()));
    let document = &yaml::parse(&source).documents[0];
    let mut description = document.tree.as_ref().expect("the example is YAML").root().to_json();
    let helpers = &mut description[entry.pattern.name()];
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

/// A parameter of an entry that takes text, and the shape of what comes of an ordinary value.
struct Case {
    entry: Arc<Entry>,
    name: String,
    parameter: Parameter,
    plain: Option<Json>,
}

fn cases() -> Vec<Case> {
    let of = |entry: Arc<Entry>| {
        parameters_of(&entry).into_iter().map(move |(name, parameter)| {
            let mut case = Case { entry: Arc::clone(&entry), name, parameter, plain: None };
            case.plain =
                case.generate("https://plain.example/a").filter(|ran| ran.code == 0).map(|ran| shape(&ran.json()));
            case
        })
    };
    entries().into_iter().flat_map(of).collect()
}

impl Case {
    fn generate(&self, text: &str) -> Option<Ran> {
        let description = description(&self.entry, &self.name, holding(&self.parameter, text)?);
        Some(podpat_on(description.to_string(), ["generate", "-", "-o", "json"]))
    }

    fn check(&self, text: &str) -> Result<(), String> {
        let name = &self.name;
        let Some(ran) = self.generate(text) else { return Ok(()) };
        let about = format!("{} {name}={text:?}\n{}", self.entry.name, ran.err);
        if ran.code != 0 {
            let named = ran.err.contains(&format!("`{name}`")) && ran.out.is_empty() && ran.code == 2;
            return if named { Ok(()) } else { Err(format!("refused without a word on the parameter: {about}")) };
        }
        if !is_free(&self.parameter) {
            return Ok(());
        }
        let objects = ran.json();
        let mut found = Vec::new();
        texts(&objects, &mut found);
        if !found.iter().any(|found| found.contains(text)) {
            return Err(format!("did not arrive: {about}{objects:#}"));
        }
        if self.plain.as_ref().is_some_and(|plain| *plain != shape(&objects)) {
            return Err(format!("changed the structure: {about}"));
        }
        Ok(())
    }
}

#[test]
fn hostile_values_arrive_or_are_refused() {
    let faults: Vec<String> =
        cases().iter().flat_map(|case| HOSTILE.iter().filter_map(|text| case.check(text).err())).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_megabyte_arrives_or_is_refused() {
    let text = "a".repeat(1 << 20);
    for case in cases() {
        if let Err(fault) = case.check(&text) {
            panic!("{}", fault.chars().take(600).collect::<String>());
        }
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
    for pattern in Pattern::ALL {
        assert!(entries().iter().any(|entry| entry.pattern == pattern), "{}", pattern.name());
    }
}
