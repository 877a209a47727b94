//! The types of the Kubernetes API that are more than serde's data model says: quantities, times, bytes, unions.

use std::borrow::Cow;

use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};
use k8s_openapi::jiff::Timestamp;

use super::quantity::Quantity;
use crate::yaml::{Formats, Kind, Node, Reading, Scalar, Shape, What};

/// Reads values of Kubernetes' own types as Kubernetes does.
#[derive(Clone, Copy, Debug)]
pub(super) struct ApiTypes;

/// The zero time of Go, which stands for one that is absent or cannot be read.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

impl Formats for ApiTypes {
    fn read<'t>(&self, name: &str, node: Node<'t>) -> Reading<'t> {
        match name {
            "Quantity" => quantity(node),
            "Time" => time(node, false),
            "MicroTime" => time(node, true),
            "IntOrString" => int_or_string(node),
            "a base64-encoded string" => bytes(node),
            "CustomResourceSubresourceStatus" => union(node, &[Shape::Mapping], "a mapping"),
            "JSONSchemaPropsOrBool" => union(node, &[Shape::Mapping, Shape::Bool], "a mapping, or true or false"),
            "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrStringArray" => {
                union(node, &[Shape::Mapping, Shape::List], "a mapping or a list")
            }
            _ => Reading::AsIs,
        }
    }

    fn skips(&self, fields: &[&str], name: &str) -> bool {
        // k8s-openapi insists on the right ones; the server reads past them in a claim template.
        matches!(name, "apiVersion" | "kind") && ["apiVersion", "kind", "metadata"].iter().all(|f| fields.contains(f))
    }

    fn absent(&self, owner: &str) -> Option<(&'static str, &'static str)> {
        // k8s-openapi insists on these times; the server takes their absence for its zero time.
        match owner {
            "Condition" => Some(("lastTransitionTime", ZERO_TIME)),
            "EventSeries" => Some(("lastObservedTime", ZERO_TIME)),
            _ => None,
        }
    }
}

/// `resource.Quantity.UnmarshalJSON`: text, or the number as JSON writes it.
fn quantity(node: Node<'_>) -> Reading<'_> {
    match node.scalar() {
        _ if node.kind() != Kind::Scalar => Reading::Wrong(What::wrong_type("a quantity", node), "0"),
        Scalar::Null => Reading::Text(Cow::Borrowed("0")),
        Scalar::Str(text) => match Quantity::parse(text.trim()) {
            Ok(_) => Reading::Text(Cow::Borrowed(text.trim())),
            Err(no) => Reading::Wrong(What::malformed("a quantity", text, no.help), "0"),
        },
        Scalar::Bool(_) => Reading::Wrong(What::wrong_type("a quantity", node), "0"),
        number => Reading::Text(Cow::Owned(number.number().unwrap_or_default())),
    }
}

/// `metav1.Time.UnmarshalJSON` and `metav1.MicroTime.UnmarshalJSON`: RFC 3339, for the latter with six digits of
/// fraction.
fn time(node: Node<'_>, micro: bool) -> Reading<'_> {
    let text = match Shape::of(node) {
        Shape::String => node.text(),
        Shape::Null => return Reading::Text(Cow::Borrowed(ZERO_TIME)),
        _ => return Reading::Wrong(What::wrong_type("a time in quotes", node), ZERO_TIME),
    };
    let fraction = text.get(19..).and_then(|rest| rest.strip_prefix('.'));
    let digits = fraction.map_or(0, |fraction| fraction.bytes().take_while(u8::is_ascii_digit).count());
    if !rfc3339(text, digits) || (micro && digits != 6) {
        let help =
            if micro { "write it like `2026-01-31T12:00:00.000000Z`" } else { "write it like `2026-01-31T12:00:00Z`" };
        return Reading::Wrong(What::malformed("a time", text, help), ZERO_TIME);
    }
    let sound = text.parse::<Timestamp>().is_ok();
    Reading::Text(Cow::Borrowed(if sound { text } else { ZERO_TIME }))
}

/// `2006-01-02T15:04:05Z` or with an offset in place of the `Z`, and a fraction of so many digits.
fn rfc3339(text: &str, digits: usize) -> bool {
    let bytes = text.as_bytes();
    let shape = |bytes: &[u8], shape: &[u8]| {
        bytes.len() == shape.len()
            && bytes
                .iter()
                .zip(shape)
                .all(|(byte, form)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form })
    };
    let Some((front, rest)) = bytes.split_at_checked(19) else { return false };
    let fraction = if digits > 0 { digits + 1 } else { 0 };
    let Some((_, offset)) = rest.split_at_checked(fraction) else { return false };
    let number = |at: usize| u32::from(front[at] - b'0') * 10 + u32::from(front[at + 1] - b'0');
    let zone = offset == b"Z" || shape(offset, b"+00:00") || shape(offset, b"-00:00");
    if !shape(front, b"0000-00-00T00:00:00") || !zone {
        return false;
    }
    let (year, month, day) = (number(0) * 100 + number(2), number(5), number(8));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day) && number(11) < 24 && number(14) < 60 && number(17) < 60
}

/// `intstr.IntOrString.UnmarshalJSON`: text, or an int32.
fn int_or_string(node: Node<'_>) -> Reading<'_> {
    let (low, high) = (i128::from(i32::MIN), i128::from(i32::MAX));
    match node.scalar() {
        _ if node.kind() != Kind::Scalar => Reading::Wrong(What::wrong_type("a number or a string", node), ""),
        Scalar::Null => Reading::Int(0),
        Scalar::Str(_) => Reading::AsIs,
        Scalar::Bool(_) => Reading::Wrong(What::wrong_type("a number or a string", node), ""),
        number => {
            let text = number.number().unwrap_or_default();
            match text.parse::<i32>() {
                Ok(value) => Reading::Int(value.into()),
                Err(_) => Reading::Wrong(What::OutOfRange { text, low, high }, ""),
            }
        }
    }
}

/// Go's `[]byte` in JSON: standard base64 with padding, line breaks passed over.
fn bytes(node: Node<'_>) -> Reading<'_> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
    let text = match Shape::of(node) {
        Shape::String => node.text(),
        Shape::Null => return Reading::Text(Cow::Borrowed("")),
        Shape::List => {
            // Odd, but Go's: a list of numbers.
            let octets: Option<Vec<u8>> = node.items().map(|item| item.scalar().number()?.parse().ok()).collect();
            let encoded = octets.map(|octets| Reading::Text(Cow::Owned(STANDARD.encode(octets))));
            return encoded.unwrap_or_else(|| Reading::Wrong(What::wrong_type("base64 in quotes", node), ""));
        }
        _ => return Reading::Wrong(What::wrong_type("base64 in quotes", node), ""),
    };
    let broken = text.contains(['\r', '\n']);
    let whole = if broken { Cow::Owned(text.replace(['\r', '\n'], "")) } else { Cow::Borrowed(text) };
    let engine = GeneralPurpose::new(&ALPHABET, LENIENT);
    if let Ok(bytes) = engine.decode(&*whole) {
        // k8s-openapi decodes once more, and is stricter.
        return Reading::Text(Cow::Owned(engine.encode(bytes)));
    }
    let help = "encode the value with `base64`, or put the plain value under `stringData`";
    Reading::Wrong(What::malformed("base64", text, help), "")
}

/// A union that takes some shapes and stops decoding at others.
fn union<'t>(node: Node<'t>, shapes: &[Shape], expected: &'static str) -> Reading<'t> {
    if shapes.contains(&Shape::of(node)) { Reading::AsIs } else { Reading::Wrong(What::wrong_type(expected, node), "") }
}
