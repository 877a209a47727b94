//! The description as one value, from a file, from flags, or from a file that flags override.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::pattern::description::spanned_value::{Field, MAX_DEPTH, Place, SpannedValue, Value, shortened};
use crate::pattern::problem::Problems;
use crate::source::{Source, Span};
use crate::yaml;

/// The input of a user: a file, flags, or both.
#[derive(Debug, Default)]
pub struct Input {
    /// The description file, which may hold several documents.
    pub file: Option<Arc<Source>>,
    /// Flags that stand for a key each, in the order typed: the key, and the text.
    pub keys: Vec<(&'static str, String)>,
    /// Ports of main given as flags.
    pub ports: Vec<String>,
    /// HelperMode given as flags: `sidecar`, `ambassador` or `adapter`, and `NAME,key=value,…`.
    pub helpers: Vec<(&'static str, String)>,
    /// `election`, `queue` and `scatter` given as flags: `true`, or `key=value,…`.
    pub sections: Vec<(&'static str, String)>,
    /// `--set key.path=value`.
    pub settings: Vec<String>,
}

impl Input {
    /// Reads the descriptions, each as one value: one a document of the file. Flags hold for all of them.
    pub(in crate::pattern) fn read(&self, problems: &mut Problems) -> Vec<SpannedValue> {
        let items = match &self.file {
            Some(source) => of_file(source, problems),
            None => vec![SpannedValue { place: whole(&flag("flags", "")), value: Value::Map(Vec::new()) }],
        };
        items.into_iter().filter_map(|item| self.with_flags(item, problems)).collect()
    }

    /// The same, with the registry that holds where a description says none.
    pub(in crate::pattern) fn read_with(&self, registry: Option<&Json>, problems: &mut Problems) -> Vec<SpannedValue> {
        let mut items = self.read(problems);
        for item in &mut items {
            if let (Some(registry), Value::Map(fields)) = (registry, &mut item.value)
                && fields.iter().all(|field| field.key != "registry")
            {
                let place = item.place.head();
                let item = SpannedValue::of_json(registry, &place);
                fields.push(Field { key: "registry".to_owned(), place, item });
            }
        }
        items
    }

    /// Adds to a description what flags say.
    fn with_flags(&self, mut item: SpannedValue, problems: &mut Problems) -> Option<SpannedValue> {
        for (key, text) in &self.keys {
            let source = flag(&format!("--{}", key.split('.').next().unwrap_or(key)), text);
            set(&mut item, key, &whole(&source), scalar(&source, Span::new(0, text.len())), problems);
        }
        if !self.ports.is_empty() {
            let ports = self.ports.iter().map(|text| scalar(&flag("--port", text), Span::new(0, text.len())));
            let ports: Vec<SpannedValue> = ports.collect();
            let place = ports[0].place.clone();
            set(&mut item, "main.ports", &place.clone(), SpannedValue { place, value: Value::List(ports) }, problems);
        }
        for (pattern, text) in &self.helpers {
            let helper = of_helper(&flag(&format!("--{pattern}"), text), problems)?;
            push(&mut item, pattern, helper);
        }
        for (key, text) in &self.sections {
            set_section(&mut item, key, &flag(&format!("--{key}"), text), problems)?;
        }
        for text in &self.settings {
            let source = flag("--set", text);
            let Some(at) = text.find('=') else {
                problems.add(&whole(&source), "`--set` has no `=`", "no value", SETTING.to_owned());
                continue;
            };
            let key = Place { source: Arc::clone(&source), span: Span::new(0, at) };
            let value = value(&source, Span::new(at + 1, text.len()), problems)?;
            set(&mut item, &text[..at], &key, value, problems);
        }
        if let Some(deep) = item.deeper_than(MAX_DEPTH) {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            problems.add(
                &deep.place.head(),
                message,
                "too deep",
                "take some levels of lists and mappings out".to_owned(),
            );
            return None;
        }
        Some(item)
    }
}

fn flag(name: &str, text: &str) -> Arc<Source> {
    Arc::new(Source::new(name, text))
}

fn whole(source: &Arc<Source>) -> Place {
    Place { source: Arc::clone(source), span: Span::new(0, source.text().len()) }
}

/// The form of a `--set`, for messages.
const SETTING: &str =
    "write `--set KEY=VALUE` with any key of a description, such as `--set replicas=3` or `--set main.env.MODE=fast`";

/// Sets the value at a path that was written at `at`.
fn set(item: &mut SpannedValue, path: &str, at: &Place, value: SpannedValue, problems: &mut Problems) {
    if let Some((key, _)) = path.split_once(['.', '[']) {
        lengthen(item, key);
    }
    if path.is_empty() {
        problems.add(at, "`--set` has no key", "no key", SETTING.to_owned());
    } else if let Err(why) = item.set(path, at, value) {
        problems.add(at, format!("`{}` cannot be set: {why}", shortened(path)), "this key", SETTING.to_owned());
    }
}

/// Writes `main: IMAGE` and `sidecar: NAME` as the mappings they stand for, so that more can be said in them.
fn lengthen(item: &mut SpannedValue, key: &str) {
    let long = match key {
        "main" => "image",
        "sidecar" | "ambassador" | "adapter" | "init" => "use",
        _ => return,
    };
    let Value::Map(entries) = &mut item.value else { return };
    let Some(entry) = entries.iter_mut().rfind(|entry| entry.key == key) else { return };
    let short = match &mut entry.item.value {
        Value::List(items) => items.as_mut_slice(),
        _ => std::slice::from_mut(&mut entry.item),
    };
    for item in short.iter_mut().filter(|item| matches!(item.value, Value::Scalar { .. })) {
        let entry = Field { key: long.to_owned(), place: item.place.clone(), item: item.clone() };
        item.value = Value::Map(vec![entry]);
    }
}

/// Adds a helper to those the file has.
fn push(item: &mut SpannedValue, pattern: &'static str, helper: SpannedValue) {
    let Value::Map(entries) = &mut item.value else { return };
    let place = helper.place.clone();
    let Some(entry) = entries.iter_mut().rfind(|entry| entry.key == pattern) else {
        let item = SpannedValue { place: place.clone(), value: Value::List(vec![helper]) };
        entries.push(Field { key: pattern.to_owned(), place, item });
        return;
    };
    match &mut entry.item.value {
        Value::List(items) => items.push(helper),
        Value::Null => entry.item.value = Value::List(vec![helper]),
        _ => {
            let first = entry.item.clone();
            entry.item.value = Value::List(vec![first, helper]);
        }
    }
}

/// The descriptions of a file, one a document. Documents without anything in them are passed over.
fn of_file(source: &Arc<Source>, problems: &mut Problems) -> Vec<SpannedValue> {
    let stream = yaml::parse(source);
    let is_empty = |document: &&yaml::Document| document.tree.as_ref().is_ok_and(|tree| tree.root().is_null());
    let mut documents: Vec<_> = stream.documents.iter().filter(|document| !is_empty(document)).collect();
    if documents.is_empty() {
        documents.extend(stream.documents.first());
    }
    if documents.is_empty() {
        let help = "write at least `name:` and `main:`; `podpat generate --help` shows an example".to_owned();
        let name = if source.name() == "-" { "standard input".to_owned() } else { format!("`{}`", source.name()) };
        let place = Place { source: Arc::clone(source), span: Span::new(0, 0) };
        problems.add(&place, format!("{name} holds no description"), "nothing here", help);
    }
    documents.into_iter().filter_map(|document| of_document(document, source, problems)).collect()
}

/// The description of one document.
fn of_document(document: &yaml::Document, source: &Arc<Source>, problems: &mut Problems) -> Option<SpannedValue> {
    let at = |span| Place { source: Arc::clone(source), span };
    let tree = match &document.tree {
        Ok(tree) => tree,
        Err(error) => {
            problems.add(&at(error.span), error.message.clone(), "here", error.help.clone());
            return None;
        }
    };
    for duplicate in tree.root().duplicates() {
        let help = "keep one of the two".to_owned();
        problems.add(
            &at(duplicate.key),
            format!("`{}` is given twice", source.slice(duplicate.key)),
            "again here",
            help,
        );
    }
    let item = SpannedValue::of_node(tree.root(), source);
    if item.is_none() {
        problems.add(&at(document.span), "the description is too large", "its aliases never end", None);
    }
    item
}

/// `NAME,key=value,…`
fn of_helper(source: &Arc<Source>, problems: &mut Problems) -> Option<SpannedValue> {
    let text = source.text();
    let mut entries = Vec::new();
    for (at, part) in split(text).into_iter().enumerate() {
        let piece = source.slice(part);
        let (key, value_span) = match piece.find('=') {
            Some(equals) => (&piece[..equals], Span::new(part.start + equals + 1, part.end)),
            None if at == 0 => ("use", part),
            None => {
                let help = "write `NAME,key=value,…`; a value with commas stands in brackets: `hosts=[a,b]`".to_owned();
                let place = Place { source: Arc::clone(source), span: part };
                problems.add(&place, format!("`{piece}` has no value"), "no `=` here", help);
                return None;
            }
        };
        let place = Place { source: Arc::clone(source), span: part };
        let item = value(source, value_span, problems)?;
        if entries.iter().any(|entry: &Field| entry.key == key) {
            problems.add(&place, format!("`{key}` is given twice"), "again here", "keep one of the two".to_owned());
        }
        entries.push(Field { key: key.to_owned(), place, item });
    }
    Some(SpannedValue { place: whole(source), value: Value::Map(entries) })
}

/// Sets what a flag says of a part of the description: `true`, or `key=value,…` with keys of any depth.
fn set_section(item: &mut SpannedValue, section: &str, source: &Arc<Source>, problems: &mut Problems) -> Option<()> {
    let text = source.text();
    if text.is_empty() || text == "true" {
        let value =
            SpannedValue { place: whole(source), value: Value::Scalar { json: true.into(), raw: "true".to_owned() } };
        set(item, section, &whole(source), value, problems);
        return Some(());
    }
    for part in split(text) {
        let place = Place { source: Arc::clone(source), span: part };
        let Some(equals) = source.slice(part).find('=') else {
            let help = "write `key=value,…`; a value with commas stands in brackets: `names=[a,b]`".to_owned();
            problems.add(&place, format!("`{}` has no value", source.slice(part)), "no `=` here", help);
            return None;
        };
        let path = format!("{section}.{}", &source.slice(part)[..equals]);
        let value = value(source, Span::new(part.start + equals + 1, part.end), problems)?;
        set(item, &path, &place, value, problems);
    }
    Some(())
}

/// The pieces between commas that stand outside brackets and quotes.
fn split(text: &str) -> Vec<Span> {
    let mut pieces = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') if text[start..at].ends_with(['=', '[', '{', ',', ' ', ':']) => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                pieces.push(Span::new(start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(Span::new(start, text.len()));
    pieces
}

/// A value in a flag: brackets, braces and quotes as YAML reads them, anything else as it stands.
fn value(source: &Arc<Source>, span: Span, problems: &mut Problems) -> Option<SpannedValue> {
    let text = source.slice(span);
    if !text.starts_with(['[', '{', '"', '\'']) {
        return Some(scalar(source, span));
    }
    // Blanks in the place of what stands before, so that places are those of the whole flag.
    let blanks = " ".repeat(span.start);
    let stream = yaml::parse(&Arc::new(Source::new(source.name(), blanks + text)));
    let place = Place { source: Arc::clone(source), span };
    match stream.documents.first().map(|document| &document.tree) {
        Some(Ok(tree)) => SpannedValue::of_node(tree.root(), source),
        Some(Err(error)) => {
            problems.add(&place, error.message.clone(), "in this value", error.help.clone());
            None
        }
        None => Some(scalar(source, span)),
    }
}

/// A word in a flag: typed as YAML types it, and as it was typed.
fn scalar(source: &Arc<Source>, span: Span) -> SpannedValue {
    let text = source.slice(span);
    let place = Place { source: Arc::clone(source), span };
    let typed = match text {
        "null" => return SpannedValue { place, value: Value::Null },
        "true" => Some(true.into()),
        "false" => Some(false.into()),
        _ => text.parse::<i64>().ok().filter(|number| number.to_string() == text).map(Into::into),
    };
    match typed {
        Some(json) => SpannedValue { place, value: Value::Scalar { json, raw: text.to_owned() } },
        None => SpannedValue::of_text(text, place),
    }
}
