//! Reading a mapping field by field: every field is taken once, and what was not taken is unknown.

use super::item::{Entry, Item, Place, Value};
use super::problem::Problems;
use crate::yaml;

/// The fields of one mapping that have not been read yet.
pub(super) struct Fields<'a> {
    /// What messages call the mapping: "the description", "`main`", "sidecar `git-sync`".
    what: String,
    /// Where the mapping stands.
    pub place: &'a Place,
    entries: &'a [Entry],
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The fields of `item`, which has to be a mapping.
    pub(super) fn of(item: &'a Item, what: impl Into<String>, expected: &str, problems: &mut Problems) -> Option<Self> {
        let what = what.into();
        let Value::Map(entries) = &item.value else {
            let found = item.described();
            problems.add(&item.place, format!("{what} is {found}"), "a mapping is expected", expected.to_owned());
            return None;
        };
        Some(Self { what, place: &item.place, entries, asked: Vec::new() })
    }

    /// The value of a field; nothing when it is missing or null.
    pub(super) fn take(&mut self, key: &'static str) -> Option<&'a Item> {
        self.asked.push(key);
        let entry = self.entries.iter().rev().find(|entry| entry.key == key)?;
        (!matches!(entry.item.value, Value::Null)).then_some(&entry.item)
    }

    /// Every field that was not taken, with its key.
    pub(super) fn rest(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(|entry| !self.asked.contains(&entry.key.as_str()))
    }

    /// Reports every field that was neither taken nor is in `also`.
    pub(super) fn refuse_others<'k>(&self, also: impl IntoIterator<Item = &'k str> + Clone, problems: &mut Problems) {
        for entry in self.rest() {
            if also.clone().into_iter().any(|known| known == entry.key) {
                continue;
            }
            let known = self.asked.iter().copied().chain(also.clone());
            unknown(entry, &self.what, known, problems);
        }
    }

    /// What messages call the mapping.
    pub(super) fn what(&self) -> &str {
        &self.what
    }
}

/// How many names a message lists.
const MOST_LISTED: usize = 20;

/// Reports a field nobody knows, with the nearest one that is known, or all of them where they are few.
pub(super) fn unknown<'k>(
    entry: &Entry,
    what: &str,
    known: impl IntoIterator<Item = &'k str>,
    problems: &mut Problems,
) {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    let help = match yaml::nearest(&entry.key, known.iter().copied()) {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if known.is_empty() => None,
        None if known.len() > MOST_LISTED => Some("`podpat schema` prints every key there is".to_owned()),
        None => Some(format!("{what} takes {}", listed(&known))),
    };
    let key = super::item::shortened(&entry.key);
    problems.add(&entry.place, format!("{what} takes no `{key}`"), "unknown key", help);
}

/// Names in backquotes, joined by commas and a last "and".
pub(super) fn listed(names: &[&str]) -> String {
    in_words(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// `a, b and c`
pub(super) fn in_words(names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, front)) => format!("{} and {last}", front.join(", ")),
    }
}

/// A text: any scalar, as it was typed.
pub(super) fn text<'a>(item: &'a Item, what: &str, problems: &mut Problems) -> Option<&'a str> {
    if let Value::Scalar { raw, .. } = &item.value {
        return Some(raw);
    }
    problems.add(
        &item.place,
        format!("{what} is {}", item.described()),
        "a text is expected",
        "write one text, such as a name".to_owned(),
    );
    None
}

/// A whole number from `least` to `most`.
pub(super) fn whole(item: &Item, what: &str, least: i64, most: i64, problems: &mut Problems) -> Option<i64> {
    let number = match &item.value {
        Value::Scalar { raw, json } => json.as_i64().or_else(|| raw.parse().ok()),
        _ => None,
    };
    match number {
        Some(number) if (least..=most).contains(&number) => Some(number),
        Some(number) => {
            let help = format!("write a number from {least} to {most}");
            problems.add(&item.place, format!("{what} is {number}"), "out of range", help);
            None
        }
        None => {
            let help = format!("write a number from {least} to {most}");
            problems.add(&item.place, format!("{what} is {}", item.described()), "a whole number is expected", help);
            None
        }
    }
}

/// The entries of a list, or the one value that stands where a list may stand.
pub(super) fn one_or_many(item: &Item) -> &[Item] {
    match &item.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(item),
    }
}
