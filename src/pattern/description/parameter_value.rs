//! The value that a user wrote for a parameter of a catalogue entry, read as the value that templates get.

use serde_json::Value as Json;

use crate::catalogue::{Parameter, Type};
use crate::pattern::description::address;
use crate::pattern::description::bounds;
use crate::pattern::description::fields;
use crate::pattern::description::formats::{is_of, is_printable, without_last_slash};
use crate::pattern::description::secret_key;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::wording::either;
use crate::yaml;

/// The value that templates get for what a user wrote; a mistake is reported against `what`.
pub(crate) fn read(parameter: &Parameter, item: &SpannedValue, what: &str, problems: &mut Problems) -> Option<Json> {
    match parameter.kind {
        Type::List => read_list(parameter, parameter.of.unwrap_or(Type::String), item, what, problems),
        Type::Addresses => match item.value {
            Value::Map(_) => address::of_stateful_set(item, parameter.port, what, problems),
            _ => read_list(parameter, Type::Address, item, what, problems),
        },
        kind => read_one(parameter, kind, item, what, problems),
    }
}

fn read_list(
    parameter: &Parameter,
    kind: Type,
    item: &SpannedValue,
    what: &str,
    problems: &mut Problems,
) -> Option<Json> {
    let items = fields::one_or_many(item);
    if items.is_empty() {
        let help = format!("give it at least one: {}", parameter.help);
        problems.add(&item.place, format!("{what} is an empty list"), "no entries", help);
        return None;
    }
    let values: Vec<_> = items.iter().map(|item| read_one(parameter, kind, item, what, problems)).collect();
    values.into_iter().collect::<Option<Vec<_>>>().map(Json::from)
}

fn read_one(
    parameter: &Parameter,
    kind: Type,
    item: &SpannedValue,
    what: &str,
    problems: &mut Problems,
) -> Option<Json> {
    let value = match (kind, &item.value) {
        (Type::Int, Value::Scalar { json, raw }) => json.as_i64().or_else(|| raw.parse().ok()).map(Json::from),
        (Type::Number, Value::Scalar { json, .. }) => Some(json.clone()).filter(Json::is_number),
        (Type::SecretKey, _) => return secret_key::read(item, what, problems),
        (Type::Port, Value::Scalar { raw, .. }) => raw.parse().ok().filter(|port: &u16| *port > 0).map(Json::from),
        (Type::Bool, Value::Scalar { json, raw }) => json.as_bool().or_else(|| raw.parse().ok()).map(Json::from),
        (Type::Map, Value::Map(_))
            if !has_needs(parameter, item, what, problems) || has_misspelt_key(parameter, item, what, problems) =>
        {
            return None;
        }
        (Type::Map, Value::Map(_)) | (Type::Any, _) => Some(item.to_json()).filter(is_printable),
        (Type::Map, _) | (_, Value::Null | Value::List(_) | Value::Map(_)) => None,
        (Type::Address, Value::Scalar { raw, .. }) => address::read(raw, parameter.port),
        (Type::Share, Value::Scalar { json, raw }) => read_share(json, raw),
        (Type::Choice, Value::Scalar { raw, .. }) if parameter.kind == Type::Choice && parameter.of.is_some() => {
            return read_choice_or_other(parameter, raw, item, what, problems);
        }
        (Type::Choice, Value::Scalar { raw, .. }) => {
            if !parameter.values.contains(raw) {
                let known: Vec<&str> = parameter.values.iter().map(String::as_str).collect();
                fields::not_a_choice(item, what, &known, problems);
                return None;
            }
            Some(Json::from(raw.as_str()))
        }
        (kind, Value::Scalar { raw, .. }) if is_of(kind, raw) => {
            Some(read_text(parameter, kind, raw, item, what, problems)?)
        }
        (_, Value::Scalar { .. }) => None,
    };
    let value = value.filter(|value| bounds::is_within(parameter, kind, value));
    if value.is_none() {
        let help = format!("write {}{}", form(kind), bounds::in_words(parameter, kind));
        fields::mismatch(item, what, expected(kind) + &bounds::in_words(parameter, kind), help, problems);
    }
    value
}

/// Reads one of the values of a choice, or a value of another type.
fn read_choice_or_other(
    parameter: &Parameter,
    raw: &str,
    item: &SpannedValue,
    what: &str,
    problems: &mut Problems,
) -> Option<Json> {
    let kind = parameter.of?;
    if parameter.values.iter().any(|value| value == raw) {
        return Some(Json::from(raw));
    }
    let mut wrong = Problems::default();
    let other = read_one(parameter, kind, item, what, &mut wrong);
    if other.is_none() {
        let known: Vec<&str> = parameter.values.iter().map(String::as_str).collect();
        let expected = format!("{}, or {}{}", either(&known), expected(kind), bounds::in_words(parameter, kind));
        let help = match yaml::nearest(raw, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}, or {}", either(&known), form(kind)),
        };
        fields::mismatch(item, what, expected, help, problems);
    }
    other
}

/// Reads a number of things, or a share of them from 1% to 100%.
fn read_share(json: &Json, raw: &str) -> Option<Json> {
    let whole = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0 && !text.starts_with('+'));
    match raw.strip_suffix('%') {
        Some(percent) => {
            whole(percent).filter(|percent| *percent <= 100).map(|percent| Json::from(format!("{percent}%")))
        }
        None if json.is_number() || json.is_string() => whole(raw).map(Json::from),
        None => None,
    }
}

