//! The places where verbs find the catalogue: built in, in the user's configuration, in the project, in folders named.

use std::env;
use std::path::{Path, PathBuf};

use super::Streams;
use crate::catalogue::{Catalogue, Links, Origin, PatternFolder};
use crate::composition::knowledge::Knowledge;
use crate::config::{Config, NAME};
use crate::files::{self, Discovered, Wanted};
use crate::lsp::Surroundings;
use crate::terminal::{Text, shown};
use crate::vendor;

/// The working directory.
pub(super) const HERE: &str = ".";

/// Flags that add to the catalogue.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Folders {
    /// Folder with additional catalogue containers, which take precedence over all others
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
    let (catalogue, mut notes) = find(Path::new(HERE), folders, Chosen::Nearest)?;
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
pub(super) fn knowledge(
    folders: &Folders,
    configuration: Chosen<'_>,
    streams: &mut Streams<'_>,
) -> miette::Result<Knowledge> {
    let (catalogue, notes) = find(Path::new(HERE), folders, configuration)?;
    let (knowledge, passed_over) = known_by(&catalogue);
    for note in notes.into_iter().chain(passed_over) {
        streams.note(note);
    }
    Ok(knowledge)
}

/// Returns what is known around the texts of a folder that an editor has open.
///
/// # Errors
/// When a folder cannot be read.
pub(super) fn around(folder: &Path) -> miette::Result<Surroundings> {
    let (catalogue, _) = find(folder, &Folders::default(), Chosen::Nearest)?;
    let (knowledge, _) = known_by(&catalogue);
    Ok(Surroundings { catalogue, knowledge })
}

/// Returns what the entries that a user adds say of software, and what was passed over.
fn known_by(catalogue: &Catalogue) -> (Knowledge, Vec<Text>) {
    let (mut entries, mut notes) = (Vec::new(), Vec::new());
    for listed in catalogue.files() {
        let Origin::File(path) = &listed.origin else { continue };
        match listed.read() {
            Ok(entry) => entries.push(entry),
            Err(error) => notes.push(shown!("{}: skipped: {}\n", path.display(), error)),
        }
    }
    (Knowledge::with(&entries), notes)
}

/// Finds the files of the catalogue as seen from a folder, and says what was passed over.
fn find(here: &Path, folders: &Folders, chosen: Chosen<'_>) -> miette::Result<(Catalogue, Vec<Text>)> {
    let mut notes = Vec::new();
    let Discovered { found, passed_over } = files::discover(here, here, PROJECT_FOLDER, Wanted::Folder)?;
    for path in passed_over {
        notes.push(shown!("{}: {}\n", path.display(), PASSED_OVER));
    }
    let user = user_folder().filter(|path| files::is_folder(path));
    let mut all: Vec<PatternFolder> =
        user.map(|path| PatternFolder { path, links: Links::Followed }).into_iter().collect();
    let (config, read, more) = configuration_above(here, chosen)?;
    notes.extend(more);
    let root = config.as_deref().and_then(Path::parent).unwrap_or(here);
    let fetched = vendor::folders(root, &read.pattern_sources)?;
    let named = folders.patterns.iter().cloned();
    all.extend(
        fetched.into_iter().chain(found).chain(named).map(|path| PatternFolder { path, links: Links::WithinFolder }),
    );
    let mut catalogue = Catalogue::with(&all)?;
    catalogue.registry = read.registry;
    Ok((catalogue, notes))
}

/// The configuration that names repositories with entries.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chosen<'a> {
    /// The one nearest to the working directory.
    Nearest,
    /// A file that the user named.
    File(&'a Path),
    /// None.
    None,
}

/// Reads a configuration. Returns its place, and what was passed over.
///
/// # Errors
/// When it cannot be read.
pub(super) fn configuration(chosen: Chosen<'_>) -> miette::Result<(Option<PathBuf>, Config, Vec<Text>)> {
    configuration_above(Path::new(HERE), chosen)
}

fn configuration_above(here: &Path, chosen: Chosen<'_>) -> miette::Result<(Option<PathBuf>, Config, Vec<Text>)> {
    match chosen {
        Chosen::Nearest => {}
        Chosen::File(path) => return Ok((Some(path.to_owned()), Config::load(path)?, Vec::new())),
        Chosen::None => return Ok((None, Config::default(), Vec::new())),
    }
    let Discovered { found, passed_over } = files::discover(here, here, NAME, Wanted::File)?;
    let notes = passed_over.iter().map(|path| shown!("{}: {}\n", path.display(), CONFIGURATION_PASSED_OVER)).collect();
    let config = found.as_deref().map(Config::load).transpose()?.unwrap_or_default();
    Ok((found, config, notes))
}

const CONFIGURATION_PASSED_OVER: &str = "skipped: other users may write to its folder, which is outside the repository";

/// The folder in which a project keeps its own entries; looked for in the working directory and those above it.
pub(super) const PROJECT_FOLDER: &str = ".podpat/patterns";

const PASSED_OVER: &str = "skipped: other users may write to its folder, which is outside the repository; name it with `--patterns` to use it";

/// `$XDG_CONFIG_HOME/podpat/patterns`, by default below `~/.config`.
fn user_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(config.join("podpat/patterns"))
}
