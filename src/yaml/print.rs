//! Values as YAML text that every reader takes for the same values: YAML 1.1 as Kubernetes reads it, and YAML 1.2.
//! Whatever any of them could take for something else is quoted.

use std::fmt::Write;

use serde_json::Value;

use crate::terminal::is_hidden;

/// A key that prints as comment lines above what it stands in. No YAML text can hold it unescaped.
pub const COMMENT: &str = "\0comment";

/// One scalar text as YAML: plain where no reader could take it for anything but this string, otherwise in double
/// quotes.
pub fn quote(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { double_quoted(text) }
}

/// A value in block style, as it stands behind `key:` at the given indentation (spaces of the key): scalars and
/// empty collections on the same line after a space, everything else on lines of its own, two spaces deeper; list
/// dashes stand under the key, as kubectl prints them.
pub fn after_key(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write_after_key(value, indent, &mut out);
    out
}

/// A whole document in block style, with a line break at its end.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => write_map(value, 0, true, &mut out),
        Value::Array(list) if !list.is_empty() => write_list(list, 0, &mut out),
        _ => out.push_str(&scalar(value)),
    }
    out.push('\n');
    out
}

fn write_after_key(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            write_map(value, indent + 2, true, out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            write_list(list, indent, out);
        }
        Value::String(text) if is_literal(text) => {
            out.push(' ');
            write_literal(text, indent + 2, out);
        }
        _ => {
            out.push(' ');
            out.push_str(&scalar(value));
        }
    }
}

/// Writes `key: value` lines without a line break after the last; the first line is indented only when asked.
fn write_map(map: &Value, indent: usize, indent_first: bool, out: &mut String) {
    let mut indent_next = indent_first;
    for (key, value) in map.as_object().into_iter().flatten().filter(|(key, _)| *key != COMMENT) {
        if indent_next {
            pad(indent, out);
        }
        out.push_str(&quote(key));
        out.push(':');
        write_after_key(value, indent, out);
        out.push('\n');
        indent_next = true;
    }
    if out.ends_with('\n') {
        out.pop();
    }
}

fn write_list(list: &[Value], indent: usize, out: &mut String) {
    for item in list {
        write_comment(item, indent, out);
        pad(indent, out);
        out.push('-');
        match item {
            Value::Object(map) if map.keys().any(|key| key != COMMENT) => {
                out.push(' ');
                write_map(item, indent + 2, false, out);
            }
            Value::Array(inner) if !inner.is_empty() => {
                out.push('\n');
                write_list(inner, indent + 2, out);
            }
            other => write_after_key(other, indent, out),
        }
        out.push('\n');
    }
    if out.ends_with('\n') {
        out.pop();
    }
}

/// The comment of a mapping, as lines of its own.
fn write_comment(value: &Value, indent: usize, out: &mut String) {
    let Some(comment) = value.get(COMMENT).and_then(Value::as_str) else { return };
    for line in comment.lines() {
        pad(indent, out);
        out.push_str("# ");
        out.extend(line.chars().filter(|c| is_printable(*c)));
        out.push('\n');
    }
}

/// The value without its comments.
pub fn without_comments(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_comments).collect(),
        Value::Object(map) => {
            let entries = map.iter().filter(|(key, _)| *key != COMMENT);
            Value::Object(entries.map(|(key, value)| (key.clone(), without_comments(value))).collect())
        }
        other => other.clone(),
    }
}

fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        // JSON's numbers, booleans, null, `{}` and `[]` are YAML.
        other => other.to_string(),
    }
}

/// A text of several lines that a literal block scalar gives back byte for byte in every reader.
fn is_literal(text: &str) -> bool {
    let lines = text.strip_suffix('\n').unwrap_or(text);
    (lines.contains('\n') || lines.len() < text.len())
        && !lines.is_empty()
        && !lines.ends_with('\n')
        && lines.split('\n').all(|line| !line.starts_with('\t') && line.chars().all(|c| c == '\t' || is_printable(c)))
        // A first line that is indented or empty would set the block's indentation wrongly.
        && !lines.starts_with([' ', '\n'])
        // Lines of spaces only are read differently when they are shorter than the indentation.
        && !lines.split('\n').any(|line| !line.is_empty() && line.trim_matches(' ').is_empty())
}

