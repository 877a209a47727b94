//! Releases of Kubernetes that podpat checks against.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A minor release of Kubernetes, 1.25 to 1.36; the latest is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release(u8);

impl Release {
    /// The oldest release that podpat knows.
    pub const OLDEST: Self = Self(25);
    /// The release whose validation podpat restates.
    pub const LATEST: Self = Self(36);

    /// The releases that podpat knows.
    pub const fn known() -> RangeInclusive<Self> {
        Self::OLDEST..=Self::LATEST
    }

    /// Returns the releases that podpat knows, the oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (Self::OLDEST.0..=Self::LATEST.0).map(Self)
    }

    /// `1.` and this number.
    pub const fn minor(minor: u8) -> Self {
        Self(minor)
    }
}

impl Default for Release {
    fn default() -> Self {
        Self::LATEST
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

/// A text that names no release podpat knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a release podpat knows; write one from {OLDEST} to {LATEST}, such as `1.30`", OLDEST = Release::OLDEST, LATEST = Release::LATEST)]
pub struct UnknownRelease(String);

impl FromStr for Release {
    type Err = UnknownRelease;

    /// `1.30`, `v1.30` or `1.30.4`; the patch counts for nothing.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownRelease(text.to_owned());
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let (Some("1"), Some(minor)) = (parts.next(), parts.next()) else { return Err(unknown()) };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let sound = digits(minor) && parts.next().is_none_or(digits) && parts.next().is_none();
        let release = minor.parse().ok().filter(|_| sound).map(Self).ok_or_else(unknown)?;
        if Self::known().contains(&release) { Ok(release) } else { Err(unknown()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases() {
        for (text, minor) in [("1.25", 25), ("v1.30", 30), ("1.36.2", 36), ("1.029", 29)] {
            assert_eq!(text.parse(), Ok(Release(minor)), "{text}");
        }
        for bad in ["", "1", "1.24", "1.37", "2.30", "1.30.x", "1.30.1.1", "1.+30", "latest", "1.300"] {
            assert!(bad.parse::<Release>().is_err(), "{bad}");
        }
        assert_eq!(Release::default().to_string(), "1.36");
    }
}
