//! A run over many texts: each read once, judged in parallel, and everything found put in order.
//!
//! Most objects are judged as soon as they are read, and forgotten. Those that other objects of the input may have a
//! say in are judged when all of the input was read; rules about the whole input come last. Pods are typed once, when
//! they are judged.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::deferred::{Batch, MemoryBudget, Turn};
use super::finding::Finding;
use super::judged::{Judged, ObjectResults};
use super::kustomized;
use super::memory::{ContextBudget, Memory, Resources};
use super::parallel::{self, Progress};
use super::read::{ReadObject, TextReader, TextResults};
use super::results::{Note, Results};
use super::rule::Check;
use super::rules;
use super::settings::Settings;
use super::sink::RunSink;
use super::text::Text;
use super::view::RunView;
use super::{api_rights_fix, misspelt, partial, placeholders};
use crate::composition::knowledge::Knowledge;
use crate::composition::{Context, ObjectIndex, ScaledObject, WorkloadPods};

/// The resources of a run, and what is left of them.
struct Run<'a> {
    knowledge: &'a Knowledge,
    resources: Resources,
    memory: Memory,
    budget: MemoryBudget,
    context: ContextBudget,
    /// True if any rule looks at more than validity, which is a matter of one object alone.
    meet: bool,
    /// True if there are more threads than texts: a long text is then read on one and judged on another.
    has_idle_threads: bool,
}

/// Judges texts within some resources. `knowledge` is what is known of the software in them.
pub fn run(texts: &[impl Text], knowledge: &Knowledge, resources: Resources, progress: Progress<'_>) -> Results {
    let run = Run {
        knowledge,
        resources,
        memory: Memory::new(resources.memory),
        budget: MemoryBudget::new(resources.kept()),
        context: ContextBudget::new(resources.kept()),
        meet: texts.iter().any(|text| text.settings().look_at_objects()),
        has_idle_threads: resources.jobs > texts.len(),
    };
    let unchecked = AtomicUsize::new(0);
    let mut judged = parallel::map(texts.len(), resources.jobs, progress, |at| {
        let judged = run.read_and_judge(&texts[at]);
        unchecked.fetch_add(usize::from(judged.as_ref().is_some_and(|judged| judged.is_cut)), Ordering::Relaxed);
        judged
    });
    run.judge_deferred(texts, &mut judged);
    judge_across(texts, &mut judged);
    let mut results = Results { unchecked: unchecked.into_inner(), ..Results::default() };
    if run.context.is_exceeded() {
        results.notes.push(too_many("the input", resources));
    }
    for (text, judged) in texts.iter().zip(judged) {
        // A text of which nothing was read is no file that was checked.
        if let Some(judged) = judged.filter(|judged| !judged.name.is_empty()) {
            conclude(text, judged, &mut results);
        }
    }
    results.findings.sort_unstable_by(Finding::cmp_place);
    results.files.sort();
    results
}

/// Returns the note that rules about several objects did not run.
fn too_many(file: &str, resources: Resources) -> Note {
    let message = format!(
        "so many objects cannot be held against each other in {} of memory: rules that look at more than one object were not run; allow more with `--max-memory`, or check one namespace at a time",
        resources.memory
    );
    Note { file: file.to_owned(), message }
}

