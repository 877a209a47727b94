//! Changes of manifests in every formatting that a hand or a program gives them: indentation, brackets, comments in odd
//! places, quotes, anchors, carriage returns, several documents, JSON.

use std::sync::Arc;

use podpat::internals::edit::{self, Change, Edit, Refused};
use podpat::internals::source::Source;
use podpat::internals::yaml::{self, FieldPath, Segment};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Decisions, taken one after the other.
struct Choices<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Choices<'_> {
    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize {
        self.at += 1;
        usize::from(self.bytes[self.at % self.bytes.len()]).wrapping_add(self.at / self.bytes.len()) % count
    }

    /// True once in `count` times.
    fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// Writes a value as somebody might have.
struct Writer<'a> {
    choices: Choices<'a>,
    step: usize,
    list: usize,
    item: usize,
    comments: usize,
    out: String,
}

impl Writer<'_> {
    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{}.", self.comments)
    }

    fn pad(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// Ends a line: perhaps with a comment, perhaps with more lines that say nothing.
    fn end_line(&mut self, indent: usize) {
        if self.choices.once_in(6) {
            let comment = self.comment();
            self.out.push_str(&format!(" {comment}"));
        }
        self.out.push('\n');
        if self.choices.once_in(9) {
            self.out.push('\n');
        }
        if self.choices.once_in(7) {
            let comment = self.comment();
            let indent = [indent, indent, 0, indent + 3][self.choices.below(4)];
            self.pad(indent);
            self.out.push_str(&format!("{comment}\n"));
        }
    }

    fn scalar(&mut self, value: &Value) -> String {
        let Value::String(text) = value else { return value.to_string() };
        match self.choices.below(3) {
            0 if !text.contains('\n') => format!("'{}'", text.replace('\'', "''")),
            1 => yaml::double_quoted(text),
            _ => yaml::quote(text),
        }
    }

    fn flow(&mut self, value: &Value) -> String {
        let comma = [", ", ",", " , "][self.choices.below(3)];
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(comma))
            }
            Value::Object(map) => {
                let entries: Vec<String> =
                    map.iter().map(|(key, value)| format!("{key}: {}", self.flow(value))).collect();
                format!("{{ {} }}", entries.join(comma))
            }
            Value::String(text) => yaml::double_quoted(text),
            other => other.to_string(),
        }
    }

    /// Writes what stands behind a colon or a dash, up to the end of its last line.
    fn behind(&mut self, value: &Value, indent: usize) {
        let is_empty =
            value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty);
        let is_collection = value.is_array() || value.is_object();
        if self.choices.once_in(12) {
            self.out.push_str(&format!(" &a{}", self.out.len()));
        }
        match value {
            Value::Null if self.choices.once_in(2) => self.end_line(indent),
            Value::String(text)
                if text.ends_with('\n') && !text.starts_with(['\n', ' ']) && self.choices.once_in(2) =>
            {
                let deep = indent + self.step;
                self.out.push_str(" |\n");
                for line in text.lines() {
                    self.pad(if line.is_empty() { 0 } else { deep });
                    self.out.push_str(&format!("{line}\n"));
                }
            }
            _ if !is_collection => {
                let scalar = self.scalar(value);
                self.out.push_str(&format!(" {scalar}"));
                self.end_line(indent);
            }
            _ if is_empty || self.choices.once_in(6) => {
                let flow = self.flow(value);
                self.out.push_str(&format!(" {flow}"));
                self.end_line(indent);
            }
            Value::Array(items) => {
                self.end_line(indent);
                let indent = indent + self.list;
                for item in items {
                    self.pad(indent);
                    self.out.push('-');
                    self.item(item, indent);
                }
            }
            other => {
                self.end_line(indent);
                self.map(other, indent + self.step, true);
            }
        }
    }

    fn item(&mut self, value: &Value, indent: usize) {
        if value.as_object().is_some_and(|map| !map.is_empty()) && !self.choices.once_in(6) {
            self.pad(self.item - 1);
            self.map(value, indent + self.item, false);
        } else {
            // A list in a list has to stand deeper than the dash.
            let list = self.list;
            self.list = list.max(1);
            self.behind(value, indent);
            self.list = list;
        }
    }

    fn map(&mut self, map: &Value, indent: usize, indent_first: bool) {
        for (at, (key, value)) in map.as_object().expect("a mapping").iter().enumerate() {
            if at > 0 || indent_first {
                self.pad(indent);
            }
            self.out.push_str(&format!("{key}:"));
            self.behind(value, indent);
        }
    }
}

