//! A value with the place where the user wrote it: values from a description file and from flags alike.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::source::{Source, Span};
use crate::yaml::{self, Kind, Node, Scalar, Segment};

/// The number of values a description may hold once its aliases are followed.
pub(crate) const MOST_ITEMS: usize = 100_000;

/// Levels of nesting that a description may have: as many as are read of any text, without those that Kubernetes'
/// objects have above what a description says.
pub(crate) const MAX_DEPTH: usize = yaml::MAX_DEPTH - 32;

/// A place in a text the user wrote: a file, standard input or one flag.
#[derive(Clone, Debug)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// The bytes that matter.
    pub span: Span,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub struct SpannedValue {
    /// The place where it stands.
    pub place: Place,
    /// The problem.
    pub value: Value,
}

/// Something read from a description, and where it was written.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The place where it stands.
    pub place: Place,
}

/// The shapes of YAML, with scalars in both readings.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, number or boolean.
    Scalar {
        /// As Kubernetes reads it.
        json: Json,
        /// As the user typed it, without quotes: `007`, `yes`, `1.10`.
        raw: String,
    },
    /// A list.
    List(Vec<SpannedValue>),
    /// A mapping, in the order written.
    Map(Vec<Field>),
}

/// One `key: value` of a mapping.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key.
    pub key: String,
    /// The place where the key stands.
    pub place: Place,
    /// The value.
    pub item: SpannedValue,
}

impl SpannedValue {
    /// A value that nobody wrote, at the place of what asks for it.
    pub(crate) fn of_json(json: &Json, place: &Place) -> Self {
        let field = |(key, value): (&String, &Json)| {
            let (key, item) = (key.clone(), Self::of_json(value, place));
            Field { key, place: place.clone(), item }
        };
        let value = match json {
            Json::Null => Value::Null,
            Json::String(text) => Value::Scalar { json: json.clone(), raw: text.clone() },
            Json::Array(items) => Value::List(items.iter().map(|item| Self::of_json(item, place)).collect()),
            Json::Object(entries) => Value::Map(entries.iter().map(field).collect()),
            scalar => Value::Scalar { json: scalar.clone(), raw: scalar.to_string() },
        };
        Self { place: place.clone(), value }
    }
}

impl Place {
    /// The first line of it: to underline a whole description would say nothing.
    pub fn head(&self) -> Self {
        let text = self.source.slice(self.span);
        let end = text.find('\n').unwrap_or(text.len());
        Self { source: Arc::clone(&self.source), span: Span::new(self.span.start, self.span.start + end) }
    }
}

impl SpannedValue {
    /// The value of a YAML node, aliases and merge keys followed; `None` where that comes to more than
    /// [`MOST_ITEMS`] values, which only a bomb of aliases does.
    pub fn of_node(node: Node<'_>, source: &Arc<Source>) -> Option<Self> {
        Self::counted(node, source, &mut 0)
    }

    fn counted(node: Node<'_>, source: &Arc<Source>, count: &mut usize) -> Option<Self> {
        *count += 1;
        if *count > MOST_ITEMS {
            return None;
        }
        let at = |span| Place { source: Arc::clone(source), span };
        let value = match node.kind() {
            Kind::Scalar => match node.scalar() {
                Scalar::Null => Value::Null,
                _ => Value::Scalar { json: node.to_json(), raw: node.text().to_owned() },
            },
            Kind::Sequence => {
                Value::List(node.items().map(|item| Self::counted(item, source, count)).collect::<Option<_>>()?)
            }
            Kind::Mapping => {
                let entries = node.entries().map(|entry| {
                    let item = Self::counted(entry.value, source, count)?;
                    Some(Field { key: entry.name.clone().into_owned(), place: at(entry.key.span()), item })
                });
                Value::Map(entries.collect::<Option<_>>()?)
            }
        };
        Some(Self { place: at(node.span()), value })
    }

    /// A text that stands as a whole at a place: the value of a flag.
    pub fn of_text(text: &str, place: Place) -> Self {
        Self { place, value: Value::Scalar { json: Json::from(text), raw: text.to_owned() } }
    }

