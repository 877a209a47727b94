//! The parts of a quantity's text, what they come to, and what a text that is none was meant to be.
//!
//! Source: `k8s.io/apimachinery/pkg/api/resource/quantity.go` and `suffix.go`.

/// Units and their powers of ten.
pub(super) const DECIMAL_UNITS: [(&str, i32); 10] =
    [("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
/// Units and their powers of two.
pub(super) const BINARY_UNITS: [(&str, i32); 6] =
    [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

/// The unit a quantity was written in; decides how it is written back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `12e6`
    DecimalExponent,
    /// `12Mi`
    BinarySi,
    /// `12M`
    DecimalSi,
}

/// Nano-units in one.
pub(super) const NANO: i128 = 1_000_000_000;

/// The quotient, rounded away from zero.
pub(super) const fn away_from_zero(value: i128, divisor: i128) -> i128 {
    let quotient = value / divisor;
    if value % divisor == 0 { quotient } else { quotient + value.signum() }
}

/// The parts of a text: `-12.5Mi` is negative, `12`, `5`, `Mi`. Zeros before the first other digit are left out.
pub(super) struct Parts<'a> {
    pub(super) negative: bool,
    whole: &'a str,
    fraction: &'a str,
    pub(super) unit: &'a str,
}

impl<'a> Parts<'a> {
    /// `parseQuantityString`.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let rest = text.strip_prefix(['-', '+']).unwrap_or(text).trim_start_matches('0');
        let (whole, rest) = rest.split_at(digits(rest));
        let (fraction, unit) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(digits(rest)),
            None => ("", rest),
        };
        let after = unit.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
        let after = after.strip_prefix(['-', '+']).unwrap_or(after);
        let sound = !text.is_empty() && after.bytes().all(|b| b.is_ascii_digit());
        sound.then(|| Self { negative: text.starts_with('-'), whole, fraction, unit })
    }

    /// The tens that the last digit counts.
    fn scale(&self, unit: i32) -> i32 {
        unit.saturating_sub(i32::try_from(self.fraction.len()).unwrap_or(i32::MAX))
    }

    /// Returns true if `ParseQuantity` leaves its fast path.
    pub(super) fn is_wide(&self, format: Format, unit: i32) -> bool {
        let length = i32::try_from(self.whole.len().max(1) + self.fraction.len()).unwrap_or(i32::MAX);
        if format == Format::BinarySi {
            return !self.fraction.is_empty() || length > 14 - unit * 3 / 10;
        }
        length > 18 || self.scale(unit) < -9
    }

    /// Returns true if the fast path keeps the text.
    pub(super) fn are_canonical(&self, format: Format, unit: i32) -> bool {
        if format == Format::BinarySi {
            return self.whole.parse::<u64>().is_ok_and(|value| value & 7 != 0);
        }
        let backwards = self.fraction.bytes().rev().chain(self.whole.bytes().rev());
        let zeros = backwards.take_while(|&b| b == b'0').count();
        self.scale(unit) % 3 == 0 && zeros < 3 && !self.whole.is_empty()
    }

    /// The magnitude, rounded up where it is finer than that.
    pub(super) fn nanos(&self, format: Format, unit: i32) -> i128 {
        let binary = format == Format::BinarySi;
        // As many digits as can be multiplied by the largest unit; what is beyond only rounds up.
        let most = if binary { 10_i128.pow(18) } else { 10_i128.pow(37) };
        let (mut value, mut scale, mut more) = (0_i128, if binary { 9 } else { unit.saturating_add(9) }, false);
        for (digits, before) in [(self.whole, true), (self.fraction, false)] {
            for digit in digits.bytes().map(|b| i128::from(b - b'0')) {
                let fits = value < most;
                value = if fits { value * 10 + digit } else { value };
                more |= !fits && digit != 0;
                scale = match (before, fits) {
                    (true, false) => scale.saturating_add(1),
                    (false, true) => scale.saturating_sub(1),
                    _ => scale,
                };
            }
        }
        if binary {
            value <<= unit;
        }
        let power = 10_i128.checked_pow(scale.unsigned_abs());
        match (scale >= 0, power) {
            _ if value == 0 => 0,
            (true, Some(power)) => value.saturating_mul(power).saturating_add(i128::from(more)),
            (true, None) => i128::MAX,
            (false, Some(power)) => away_from_zero(value.saturating_add(i128::from(more)), power),
            (false, None) => 1,
        }
    }
}

/// `suffixer.interpret`: the format, and the power of two or ten.
pub(super) fn interpret(unit: &str) -> Option<(Format, i32)> {
    let find = |units: &[(&str, i32)]| units.iter().find(|(name, _)| *name == unit).map(|&(_, exponent)| exponent);
    if let Some(exponent) = find(&DECIMAL_UNITS) {
        return Some((Format::DecimalSi, exponent));
    }
    if let Some(exponent) = find(&BINARY_UNITS) {
        return Some((Format::BinarySi, exponent));
    }
    let exponent: i64 = unit.strip_prefix(['e', 'E'])?.parse().ok()?;
    // Go cuts it to 32 bits.
    let [a, b, c, d, ..] = exponent.to_le_bytes();
    Some((Format::DecimalExponent, i32::from_le_bytes([a, b, c, d])))
}

/// Returns what was most likely meant by a text that is no quantity.
pub(super) fn likely(text: &str) -> Option<String> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).filter(|&end| end > 0)?;
    let (number, unit) = text.split_at(end);
    let known = match unit.trim().to_ascii_lowercase().as_str() {
        "k" | "kb" => "`{}k` (thousands) or `{}Ki` (1024s)",
        "mb" => "`{}M` (millions) or `{}Mi` (1024²)",
        "g" | "gb" => "`{}G` (billions) or `{}Gi` (1024³)",
        "t" | "tb" => "`{}T` or `{}Ti` (1024⁴)",
        "kib" | "ki" => "`{}Ki`",
        "mib" | "mi" => "`{}Mi`",
        "gib" | "gi" => "`{}Gi`",
        "tib" | "ti" => "`{}Ti`",
        "m" | "milli" | "millicores" => "`{}m`",
        "b" | "byte" | "bytes" | "core" | "cores" | "cpu" => "`{}`",
        _ => return None,
    };
    let sound = Parts::of(number).is_some_and(|parts| parts.unit.is_empty());
    sound.then(|| format!("write {}", known.replace("{}", number)))
}
