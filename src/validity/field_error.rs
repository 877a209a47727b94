//! Faults that the API server would refuse, as values.

use std::collections::HashMap;
use std::fmt::Display;

use super::content::FormatError;
use super::meant::Meant;
use crate::source::Span;
use crate::yaml::{FieldPath, KEPT, Path, Segment};

/// The reason why the server refuses a field. Each is one lint rule; see [`Reason::id`].
///
/// Source: `k8s.io/apimachinery/pkg/util/validation/field/errors.go`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// `FieldValueRequired`
    Required,
    /// `FieldValueInvalid`
    Invalid,
    /// `FieldValueDuplicate`
    Duplicate,
    /// `FieldValueNotSupported`
    NotSupported,
    /// `FieldValueForbidden`
    Forbidden,
    /// `FieldValueNotFound`
    NotFound,
    /// `FieldValueTooLong`
    TooLong,
    /// `FieldValueTooMany`
    TooMany,
    /// `FieldValueTypeInvalid`, and every value that cannot be decoded as its type.
    TypeInvalid,
    /// Strict decoding: `unknown field`.
    UnknownField,
    /// Strict decoding: `key already set in map`.
    DuplicateKey,
    /// The release does not serve this API.
    RemovedApi,
    /// Podpat has no type for this kind.
    UnknownApi,
    /// The release does not have this field.
    NewerField,
}

impl Reason {
    /// The rule that reports this reason.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Required => "missing-field",
            Self::Invalid => "invalid-value",
            Self::Duplicate => "duplicate-value",
            Self::NotSupported => "unsupported-value",
            Self::Forbidden => "forbidden-field",
            Self::NotFound => "unresolved-reference",
            Self::TooLong => "too-long",
            Self::TooMany => "too-many",
            Self::TypeInvalid => "wrong-type",
            Self::UnknownField => "unknown-field",
            Self::DuplicateKey => "duplicate-key",
            Self::RemovedApi => "removed-api",
            Self::UnknownApi => "unknown-api",
            Self::NewerField => "newer-field",
        }
    }
}

/// One thing the server refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The reason.
    pub reason: Reason,
    /// The server's own field path.
    pub path: FieldPath,
    /// The place where the value stands, when the server's path does not lead there.
    pub place: Option<FieldPath>,
    /// The bytes to point at, where decoding knows them.
    pub span: Option<Span>,
    /// Other bytes that help to understand it, and what they are.
    pub related: Option<(Span, &'static str)>,
    /// The fault, in words for a newcomer: lower case, no full stop.
    pub message: String,
    /// The help, which says what would be right: allowed values, the limit, an example; one imperative clause.
    pub help: String,
    /// The repair that the error itself tells of.
    pub meant: Option<Meant>,
    /// The number of other errors of this reason in the object that were not kept: 0 but for the last of
    /// [`KEPT`](crate::yaml::KEPT).
    pub more: usize,
}

impl FieldError {
    /// Says where the value stands when the server's path does not lead there (a list without an index, say).
    pub fn at(&mut self, place: &Path<'_>) {
        self.place = Some(place.to_buf());
    }
}

