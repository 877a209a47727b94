//! `podpat inspect`: what Pods are made of.

use std::path::{Path, PathBuf};

use crate::commands::{Streams, WriteError};
use crate::composition::{Inventory, Surroundings, analyse};
use crate::input::{Input, InputError};
use crate::k8s::{self, Identity, Manifest};
use crate::outcome::Outcome;
use crate::report::inspect::{self, Inspected, Picture};
use crate::source::{NotText, Source};

/// Flags of `podpat inspect`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "PATH", required_unless_present = "filename")]
    paths: Vec<PathBuf>,
    /// The same, as kubectl users type it
    #[arg(short, long, value_name = "PATH", value_delimiter = ',')]
    filename: Vec<PathBuf>,
    /// Form of the output
    #[arg(short, long, value_name = "FORM", value_enum, default_value_t = Picture::Text)]
    output: Picture,
}

/// Some of what was named could not be read. What could was shown.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{} of what was named cannot be read", .0.len())]
struct Incomplete(#[related] Vec<InputError>);

/// There is nothing to look at.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("there is no Pod in {0}")]
#[diagnostic(help("name a file with a Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob"))]
struct NoPod(String);

/// Looks at what was named and shows it.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let names: Vec<&Path> = args.paths.iter().chain(&args.filename).map(PathBuf::as_path).collect();
    let Input { entries, mut errors } = Input::collect(names.iter().copied(), &mut streams.input);
    let mut manifests: Vec<Manifest> = Vec::new();
    for entry in &entries {
        match entry.read() {
            Ok(text) => manifests.extend(read(&entry.name, text, streams)),
            Err(error) => errors.push(error),
        }
    }
    let pods = inspected(&manifests);
    if !pods.is_empty() {
        let colour = streams.may_colour();
        inspect::write(&pods, args.output, colour, &mut streams.out).map_err(WriteError::from)?;
    }
    match errors.len() {
        0 if pods.is_empty() => {
            let list = names.iter().map(|name| format!("`{}`", name.display())).collect::<Vec<_>>();
            Err(NoPod(list.join(", ")).into())
        }
        0 => Ok(Outcome::Clean),
        1 => Err(errors.remove(0).into()),
        _ => Err(Incomplete(errors).into()),
    }
}

/// The objects of a text; what is none is noted and hides nothing.
fn read(name: &str, text: Result<Source, NotText>, streams: &mut Streams<'_>) -> Vec<Manifest> {
    let (source, read) = k8s::read_as_far_as_text(name, text, k8s::read);
    for stray in &read.strays {
        let line = source.position(stray.span.start).line;
        streams.note(format!("{}:{line}: {}\n", source.name(), stray.why.message()));
    }
    read.manifests
}

fn inspected(manifests: &[Manifest]) -> Vec<Inspected> {
    // What is typed is kept with the manifest: leave the rest as text.
    let known = manifests.iter().filter(|manifest| Inventory::takes(manifest));
    let inventory = Inventory::of(known.map(|manifest| (manifest.source.name(), manifest.object())));
    let pods = manifests.iter().filter_map(|manifest| {
        let pod = manifest.pod()?;
        let composition = analyse(&pod, &Surroundings::of(manifest, &inventory));
        let (file, object) = (manifest.source.name().to_owned(), Identity::clone(&manifest.identity));
        Some(Inspected { file, document: manifest.document, object, composition })
    });
    pods.collect()
}
