//! The deserializer: told what is expected, it looks at the node, and hands over the value or a stand-in.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{IntoDeserializer, Visitor};

use super::access::{Elements, Fields, Located, Variant};
use super::entry::Context;
use super::formats::Reading;
use super::problem::{Error, What};
use super::spanned;
use crate::source::Span;
use crate::yaml::node::whole;
use crate::yaml::{Kind, Node, Path, Scalar};

/// A struct whose field is being decoded.
#[derive(Clone, Copy)]
pub(super) struct Owner {
    pub(super) name: &'static str,
    pub(super) fields: &'static [&'static str],
}

/// One node to be decoded.
#[derive(Clone, Copy)]
pub(super) struct De<'a, 't> {
    pub(super) node: Node<'t>,
    /// The key it stands under, where it stands in a mapping.
    pub(super) key: Option<Node<'t>>,
    /// The struct it is a field of.
    pub(super) owner: Option<Owner>,
    pub(super) path: &'a Path<'a>,
    pub(super) context: &'a Context<'a>,
}

impl<'t> De<'_, 't> {
    /// The bytes to point at: a scalar itself, otherwise the key, otherwise the first key within.
    pub(super) fn place(&self) -> Span {
        let span = self.node.span();
        if self.node.kind() == Kind::Scalar && !span.is_empty() {
            return span;
        }
        match (self.key, self.node.entries().next()) {
            (Some(key), _) => key.span(),
            (None, Some(first)) => first.key.span(),
            (None, None) => span,
        }
    }

    /// This node again, under a name, where a type is explored.
    pub(super) fn outlined<'b>(&self, path: &'b Path<'b>, owner: Option<Owner>) -> De<'b, 't>
    where
        Self: 'b,
    {
        De { node: self.node, key: None, owner, path, context: self.context }
    }

    fn note(&self, what: What) {
        self.context.note(what, self.place(), self.path);
    }

    fn wrong(&self, expected: &'static str) {
        self.note(What::wrong_type(expected, self.node));
    }

    /// A whole number within limits; 0 for anything else.
    fn integer(&self, low: i128, high: i128) -> i128 {
        let value = match self.node.scalar() {
            Scalar::Int(value) => i128::from(value),
            Scalar::Uint(value) => i128::from(value),
            // JSON knows no difference between 3 and 3.0, as long as it prints without an exponent.
            Scalar::Float(value) if value.abs() < 1e21 && whole(value).is_some() => whole(value).map_or(0, i128::from),
            Scalar::Float(value) => {
                let text = Scalar::Float(value).number().unwrap_or_default();
                self.note(What::OutOfRange { text, low, high });
                return 0;
            }
            Scalar::Null if self.node.kind() == Kind::Scalar => 0,
            _ => {
                self.wrong("a whole number");
                return 0;
            }
        };
        if (low..=high).contains(&value) || self.node.is_null() {
            return value;
        }
        self.note(What::OutOfRange { text: value.to_string(), low, high });
        0
    }

    fn text(&self) -> &'t str {
        match self.node.scalar() {
            Scalar::Str(text) => text,
            Scalar::Null if self.node.kind() == Kind::Scalar => "",
            _ => {
                self.wrong("a string");
                ""
            }
        }
    }

    /// Hands over what the formats make of a named type; gives the visitor back where they know nothing of it.
    fn formatted<V: Visitor<'t>>(&self, name: &str, visitor: V) -> Result<Result<V::Value, Error>, V> {
        let text = match self.context.formats.read(name, self.node) {
            Reading::AsIs => return Err(visitor),
            Reading::Int(value) => return Ok(visitor.visit_i64(value)),
            Reading::Text(text) => text,
            Reading::Wrong(what, stand_in) => {
                self.note(what);
                Cow::Borrowed(stand_in)
            }
        };
        Ok(match text {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        })
    }

    fn fields<V: Visitor<'t>>(self, owner: Option<Owner>, visitor: V) -> Result<V::Value, Error> {
        let null = self.node.is_null();
        if self.node.kind() != Kind::Mapping && !null {
            self.wrong("a mapping");
        }
        let Some(Owner { name, fields }) = owner else { return visitor.visit_map(Fields::new(self, None)) };
        if !self.context.enter() {
            return Err(Error(Some(What::TooBig)));
        }
        let outline = self.context.outline.as_ref();
        let enters = outline.is_none_or(|outline| outline.borrow_mut().enter(name, fields, self.path));
        let result = visitor.visit_map(Fields::new(self, owner.filter(|_| enters)));
        if let Some(outline) = outline.filter(|_| enters) {
            outline.borrow_mut().leave();
        }
        self.context.leave();
        result
    }
}

