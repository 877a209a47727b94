//! Hostile values: whatever a user gives a parameter arrives as that very value, or is refused with an error that names
//! the parameter. Nothing of it becomes structure.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::case::description;
use super::failure::Failures;
use crate::catalogue::{Catalogue, Entry, Parameter, Pattern, Type};
use crate::pattern::{self, Input, Request};
use crate::source::Source;
use crate::validity::Release;
use crate::yaml;

/// The number of hostile values that are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every value on every parameter.
    Every,
    /// On each parameter every so many, beginning one further on for each.
    EachOf(usize),
}

/// Values that mean something in one of the languages they may end in.
pub const VALUES: &[&str] = &[
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

/// The parameters of an entry that take text.
#[derive(Debug)]
pub struct Hostile<'a> {
    entry: Arc<Entry>,
    catalogue: &'a Catalogue,
    cases: Vec<Case>,
}

/// A parameter, and the shape of what comes of an ordinary value.
#[derive(Debug)]
struct Case {
    name: String,
    parameter: Parameter,
    plain: Option<Json>,
    /// The same with an ordinary key, where it is a mapping.
    plain_key: Option<Json>,
}

impl<'a> Hostile<'a> {
    /// Finds the parameters of an entry of which a description lists any number.
    pub fn of(entry: &Arc<Entry>, catalogue: &'a Catalogue) -> Self {
        let mut hostile = Self { entry: Arc::clone(entry), catalogue, cases: Vec::new() };
        if !Pattern::LISTED.contains(&entry.pattern) {
            return hostile;
        }
        for (name, parameter) in entry.all_parameters() {
            let Some(value) = holding(&parameter, "https://plain.example/a") else { continue };
            let plain = hostile.generate(&name, value).ok().map(|objects| shape(&objects));
            let with_key = with_key(&parameter, "plain").and_then(|value| hostile.generate(&name, value).ok());
            let plain_key = with_key.map(|objects| shape(&objects));
            hostile.cases.push(Case { name, parameter, plain, plain_key });
        }
        hostile
    }

    /// Returns the name of the entry.
    pub fn entry_name(&self) -> &str {
        &self.entry.name
    }

    /// Returns the parameters that take text.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &Parameter)> {
        self.cases.iter().map(|case| (case.name.as_str(), &case.parameter))
    }

    /// Tries a text on a parameter.
    ///
    /// # Errors
    /// Says what becomes of the text instead.
    pub fn check(&self, name: &str, text: &str) -> Result<(), String> {
        let Some(case) = self.cases.iter().find(|case| case.name == name) else { return Ok(()) };
        if let Some(value) = with_key(&case.parameter, text) {
            self.arrives(name, value, text, case.plain_key.as_ref()).map_err(|why| format!("{why}, as a key"))?;
        }
        let Some(value) = holding(&case.parameter, text) else { return Ok(()) };
        if is_free(&case.parameter) {
            return self.arrives(name, value, text, case.plain.as_ref());
        }
        self.generate_or_name(name, value).map(|_| ())
    }

    /// Checks that a text in a value is refused, or arrives and leaves the structure as it is.
    fn arrives(&self, name: &str, value: Json, text: &str, plain: Option<&Json>) -> Result<(), String> {
        let Some(objects) = self.generate_or_name(name, value)? else { return Ok(()) };
        if !arrived(&objects, text) {
            return Err("does not arrive".to_owned());
        }
        if plain.is_some_and(|plain| *plain != shape(&objects)) {
            return Err("changes the structure of the output".to_owned());
        }
        Ok(())
    }

    /// Returns the objects of the example with one parameter set; nothing where that is refused by its name.
    fn generate_or_name(&self, name: &str, value: Json) -> Result<Option<Json>, String> {
        match self.generate(name, value) {
            Ok(objects) => Ok(Some(objects)),
            Err(said) if said.contains(&format!("`{name}`")) => Ok(None),
            Err(said) => Err(format!("is refused without a word on `{name}`: {said}")),
        }
    }

    /// Returns true if a text is refused.
    pub fn refuses(&self, name: &str, text: &str) -> bool {
        let case = self.cases.iter().find(|case| case.name == name);
        let value = case.and_then(|case| holding(&case.parameter, text));
        value.is_none_or(|value| self.generate(name, value).is_err())
    }

    /// Returns the objects of the example with one parameter set, or what is said against it.
    fn generate(&self, name: &str, value: Json) -> Result<Json, String> {
        let description = description(&self.entry, name, value).ok_or("the example is no description")?;
        let file = Some(Arc::new(Source::new("the trial", description.to_string())));
        let description = Input { file, ..Input::default() };
        let request = Request { description, helpers: None, kubernetes: Release::LATEST };
        let generated = pattern::generate(&request, self.catalogue).map_err(|report| report.to_string())?;
        Ok(generated.objects.iter().map(|object| read(&object.text).unwrap_or_default()).collect())
    }
}

