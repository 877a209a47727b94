//! The words that an editor completes at a place: keys and values of descriptions and configurations, and ids of rules where they mean
//! something.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, Documentation, MarkupContent, MarkupKind, TextEdit,
};
use serde_json::Value as Json;

use super::cursor::{self, Cursor};
use super::document::{Document, Kind};
use super::known::Known;
use super::text::Lines;
use super::{page, rule_word, schema};
use crate::catalogue::Pattern;
use crate::config;
use crate::k8s::field_names::{self, Part};
use crate::lint::{Rule, Selector, rules};
use crate::pattern::API_FIELD;
use crate::source::Span;
use crate::yaml::{self, FieldPath, Segment};

/// Something that may be written.
struct Candidate {
    label: String,
    kind: CompletionItemKind,
    /// The text that is put in, where it is not the label.
    insert: String,
    detail: Option<String>,
    page: Option<String>,
    /// The place in the list: what has to be there comes first, and what any container may have last.
    rank: u8,
}

/// Returns what may be written at a place.
pub(super) fn complete(document: &Document, known: &Known, lines: &Lines<'_>, offset: usize) -> Vec<CompletionItem> {
    let (text, line) = (document.text(), lines.around(offset));
    if let Some(word) = rule_word::at(text, line, offset) {
        return items(selectors(), word, lines);
    }
    let json;
    let schema = match document.kind() {
        Kind::Manifests => return Vec::new(),
        Kind::Descriptions => known.schema(),
        Kind::Configuration => {
            json = config::schema();
            &json
        }
    };
    let mut all = Vec::new();
    for cursor in cursor::at(text, line, offset) {
        let applicable = schema::at(schema, &cursor.document, &cursor.path);
        let mut candidates = if cursor.is_key { keys(&applicable, &cursor) } else { values(&applicable, known) };
        if candidates.is_empty() && cursor.is_key && document.kind() == Kind::Descriptions {
            candidates = api_fields(&cursor);
        }
        all.extend(items(candidates, cursor.word, lines));
    }
    all
}

fn items(candidates: Vec<Candidate>, word: Span, lines: &Lines<'_>) -> Vec<CompletionItem> {
    let range = lines.range(word);
    let item = |Candidate { label, kind, insert, detail, page, rank }| CompletionItem {
        sort_text: Some(format!("{rank}{label}")),
        label,
        kind: Some(kind),
        detail,
        documentation: page
            .map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text: insert })),
        ..CompletionItem::default()
    };
    candidates.into_iter().map(item).collect()
}

/// Returns every word that stands for rules.
fn selectors() -> Vec<Candidate> {
    let of = |word: &str| Candidate {
        label: word.to_owned(),
        kind: CompletionItemKind::EnumMember,
        insert: word.to_owned(),
        detail: rules::find(word).map(Rule::summary),
        page: None,
        rank: 0,
    };
    Selector::words().map(of).collect()
}

/// Returns the keys that a mapping may have and has not.
fn keys(applicable: &schema::Applicable<'_>, cursor: &Cursor) -> Vec<Candidate> {
    let mapping = cursor.document.pointer(&pointer(&cursor.path)).unwrap_or(&Json::Null);
    let keys = applicable.keys().into_iter().filter(|(key, _)| mapping.get(key).is_none());
    let rank = |key: &str, about: Option<&str>| match about {
        _ if applicable.requires(key) => 0,
        Some(about) if !about.contains(API_FIELD) => 1,
        _ => 2,
    };
    let candidate = |(key, schema): (&str, &Json)| Candidate {
        rank: rank(key, schema["description"].as_str()),
        label: key.to_owned(),
        kind: CompletionItemKind::Property,
        insert: format!("{}: ", yaml::quote(key)),
        detail: applicable.requires(key).then(|| "required".to_owned()),
        page: schema["description"].as_str().map(str::to_owned),
    };
    keys.map(candidate).collect()
}

/// Returns the values that are listed, with what is known of those that name an entry or rules.
fn values(applicable: &schema::Applicable<'_>, known: &Known) -> Vec<Candidate> {
    let candidate = |value: &Json| {
        let label = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let entry = known.entry(&label);
        let rule = rules::find(&label);
        Candidate {
            kind: CompletionItemKind::EnumMember,
            insert: value.as_str().map_or_else(|| label.clone(), yaml::quote),
            detail: entry.map(|entry| entry.summary.clone()).or_else(|| rule.map(Rule::summary)),
            page: entry.map(page::of_entry),
            rank: 0,
            label,
        }
    };
    applicable.values().into_iter().map(candidate).collect()
}

/// Returns the fields that a part of an object has in the API's words, and that are not there yet.
fn api_fields(cursor: &Cursor) -> Vec<Candidate> {
    let Some((part, below)) = api_part(&cursor.path) else { return Vec::new() };
    let mapping = cursor.document.pointer(&pointer(&cursor.path)).unwrap_or(&Json::Null);
    let fields = field_names::below(part, &below).iter().filter(|field| mapping.get(field).is_none());
    let candidate = |field: &&str| Candidate {
        label: (*field).to_owned(),
        kind: CompletionItemKind::Field,
        insert: format!("{field}: "),
        detail: None,
        page: None,
        rank: 2,
    };
    fields.map(candidate).collect()
}

/// Returns which part of an object a place in a description says in the API's words, and the way from there.
fn api_part(path: &FieldPath) -> Option<(Part, FieldPath)> {
    let (Segment::Field(first), rest) = path.segments().split_first()? else { return None };
    let is_helper = Pattern::ALL.iter().any(|pattern| pattern.key() == first.as_ref());
    let without_index = match rest {
        [Segment::Index(_), rest @ ..] | rest => rest,
    };
    let (part, below) = match first.as_ref() {
        "main" => (Part::Container, rest),
        "service" => (Part::ServiceSpec, without_index),
        _ if is_helper => (Part::Container, without_index),
        field if field_names::of_pod_spec().contains(&field) => (Part::PodSpec, path.segments()),
        "patch" => (Part::PodSpec, rest),
        _ => return None,
    };
    Some((part, FieldPath::new(below.iter().cloned())))
}

/// Returns a path as a pointer into JSON.
fn pointer(path: &FieldPath) -> String {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let step = |segment: &Segment<'_>| match segment {
        Segment::Field(name) | Segment::Key(name) => format!("/{}", escaped(name)),
        Segment::Index(index) => format!("/{index}"),
    };
    path.segments().iter().map(step).collect()
}
