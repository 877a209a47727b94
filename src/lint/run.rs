//! A run over many texts: each read once, judged in parallel, and everything found put in order.
//!
//! Most objects are judged as soon as they are read, and forgotten. Those that other objects of the input may have a say
//! in are judged when all of the input was read; rules about the whole input come last.

use std::collections::HashMap;

use super::finding::Finding;
use super::parallel::{self, Progress};
use super::read::{self, Reading};
use super::results::{Note, Results};
use super::rule::Check;
use super::settings::Settings;
use super::sink::RunSink;
use super::suppress::Suppressions;
use super::view::RunView;
use super::waiting::{Room, Waiting};
use super::workload::Workload;
use super::{rules, validity, walk};
use crate::composition::{Inventory, Replicas, Surroundings};
use crate::k8s::{Manifest, Object};
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

/// What came of one text so far.
struct Judged {
    name: String,
    objects: usize,
    unknown: usize,
    note: Option<Note>,
    findings: Vec<Finding>,
    suppressions: Suppressions,
    /// Objects that others may refer to, without their text.
    context: Vec<Object>,
    replicas: Vec<Replicas>,
    workloads: Vec<Workload>,
    waiting: Waiting,
}

/// Judges texts on that many threads.
pub fn run(texts: &[impl Text], jobs: usize, progress: Progress<'_>) -> Results {
    let room = Room::default();
    // Validity is a matter of one object alone.
    let meet = texts.iter().any(|text| text.settings().look_at_objects());
    let mut judged = parallel::map(texts.len(), jobs, progress, |at| read_and_judge(&texts[at], meet, &room));
    judge_waiting(texts, &mut judged, jobs);
    judge_across(texts, &mut judged);
    let mut results = Results::default();
    for (text, judged) in texts.iter().zip(judged) {
        if let Some(judged) = judged {
            conclude(text.settings(), judged, &mut results);
        }
    }
    results.findings.sort_unstable_by(Finding::cmp_place);
    results.files.sort();
    results
}

/// Reads a text and judges what needs no other text.
fn read_and_judge(text: &impl Text, meet: bool, room: &Room) -> Option<Judged> {
    let (source, Reading { manifests, suppressions, mut findings, note }) = read::read(text)?;
    let alone = Inventory::default();
    let (mut context, mut replicas, mut waiting, mut workloads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (objects, mut unknown) = (manifests.len(), 0);
    for manifest in manifests {
        let is_known = validity::check(&manifest, text.settings(), &mut findings);
        unknown += usize::from(!is_known);
        workloads.extend(Workload::of(&manifest));
        if !meet {
            walk::object(&manifest, &alone, text.settings(), &mut findings);
            continue;
        }
        replicas.extend(Replicas::of(&manifest));
        let (waits, is_context) = (Surroundings::matter_to(&manifest), Inventory::takes(&manifest));
        if waits {
            context.extend(is_context.then(|| manifest.object().clone()));
            waiting.push(room.trimmed(manifest));
            continue;
        }
        walk::object(&manifest, &alone, text.settings(), &mut findings);
        context.extend(is_context.then(|| manifest.into_object()));
    }
    let waiting = room.keep(waiting, source.text().len());
    let name = source.name().to_owned();
    Some(Judged { name, objects, unknown, note, findings, suppressions, context, replicas, workloads, waiting })
}

/// Judges what waited for the rest of the input.
fn judge_waiting(texts: &[impl Text], judged: &mut [Option<Judged>], jobs: usize) {
    let context = judged.iter().flatten().flat_map(|judged| {
        let name = judged.name.as_str();
        judged.context.iter().map(move |object| (name, object))
    });
    let pods = judged.iter().flatten().flat_map(|judged| &judged.replicas);
    let inventory = Inventory::of(context).with_pods(pods);
    let batches = judged.iter().enumerate().filter_map(|(at, judged)| Some((at, judged.as_ref()?)));
    let batches: Vec<(usize, Option<&[Manifest]>)> =
        batches.flat_map(|(at, judged)| judged.waiting.batches().into_iter().map(move |batch| (at, batch))).collect();
    let found = parallel::map(batches.len(), jobs, &mut |_, _| (), |index| {
        let (at, batch) = batches[index];
        let (text, mut findings) = (&texts[at], Vec::new());
        match batch {
            Some(manifests) => manifests.iter().for_each(|manifest| show(manifest, &inventory, text, &mut findings)),
            None => show_again(text, &inventory, &mut findings),
        }
        (at, findings)
    });
    for (at, found) in found {
        judged[at].iter_mut().for_each(|judged| judged.findings.extend_from_slice(&found));
    }
}

/// Shows what waited to the rules. What is not typed yet is typed for this only.
fn show(manifest: &Manifest, inventory: &Inventory<'_>, text: &impl Text, findings: &mut Vec<Finding>) {
    if manifest.is_typed() {
        walk::object(manifest, inventory, text.settings(), findings);
    } else {
        walk::object(&manifest.untyped(), inventory, text.settings(), findings);
    }
}

/// Reads a text a second time and shows what of it waited.
fn show_again(text: &impl Text, inventory: &Inventory<'_>, findings: &mut Vec<Finding>) {
    let manifests = read::read(text).map_or_else(Vec::new, |(_, reading)| reading.manifests);
    for manifest in manifests {
        if Surroundings::matter_to(&manifest) {
            walk::object(&manifest, inventory, text.settings(), findings);
        }
    }
}

/// Shows the whole input to the rules about it; each sees the files that it runs on.
fn judge_across(texts: &[impl Text], judged: &mut [Option<Judged>]) {
    for rule in rules::all() {
        let Check::Run(check) = rule.check else { continue };
        let mut found = Vec::new();
        let seen = texts.iter().zip(&*judged).filter(|(text, _)| text.settings().runs(rule));
        let workloads = seen.flat_map(|(_, judged)| judged).flat_map(|judged| &judged.workloads).collect();
        check(&RunView { workloads }, &mut RunSink::new(rule, &mut found));
        let mut of: HashMap<String, Vec<Finding>> = HashMap::new();
        for finding in found {
            of.entry(finding.place.source.name().to_owned()).or_default().push(finding);
        }
        for (text, judged) in texts.iter().zip(&mut *judged) {
            let Some(judged) = judged else { continue };
            for mut finding in of.remove(&judged.name).into_iter().flatten() {
                finding.severity = text.settings().severity(rule);
                judged.findings.push(finding);
            }
        }
    }
}

/// What is left of a text's findings when its suppressions had their say.
fn conclude(settings: &Settings, judged: Judged, results: &mut Results) {
    let Judged { name, objects, unknown, note, mut findings, mut suppressions, .. } = judged;
    findings.retain(|finding| !suppressions.covers(finding));
    findings.extend(suppressions.unused(settings));
    if results.findings.is_empty() {
        // Those of one big file are not copied.
        results.findings = findings;
    } else {
        results.findings.extend(findings);
    }
    results.objects += objects;
    results.unknown += unknown;
    results.notes.extend(note);
    results.files.push(name);
}
