//! What was named on the command line becomes texts: files, folders, standard input. Knows nothing of YAML.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::source::{NotText, Source};

/// The largest text that is read: 32 MiB. An object above 1.5 MiB does not fit into etcd.
pub const LARGEST: usize = 32 << 20;

/// Endings of the file names that a folder is searched for.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Why something that was named could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum InputError {
    /// There is nothing of that name.
    #[error("`{0}` does not exist")]
    #[diagnostic(help("name a file, a folder, or `-` for standard input"))]
    Missing(String),
    /// An address.
    #[error("`{0}` is not on this machine, and podpat fetches nothing")]
    #[diagnostic(help("fetch it yourself: `curl -sSf {0} | podpat lint -`"))]
    Remote(String),
    /// The system refuses.
    #[error("cannot read `{0}`: {1}")]
    Unreadable(String, String),
    /// Neither file nor folder. Reading it could wait for ever.
    #[error("`{0}` is {1}, not a file")]
    #[diagnostic(help("pipe the text in and name `-` instead"))]
    NotAFile(String, &'static str),
    /// Above [`LARGEST`].
    #[error("`{0}` is larger than 32 MiB")]
    #[diagnostic(help("split it: the API server takes no object above 1.5 MiB"))]
    TooLarge(String),
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
            Origin::File(path) => {
                let mut file = File::open(path).map_err(|error| unreadable(&self.name, &error))?;
                let size = file.metadata().map_or(0, |metadata| metadata.len());
                read_all(&mut file, &self.name, size)?
            }
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
                let bytes = read_all(stdin, "-", 0);
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
        let name = &*path.display().to_string();
        let metadata = fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if name.contains("://") => InputError::Remote(name.to_owned()),
            io::ErrorKind::NotFound => InputError::Missing(name.to_owned()),
            _ => unreadable(name, &error),
        })?;
        if metadata.is_dir() {
            return self.search(path, name);
        }
        // What a shell hands over as `<(…)` has its writer already, so that reading it ends.
        let handed_over = ["/dev/", "/proc/"].iter().any(|folder| name.starts_with(folder));
        if let Some(what) = special(metadata.file_type()).filter(|_| !handed_over) {
            return Err(InputError::NotAFile(name.to_owned(), what));
        }
        self.add(name.to_owned(), true, without_links(path), Origin::File(path.to_owned()));
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
        if let Some(what) = special(kind) {
            return self.errors.push(InputError::NotAFile(name, what));
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

/// What a thing is that is neither file nor folder.
#[cfg(unix)]
fn special(kind: fs::FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    let kinds = [
        (kind.is_fifo(), "a named pipe"),
        (kind.is_socket(), "a socket"),
        (kind.is_block_device() || kind.is_char_device(), "a device"),
    ];
    kinds.into_iter().find_map(|(is, what)| is.then_some(what))
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> Option<&'static str> {
    None
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
            Some(InputError::Unreadable(child.display().to_string(), reason))
        }
        ignore::Error::Io(error) => Some(unreadable(folder, error)),
        // A pattern of a .gitignore that git itself would pass over.
        _ => None,
    }
}

/// At most [`LARGEST`] bytes; about `size` are to be expected.
fn read_all(from: &mut dyn Read, name: &str, size: u64) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(LARGEST).min(LARGEST));
    from.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() > LARGEST { Err(InputError::TooLarge(name.to_owned())) } else { Ok(bytes) }
}

/// The system's words without its error number.
fn unreadable(name: &str, error: &io::Error) -> InputError {
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or(&words);
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    InputError::Unreadable(name.to_owned(), first.to_lowercase() + rest)
}