/// Reads a value that has the form of its type: no URL of another scheme, no sign that the program takes for another.
fn read_text(
    parameter: &Parameter,
    kind: Type,
    raw: &str,
    item: &SpannedValue,
    what: &str,
    problems: &mut Problems,
) -> Option<Json> {
    if kind == Type::Url && !has_scheme(parameter, raw) {
        let schemes = schemes(parameter);
        let expected = format!("a URL that begins with {}", either(&schemes));
        fields::mismatch(item, what, &expected, format!("write {expected}"), problems);
        return None;
    }
    if let Some(culprit) = raw.chars().find(|c| parameter.refuses.contains(*c)) {
        let help = format!("write it without `{culprit}`, which means something else to the program");
        problems.add(&item.place, format!("{what} holds `{culprit}`"), format!("no `{culprit}` here"), help);
        return None;
    }
    Some(Json::from(if kind == Type::Path { without_last_slash(raw) } else { raw }))
}

/// The schemes that a URL may have.
fn schemes(parameter: &Parameter) -> Vec<&str> {
    if parameter.schemes.is_empty() {
        return vec!["https", "http"];
    }
    parameter.schemes.iter().map(String::as_str).collect()
}

fn has_scheme(parameter: &Parameter, url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, _)| schemes(parameter).contains(&scheme))
}

/// Returns true if a key of a mapping is nearly one that the program knows; it is reported.
fn has_misspelt_key(parameter: &Parameter, item: &SpannedValue, what: &str, problems: &mut Problems) -> bool {
    let Value::Map(entries) = &item.value else { return false };
    let known = || parameter.keys.iter().map(String::as_str);
    let is_known = |key: &str| known().any(|known| known.eq_ignore_ascii_case(key));
    for entry in entries.iter().filter(|entry| !is_known(&entry.key)) {
        if let Some(near) = known().find(|known| is_slip(&entry.key, known)) {
            let help = format!("did you mean `{near}`?");
            problems.add(&entry.place, format!("{what} takes no `{}`", entry.key), "unknown key", help);
            return true;
        }
    }
    false
}

/// Returns true if a key is another one with one letter wrong, missing, too many or exchanged: the keys of a program are
/// more than an entry lists, and many are alike.
fn is_slip(key: &str, known: &str) -> bool {
    known.len() > 3 && key.len() <= 64 && strsim::osa_distance(&key.to_lowercase(), known) == 1
}

/// Returns true if a mapping has every key it needs; one that is missing is reported.
fn has_needs(parameter: &Parameter, item: &SpannedValue, what: &str, problems: &mut Problems) -> bool {
    let is_there = |key: &&String| !matches!(item.get(key).map(|item| &item.value), None | Some(Value::Null));
    let missing = parameter.needs.iter().find(|key| !is_there(key));
    if let Some(key) = missing {
        let said = item.keys().find(|said| said.eq_ignore_ascii_case(key));
        let example = parameter.example.as_ref().and_then(|example| example.get(key)).and_then(Json::as_str);
        let help = match (said, example) {
            (Some(said), _) => format!("write `{key}` in place of `{said}`"),
            (None, Some(example)) => format!("add `{key}`, such as `{key}: {example}`"),
            (None, None) => format!("add `{key}`"),
        };
        problems.add(&item.place, format!("{what} has no `{key}`"), "missing here", help);
    }
    missing.is_none()
}

/// Returns what a value of a type is, as the end of "must be …".
fn expected(kind: Type) -> String {
    let words = match kind {
        Type::String => "a line of at most 4096 bytes without control characters",
        Type::Text => "a text of at most 512 KiB without control characters",
        Type::Int => "a whole number",
        Type::Number => "a number",
        Type::Bool => "`true` or `false`",
        Type::Port => "a port number",
        Type::Path | Type::UrlPath => "an absolute path",
        Type::Url => "a URL",
        Type::Repository => "the address of a Git repository",
        Type::Address => "an address with a port",
        Type::Addresses => "a list of addresses, or the Pods of a StatefulSet",
        Type::Duration => "a duration",
        Type::Quantity => "a quantity",
        Type::Share => "a whole number, or a share from 1% to 100%",
        Type::Name => "the name of an object",
        Type::Variable => "the name of a variable",
        Type::SecretKey => "a key of a Secret",
        Type::Regex => "a regular expression",
        Type::Choice => "one of its values",
        Type::List => "a list",
        Type::Map => "a mapping",
        Type::Any => "a value",
    };
    words.to_owned()
}

/// Returns what has to be written, as the end of "write …".
const fn form(kind: Type) -> &'static str {
    match kind {
        Type::String => "a text of one line",
        Type::Text => "a text",
        Type::Int => "a whole number",
        Type::Number => "a number",
        Type::Bool => "`true` or `false`",
        Type::Port => "a port number from 1 to 65535",
        Type::Path => "an absolute path such as `/var/log/app`",
        Type::UrlPath => "the path alone, such as `/healthz`",
        Type::Url => "a URL such as `https://example.com/path`",
        Type::Repository => "a URL such as `https://example.com/app.git`, or `git@example.com:app.git`",
        Type::Address => "a host and a port such as `redis-primary:6379`",
        Type::Addresses => "addresses such as `[a:80, b:80]`, or `{statefulSet: NAME, replicas: 3}`",
        Type::Duration => "a duration such as `10s` or `1m30s`",
        Type::Quantity => "a quantity such as `64Mi` or `250m`",
        Type::Share => "a number such as `6`, or a share such as `75%`",
        Type::Name => "the name of an object: lower-case letters, digits, `-` and `.`",
        Type::Variable => "the name of a variable such as `REDIS_HOST`",
        Type::SecretKey => "a key of a Secret such as `{name: db, key: password}`",
        Type::Regex => "a regular expression such as `^/api/.*$`",
        Type::Choice => "one of its values",
        Type::List => "a list",
        Type::Map => "a mapping",
        Type::Any => "a value",
    }
}
