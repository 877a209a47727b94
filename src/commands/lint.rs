//! `podpat lint`: what is wrong with manifests.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, thread};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::texts::Texts;
use crate::commands::{Streams, WriteError, kustomize};
use crate::config::{Choice, Config, Threshold};
use crate::input::{Input, InputError};
use crate::lint::{self, Results, Selector};
use crate::outcome::Outcome;
use crate::report::{self, Format, Style};
use crate::validity::Release;

/// Flags of `podpat lint`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "PATH", required_unless_present = "filename")]
    paths: Vec<PathBuf>,
    /// The same, as kubectl users type it
    #[arg(short, long, value_name = "PATH", value_delimiter = ',')]
    filename: Vec<PathBuf>,
    /// Folders are always searched to the bottom
    #[arg(short = 'R', long, hide = true)]
    recursive: bool,
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
    /// Take this configuration instead of looking for `.podpat.yaml` above the input
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Take no configuration
    #[arg(long)]
    no_config: bool,
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

/// Some of what was named could not be read. What could was judged and shown.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{} of what was named cannot be checked", .0.len())]
struct Incomplete(#[related] Vec<InputError>);

/// There is nothing to judge, which is not the same as nothing being wrong.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is nothing to check in {0}")]
#[diagnostic(help("a manifest has `apiVersion`, `kind` and `metadata`"))]
struct Nothing(String);

/// Judges what was named and shows what was found.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let names: Vec<&Path> = args.paths.iter().chain(&args.filename).map(PathBuf::as_path).collect();
    let Input { mut entries, errors } = Input::collect(names.iter().copied(), &mut streams.input);
    let skipped = kustomize::set_aside(&mut entries);
    let texts = Texts::new(entries, errors, &flags(args), configuration(args)?.as_ref())?;
    let results = judge(args, &texts, streams);
    let errors = texts.errors();
    for note in skipped.iter().chain(&results.notes) {
        streams.note(format!("{}: {}\n", note.file, note.message));
    }
    if results.objects > 0 || !results.findings.is_empty() {
        show(args, &results, streams)?;
    } else if errors.is_empty() {
        return Err(Nothing(listed(&names)).into());
    }
    match errors.len() {
        0 => Ok(outcome(&results, args, &texts)),
        1 => Err(errors.into_iter().next().map_or_else(|| Incomplete(Vec::new()).into(), Into::into)),
        _ => Err(Incomplete(errors).into()),
    }
}

/// What the command line says about rules.
fn flags(args: &Args) -> Choice {
    let select = (!args.select.is_empty()).then(|| args.select.clone());
    Choice { select, ignore: args.ignore.clone(), release: args.kubernetes_version, ..Choice::default() }
}

/// The configuration for everything, where the command line settles that.
fn configuration(args: &Args) -> miette::Result<Option<Config>> {
    match &args.config {
        Some(path) => Config::load(path).map(Some),
        None => Ok(args.no_config.then(Config::default)),
    }
}

fn judge(args: &Args, texts: &Texts, streams: &mut Streams<'_>) -> Results {
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
    let results = lint::run(texts.as_slice(), jobs, &mut tell);
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
            fs::write(path, text).map_err(|error| cannot_write(path, &error))?;
        }
    }
    Ok(())
}

fn cannot_write(path: &Path, error: &io::Error) -> miette::Report {
    miette::miette!("cannot write `{}`: {error}", path.display())
}

fn outcome(results: &Results, args: &Args, texts: &Texts) -> Outcome {
    let fails = |finding: &lint::Finding| {
        let threshold = args.fail_on.or_else(|| texts.threshold(finding.place.source.name())).unwrap_or_default();
        threshold.is_met_by(finding.severity)
    };
    if results.findings.iter().any(fails) { Outcome::Findings } else { Outcome::Clean }
}

fn listed(names: &[&Path]) -> String {
    names.iter().map(|name| format!("`{}`", name.display())).collect::<Vec<_>>().join(", ")
}
