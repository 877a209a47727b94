//! `lint --fix`: fixes are applied in rounds, and each round is judged before the next. What breaks a file or adds a
//! finding is taken back; nothing is written before all rounds are over.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Streams;
use super::difference::difference;
use super::lint_inputs::{LintInput, LintInputs};
use crate::edit::{Edit, apply};
use crate::files::{self, WriteFileError};
use crate::lint::{self, Category, Finding, Results, Text as _};
use crate::terminal::shown;
use crate::wording::counted;
use crate::yaml::Segment;

/// Flags of `podpat lint` about fixes.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct FixArgs {
    /// Apply safe fixes: those that do not change what runs, and those that are the only way to make the API server accept
    /// the object
    #[arg(long, conflicts_with_all = ["since", "cluster", "stdin_filename", "render"])]
    fix: bool,
    /// With `--fix` or `--diff`, also apply fixes that may change how Pods run; review the result
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what `--fix` would change, without changing anything
    #[arg(long, conflicts_with_all = ["since", "cluster", "render"])]
    diff: bool,
}

/// The runs that fixes may take, and the bytes that are judged in all of them together, however many those are. One run is
/// enough for most inputs; a fix that has to be taken back takes some more.
const MOST_RUNS: u64 = 100;
const LEAST_RUNS: u64 = 8;
const MOST_JUDGED: u64 = 64 << 20;

