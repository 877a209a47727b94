//! Templates of Helm, and the line of a template that a line of a rendered object was made of. Both are told by their
//! text: what a template has outside of `{{ … }}` is in the rendered line as it is.

use std::collections::HashMap;
use std::sync::Arc;

use super::outline::Outline;
use crate::source::{Source, Span};

/// The most lines of a template, or of an object, that are compared.
const MOST: usize = 5000;

/// A template.
pub(super) struct Template {
    pub(super) source: Arc<Source>,
    outline: Outline<Line>,
    by_rank: HashMap<usize, Vec<usize>>,
}

/// A line of a template.
struct Line {
    /// Its bytes.
    span: Span,
    /// The pieces outside of `{{ … }}`, in order: anything may be between two of them.
    pieces: Vec<String>,
}

/// The objects that were rendered, as lines without the white space at their ends.
pub(super) type Object<'t> = Outline<&'t str>;

/// The place of a rendered line in a template.
pub(super) struct Found {
    /// The bytes of the line, without its indentation.
    pub(super) span: Span,
    /// The number of the document, from 0.
    pub(super) document: usize,
    /// True if the line itself was found, false if it is one that the line is inside of.
    pub(super) is_exact: bool,
}

impl Template {
    pub(super) fn new(source: Arc<Source>) -> Self {
        let lines = lines(source.text());
        let beginnings: Vec<String> = lines.iter().map(|line| line.pieces[0].clone()).collect();
        let outline = Outline::of(beginnings.iter().map(String::as_str).zip(lines));
        let mut by_rank: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, line) in outline.lines.iter().enumerate() {
            by_rank.entry(line.rank()).or_default().push(at);
        }
        Self { source, outline, by_rank }
    }

    /// Returns the line that a line of an object was made of, or the nearest one that it is inside of.
    pub(super) fn find(&self, object: &Object<'_>, line: usize) -> Option<Found> {
        if self.outline.lines.len().max(object.lines.len()) > MOST {
            return None;
        }
        let chain = std::iter::successors(Some(line), |at| object.lines[*at].parent);
        let mut documents = None;
        chain.take(DEEPEST).find_map(|at| {
            let mut all: Vec<(usize, usize)> = self.candidates(object, at).collect();
            if all.len() > 1 {
                let document = *documents.get_or_insert_with(|| self.document_of(object));
                all.retain(|(at, _)| document.is_none_or(|document| self.outline.lines[*at].document == document));
            }
            let best = all.iter().map(|(_, weight)| *weight).max()?;
            let mut best = all.into_iter().filter(|(_, weight)| *weight == best);
            let found = best.next().filter(|_| best.next().is_none())?.0;
            let found = &self.outline.lines[found];
            Some(Found { span: self.inner(found.content.span), document: found.document, is_exact: at == line })
        })
    }

    /// Returns the lines that a line of an object may have been made of, with the number of literal bytes that they and the
    /// lines that they are inside of have.
    fn candidates(&self, object: &Object<'_>, at: usize) -> impl Iterator<Item = (usize, usize)> {
        let lines = self.by_rank.get(&object.lines[at].rank()).into_iter().flatten();
        lines.filter_map(move |line| Some((*line, self.weight(*line, object, at)?)))
    }

    /// Returns the number of literal bytes of a line and of those that it is inside of, if a line of an object can have been
    /// made of it.
    fn weight(&self, line: usize, object: &Object<'_>, at: usize) -> Option<usize> {
        let (mut line, mut at, mut weight) = (line, at, 0);
        for _ in 0..DEEPEST {
            let (own, made) = (&self.outline.lines[line], &object.lines[at]);
            if own.rank() != made.rank() || !matches(&own.content.pieces, made.content) {
                return None;
            }
            weight += own.content.pieces.iter().map(|piece| piece.trim().len()).sum::<usize>();
            match (own.parent, made.parent) {
                (None, None) => return Some(weight),
                (Some(own), Some(made)) => (line, at) = (own, made),
                _ => return None,
            }
        }
        None
    }

    /// Returns the document of the template that has the most lines which an object can have been made of; `None` if
    /// several have as many.
    fn document_of(&self, object: &Object<'_>) -> Option<usize> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for at in 0..object.lines.len() {
            let mut of_line: Vec<usize> =
                self.candidates(object, at).map(|(line, _)| self.outline.lines[line].document).collect();
            of_line.dedup();
            for document in of_line {
                *counts.entry(document).or_default() += 1;
            }
        }
        let most = counts.values().copied().max()?;
        let mut best = counts.into_iter().filter(|(_, count)| *count == most);
        best.next().filter(|_| best.next().is_none()).map(|(document, _)| document)
    }

    /// Returns a line without white space around it, and without the dash of an item.
    fn inner(&self, line: Span) -> Span {
        let text = self.source.slice(line);
        let inner = text.trim_start().trim_start_matches("- ").trim_start();
        let start = line.start + text.len() - inner.len();
        Span::new(start, start + inner.trim_end().len())
    }
}

/// The most lines that one is inside of, one in another.
const DEEPEST: usize = 100;

