//! Scalars as YAML text that every reader takes for the same string: YAML 1.1 as Kubernetes reads it, and YAML 1.2.
//! Whatever any of them could take for something else is quoted.

use std::fmt::Write;

use crate::terminal::is_hidden;

/// One scalar text as YAML: plain where no reader could take it for anything but this string, otherwise in double
/// quotes.
pub fn quote(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { double_quoted(text) }
}

/// Characters that may stand in YAML as they are, in every version, are no line break in any, and are seen by a reader.
pub(super) fn is_printable(c: char) -> bool {
    !is_hidden(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// A text in double quotes, on one line.
pub fn double_quoted(text: &str) -> String {
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
}
