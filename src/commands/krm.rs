//! `podpat krm`: a function for kustomize and kpt.

use std::sync::Arc;

use super::Streams;
use super::catalogue::{self, Folders};
use crate::files::{self, FileError, Size};
use crate::krm;
use crate::outcome::Outcome;
use crate::source::Source;
use crate::terminal::shown;

/// Flags of `podpat krm`.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = "\
Reads a ResourceList from standard input and prints the resulting one. The kind of its functionConfig (apiVersion \
podpat.dev/v1alpha1) selects the operation: Description generates the objects of the description in `spec`; Helpers adds the \
helpers in `spec` to a workload, which the annotation `podpat.dev/to: deploy/shop` selects if there are several; Lint reports \
findings as results, with `spec` as the configuration. The exit code is 0, or 2 if the operation failed. podpat also reads a \
ResourceList if it is started without a command.")]
pub struct Args {
    #[command(flatten)]
    folders: Folders,
}

/// Answers one list.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let bytes = files::stream(&mut streams.input, Size::MANIFEST)?;
    let source = Source::from_bytes("-", bytes).map_err(FileError::NotText)?;
    answer(args, source, streams)
}

/// Answers one list, if standard input is one; `None` where it is something else.
pub fn run_without_verb(streams: &mut Streams<'_>) -> Option<miette::Result<Outcome>> {
    let bytes = files::stream(&mut streams.input, Size::MANIFEST).ok()?;
    let source = Source::from_bytes("-", bytes).ok()?;
    krm::is_resource_list(source.text()).then(|| answer(&Args::default(), source, streams))
}

fn answer(args: &Args, source: Source, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let catalogue = catalogue::load(&args.folders, streams)?;
    let answer = krm::run(&Arc::new(source), &catalogue)?;
    streams.print_encoded(answer.text)?;
    for note in answer.notes {
        streams.note(shown!("note: {}\n", note));
    }
    Ok(Outcome::Clean)
}
