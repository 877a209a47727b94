//! Ids of rules as people write them: in comments that silence them, and in the annotation that does.

use crate::lint::{ANNOTATION, MARK};
use crate::source::Span;

/// Returns the bytes of the id at a place of a line; `None` where no id of a rule stands or may be written. `line` are the
/// bytes of the line.
pub(super) fn at(text: &str, line: Span, offset: usize) -> Option<Span> {
    let word = word(text, line, offset);
    let before = &text[line.start..word.start];
    (is_in_comment(before) || is_in_annotation(before)).then_some(word)
}

/// Returns the bytes of the word around an offset, which may be none.
pub(super) fn word(text: &str, line: Span, offset: usize) -> Span {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let bytes = text.as_bytes();
    let before = bytes[line.start..offset].iter().rev().take_while(|byte| is_of_word(byte)).count();
    let after = bytes[offset..line.end].iter().take_while(|byte| is_of_word(byte)).count();
    Span::new(offset - before, offset + after)
}

/// Returns true behind the open bracket of `# podpat: ignore[`.
fn is_in_comment(before: &str) -> bool {
    list(before).is_some_and(|list| !list.contains(']'))
}

/// Returns what stands behind the open bracket of the comment of a line that silences rules.
fn list(line: &str) -> Option<&str> {
    let (before, comment) = line.split_once(MARK)?;
    let is_comment = before.trim_end().ends_with('#');
    let rest = comment.trim_start().strip_prefix("ignore").filter(|_| is_comment)?;
    rest.strip_prefix("-file").unwrap_or(rest).trim_start().strip_prefix('[')
}

/// Returns true in the value of the annotation.
fn is_in_annotation(before: &str) -> bool {
    let Some((_, value)) = before.split_once(ANNOTATION) else { return false };
    let value = value.trim_start_matches(['"', '\'']).trim_start();
    value.strip_prefix(':').is_some_and(|value| !value.contains('#'))
}

/// Returns the offset in a line at which another id can be added to its comment; `None` where it has none for a line.
pub(super) fn end_of_list(line: &str) -> Option<usize> {
    let list = list(line).filter(|_| !line.contains("ignore-file"))?;
    let end = list.find(']').filter(|end| !list[..*end].trim().is_empty())?;
    Some(line.len() - list.len() + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_where_they_mean_something() {
        for (text, expected) in [
            ("# podpat: ignore[latest-|image]", Some("latest-image")),
            ("a: 1 # podpat: ignore[a, la| ", Some("la")),
            ("# podpat: ignore-file[|]", Some("")),
            ("# podpat: ignore[a] rea|son", None),
            ("# ignore[la|", None),
            ("a: podpat: ignore[la|", None),
            ("  podpat.dev/ignore: a,latest-|image", Some("latest-image")),
            ("  \"podpat.dev/ignore\": \"lat|", Some("lat")),
            ("  podpat.dev/other: lat|", None),
        ] {
            let offset = text.find('|').expect("a place");
            let text = text.replace('|', "");
            let found = at(&text, Span::new(0, text.len()), offset);
            assert_eq!(found.map(|span| &text[span.start..span.end]), expected, "{text}");
        }
        assert_eq!(end_of_list("a # podpat: ignore[x] y"), Some(20));
        assert_eq!(end_of_list("# podpat: ignore-file[x]"), None);
    }
}
