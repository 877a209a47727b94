//! Where the verbs find the catalogue: built in, in the user's configuration, in the project, in folders named.

use std::env;
use std::path::{Path, PathBuf};

use super::Streams;
use crate::catalogue::{Catalogue, Links, Origin, PatternFolder};
use crate::composition::knowledge::Knowledge;
use crate::files::{self, Discovered, Wanted};
use crate::terminal::{Text, shown};

/// Flags that add to the catalogue.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Folders {
    /// Folder with further catalogue containers, which take precedence over all others
    #[arg(long, value_name = "DIR")]
    patterns: Vec<PathBuf>,
}

/// The catalogue as seen from the working directory; the nearest entry of a name wins.
///
/// # Errors
/// Fails if a folder or an entry in it cannot be read.
pub(super) fn load(folders: &Folders, streams: &mut Streams<'_>) -> miette::Result<Catalogue> {
    let (catalogue, notes) = load_with_notes(folders)?;
    for note in notes {
        streams.note(note);
    }
    Ok(catalogue)
}

/// The same, and what is to be said of it.
///
/// # Errors
/// When a folder or an entry in it cannot be read.
pub(super) fn load_with_notes(folders: &Folders) -> miette::Result<(Catalogue, Vec<Text>)> {
    let (catalogue, mut notes) = find(folders)?;
    for listed in catalogue.files().iter().filter(|listed| listed.is_shadowing) {
        if let Origin::File(path) = &listed.origin {
            notes.push(shown!("{}: takes the place of podpat's own `{}`\n", path.display(), listed.name));
        }
    }
    Ok((catalogue, notes))
}

/// Returns what is known of software: podpat's own knowledge, and what the entries that a user adds say of their
/// images. An entry that cannot be used is noted, and says nothing.
///
/// # Errors
/// Fails if a folder cannot be read.
pub(super) fn knowledge(folders: &Folders, streams: &mut Streams<'_>) -> miette::Result<Knowledge> {
    let (catalogue, notes) = find(folders)?;
    for note in notes {
        streams.note(note);
    }
    let mut entries = Vec::new();
    for listed in catalogue.files() {
        let Origin::File(path) = &listed.origin else { continue };
        match listed.read() {
            Ok(entry) => entries.push(entry),
            Err(error) => streams.note(shown!("{}: passed over: {}\n", path.display(), error)),
        }
    }
    Ok(Knowledge::with(&entries))
}

/// Finds the files of the catalogue, and says what was passed over.
fn find(folders: &Folders) -> miette::Result<(Catalogue, Vec<Text>)> {
    let mut notes = Vec::new();
    let Discovered { found, passed_over } =
        files::discover(Path::new("."), Path::new("."), PROJECT_FOLDER, Wanted::Folder)?;
    for path in passed_over {
        notes.push(shown!("{}: {}\n", path.display(), PASSED_OVER));
    }
    let user = user_folder().filter(|path| files::is_folder(path));
    let mut all: Vec<PatternFolder> =
        user.map(|path| PatternFolder { path, links: Links::Followed }).into_iter().collect();
    let named = folders.patterns.iter().cloned();
    all.extend(found.into_iter().chain(named).map(|path| PatternFolder { path, links: Links::WithinFolder }));
    Ok((Catalogue::with(&all)?, notes))
}

/// The folder in which a project keeps its own entries; looked for in the working directory and those above it.
const PROJECT_FOLDER: &str = ".podpat/patterns";

const PASSED_OVER: &str = "passed over: other users may write to its folder, which is outside the repository; name it with `--patterns` to use it";

/// `$XDG_CONFIG_HOME/podpat/patterns`, by default below `~/.config`.
fn user_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(config.join("podpat/patterns"))
}
