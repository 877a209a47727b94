//! Values as YAML text in block style, in the layout of the text they are put into.

use serde_json::Value;

use super::quote::{is_printable, quote};

/// A key that prints as comment lines above what it stands in. No YAML text can hold it unescaped.
pub const COMMENT: &str = "\0comment";

/// The number of blanks by which things are indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// From a key to the keys of its mapping.
    pub mapping: usize,
    /// From a key to the dashes of its list.
    pub list: usize,
    /// From a dash to what stands behind it.
    pub item: usize,
}

impl Default for Layout {
    /// The layout of what kubectl prints.
    fn default() -> Self {
        Self { mapping: 2, list: 0, item: 2 }
    }
}

impl Layout {
    /// Returns a value in block style, as it stands behind `key:` at an indentation (spaces of the key): scalars and empty
    /// collections on the same line after a space, everything else on lines of its own.
    pub fn after_key(self, value: &Value, indent: usize) -> String {
        let mut out = String::new();
        self.write_after_key(value, indent, &mut out);
        out
    }

    /// Returns `key: value` lines at an indentation, without a line break after the last, with the comment of the mapping
    /// above them.
    pub fn entries(self, map: &Value, indent: usize) -> String {
        let mut out = String::new();
        write_comment(map, indent, &mut out);
        self.write_map(map, indent, true, &mut out);
        out
    }

    /// Returns an item of a list whose dashes stand at an indentation, without a line break after its last line.
    pub fn item(self, value: &Value, indent: usize) -> String {
        let mut out = String::new();
        self.write_list(std::slice::from_ref(value), indent, &mut out);
        out
    }

    fn write_after_key(self, value: &Value, indent: usize, out: &mut String) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                out.push('\n');
                self.write_map(value, indent + self.mapping, true, out);
            }
            Value::Array(list) if !list.is_empty() => {
                out.push('\n');
                self.write_list(list, indent + self.list, out);
            }
            Value::String(text) if is_literal(text) => {
                out.push(' ');
                write_literal(text, indent + self.mapping, out);
            }
            _ => {
                out.push(' ');
                out.push_str(&scalar(value));
            }
        }
    }

    /// Writes `key: value` lines without a line break after the last; the first line is indented only when asked.
    fn write_map(self, map: &Value, indent: usize, indent_first: bool, out: &mut String) {
        let mut indent_next = indent_first;
        for (key, value) in map.as_object().into_iter().flatten().filter(|(key, _)| *key != COMMENT) {
            if indent_next {
                pad(indent, out);
            }
            out.push_str(&quote(key));
            out.push(':');
            self.write_after_key(value, indent, out);
            out.push('\n');
            indent_next = true;
        }
        if out.ends_with('\n') {
            out.pop();
        }
    }

    fn write_list(self, list: &[Value], indent: usize, out: &mut String) {
        let inside = indent + self.item.max(2);
        for item in list {
            write_comment(item, indent, out);
            pad(indent, out);
            out.push('-');
            match item {
                Value::Object(map) if map.keys().any(|key| key != COMMENT) => {
                    pad(inside - indent - 1, out);
                    self.write_map(item, inside, false, out);
                }
                Value::Array(inner) if !inner.is_empty() => {
                    out.push('\n');
                    self.write_list(inner, inside, out);
                }
                Value::String(text) if is_literal(text) => self.write_after_key(item, indent, out),
                other => {
                    pad(inside - indent - 1, out);
                    out.push_str(&scalar(&without_comments(other)));
                }
            }
            out.push('\n');
        }
        if out.ends_with('\n') {
            out.pop();
        }
    }
}

/// A value in block style, as it stands behind `key:` at the given indentation, in the layout of what kubectl prints.
pub fn after_key(value: &Value, indent: usize) -> String {
    Layout::default().after_key(value, indent)
}

/// A whole document in block style, with a line break at its end.
pub fn document(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => Layout::default().write_map(value, 0, true, &mut out),
        Value::Array(list) if !list.is_empty() => Layout::default().write_list(list, 0, &mut out),
        _ => out.push_str(&scalar(value)),
    }
    out.push('\n');
    out
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

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
