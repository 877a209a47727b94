//! Writes a value in the language of a configuration file, so that it can mean nothing else.

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};
use serde_json::Value as Json;

use crate::catalogue::Syntax;

/// A value that cannot be written in the language of the hole.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub(crate) struct Refused {
    /// The value.
    pub value: String,
    /// A clause that says what stands in the way.
    pub why: String,
}

/// A value in this language.
///
/// # Errors
/// Fails if it cannot be written, with a [`Refused`] as the source.
pub(crate) fn write(syntax: Syntax, value: &Value) -> Result<String, Error> {
    match syntax {
        Syntax::Yaml => as_json(value),
        Syntax::Toml => as_toml(value),
        Syntax::Nginx => word(value, nginx_string),
        Syntax::Haproxy => word(value, haproxy_string),
        Syntax::Shell => word(value, shell_string),
        Syntax::Lines => word(value, line),
        Syntax::Plain => word(value, |_| Err("only letters, digits and `_./:@%+=,-` can stand in this configuration")),
    }
}

fn as_json(value: &Value) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

fn as_toml(value: &Value) -> Result<String, Error> {
    let json =
        serde_json::to_value(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    toml(&json).ok_or_else(|| {
        let why = "TOML has no null";
        Error::new(ErrorKind::InvalidOperation, why)
            .with_source(Refused { value: json.to_string(), why: why.to_owned() })
    })
}

/// JSON's strings are TOML's but for DEL, and its numbers, booleans and lists are alike; objects are written with `=`.
fn toml(json: &Json) -> Option<String> {
    Some(match json {
        Json::Null => return None,
        Json::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Option<Vec<_>>>()?.join(", ")),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| Some(format!("{} = {}", toml_string(key), toml(value)?));
            format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Json::String(text) => toml_string(text),
        other => other.to_string(),
    })
}

fn toml_string(text: &str) -> String {
    Json::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A word of a configuration language: as it is where nothing in it could mean anything, quoted otherwise.
fn word(value: &Value, quoted: fn(&str) -> Result<String, &'static str>) -> Result<String, Error> {
    let text = match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Bool => value.to_string(),
        _ => return Err(Error::new(ErrorKind::BadSerialization, "a collection cannot be written here")),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Ok(text);
    }
    quoted(&text).map_err(|why| {
        Error::new(ErrorKind::InvalidOperation, why).with_source(Refused { value: text.clone(), why: why.to_owned() })
    })
}

/// nginx knows `\"` and `\\` in double quotes, and no way to write a dollar sign where variables are read.
fn nginx_string(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) {
        return Err("nginx's configuration cannot hold control characters");
    }
    if text.contains('$') {
        return Err("nginx would read `$` in it as a variable");
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Everything but a single quote stands for itself in HAProxy's single quotes.
fn haproxy_string(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) {
        return Err("HAProxy's configuration cannot hold control characters");
    }
    if text.contains('\'') {
        return Err("HAProxy's configuration cannot hold a single quote in a quoted word");
    }
    Ok(format!("'{text}'"))
}

/// Everything stands for itself in a line but its end, and the blanks around it.
fn line(text: &str) -> Result<String, &'static str> {
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err("it stands in one line, without control characters");
    }
    if text.trim() != text {
        return Err("blanks at either end would get lost");
    }
    Ok(text.to_owned())
}

/// Everything but a single quote stands for itself in a shell's single quotes; a quote may stand between two of them.
fn shell_string(text: &str) -> Result<String, &'static str> {
    if text.contains('\0') {
        return Err("a shell cannot hold a NUL");
    }
    Ok(format!("'{}'", text.replace('\'', "'\\''")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::toml;

    #[test]
    fn toml_is_not_json() {
        let value = json!({"a": ["x\"y", "\n\u{7f}"], "b c": {"d": 1.5, "e": true}});
        let expected = r#"{"a" = ["x\"y", "\n\u007f"], "b c" = {"d" = 1.5, "e" = true}}"#;
        assert_eq!(toml(&value).as_deref(), Some(expected));
        assert_eq!(toml(&json!([null])), None);
    }
}
