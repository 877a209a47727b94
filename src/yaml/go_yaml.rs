//! Texts that Kubernetes' reader (go-yaml v2) refuses although YAML allows it, and the places the parser leaves open.

use std::ops::Range;

use super::resolve::not_finite;
use super::syntax::SyntaxError;
use crate::source::Span;

/// Refuses infinities and NaN, as the document becomes JSON, which has neither.
pub(super) fn plain(text: &str, span: Span) -> Result<(), SyntaxError> {
    // The text may stand for a key, where it would be taken; nobody writes such keys.
    if not_finite(text) {
        let message = format!("`{text}` is a number that Kubernetes cannot hold");
        return Err(SyntaxError::new(span, message, "put it in quotes if text is meant"));
    }
    Ok(())
}

/// Refuses `?` in a plain scalar in brackets, which ends there and is followed by the sign of a key; `text` is the scalar
/// as written, and begins at `start`.
pub(super) fn in_flow(text: &str, start: usize) -> Result<(), SyntaxError> {
    let Some(at) = text.find('?') else { return Ok(()) };
    let span = Span::new(start + at, start + at + 1);
    let message = "Kubernetes takes `?` in brackets as the begin of a key";
    Err(SyntaxError::new(span, message, "put the value in quotes"))
}

/// Refuses a tag that is not followed by a blank: `[!!str, a]`.
pub(super) fn after_tag(text: &str, tag: Option<granit_parser::Span>) -> Result<(), SyntaxError> {
    let Some(range) = tag.and_then(|span| span.byte_range()) else { return Ok(()) };
    if text[range.end..].chars().next().is_none_or(char::is_whitespace) {
        return Ok(());
    }
    let span = Span::new(range.start, range.end);
    Err(SyntaxError::new(span, "a tag needs a blank behind it", "put a blank after the tag, or take it out"))
}

/// Anchors and aliases: letters, digits, `_` and `-`. The range covers the sign and the name.
pub(super) fn name(text: &str, range: &Range<usize>) -> Result<(), SyntaxError> {
    let token = text.get(range.clone()).unwrap_or_default();
    if token.bytes().skip(1).all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return Ok(());
    }
    let message = format!("Kubernetes does not take `{token}` as a name of an anchor");
    let help = "use letters, digits, `_` and `-` only, or put the value in quotes";
    Err(SyntaxError::new(Span::new(range.start, range.end), message, help))
}

/// Escapes of double-quoted scalars that YAML 1.2 has and go-yaml has not: `\/` and pairs of surrogates.
pub(super) fn escapes(text: &str, start: usize, end: usize) -> Result<(), SyntaxError> {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(found) = bytes[at..end].iter().position(|&b| b == b'\\') {
        at += found;
        let surrogate = matches!(bytes[at..end], [_, b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
        if bytes.get(at + 1) == Some(&b'/') {
            let span = Span::new(at, at + 2);
            return Err(SyntaxError::new(span, "Kubernetes does not know the escape `\\/`", "write `/`"));
        }
        if surrogate {
            let help = "write the character itself, or `\\UXXXXXXXX`";
            let message = "Kubernetes does not put characters together from two `\\u` escapes";
            return Err(SyntaxError::new(Span::new(at, at + 6), message, help));
        }
        at = (at + 2).min(end);
    }
    Ok(())
}

/// Bytes that are looked at in one go.
const BLOCK: usize = 256;

/// Characters that may not stand anywhere in a manifest (`readerc.go`): the span of the first one.
pub(super) fn control(text: &str) -> Result<(), SyntaxError> {
    let bytes = text.as_bytes();
    let suspect = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7F || b == 0xC2 || b == 0xEF;
    // Without an early end the compiler looks at many bytes at once, and most texts have none of them.
    let sound = |block: &&[u8]| !block.iter().fold(false, |found, &b| found | suspect(b));
    let mut at = bytes.chunks(BLOCK).take_while(sound).count() * BLOCK;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| suspect(b))) {
        at += found;
        let Some(c) = text[at..].chars().next() else { break };
        let refused = matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}') || c <= '\u{7F}';
        if refused {
            let message = match c {
                '\0' => "a NUL byte stands here: this is not text".to_owned(),
                c => format!("the control character U+{:04X} stands here", u32::from(c)),
            };
            let help = "remove it, or write it as an escape in double quotes";
            return Err(SyntaxError::new(Span::new(at, at + c.len_utf8()), message, help));
        }
        at += c.len_utf8();
    }
    Ok(())
}

/// The `|` or `>` that begins a block scalar: between the token before and the content, past properties and comments.
pub(super) fn block_header(text: &str, from: usize, content: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from.min(content);
    while at < content {
        match bytes[at] {
            b'|' | b'>' => return at,
            b'#' => at += bytes[at..content].iter().position(|&b| b == b'\n').unwrap_or(content - at),
            // Tags and anchors run to the next blank; a tag may hold `>`.
            b'!' | b'&' => at += bytes[at..content].iter().position(u8::is_ascii_whitespace).unwrap_or(content - at),
            _ => at += 1,
        }
    }
    content
}

/// The `-` that begins a block list, where the parser gives the place of the first entry's value.
pub(super) fn dash(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '\t']);
    let bytes = text.as_bytes();
    let at_dash = bytes.get(start) == Some(&b'-') && bytes.get(start + 1).is_none_or(u8::is_ascii_whitespace);
    if !at_dash && before.ends_with('-') { before.len() - 1 } else { start }
}

/// The end of a block scalar without the blank lines and indentation behind it.
pub(super) fn block_end(text: &str, header: usize, end: usize) -> usize {
    let end = end.min(text.len());
    header + text.get(header..end).unwrap_or_default().trim_end().len().max(usize::from(header < end))
}