/// A text, the number of comments in it, and the number of the document that says the value.
pub(crate) fn written(value: &Value, bytes: &[u8]) -> (String, usize, usize) {
    let mut choices = Choices { bytes, at: 0 };
    if choices.once_in(8) {
        let pretty = choices.once_in(2);
        return (if pretty { format!("{value:#}\n") } else { value.to_string() }, 0, 0);
    }
    let (step, list, item) = (1 + choices.below(4), choices.below(3), 2 + choices.below(2));
    let mut writer = Writer { choices, step, list, item, comments: 0, out: String::new() };
    let is_second = writer.choices.once_in(3);
    if is_second {
        writer.out.push_str("first: 1 # c.\n---\n");
    }
    writer.map(value, 0, true);
    if writer.choices.once_in(3) {
        writer.out.push_str("--- # c..\nlast: {a: 1}\n");
    }
    let (mut text, mut choices, comments) = (writer.out, writer.choices, writer.comments);
    if choices.once_in(4) {
        text.truncate(text.trim_end().len());
    }
    if choices.once_in(4) {
        text = text.replace('\n', "\r\n");
    }
    if choices.once_in(6) {
        text.insert(0, '\u{feff}');
    }
    (text, comments, usize::from(is_second))
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-m]{1,4}( [a-m]{1,3})?".prop_map(Value::from),
        "[a-m,:\\[#' ]{1,6}".prop_map(Value::from),
        "([a-m]{1,3}\n){1,3}".prop_map(Value::from),
        (0..99_i64).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let inner = leaf.prop_recursive(3, 14, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-f]{1,2}", inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    prop::collection::vec(("[a-f]{1,2}", inner), 1..5).prop_map(|entries| Value::Object(entries.into_iter().collect()))
}

/// Every path into a value, with the value there.
fn paths(value: &Value) -> Vec<(FieldPath, Value)> {
    let mut all = vec![(FieldPath::default(), value.clone())];
    let mut done = 0;
    while let Some((path, value)) = all.get(done).cloned() {
        done += 1;
        match value {
            Value::Array(items) => {
                all.extend(items.into_iter().enumerate().map(|(at, item)| (path.clone().index(at), item)));
            }
            Value::Object(map) => {
                all.extend(map.into_iter().map(|(key, value)| (path.clone().join(Segment::Field(key.into())), value)));
            }
            _ => {}
        }
    }
    all
}

fn pick<T: Clone>(from: &[T], choice: u8) -> Option<T> {
    (!from.is_empty()).then(|| from[usize::from(choice) % from.len()].clone())
}

/// A change that fits a value.
fn change(value: &Value, kind: u8, place: u8, new: u8) -> Option<Change> {
    let all = paths(value);
    let below: Vec<_> = all.iter().filter(|(path, _)| !path.is_root()).map(|(path, _)| path.clone()).collect();
    let of = |is: fn(&Value) -> bool| all.iter().filter(|(_, value)| is(value)).cloned().collect::<Vec<_>>();
    let new = [
        json!("new"),
        json!("8"),
        json!(7),
        json!({"new": 1}),
        json!(["new", {"x": [1], "z": null}]),
        json!("new\nlines\n"),
    ][usize::from(new) % 6]
        .clone();
    match kind % 6 {
        0 => Some(Change::Set(pick(&below, place)?, new)),
        1 => Some(Change::insert(pick(&of(|value| value.is_object() || value.is_null()), place)?.0, "new", new)),
        2 => {
            let (list, value) = pick(&of(Value::is_array), place)?;
            let length = value.as_array().map_or(0, Vec::len);
            Some(Change::InsertItem(list, usize::from(place / 7) % (length + 1), new))
        }
        3 => Some(Change::append(pick(&of(Value::is_array), place)?.0, new)),
        4 => Some(Change::Remove(pick(&below, place)?)),
        _ => {
            let keys: Vec<_> = below
                .iter()
                .filter(|path| matches!(path.segments().last(), Some(Segment::Field(_))))
                .cloned()
                .collect();
            Some(Change::Rename(pick(&keys, place)?, "new".to_owned()))
        }
    }
}

