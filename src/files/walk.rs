//! The files below a folder that a user named, without what is hidden or ignored. Every folder is entered once,
//! whatever leads to it; links are followed where they lead to something in the same folder.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::error::FileError;
use super::ignored::Ignored;
use super::open::{special, without_links};

/// The files that a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files that were wanted.
    pub files: Vec<WalkedFile>,
    /// Links that lead out of the folder, to something that was wanted; they were not followed.
    pub links_out: Vec<PathBuf>,
    /// The paths that could not be read. None hides another.
    pub errors: Vec<FileError>,
    /// The numbers of paths that were passed over.
    pub passed_over: PassedOver,
}

/// The numbers of files that were wanted, and of folders, that a walk passed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct PassedOver {
    /// Those whose names begin with a dot, without git's own folder.
    pub hidden: usize,
    /// Those that an ignore file names.
    pub ignored: usize,
    /// Inputs of tests, which are meant to be wrong, and what tests compare results with.
    pub of_tests: usize,
}

/// The names of folders with inputs of tests, which the tools of Go pass over as well, and with what tests compare their
/// results with: `testdata`, `testData` and `test-data`, `expected`.
const OF_TESTS: [&str; 2] = ["testdata", "expected"];

/// The names of folders in which Jest and its like keep tests, their inputs and results.
const OF_JEST: [&str; 3] = ["__tests__", "__fixtures__", "__snapshots__"];

/// The word in the names of files that tests compare their results with: `expected.yaml`, `web.expected.yaml`.
const EXPECTED: &str = "expected";

/// A file below a folder.
#[derive(Debug)]
pub struct WalkedFile {
    /// The path as the user named the folder, continued into it.
    pub path: PathBuf,
    /// The same without links.
    pub target: PathBuf,
}

/// Finds the files below `root` whose paths are `wanted`.
pub fn walk(root: &Path, wanted: fn(&Path) -> bool) -> Walked {
    let target = without_links(root);
    let mut found = Walked::default();
    let ignored = Ignored::above(&target, &mut found.errors);
    let mut walk = Walk { root: target.clone(), wanted, entered: HashSet::new(), links: Vec::new(), found };
    walk.enter_all(Folder { path: root.to_owned(), target, ignored });
    walk.found
}

/// The paths of what lies in a folder, sorted.
///
/// # Errors
/// Fails if it is no folder, or cannot be read.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let failed = |error| FileError::of(folder, &error);
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths: Vec<_> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

/// Returns true if a folder, or a file, says by its name that it is an input of tests or what they compare with.
fn is_of_tests(name: &str, is_folder: bool) -> bool {
    if !is_folder {
        return name.split(['.', '-', '_']).any(|word| word == EXPECTED);
    }
    let name = name.to_lowercase();
    OF_JEST.contains(&&*name) || OF_TESTS.contains(&&*name.replace(['-', '_'], ""))
}

/// A folder that is to be entered.
struct Folder {
    path: PathBuf,
    target: PathBuf,
    /// The ignore files of the folder above it.
    ignored: Rc<Ignored>,
}

struct Walk {
    root: PathBuf,
    wanted: fn(&Path) -> bool,
    entered: HashSet<Identity>,
    /// Links, and what is ignored where they stand. They come last: what they lead to keeps its own name.
    links: Vec<(PathBuf, Rc<Ignored>)>,
    found: Walked,
}

impl Walk {
    fn enter_all(&mut self, first: Folder) {
        let mut folders = vec![first];
        loop {
            while let Some(folder) = folders.pop() {
                self.enter(&folder, &mut folders);
            }
            let mut links = std::mem::take(&mut self.links);
            if links.is_empty() {
                return;
            }
            links.sort_by(|a, b| a.0.cmp(&b.0));
            for (path, ignored) in links {
                folders.extend(self.follow(path, ignored));
            }
        }
    }