/// The errors of one object, in the order they were found.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// The errors so far.
    pub fn into_vec(self) -> Vec<FieldError> {
        self.0
    }

    /// The errors so far.
    pub fn as_slice(&self) -> &[FieldError] {
        &self.0
    }

    /// Returns the number of errors so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a fault made elsewhere.
    pub fn add(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Those from the one at `from` on, to be changed.
    pub fn since(&mut self, from: usize) -> &mut [FieldError] {
        self.0.get_mut(from..).unwrap_or_default()
    }

    /// Says of all errors from the one at `from` that what the server calls `path` stands at `place`.
    pub fn move_places(&mut self, from: usize, path: &Path<'_>, place: &Path<'_>) {
        if from == self.0.len() {
            return;
        }
        let (skip, place) = (path.to_buf().segments().len(), place.to_buf());
        for fault in &mut self.0[from..] {
            let old = fault.place.as_ref().unwrap_or(&fault.path);
            let rest = FieldPath::new(old.segments().iter().skip(skip).cloned());
            fault.place = Some(place.clone().extend(&rest));
        }
    }

    /// Adds a fault in full words.
    pub fn push(
        &mut self,
        reason: Reason,
        path: &Path<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut FieldError {
        let index = self.0.len();
        self.0.push(FieldError {
            reason,
            path: path.to_buf(),
            place: None,
            span: None,
            related: None,
            message: message.into(),
            help: help.into(),
            meant: None,
            more: 0,
        });
        &mut self.0[index]
    }

    /// A field that has to be there is missing or empty.
    pub fn required(&mut self, path: &Path<'_>, help: impl Into<String>) -> &mut FieldError {
        let message = format!("`{}` is required", last(path));
        self.push(Reason::Required, path, message, help)
    }

    /// Notes a field that has to be there and is empty; gives back whether there is something in it.
    pub fn present(&mut self, path: &Path<'_>, text: &str, help: &str) -> bool {
        if text.is_empty() {
            self.required(path, help);
        }
        !text.is_empty()
    }

    /// A value breaks a rule; `why` completes "`value` ...".
    pub fn invalid(
        &mut self,
        path: &Path<'_>,
        value: impl Display,
        why: impl Display,
        help: impl Into<String>,
    ) -> &mut FieldError {
        self.push(Reason::Invalid, path, format!("`{}` {why}", shown(value)), help)
    }

    /// A value is not in its format: what a test of [`content`](super::content) has to say, if anything.
    pub fn content(
        &mut self,
        path: &Path<'_>,
        value: impl Display,
        error: Option<FormatError>,
    ) -> Option<&mut FieldError> {
        let FormatError { why, help } = error?;
        let value = value.to_string();
        // A number says little without its field.
        if value.parse::<i64>().is_ok()
            && let Some(Segment::Field(field)) = path.to_buf().segments().last()
        {
            return Some(self.invalid(path, format_args!("{field}: {value}"), why, help));
        }
        Some(self.invalid(path, value, why, help))
    }

    /// As [`FieldErrors::content`], where the server's path does not lead to the value, and `place` does.
    pub fn content_at(&mut self, path: &Path<'_>, place: &Path<'_>, value: impl Display, error: Option<FormatError>) {
        if let Some(fault) = self.content(path, value, error) {
            fault.at(place);
        }
    }

    /// A value stands twice where it has to be unique.
    pub fn duplicate(&mut self, path: &Path<'_>, value: impl Display, help: impl Into<String>) -> &mut FieldError {
        self.push(Reason::Duplicate, path, format!("`{}` is already used", shown(value)), help)
    }

    /// A value is none of those allowed; help names them all and the nearest one.
    pub fn not_supported(&mut self, path: &Path<'_>, value: impl Display, allowed: &[&str]) -> &mut FieldError {
        let value = shown(value);
        let list = allowed.iter().map(|name| format!("`{}`", shown(name))).collect::<Vec<_>>().join(", ");
        let help = match crate::yaml::nearest(&value, allowed.iter().copied()) {
            Some(_) | None if allowed.len() == 1 => format!("write {list}"),
            Some(name) => format!("did you mean `{name}`? Allowed: {list}"),
            None => format!("write one of {list}"),
        };
        let message = match value.as_str() {
            EMPTY => format!("`{}` is missing or empty", last(path)),
            value => format!("`{value}` is not a value of `{}`", last(path)),
        };
        let meant = Meant::one_of(&value, allowed);
        let error = self.push(Reason::NotSupported, path, message, help);
        error.meant = meant;
        error
    }

    /// Notes a value that is none of those allowed.
    pub fn supported(&mut self, path: &Path<'_>, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            self.not_supported(path, value, allowed);
        }
    }

    /// Notes a text that is none of those allowed. An empty one stands for the default.
    pub fn supported_or_empty(&mut self, path: &Path<'_>, value: Option<&str>, allowed: &[&str]) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.supported(path, value, allowed);
        }
    }

    /// A field may not be set here; `why` is a whole clause.
    pub fn forbidden(&mut self, path: &Path<'_>, why: impl Into<String>, help: impl Into<String>) -> &mut FieldError {
        self.push(Reason::Forbidden, path, why, help)
    }

    /// A name refers to nothing in the object.
    pub fn not_found(
        &mut self,
        path: &Path<'_>,
        value: impl Display,
        what: &str,
        help: impl Into<String>,
    ) -> &mut FieldError {
        self.push(Reason::NotFound, path, format!("there is no {what} `{}`", shown(value)), help)
    }

    /// A text is longer than `limit` (bytes unless the help says otherwise).
    pub fn too_long(&mut self, path: &Path<'_>, limit: usize) -> &mut FieldError {
        self.push(Reason::TooLong, path, format!("`{}` is too long", last(path)), format!("use at most {limit} bytes"))
    }

    /// A list has more than `limit` entries.
    pub fn too_many(&mut self, path: &Path<'_>, count: usize, limit: usize) -> &mut FieldError {
        let message = format!("`{}` has {count} entries", last(path));
        self.push(Reason::TooMany, path, message, format!("use at most {limit}"))
    }

    /// Notes a list of more than `limit` entries; returns true for one.
    pub fn is_over(&mut self, path: &Path<'_>, count: usize, limit: usize) -> bool {
        if count > limit {
            self.too_many(path, count, limit);
        }
        count > limit
    }
}

/// The errors of an object, at most [`KEPT`] of each reason; the last of these counts the others.
pub(super) fn kept(errors: Vec<FieldError>) -> Vec<FieldError> {
    if errors.len() <= KEPT {
        return errors;
    }
    let mut kept: Vec<FieldError> = Vec::new();
    let mut reasons: HashMap<Reason, (usize, usize)> = HashMap::new();
    for fault in errors {
        let (count, last) = reasons.entry(fault.reason).or_default();
        *count += 1;
        if *count > KEPT {
            kept[*last].more += 1 + fault.more;
            continue;
        }
        *last = kept.len();
        kept.push(fault);
    }
    kept
}

/// The last step of a path, as a message shows it.
fn last(path: &Path<'_>) -> String {
    let path = path.to_buf();
    match path.segments().last() {
        None => "object".to_owned(),
        Some(Segment::Key(key)) => key.to_string(),
        Some(last) => FieldPath::new([last.clone()]).to_string(),
    }
}

/// The form in which an empty text is shown.
const EMPTY: &str = "\"\"";

/// A value as a message shows it: at most 60 characters, one line, `""` for nothing.
fn shown(value: impl Display) -> String {
    let text = value.to_string();
    if text.is_empty() {
        return EMPTY.to_owned();
    }
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { format!("{short}…") } else { short }
}