impl Run<'_> {
    /// Reads a text and judges what needs no other text; `None` if it cannot be had.
    fn read_and_judge(&self, text: &impl Text) -> Option<Judged> {
        let sizes = self.resources.sizes();
        let Some(_share) = self.memory.share(text.size().unwrap_or(u64::MAX).min(sizes.largest as u64)) else {
            return Some(Judged { is_cut: true, ..Judged::default() });
        };
        let reader = TextReader::open(text, sizes)?;
        let is_long = text.size().is_none_or(|size| size > sizes.part as u64);
        if self.has_idle_threads && is_long {
            return Some(thread::scope(|scope| self.judge_all(reader.ahead(scope), text)));
        }
        Some(self.judge_all(reader, text))
    }

    /// Judges the objects of a text that need no other text.
    fn judge_all(&self, mut reader: TextReader<'_>, text: &impl Text) -> Judged {
        let mut judged = Judged { name: text.name().to_owned(), ..Judged::default() };
        let alone = ObjectIndex::default().with_knowledge(self.knowledge);
        let mut part = Arc::clone(reader.source());
        while let Some(objects) = reader.next() {
            if !Arc::ptr_eq(&part, reader.source()) {
                part = Arc::clone(reader.source());
                self.memory.keep(judged.results.forget_texts());
                if self.memory.is_full() {
                    judged.is_cut = true;
                    break;
                }
            }
            judged.objects += objects.len();
            for object in objects {
                self.take(object, &mut judged, &alone, text);
            }
        }
        drop(part);
        let TextResults { suppressions, findings, owned, notes, is_description, too_large } = reader.finish();
        self.memory.keep(judged.results.forget_texts());
        if let Some(line) = too_large {
            text.note_too_large(line);
        }
        judged.objects += owned;
        judged.owned = owned;
        judged.suppressions = suppressions;
        judged.results.add_findings(findings);
        judged.results.notes.extend(notes);
        judged.is_description = is_description;
        let is_alone = judged.deferred.are_too_many();
        judged.results.notes.extend(is_alone.then(|| too_many(text.name(), self.resources)));
        judged
    }

    /// Judges an object, or keeps it until all of the input was read.
    fn take(&self, mut object: ReadObject, judged: &mut Judged, alone: &ObjectIndex<'_>, text: &impl Text) {
        if !self.meet {
            return judged.results.judge(&object.manifest, alone, text.settings());
        }
        match judged.deferred.take(&mut object, text.can_be_opened_again(), &self.budget) {
            Turn::Now => judged.results.judge(&object.manifest, alone, text.settings()),
            Turn::Later => {}
            Turn::Alone(before) => {
                let settings = text.settings().for_one_object();
                judged.results.judge_kept(&before, alone, &settings);
                judged.results.judge(&object.manifest, alone, &settings);
            }
        }
        let manifest = object.manifest;
        let pods = WorkloadPods::of(&manifest);
        let scaler = ScaledObject::of(&manifest).and_then(ScaledObject::autoscaler);
        let is_context = scaler.is_some() || ObjectIndex::takes(&manifest);
        self.context.take(is_context.then(|| manifest.node().span().len()), pods.is_some());
        let role = api_rights_fix::editable_role(&manifest, text.settings());
        // The roles of a file hold its text together.
        let is_first = judged.roles.is_empty();
        self.context.take(role.as_ref().filter(|_| is_first).map(|role| role.source.text().len()), false);
        if self.context.is_exceeded() {
            (judged.replicas, judged.context, judged.roles) = Default::default();
        } else {
            judged.replicas.extend(pods);
            judged.roles.extend(role);
            judged.context.extend(is_context.then(|| scaler.unwrap_or_else(|| manifest.into_object())));
        }
    }

    /// Judges what was deferred until all of the input was read.
    fn judge_deferred(&self, texts: &[impl Text], judged: &mut [Option<Judged>]) {
        let is_alone = self.context.is_exceeded();
        let known = judged.iter().flatten().filter(|_| !is_alone);
        let context = known.clone().flat_map(|judged| {
            let name = judged.name.as_str();
            judged.context.iter().map(move |object| (name, object))
        });
        let pods = known.clone().flat_map(|judged| &judged.replicas);
        let roles = known.flat_map(|judged| &judged.roles);
        let objects = ObjectIndex::of(context).with_role_texts(roles).with_pods(pods).with_knowledge(self.knowledge);
        let batches = judged.iter().enumerate().filter_map(|(at, judged)| Some((at, judged.as_ref()?)));
        let batches: Vec<(usize, Batch<'_>)> = batches
            .flat_map(|(at, judged)| judged.deferred.batches().into_iter().map(move |batch| (at, batch)))
            .collect();
        let results = parallel::map(batches.len(), self.resources.jobs, &mut |_, _| (), |index| {
            let (at, batch) = batches[index];
            let of_one = is_alone.then(|| texts[at].settings().for_one_object());
            let settings = of_one.as_ref().unwrap_or(texts[at].settings());
            let mut results = ObjectResults::default();
            match batch {
                Batch::InMemory(kept) => results.judge_kept(kept, &objects, settings),
                Batch::Reread => self.judge_again(&texts[at], &mut results, &objects, settings),
            }
            (at, results)
        });
        for (at, results) in results {
            if let Some(judged) = &mut judged[at] {
                judged.results.add(results);
            }
        }
    }

    /// Reads a text a second time, and judges what other objects matter to.
    fn judge_again(
        &self,
        text: &impl Text,
        results: &mut ObjectResults,
        objects: &ObjectIndex<'_>,
        settings: &Settings,
    ) {
        let Some(mut reader) = TextReader::open(text, self.resources.sizes()) else { return };
        let mut part = Arc::clone(reader.source());
        while let Some(read) = reader.next() {
            if !Arc::ptr_eq(&part, reader.source()) {
                part = Arc::clone(reader.source());
                results.forget_texts();
            }
            let deferred = read.iter().map(|object| &object.manifest).filter(|manifest| Context::matter_to(manifest));
            deferred.for_each(|manifest| results.judge(manifest, objects, settings));
        }
        results.forget_texts();
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
fn conclude(text: &impl Text, judged: Judged, results: &mut Results) {
    let Judged { name, objects, owned, results: of_text, mut suppressions, is_description, .. } = judged;
    let ObjectResults { mut findings, unknown, notes, parts, .. } = of_text;
    findings.retain(|finding| !suppressions.covers(finding));
    misspelt::set_aside(&mut findings);
    results.notes.extend(partial::set_aside(text, &parts, &mut findings));
    results.notes.extend(placeholders::set_aside(text, &mut findings));
    results.notes.extend(kustomized::set_aside(text, &mut findings));
    findings.extend(suppressions.unused(text.settings()));
    findings.iter_mut().for_each(Finding::shorten);
    if results.findings.is_empty() {
        // Those of one big file are not copied.
        results.findings = findings;
    } else {
        results.findings.extend(findings);
    }
    results.descriptions.extend(is_description.then(|| name.clone()));
    results.objects += objects;
    results.owned += owned;
    results.unknown += unknown;
    results.notes.extend(notes);
    results.files.push(name);
}
