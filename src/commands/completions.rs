//! `podpat completions`: completion scripts, made from the same declaration as the flags.

use clap_complete::Shell;

use crate::commands::Streams;
use crate::outcome::Outcome;

/// Flags of `podpat completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to print a script for
    shell: Shell,
}

/// Prints the script for the whole command line.
pub fn run(args: &Args, mut podpat: clap::Command, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut podpat, "podpat", &mut script);
    streams.print_encoded(&script)?;
    Ok(Outcome::Clean)
}
