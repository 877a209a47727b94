//! Elements of lists, fields of mappings, variants of enums.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};

use super::deserializer::{De, Owner};
use super::problem::{Error, Shape, What};
use super::spanned;
use crate::yaml::node::{Children, Entries};
use crate::yaml::{Entry, Kind, Node, Path};

/// The elements of a list; none for anything else.
pub(super) struct Elements<'a, 't> {
    list: De<'a, 't>,
    items: Children<'t>,
    at: usize,
}

impl<'a, 't> Elements<'a, 't> {
    pub(super) fn new(list: De<'a, 't>) -> Self {
        Self { items: list.node.items(), list, at: 0 }
    }
}

impl<'t> SeqAccess<'t> for Elements<'_, 't> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let outlined = || (self.list.context.outline.is_some() && self.at == 0).then_some(self.list.node);
        let Some(node) = self.items.next().or_else(outlined) else { return Ok(None) };
        let path = self.list.path.index(self.at);
        self.at += 1;
        let de = De { node, key: None, owner: None, path: &path, context: self.list.context };
        seed.deserialize(de).map(Some).map_err(|error| de.context.settle(error, de.place(), &path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.node.len().saturating_sub(self.at))
    }
}

/// The fields of a struct or the entries of a map; none for what is not a mapping.
pub(super) struct Fields<'a, 't> {
    mapping: De<'a, 't>,
    owner: Option<Owner>,
    entries: Entries<'t>,
    current: Option<Entry<'t>>,
    /// A field to be handed over in case it does not come by itself.
    absent: Option<(&'static str, &'static str)>,
    stand_in: Option<&'static str>,
    /// The fields to come, and the one that came last, while a type is explored.
    outline: std::slice::Iter<'static, &'static str>,
    outlined: Option<&'static str>,
}

impl<'a, 't> Fields<'a, 't> {
    pub(super) fn new(mapping: De<'a, 't>, owner: Option<Owner>) -> Self {
        let absent = owner.and_then(|owner| mapping.context.formats.absent(owner.name));
        let (entries, stand_in) = (mapping.node.entries(), None);
        let outline = owner.map_or::<&[&str], _>(&[""], |owner| owner.fields).iter();
        Self { entries, mapping, owner, current: None, absent, stand_in, outline, outlined: None }
    }

    /// Returns true if an entry is not to be handed over; it has to be a string all the same.
    fn skips(&self, entry: &Entry<'t>) -> bool {
        let Some(owner) = self.owner.filter(|owner| self.mapping.context.formats.skips(owner.fields, &entry.name))
        else {
            return false;
        };
        let shape = Shape::of(entry.value);
        if !matches!(shape, Shape::String | Shape::Null) {
            let path = self.mapping.path.name(&entry.name);
            let de = De { node: entry.value, key: Some(entry.key), owner: Some(owner), path: &path, ..self.mapping };
            self.mapping.context.note(What::wrong_type("a string", entry.value), de.place(), &path);
        }
        true
    }

    fn outlined_key<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let formats = self.mapping.context.formats;
        let fields = self.owner.map_or::<&[&str], _>(&[], |owner| owner.fields);
        let Some(&name) = self.outline.find(|name| !formats.skips(fields, name)) else { return Ok(None) };
        self.outlined = Some(name);
        seed.deserialize(BorrowedStrDeserializer::<Error>::new(name)).map(Some)
    }
}

