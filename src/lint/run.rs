//! A run over many texts: each read once, judged in parallel, and everything found put in order.

use std::sync::Arc;

use super::finding::Finding;
use super::parallel::{self, Progress};
use super::read::{self, Reading};
use super::results::{Note, Results};
use super::settings::Settings;
use super::{validity, walk};
use crate::composition::Inventory;
use crate::k8s::Manifest;
use crate::source::{NotText, Source};

/// A text that is to be judged.
pub trait Text: Sync {
    /// What messages call it.
    fn name(&self) -> &str;
    /// Whether the user named this very text; what is no manifest is then judged and not passed over.
    fn is_named(&self) -> bool;
    /// What applies to it.
    fn settings(&self) -> &Settings;
    /// The text, or that its bytes are none; `None` if they cannot be had, which the text itself keeps in mind.
    fn read(&self) -> Option<Result<Source, NotText>>;
}

/// What came of one text.
struct Judged {
    file: String,
    objects: usize,
    findings: Vec<Finding>,
    note: Option<Note>,
}

/// Judges texts on that many threads.
pub fn run(texts: &[impl Text], jobs: usize, progress: Progress<'_>) -> Results {
    let judged =
        parallel::map(texts.len(), jobs, progress, |at| texts[at].read().map(|source| judge(&texts[at], source)));
    let mut results = Results::default();
    for judged in judged.into_iter().flatten() {
        results.objects += judged.objects;
        results.findings.extend(judged.findings);
        results.notes.extend(judged.note);
        results.files.push(judged.file);
    }
    results.findings.sort_by(Finding::cmp_place);
    results.files.sort();
    results
}

fn judge(text: &impl Text, source: Result<Source, NotText>) -> Judged {
    let (source, not_text) = match source {
        Ok(source) => (source, None),
        Err(why) => (Source::new(text.name(), why.before()), Some(why)),
    };
    let source = Arc::new(source);
    let Reading { manifests, mut suppressions, mut findings, note } = read::read(text, &source, not_text.as_ref());
    let inventory = Inventory::of(&manifests);
    // Each object is typed for itself and forgotten: typed, a file takes many times the memory of its text.
    for manifest in manifests.iter().map(Manifest::untyped) {
        validity::check(&manifest, text.settings(), &mut findings);
        walk::object(&manifest, &inventory, text.settings(), &mut findings);
    }
    findings.retain(|finding| !suppressions.covers(finding));
    findings.extend(suppressions.unused(&source, text.settings()));
    Judged { file: source.name().to_owned(), objects: manifests.len(), findings, note }
}
