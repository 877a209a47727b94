//! `podpat lint`: what is wrong with manifests.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::commands::Streams;
use crate::commands::baselines::BaselineArgs;
use crate::commands::candidates;
use crate::commands::changed_lines::ChangedLines;
use crate::commands::fixes::{FixArgs, Fixes};
use crate::commands::flag::words;
use crate::commands::inputs::{self, InputArgs};
use crate::commands::lint_inputs::{LintInput, LintInputs};
use crate::commands::look::Look;
use crate::commands::notes;
use crate::composition::knowledge::Knowledge;
use crate::config::{RuleSelection, Threshold};
use crate::files::{self, Size};
use crate::intake::{self, InputError};
use crate::lint::{self, Results, Selector, Text as _};
use crate::outcome::Outcome;
use crate::report::inspect::Inspected;
use crate::report::{self, Fails, Format, Report};
use crate::terminal::{Output, Style, WriteError, shown};
use crate::validity::Release;

/// Flags of `podpat lint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Run only these rules: rule ids, categories, or presets such as `default`, `all` or `pss-restricted`
    #[arg(long, value_name = "RULE", value_delimiter = ',', add = candidates::selectors())]
    select: Vec<Selector>,
    /// Run these rules too
    #[arg(long, value_name = "RULE", value_delimiter = ',', add = candidates::selectors())]
    extend_select: Vec<Selector>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', add = candidates::selectors())]
    ignore: Vec<Selector>,
    #[command(flatten)]
    baseline: BaselineArgs,
    /// Report only findings on lines that changed since the current branch left this commit
    #[arg(long, value_name = "REF", conflicts_with_all = ["stdin_filename", "render"])]
    since: Option<String>,
    #[command(flatten)]
    fixes: FixArgs,
    /// Exit with 1 if there are findings of this severity or higher; `warning` by default
    #[arg(long, value_name = "SEVERITY", value_parser = words::<Threshold>(Threshold::WORDS))]
    fail_on: Option<Threshold>,
    /// Kubernetes release that the manifests are for: 1.25 to 1.36; the latest by default
    #[arg(long, value_name = "RELEASE", add = candidates::releases())]
    kubernetes_version: Option<Release>,
    /// Output format; it never changes the exit code
    #[arg(short = 'o', long, value_name = "FORMAT", default_value = "human", value_parser = words::<Format>(Format::ALL.map(Format::as_str)))]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Maximum size of a report in Markdown: GitHub takes 64 KiB of a comment and 1 MiB of a job summary
    #[arg(long, value_name = "SIZE", default_value_t = COMMENT, value_parser = report_size)]
    max_report_size: Size,
    /// When to colour the output
    #[arg(long, visible_alias = "colour", value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Number of threads; one per processor by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// The most that GitHub takes of a comment, in characters.
const COMMENT: Size = Size(64 << 10);