/// Returns true if a line consists of some pieces in their order, and of anything between them.
fn matches(pieces: &[String], line: &str) -> bool {
    let [first, between @ .., last] = pieces else { return pieces.first().is_some_and(|only| only.trim_end() == line) };
    let Some(mut rest) = line.strip_prefix(first.as_str()) else { return false };
    for piece in between {
        let Some(at) = rest.find(piece.as_str()) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last.trim_end())
}

/// Returns the lines of a template that have something outside of `{{ … }}`.
fn lines(text: &str) -> Vec<Line> {
    let (mut lines, mut start, mut is_open) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let pieces = pieces(line, &mut is_open);
        if pieces.iter().any(|piece| !piece.trim().is_empty()) {
            lines.push(Line { span: Span::new(start, start + line.len()), pieces });
        }
        start += line.len();
    }
    lines
}

/// Returns what a line has outside of `{{ … }}`, and outside of what is there under a condition or repeatedly. `is_open`
/// says whether the line begins inside of `{{ … }}`, and is told whether it ends there.
fn pieces(line: &str, is_open: &mut bool) -> Vec<String> {
    let (mut pieces, mut rest, mut depth) = (vec![String::new()], line.trim_end_matches(['\n', '\r']), 0_usize);
    let mut is_trimmed = false;
    loop {
        if *is_open {
            let Some(end) = rest.find("}}") else { return pieces };
            is_trimmed = rest[..end].ends_with('-');
            (rest, *is_open) = (&rest[end + 2..], false);
        }
        let start = rest.find("{{");
        let mut literal = &rest[..start.unwrap_or(rest.len())];
        if std::mem::take(&mut is_trimmed) {
            literal = literal.trim_start();
        }
        let action = start.map(|start| &rest[start + 2..]);
        if action.is_some_and(|action| action.starts_with('-')) {
            literal = literal.trim_end();
        }
        if depth == 0 {
            pieces.last_mut().into_iter().for_each(|last| last.push_str(literal));
        }
        let Some(action) = action else { return pieces };
        depth = match action.trim_start_matches('-').trim_start().split(|c: char| !c.is_ascii_alphabetic()).next() {
            Some("if" | "range" | "with") => depth + 1,
            Some("end") => depth.saturating_sub(1),
            _ => depth,
        };
        pieces.push(String::new());
        (rest, *is_open) = (action, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a template, by number from 1, that the lines of an object were made of; 0 for none.
    fn found(template: &str, object: &str) -> Vec<usize> {
        let template = Template::new(Arc::new(Source::new("t", template)));
        let object = Outline::of(object.lines().filter(|line| !line.is_empty()).map(|line| (line, line)));
        let number = |found: Found| if found.is_exact { template.source.position(found.span.start).line } else { 0 };
        (0..object.lines.len()).map(|at| template.find(&object, at).map_or(0, number)).collect()
    }

    #[test]
    fn lines_are_found_by_what_is_outside_of_the_actions() {
        let table = [
            ("the same text", "a: 1\nb:\n  c: 2\n", "a: 1\nb:\n  c: 2\n", vec![1, 2, 3]),
            ("values", "a: {{ .x }}\nb: '{{ .y }}:{{ .z }}'\n", "a: 1\nb: 'c:d'\n", vec![1, 2]),
            ("blanks that are trimmed", "a: {{- .x }}\nb: [{{ .y -}} , 1]\n", "a:1\nb: [2, 1]\n", vec![1, 2]),
            ("actions between the lines", "{{- if .x }}\na: 1\n{{- end }}\nb: 2\n", "a: 1\nb: 2\n", vec![2, 4]),
            ("an action of several lines", "{{- /* a: 1\n a: 1 */}}\na: 1\n", "a: 1\n", vec![3]),
            ("a part under a condition", "a: b{{ if .x }}-{{ .x }}{{ end }}\n", "a: b-c\n", vec![1]),
            ("lines of another template", "a:\n  {{- include \"x\" . | nindent 2 }}\n", "a:\n  b: 1\n", vec![1, 0]),
            ("the same key elsewhere", "a:\n  k: 1\nb:\n  k: 1\n", "a:\n  k: 1\nb:\n  k: 1\n", vec![1, 2, 3, 4]),
            ("two branches", "{{ if .x }}\na: 1\n{{ else }}\na: 1\n{{ end }}\n", "a: 1\n", vec![0]),
            ("the more specific one", "- {{ .x }}\n- name: {{ .y }}\n", "- name: a\n- b\n", vec![2, 1]),
            (
                "a loop",
                "a:\n{{- range .x }}\n- b: {{ . }}\n  c: 1\n{{- end }}\n",
                "a:\n- b: 1\n  c: 1\n- b: 2\n  c: 1\n",
                vec![1, 3, 4, 3, 4],
            ),
            ("several documents", "kind: A\nx: {{ .a }}\n---\nkind: B\nx: {{ .a }}\n", "kind: B\nx: 1\n", vec![4, 5]),
        ];
        for (what, template, object, lines) in table {
            assert_eq!(found(template, object), lines, "{what}");
        }
    }
}
