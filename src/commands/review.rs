//! `podpat review`: the answer of an admission webhook, without a network.

use std::path::{Path, PathBuf};

use super::Streams;
use super::flag::words;
use crate::config::{Config, RuleSelection, Threshold};
use crate::files::{self, Size};
use crate::lint::{Settings, Severity};
use crate::outcome::Outcome;

/// Flags of `podpat review`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Reads an AdmissionReview (admission.k8s.io/v1) with a request, as the API server sends it, and prints an \
AdmissionReview with the response. Findings become warnings. The exit code is 0 even if the object is refused, and 2 if the \
request cannot be read.")]
pub struct Args {
    /// File with the request; standard input by default
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Refuse objects with findings of this severity or higher
    #[arg(long, value_name = "SEVERITY", default_value = "never", value_parser = words::<Threshold>(["error", "warning", "never"]))]
    deny: Threshold,
    /// Use the rules of this configuration
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Answers one request.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let settings = settings(args.config.as_deref())?;
    let request = if args.file == Path::new("-") {
        files::stream(&mut streams.input, Size::MANIFEST)?
    } else {
        files::bytes(&args.file, Size::MANIFEST)?
    };
    let mut answer = crate::review(&request, &settings, severity(args.deny))?;
    answer.push(b'\n');
    streams.print_encoded(answer)?;
    Ok(Outcome::Clean)
}

/// Returns the rules of a configuration, or those that run by default.
pub(super) fn settings(config: Option<&Path>) -> miette::Result<Settings> {
    let Some(path) = config else { return Ok(Settings::default()) };
    Ok(Config::load(path)?.settings(&[], &RuleSelection::default()))
}

const fn severity(threshold: Threshold) -> Option<Severity> {
    match threshold {
        Threshold::At(severity) => Some(severity),
        Threshold::Never => None,
    }
}
