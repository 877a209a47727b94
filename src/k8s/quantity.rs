//! Quantities: parsing, order, sums, rounding and the canonical text. Reads like the server in its odd corners too,
//! because verdicts hang on them.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource/quantity.go`, `amount.go` and `suffix.go`.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::quantity_parts::{BINARY_UNITS, DECIMAL_UNITS, Format, NANO, Parts, away_from_zero, interpret, likely};

/// The reason why a text is no quantity: what to write instead, as one clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoQuantity {
    /// The help: what would be right.
    pub help: Cow<'static, str>,
}

/// An amount, exact to a billionth as the server's is; beyond 10^29 all amounts are the same to us.
#[derive(Clone, Debug)]
pub struct Quantity {
    nanos: i128,
    format: Format,
    /// Go holds it as a big decimal, whose conversion to an int64 wraps; the other representation gives 0 instead.
    wide: bool,
    /// The text as written, where Go takes it for canonical and keeps it.
    kept: Option<Box<str>>,
}

const HELP: &str = "write a number with a unit, such as `250m`, `1`, `128Mi`, `1Gi`";

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { nanos: 0, format: Format::DecimalSi, wide: false, kept: None };

    /// `ParseQuantity`.
    pub fn parse(text: &str) -> Result<Self, NoQuantity> {
        let none = || NoQuantity { help: likely(text).map_or(Cow::Borrowed(HELP), Cow::Owned) };
        let parts = Parts::of(text).ok_or_else(none)?;
        let (format, unit) = interpret(parts.unit).ok_or_else(none)?;
        let wide = parts.is_wide(format, unit);
        let kept = (text == "0" || !wide && parts.are_canonical(format, unit)).then(|| text.into());
        let most = if format == Format::BinarySi && wide { i128::from(i64::MAX) * NANO } else { i128::MAX };
        let magnitude = parts.nanos(format, unit).min(most);
        let nanos = if parts.negative { -magnitude } else { magnitude };
        Ok(Self { nanos, format, wide, kept })
    }

    /// A whole number.
    pub const fn from_int(value: i64) -> Self {
        Self { nanos: value as i128 * NANO, ..Self::ZERO }
    }

    /// Returns true if it is nothing.
    pub const fn is_zero(&self) -> bool {
        self.nanos == 0
    }

    /// Returns true if it is below zero.
    pub const fn is_negative(&self) -> bool {
        self.nanos < 0
    }

    /// `RoundUp` to thousandths, away from zero, as the server does with every list of resources before it tests it.
    /// `SetDefaults_ResourceList`.
    #[must_use]
    pub fn in_milli(self) -> Self {
        let nanos = away_from_zero(self.nanos, NANO / 1000).saturating_mul(NANO / 1000);
        if nanos == self.nanos { self } else { Self { nanos, kept: None, ..self } }
    }

    /// The sum. `Add`.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let nanos = self.nanos.saturating_add(other.nanos);
        Self { nanos, format: self.format, wide: self.wide || other.wide, kept: None }
    }

    /// `Value`: rounded up to a whole number, as Go's int64 holds it.
    pub fn value(&self) -> i64 {
        self.narrow(away_from_zero(self.nanos, NANO))
    }

    /// `MilliValue`: thousandths, rounded up, as Go's int64 holds them.
    pub fn milli(&self) -> i64 {
        self.narrow(away_from_zero(self.nanos, NANO / 1000))
    }

    fn narrow(&self, value: i128) -> i64 {
        let [low @ .., _, _, _, _, _, _, _, _] = value.to_le_bytes();
        i64::try_from(value).unwrap_or(if self.wide { i64::from_le_bytes(low) } else { 0 })
    }

    /// Returns true if the server takes it for a whole number.
    pub fn is_integer(&self) -> bool {
        self.milli() % 1000 == 0
    }

    /// `String`: the text the server writes, which is the user's own where that is canonical enough for Go.
    pub fn text(&self) -> String {
        match &self.kept {
            Some(kept) => kept.to_string(),
            None if self.nanos == 0 => "0".to_owned(),
            None => self.binary_text().unwrap_or_else(|| self.decimal_text()),
        }
    }

    fn binary_text(&self) -> Option<String> {
        let binary = self.format == Format::BinarySi && self.nanos % NANO == 0;
        let mut value = Some(self.nanos / NANO).filter(|value| binary && value.abs() >= 1024)?;
        let mut power = 0;
        while value % 1024 == 0 && power < 60 {
            value /= 1024;
            power += 10;
        }
        let unit = BINARY_UNITS.iter().find(|&&(_, exponent)| exponent == power).map_or("", |&(name, _)| name);
        Some(format!("{value}{unit}"))
    }

    fn decimal_text(&self) -> String {
        let (mut value, mut exponent) = (self.nanos, -9);
        while value % 1000 == 0 {
            value /= 1000;
            exponent += 3;
        }
        match self.format {
            Format::DecimalExponent if exponent != 0 => format!("{value}e{exponent}"),
            Format::DecimalExponent => value.to_string(),
            _ => {
                let unit = DECIMAL_UNITS.iter().find(|&&(_, e)| e == exponent).map_or("", |&(name, _)| name);
                format!("{value}{unit}")
            }
        }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Quantity {
        Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    #[test]
    fn what_parses() {
        for sound in
            ["0", "1", "+1", "-1", ".", "1.", ".5", "1e3", "1E", "1E+3", "1e-3", "100m", "1.5Gi", "00", "-", "5n"]
        {
            assert!(Quantity::parse(sound).is_ok(), "{sound}");
        }
        for bad in
            ["", "x", "1 ", "1mb", "1e", "1Gib", "1.2.3", "0x1", "1e3.5", "1K", "1KI", "1+5", "1Ki5", "--1", "1eKi"]
        {
            assert!(Quantity::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn order_and_sums() {
        let ascending = ["-1", "-1m", "0", "1n", "1u", "1m", "0.5", "1", "1k", "1Ki", "1M", "1Gi"];
        for pair in ascending.windows(2) {
            assert!(read(pair[0]) <= read(pair[1]), "{pair:?}");
        }
        for (one, other) in
            [("1", "1000m"), ("1Gi", "1024Mi"), ("1.5Gi", "1536Mi"), ("1e3", "1k"), (".5", "500m"), ("0.1n", "1n")]
        {
            assert_eq!(read(one), read(other));
        }
        assert!(read("1e100") > read("9223372036854775807"));
        assert_eq!(read("100Ei"), read("9223372036854775807"));
        assert_eq!(read("1.0000000000000000000000000000000000000000"), read("1"));
        assert_eq!(read("100m").plus(&read("0.9")), read("1"));
        assert_eq!(read("0.0001").in_milli(), read("1m"));
        assert_eq!(read("-0.0001").in_milli(), read("-1m"));
    }

    #[test]
    fn whole_numbers() {
        for (text, verdict) in
            [("1", true), ("1.0", true), ("1500m", false), ("1000m", true), ("1Gi", true), ("0.1", false)]
        {
            assert_eq!(read(text).is_integer(), verdict, "{text}");
        }
        assert_eq!((read("1.1").value(), read("-1.1").value(), read("0.0001").milli()), (2, -2, 1));
        // Beyond int64, one representation wraps and the other gives nothing.
        assert_eq!(read("1e30").milli(), 0);
        assert_eq!(read("9223372036854775807").milli(), -1000);
    }

    #[test]
    fn canonical_text() {
        let cases = [
            ("1", "1"),
            ("1000m", "1"),
            ("+1", "+1"),
            ("01", "01"),
            ("1e0", "1e0"),
            ("1.0", "1"),
            ("0.001", "1m"),
            ("1Ki", "1Ki"),
            ("1024Ki", "1Mi"),
            ("1024", "1024"),
            ("1000", "1k"),
            ("1500m", "1500m"),
            ("0.5Ki", "512"),
            ("1e3", "1e3"),
            ("10e2", "1e3"),
            ("0", "0"),
            ("00", "0"),
            ("-1.5", "-1500m"),
            ("1.5Gi", "1536Mi"),
        ];
        for (text, canonical) in cases {
            assert_eq!(read(text).text(), canonical, "{text}");
        }
    }

    #[test]
    fn what_was_meant() {
        let help = |text: &str| Quantity::parse(text).err().map(|c| c.help.into_owned()).unwrap_or_default();
        assert_eq!(help("128MB"), "write `128M` (millions) or `128Mi` (1024²)");
        assert_eq!(help("250 m"), "write `250m`");
        assert_eq!(help("lots"), HELP);
    }
}
