//! Pods that may be missing or extra while a workload rolls out: a number or a percentage.
//!
//! Source: `pkg/apis/apps/validation/validation.go`.

use std::fmt;

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{FieldErrors, content};
use crate::yaml::Path;

/// Shows a number or percentage as it was written.
pub(super) struct Shown<'a>(pub(super) &'a IntOrString);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IntOrString::Int(number) => number.fmt(f),
            IntOrString::String(text) => text.fmt(f),
        }
    }
}

/// A number that is not negative, or a percentage. `ValidatePositiveIntOrPercent`.
pub(super) fn check(value: &IntOrString, path: &Path<'_>, errors: &mut FieldErrors) {
    let error = match value {
        IntOrString::Int(number) => content::not_negative(i64::from(*number)),
        IntOrString::String(text) => content::percent(text),
    };
    errors.content(path, Shown(value), error);
}

/// A percentage has to stop at 100. `IsNotMoreThan100Percent`.
pub(super) fn check_limit(value: &IntOrString, path: &Path<'_>, errors: &mut FieldErrors) {
    if percentage(value).is_some_and(|percent| percent > 100) {
        errors.invalid(path, Shown(value), "is more than 100%", "use at most `100%`");
    }
}

/// Returns true if the value comes to nothing. Text that is neither number nor percentage does. `getIntOrPercentValue`.
pub(super) fn is_zero(value: &IntOrString) -> bool {
    match value {
        IntOrString::Int(number) => *number == 0,
        IntOrString::String(text) => percentage(value).unwrap_or_else(|| atoi(text)) == 0,
    }
}

fn percentage(value: &IntOrString) -> Option<i64> {
    let IntOrString::String(text) = value else { return None };
    content::percent(text).is_none().then(|| atoi(text.trim_end_matches('%')))
}

/// Go's `strconv.Atoi` with its error ignored: 0 for no number, the nearest number for one out of range.
fn atoi(text: &str) -> i64 {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return 0;
    }
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX);
    if text.starts_with('-') { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_what_go_reads_as_zero() {
        let text = |text: &str| IntOrString::String(text.to_owned());
        for zero in [IntOrString::Int(0), text("0%"), text("000%"), text(""), text("some"), text("0"), text("1.5%")] {
            assert!(is_zero(&zero), "{}", Shown(&zero));
        }
        for some in [IntOrString::Int(-1), text("1%"), text("5"), text("-5"), text("99999999999999999999%")] {
            assert!(!is_zero(&some), "{}", Shown(&some));
        }
    }

    #[test]
    fn errors() {
        let text = |text: &str| IntOrString::String(text.to_owned());
        let cases = [
            (text("25%"), 0),
            (IntOrString::Int(500), 0),
            (text("101%"), 1),
            (text("x"), 1),
            (IntOrString::Int(-1), 1),
        ];
        for (value, count) in cases {
            let mut errors = FieldErrors::default();
            check(&value, &Path::ROOT, &mut errors);
            check_limit(&value, &Path::ROOT, &mut errors);
            assert_eq!(errors.len(), count, "{}", Shown(&value));
        }
    }
}
