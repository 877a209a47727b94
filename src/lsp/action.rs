//! The code actions that an editor offers for faults: their fixes, and comments that silence their rules.

use std::sync::Arc;

use gen_lsp_types::{CodeAction, CodeActionKind, Range, Uri};

use super::document::Document;
use super::fault::{Fault, workspace_edit};
use super::rule_word;
use super::text::Lines;
use crate::edit::{Edit, apply};
use crate::lint::{MARK, Rule};
use crate::source::{Source, Span};
use crate::yaml;

/// Returns what may be done about the faults in a range of lines.
pub(super) fn actions(document: &Document, uri: &Uri, lines: &Lines<'_>, range: Range) -> Vec<CodeAction> {
    let faults = document.faults().unwrap_or_default();
    let here = faults.iter().filter(|fault| {
        let own = fault.range(lines);
        own.start.line <= range.end.line && range.start.line <= own.end.line
    });
    let here: Vec<&Fault> = here.collect();
    let action = |fault: &Fault, title: String, edits: &[Edit], is_preferred: Option<bool>| CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![fault.diagnostic(uri, lines)]),
        is_preferred,
        edit: Some(workspace_edit(uri, lines, edits)),
        ..CodeAction::default()
    };
    let repairs = here.iter().filter_map(|fault| {
        let repair = fault.repair.as_ref()?;
        let warning = if repair.is_safe { "" } else { " (this changes what runs)" };
        let title = format!("{}{warning}", capitalised(&repair.message));
        Some(action(fault, title, &repair.edits, Some(repair.is_safe)))
    });
    let silences = here.iter().filter_map(|fault| {
        let rule = fault.rule?;
        let edit = silence(document, lines, fault.span.start, rule)?;
        Some(action(fault, format!("Ignore `{}` here", rule.id), &[edit], None))
    });
    let mut all: Vec<CodeAction> = Vec::new();
    for action in repairs.chain(silences) {
        // Several findings of a rule on one line are silenced by one comment.
        if !all.iter().any(|other| other.title == action.title && other.edit == action.edit) {
            all.push(action);
        }
    }
    all
}

fn capitalised(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns the edit that silences a rule on the line of an offset; `None` where no comment can stand.
fn silence(document: &Document, lines: &Lines<'_>, offset: usize, rule: &Rule) -> Option<Edit> {
    let text = document.text();
    let line = lines.around(offset);
    // JSON has no comments.
    if document.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return None;
    }
    let above = (line.start > 0).then(|| lines.around(line.start - 1));
    let is_first = !has_content_above(document, line);
    let longer = |line: Span| {
        let end = rule_word::end_of_list(&text[line.start..line.end])?;
        Some(Edit::insert(line.start + end, format!(", {}", rule.id)))
    };
    let comment = format!("# {MARK} ignore[{}]", rule.id);
    let indent = text[line.start..line.end].len() - text[line.start..line.end].trim_start_matches(' ').len();
    let line_break = if text[line.end..].starts_with("\r\n") { "\r\n" } else { "\n" };
    let own_line = || {
        let indent = &text[line.start..line.start + indent];
        Edit::insert(line.start, format!("{indent}{comment}{line_break}"))
    };
    let at_end = || Edit::insert(line.start + text[line.start..line.end].trim_end().len(), format!(" {comment}"));
    // A comment above all content of a document would hold for all of it.
    let is_comment = |line: &Span| text[line.start..line.end].trim_start().starts_with('#');
    let candidates = [
        longer(line),
        above.filter(|line| !is_first && is_comment(line)).and_then(longer),
        (!is_first).then(own_line),
        Some(at_end()),
    ];
    candidates.into_iter().flatten().find(|edit| changes_comments_alone(document, edit))
}

/// Returns true if a line above, in the same document, says something.
fn has_content_above(document: &Document, line: Span) -> bool {
    let text = &document.text()[..line.start];
    let start = text.rfind("\n---").map_or(0, |at| at + 1);
    let says = |line: &str| {
        let line = line.trim_start_matches('\u{feff}').trim();
        !(line.is_empty() || line.starts_with(['#', '%']) || line.starts_with("---"))
    };
    text[start..].lines().any(says)
}

/// Returns true if an edit leaves what every document says, and adds a comment that means something.
fn changes_comments_alone(document: &Document, edit: &Edit) -> bool {
    let Ok(after) = apply(document.text(), std::slice::from_ref(edit)) else { return false };
    let read = |source: &Arc<Source>| {
        let stream = yaml::parse_with_comments(source);
        let trees = stream.documents.into_iter().map(|document| document.tree.ok().map(|tree| tree.root().to_json()));
        let meant = stream.comments.iter().filter(|comment| comment.text.trim_start().starts_with(MARK));
        let meant: String = meant.map(|comment| &*comment.text).collect();
        (trees.collect::<Vec<_>>(), meant)
    };
    let (trees, comments) = read(&document.source);
    let (trees_after, comments_after) = read(&Arc::new(Source::new("", after)));
    trees == trees_after && comments != comments_after
}
