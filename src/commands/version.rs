//! `podpat version`: which podpat this is, and which releases of Kubernetes it knows.

use serde_json::json;

use crate::catalogue::Catalogue;
use crate::commands::Streams;
use crate::lint::rules;
use crate::outcome::Outcome;
use crate::terminal::{json, shown};
use crate::validity::Release;

/// Flags of `podpat version`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    output: Form,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For scripts
    Json,
}

/// Prints the version.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let version = env!("CARGO_PKG_VERSION");
    let (oldest, latest) = (Release::OLDEST.to_string(), Release::LATEST.to_string());
    let (rules, entries) = (rules::all().len(), Catalogue::built_in().files().len());
    let system = format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH);
    match args.output {
        Form::Text => streams.print(shown!(
            "podpat {} ({})\nKubernetes {} to {}\n{} rules, {} catalogue entries\n",
            version,
            system,
            oldest,
            latest,
            rules,
            entries
        ))?,
        Form::Json => streams.print_encoded(json::text(&json!({
            "version": 1,
            "podpat": version,
            "system": system,
            "kubernetes": {"oldest": oldest, "latest": latest},
            "rules": rules,
            "catalogue": entries,
        })))?,
    }
    Ok(Outcome::Clean)
}
