//! The meaning of a plain scalar to Kubernetes: the rules of go-yaml v2 (`resolve.go`), which are neither those of
//! YAML 1.1 nor of 1.2.

use std::borrow::Cow;

/// The meaning of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'t> {
    /// Nothing, `~`, `null`.
    Null,
    /// `true`, `yes`, `on`, `y` and the like.
    Bool(bool),
    /// A whole number that fits 64 bits with sign.
    Int(i64),
    /// A whole number above that, up to 2⁶⁴-1.
    Uint(u64),
    /// Any other number; never infinite and never NaN.
    Float(f64),
    /// Text.
    Str(&'t str),
}

impl Scalar<'_> {
    /// The number as Kubernetes' JSON has it: whole floats without a fraction, exponents below 1e-6 and from 1e21.
    /// `None` for what is not a number.
    pub fn number(&self) -> Option<String> {
        match *self {
            Self::Int(value) => Some(value.to_string()),
            Self::Uint(value) => Some(value.to_string()),
            Self::Float(value) => Some(json_float(value)),
            _ => None,
        }
    }
}

/// The meaning of a plain scalar's text.
pub(super) fn resolve(text: &str) -> Scalar<'_> {
    if is_long_word(text) {
        return Scalar::Str(text);
    }
    match text.as_bytes().first() {
        None => Scalar::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(b'.') => float(text, &text.replace('_', "#")),
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        _ => Scalar::Str(text),
    }
}

/// Returns true if the text begins with a letter and is longer than all words that mean anything: `false` is the longest.
fn is_long_word(text: &str) -> bool {
    text.len() > "false".len() && text.as_bytes()[0].is_ascii_alphabetic()
}

/// Returns true if the text is one of go-yaml's infinities or its NaN, which JSON, and so Kubernetes, cannot hold.
pub(super) fn not_finite(text: &str) -> bool {
    if text.len() > "+.inf".len() {
        return false;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn word(text: &str) -> Scalar<'_> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        _ => Scalar::Str(text),
    }
}

fn number(text: &str) -> Scalar<'_> {
    // Nothing longer is an integer or a finite float worth its digits; this keeps long texts cheap.
    if text.len() > 1024 || !text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+' | b'-')) {
        return Scalar::Str(text);
    }
    let digits = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    integer(&digits).unwrap_or_else(|| float(text, &digits))
}

/// Go's `ParseInt` and then `ParseUint` with base 0; `ParseUint` takes no sign.
fn integer<'t>(text: &str) -> Option<Scalar<'t>> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (base, digits) = base(unsigned)?;
    // from_str_radix takes a sign of its own.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let magnitude = if digits.is_empty() { 0 } else { u64::from_str_radix(digits, base).ok()? };
    if negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Scalar::Int);
    }
    match i64::try_from(magnitude) {
        Ok(value) => Some(Scalar::Int(value)),
        Err(_) => (!text.starts_with('+')).then_some(Scalar::Uint(magnitude)),
    }
}

fn base(text: &str) -> Option<(u32, &str)> {
    let bytes = text.as_bytes();
    match bytes {
        [] => None,
        [b'0', b'x' | b'X', _, ..] => Some((16, &text[2..])),
        [b'0', b'o' | b'O', _, ..] => Some((8, &text[2..])),
        [b'0', b'b' | b'B', _, ..] => Some((2, &text[2..])),
        [b'0', ..] => Some((8, &text[1..])),
        _ => Some((10, text)),
    }
}

/// `digits` without underscores, where they are allowed.
fn float<'t>(text: &'t str, digits: &str) -> Scalar<'t> {
    if !is_float(digits) {
        return Scalar::Str(text);
    }
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => Scalar::Float(value),
        // Beyond the range, Go reports an error and go-yaml leaves the text as it is.
        _ => Scalar::Str(text),
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let skip = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = skip(rest);
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = skip(fraction);
        if whole == 0 && digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    } else if whole == 0 {
        return false;
    }
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit())
        }
    }
}

/// Go's `encoding/json` for float64.
fn json_float(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{value:e}");
        return match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
            _ => text,
        };
    }
    format!("{value}")
}

/// A mapping key as Kubernetes' JSON has it (sigs.k8s.io/yaml, `convertToJSONableObject`); `None` for keys it
/// refuses: null and whole numbers above 2⁶³-1.
pub(super) fn key_name(text: &str) -> Option<Cow<'_, str>> {
    if is_long_word(text) {
        return Some(Cow::Borrowed(text));
    }
    if not_finite(text) {
        return Some(Cow::Borrowed(match text.as_bytes()[0] {
            b'-' => "-.inf",
            _ if text.ends_with(['f', 'F']) => ".inf",
            _ => ".nan",
        }));
    }
    match resolve(text) {
        Scalar::Str(text) => Some(Cow::Borrowed(text)),
        Scalar::Bool(true) => Some(Cow::Borrowed("true")),
        Scalar::Bool(false) => Some(Cow::Borrowed("false")),
        Scalar::Int(value) => Some(Cow::Owned(value.to_string())),
        Scalar::Float(value) => Some(Cow::Owned(key_float(value))),
        Scalar::Null | Scalar::Uint(_) => None,
    }
}

/// Go's `FormatFloat(value, 'g', -1, 32)`: the shortest digits of a float32, with an exponent below 1e-4 and from 1e6.
#[allow(clippy::cast_possible_truncation)]
fn key_float(value: f64) -> String {
    let value = value as f32;
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = format!("{value:e}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if value != 0.0 && !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        let number = |text| resolve(text).number();
        for (text, expected) in [
            ("3.0", "3"),
            ("1e3", "1000"),
            ("1e21", "1e+21"),
            ("1.5e21", "1.5e+21"),
            ("100000000000000000000", "100000000000000000000"),
            ("1e-6", "0.000001"),
            ("1e-7", "1e-7"),
            ("0100", "64"),
            ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"),
        ] {
            assert_eq!(number(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(number("0x10000000000000000"), None);
    }

    #[test]
    fn keys_are_written_as_go_writes_them() {
        for (text, expected) in [
            ("yes", "true"),
            ("010", "8"),
            ("1.10", "1.1"),
            ("1234567.0", "1.234567e+06"),
            ("123456.0", "123456"),
            ("1e3", "1000"),
            (".00001", "1e-05"),
            (".inf", ".inf"),
            ("-.Inf", "-.inf"),
            ("a", "a"),
        ] {
            assert_eq!(key_name(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(key_name("~"), None);
        assert_eq!(key_name("18446744073709551615"), None);
    }
}
