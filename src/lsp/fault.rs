//! One fault as an editor shows it, whatever found it: a rule, the reading of a description or of a configuration, or
//! the reading of the text itself.

use std::collections::HashMap;

use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message, Range, TextEdit, Uri,
    WorkspaceEdit,
};

use super::text::Lines;
use crate::edit::Edit;
use crate::lint::{Finding, Rule, Severity};
use crate::source::Span;

/// The name under which editors show faults.
const SOURCE: &str = "podpat";

/// A fault of a text.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) severity: Severity,
    /// The rule that found it, where one did.
    pub(super) rule: Option<&'static Rule>,
    pub(super) message: String,
    /// The help, which says what would be right.
    pub(super) help: Option<String>,
    /// Other places that belong to it, each with a few words.
    pub(super) related: Vec<(Span, String)>,
    pub(super) repair: Option<Repair>,
}

/// The outcome of judging a text.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) faults: Vec<Fault>,
    /// The things that were not checked, with the reason.
    pub(super) notes: Vec<String>,
}

impl From<Vec<Fault>> for Verdict {
    fn from(faults: Vec<Fault>) -> Self {
        Self { faults, ..Self::default() }
    }
}

/// Edits that take a fault away.
#[derive(Clone, Debug)]
pub(super) struct Repair {
    pub(super) is_safe: bool,
    pub(super) message: String,
    pub(super) edits: Vec<Edit>,
}

impl Fault {
    /// A fault that no rule found.
    pub(super) fn plain(span: Span, severity: Severity, message: impl Into<String>, help: Option<String>) -> Self {
        Self { span, severity, rule: None, message: message.into(), help, related: Vec::new(), repair: None }
    }

    pub(super) fn of_finding(finding: Finding) -> Self {
        let edits = finding.fix.as_ref().map(crate::lint::Fix::edits);
        let repair = finding.fix.zip(edits);
        let repair = repair.map(|(fix, edits)| Repair { is_safe: fix.is_safe, message: fix.message, edits });
        let related = finding.related.into_iter().map(|related| (related.place.span, related.message)).collect();
        Self {
            span: finding.place.span,
            severity: finding.severity,
            rule: Some(finding.rule),
            message: finding.message,
            help: finding.help,
            related,
            repair,
        }
    }

    /// Returns the fault of a text that begins at an offset of another one, as a fault of that.
    pub(super) fn moved(&self, by: usize) -> Self {
        let moved = |span: Span| Span::new(span.start + by, span.end + by);
        let related = self.related.iter().map(|(span, message)| (moved(*span), message.clone())).collect();
        let repair = self.repair.clone().map(|mut repair| {
            repair.edits.iter_mut().for_each(|edit| edit.span = moved(edit.span));
            repair
        });
        Self { span: moved(self.span), related, repair, ..self.clone() }
    }

    /// Returns the place that is underlined: no more than the first line of what it is about.
    pub(super) fn range(&self, lines: &Lines<'_>) -> Range {
        let first = lines.around(self.span.start);
        let end = if self.span.end > first.end { first.end.max(self.span.start) } else { self.span.end };
        lines.range(Span::new(self.span.start, end))
    }

    /// Returns the fault as the protocol has it.
    pub(super) fn diagnostic(&self, uri: &Uri, lines: &Lines<'_>) -> Diagnostic {
        let severity = match self.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
            Severity::Info => DiagnosticSeverity::Information,
        };
        let help = self.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let related = self.related.iter().map(|(span, message)| DiagnosticRelatedInformation {
            location: Location { uri: uri.clone(), range: lines.range(*span) },
            message: message.clone(),
        });
        let related: Vec<_> = related.collect();
        Diagnostic {
            range: self.range(lines),
            severity: Some(severity),
            code: self.rule.map(|rule| Code::String(rule.id.to_owned())),
            code_description: None,
            source: Some(SOURCE.to_owned()),
            message: Message::String(format!("{}{help}", self.message)),
            tags: None,
            related_information: (!related.is_empty()).then_some(related),
            data: None,
        }
    }
}

/// Returns edits of one text as the protocol has them.
pub(super) fn workspace_edit(uri: &Uri, lines: &Lines<'_>, edits: &[Edit]) -> WorkspaceEdit {
    let edit = |edit: &Edit| TextEdit { range: lines.range(edit.span), new_text: edit.text.clone() };
    let changes = HashMap::from([(uri.clone(), edits.iter().map(edit).collect())]);
    WorkspaceEdit { changes: Some(changes), document_changes: None, change_annotations: None }
}
