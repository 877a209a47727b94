//! Templates (Helm, Jinja) look like manifests and are none until they are rendered.

use std::collections::HashMap;

use super::manifest::Manifest;
use super::read::{Read, Why};
use crate::source::{Source, Span};
use crate::yaml::{Kind, Node};

/// The characters that begin a placeholder.
const PLACEHOLDER: &str = "{{";

/// The characters that begin a statement of Jinja and its like.
pub(super) const STATEMENT: &str = "{%";

/// The characters that begin a statement of Terraform's templates, which is a directive to YAML.
const DIRECTIVE: &str = "%{";

/// The characters that begin a variable of `envsubst`.
pub(super) const VARIABLE: &str = "${";

/// The characters that begin a token of deployment pipelines, `#{NAME}`, which is a comment to YAML.
pub(super) const TOKEN: &str = "#{";

/// The character that begins and ends a placeholder such as `%NAME%`.
const PERCENT: &str = "%";

/// Returns the characters that begin the placeholder at the start of a text.
pub(super) fn mark(text: &str) -> &'static str {
    [VARIABLE, STATEMENT, TOKEN, OF_YTT, DIRECTIVE, PERCENT]
        .into_iter()
        .find(|mark| text.starts_with(mark))
        .unwrap_or(PLACEHOLDER)
}

/// The characters that begin an expression of ytt, which is a comment to YAML.
pub(super) const OF_YTT: &str = "#@";

/// Returns true if a text begins with a placeholder that `envsubst` knows: one without dots.
pub(crate) fn is_of_shell(text: &str) -> bool {
    placeholder(text).is_some_and(|found| !found.contains('.'))
}

/// The placeholder `${NAME}` or `$NAME` that a text begins with: a default may stand behind the name in braces, which may
/// be one with dots: `${user.name}`.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    let Some(inner) = text.strip_prefix(VARIABLE) else { return bare_variable(text) };
    let name = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    let is_name = inner.len() > name.len() && !inner.starts_with(|c: char| c.is_ascii_digit());
    let end = name.find('}').filter(|_| is_name && name.starts_with(['}', ':', '-', '=', '?', '+']))?;
    let end = text.len() - name.len() + end + 1;
    text.get(..end).filter(|whole| !whole.contains('\n'))
}

/// The variable `$NAME` that a text begins with, in capital letters as those of programs are.
fn bare_variable(text: &str) -> Option<&str> {
    let inner =
        text.strip_prefix('$').filter(|inner| inner.starts_with(|c: char| c.is_ascii_uppercase() || c == '_'))?;
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let length = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
    (length > 1).then(|| &text[..=length])
}

/// The placeholder `%NAME%` in a value, in capital letters: a program puts something else in its place.
pub(crate) fn between_percents(value: &str) -> Option<&str> {
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let start = value.find('%')?;
    let inner = &value[start + 1..];
    let end = inner.find('%').filter(|&end| end > 0 && inner[..end].chars().all(is_name))?;
    Some(&value[start..start + end + 2])
}

/// The placeholder in a value that people fill in: `<NAME>`, `@NAME@`, `BUCKET_NAME`, `FILLED BY THE OPERATOR`,
/// `YOUR-PATH/data`, `replace_me`.
pub(crate) fn unfilled(value: &str) -> Option<&str> {
    marked(value).or_else(|| words(value).find(|word| is_shouted(word) || word.starts_with("replace_")))
}

/// The part of a value that stands between two marks, with them.
fn marked(value: &str) -> Option<&str> {
    [("<", ">"), ("@", "@"), ("%", "%"), ("__", "__"), ("{", "}"), ("[", "]")].iter().find_map(|(open, close)| {
        let start = value.find(open)?;
        let inner = &value[start + open.len()..];
        let end = inner.find(close).filter(|&end| is_label(&inner[..end]))?;
        Some(&value[start..start + open.len() + end + close.len()])
    })
}

/// Returns true if a text says in words what belongs in its place.
fn is_label(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || " _-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_part)
}

/// The runs of words of a value.
fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !(c.is_ascii_alphanumeric() || " _-".contains(c))).filter(|word| !word.is_empty())
}

/// Returns true if several words in capital letters stand in one.
fn is_shouted(text: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " _-".contains(c);
    let several = text.contains(['_', ' ']) || text.starts_with("YOUR");
    several && text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(is_capital)
}

/// Takes documents that are templates out of what was read; `is_template` is true where documents before them were such.
/// Returns the offset of the first placeholder.
pub(super) fn set_aside(source: &Source, read: &mut Read, is_template: bool) -> Option<usize> {
    let (first, last) = (read.documents.first()?.1.start, read.documents.last()?.1.end);
    let text = source.slice(Span::new(first, last));
    if ![PLACEHOLDER, VARIABLE, TOKEN, OF_YTT, PERCENT, "\n$"].iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let unreadable = set_strays_aside(source, read, is_template);
    let (has_tokens, is_ytt) = (text.contains(TOKEN), text.contains(OF_YTT));
    let found = |span: Span| {
        let token = has_tokens.then(|| token(source, span)).flatten();
        token.or_else(|| is_ytt.then(|| expression(source, span)).flatten())
    };
    let documents = read.documents.iter().filter(|_| has_tokens || is_ytt);
    let tokens: HashMap<usize, usize> =
        documents.filter_map(|(document, span)| Some((*document, found(*span)?))).collect();
    let in_manifest =
        |manifest: &Manifest| named_placeholder(source, manifest).or_else(|| tokens.get(&manifest.document).copied());
    let mut first = unreadable;
    read.manifests.retain(|manifest| {
        let placeholder = in_manifest(manifest);
        first = first.into_iter().chain(placeholder).min();
        placeholder.is_none()
    });
    first
}

