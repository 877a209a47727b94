//! `podpat patterns sync`: entries of Git repositories are fetched and locked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::catalogue::{Chosen, configuration};
use crate::commands::Streams;
use crate::outcome::Outcome;
use crate::terminal::shown;
use crate::vendor::{self, Options};

/// Flags of `podpat patterns sync`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Fetch what the references point to now instead of the locked commits
    #[arg(long)]
    update: bool,

    /// Time limit for each repository, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// There is nothing to fetch.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{0} names no repositories with catalogue entries")]
#[diagnostic(help(
    "write `patterns: [{{git: https://HOST/PATH, ref: BRANCH-OR-TAG, path: FOLDER}}]` into `.podpat.yaml`"
))]
struct NoSources(String);

/// Fetches the sources of the nearest configuration, and says what became of each.
pub(super) fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let (path, config, notes) = configuration(Chosen::Nearest)?;
    for note in notes {
        streams.note(note);
    }
    let name = path.as_deref().map_or("no `.podpat.yaml`, which".to_owned(), |path| format!("`{}`", path.display()));
    if config.pattern_sources.is_empty() {
        return Err(NoSources(name).into());
    }
    let root: PathBuf = path.as_deref().and_then(Path::parent).unwrap_or(Path::new(".")).to_owned();
    let options = Options { update: args.update, timeout: Duration::from_secs(args.timeout) };
    for source in vendor::sync(&root, &config.pattern_sources, options)? {
        let what = if source.is_unchanged { "unchanged" } else { "fetched" };
        let entries =
            if source.entries == 1 { "1 container".to_owned() } else { format!("{} containers", source.entries) };
        let commit: String = source.commit.chars().take(12).collect();
        streams.print(shown!("{} {} {} ({}): {}\n", what, source.git, source.reference, commit, entries))?;
    }
    Ok(Outcome::Clean)
}
