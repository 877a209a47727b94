//! The bounds of a parameter: whether a number, a duration or a quantity lies between its least and greatest value.

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::catalogue::{Parameter, Type};
use crate::k8s::quantity::Quantity;
use crate::pattern::description::duration;

/// Returns whether a value that has its type lies within the parameter's bounds.
pub(crate) fn is_within(parameter: &Parameter, kind: Type, value: &Json) -> bool {
    // No program waits for nothing or keeps nothing in earnest, unless the entry says so.
    let nothing = match kind {
        Type::Duration => Some(Json::from("0s")),
        Type::Quantity => Some(Json::from("0")),
        _ => None,
    };
    let nothing = nothing.filter(|_| parameter.least.is_none());
    let above_nothing = nothing.is_none_or(|it| compare(kind, value, &it) == Some(Ordering::Greater));
    let at_least = parameter.least.as_ref().is_none_or(|least| compare(kind, value, least) != Some(Ordering::Less));
    let at_most = parameter.most.as_ref().is_none_or(|most| compare(kind, value, most) != Some(Ordering::Greater));
    above_nothing && at_least && at_most
}

/// Returns the bounds in words, to follow what is expected.
pub(crate) fn in_words(parameter: &Parameter, kind: Type) -> String {
    if !has_bounds(kind) {
        return String::new();
    }
    let shown = |bound: &Json| bound.as_str().map_or_else(|| bound.to_string(), str::to_owned);
    match (&parameter.least, &parameter.most) {
        (Some(least), Some(most)) => format!(" from {} to {}", shown(least), shown(most)),
        (Some(least), None) => format!(" of at least {}", shown(least)),
        (None, Some(most)) => format!(" of at most {}", shown(most)),
        (None, None) if kind == Type::Duration => ", longer than nothing".to_owned(),
        (None, None) if kind == Type::Quantity => ", more than nothing".to_owned(),
        (None, None) => String::new(),
    }
}

const fn has_bounds(kind: Type) -> bool {
    matches!(kind, Type::Int | Type::Number | Type::Duration | Type::Quantity)
}

fn compare(kind: Type, one: &Json, other: &Json) -> Option<Ordering> {
    match kind {
        Type::Int | Type::Number => one.as_f64()?.partial_cmp(&other.as_f64()?),
        Type::Duration => Some(duration::nanoseconds(one.as_str()?)?.cmp(&duration::nanoseconds(other.as_str()?)?)),
        Type::Quantity => {
            let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Quantity::parse(&text(one)).ok()?.partial_cmp(&Quantity::parse(&text(other)).ok()?)
        }
        _ => None,
    }
}