fn report_size(text: &str) -> Result<Size, String> {
    let size: Size = text.parse().map_err(|error| format!("{error}"))?;
    if size >= Size(4 << 10) { Ok(size) } else { Err("a report needs 4 KiB or more".to_owned()) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// There is nothing to judge, which is not the same as nothing being wrong.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is nothing to check in {0}")]
#[diagnostic(help("{}", if *.1 { NOTED } else { "a manifest has `apiVersion`, `kind` and `metadata`" }))]
struct Nothing(String, bool);

/// The help where everything was passed over, and notes say why.
const NOTED: &str = "the notes above say what was skipped, and what to do";

/// Judges what was named and shows what was found.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let intake = args.inputs.collect("lint", args.kubernetes_version, streams)?;
    let baselines = args.baseline.load(&intake.texts)?;
    let since = args.since.as_deref().map(|commit| ChangedLines::since(commit, &intake.texts)).transpose()?;
    let has_fixes = args.fixes.are_wanted() || args.format.shows_fixes();
    let mut inputs = LintInputs::new(intake.texts, intake.errors, &flags(args), has_fixes);
    if args.fixes.are_wanted() {
        inputs.as_mut_slice().iter_mut().for_each(LintInput::hold);
    } else if args.format.shows_pods() {
        inputs.as_mut_slice().iter_mut().for_each(LintInput::record);
    }
    let mut results = judge(args, &inputs, &intake.knowledge, streams);
    let mut fixes = None;
    if args.fixes.are_wanted() {
        let mut again = |inputs: &LintInputs<'_>| judge(args, inputs, &intake.knowledge, streams);
        let (after, applied) = args.fixes.apply(&mut inputs, results, &mut again);
        (results, fixes) = (after, Some(applied));
    }
    results.is_cluster = args.inputs.is_cluster();
    let led_back = intake::lead_back(&mut results.findings, &intake.origins, |name| inputs.bytes_of(name));
    inputs.rename(&led_back);
    let mut errors = inputs.errors();
    errors.extend((results.unchecked > 0).then(|| args.inputs.out_of_memory(results.unchecked)));
    let description = |name: &String| InputError::Description(name.clone(), "lint");
    errors.extend(results.descriptions.iter().map(description));
    let judged_any = results.objects > 0 || !results.findings.is_empty();
    baselines.apply(&mut results, &inputs, errors.is_empty(), streams)?;
    if let Some(since) = &since {
        since.apply(&mut results);
    }
    let is_noted = !intake.notes.is_empty() || !results.notes.is_empty();
    notes::tell(intake.notes.iter().chain(&results.notes), args.inputs.is_verbose(), streams);
    if !judged_any && errors.is_empty() && !args.inputs.may_be_empty() {
        return Err(Nothing(args.inputs.listed(), is_noted).into());
    }
    let pods = pods(args, &results, &mut inputs, &intake.knowledge, streams);
    let ended = match &fixes {
        Some(_) if !judged_any && !errors.is_empty() => Outcome::Clean,
        Some(fixes) => fixed(args, fixes, &results, &pods, &inputs, streams)?,
        None => {
            if judged_any || errors.is_empty() {
                show(args, &results, &pods, &inputs, Onto::Output, streams)?;
            }
            outcome(&results, args, &inputs)
        }
    };
    inputs::conclude(ended, errors)
}

/// A text is fixed that is read in one piece.
const LARGEST_FIXED: Size = Size::MANIFEST;

/// Shows or writes what fixes have changed, and reports what is left.
fn fixed(
    args: &Args,
    fixes: &Fixes,
    results: &Results,
    pods: &[Inspected],
    inputs: &LintInputs<'_>,
    streams: &mut Streams<'_>,
) -> miette::Result<Outcome> {
    let is_large = |text: &&LintInput<'_>| lint::Text::size(*text).is_some_and(|size| size > LARGEST_FIXED.0);
    for text in inputs.as_slice().iter().filter(is_large) {
        streams.note(shown!("{}: larger than {}; nothing in it was fixed\n", lint::Text::name(text), LARGEST_FIXED));
    }
    if args.fixes.is_diff() {
        let differs = fixes.show(inputs, streams)?;
        fixes.tell(args.fixes, results, streams);
        return Ok(if differs { Outcome::Findings } else { Outcome::Clean });
    }
    let mut failed = fixes.write(inputs);
    let stdin = inputs.as_slice().iter().find(|input| input.path().is_none());
    if let Some(text) = stdin {
        streams.print_encoded(text.bytes())?;
    }
    fixes.tell(args.fixes, results, streams);
    show(args, results, pods, inputs, if stdin.is_some() { Onto::Error } else { Onto::Output }, streams)?;
    let last = failed.pop();
    for error in &failed {
        streams.tell(error);
    }
    last.map_or_else(|| Ok(outcome(results, args, inputs)), |error| Err(error.into()))
}

/// The stream that the report goes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Onto {
    /// Standard output.
    Output,
    /// Standard error, where standard output is taken by the text that was fixed.
    Error,
}

/// Returns the selection of rules on the command line.
fn flags(args: &Args) -> RuleSelection {
    let select = (!args.select.is_empty()).then(|| args.select.clone());
    RuleSelection {
        select,
        extend: args.extend_select.clone(),
        ignore: args.ignore.clone(),
        release: args.kubernetes_version,
        ..RuleSelection::default()
    }
}