fn write_literal(text: &str, indent: usize, out: &mut String) {
    out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            pad(indent, out);
            out.push_str(line);
        }
    }
}

/// Characters that may stand in YAML as they are, in every version, are no line break in any, and are seen by a reader.
fn is_printable(c: char) -> bool {
    !is_hidden(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c => {
                let code = u32::from(c);
                // Writing to a String cannot fail.
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
    out
}

/// Returns true if every reader takes the plain text for this very string.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    let starts_well = match first {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '/' | '$' | '(' => true,
        '-' => matches!(second, Some('-' | 'a'..='z' | 'A'..='Z')) && text != "--" && !text.starts_with("---"),
        '.' => matches!(second, Some('/' | '.')),
        _ => false,
    };
    starts_well
        && text.chars().all(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '`'))
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !is_word(text)
        && !looks_numeric(text)
}

/// Words that some reader takes for null or a boolean, in any case (`nO` is a string to all, but not to people).
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Texts that some reader takes for a number, a time or a date: digits, and nothing else than what stands in
/// numbers of any base, base 60, exponents, dates and times. `1.2.3` and `10.0.0.1` are none.
fn looks_numeric(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return false;
    }
    let dotted = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.matches('.').count() > 1;
    let digits = text.contains(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b"_.,:+-xXoO ".contains(&b));
    let date =
        text.len() >= 8 && text.as_bytes().get(4) == Some(&b'-') && text.bytes().take(4).all(|b| b.is_ascii_digit());
    !dotted && (digits || date)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn quotes_what_some_reader_takes_for_something_else() {
        for text in [
            "",
            "~",
            "null",
            "yes",
            "No",
            "on",
            "off",
            "true",
            "1",
            "1.5",
            "1e3",
            "0x1F",
            "0o17",
            "0777",
            "1_000",
            "1:30",
            "12:30:45",
            "2001-12-14",
            "2001-12-14T21:59:43Z",
            ".inf",
            "-.INF",
            "-1",
            "- a",
            "-",
            "--",
            "---",
            "a: b",
            "a #b",
            "a:",
            " a",
            "a ",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "[a",
            "{a",
            "?",
            ": a",
            "#a",
            "=",
            "<<",
            "a\nb",
            "a\tb",
            "\u{85}",
            "é",
            "\"",
            "y",
            "08",
            "+1",
            "1,000",
        ] {
            assert!(quote(text).starts_with('"'), "{text:?} is printed {}", quote(text));
        }
        for text in [
            "nginx:1.27",
            "--repo=https://a/b.git#x",
            "127.0.0.1",
            "1.2.3",
            "64Mi",
            "250m",
            "10s",
            "/a b/c",
            "-c",
            "./a",
            "a=b",
        ] {
            assert_eq!(quote(text), text);
        }
    }

    #[test]
    fn prints_as_kubectl_does() {
        let value = json!({"a": {"b": [1, {"c": "x", "d": []}], "text": "one\n\n two\n"}, "e": {}, "f": null, "g": [[1]], "h": true});
        let expected = "a:\n  b:\n  - 1\n  - c: x\n    d: []\n  text: |\n    one\n\n     two\ne: {}\nf: null\ng:\n-\n  - 1\nh: true\n";
        assert_eq!(document(&value), expected);
    }

    fn value() -> impl Strategy<Value = Value> {
        let text = prop_oneof![any::<String>(), "[ \t\n#:a-]{0,12}", "[0-9.:_xe+-]{0,8}", "(a\n|b \n|\n| c|\t){0,6}"];
        let leaf = prop_oneof![
            text.prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null)
        ];
        leaf.prop_recursive(4, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("[a-z]{1,3}|\\PC{1,4}", inner), 0..5)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_yaml_1_2_reader_reads_back_the_same_value(value in value()) {
            let text = document(&value);
            let back: Value = serde_yaml::from_str(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
            prop_assert_eq!(back, value, "{}", text);
        }
    }
}
