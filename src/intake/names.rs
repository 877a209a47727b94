//! Turns names on the command line into texts: files, folders, standard input. Knows nothing of YAML.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::error::InputError;
use crate::files::{self, At, Bounded, FileError, PassedOver, Size};
use crate::lint::{Note, Resources};
use crate::rendering::{FILE_NAMES, Origins, Renderable, Rendered};
use crate::source::{NotText, Source};

/// Endings of the file names that a folder is searched for.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// The name that stands for a stream, such as standard input.
pub const STREAM: &str = "-";

/// The limits on what is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// No file above this is read, if there is such a limit.
    pub file_size: Option<Size>,
    /// No object above this is read.
    pub object_size: Size,
    /// No more memory than this is taken.
    pub memory: Size,
}

/// One text to read.
pub struct Text<'a> {
    /// Its name in messages: the path as the user wrote it, continued into the folder; `-` for standard input.
    pub name: String,
    /// True if the user named this very text, rather than a folder that holds it.
    pub named: bool,
    /// The folder of the kustomization that takes it as a resource.
    pub kustomization: Option<String>,
    /// The folder that the user named, or the one that holds the file that the user named.
    root: PathBuf,
    limits: Limits,
    origin: Origin<'a>,
}

enum Origin<'a> {
    /// A file that the user named.
    File(PathBuf),
    /// A file of the folder `root`; the walk follows no link that leads out of it.
    Found(PathBuf),
    /// The objects of a kustomization or chart as they were rendered, and the file that stands for it.
    Rendered(Vec<u8>, PathBuf),
    /// Something that can be read once, and the file that the user says it is.
    Stream(Mutex<Option<Box<dyn Read + Send + 'a>>>, Option<PathBuf>),
}

impl std::fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Text<'_> {
    /// Opens the text; what goes wrong while it is read is told.
    ///
    /// # Errors
    /// Fails if it cannot be read.
    pub fn open<'t>(
        &'t self,
        mut tell: impl FnMut(InputError) + Send + 't,
    ) -> Result<Box<dyn Read + Send + 't>, InputError> {
        let limit = self.limits.file_size;
        let tell = move |error: FileError| tell(error.into());
        Ok(Box::new(match &self.origin {
            Origin::Stream(stream, _) => {
                let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                Bounded::new(&self.name, stream.unwrap_or_else(|| Box::new(io::empty())), limit, tell)
            }
            Origin::Rendered(bytes, _) => Bounded::new(&self.name, Box::new(bytes.as_slice()), None, tell),
            Origin::File(path) | Origin::Found(path) => Bounded::open(path, limit, tell)?,
        }))
    }

    /// Returns true if it can be opened again.
    pub fn can_be_opened_again(&self) -> bool {
        !matches!(self.origin, Origin::Stream(..))
    }

    /// Returns true if it was made of a kustomization or chart, so that its lines are those of no file.
    pub const fn is_rendered(&self) -> bool {
        matches!(self.origin, Origin::Rendered(..))
    }

    /// Returns the error of an object that is too large, by the line it begins on.
    pub fn too_large(&self, line: usize) -> InputError {
        let Limits { memory, object_size, .. } = self.limits;
        if Resources::largest_within(memory) < object_size {
            InputError::TooLargeForMemory(self.name.clone(), memory)
        } else {
            InputError::ObjectTooLarge(self.name.clone(), line, object_size)
        }
    }

    /// Reads a short text whole, or that its bytes are none.
    ///
    /// # Errors
    /// Fails if it cannot be read.
    pub fn read(&self) -> Result<Result<Source, NotText>, InputError> {
        let bytes = match &self.origin {
            Origin::Stream(..) => Vec::new(),
            Origin::Rendered(bytes, _) => bytes.clone(),
            Origin::File(path) | Origin::Found(path) => files::bytes(path, Size::MANIFEST)?,
        };
        Ok(Source::from_bytes(&self.name, bytes))
    }

    /// Returns about how many bytes it has; `None` where nobody knows before it was read.
    pub fn size(&self) -> Option<u64> {
        match &self.origin {
            Origin::Stream(..) => None,
            Origin::Rendered(bytes, _) => Some(bytes.len() as u64),
            Origin::File(path) | Origin::Found(path) => Some(files::size(path)),
        }
    }

    /// The file, where it is one; configuration is looked for above it.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) | Origin::Found(path) | Origin::Rendered(_, path) => Some(path),
            Origin::Stream(_, path) => path.as_deref(),
        }
    }

    /// The folder that the user named, or the one that holds the file that the user named.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// Standard input or what stands in its place, and the file that the user says it is.
pub struct Stream<'a, 'n> {
    /// Its name in messages.
    pub name: &'n str,
    /// The stream.
    pub content: Box<dyn Read + Send + 'a>,
    /// The path of the file, for messages and configuration.
    pub filename: Option<&'n Path>,
}

/// The way in which kustomizations and charts are rendered.
pub struct Rendering<'a> {
    /// The files with the values of charts.
    pub values: &'a [PathBuf],
    /// Returns the release of Kubernetes that a folder is for, such as `1.36`.
    pub kubernetes: &'a mut dyn FnMut(&Path) -> String,
}

/// The texts that names lead to, each once and sorted by name, and the errors. None hides another.
#[derive(Debug, Default)]
pub struct NamedTexts<'a> {
    /// The texts.
    pub texts: Vec<Text<'a>>,
    /// Notes on what was passed over, with the reason.
    pub notes: Vec<Note>,
    /// The errors of texts that could not be read.
    pub errors: Vec<InputError>,
    /// The numbers of paths in folders that were passed over.
    pub unseen: Vec<Note>,
    /// The files that the objects of rendered texts come from, by the names of the texts.
    pub origins: BTreeMap<String, Origins>,
}

