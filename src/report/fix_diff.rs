//! The lines that a fix changes, as a difference shows them.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::edit::{Edit, apply};
use crate::lint::Fix;
use crate::source::{Source, Span};
use crate::terminal::visible;

/// Bytes around edits that are compared; more are those of a text on one line.
const MOST: usize = 16 << 10;

/// Lines that a difference shows.
const MOST_LINES: usize = 40;

/// A line of a difference.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct DiffLine {
    /// ` `, `-` or `+`; `@` in front of the lines of another place.
    pub(super) sign: char,
    /// The line, with every character visible.
    pub(super) text: String,
}

impl DiffLine {
    /// Returns the line as `diff` writes it.
    pub(super) fn written(&self) -> String {
        if self.sign == '@' { self.text.clone() } else { format!("{}{}", self.sign, self.text) }
    }
}

/// Returns what the fix of a finding in a file changes, with the line before and the line after each edit; none where the
/// text around an edit is not kept.
pub(super) fn diff(fix: &Fix, file: &str) -> Vec<DiffLine> {
    let Some(source) = fix.edits.first().map(|edit| &*edit.place.source) else { return Vec::new() };
    let other = Some(source.name()).filter(|name| *name != file).map(|name| format!("{} ", visible(name)));
    let other = other.unwrap_or_default();
    let mut edits = fix.edits();
    edits.sort_by_key(|edit| edit.span);
    let mut lines = Vec::new();
    for (region, edits) in regions(source, edits) {
        let before = source.slice(region);
        let own = edits.into_iter().map(|edit| moved(edit, region.start)).collect::<Vec<_>>();
        let Some(after) = apply(before, &own).ok().filter(|_| region.len() <= MOST) else { return Vec::new() };
        let number = source.position(region.start).line;
        lines.push(DiffLine { sign: '@', text: format!("@@ {other}line {number} @@") });
        for change in TextDiff::from_lines(before, after.as_str()).iter_all_changes() {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            lines.push(DiffLine { sign, text: visible(change.value().trim_end_matches(['\n', '\r'])).into_owned() });
        }
    }
    if lines.len() > MOST_LINES { Vec::new() } else { lines }
}

/// Returns the lines around edits; those of edits that are near each other are one region.
fn regions(source: &Source, edits: Vec<Edit>) -> Vec<(Span, Vec<Edit>)> {
    let mut regions: Vec<(Span, Vec<Edit>)> = Vec::new();
    for edit in edits {
        // What ends with a line break does not reach into the next line.
        let end = edit.span.end - usize::from(source.slice(edit.span).ends_with('\n'));
        let lines = source.lines_around(Span::new(edit.span.start, end), 1, 1);
        let own = Span::new(lines.start.min(edit.span.start), lines.end.max(edit.span.end));
        match regions.last_mut() {
            Some((region, edits)) if own.start <= region.end + 1 && source.get(region.to(own)).is_some() => {
                region.end = region.end.max(own.end);
                edits.push(edit);
            }
            _ => regions.push((own, vec![edit])),
        }
    }
    regions
}

fn moved(edit: Edit, by: usize) -> Edit {
    Edit::replace(Span::new(edit.span.start - by, edit.span.end - by), edit.text)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lint::{FixEdit, Place};
    use crate::yaml::FieldPath;

    fn shown(text: &str, edits: &[(usize, usize, &str)]) -> Vec<String> {
        let source = Arc::new(Source::new("x", text));
        let edit = |&(start, end, text): &(usize, usize, &str)| {
            let place = Place { source: Arc::clone(&source), span: Span::new(start, end), path: FieldPath::default() };
            FixEdit { place, text: text.to_owned() }
        };
        let fix = Fix { is_safe: true, message: String::new(), edits: edits.iter().map(edit).collect() };
        diff(&fix, "x").iter().map(DiffLine::written).collect()
    }

    #[test]
    fn the_lines_of_edits_are_compared() {
        let text = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n";
        assert_eq!(shown(text, &[(8, 9, "x")]), ["@@ line 1 @@", " a: 1", "-b: 2", "+b: x", " c: 3"]);
        assert_eq!(shown(text, &[(10, 15, "")]), ["@@ line 2 @@", " b: 2", "-c: 3", " d: 4"]);
        assert_eq!(shown(text, &[(30, 30, "g: 7\n")]).last().map(String::as_str), Some("+g: 7"));
        let both = shown(text, &[(3, 4, "x"), (28, 29, "y")]);
        assert_eq!(both.iter().filter(|line| line.starts_with("@@")).count(), 2, "{both:?}");
        let near = shown(text, &[(3, 4, "x"), (13, 14, "y")]);
        assert_eq!(near.iter().filter(|line| line.starts_with("@@")).count(), 1, "{near:?}");
    }
}
