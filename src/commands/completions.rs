//! `podpat completions`: completion scripts, made from the same declaration as the flags.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::commands::Streams;
use crate::outcome::Outcome;

/// Flags of `podpat completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to print a script for
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "podpat", &mut script);
    streams.print_encoded(&script)?;
    Ok(Outcome::Clean)
}
