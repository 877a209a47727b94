//! `podpat lsp`: the server that editors run.

use super::catalogue;
use crate::commands::Streams;
use crate::lsp::{self, Ended};
use crate::outcome::Outcome;

/// Flags of `podpat lsp`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Standard input and output are used in any case; editors say so
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves an editor until it says `exit`.
pub fn run(_: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    if !streams.has_piped_input() {
        streams.note("podpat lsp talks to an editor, which starts it; docs/editors.md has the settings for each\n");
    }
    Ok(match lsp::serve(streams, catalogue::around)? {
        Ended::Orderly => Outcome::Clean,
        // The protocol asks for 1.
        Ended::Abrupt => Outcome::Findings,
    })
}
