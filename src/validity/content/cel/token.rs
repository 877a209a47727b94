//! The tokens of CEL.

use super::super::form::{FormatError, named};

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or a word such as `in`.
    Name(&'a str),
    /// A name of a field between backticks.
    Quoted,
    Number,
    Text,
    Bytes,
    /// An operator or a bracket.
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 25] = [
    "==", "!=", "<=", ">=", "&&", "||", "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "<", ">", "+", "-", "*", "/",
    "%", "!", "=",
];

const EXAMPLE: &str = "write an expression such as `object.spec.replicas <= 5`";

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, FormatError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            ' ' | '\t' | '\r' | '\n' | '\x0c' => 1,
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ => {
                let (token, length) = token(rest)?;
                tokens.push(token);
                length
            }
        };
        rest = &rest[length..];
    }
    Ok(tokens)
}

/// The token that a text begins with, and its bytes.
fn token(text: &str) -> Result<(Token<'_>, usize), FormatError> {
    if let Some(found) = string(text)? {
        return Ok(found);
    }
    let first = text.chars().next().unwrap_or_default();
    if first.is_ascii_alphabetic() || first == '_' {
        let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        return Ok((Token::Name(&text[..length]), length));
    }
    if let Some(length) = number_length(text) {
        return Ok((Token::Number, length));
    }
    if first == '`' {
        let length = text[1..].find('`').filter(|&length| length > 0);
        return match length {
            Some(length) => Ok((Token::Quoted, length + 2)),
            None => Err(FormatError::new("has a backtick that is not closed", "close the name of the field")),
        };
    }
    match SIGNS.iter().find(|sign| text.starts_with(**sign)) {
        Some(&"=") => Err(FormatError::new("contains a single `=`", "write `==`")),
        Some(sign) => Ok((Token::Sign(sign), sign.len())),
        None if matches!(first, '&' | '|') => {
            Err(FormatError::new(format!("contains a single `{first}`"), format!("write `{first}{first}`")))
        }
        None => Err(FormatError::new(format!("contains {} outside a string", named(first)), EXAMPLE)),
    }
}

/// The bytes of the number that a text begins with. A minus sign before it is an operator.
fn number_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if text.starts_with("0x") || text.starts_with("0X") {
        let hex = bytes[2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if hex > 0 {
            return Some(2 + hex + usize::from(matches!(bytes.get(2 + hex), Some(b'u' | b'U'))));
        }
    }
    let whole = digits(0);
    let fraction = if bytes.get(whole) == Some(&b'.') { digits(whole + 1) } else { 0 };
    if whole + fraction == 0 {
        return None;
    }
    let mut end = if fraction > 0 { whole + 1 + fraction } else { whole };
    let is_exponent = matches!(bytes.get(end), Some(b'e' | b'E'));
    let sign = usize::from(is_exponent && matches!(bytes.get(end + 1), Some(b'+' | b'-')));
    if is_exponent && end + 1 + sign < bytes.len() && digits(end + 1 + sign) > 0 {
        end += 1 + sign + digits(end + 1 + sign);
    } else if fraction == 0 && matches!(bytes.get(end), Some(b'u' | b'U')) {
        end += 1;
    }
    Some(end)
}

/// The string or bytes that a text begins with, prefix and all.
fn string(text: &str) -> Result<Option<(Token<'_>, usize)>, FormatError> {
    let prefix = text.bytes().take_while(|byte| matches!(byte, b'r' | b'R' | b'b' | b'B')).count();
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let Some(quote) = quotes.into_iter().find(|quote| text[prefix..].starts_with(quote)) else { return Ok(None) };
    let letters = text[..prefix].to_ascii_lowercase();
    let (is_raw, token) = match letters.as_str() {
        "" => (false, Token::Text),
        "r" => (true, Token::Text),
        "b" => (false, Token::Bytes),
        "br" | "rb" => (true, Token::Bytes),
        _ => return Ok(None),
    };
    let no_end = || FormatError::new("has a string without an end", "close the string");
    let mut at = prefix + quote.len();
    loop {
        let rest = &text[at..];
        if rest.starts_with(quote) {
            return Ok(Some((token, at + quote.len())));
        }
        let c = rest.chars().next().filter(|c| quote.len() > 1 || !matches!(c, '\n' | '\r')).ok_or_else(no_end)?;
        at += if c == '\\' && !is_raw { escape_length(rest)? } else { c.len_utf8() };
    }
}

/// The bytes of the escape that a text begins with.
fn escape_length(text: &str) -> Result<usize, FormatError> {
    let bytes = text.as_bytes();
    let run = |from: usize, count: usize, test: fn(&u8) -> bool| {
        bytes.get(from..from + count).is_some_and(|digits| digits.iter().all(test)).then_some(from + count)
    };
    let length = match bytes.get(1) {
        Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'"' | b'\'' | b'`') => Some(2),
        Some(b'x' | b'X') => run(2, 2, u8::is_ascii_hexdigit),
        Some(b'u') => run(2, 4, u8::is_ascii_hexdigit),
        Some(b'U') => run(2, 8, u8::is_ascii_hexdigit),
        Some(b'0'..=b'3') => run(2, 2, |byte| matches!(byte, b'0'..=b'7')),
        _ => None,
    };
    length.ok_or_else(|| {
        let escape: String = text.chars().take(2).collect();
        let help = "write `\\\\` for a backslash, or `r'…'` for a string in which it is one";
        FormatError::new(format!("has the escape `{escape}`, which there is not"), help)
    })
}