    /// Returns what kind of value this is, for messages: "a list", "the number `3`".
    pub fn described(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Scalar { json: Json::Number(_), raw } => format!("the number `{raw}`"),
            Value::Scalar { json: Json::Bool(_), raw } => format!("the boolean `{raw}`"),
            Value::Scalar { raw, .. } => format!("the text `{}`", shortened(raw)),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
        }
    }

    /// Returns a scalar as it was typed.
    pub fn raw(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { raw, .. } => Some(raw),
            _ => None,
        }
    }

    /// Returns true if nothing is said.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The same value as JSON, as Kubernetes reads it.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Scalar { json, .. } => json.clone(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => {
                Json::Object(entries.iter().map(|entry| (entry.key.clone(), entry.item.to_json())).collect())
            }
        }
    }

    /// The value of a key, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&SpannedValue> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().rev().find(|entry| entry.key == key).map(|entry| &entry.item)
    }

    /// The keys, where this is a mapping.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let entries = if let Value::Map(entries) = &self.value { entries.as_slice() } else { &[] };
        entries.iter().map(|entry| entry.key.as_str())
    }

    /// The deepest place along `steps` that was written here.
    pub fn place_of(&self, steps: &[Segment<'_>]) -> &Place {
        let Some((first, rest)) = steps.split_first() else { return &self.place };
        let next = match (first, &self.value) {
            (Segment::Field(key) | Segment::Key(key), Value::Map(_)) => self.get(key),
            (Segment::Index(index), Value::List(items)) => items.get(*index),
            _ => None,
        };
        next.map_or(&self.place, |item| item.place_of(rest))
    }

    /// Returns the first value that lies more than `levels` below this one.
    pub fn deeper_than(&self, levels: usize) -> Option<&SpannedValue> {
        let Some(levels) = levels.checked_sub(1) else { return Some(self) };
        match &self.value {
            Value::Null | Value::Scalar { .. } => None,
            Value::List(items) => items.iter().find_map(|item| item.deeper_than(levels)),
            Value::Map(fields) => fields.iter().find_map(|field| field.item.deeper_than(levels)),
        }
    }

    /// Sets the value at a dotted path (`sidecar[0].path`, `main.env.X`) that was written at `at`, making mappings on
    /// the way.
    ///
    /// # Errors
    /// Fails if a step cannot be taken, with the words for it.
    pub fn set(&mut self, path: &str, at: &Place, value: SpannedValue) -> Result<(), String> {
        let steps = steps(path)?;
        let mut here = self;
        for step in &steps {
            here = here.enter(step, at)?;
        }
        *here = value;
        Ok(())
    }

    fn enter(&mut self, step: &Segment<'_>, place: &Place) -> Result<&mut SpannedValue, String> {
        if matches!(self.value, Value::Null) {
            self.value = Value::Map(Vec::new());
        }
        // One entry may be written without a list around it.
        if matches!((step, &self.value), (Segment::Index(0), Value::Map(_))) {
            return Ok(self);
        }
        let described = self.described();
        match (step, &mut self.value) {
            (Segment::Index(index), Value::List(items)) => {
                let count = items.len();
                let missing = || format!("there is no entry {index}: the list has {count}, counted from 0");
                items.get_mut(*index).ok_or_else(missing)
            }
            (Segment::Field(key) | Segment::Key(key), Value::Map(entries)) => {
                let at = entries.iter().rposition(|entry| entry.key == *key).unwrap_or_else(|| {
                    let item = SpannedValue { place: place.clone(), value: Value::Null };
                    entries.push(Field { key: key.clone().into_owned(), place: place.clone(), item });
                    entries.len() - 1
                });
                Ok(&mut entries[at].item)
            }
            (step, _) => Err(format!("`{}` cannot stand in {described}", yaml::FieldPath::new([step.clone()]))),
        }
    }
}

/// The steps of a dotted path; a step with dots of its own is written in brackets: `labels[a.b/c]`.
fn steps(path: &str) -> Result<Vec<Segment<'_>>, String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, behind) = inside.split_once(']').ok_or("a `[` is not closed")?;
            steps.push(step.parse().map_or_else(|_| Segment::Key(step.into()), Segment::Index));
            rest = behind.strip_prefix('.').unwrap_or(behind);
            continue;
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (step, behind) = rest.split_at(end);
        if step.is_empty() {
            return Err("a step of the path is empty".to_owned());
        }
        steps.push(step.parse().map_or_else(|_| Segment::Field(step.into()), Segment::Index));
        rest = behind.strip_prefix('.').unwrap_or(behind);
    }
    if steps.len() > MAX_DEPTH {
        return Err(format!("the path has more than {MAX_DEPTH} steps"));
    }
    Ok(steps)
}

/// A mapping that a user may have written, as JSON; an empty one of anything else.
pub(crate) fn to_map(item: Option<&SpannedValue>) -> serde_json::Map<String, Json> {
    match item.map(SpannedValue::to_json) {
        Some(Json::Object(map)) => map,
        _ => serde_json::Map::new(),
    }
}

/// A text short enough for a message.
pub(crate) fn shortened(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = chars.by_ref().take(48).collect();
    if chars.next().is_some() { format!("{short}…") } else { short }
}