impl<'a> NamedTexts<'a> {
    /// Finds every text that `names` name: files, folders, `-` for a stream, which has a name of its own. With `rendering`,
    /// kustomizations and charts that are named are rendered.
    pub fn find<'n>(
        names: impl IntoIterator<Item = &'n Path>,
        stream: Stream<'a, 'n>,
        limits: Limits,
        mut rendering: Option<Rendering<'_>>,
    ) -> Self {
        let mut found = Found { limits, texts: BTreeMap::new(), others: Self::default() };
        let mut stream = Some(stream);
        for name in names {
            if name == Path::new(STREAM) {
                found.stream(&mut stream);
                continue;
            }
            if rendering.as_mut().is_some_and(|rendering| found.render(name, rendering)) {
                continue;
            }
            let result = found.path(name);
            found.others.errors.extend(result.err());
        }
        let mut texts: Vec<Text<'a>> = found.texts.into_values().collect();
        texts.sort_by(|a, b| a.name.cmp(&b.name));
        found.others.notes.sort();
        Self { texts, ..found.others }
    }
}

/// The texts found so far. Two names for one file count as one.
struct Found<'a> {
    limits: Limits,
    /// By their paths without links.
    texts: BTreeMap<PathBuf, Text<'a>>,
    /// Everything else.
    others: NamedTexts<'a>,
}

impl<'a> Found<'a> {
    fn add(&mut self, target: PathBuf, root: &Path, origin: Origin<'a>) {
        let (name, named) = match &origin {
            Origin::Found(path) => (path.display().to_string(), false),
            Origin::File(path) | Origin::Rendered(_, path) => (path.display().to_string(), true),
            Origin::Stream(..) => (target.display().to_string(), true),
        };
        let new = || Text { name, named, kustomization: None, root: root.to_owned(), limits: self.limits, origin };
        let text = self.texts.entry(target).or_insert_with(new);
        text.named |= named;
    }

    fn stream(&mut self, stream: &mut Option<Stream<'a, '_>>) {
        if let Some(Stream { name, content, filename }) = stream.take() {
            let name = filename.unwrap_or(Path::new(name));
            let folder = filename.and_then(Path::parent).unwrap_or(Path::new(""));
            let origin = Origin::Stream(Mutex::new(Some(content)), filename.map(Path::to_owned));
            self.add(name.to_owned(), folder, origin);
        }
    }

    /// Renders what a user named; false if there is nothing to render, or no program that does it, which is noted.
    fn render(&mut self, path: &Path, rendering: &mut Rendering<'_>) -> bool {
        let Some(renderable) = Renderable::at(path) else { return false };
        let kubernetes = (rendering.kubernetes)(&renderable.folder());
        match renderable.render(rendering.values, &kubernetes) {
            Ok(Rendered { file, bytes, origins, .. }) => {
                if is_empty(&bytes) {
                    self.others.notes.push(Note { file: path.display().to_string(), message: NO_OBJECTS.to_owned() });
                }
                self.others.origins.insert(file.display().to_string(), origins);
                self.add(files::without_links(&file), &renderable.folder(), Origin::Rendered(bytes, file));
                true
            }
            Err(error) if error.is_no_program() => {
                self.others.notes.push(Note { file: path.display().to_string(), message: error.to_string() });
                false
            }
            Err(error) => {
                self.others.errors.push(error.into());
                true
            }
        }
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
                // What goes wrong while it is read is told by the text.
                let file = Bounded::open(path, None, |_| ())?;
                self.add(path.to_owned(), folder, Origin::Stream(Mutex::new(Some(Box::new(file))), None));
            }
        }
        Ok(())
    }

    /// Adds every manifest below a folder, without what a leading dot or an ignore file hides.
    fn search(&mut self, folder: &Path) -> Result<(), InputError> {
        let walked = files::walk(folder, is_searched);
        let any = !(walked.files.is_empty() && walked.links_out.is_empty() && walked.errors.is_empty());
        for file in walked.files {
            self.add(file.target, folder, Origin::Found(file.path));
        }
        let name = folder.display().to_string();
        self.others.unseen.extend(unseen(&name, walked.passed_over));
        self.others.notes.extend(walked.links_out.into_iter().map(|link| Note {
            file: link.display().to_string(),
            message: format!("this link leads out of `{name}` and was skipped; name it to have it read"),
        }));
        self.others.errors.extend(walked.errors.into_iter().map(InputError::from));
        if any { Ok(()) } else { Err(InputError::NoManifests(name)) }
    }
}

/// The note about a kustomization or chart that was rendered and has no objects.
const NO_OBJECTS: &str = "nothing is rendered of this, with the values that it has";

/// Returns true if there is nothing in a text but comments and separators.
fn is_empty(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.all(|line| line.is_empty() || line.starts_with(b"#") || line == b"---")
}

/// Returns the note about what a walk through a folder passed over.
fn unseen(folder: &str, PassedOver { hidden, ignored, of_tests }: PassedOver) -> Option<Note> {
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what} path")),
        _ => Some(format!("{count} {what} paths")),
    };
    let counts = [(hidden, "hidden"), (ignored, "ignored"), (of_tests, "test data")];
    let counts: Vec<String> = counts.into_iter().filter_map(|(count, what)| counted(count, what)).collect();
    let message = format!("{} skipped; name them to have them read", counts.join(" and "));
    (!counts.is_empty()).then(|| Note { file: folder.to_owned(), message })
}

/// Returns true if a folder is searched for such a file. kustomize accepts a name without an ending, too.
fn is_searched(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
        || FILE_NAMES.iter().any(|name| path.file_name() == Some(name.as_ref()))
}
