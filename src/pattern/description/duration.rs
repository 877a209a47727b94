//! Spans of time as Go's `time.ParseDuration` reads them, without a sign: `10s`, `1m30s`, `250ms`.

/// The longest text that is read; a duration has a handful of parts.
const LONGEST: usize = 32;

/// Names of units and their nanoseconds; one that begins like another stands before it.
const UNITS: [(&str, f64); 6] = [("ns", 1.0), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12)];

/// The nanoseconds of a duration; nothing where it is none, or longer than a program that counts in 63 bits can say.
pub(crate) fn nanoseconds(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let number: f64 = rest[..rest.len() - behind.len()].parse().ok()?;
        let (name, nanos) = UNITS.iter().find(|(name, _)| behind.starts_with(name))?;
        total += number * nanos;
        rest = &behind[name.len()..];
    }
    // 292 years: below it every whole number of nanoseconds fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded and not negative")]
    (total < 9.2e18).then_some(total.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn as_go_reads_them() {
        let cases = [
            ("10s", Some(10_000_000_000)),
            ("1m30s", Some(90_000_000_000)),
            ("1.5h", Some(5_400_000_000_000)),
            ("250ms", Some(250_000_000)),
            ("2us7ns", Some(2_007)),
            ("0s", Some(0)),
            ("", None),
            ("10", None),
            ("s", None),
            (".s", None),
            ("1d", None),
            ("-1s", None),
            ("1m30", None),
            ("9999999h", None),
        ];
        for (text, expected) in cases {
            assert_eq!(nanoseconds(text), expected, "{text}");
        }
    }
}