/// Returns what a visitor says it expects.
fn expected<'t, V: Visitor<'t>>(visitor: &V) -> String {
    struct Name<'a, V>(&'a V);
    impl<'t, V: Visitor<'t>> fmt::Display for Name<'_, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    }
    Name(visitor).to_string()
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty,)*) => {
        $(fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            let value = self.integer(i128::from(<$type>::MIN), i128::from(<$type>::MAX));
            visitor.$visit(<$type>::try_from(value).unwrap_or_default())
        })*
    };
}

impl<'t> Deserializer<'t> for De<'_, 't> {
    type Error = Error;

    integers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
    }

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        let visitor = match self.formatted(&expected(&visitor), visitor) {
            Ok(value) => return value,
            Err(visitor) => visitor,
        };
        match self.node.kind() {
            Kind::Sequence => visitor.visit_seq(Elements::new(self)),
            Kind::Mapping => visitor.visit_map(Fields::new(self, None)),
            Kind::Scalar => match self.node.scalar() {
                Scalar::Null => visitor.visit_unit(),
                Scalar::Bool(value) => visitor.visit_bool(value),
                Scalar::Int(value) => visitor.visit_i64(value),
                Scalar::Uint(value) => visitor.visit_u64(value),
                Scalar::Float(value) => match whole(value) {
                    Some(value) => visitor.visit_i64(value),
                    None => visitor.visit_f64(value),
                },
                Scalar::Str(text) => visitor.visit_borrowed_str(text),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = match self.node.scalar() {
            Scalar::Bool(value) => value,
            Scalar::Null if self.node.kind() == Kind::Scalar => false,
            _ => {
                self.wrong("true or false");
                false
            }
        };
        visitor.visit_bool(value)
    }

    fn deserialize_f32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    #[allow(clippy::cast_precision_loss)]
    fn deserialize_f64<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = match self.node.scalar() {
            Scalar::Int(value) => value as f64,
            Scalar::Uint(value) => value as f64,
            Scalar::Float(value) => value,
            Scalar::Null if self.node.kind() == Kind::Scalar => 0.0,
            _ => {
                self.wrong("a number");
                0.0
            }
        };
        visitor.visit_f64(value)
    }

    fn deserialize_char<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.formatted(&expected(&visitor), visitor) {
            Ok(value) => value,
            Err(visitor) => visitor.visit_borrowed_str(self.text()),
        }
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_bytes<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_bytes(self.text().as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        let none = self.node.is_null() && self.context.outline.is_none();
        if none { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        match self.context.formats.read(name, self.node) {
            Reading::AsIs => visitor.visit_newtype_struct(self),
            Reading::Int(value) => visitor.visit_newtype_struct(value.into_deserializer()),
            Reading::Text(Cow::Borrowed(text)) => visitor.visit_newtype_struct(BorrowedStrDeserializer::new(text)),
            Reading::Text(Cow::Owned(text)) => visitor.visit_newtype_struct(text.into_deserializer()),
            Reading::Wrong(what, stand_in) => {
                self.note(what);
                visitor.visit_newtype_struct(BorrowedStrDeserializer::new(stand_in))
            }
        }
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.kind() != Kind::Sequence && !self.node.is_null() {
            self.wrong("a list");
        }
        visitor.visit_seq(Elements::new(self))
    }

    fn deserialize_tuple<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.fields(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == spanned::NAME {
            return visitor.visit_map(Located::new(self));
        }
        self.fields(Some(Owner { name, fields }), visitor)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.node.kind() {
            Kind::Scalar => match known.first() {
                Some(first) if !known.contains(&self.node.text()) => {
                    self.note(What::unknown_variant(self.node.text(), known));
                    visitor.visit_enum(Variant::stand_in(self, first))
                }
                _ => visitor.visit_enum(Variant::unit(self)),
            },
            Kind::Mapping if self.node.len() == 1 => visitor.visit_enum(Variant::tagged(self)),
            _ => {
                let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                Err(Error(Some(What::Other(format!("exactly one of {list} is expected here")))))
            }
        }
    }

    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(key) = self.key {
            let name = super::problem::shortened(&key.key_name().unwrap_or_default());
            let Owner { name: owner, fields: known } = self.owner.unwrap_or(Owner { name: "", fields: &[] });
            self.context.note(What::UnknownField { name, owner, known }, key.span(), self.path);
        }
        visitor.visit_unit()
    }
}
