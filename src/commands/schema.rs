//! `podpat schema`: a JSON Schema of the description or the configuration, for editors.

use super::catalogue::{self, Folders};
use crate::commands::Streams;
use crate::config;
use crate::outcome::Outcome;
use crate::pattern;
use crate::terminal::json;

/// Flags of `podpat schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Editors with the YAML language server check and complete a description after `podpat schema > podpat.schema.json` if its \
first line is
  # yaml-language-server: $schema=podpat.schema.json
`podpat schema --config` does the same for `.podpat.yaml`.")]
pub struct Args {
    /// Print the schema of the configuration, `.podpat.yaml`
    #[arg(long)]
    config: bool,
    #[command(flatten)]
    folders: Folders,
}

/// Prints the schema.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    if args.config {
        streams.print_encoded(json::text(&config::schema()))?;
        return Ok(Outcome::Clean);
    }
    let catalogue = catalogue::load(&args.folders, streams)?;
    streams.print_encoded(json::text(&pattern::schema(&catalogue)?))?;
    Ok(Outcome::Clean)
}
