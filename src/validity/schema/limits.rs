//! Defaults keep the limits of their schema: sizes of numbers, texts and lists.
//! `k8s.io/kube-openapi/pkg/validation/validate`; patterns and formats are not judged.

use serde_json::Value as Json;

use super::Schema;
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// Judges a value of the right type.
pub(super) fn check(schema: &Schema, value: &Json, path: &Path<'_>, errors: &mut FieldErrors) {
    let beyond = match value {
        Json::Number(number) => number.as_f64().and_then(|number| number_beyond(schema, number)),
        Json::String(text) => count_beyond("characters", text.chars().count(), schema.min_length, schema.max_length),
        Json::Array(entries) => count_beyond("entries", entries.len(), schema.min_items, schema.max_items),
        Json::Object(fields) => count_beyond("fields", fields.len(), schema.min_properties, schema.max_properties),
        _ => None,
    };
    if let Some((why, help)) = beyond {
        errors.invalid(path, value, why, help);
    }
}

/// Returns why a number is outside of the limits, and what would be inside.
fn number_beyond(schema: &Schema, number: f64) -> Option<(String, String)> {
    let too_large =
        schema.maximum.filter(|&most| number > most || schema.exclusive_maximum == Some(true) && number >= most);
    if let Some(most) = too_large {
        let edge = if schema.exclusive_maximum == Some(true) { "below" } else { "of at most" };
        return Some((format!("is more than `maximum`, {most}"), format!("write a number {edge} {most}")));
    }
    let too_small =
        schema.minimum.filter(|&least| number < least || schema.exclusive_minimum == Some(true) && number <= least);
    if let Some(least) = too_small {
        let edge = if schema.exclusive_minimum == Some(true) { "above" } else { "of at least" };
        return Some((format!("is less than `minimum`, {least}"), format!("write a number {edge} {least}")));
    }
    None
}

/// Returns why a size is outside of the limits, and what would be inside.
fn count_beyond(what: &str, count: usize, least: Option<i64>, most: Option<i64>) -> Option<(String, String)> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if let Some(most) = most.filter(|&most| count > most) {
        return Some((format!("has more than {most} {what}"), format!("use at most {most}")));
    }
    least
        .filter(|&least| count < least)
        .map(|least| (format!("has fewer than {least} {what}"), format!("use at least {least}")))
}
