//! Numbers in a range, and percentages.

use super::FormatError;

/// A port number. `IsValidPortNum`.
pub fn port_number(port: i32) -> Option<FormatError> {
    in_range(i64::from(port), 1, 65535)
}

/// A user id. `IsValidUserID`.
pub fn user_id(id: i64) -> Option<FormatError> {
    in_range(id, 0, i64::from(i32::MAX))
}

/// A group id. `IsValidGroupID`.
pub fn group_id(id: i64) -> Option<FormatError> {
    in_range(id, 0, i64::from(i32::MAX))
}

/// A number from `least` to `most`, both included. `IsInRange`.
pub fn in_range(value: i64, least: i64, most: i64) -> Option<FormatError> {
    (value < least || value > most)
        .then(|| FormatError::new("is out of range", format!("use a number from {least} to {most}")))
}

/// A number that is not negative. `ValidateNonnegativeField`.
pub fn not_negative(value: i64) -> Option<FormatError> {
    (value < 0).then(|| FormatError::new("is negative", "use 0 or more"))
}

/// A number above zero. `ValidatePositiveField`.
pub fn positive(value: i64) -> Option<FormatError> {
    (value <= 0).then(|| FormatError::new("is not above zero", "use 1 or more"))
}

/// Digits and `%`. `IsValidPercent`.
pub fn percent(text: &str) -> Option<FormatError> {
    let sound =
        text.strip_suffix('%').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    (!sound).then(|| FormatError::new("is not a percentage", "write digits and `%`, such as `25%`, or a plain number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert!(port_number(0).is_some() && port_number(65536).is_some());
        assert!(port_number(1).is_none() && port_number(65535).is_none());
        assert!(user_id(-1).is_some() && user_id(1 << 31).is_some() && user_id((1 << 31) - 1).is_none());
    }

    #[test]
    fn percentages() {
        assert!(["25%", "0%", "007%", "1000%"].iter().all(|text| percent(text).is_none()));
        assert!(["", "%", "25", "-1%", "1.5%", "25%%", " 5%"].iter().all(|text| percent(text).is_some()));
    }
}
