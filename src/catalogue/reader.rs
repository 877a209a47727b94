//! The catalogue: the reusable containers podpat ships, and those a user adds. The nearest one wins.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::catalogue::entry::Entry;
use crate::catalogue::entry_check;
use crate::file::{self, FileError};
use crate::source::{Source, Span};
use crate::yaml;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/patterns");

/// Where an entry came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Shipped with podpat.
    BuiltIn,
    /// A file of the user's.
    File(PathBuf),
}

/// A catalogue file, not read yet: a run that asks for one container does not read them all.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The name of its entry: the file's name without `.yaml`.
    pub name: String,
    /// Where it stands.
    pub origin: Origin,
    /// Its text.
    pub text: String,
}

/// Every entry, by name.
#[derive(Debug, Default)]
pub struct Catalogue {
    files: Vec<Listed>,
}

/// A catalogue file could not be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum CatalogueError {
    /// A file could not be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A folder could not be read.
    #[error("cannot read the patterns in `{path}`: {cause}")]
    #[diagnostic(help("name a folder that holds `NAME.yaml` files, one a container"))]
    Unreadable {
        /// The folder.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file is no catalogue entry.
    #[error("`{name}` is not a catalogue entry: {what}")]
    #[diagnostic(help(
        "see CONTRIBUTING.md for the fields; `podpat patterns show git-sync -o yaml` prints a whole entry"
    ))]
    Broken {
        /// The file.
        name: String,
        /// What is wrong.
        what: String,
        /// The text.
        #[source_code]
        source_code: miette::NamedSource<String>,
        /// The place.
        #[label("here")]
        span: miette::SourceSpan,
    },
}

impl Catalogue {
    /// The entries that podpat ships.
    pub fn built_in() -> Self {
        let mut catalogue = Self::default();
        for file in BUILT_IN.files().filter(|file| is_entry(file.path())) {
            catalogue.add(file.path(), file.contents_utf8().unwrap_or_default().to_owned(), Origin::BuiltIn);
        }
        catalogue
    }

    /// The built-in entries and those in `folders`, of which later ones win over earlier ones.
    ///
    /// # Errors
    /// When a folder or a file in it cannot be read.
    pub fn with(folders: &[PathBuf]) -> Result<Self, CatalogueError> {
        let mut catalogue = Self::built_in();
        for folder in folders {
            let unreadable = |cause| CatalogueError::Unreadable { path: folder.display().to_string(), cause };
            let mut paths = Vec::new();
            for entry in fs::read_dir(folder).map_err(unreadable)? {
                paths.push(entry.map_err(unreadable)?.path());
            }
            paths.sort();
            for path in paths.into_iter().filter(|path| is_entry(path)) {
                let text = file::text(&path)?.into_text();
                catalogue.add(&path, text, Origin::File(path.clone()));
            }
        }
        Ok(catalogue)
    }

    fn add(&mut self, path: &Path, text: String, origin: Origin) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        self.files.retain(|listed| listed.name != name);
        self.files.push(Listed { name, origin, text });
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Every file, by name.
    pub fn files(&self) -> &[Listed] {
        &self.files
    }

    /// The file of a name.
    pub fn get(&self, name: &str) -> Option<&Listed> {
        self.files.iter().find(|listed| listed.name == name)
    }

    /// The name most likely meant by one that is none.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        yaml::nearest(name, self.files.iter().map(|listed| listed.name.as_str()))
    }
}

impl Listed {
    /// The entry.
    ///
    /// # Errors
    /// When the file does not hold one.
    pub fn read(&self) -> Result<Entry, CatalogueError> {
        let name = match &self.origin {
            Origin::BuiltIn => format!("patterns/{}.yaml", self.name),
            Origin::File(path) => path.display().to_string(),
        };
        let source = Arc::new(Source::new(name, self.text.as_str()));
        let broken = |what: String, span: Span| CatalogueError::Broken {
            name: source.name().to_owned(),
            what,
            source_code: miette::NamedSource::new(source.name(), self.text.clone()),
            span: span.into(),
        };
        let stream = yaml::parse(&source);
        let [document] = &stream.documents[..] else {
            return Err(broken("one document is expected".to_owned(), Span::default()));
        };
        let tree = document.tree.as_ref().map_err(|error| broken(error.message.clone(), error.span))?;
        let decoded = yaml::decode::<Entry>(tree.root());
        if let Some(problem) = decoded.problems.first() {
            return Err(broken(problem.message(), problem.span));
        }
        let entry = decoded.value.ok_or_else(|| broken("a mapping is expected".to_owned(), document.span))?;
        if entry.name != self.name {
            let span = tree.root().get("name").map_or(document.span, yaml::Node::span);
            return Err(broken(format!("its `name` has to be `{}`, as its file is called", self.name), span));
        }
        if let Some(error) = entry_check::check(&entry) {
            return Err(broken(error.what, place(tree.root(), &error.at).unwrap_or(document.span)));
        }
        Ok(entry)
    }
}

/// The scalar at the end of some steps, or the key of what is no scalar.
fn place(root: yaml::Node<'_>, steps: &[String]) -> Option<Span> {
    let (last, above) = steps.split_last()?;
    let entry = above.iter().try_fold(root, |node, step| node.get(step))?.entry(last)?;
    Some(if entry.value.kind() == yaml::Kind::Scalar { entry.value.span() } else { entry.key.span() })
}

fn is_entry(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml")
        && path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b"."))
}
