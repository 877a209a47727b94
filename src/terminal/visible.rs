//! Characters that a reader cannot see, or that make a terminal do something, written as YAML escapes them: `\x1b`,
//! `\n`, `\u202e`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns the text on one line, with everything that steers a terminal, hides, or reorders what is read made visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden)
}

/// Returns the text with its line breaks and tabs kept, and everything else as [`visible`] shows it.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let text = if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    match text {
        Cow::Borrowed(text) => replaced(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t')),
        Cow::Owned(text) => Cow::Owned(replaced(&text, |c| is_hidden(c) && !matches!(c, '\n' | '\t')).into_owned()),
    }
}

fn replaced(text: &str, bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if bad(c) { escape(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Returns whether a character steers a terminal, or is not seen: control characters (C0, DEL, C1), line and paragraph separators, marks
/// that reorder text (CVE-2021-42574), and characters without a width.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Appends the escape of a character.
pub(super) fn escape(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            let code = u32::from(c);
            // Writing to a String cannot fail.
            let _ = match code {
                0..=0xFF => write!(out, "\\x{code:02x}"),
                0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_steers_a_terminal_is_shown_as_an_escape() {
        let table = [
            ("a\u{1b}[31mb", "a\\x1b[31mb"),
            ("a\n::error::b", "a\\n::error::b"),
            ("a\u{9b}b\u{85}", "a\\x9bb\\x85"),
            ("\u{202e}a\u{2028}", "\\u202ea\\u2028"),
            ("\u{E0041}", "\\U000e0041"),
            ("日本 ä \u{200D}", "日本 ä \u{200D}"),
        ];
        for (text, expected) in table {
            assert_eq!(visible(text), expected);
        }
        assert_eq!(visible_lines("a\r\n\tb\r\u{7}"), "a\n\tb\\r\\x07");
    }
}
