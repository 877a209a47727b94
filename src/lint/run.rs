//! A run over many texts: each read once, judged in parallel, and everything found put in order.
//!
//! Most objects are judged as soon as they are read, and forgotten. Those that other objects of the input may have a
//! say in are judged when all of the input was read; rules about the whole input come last. Pods are typed once, when
//! they are judged.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::deferred::{Batch, Deferred, MemoryBudget};
use super::finding::Finding;
use super::memory::{Memory, Resources};
use super::parallel::{self, Progress};
use super::place::Place;
use super::read::{TextReader, TextResults};
use super::results::{Note, Results};
use super::rule::Check;
use super::settings::Settings;
use super::sink::RunSink;
use super::suppress::Suppressions;
use super::text::Text;
use super::view::{self, RunView};
use super::workload::Workload;
use super::{excerpts, rules, validity, walk};
use crate::composition::knowledge::Knowledge;
use crate::composition::{Context, ObjectIndex, WorkloadPods};
use crate::k8s::{Manifest, Object};

/// The results of one text, before those of its deferred objects.
struct Judged {
    name: String,
    objects: usize,
    owned: usize,
    results: ObjectResults,
    suppressions: Suppressions,
    /// Objects that others may refer to, without their text.
    context: Vec<Object>,
    replicas: Vec<WorkloadPods>,
    deferred: Deferred,
}

/// The findings and notes about one object, or about several of the same text.
#[derive(Default)]
struct ObjectResults {
    findings: Vec<Finding>,
    /// The number of them that are of kinds podpat does not know.
    unknown: usize,
    workloads: Vec<Workload>,
    notes: Vec<Note>,
}

impl ObjectResults {
    /// Judges one object; `objects` is what else is in the input.
    fn judge<'a>(&mut self, manifest: &'a Manifest, objects: &'a ObjectIndex<'a>, settings: &Settings) {
        let is_known = validity::check(manifest, settings, &mut self.findings);
        self.unknown += usize::from(!is_known);
        self.workloads.extend(Workload::of(manifest));
        walk::object(manifest, objects, settings, &mut self.findings);
        if let Some(size) = view::over_container_limit(manifest).filter(|_| settings.look_at_objects()) {
            let line = manifest.source.position(manifest.node().span().start).line;
            let message =
                format!("the Pod of line {line} has {size} containers, so many that only validity was judged");
            self.notes.push(Note { file: manifest.source.name().to_owned(), message });
        }
    }

    /// The places that are pointed at.
    fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        excerpts::of_findings(&mut self.findings).chain(excerpts::of_workloads(&mut self.workloads))
    }

    /// Adds the results of other objects of the same text.
    fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.unknown += other.unknown;
        self.notes.extend(other.notes);
        self.workloads.extend(other.workloads);
        self.workloads.sort_by_key(|workload| workload.within);
    }
}

