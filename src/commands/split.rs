//! `podpat split`: a workload with unrelated containers becomes several, with Services.

use super::Streams;
use super::rework_args::{Judged, ReworkArgs};
use crate::k8s::quantity::Quantity;
use crate::outcome::Outcome;
use crate::rework::{self, SplitOptions};
use crate::validity::Release;

/// Flags of `podpat split`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, mut_arg("container", |arg| arg.help("Container whose group keeps the name of the workload")))]
pub struct Args {
    #[command(flatten)]
    manifests: ReworkArgs,

    /// Name of the new workload and Service of a container
    #[arg(long, value_name = "CONTAINER=NAME", value_parser = pair, value_delimiter = ',')]
    name: Vec<(String, String)>,

    /// Size of new claims for data: `10Gi`
    #[arg(long, value_name = "SIZE", value_parser = size)]
    storage: Option<String>,

    /// Give each group its own `emptyDir` if several mount the same one
    #[arg(long)]
    separate_volumes: bool,

    /// Kubernetes release that the result is judged for: 1.25 to 1.36
    #[arg(long, value_name = "VERSION", default_value_t)]
    kubernetes_version: Release,
}

const EXAMPLES: &str = "\
Examples:
  podpat split shop.yaml --diff
  podpat split shop.yaml --storage 20Gi | kubectl apply -f -
  podpat split k8s/ --to deploy/shop -c app --name db=shop-db --in-place";

/// Takes a workload apart, and prints, writes or compares what comes out.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let input = args.manifests.read("split", streams)?;
    let options = SplitOptions {
        names: args.name.clone(),
        storage: args.storage.clone(),
        separates_volumes: args.separate_volumes,
    };
    let apart = rework::split(&input.texts, &args.manifests.wanted(), &options);
    let apart = apart.map_err(|error| input.explain(error))?;
    let judged = Judged { release: args.kubernetes_version, is_copied: true };
    args.manifests.finish(&input.texts, &apart.texts, &apart.notes, judged, streams)
}

/// Reads a container and a name.
fn pair(text: &str) -> Result<(String, String), String> {
    let (container, name) = text.split_once('=').ok_or("write CONTAINER=NAME, such as `mysql=shop-db`")?;
    Ok((container.to_owned(), name.to_owned()))
}

/// Reads the size of a claim.
fn size(text: &str) -> Result<String, String> {
    match Quantity::parse(text) {
        Ok(quantity) if !quantity.is_zero() && !quantity.is_negative() => Ok(text.to_owned()),
        Ok(_) => Err("the size has to be more than nothing".to_owned()),
        Err(error) => Err(error.help.into_owned()),
    }
}
