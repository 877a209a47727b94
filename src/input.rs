//! What was named on the command line becomes texts: files, folders, standard input. Knows nothing of YAML.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::file::{self, FileError};
use crate::source::{NotText, Source};

/// Endings of the file names that a folder is searched for.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Why something that was named could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum InputError {
    /// A file or stream, or what stands in the place of one.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// An address.
    #[error("`{0}` is not on this machine, and podpat fetches nothing")]
    #[diagnostic(help("fetch it yourself: `curl -sSf {0} | podpat lint -`"))]
    Remote(String),
    /// A folder without a single file of a known ending.
    #[error("no manifests in `{0}`")]
    #[diagnostic(help("folders are searched for .yaml, .yml and .json, hidden and git-ignored files only when named"))]
    NoManifests(String),
}

/// One text to read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What messages call it: the path as the user wrote it, continued into the folder; `-` for standard input.
    pub name: String,
    /// Whether the user named this very text, rather than a folder that holds it.
    pub named: bool,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl Entry {
    /// The text, or that its bytes are none.
    pub fn read(&self) -> Result<Result<Source, NotText>, InputError> {
        let bytes = match &self.origin {
            Origin::Bytes(bytes) => bytes.clone(),
            Origin::File(path) => file::bytes(path)?,
        };
        Ok(Source::from_bytes(&self.name, bytes))
    }

    /// The file, where it is one; configuration is looked for above it.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            Origin::Bytes(_) => None,
        }
    }
}

/// What the names come to: the texts, each once and sorted by name, and what could not be had. None hides another.
#[derive(Debug, Default)]
pub struct Input {
    /// The texts.
    pub entries: Vec<Entry>,
    /// What is not to be had.
    pub errors: Vec<InputError>,
}

impl Input {
    /// Finds every text that `names` name: files, folders, `-` for `stdin`, which is then read to its end.
    pub fn collect<'a>(names: impl IntoIterator<Item = &'a Path>, stdin: &mut dyn Read) -> Self {
        let mut found = Found::default();
        for name in names {
            let result = if name == Path::new("-") {
                let bytes = file::stream(stdin).map_err(InputError::from);
                bytes.map(|bytes| found.add("-".to_owned(), true, PathBuf::from("-"), Origin::Bytes(bytes)))
            } else {
                found.look(name)
            };
            found.errors.extend(result.err());
        }
        let mut entries: Vec<Entry> = found.entries.into_values().collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Self { entries, errors: found.errors }
    }
}

/// What was found so far. Two names for one file count as one.
#[derive(Default)]
struct Found {
    entries: BTreeMap<PathBuf, Entry>,
    errors: Vec<InputError>,
    /// The folder met last, and what it is without links.
    folder: (PathBuf, PathBuf),
}

impl Found {
    fn add(&mut self, name: String, named: bool, identity: PathBuf, origin: Origin) {
        let entry = self.entries.entry(identity).or_insert(Entry { name, named, origin });
        entry.named |= named;
    }

    fn look(&mut self, path: &Path) -> Result<(), InputError> {
        let name = path.display().to_string();
        let metadata = file::look(path).map_err(|error| match error {
            FileError::Missing(name) if name.contains("://") => InputError::Remote(name),
            error => error.into(),
        })?;
        if metadata.is_dir() {
            return self.search(path, &name);
        }
        // What is no file can be read once.
        let origin = if metadata.is_file() { Origin::File(path.to_owned()) } else { Origin::Bytes(file::bytes(path)?) };
        self.add(name, true, without_links(path), origin);
        Ok(())
    }

    /// Adds every manifest below a folder, without what a leading dot or git hides.
    fn search(&mut self, folder: &Path, name: &str) -> Result<(), InputError> {
        let before = self.entries.len() + self.errors.len();
        for met in WalkBuilder::new(folder).follow_links(true).build() {
            match met {
                Ok(met) => self.meet(&met),
                Err(error) => self.errors.extend(obstacle(name, &error)),
            }
        }
        let any = self.entries.len() + self.errors.len() > before;
        if any { Ok(()) } else { Err(InputError::NoManifests(name.to_owned())) }
    }

    fn meet(&mut self, met: &DirEntry) {
        let path = met.path();
        let Some(kind) = met.file_type().filter(|kind| !kind.is_dir() && has_known_ending(path)) else { return };
        let name = path.display().to_string();
        if let Some(what) = file::other(kind) {
            return self.errors.push(FileError::NotAFile(name, what).into());
        }
        let identity = self.identity(met);
        self.add(name, false, identity, Origin::File(path.to_owned()));
    }

    /// What a file of a folder is without links. The system is asked once a folder.
    fn identity(&mut self, met: &DirEntry) -> PathBuf {
        let (Some(folder), false) = (met.path().parent(), met.path_is_symlink()) else {
            return without_links(met.path());
        };
        if self.folder.0 != folder {
            self.folder = (folder.to_owned(), without_links(folder));
        }
        self.folder.1.join(met.file_name())
    }
}

fn without_links(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn has_known_ending(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// What stood in the way of a search. A dangling link only counts where a manifest could be meant.
fn obstacle(folder: &str, error: &ignore::Error) -> Option<InputError> {
    match error {
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => obstacle(folder, err),
        ignore::Error::WithPath { path, err } => {
            let dangling = err.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
            let counts = !dangling || has_known_ending(path);
            counts.then(|| obstacle(&path.display().to_string(), err)).flatten()
        }
        ignore::Error::Loop { ancestor, child } => {
            let reason = format!("the link leads back to `{}`", ancestor.display());
            Some(FileError::Unreadable(child.display().to_string(), reason).into())
        }
        ignore::Error::Io(error) => Some(file::unreadable(folder, error).into()),
        // A pattern of a .gitignore that git itself would pass over.
        _ => None,
    }
}