/// The value after a change.
fn meant(value: &Value, change: &Change) -> Value {
    let pointer = |path: &FieldPath| {
        let steps = path.segments().iter().map(|step| match step {
            Segment::Index(index) => format!("/{index}"),
            Segment::Field(name) | Segment::Key(name) => format!("/{name}"),
        });
        steps.collect::<String>()
    };
    let mut after = value.clone();
    let at = pointer(change.path());
    let (holder, last) = at.rsplit_once('/').unwrap_or_default();
    match change {
        Change::Set(_, new) => *after.pointer_mut(&at).expect("a value") = new.clone(),
        Change::Insert(_, entries, _) => {
            let place = after.pointer_mut(&at).expect("a value");
            let mut map = place.as_object().cloned().unwrap_or_default();
            map.extend(entries.clone());
            *place = map.into();
        }
        Change::InsertItem(_, index, item) => {
            let list = after.pointer_mut(&at).and_then(Value::as_array_mut).expect("a list");
            list.insert((*index).min(list.len()), item.clone());
        }
        Change::Remove(_) => match after.pointer_mut(holder).expect("a holder") {
            Value::Array(list) => drop(list.remove(last.parse().expect("an index"))),
            Value::Object(map) => drop(map.shift_remove(last)),
            _ => panic!("{at}"),
        },
        Change::Rename(_, key) => {
            let map = after.pointer_mut(holder).and_then(Value::as_object_mut).expect("a mapping");
            let value = map.shift_remove(last).expect("an entry");
            map.insert(key.clone(), value);
        }
        Change::RemoveRepeated(..) | Change::Comment(..) | Change::Uncomment(..) => {}
        Change::TakeOut(..) | Change::Restore(..) => panic!("the tests of `remove` try these"),
    }
    after
}

/// What a text says, document by document.
fn read(text: &str) -> Vec<Value> {
    let documents = yaml::parse(&Arc::new(Source::new("-", text))).documents.into_iter();
    documents
        .map(|document| document.tree.unwrap_or_else(|error| panic!("{error:?}\n{text}")).root().to_json())
        .collect()
}

fn spliced(text: &str, mut edits: Vec<Edit>) -> String {
    let mut text = text.to_owned();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        text.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]
    #[test]
    fn a_change_changes_what_was_meant_and_no_other_byte(
        value in value(),
        bytes in prop::collection::vec(any::<u8>(), 24..64),
        kind in any::<u8>(),
        place in any::<u8>(),
        new in any::<u8>(),
    ) {
        let (text, comments, document) = written(&value, &bytes);
        let before = read(&text);
        prop_assert_eq!(&before[document], &value, "the writer is wrong:\n{}", text);
        let Some(change) = change(&value, kind, place, new) else { return Ok(()) };
        let stream = yaml::parse(&Arc::new(Source::new("-", text.as_str())));
        let tree = stream.documents[document].tree.as_ref().expect("a tree");
        let edits = match edit::plan(tree.root(), &change) {
            Ok(edits) => edits,
            // A value that holds comments, or a place that only comments can tell from another.
            Err(Refused::Comments(_)) if comments > 0 => return Ok(()),
            Err(Refused::Form(_)) if matches!(change, Change::InsertItem(..)) => return Ok(()),
            Err(refused) => return Err(TestCaseError::fail(format!("{change:?}: {refused}\n{text}"))),
        };
        let after = spliced(&text, edits.clone());
        if let Err(refused) = edit::prove(tree.root(), std::slice::from_ref(&change), &edits) {
            return Err(TestCaseError::fail(format!("{change:?}: {refused}\n{text}\n=>\n{after}")));
        }
        prop_assert_eq!(edit::apply(&text, &edits), Ok(after.clone()));
        let mut all = before;
        all[document] = meant(&value, &change);
        prop_assert_eq!(read(&after), all, "{:?}\n{}\n=>\n{}", change, text, after);
        let is_kept = (1..=comments).all(|number| after.contains(&format!("# c{number}.")));
        prop_assert!(is_kept || matches!(change, Change::Remove(_)), "{:?} loses a comment\n{}\n=>\n{}", change, text, after);
        let removed: usize = edits.iter().map(|edit| edit.span.len()).sum();
        let only_adds = matches!(change, Change::Insert(..) | Change::InsertItem(..));
        prop_assert!(!only_adds || removed <= 5, "{:?} takes something away\n{}\n=>\n{}", change, text, after);
    }
}
