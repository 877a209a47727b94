//! `podpat lint`: what is wrong with manifests.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::inputs::{self, InputArgs};
use crate::commands::lint_inputs::LintInputs;
use crate::commands::{Streams, WriteError};
use crate::config::{RuleSelection, Threshold};
use crate::files;
use crate::lint::{self, Results, Selector};
use crate::outcome::Outcome;
use crate::report::{self, Format, Style};
use crate::validity::Release;

/// Flags of `podpat lint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// Run only these: rule ids, categories, `default`, `all`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<Selector>,
    /// Leave these out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<Selector>,
    /// The least severity that makes podpat exit with 1; `warning` unless said
    #[arg(long, value_name = "SEVERITY", value_parser = words::<Threshold>(Threshold::WORDS))]
    fail_on: Option<Threshold>,
    /// The Kubernetes release the manifests are for: 1.25 to 1.36, the latest unless said
    #[arg(long, value_name = "RELEASE")]
    kubernetes_version: Option<Release>,
    /// Form of the output; it never changes the exit code
    #[arg(short = 'o', long, value_name = "FORMAT", default_value = "human", value_parser = words::<Format>(Format::ALL.map(Format::as_str)))]
    format: Format,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Whether to colour
    #[arg(long, visible_alias = "colour", value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Threads to use; as many as there are processors unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
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

/// A flag that takes one of a few words.
fn words<T>(words: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: std::str::FromStr<Err: Into<Box<dyn std::error::Error + Send + Sync>>> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse::<T>())
}

/// There is nothing to judge, which is not the same as nothing being wrong.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is nothing to check in {0}")]
#[diagnostic(help("a manifest has `apiVersion`, `kind` and `metadata`"))]
struct Nothing(String);

/// Judges what was named and shows what was found.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let intake = args.inputs.collect("lint", streams)?;
    let inputs = LintInputs::new(intake.texts, intake.errors, &flags(args));
    let results = judge(args, &inputs, streams);
    let errors = inputs.errors();
    for note in intake.notes.iter().chain(&results.notes) {
        streams.note(format!("{}: {}\n", note.file, note.message));
    }
    if results.objects > 0 || !results.findings.is_empty() {
        show(args, &results, streams)?;
    } else if errors.is_empty() {
        return Err(Nothing(args.inputs.listed()).into());
    }
    inputs::conclude(outcome(&results, args, &inputs), errors)
}

/// What the command line says about rules.
fn flags(args: &Args) -> RuleSelection {
    let select = (!args.select.is_empty()).then(|| args.select.clone());
    RuleSelection { select, ignore: args.ignore.clone(), release: args.kubernetes_version, ..RuleSelection::default() }
}

fn judge(args: &Args, inputs: &LintInputs, streams: &mut Streams<'_>) -> Results {
    let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let jobs = args.jobs.map_or_else(processors, usize::from);
    let (begin, mut told) = (Instant::now(), None::<Instant>);
    let mut tell = |done: usize, count: usize| {
        let due =
            told.map_or(begin.elapsed() > Duration::from_secs(1), |told| told.elapsed() > Duration::from_millis(100));
        if streams.err_is_terminal && due {
            told = Some(Instant::now());
            streams.note(format!("\rchecked {done} of {count} files"));
        }
    };
    let results = lint::run(inputs.as_slice(), jobs, &mut tell);
    if told.is_some() {
        // Clears the line.
        streams.note("\r\x1b[K");
    }
    results
}

fn show(args: &Args, results: &Results, streams: &mut Streams<'_>) -> miette::Result<()> {
    let colour = match args.color {
        Colour::Auto => streams.may_colour() && args.output_file.is_none(),
        Colour::Always => true,
        Colour::Never => false,
    };
    let style = Style { colour, ..Style::default() };
    match &args.output_file {
        None => report::write(args.format, results, style, &mut streams.out).map_err(WriteError::from)?,
        Some(path) => {
            let mut text = Vec::new();
            report::write(args.format, results, style, &mut text).map_err(WriteError::from)?;
            files::write(path, &text)?;
        }
    }
    Ok(())
}

fn outcome(results: &Results, args: &Args, inputs: &LintInputs) -> Outcome {
    let fails = |finding: &lint::Finding| {
        let threshold = args.fail_on.or_else(|| inputs.threshold(finding.place.source.name())).unwrap_or_default();
        threshold.is_met_by(finding.severity)
    };
    if results.findings.iter().any(fails) { Outcome::Findings } else { Outcome::Clean }
}
