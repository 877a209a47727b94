//! Helpers that `add` put into a workload are taken out again, by the marks that it left.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::add::Reworked;
use super::mark::COMMENT;
use super::marks_of::{Located, locate};
use super::target::{Wanted, find, main_of};
use super::undo::Undo;
use crate::k8s::{self, Manifest};
use crate::source::Source;
use crate::wording::listed;
use crate::yaml;

/// A helper that cannot be taken out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum RemoveError {
    /// No mark names it.
    #[error("there is no helper `{0}` that `podpat add` added")]
    #[diagnostic(help("{1}"))]
    Unknown(String, String),
    /// A document with marks cannot be read.
    #[error("a document of `{0}` that carries marks cannot be read: {1}")]
    #[diagnostic(help("`podpat lint` shows the place"))]
    Unreadable(String, String),
    /// Several workloads have it.
    #[error("`{0}` is in several workloads: {1}")]
    #[diagnostic(help("select one with `--to KIND/NAME`, such as `--to {2}`"))]
    Several(String, String, String),
}

/// The order in which insertions are taken back: what refers to others goes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Part,
    Volume,
    Object,
    Holder,
}

/// Takes a helper out that `add` put into a workload of some texts: byte for byte what was there before,
/// where nothing was changed since. What somebody else uses, or has changed, is left with a note.
///
/// # Errors
/// Fails if there is no such helper, its workload cannot be told, or a place of the text cannot be edited.
pub fn remove(texts: &[Arc<Source>], helper: &str, wanted: &Wanted) -> miette::Result<Reworked> {
    texts.iter().try_for_each(readable)?;
    let workload = workload_with(texts, helper, wanted)?;
    let mut undo = Undo::new(texts);
    loop {
        let all = locate(&undo.sources());
        let own = all.iter().filter(|it| it.found.mark.helper == helper && it.workload == workload);
        // Of two equal turns the last one comes first: so documents keep their numbers.
        let Some(next) = own.rev().min_by_key(|it| turn(it)) else { break };
        undo.take_back(next, &all)?;
    }
    let (texts, mut notes) = undo.finish();
    notes.extend(unmarked(&texts, helper, &workload));
    Ok(Reworked { texts, notes })
}

/// Refuses a text with a document that carries marks and cannot be read: what they say would be left without a word.
fn readable(text: &Arc<Source>) -> Result<(), RemoveError> {
    let has_marks = |document: &yaml::Document| text.slice(document.span).contains(COMMENT);
    let broken = yaml::parse(text).documents.into_iter().filter(has_marks).find_map(|document| document.tree.err());
    broken.map_or(Ok(()), |error| Err(RemoveError::Unreadable(text.name().to_owned(), error.message)))
}

fn turn(it: &Located) -> Turn {
    let target = it.found.target.as_ref().map(ToString::to_string).unwrap_or_default();
    match &it.found.mark {
        mark if mark.is_of_object() => Turn::Object,
        mark if mark.is_of_holder() => Turn::Holder,
        _ if target.contains(".volumes[") => Turn::Volume,
        _ => Turn::Part,
    }
}

/// Returns the workload that a helper is taken out of, as `deployment/shop`.
fn workload_with(texts: &[Arc<Source>], helper: &str, wanted: &Wanted) -> miette::Result<String> {
    let all = locate(texts);
    let named: BTreeSet<&str> =
        all.iter().filter(|it| it.found.mark.helper == helper).map(|it| it.workload.as_str()).collect();
    if wanted.to.is_some() || wanted.container.is_some() {
        let manifests: Vec<Manifest> = texts.iter().flat_map(|text| k8s::read(text).manifests).collect();
        let workload = find(&manifests, wanted)?;
        if wanted.container.is_some() {
            main_of(&workload, &manifests, wanted)?;
        }
        let name = workload.to_string();
        return if named.contains(name.as_str()) { Ok(name) } else { Err(unknown(texts, &all, helper).into()) };
    }
    let named: Vec<&str> = named.into_iter().collect();
    match &named[..] {
        [] => Err(unknown(texts, &all, helper).into()),
        [one] => Ok((*one).to_owned()),
        [first, ..] => Err(RemoveError::Several(helper.to_owned(), listed(&named), (*first).to_owned()).into()),
    }
}

fn unknown(texts: &[Arc<Source>], all: &[Located], helper: &str) -> RemoveError {
    let known: BTreeSet<&str> = all.iter().map(|it| it.found.mark.helper.as_str()).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let manifests = texts.iter().flat_map(|text| k8s::read(text).manifests);
    let is_container = manifests.into_iter().any(|manifest| has_container(&manifest, helper));
    let help = match (is_container, &known[..]) {
        (true, _) => "the container carries no mark of `podpat add`; take it out by hand".to_owned(),
        (false, []) => "nothing here carries a mark of `podpat add`".to_owned(),
        (false, known) => format!("the marks are those of {}", listed(known)),
    };
    RemoveError::Unknown(helper.to_owned(), help)
}

fn has_container(manifest: &Manifest, name: &str) -> bool {
    manifest.pod().is_some_and(|pod| pod.containers().iter().any(|container| container.name() == name))
}

/// Returns the note that a container of that name is still there.
fn unmarked(texts: &[Arc<Source>], helper: &str, workload: &str) -> Option<String> {
    let manifests: Vec<Manifest> = texts.iter().flat_map(|text| k8s::read(text).manifests).collect();
    let is_left = |manifest: &Manifest| {
        super::marks_of::workload_name(manifest).as_deref() == Some(workload) && has_container(manifest, helper)
    };
    let note = || format!("left the container `{helper}`: it carries no mark of `podpat add`");
    manifests.iter().any(is_left).then(note)
}
