//! The code actions that add helpers of the catalogue to a workload, as `podpat add` does. An editor lists them by name on the
//! line where a container begins; the edit of the chosen one is made when the editor resolves it.

use std::sync::Arc;

use gen_lsp_types::{CodeAction, CodeActionKind, ErrorCodes, Uri};
use serde::{Deserialize, Serialize};
use serde_json::json;
use similar::{DiffTag, TextDiff};

use super::composed::{manifest_at, manifests};
use super::document::{Document, Kind};
use super::fault::workspace_edit;
use super::known::Known;
use super::message::REQUEST_FAILED;
use super::text::Lines;
use crate::catalogue::{Entry, Parameter, Pattern};
use crate::composition::knowledge::Knowledge;
use crate::edit::Edit;
use crate::k8s::{Container, Image, Manifest, Slot};
use crate::pattern::HelperFlags;
use crate::rework::{self, Wanted};
use crate::source::Span;
use crate::validity::Release;

/// The kind of these actions: they change what runs, and mend nothing.
pub(super) const KIND: CodeActionKind = CodeActionKind::Refactor;

/// The helper that an action adds, and the container that it helps. The editor keeps it until the action is chosen.
#[derive(Debug, Deserialize, Serialize)]
struct Addition {
    uri: String,
    /// The workload: `deployment/shop`.
    to: String,
    container: String,
    /// The key of a description that the helper stands under: `adapter`.
    pattern: String,
    helper: String,
}

/// Returns the actions that add a helper for the container that begins on the line of an offset: the entries that need no
/// parameter, and are not made for other software than that of the container.
pub(super) fn additions(
    document: &Document,
    known: &Known,
    uri: &Uri,
    lines: &Lines<'_>,
    offset: usize,
) -> Vec<CodeAction> {
    let view = document.view(offset);
    // A helper is added to the text as it is, not to the last one that could be read.
    if document.kind() != Kind::Manifests || !Arc::ptr_eq(view.source, &document.source) {
        return Vec::new();
    }
    let line = lines.around(offset);
    let manifests = manifests(&view);
    let Some((manifest, pod)) = manifest_at(&manifests, offset).and_then(|it| Some((it, it.pod()?))) else {
        return Vec::new();
    };
    let containers = pod.containers();
    let begins_here = |it: &&Container<'_>| {
        let start = manifest.node().at(&it.path).map(|node| node.span().start);
        it.slot == Slot::App && start.is_some_and(|start| line.start <= start && start <= line.end)
    };
    let (Some(container), Some(to)) = (containers.iter().find(begins_here), workload(manifest, &manifests)) else {
        return Vec::new();
    };
    let there: Vec<Image> = containers.iter().map(|it| Image::parse(it.image())).collect();
    let is_there = |entry: &Entry| {
        let image = Image::parse(&entry.image);
        there.iter().any(|other| other.same_repository(&image))
    };
    let main = Image::parse(container.image());
    let fitting = known.entries().iter().filter(|entry| {
        Pattern::LISTED.contains(&entry.pattern)
            && !entry.all_parameters().values().any(|it: &Parameter| it.required)
            && !is_there(entry)
            && suits(entry, &main, &known.surroundings.knowledge)
    });
    let action = |entry: &Entry| {
        let addition = Addition {
            uri: uri.0.clone(),
            to: to.clone(),
            container: container.name().to_owned(),
            pattern: entry.pattern.key().to_owned(),
            helper: entry.name.clone(),
        };
        CodeAction {
            title: format!("Add the {} `{}` to `{}`", entry.pattern.name(), entry.name, container.name()),
            kind: Some(KIND),
            data: Some(json!(addition)),
            ..CodeAction::default()
        }
    };
    fitting.map(action).collect()
}

/// Returns a workload as `podpat add --to` names it; `None` where the text has two of the name.
fn workload(manifest: &Manifest, manifests: &[Manifest]) -> Option<String> {
    let identity = &manifest.identity;
    let name = identity.name.as_deref()?;
    let is_named = |it: &&Manifest| it.identity.kind == identity.kind && it.identity.name == identity.name;
    (manifests.iter().filter(is_named).count() == 1).then(|| format!("{}/{name}", identity.kind.to_lowercase()))
}

/// Returns true unless an entry is known to help other software than that of an image.
fn suits(entry: &Entry, main: &Image, knowledge: &Knowledge) -> bool {
    let Some(helper) = knowledge.of_image(&Image::parse(&entry.image), None) else { return true };
    let main = knowledge.of_image(main, None);
    helper.helps.is_empty() || main.is_some_and(|main| helper.helps.contains(&main.id))
}

/// Makes the edit of an action, if it adds a helper. Returns the notes that `podpat add` would print, too.
///
/// # Errors
/// Fails if the helper cannot be added to the text as it is now.
pub(super) fn resolve(
    mut action: CodeAction,
    document: Option<&Document>,
    known: &Known,
    lines: &Lines<'_>,
) -> Result<(CodeAction, Vec<String>), (ErrorCodes, String)> {
    let Some(data) = action.data.clone() else { return Ok((action, Vec::new())) };
    let addition: Addition =
        serde_json::from_value(data).map_err(|error| (ErrorCodes::InvalidParams, error.to_string()))?;
    let document = document.ok_or_else(|| (REQUEST_FAILED, format!("`{}` is not open", addition.uri)))?;
    let added = add(&addition, document, known).map_err(|report| (REQUEST_FAILED, said(&report)))?;
    let after = added.texts.first().map_or("", |text| text.text());
    action.edit = Some(workspace_edit(&Uri(addition.uri), lines, &line_edits(document.text(), after)));
    Ok((action, added.notes))
}

fn add(addition: &Addition, document: &Document, known: &Known) -> miette::Result<rework::Reworked> {
    let to = addition.to.parse().map_err(|error: String| miette::miette!("{error}"))?;
    let wanted = Wanted { to: Some(to), container: Some(addition.container.clone()) };
    let listed = Pattern::LISTED.into_iter().find(|pattern| pattern.key() == addition.pattern);
    let key = listed.ok_or_else(|| miette::miette!("`{}` is no pattern of helpers", addition.pattern))?.key();
    let asked = HelperFlags {
        file: None,
        helpers: vec![(key, addition.helper.clone())],
        sections: Vec::new(),
        mode: None,
        kubernetes: Release::LATEST,
    };
    rework::add(&[Arc::clone(&document.source)], &wanted, &asked, &known.surroundings.catalogue)
}

/// Returns an error in one line.
fn said(report: &miette::Report) -> String {
    let help = report.help().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{report}{help}")
}

/// Returns the edits of whole lines that lead from one text to another.
fn line_edits(before: &str, after: &str) -> Vec<Edit> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let diff = TextDiff::from_slices(&old, &new);
    let mut start = 0;
    let mut edits = Vec::new();
    for op in diff.ops() {
        let end = start + old[op.old_range()].concat().len();
        if op.tag() != DiffTag::Equal {
            edits.push(Edit { span: Span::new(start, end), text: new[op.new_range()].concat() });
        }
        start = end;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    #[test]
    fn edits_lead_from_one_text_to_the_other() {
        for (before, after) in
            [("", "a\n"), ("a\n", ""), ("a\r\nb", "a\r\nc\nb"), ("a\nb\nc\n", "x\nb\ny\nc\nz"), ("a\rb", "a\rb")]
        {
            let edits = line_edits(before, after);
            assert_eq!(apply(before, &edits).expect("edits fit"), after, "{before:?}");
        }
    }
}
