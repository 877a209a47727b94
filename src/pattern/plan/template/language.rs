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
        Syntax::Hcl => as_hcl(value),
        Syntax::Properties => word(value, |text| Ok(properties(text))),
        Syntax::Ini => word(value, ini),
        Syntax::Lines => word(value, line),
        Syntax::Plain => word(value, |_| Err("only letters, digits and `_./:@%+=,-` can stand in this configuration")),
    }
}

fn as_json(value: &Value) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

fn as_toml(value: &Value) -> Result<String, Error> {
    through_json(value, toml, "TOML has no null")
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

fn as_hcl(value: &Value) -> Result<String, Error> {
    through_json(value, hcl, "HCL would evaluate `${` or `%{` in it")
}

/// Writes a value by way of JSON. `why` says what is wrong with a value that the language cannot have.
fn through_json(value: &Value, write: fn(&Json) -> Option<String>, why: &str) -> Result<String, Error> {
    let json =
        serde_json::to_value(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    write(&json).ok_or_else(|| {
        Error::new(ErrorKind::InvalidOperation, why.to_owned())
            .with_source(Refused { value: json.to_string(), why: why.to_owned() })
    })
}

/// HCL's strings have JSON's escapes but two, and templates, which older versions read otherwise; objects are written
/// with `=`.
fn hcl(json: &Json) -> Option<String> {
    Some(match json {
        Json::Array(items) => format!("[{}]", items.iter().map(hcl).collect::<Option<Vec<_>>>()?.join(", ")),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| Some(format!("{} = {}", hcl_string(key)?, hcl(value)?));
            format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Json::String(text) => hcl_string(text)?,
        other => other.to_string(),
    })
}

fn hcl_string(text: &str) -> Option<String> {
    let is_template = text.contains("${") || text.contains("%{");
    let escaped = |c: char| match c {
        '\u{8}' => "\\u0008".to_owned(),
        '\u{c}' => "\\u000c".to_owned(),
        c => Json::from(c.to_string()).to_string().trim_matches('"').to_owned(),
    };
    let written = |c: char| if c == '"' { "\\\"".to_owned() } else { escaped(c) };
    (!is_template).then(|| format!("\"{}\"", text.chars().map(written).collect::<String>()))
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

/// Everything has an escape, and what is not ASCII is written as the units of UTF-16, as Java before 9 reads no UTF-8.
fn properties(text: &str) -> String {
    let mut written = String::new();
    for (at, c) in text.chars().enumerate() {
        match c {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            ' ' if at == 0 => written.push_str("\\ "),
            ' '..='~' => written.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| written.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    written
}

/// Readers of `ini` do not agree on quotes, comments behind a value and lines that go on, so that values have none.
fn ini(text: &str) -> Result<String, &'static str> {
    let text = line(text)?;
    if text.starts_with([';', '#', '"', '\'']) || [" ;", " #", "\t;", "\t#"].iter().any(|sign| text.contains(sign)) {
        return Err("a reader of `ini` may take a part of it for a comment or for quotes");
    }
    if text.ends_with('\\') {
        return Err("a reader of `ini` may join it with the next line");
    }
    Ok(text)
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

    use super::{hcl, ini, properties, toml};

    #[test]
    fn hcl_has_no_templates_and_properties_have_an_escape_for_everything() {
        let value = json!({"a": ["x\"y\\", "\n\u{8}"], "b": true, "c": null});
        assert_eq!(hcl(&value).as_deref(), Some(r#"{"a" = ["x\"y\\", "\n\u0008"], "b" = true, "c" = null}"#));
        assert_eq!((hcl(&json!("${a}")), hcl(&json!({"%{a}": 1}))), (None, None));
        assert_eq!(properties(" a\\b\n= é😀"), "\\ a\\\\b\\n= \\u00e9\\ud83d\\ude00");
        for refused in ["a ;b", "#a", "\"a\"", "a\\", "a\nb", " a"] {
            assert!(ini(refused).is_err(), "{refused}");
        }
        assert_eq!(ini("a b;c = d").as_deref(), Ok("a b;c = d"));
    }

    #[test]
    fn toml_is_not_json() {
        let value = json!({"a": ["x\"y", "\n\u{7f}"], "b c": {"d": 1.5, "e": true}});
        let expected = r#"{"a" = ["x\"y", "\n\u007f"], "b c" = {"d" = 1.5, "e" = true}}"#;
        assert_eq!(toml(&value).as_deref(), Some(expected));
        assert_eq!(toml(&json!([null])), None);
    }
}
