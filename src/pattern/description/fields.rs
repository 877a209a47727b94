//! Reading a mapping field by field: every field is taken once, and what was not taken is unknown.

use std::fmt::Display;

use crate::pattern::description::spanned_value::{Field, Place, SpannedValue, Value, shortened};
use crate::pattern::problem::Problems;
use crate::wording::{either, listed};
use crate::yaml;

/// The fields of one mapping that have not been read yet.
pub(crate) struct Fields<'a> {
    /// The name of the mapping in messages: "the description", "`main`", "sidecar `git-sync`".
    what: String,
    /// The place where the mapping stands.
    pub place: &'a Place,
    entries: &'a [Field],
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The fields of `item`, which has to be a mapping.
    pub(crate) fn of(
        item: &'a SpannedValue,
        what: impl Into<String>,
        expected: &str,
        problems: &mut Problems,
    ) -> Option<Self> {
        let what = what.into();
        let Value::Map(entries) = &item.value else {
            mismatch(item, &what, "a mapping", expected, problems);
            return None;
        };
        Some(Self { what, place: &item.place, entries, asked: Vec::new() })
    }

    /// The value of a field; nothing when it is missing or null.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'a SpannedValue> {
        self.asked.push(key);
        let entry = self.entries.iter().rev().find(|entry| entry.key == key)?;
        (!matches!(entry.item.value, Value::Null)).then_some(&entry.item)
    }

    /// A field with its key; nothing when it is missing or null.
    pub(crate) fn take_field(&mut self, key: &'static str) -> Option<&'a Field> {
        self.asked.push(key);
        self.entries.iter().rev().find(|entry| entry.key == key && !entry.item.is_null())
    }

    /// The value of a field, whether it was taken or not, and whatever it is.
    pub(crate) fn value(&self, key: &str) -> Option<&'a SpannedValue> {
        self.entries.iter().rev().find(|entry| entry.key == key).map(|entry| &entry.item)
    }

    /// Every field that was not taken, with its key.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'a Field> {
        self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_str()))
    }

    /// Reports every field that was neither taken nor is in `also`.
    pub(crate) fn refuse_others<'k>(&self, also: impl IntoIterator<Item = &'k str> + Clone, problems: &mut Problems) {
        for entry in self.rest() {
            if also.clone().into_iter().any(|known| known == entry.key) {
                continue;
            }
            let known = self.asked.iter().copied().chain(also.clone());
            unknown(entry, &self.what, known, problems);
        }
    }

    /// Reports a field that is missing, unless one that is not known is that field misspelt: it is reported as unknown.
    pub(crate) fn missing(
        &self,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
        problems: &mut Problems,
    ) {
        if !self.is_misspelt(key) {
            problems.add(&self.place.head(), message, "missing here", help.into());
        }
    }

    /// Returns true if a field that was not taken is nearly called so.
    pub(crate) fn is_misspelt(&self, key: &str) -> bool {
        self.rest().any(|entry| yaml::nearest(&entry.key, [key]).is_some())
    }

    /// Returns the name of the mapping in messages.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }
}

/// Reports a field that a mapping lacks, or the one that is it misspelt.
pub(crate) fn missing(item: &SpannedValue, key: &str, message: &str, help: impl Into<String>, problems: &mut Problems) {
    let Value::Map(entries) = &item.value else { return };
    match entries.iter().find(|entry| yaml::nearest(&entry.key, [key]).is_some()) {
        Some(entry) => {
            let message = format!("`{}` is no field here", shortened(&entry.key));
            problems.add(&entry.place, message, "unknown key", format!("did you mean `{key}`?"));
        }
        None => problems.add(&item.place.head(), message, "missing here", help.into()),
    }
}

/// The number of names a message lists.
const MOST_LISTED: usize = 20;

/// Reports a field nobody knows, with the nearest one that is known, or all of them where they are few.
fn unknown<'k>(entry: &Field, what: &str, known: impl IntoIterator<Item = &'k str>, problems: &mut Problems) {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    let help = match yaml::nearest(&entry.key, known.iter().copied()) {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if known.is_empty() => None,
        None if known.len() > MOST_LISTED => Some("`podpat schema` prints every key there is".to_owned()),
        None => Some(format!("{what} takes {}", listed(&known))),
    };
    let key = shortened(&entry.key);
    problems.add(&entry.place, format!("{what} takes no `{key}`"), "unknown key", help);
}

/// Reports a value of another form than the expected one, which the message says first.
pub(crate) fn mismatch(
    item: &SpannedValue,
    what: &str,
    expected: impl Display,
    help: impl Into<String>,
    problems: &mut Problems,
) {
    problems.add_of_kind(&item.place, format!("{what} must be {expected}"), item.described(), help.into());
}

/// The most choices that a message lists.
const MOST_CHOICES: usize = 6;

/// Reports a value that is none of its choices, and suggests the nearest one.
pub(crate) fn not_a_choice(item: &SpannedValue, what: &str, choices: &[&str], problems: &mut Problems) {
    let expected = if choices.len() > MOST_CHOICES { "one of its values".to_owned() } else { either(choices) };
    let near = yaml::nearest(item.raw().unwrap_or_default(), choices.iter().copied());
    let help = match near {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write one of {}", listed(choices)),
    };
    mismatch(item, what, expected, help, problems);
}

/// Reports a word that is none of a few, with the nearest one or what each of them means.
pub(crate) fn not_a_word(item: &SpannedValue, what: &str, words: &[&str], meaning: &str, problems: &mut Problems) {
    let near = yaml::nearest(item.raw().unwrap_or_default(), words.iter().copied());
    let help = near.map_or_else(|| meaning.to_owned(), |near| format!("did you mean `{near}`?"));
    mismatch(item, what, either(words), help, problems);
}

/// A text: any scalar, as it was typed.
pub(crate) fn text<'a>(item: &'a SpannedValue, what: &str, problems: &mut Problems) -> Option<&'a str> {
    if let Value::Scalar { raw, .. } = &item.value {
        return Some(raw);
    }
    mismatch(item, what, "a single value", "write one text or number", problems);
    None
}

/// A whole number from `least` to `most`.
pub(crate) fn whole(item: &SpannedValue, what: &str, least: i64, most: i64, problems: &mut Problems) -> Option<i64> {
    let number = match &item.value {
        Value::Scalar { raw, json } => json.as_i64().or_else(|| raw.parse().ok()),
        _ => None,
    };
    match number {
        Some(number) if (least..=most).contains(&number) => Some(number),
        _ => {
            let help = format!("write a number from {least} to {most}");
            mismatch(item, what, format!("a whole number from {least} to {most}"), help, problems);
            None
        }
    }
}

/// The entries of a list, or the one value that stands where a list may stand.
pub(crate) fn one_or_many(item: &SpannedValue) -> &[SpannedValue] {
    match &item.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(item),
    }
}

/// `true` or `false`.
pub(crate) fn boolean(item: &SpannedValue, what: &str, problems: &mut Problems) -> Option<bool> {
    if let Value::Scalar { json, .. } = &item.value
        && let Some(value) = json.as_bool()
    {
        return Some(value);
    }
    let help = "write `true` or `false`".to_owned();
    mismatch(item, what, "`true` or `false`", help, problems);
    None
}
