//! Numbers of bytes as people write them, and how much is read of each kind of file.

use std::fmt;
use std::str::FromStr;

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl Size {
    /// A manifest or a description, unless the user says otherwise: 32 MiB. etcd takes no object above 1.5 MiB.
    pub const MANIFEST: Self = Self(32 << 20);
    /// The largest object of a manifest that can be asked for. Offsets in what is read at a time have 32 bits.
    pub const LARGEST_MANIFEST: Self = Self((4 << 30) - 2);
    /// A `.podpat.yaml`.
    pub const CONFIGURATION: Self = Self(1 << 20);
    /// A catalogue file; the largest that podpat ships has 20 KiB.
    pub const CATALOGUE_ENTRY: Self = Self(1 << 20);
    /// A `.gitignore` or the like.
    pub const IGNORE_FILE: Self = Self(1 << 20);
    /// The most that is read of what a program renders.
    pub const RENDERED: Self = Self(256 << 20);

    /// The number as a length in memory.
    pub fn length(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// Units, largest first.
const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |shift: u32| self.0 > 0 && self.0.trailing_zeros() >= shift;
        match UNITS.iter().find(|(_, shift)| fits(*shift)) {
            Some((unit, shift)) => write!(f, "{} {unit}", self.0 >> shift),
            None if self.0 == 1 => f.write_str("1 byte"),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

/// A text that is no number of bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a size; write a number of bytes, or a number with a unit, such as `64MiB` or `2GiB`")]
pub struct UnknownSize(String);

impl FromStr for Size {
    type Err = UnknownSize;

    /// Reads `1048576`, `64MiB`, `64Mi` and `64M`, which all count in powers of two.
    fn from_str(text: &str) -> Result<Self, UnknownSize> {
        let unknown = || UnknownSize(text.to_owned());
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = text[digits.len()..].trim().to_ascii_lowercase();
        let spellings = |name: &str| {
            let name = name.to_ascii_lowercase();
            [name[..1].to_owned(), name[..2].to_owned(), name]
        };
        let shift = match unit.as_str() {
            "" | "b" => Some(0),
            unit => UNITS.iter().find(|(name, _)| spellings(name).iter().any(|known| known == unit)).map(|(_, n)| *n),
        };
        let count: u64 = digits.parse().map_err(|_| unknown())?;
        let factor = 1_u64 << shift.ok_or_else(unknown)?;
        count.checked_mul(factor).filter(|&bytes| bytes > 0).map(Self).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_shown() {
        let shown = |text: &str| text.parse().map(|size: Size| size.to_string()).map_err(|_| ());
        for (text, expected) in [
            ("1", "1 byte"),
            ("2", "2 bytes"),
            ("1048576", "1 MiB"),
            ("64MiB", "64 MiB"),
            ("64Mi", "64 MiB"),
            ("64m", "64 MiB"),
            ("2 GiB", "2 GiB"),
            ("1TiB", "1 TiB"),
            ("1536k", "1536 KiB"),
        ] {
            assert_eq!(shown(text), Ok(expected.to_owned()), "{text}");
        }
        for text in ["", "0", "-1", "MiB", "1.5GiB", "1PiB", "99999999999999999999", "99999999999GiB", "é", "1é"] {
            assert_eq!(shown(text), Err(()), "{text}");
        }
    }
}
