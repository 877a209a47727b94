//! `podpat remove`: takes helpers out of a workload that `podpat add` put there.

use super::Streams;
use super::rework_args::{Judged, ReworkArgs};
use crate::outcome::Outcome;
use crate::rework;
use crate::validity::Release;

/// Flags of `podpat remove`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Name of the helper's container; separate several names with commas
    #[arg(value_name = "HELPER")]
    helper: String,

    #[command(flatten)]
    manifests: ReworkArgs,

    /// Kubernetes release to check the result against: 1.25 to 1.36
    #[arg(long, value_name = "VERSION", default_value_t)]
    kubernetes_version: Release,
}

const EXAMPLES: &str = "\
Examples:
  podpat remove git-sync deploy.yaml --diff
  podpat remove git-sync,tcp k8s/ --to deploy/shop --in-place";

/// Takes a helper out, and prints, writes or compares what comes out.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let input = args.manifests.read("remove", streams)?;
    let wanted = args.manifests.wanted();
    let mut notes = Vec::new();
    let mut texts = input.texts.clone();
    for helper in args.helper.split(',') {
        let removed = rework::remove(&texts, helper.trim(), &wanted).map_err(|error| input.explain(error))?;
        notes.extend(removed.notes);
        texts = removed.texts;
    }
    args.manifests.finish(&input.texts, &texts, &notes, Judged::by(args.kubernetes_version), streams)
}
