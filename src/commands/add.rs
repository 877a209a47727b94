//! `podpat add`: helpers for a workload that exists already.

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;

use super::Streams;
use super::candidates;
use super::catalogue::{self, Folders};
use super::helper_args::HelperArgs;
use super::out_dir::OutDir;
use super::patch_text;
use super::rework_args::{Judged, ReworkArgs, news, tell};
use crate::files::{self, Existing, Size};
use crate::outcome::Outcome;
use crate::pattern::HelperFlags;
use crate::rework::{self, Reworked};
use crate::source::Source;
use crate::terminal::shown;
use crate::validity::Release;

/// Flags of `podpat add`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    manifests: ReworkArgs,

    #[command(flatten)]
    helper: HelperArgs,

    /// File with helpers, in the format of a description
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,

    /// Print patches instead of manifests
    #[arg(short, long, value_enum, conflicts_with_all = ["in_place", "diff"])]
    output: Option<Form>,

    /// Write each object and patch to a file of its own in this folder
    #[arg(long, value_name = "DIR", requires = "output")]
    out_dir: Option<PathBuf>,

    /// Allow `--out-dir` to overwrite existing files
    #[arg(long, requires = "out_dir")]
    force: bool,

    /// Kubernetes release to add helpers for: 1.25 to 1.36
    #[arg(long, value_name = "VERSION", default_value_t, add = candidates::releases())]
    kubernetes_version: Release,

    #[command(flatten)]
    folders: Folders,
}

/// A form of output that leaves the manifests alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Strategic merge patches
    Patch,
    /// A kustomize component
    Kustomize,
}

const EXAMPLES: &str = "\
Examples:
  podpat add deploy.yaml --sidecar git-sync,repo=https://…,path=/srv/site | kubectl apply -f -
  podpat add deploy.yaml --adapter nginx-exporter --in-place
  podpat add k8s/ --to deploy/shop -c app --with helpers.yaml --diff
  podpat add deploy.yaml --adapter nginx-exporter -o kustomize --out-dir components/metrics
  podpat patterns                 # list the catalogue";

/// A command that cannot be carried out.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum AddError {
    #[error("there is nothing to add")]
    #[diagnostic(help(
        "name helpers with `--sidecar`, `--ambassador`, `--adapter`, `--init`, `--election` or `--with FILE`; `podpat patterns` lists the catalogue"
    ))]
    Nothing,
}

/// Adds helpers, and prints, writes or compares what comes out.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let asked = args.helpers()?;
    let input = args.manifests.read("add", streams)?;
    let catalogue = catalogue::load(&args.folders, streams)?;
    let added = rework::add(&input.texts, &args.manifests.wanted(), &asked, &catalogue);
    let (added, before) = (added.map_err(|error| input.explain(error))?, &input.texts);
    match args.output {
        Some(form) => args.print(form, before, &added, streams),
        None => args.manifests.finish(before, &added.texts, &added.notes, Judged::by(args.kubernetes_version), streams),
    }
}

impl Args {
    /// Returns the helpers that are asked for.
    fn helpers(&self) -> miette::Result<HelperFlags> {
        let helpers = self.helper.helpers();
        let sections: Vec<_> = self.helper.election().into_iter().collect();
        let file = match &self.with {
            Some(path) => Some(Arc::new(files::text(path, Size::MANIFEST)?)),
            None => None,
        };
        if file.is_none() && helpers.is_empty() && sections.is_empty() {
            return Err(AddError::Nothing.into());
        }
        Ok(HelperFlags { file, helpers, sections, mode: None, kubernetes: self.kubernetes_version })
    }

    /// Prints or writes what leads from the manifests to those with helpers.
    fn print(
        &self,
        form: Form,
        before: &[Arc<Source>],
        added: &Reworked,
        streams: &mut Streams<'_>,
    ) -> miette::Result<Outcome> {
        let news = news(before, &added.texts, Judged::by(self.kubernetes_version))?;
        let mut patches = rework::patches(before, &added.texts);
        let is_component = form == Form::Kustomize;
        if !is_component && let Some(note) = patch_text::left_out(&mut patches) {
            streams.note(shown!("note: {}\n", note));
        }
        let files = patch_text::files(&patches, is_component);
        if let Some(path) = &self.out_dir {
            let existing = if self.force { Existing::Replace } else { Existing::Keep };
            let folder = OutDir { path, existing, prunes: false, kustomizes: false };
            folder.write(files)?.into_iter().for_each(|text| streams.note(text));
        } else {
            streams.print_encoded(patch_text::stream(&files))?;
        }
        tell(&added.notes, news, streams);
        Ok(Outcome::Clean)
    }
}