/// A finding, wherever in its file it stands now.
type Key = (String, &'static str, String, String);

/// A text that fixes have changed.
pub(super) struct Fixed {
    index: usize,
    before: Arc<str>,
    fixes: usize,
}

/// The texts that fixes have changed, and the fixes that were left out.
#[derive(Default)]
pub(super) struct Fixes {
    texts: Vec<Fixed>,
    /// Findings whose fix broke something.
    dropped: HashSet<Key>,
}

impl FixArgs {
    /// Returns true if fixes are to be applied, or shown.
    pub(super) const fn are_wanted(self) -> bool {
        self.fix || self.diff
    }

    /// Returns true if what would change is shown instead.
    pub(super) const fn is_diff(self) -> bool {
        self.diff
    }

    fn takes(self, finding: &Finding) -> bool {
        finding.fix.as_ref().is_some_and(|fix| fix.is_safe || self.unsafe_fixes)
    }

    /// Applies fixes until there is none left. `judge` judges the texts as they are; the results are those of the last run.
    pub(super) fn apply(
        self,
        inputs: &mut LintInputs<'_>,
        mut results: Results,
        judge: &mut dyn FnMut(&LintInputs<'_>) -> Results,
    ) -> (Results, Fixes) {
        let (mut fixes, mut most, mut has_changed) = (Fixes::default(), usize::MAX, false);
        let size: u64 = inputs.as_slice().iter().filter_map(lint::Text::size).sum();
        for _ in 0..(MOST_JUDGED / size.max(1)).clamp(LEAST_RUNS, MOST_RUNS) {
            let round = self.round(inputs, &results, &fixes, most);
            if round.applied.is_empty() {
                // What broke something before the last changes may fit behind them.
                if fixes.dropped.is_empty() || !std::mem::take(&mut has_changed) {
                    break;
                }
                fixes.dropped.clear();
                continue;
            }
            for (index, text) in &round.texts {
                inputs.as_mut_slice()[*index].set_changed(Some(Arc::clone(text)));
            }
            let after = judge(inputs);
            if is_no_worse(&results, &after, &round) {
                fixes.count(&round);
                (results, most, has_changed) = (after, most.saturating_mul(2), true);
                continue;
            }
            for (index, before) in round.before {
                let is_own = !fixes.texts.iter().any(|fixed| fixed.index == index);
                inputs.as_mut_slice()[index].set_changed((!is_own).then_some(before));
            }
            // With half of them it shows which one is to blame.
            most = round.applied.len() / 2;
            if most == 0 {
                fixes.dropped.extend(round.applied);
                most = 1;
            }
        }
        (results, fixes)
    }

    /// Applies as many fixes as do not touch each other, at most `most`, to the texts as they are.
    fn round(self, inputs: &LintInputs<'_>, results: &Results, fixes: &Fixes, most: usize) -> Round {
        let mut by_file: HashMap<&str, Vec<&Finding>> = HashMap::new();
        let mut count = 0;
        for finding in results.findings.iter().filter(|finding| self.takes(finding)) {
            if count < most && !fixes.dropped.contains(&key(finding)) {
                // A fix may be of another file than the finding.
                let edit = finding.fix.as_ref().and_then(|fix| fix.edits.first());
                let file = edit.map_or(&finding.place, |edit| &edit.place).source.name();
                by_file.entry(file).or_default().push(finding);
                count += 1;
            }
        }
        let mut round = Round::default();
        for (index, input) in inputs.as_slice().iter().enumerate() {
            if let Some(findings) = by_file.get(input.name()) {
                round.add(index, input, findings);
            }
        }
        round
    }
}

/// One round of fixes.
#[derive(Default)]
struct Round {
    before: Vec<(usize, Arc<str>)>,
    texts: Vec<(usize, Arc<str>)>,
    applied: Vec<Key>,
    counts: Vec<(usize, usize)>,
    /// Parts of objects that nobody could judge before.
    uncovered: Vec<Uncovered>,
}

/// A field that was not read, and is once a fix has given it the name that was meant.
#[derive(Debug)]
struct Uncovered {
    file: String,
    object: String,
    path: String,
}

impl Uncovered {
    /// Returns what a fix uncovers: the field that it names.
    fn of(finding: &Finding) -> Option<Self> {
        let edit = finding.fix.as_ref().filter(|fix| fix.is_safe)?.edits.first()?;
        let is_hidden = finding.rule.category == Category::Validity;
        let name = edit.text.trim_matches(['"', '\'']);
        let path = edit.place.path.parent().filter(|_| is_hidden)?.join(Segment::Field(name.into()));
        let (file, _, object, _) = key(finding);
        Some(Self { file, object, path: path.to_string() })
    }

    /// Returns true if a finding may be one that was hidden.
    fn hid(&self, finding: &Finding) -> bool {
        let path = finding.place.path.to_string();
        let below = path.strip_prefix(&self.path);
        let is_below = below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        let (file, _, object, _) = key(finding);
        (file, object) == (self.file.clone(), self.object.clone())
            && (is_below || finding.rule.category != Category::Validity)
    }
}

impl Round {
    fn add(&mut self, index: usize, input: &LintInput<'_>, findings: &[&Finding]) {
        let current = input.changed().cloned();
        let Some(before) = current.or_else(|| String::from_utf8(input.bytes()).ok().map(Arc::from)) else { return };
        let (mut edits, mut applied): (Vec<Edit>, Vec<Key>) = (Vec::new(), Vec::new());
        // The places of those edits, which do not touch each other: ends by starts.
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for finding in findings {
            let own = finding.fix.as_ref().map(lint::Fix::edits).unwrap_or_default();
            let touches = |edit: &Edit| {
                let before = taken.range(..=edit.span.end).next_back();
                before.is_some_and(|(_, end)| *end >= edit.span.start)
            };
            if own.is_empty() || own.iter().any(touches) {
                continue;
            }
            for edit in &own {
                let end = taken.entry(edit.span.start).or_default();
                *end = edit.span.end.max(*end);
            }
            edits.extend(own);
            applied.push(key(finding));
            self.uncovered.extend(Uncovered::of(finding));
        }
        let Ok(text) = apply(&before, &edits) else { return };
        self.counts.push((index, applied.len()));
        self.before.push((index, before));
        self.texts.push((index, text.into()));
        self.applied.extend(applied);
    }
}

impl Fixes {
    fn count(&mut self, round: &Round) {
        for ((index, before), (_, fixes)) in round.before.iter().zip(&round.counts) {
            match self.texts.iter_mut().find(|fixed| fixed.index == *index) {
                Some(fixed) => fixed.fixes += fixes,
                None => self.texts.push(Fixed { index: *index, before: Arc::clone(before), fixes: *fixes }),
            }
        }
        self.texts.sort_by_key(|fixed| fixed.index);
    }

    /// Shows what has changed; returns true if anything has.
    pub(super) fn show(&self, inputs: &LintInputs<'_>, streams: &mut Streams<'_>) -> miette::Result<bool> {
        for Fixed { index, before, .. } in &self.texts {
            let input = &inputs.as_slice()[*index];
            let path = std::path::Path::new(input.name());
            streams.print(difference(path, Some(before.as_bytes()), input.changed().map(|text| &**text)))?;
        }
        Ok(!self.texts.is_empty())
    }

    /// Writes the texts that have changed to their files: each whole or not at all. Returns the errors.
    pub(super) fn write(&self, inputs: &LintInputs<'_>) -> Vec<WriteFileError> {
        let changed = self.texts.iter().filter_map(|fixed| {
            let input = &inputs.as_slice()[fixed.index];
            Some((fixed, input.path()?, input.changed()?))
        });
        let written =
            changed.map(|(fixed, path, text)| files::overwrite(path, fixed.before.as_bytes(), text.as_bytes()));
        written.filter_map(Result::err).collect()
    }

    /// Says how much was fixed.
    pub(super) fn tell(&self, args: FixArgs, results: &Results, streams: &mut Streams<'_>) {
        let fixed: usize = self.texts.iter().map(|text| text.fixes).sum();
        let more = results.findings.iter().filter(|finding| finding.fix.is_some() && !args.takes(finding)).count();
        let verb = if args.diff { "would fix" } else { "fixed" };
        if fixed > 0 {
            let (findings, files) = (counted(fixed, "finding"), counted(self.texts.len(), "file"));
            streams.note(shown!("{} {} in {}\n", verb, findings, files));
        } else {
            streams.note(shown!("there is nothing to fix\n"));
        }
        if more > 0 {
            streams.note(shown!("{} more can be fixed with `--unsafe-fixes`\n", more));
        }
        if !self.dropped.is_empty() {
            let count = self.dropped.len();
            streams.note(shown!(
                "{} fix{} left out that would add a finding\n",
                count,
                if count == 1 { "" } else { "es" }
            ));
        }
    }
}

fn key(finding: &Finding) -> Key {
    let object = finding.object.as_deref().map(|object| format!("{object:?}")).unwrap_or_default();
    (finding.place.source.name().to_owned(), finding.rule.id, object, finding.message.clone())
}

/// Returns true if fewer is found, and nothing more by any rule in any object; what was only hidden before does not count.
fn is_no_worse<'r>(before: &'r Results, after: &'r Results, round: &Round) -> bool {
    let mut left: HashMap<Place<'r>, usize> = HashMap::new();
    for finding in &before.findings {
        *left.entry(place(finding)).or_default() += 1;
    }
    let mut is_known = |finding: &'r Finding| match left.get_mut(&place(finding)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    let (mut left_over, mut is_worse) = (0, false);
    for finding in &after.findings {
        if is_known(finding) {
            left_over += 1;
        } else {
            is_worse |= !round.uncovered.iter().any(|part| part.hid(finding));
        }
    }
    left_over < before.findings.len() && !is_worse
}

/// The file, rule, kind and name of a finding; a fix may change the message of another one.
type Place<'a> = (&'a str, &'static str, Option<(&'a str, Option<&'a str>)>);

fn place(finding: &Finding) -> Place<'_> {
    let object = finding.object.as_deref().map(|object| (object.kind.as_str(), object.name.as_deref()));
    (finding.place.source.name(), finding.rule.id, object)
}
