//! Values that know where they were written.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::source::Span;

/// The name by which podpat's deserializer knows the type. No other deserializer can make one.
pub(super) const NAME: &str = "$podpat::Spanned";
pub(super) const FIELDS: &[&str] = &["start", "end", "value"];

/// A value and its place in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// The place where the value was written.
    pub span: Span,
    /// The value.
    pub value: T,
}

impl<T> Spanned<T> {
    /// A value with a place.
    pub const fn new(span: Span, value: T) -> Self {
        Self { span, value }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(NAME, FIELDS, Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with a place")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut span = Span::default();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "start" => span.start = map.next_value()?,
                "end" => span.end = map.next_value()?,
                "value" => return Ok(Spanned { span, value: map.next_value()? }),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Err(serde::de::Error::missing_field("value"))
    }
}
