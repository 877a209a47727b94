//! `podpat patterns new`: a catalogue entry to begin with.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::catalogue::PROJECT_FOLDER;
use crate::catalogue::{Pattern, is_entry_name, skeleton};
use crate::commands::Streams;
use crate::files::{self, Existing, WriteSet};
use crate::outcome::Outcome;
use crate::terminal::shown;

/// Flags of `podpat patterns new`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Name of the container
    name: String,

    /// Relation to the main container
    #[arg(long, value_enum, default_value_t = Relation::Sidecar)]
    pattern: Relation,

    /// Folder to write the file to
    #[arg(long, value_name = "DIR", default_value = PROJECT_FOLDER)]
    out_dir: PathBuf,

    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Relation {
    /// Extends main: shares its files or its network
    Sidecar,
    /// Represents the outside world to main, on localhost
    Ambassador,
    /// Presents main to the outside in a uniform format
    Adapter,
    /// Runs to completion before main starts
    Init,
}

/// No container can be called so.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` is not a valid name for a container")]
#[diagnostic(help("write lower-case letters and digits, with `-` between them, such as `waf` or `team-proxy`"))]
struct BadName(String);

/// A repository may lead the folder of a project anywhere.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` is a link")]
#[diagnostic(help("name the folder that it leads to with `--out-dir`; nothing was written"))]
struct LinkedFolder(String);

/// Writes the skeleton, and says what comes next.
pub(super) fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    if !is_entry_name(&args.name) {
        return Err(BadName(args.name.clone()).into());
    }
    let pattern = match args.pattern {
        Relation::Sidecar => Pattern::Sidecar,
        Relation::Ambassador => Pattern::Ambassador,
        Relation::Adapter => Pattern::Adapter,
        Relation::Init => Pattern::Init,
    };
    let is_found = args.out_dir == Path::new(PROJECT_FOLDER);
    if is_found && let Some(link) = files::link_below(Path::new(""), &args.out_dir) {
        return Err(LinkedFolder(link.display().to_string()).into());
    }
    files::make_folder(&args.out_dir)?;
    let path = args.out_dir.join(format!("{}.yaml", args.name));
    let mut set = WriteSet::new(if args.force { Existing::Replace } else { Existing::Keep });
    set.add(&path, skeleton(pattern, &args.name).as_bytes())?;
    set.put_in_place()?;
    streams.note(shown!("wrote {}\n", path.display()));
    let flag = if is_found { String::new() } else { format!(" --patterns {}", args.out_dir.display()) };
    streams.note(shown!("fill it in, then run `podpat patterns check {}`\n", path.display()));
    streams.note(shown!("descriptions take it with `use: {}`: `podpat generate FILE{}`\n", args.name, flag));
    Ok(Outcome::Clean)
}
