//! U+2028 and U+2029 in scalars. For go-yaml they end a line, and stay in the value as they are.

use granit_parser::{Event, Parser, ScalarStyle};

const SEPARATORS: [char; 2] = ['\u{2028}', '\u{2029}'];

/// Returns true if a text holds one of them.
pub(super) fn are_in(text: &str) -> bool {
    !text.is_ascii() && text.contains(SEPARATORS)
}

/// Returns the value of a scalar that holds one of them; `read` is the value with line feeds in their places, which that
/// of a folded block stays.
pub(super) fn value(written: &str, style: ScalarStyle, read: &str) -> Option<String> {
    match style {
        _ if !are_in(written) => None,
        ScalarStyle::Folded => None,
        ScalarStyle::Literal => Some(literal(written, read)),
        _ => flow(written),
    }
}

/// Reads a scalar in quotes or a plain one by itself. To the parser the two are characters like others; blanks around a
/// line break are no part of the value, and the first line break behind another is.
fn flow(written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len() + 1);
    let mut is_behind = false;
    for c in written.chars() {
        let is_blank = matches!(c, ' ' | '\t');
        if SEPARATORS.contains(&c) {
            let bare = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
            // A line break before another is none of the value.
            let is_folded = text[bare..].matches('\n').count() == 1;
            text.truncate(if is_folded { bare } else { text.trim_end_matches([' ', '\t']).len() });
        } else if is_behind && is_blank {
            continue;
        } else if is_behind && matches!(c, '\n' | '\r' | '\u{85}') {
            text.push('\n');
        }
        is_behind = SEPARATORS.contains(&c);
        text.push(if c == '\u{85}' { '\n' } else { c });
    }
    let mut parser = Parser::new_from_str(&text);
    loop {
        if let Event::Scalar(value, ..) = parser.next_event()?.ok()?.0 {
            return Some(value.into_owned());
        }
    }
}

/// Puts the line breaks of a literal block in the places of the line feeds of its value: they are as many, behind the one
/// of its header.
fn literal(written: &str, read: &str) -> String {
    let ends_line = |&(at, c): &(usize, char)| match c {
        '\r' => written.as_bytes().get(at + 1) != Some(&b'\n'),
        c => c == '\n' || c == '\u{85}' || SEPARATORS.contains(&c),
    };
    let mut breaks = written.char_indices().filter(ends_line).map(|(_, c)| c).skip(1);
    let mut value = String::with_capacity(read.len());
    for line in read.split_inclusive('\n') {
        let end = if line.ends_with('\n') { breaks.next() } else { None };
        match end.filter(|c| SEPARATORS.contains(c)) {
            Some(separator) => {
                // The parser was given two blanks and a line feed.
                value.push_str(line.strip_suffix("  \n").unwrap_or(line));
                value.push(separator);
            }
            None => value.push_str(line),
        }
    }
    value
}