fn judge(args: &Args, inputs: &LintInputs<'_>, knowledge: &Knowledge, streams: &mut Streams<'_>) -> Results {
    let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let jobs = args.jobs.map_or_else(processors, usize::from);
    let (begin, mut told) = (Instant::now(), None::<Instant>);
    let mut tell = |done: usize, count: usize| {
        let due =
            told.map_or(begin.elapsed() > Duration::from_secs(1), |told| told.elapsed() > Duration::from_millis(100));
        if streams.shows_progress() && due {
            told = Some(Instant::now());
            streams.progress(Some(shown!("checked {} of {} files", done, count)));
        }
    };
    let mut resources = args.inputs.resources(jobs);
    if args.fixes.are_wanted() {
        resources.part = LARGEST_FIXED;
    }
    let results = lint::run(inputs.as_slice(), knowledge, resources, &mut tell);
    if told.is_some() {
        streams.progress(None);
    }
    results
}

/// Returns the Pods that findings are about, where the report shows them.
fn pods(
    args: &Args,
    results: &Results,
    inputs: &mut LintInputs<'_>,
    knowledge: &Knowledge,
    streams: &mut Streams<'_>,
) -> Vec<Inspected> {
    if !args.format.shows_pods() || results.findings.is_empty() {
        return Vec::new();
    }
    inputs.as_mut_slice().iter_mut().for_each(LintInput::play_back);
    for input in inputs.as_slice().iter().filter(|input| !input.can_be_opened_again()) {
        streams.note(shown!("{}: is too long to be read twice, so its Pods are not drawn\n", input.name()));
    }
    let look = Look::at(inputs, knowledge, args.inputs.resources(1), "lint");
    // The findings are complete all the same; other errors were told when the texts were judged.
    for error in look.errors {
        if let InputError::TooManyObjects(name, _) = error {
            streams.note(shown!("{}: has too many objects for pictures of all its Pods\n", name));
        }
    }
    report::concerned(look.pods, results)
}

fn show(
    args: &Args,
    results: &Results,
    pods: &[Inspected],
    inputs: &LintInputs<'_>,
    onto: Onto,
    streams: &mut Streams<'_>,
) -> miette::Result<()> {
    let fails: &Fails<'_> = &|finding| fails(finding, args, inputs);
    let report = &Report::new(results, fails).with(pods, args.max_report_size.length());
    let own = if args.output_file.is_some() { Style::default() } else { streams.out().style() };
    let colour = match args.color {
        Colour::Auto => own.colour,
        Colour::Always => true,
        Colour::Never => false,
    };
    let style = Style { colour, ..own };
    match &args.output_file {
        None if onto == Onto::Error => {
            let mut text = Vec::new();
            report::write(args.format, report, &mut Output::styled(&mut text, Style { colour: false, ..own }))
                .map_err(WriteError::from)?;
            streams.note_encoded(text);
        }
        None => {
            streams.out().set_style(style);
            report::write(args.format, report, streams.out()).map_err(WriteError::from)?;
        }
        Some(path) => {
            let mut text = Vec::new();
            let mut output = Output::styled(&mut text, style);
            report::write(args.format, report, &mut output).map_err(WriteError::from)?;
            drop(output);
            files::write(path, &text)?;
        }
    }
    Ok(())
}

/// Returns true if a finding makes the run fail.
fn fails(finding: &lint::Finding, args: &Args, inputs: &LintInputs<'_>) -> bool {
    let threshold = args.fail_on.or_else(|| inputs.threshold(finding.place.source.name())).unwrap_or_default();
    threshold.is_met_by(finding.severity)
}

fn outcome(results: &Results, args: &Args, inputs: &LintInputs<'_>) -> Outcome {
    let any_fails = results.findings.iter().any(|finding| fails(finding, args, inputs));
    if any_fails { Outcome::Findings } else { Outcome::Clean }
}
