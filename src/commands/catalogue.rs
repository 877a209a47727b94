//! Where the verbs find the catalogue: built in, in the user's configuration, in the project, in folders named.

use std::env;
use std::path::PathBuf;

use crate::catalogue::{Catalogue, CatalogueError};

/// Flags that add to the catalogue.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Folders {
    /// Take catalogue containers from this folder too; they win over all others
    #[arg(long, value_name = "DIR")]
    patterns: Vec<PathBuf>,
}

/// The catalogue as seen from the working directory; the nearest entry of a name wins.
///
/// # Errors
/// When a folder or an entry in it cannot be read.
pub(super) fn load(folders: &Folders) -> Result<Catalogue, CatalogueError> {
    let mut all: Vec<PathBuf> =
        user_folder().into_iter().chain(project_folder()).filter(|path| path.is_dir()).collect();
    all.extend(folders.patterns.iter().cloned());
    Catalogue::with(&all)
}

/// `$XDG_CONFIG_HOME/podpat/patterns`, by default below `~/.config`.
fn user_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(config.join("podpat/patterns"))
}

/// `.podpat/patterns` in the working directory, or in the nearest folder above that has one.
fn project_folder() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(".podpat/patterns")).find(|path| path.is_dir())
}