/// Takes documents that cannot be read because they are templates out of what was read. Returns the offset of the first
/// placeholder.
fn set_strays_aside(source: &Source, read: &mut Read, is_template: bool) -> Option<usize> {
    let documents = &read.documents;
    let span = |document: usize| {
        let at = documents.binary_search_by_key(&document, |(index, _)| *index).ok()?;
        Some(documents[at].1)
    };
    let mut first: Option<usize> = None;
    read.strays.retain(|stray| {
        let unreadable = matches!(stray.why, Why::Syntax(_));
        let filled_in = || unreadable.then(|| placeholder_beside(source, stray.span)).flatten();
        let document = span(stray.document).filter(|_| unreadable);
        let inside = || unreadable.then(|| placeholder_around(source, stray.span)).flatten();
        let placeholder = document.and_then(|span| bare_placeholder(source, span)).or_else(filled_in).or_else(inside);
        first = first.into_iter().chain(placeholder).min();
        placeholder.is_none()
    });
    // A template is one in all its documents, also in those that have their placeholders in quotes.
    if is_template || first.is_some() {
        read.strays.retain(|stray| !matches!(stray.why, Why::Syntax(_)) || !holds_placeholder(source, stray.span));
    }
    first
}

/// The placeholder around the place that cannot be read: quotes within `"{{ include "a" . }}"` end the quoted text.
fn placeholder_around(source: &Source, wrong: Span) -> Option<usize> {
    let line = source.line(source.position(wrong.start).line)?;
    let (before, after) = source.slice(line).split_at_checked(wrong.start.checked_sub(line.start)?)?;
    let open = before.rfind(PLACEHOLDER).filter(|&open| !before[open..].contains("}}"))?;
    after.contains("}}").then_some(line.start + open)
}

/// Returns true if a whole placeholder stands in the line that cannot be read.
fn holds_placeholder(source: &Source, wrong: Span) -> bool {
    let line = source.line(source.position(wrong.start).line).map(|line| source.slice(line));
    line.is_some_and(|line| line.contains(PLACEHOLDER) && line.contains("}}"))
}

/// A placeholder `${NAME}` or `%NAME%` outside quotes and comments, in the line that cannot be read: scripts have them elsewhere.
fn placeholder_beside(source: &Source, wrong: Span) -> Option<usize> {
    let line = source.line(source.position(wrong.start).line)?;
    let text = source.slice(line);
    // `$CERTIFICATE` alone on a line stands for several.
    let alone = text.trim();
    if bare_variable(alone).is_some_and(|name| name.len() == alone.len()) {
        return Some(line.start + text.find('$').unwrap_or_default());
    }
    let is_bare = |at: &usize| !text[..*at].contains(['"', '\'', '#']);
    let variable = text.find(VARIABLE).filter(|&at| placeholder(&text[at..]).is_some());
    let name = || text.find(between_percents(text)?);
    variable.filter(is_bare).or_else(|| name().filter(is_bare)).map(|at| line.start + at)
}

/// A placeholder outside quotes and comments, in text that cannot be read.
fn bare_placeholder(source: &Source, document: Span) -> Option<usize> {
    let mut start = document.start;
    for line in source.slice(document).split_inclusive('\n') {
        let mark = line.find(PLACEHOLDER).into_iter().chain(line.find(STATEMENT)).min();
        let statement = line.trim_start().starts_with(DIRECTIVE).then(|| line.len() - line.trim_start().len());
        let placeholder = mark.filter(|&at| stands_bare(&line[..at]));
        if let Some(at) = placeholder.or(statement) {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// Returns true if what follows a part of a line is neither quoted nor a comment: `"a": ` closes what it opens.
fn stands_bare(before: &str) -> bool {
    !before.contains('#') && ['"', '\''].iter().all(|&quote| before.matches(quote).count() % 2 == 0)
}

/// The longest name of a token, in bytes.
const LONGEST: usize = 100;

/// A token `#{NAME}` in the place of a value.
fn token(source: &Source, span: Span) -> Option<usize> {
    let text = source.slice(span);
    let stands_alone = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        let rest = &text[at + TOKEN.len()..];
        let name = rest.bytes().take(LONGEST).position(|byte| byte == b'}').map_or("", |end| &rest[..end]);
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        is_name && before.len() < at && before.ends_with([':', '-'])
    };
    text.match_indices(TOKEN).map(|(at, _)| at).find(|&at| stands_alone(at)).map(|at| span.start + at)
}

/// An expression of ytt, `#@ data.values.name`, in the place of a value.
fn expression(source: &Source, span: Span) -> Option<usize> {
    let text = source.slice(span);
    let stands_alone = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        let is_expression = text[at + OF_YTT.len()..].starts_with(' ');
        is_expression && before.len() < at && before.ends_with([':', '-'])
    };
    text.match_indices(OF_YTT).map(|(at, _)| at).find(|&at| stands_alone(at)).map(|at| span.start + at)
}

/// A placeholder in what names an object or an image. Other values may well speak of `{{`, as alerts and workflows do.
fn named_placeholder(source: &Source, manifest: &Manifest) -> Option<usize> {
    in_names(source, manifest.node(), false)
}

fn in_names(source: &Source, node: Node<'_>, is_name: bool) -> Option<usize> {
    let span = node.span();
    match node.kind() {
        Kind::Scalar => (is_name && source.slice(span).contains(PLACEHOLDER)).then_some(span.start),
        Kind::Sequence => node.items().find_map(|item| in_names(source, item, false)),
        Kind::Mapping => node.entries().find_map(|entry| {
            let is_name = ["kind", "name", "namespace", "image"].contains(&&*entry.name);
            in_names(source, entry.value, is_name)
        }),
    }
}
