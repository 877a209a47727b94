//! What was named on the command line becomes texts: files, folders, standard input. Knows nothing of YAML.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::InputError;
use crate::files::{self, At, FileError, Size};
use crate::lint::{Note, Resources};
use crate::source::{NotText, Source};

/// Endings of the file names that a folder is searched for.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// The limits on what is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// No file above this is read.
    pub max_file_size: Size,
    /// No more memory than this is taken.
    pub max_memory: Size,
}

/// One text to read.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name in messages: the path as the user wrote it, continued into the folder; `-` for standard input.
    pub name: String,
    /// True if the user named this very text, rather than a folder that holds it.
    pub named: bool,
    /// The folder that the user named, or the one that holds the file that the user named.
    root: PathBuf,
    limits: Limits,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    /// A file that the user named.
    File(PathBuf),
    /// A file of the folder `root`; the walk follows no link that leads out of it.
    Found(PathBuf),
    Bytes(Vec<u8>),
}

impl Text {
    /// The text, or that its bytes are none.
    ///
    /// # Errors
    /// Fails if it cannot be read.
    pub fn read(&self) -> Result<Result<Source, NotText>, InputError> {
        let bytes = match &self.origin {
            Origin::Bytes(bytes) => bytes.clone(),
            Origin::File(path) | Origin::Found(path) => files::bytes(path, self.limits.max_file_size)?,
        };
        if !Resources::suffice(self.limits.max_memory, bytes.len()) {
            return Err(InputError::TooLargeForMemory(self.name.clone(), self.limits.max_memory));
        }
        Ok(Source::from_bytes(&self.name, bytes))
    }

    /// About how many bytes it has.
    pub fn size(&self) -> u64 {
        match &self.origin {
            Origin::Bytes(bytes) => bytes.len() as u64,
            Origin::File(path) | Origin::Found(path) => files::size(path),
        }
    }

    /// The file, where it is one; configuration is looked for above it.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) | Origin::Found(path) => Some(path),
            Origin::Bytes(_) => None,
        }
    }

    /// The folder that the user named, or the one that holds the file that the user named.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// The texts that names lead to, each once and sorted by name, and the errors. None hides another.
#[derive(Debug, Default)]
pub struct NamedTexts {
    /// The texts.
    pub texts: Vec<Text>,
    /// Notes on what was passed over, with the reason.
    pub notes: Vec<Note>,
    /// The errors of texts that could not be read.
    pub errors: Vec<InputError>,
}

impl NamedTexts {
    /// Finds every text that `names` name: files, folders, `-` for `stdin`, which is then read to its end. Nothing
    /// above the limits is read.
    pub fn find<'a>(names: impl IntoIterator<Item = &'a Path>, stdin: &mut dyn Read, limits: Limits) -> Self {
        let mut found = Found { limits, texts: BTreeMap::new(), notes: Vec::new(), errors: Vec::new() };
        for name in names {
            let result = if name == Path::new("-") { found.stream(stdin) } else { found.path(name) };
            found.errors.extend(result.err());
        }
        let mut texts: Vec<Text> = found.texts.into_values().collect();
        texts.sort_by(|a, b| a.name.cmp(&b.name));
        found.notes.sort();
        Self { texts, notes: found.notes, errors: found.errors }
    }
}

/// The texts found so far. Two names for one file count as one.
struct Found {
    limits: Limits,
    /// By their paths without links.
    texts: BTreeMap<PathBuf, Text>,
    notes: Vec<Note>,
    errors: Vec<InputError>,
}

impl Found {
    fn add(&mut self, target: PathBuf, root: &Path, origin: Origin) {
        let (name, named) = match &origin {
            Origin::Found(path) => (path.display().to_string(), false),
            Origin::File(path) => (path.display().to_string(), true),
            Origin::Bytes(_) => (target.display().to_string(), true),
        };
        let new = || Text { name, named, root: root.to_owned(), limits: self.limits, origin };
        let text = self.texts.entry(target).or_insert_with(new);
        text.named |= named;
    }

    fn stream(&mut self, stdin: &mut dyn Read) -> Result<(), InputError> {
        let bytes = files::stream(stdin, self.limits.max_file_size)?;
        self.add(PathBuf::from("-"), Path::new(""), Origin::Bytes(bytes));
        Ok(())
    }

    fn path(&mut self, path: &Path) -> Result<(), InputError> {
        let at = files::at(path).map_err(|error| match error {
            FileError::Missing(name) if name.contains("://") => InputError::Remote(name),
            error => error.into(),
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        match at {
            At::Folder => return self.search(path),
            At::File => self.add(files::without_links(path), folder, Origin::File(path.to_owned())),
            At::Descriptor => {
                let bytes = files::bytes(path, self.limits.max_file_size)?;
                self.add(path.to_owned(), folder, Origin::Bytes(bytes));
            }
        }
        Ok(())
    }

    /// Adds every manifest below a folder, without what a leading dot or an ignore file hides.
    fn search(&mut self, folder: &Path) -> Result<(), InputError> {
        let walked = files::walk(folder, has_known_ending);
        let any = !(walked.files.is_empty() && walked.links_out.is_empty() && walked.errors.is_empty());
        for file in walked.files {
            self.add(file.target, folder, Origin::Found(file.path));
        }
        let name = folder.display().to_string();
        self.notes.extend(walked.links_out.into_iter().map(|link| Note {
            file: link.display().to_string(),
            message: format!("this link leads out of `{name}` and was passed over; name it to have it read"),
        }));
        self.errors.extend(walked.errors.into_iter().map(InputError::from));
        if any { Ok(()) } else { Err(InputError::NoManifests(name)) }
    }
}

fn has_known_ending(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