/// Tries hostile values on all parameters, and returns how many were tried.
pub(super) fn try_all(hostile: &Hostile<'_>, extent: Extent, failures: &mut Failures) -> usize {
    let step = match extent {
        Extent::Every => 1,
        Extent::EachOf(step) => step.max(1),
    };
    let mut count = 0;
    for (at, (name, _)) in hostile.parameters().enumerate() {
        for text in VALUES.iter().skip(at % step).step_by(step) {
            count += 1;
            if let Err(why) = hostile.check(name, text) {
                let seen = format!("with `{name}: {}`", yaml::quote(text));
                let help = "let the value stand where podpat writes it as a value: in a text of its own, or in a file with a `syntax`";
                failures.add(&seen, &["parameters", name], format!("a value of `{name}` {why}"), help);
            }
        }
    }
    count
}

/// Returns a value of a parameter's shape that holds a text, if the parameter takes text somewhere.
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

/// Returns a value of a parameter's shape in which a text is a key, if the parameter is a mapping.
fn with_key(parameter: &Parameter, text: &str) -> Option<Json> {
    let needed = parameter.needs.iter().map(|key| (key.clone(), json!("plain")));
    let map = Json::Object(needed.chain([(text.to_owned(), json!("plain"))]).collect());
    match (parameter.kind, parameter.of) {
        (Type::Map, _) => Some(map),
        (Type::List, Some(Type::Map)) => Some(json!([map])),
        _ => None,
    }
}

/// Returns a mapping with the keys it needs, and the text.
fn map_holding(parameter: &Parameter, text: &str) -> Json {
    let needed = parameter.needs.iter().map(|key| (key.clone(), json!("plain")));
    Json::Object(needed.chain([("key".to_owned(), json!(text))]).collect())
}

/// Returns true if a value of the type arrives as it was written; the others are taken apart (`host:port`, paths,
/// durations) and hold no character that could mean anything.
fn is_free(parameter: &Parameter) -> bool {
    let kind = if parameter.kind == Type::List { parameter.of.unwrap_or(Type::String) } else { parameter.kind };
    matches!(kind, Type::String | Type::Text | Type::Url | Type::Repository | Type::Map | Type::Any)
}

/// Returns true if a text is somewhere in a value: as it is, or as a file in the value has it in its own language.
fn arrived(value: &Json, text: &str) -> bool {
    match value {
        Json::String(found) => {
            // JSON and TOML write the same escapes.
            let quoted = json!(text).to_string();
            let inner = || read(found).filter(|inner| inner.is_object() || inner.is_array());
            found.contains(text)
                || found.contains(quoted.trim_matches('"'))
                || inner().is_some_and(|inner| arrived(&inner, text))
        }
        Json::Array(items) => items.iter().any(|item| arrived(item, text)),
        Json::Object(entries) => entries.iter().any(|(key, item)| key == text || arrived(item, text)),
        _ => false,
    }
}

/// Returns a value without its texts: keys, lengths and nesting.
fn shape(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(shape).collect(),
        Json::Object(entries) => Json::Object(entries.iter().map(|(key, value)| (key.clone(), shape(value))).collect()),
        _ => Json::Null,
    }
}

/// Reads a text as one document of YAML.
fn read(text: &str) -> Option<Json> {
    let stream = yaml::parse(&Arc::new(Source::new("the output", text)));
    let [document] = &stream.documents[..] else { return None };
    Some(document.tree.as_ref().ok()?.root().to_json())
}
