//! Field paths as the API server writes them: `spec.containers[0].resources.limits[cpu]`.
//!
//! [`Path`] is a chain of borrows on the stack, so that walking a sound object allocates nothing; [`FieldPath`] is
//! what a finding keeps.

use std::borrow::Cow;
use std::fmt;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment<'a> {
    /// A field of an object: `.name`.
    Field(Cow<'a, str>),
    /// An element of a list: `[0]`.
    Index(usize),
    /// A key of a free-form map: `[cpu]`.
    Key(Cow<'a, str>),
}

impl Segment<'_> {
    fn into_owned(self) -> Segment<'static> {
        match self {
            Segment::Field(name) => Segment::Field(Cow::Owned(name.into_owned())),
            Segment::Index(index) => Segment::Index(index),
            Segment::Key(key) => Segment::Key(Cow::Owned(key.into_owned())),
        }
    }
}

/// A path under construction: a step and the path it continues.
#[derive(Clone, Copy, Debug, Default)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Option<Step<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    /// One field or several joined by dots.
    Field(&'a str),
    Name(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> Path<'a> {
    /// The object itself.
    pub const ROOT: Path<'static> = Path { parent: None, step: None };

    /// A field of the object this path leads to; `name` may be several fields joined by dots.
    pub fn field(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), step: Some(Step::Field(name)) }
    }

    /// A field of the object this path leads to, whatever its name holds.
    pub fn name(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), step: Some(Step::Name(name)) }
    }

    /// An element of the list this path leads to.
    pub fn index(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), step: Some(Step::Index(index)) }
    }

    /// A key of the free-form map this path leads to.
    pub fn key(&'a self, key: &'a str) -> Path<'a> {
        Path { parent: Some(self), step: Some(Step::Key(key)) }
    }

    /// The same path, to keep.
    pub fn to_buf(&self) -> FieldPath {
        let mut segments = self.parent.map_or_else(Vec::new, |parent| parent.to_buf().0);
        match self.step {
            None => {}
            Some(Step::Field(name)) => {
                segments.extend(name.split('.').map(|name| Segment::Field(Cow::Owned(name.to_owned()))));
            }
            Some(Step::Name(name)) => segments.push(Segment::Field(Cow::Owned(name.to_owned()))),
            Some(Step::Index(index)) => segments.push(Segment::Index(index)),
            Some(Step::Key(key)) => segments.push(Segment::Key(Cow::Owned(key.to_owned()))),
        }
        FieldPath(segments)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_buf().fmt(f)
    }
}

/// A path that owns its steps. Displays as the API server writes it; the root is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(Vec<Segment<'static>>);

impl FieldPath {
    /// The path of the steps given.
    pub fn new<'a>(segments: impl IntoIterator<Item = Segment<'a>>) -> Self {
        Self(segments.into_iter().map(Segment::into_owned).collect())
    }

    /// The steps, outermost first.
    pub fn segments(&self) -> &[Segment<'static>] {
        &self.0
    }

    /// Returns true if this is the object itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This path with one more step.
    #[must_use]
    pub fn join(mut self, segment: Segment<'_>) -> Self {
        self.0.push(segment.into_owned());
        self
    }

    /// This path continued by a field, or by several joined by dots.
    #[must_use]
    pub fn field(mut self, name: &'static str) -> Self {
        self.0.extend(name.split('.').map(|name| Segment::Field(Cow::Borrowed(name))));
        self
    }

    /// This path continued by an element of the list it leads to.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Segment::Index(index));
        self
    }

    /// This path continued by a key of the free-form map it leads to.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.join(Segment::Key(key.into()))
    }

    /// This path continued by the steps of `rest`.
    #[must_use]
    pub fn extend(mut self, rest: &FieldPath) -> Self {
        self.0.extend(rest.0.iter().cloned());
        self
    }

    /// The path without its last step.
    pub fn parent(&self) -> Option<FieldPath> {
        let (_, front) = self.0.split_last()?;
        Some(Self(front.to_vec()))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Field(name) if at == 0 => f.write_str(name)?,
                Segment::Field(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => write!(f, "[{key}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_as_the_server_writes_it() {
        let spec = Path::ROOT.field("spec.template.spec");
        let containers = spec.field("containers");
        let container = containers.index(1);
        let resources = container.field("resources.limits");
        assert_eq!(resources.key("cpu").to_string(), "spec.template.spec.containers[1].resources.limits[cpu]");
        assert_eq!(Path::ROOT.to_string(), "");
    }
}