impl<'t> MapAccess<'t> for Fields<'_, 't> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        if self.mapping.context.outline.is_some() {
            return self.outlined_key(seed);
        }
        while let Some(entry) = self.entries.next() {
            if self.skips(&entry) {
                continue;
            }
            self.absent = self.absent.filter(|&(name, _)| name != entry.name);
            let entry = self.current.insert(entry);
            let key = match &entry.name {
                Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::<Error>::new(name)),
                Cow::Owned(name) => seed.deserialize(StrDeserializer::<Error>::new(name)),
            };
            let span = entry.key.span();
            return key.map(Some).map_err(|error| self.mapping.context.settle(error, span, self.mapping.path));
        }
        let Some((name, stand_in)) = self.absent.take() else { return Ok(None) };
        self.stand_in = Some(stand_in);
        seed.deserialize(BorrowedStrDeserializer::<Error>::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Error> {
        if let Some(stand_in) = self.stand_in.take() {
            return seed.deserialize(Absent(stand_in));
        }
        if let Some(name) = self.outlined.take() {
            let path = if self.owner.is_some() { self.mapping.path.name(name) } else { self.mapping.path.key(name) };
            return seed.deserialize(self.mapping.outlined(&path, self.owner));
        }
        let Some(Entry { key, name, value }) = self.current.take() else { return Err(Error(None)) };
        let path = match self.owner {
            Some(_) => self.mapping.path.name(&name),
            None => self.mapping.path.key(&name),
        };
        let de = De { node: value, key: Some(key), owner: self.owner, path: &path, context: self.mapping.context };
        seed.deserialize(de).map_err(|error| de.context.settle(error, de.place(), &path))
    }
}

/// A text for a field that is absent and may not be.
pub(super) struct Absent(&'static str);

impl<'de> Deserializer<'de> for Absent {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// The three parts of a [`super::Spanned`].
pub(super) struct Located<'a, 't> {
    de: De<'a, 't>,
    part: usize,
}

impl<'a, 't> Located<'a, 't> {
    pub(super) fn new(de: De<'a, 't>) -> Self {
        Self { de, part: 0 }
    }
}

impl<'t> MapAccess<'t> for Located<'_, 't> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some(&name) = spanned::FIELDS.get(self.part) else { return Ok(None) };
        self.part += 1;
        seed.deserialize(BorrowedStrDeserializer::<Error>::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let span = self.de.node.span();
        match self.part {
            1 => seed.deserialize(span.start.into_deserializer()),
            2 => seed.deserialize(span.end.into_deserializer()),
            _ => seed.deserialize(self.de),
        }
    }
}

/// A variant of an enum: a name alone, or a mapping of the name to what it holds.
pub(super) struct Variant<'a, 't> {
    de: De<'a, 't>,
    name: Cow<'t, str>,
    content: Option<Node<'t>>,
}

impl<'a, 't> Variant<'a, 't> {
    pub(super) fn unit(de: De<'a, 't>) -> Self {
        Self { de, name: Cow::Borrowed(de.node.text()), content: None }
    }

    /// A name in the place of one that is none of those allowed.
    pub(super) const fn stand_in(de: De<'a, 't>, name: &'static str) -> Self {
        Self { de, name: Cow::Borrowed(name), content: None }
    }

    pub(super) fn tagged(de: De<'a, 't>) -> Self {
        let (name, content) = de.node.entries().next().map(|entry| (entry.name, entry.value)).unzip();
        Self { de, name: name.unwrap_or_default(), content }
    }

    fn content<T>(self, decode: impl FnOnce(De<'_, 't>) -> Result<T, Error>) -> Result<T, Error> {
        let Some(node) = self.content else {
            let kind = Error(Some(What::Other(format!("`{}` needs values of its own", self.name))));
            return Err(kind);
        };
        let path: Path<'_> = self.de.path.name(&self.name);
        let de = De { node, key: None, owner: None, path: &path, context: self.de.context };
        decode(de).map_err(|error| de.context.settle(error, de.place(), &path))
    }
}

impl<'t> EnumAccess<'t> for Variant<'_, 't> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let name: StringDeserializer<Error> = self.name.clone().into_owned().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'t> VariantAccess<'t> for Variant<'_, 't> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            Some(node) if node.kind() != Kind::Scalar || !node.is_null() => {
                Err(Error(Some(What::Other(format!("`{}` takes no values", self.name)))))
            }
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<S::Value, Error> {
        self.content(|de| seed.deserialize(de))
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.content(|de| de.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'t>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.content(|de| de.deserialize_struct("", fields, visitor))
    }
}