    /// Reads one folder, if that was not done before.
    fn enter(&mut self, folder: &Folder, folders: &mut Vec<Folder>) {
        let failed = |error| FileError::of(&folder.path, &error);
        let identity = match fs::metadata(&folder.path) {
            Ok(metadata) => identity(&metadata, &folder.target),
            Err(error) => return self.found.errors.push(failed(error)),
        };
        if !self.entered.insert(identity) {
            return;
        }
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => return self.found.errors.push(failed(error)),
        };
        let ignored = Ignored::below(&folder.ignored, &folder.target, &mut self.found.errors);
        for entry in entries {
            match entry {
                Ok(entry) => folders.extend(self.meet(&entry, folder, &ignored)),
                Err(error) => self.found.errors.push(failed(error)),
            }
        }
    }

    /// Takes an entry of a folder; returns it if it is a folder to enter.
    fn meet(&mut self, entry: &DirEntry, folder: &Folder, ignored: &Rc<Ignored>) -> Option<Folder> {
        let name = entry.file_name();
        let (path, target) = (folder.path.join(&name), folder.target.join(&name));
        if name.as_encoded_bytes().starts_with(b".") {
            let is_folder = || entry.file_type().is_ok_and(|kind| kind.is_dir());
            self.found.passed_over.hidden += usize::from(name != ".git" && ((self.wanted)(&path) || is_folder()));
            return None;
        }
        let kind = match entry.file_type() {
            Ok(kind) => kind,
            Err(error) => {
                self.found.errors.push(FileError::of(&path, &error));
                return None;
            }
        };
        if kind.is_symlink() {
            self.links.push((path, Rc::clone(ignored)));
            return None;
        }
        if !(kind.is_dir() || (self.wanted)(&path)) {
            return None;
        }
        if ignored.ignores(&target, kind.is_dir()) {
            self.found.passed_over.ignored += 1;
            return None;
        }
        if is_of_tests(&name.to_string_lossy(), kind.is_dir()) {
            self.found.passed_over.of_tests += 1;
            return None;
        }
        if kind.is_dir() {
            return Some(Folder { path, target, ignored: Rc::clone(ignored) });
        }
        match special(kind) {
            Some(what) => self.found.errors.push(FileError::NotAFile(path.display().to_string(), what)),
            None => self.found.files.push(WalkedFile { path, target }),
        }
        None
    }

    /// Takes what a link leads to; returns it if it is a folder to enter.
    fn follow(&mut self, path: PathBuf, ignored: Rc<Ignored>) -> Option<Folder> {
        let is_wanted = (self.wanted)(&path);
        let target = match fs::canonicalize(&path) {
            Ok(target) => target,
            // A link that leads nowhere counts only where something wanted could be meant.
            Err(error) => {
                let error = match FileError::of(&path, &error) {
                    FileError::Missing(name) => FileError::Unreadable(name, "the link leads to nothing".to_owned()),
                    error => error,
                };
                self.found.errors.extend(is_wanted.then_some(error));
                return None;
            }
        };
        let metadata = fs::metadata(&target).ok()?;
        if !(metadata.is_dir() || is_wanted) || ignored.ignores(&path, metadata.is_dir()) {
            return None;
        }
        if !target.starts_with(&self.root) {
            self.found.links_out.push(path);
            return None;
        }
        if metadata.is_dir() {
            return Some(Folder { path, target, ignored });
        }
        match special(metadata.file_type()) {
            Some(what) => self.found.errors.push(FileError::NotAFile(path.display().to_string(), what)),
            None => self.found.files.push(WalkedFile { path, target }),
        }
        None
    }
}

/// The identity of a folder, whatever its path.
#[cfg(unix)]
type Identity = (u64, u64);

/// The identity of a folder, whatever its path.
#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(unix)]
fn identity(metadata: &fs::Metadata, _: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata, target: &Path) -> Identity {
    target.to_owned()
}