/// Judges texts within some resources. `knowledge` is what is known of the software in them.
pub fn run(texts: &[impl Text], knowledge: &Knowledge, resources: Resources, progress: Progress<'_>) -> Results {
    let Resources { jobs, memory } = resources;
    let (budget, memory, unchecked) = (MemoryBudget::default(), Memory::new(memory), AtomicUsize::new(0));
    // Validity is a matter of one object alone.
    let meet = texts.iter().any(|text| text.settings().look_at_objects());
    let mut judged = parallel::map(texts.len(), jobs, progress, |at| {
        let Some(_share) = memory.share(texts[at].size()) else {
            unchecked.fetch_add(1, Ordering::Relaxed);
            return None;
        };
        let judged = read_and_judge(&texts[at], meet, &budget)?;
        memory.keep(judged.results.findings.len());
        Some(judged)
    });
    judge_deferred(texts, knowledge, &mut judged, jobs);
    judge_across(texts, &mut judged);
    let mut results = Results { unchecked: unchecked.into_inner(), ..Results::default() };
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
fn read_and_judge(text: &impl Text, meet: bool, budget: &MemoryBudget) -> Option<Judged> {
    let mut reader = TextReader::open(text)?;
    let name = reader.source().name().to_owned();
    let alone = ObjectIndex::default();
    let (mut results, mut objects) = (ObjectResults::default(), 0);
    let (mut context, mut replicas, mut deferred) = (Vec::new(), Vec::new(), Deferred::default());
    while let Some(manifests) = reader.next() {
        objects += manifests.len();
        for manifest in manifests {
            let is_deferred = meet && deferred.take(&manifest, budget);
            if !is_deferred {
                results.judge(&manifest, &alone, text.settings());
            }
            if meet {
                replicas.extend(WorkloadPods::of(&manifest));
                context.extend(ObjectIndex::takes(&manifest).then(|| manifest.into_object()));
            }
        }
    }
    let TextResults { mut suppressions, findings, owned, note } = reader.finish();
    objects += owned;
    results.findings.extend(findings);
    results.notes.extend(note);
    excerpts::keep_only(results.places().chain(suppressions.places()));
    Some(Judged { name, objects, owned, results, suppressions, context, replicas, deferred })
}

/// Judges what was deferred until all of the input was read.
fn judge_deferred(texts: &[impl Text], knowledge: &Knowledge, judged: &mut [Option<Judged>], jobs: usize) {
    let context = judged.iter().flatten().flat_map(|judged| {
        let name = judged.name.as_str();
        judged.context.iter().map(move |object| (name, object))
    });
    let pods = judged.iter().flatten().flat_map(|judged| &judged.replicas);
    let objects = ObjectIndex::of(context).with_pods(pods).with_knowledge(knowledge);
    let batches = judged.iter().enumerate().filter_map(|(at, judged)| Some((at, judged.as_ref()?)));
    let batches: Vec<(usize, Batch<'_>)> =
        batches.flat_map(|(at, judged)| judged.deferred.batches().into_iter().map(move |batch| (at, batch))).collect();
    let results = parallel::map(batches.len(), jobs, &mut |_, _| (), |index| {
        let (at, batch) = batches[index];
        let (settings, mut results) = (texts[at].settings(), ObjectResults::default());
        match batch {
            // Typed for this only.
            Batch::InMemory(manifests) => {
                for manifest in manifests {
                    results.judge(&manifest.untyped(), &objects, settings);
                }
            }
            Batch::Reread => {
                let mut reader = TextReader::open(&texts[at]);
                while let Some(manifests) = reader.as_mut().and_then(TextReader::next) {
                    let deferred = manifests.iter().filter(|manifest| Context::matter_to(manifest));
                    deferred.for_each(|manifest| results.judge(manifest, &objects, settings));
                }
            }
        }
        excerpts::keep_only(results.places());
        (at, results)
    });
    for (at, results) in results {
        if let Some(judged) = &mut judged[at] {
            judged.results.add(results);
        }
    }
}

/// Shows the whole input to the rules about it; each sees the files that it runs on.
fn judge_across(texts: &[impl Text], judged: &mut [Option<Judged>]) {
    for rule in rules::all() {
        let Check::Run(check) = rule.check else { continue };
        let mut found = Vec::new();
        let seen = texts.iter().zip(&*judged).filter(|(text, _)| text.settings().runs(rule));
        let workloads = seen.flat_map(|(_, judged)| judged).flat_map(|judged| &judged.results.workloads).collect();
        check(&RunView { workloads }, &mut RunSink::new(rule, &mut found));
        let mut of: HashMap<String, Vec<Finding>> = HashMap::new();
        for finding in found {
            of.entry(finding.place.source.name().to_owned()).or_default().push(finding);
        }
        for (text, judged) in texts.iter().zip(&mut *judged) {
            let Some(judged) = judged else { continue };
            for mut finding in of.remove(&judged.name).into_iter().flatten() {
                finding.severity = text.settings().severity(rule);
                judged.results.findings.push(finding);
            }
        }
    }
}

/// Adds to the results what a text's suppressions leave of its findings.
fn conclude(settings: &Settings, judged: Judged, results: &mut Results) {
    let Judged { name, objects, owned, results: of_text, mut suppressions, .. } = judged;
    let ObjectResults { mut findings, unknown, notes, .. } = of_text;
    findings.retain(|finding| !suppressions.covers(finding));
    findings.extend(suppressions.unused(settings));
    findings.iter_mut().for_each(Finding::shorten);
    if results.findings.is_empty() {
        // Those of one big file are not copied.
        results.findings = findings;
    } else {
        results.findings.extend(findings);
    }
    results.objects += objects;
    results.owned += owned;
    results.unknown += unknown;
    results.notes.extend(notes);
    results.files.push(name);
}
