//! The catalogue: the reusable containers podpat ships, and those a user adds. The nearest one wins.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::entry::Entry;
use crate::source::Source;
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

/// An entry and where it came from.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The entry.
    pub entry: Arc<Entry>,
    /// Its file.
    pub origin: Origin,
    /// The text of the file.
    pub text: String,
}

/// Every entry, by name.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: Vec<Listed>,
}

/// A catalogue file could not be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum CatalogueError {
    /// A folder or file could not be read.
    #[error("cannot read the patterns in `{path}`: {cause}")]
    #[diagnostic(help("name a folder that holds `NAME.yaml` files, one a container"))]
    Unreadable {
        /// The folder or file.
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
    ///
    /// # Errors
    /// When one of them is broken, which a test rules out.
    pub fn built_in() -> Result<Self, CatalogueError> {
        let mut catalogue = Self::default();
        for file in BUILT_IN.files().filter(|file| is_entry(file.path())) {
            let text = file.contents_utf8().unwrap_or_default();
            catalogue.add(&file.path().display().to_string(), text, Origin::BuiltIn)?;
        }
        Ok(catalogue)
    }

    /// The built-in entries and those in `folders`, of which later ones win over earlier ones.
    ///
    /// # Errors
    /// When a folder cannot be read or a file in it is no entry.
    pub fn with(folders: &[PathBuf]) -> Result<Self, CatalogueError> {
        let mut catalogue = Self::built_in()?;
        for folder in folders {
            let unreadable = |cause| CatalogueError::Unreadable { path: folder.display().to_string(), cause };
            let mut paths = Vec::new();
            for entry in fs::read_dir(folder).map_err(unreadable)? {
                paths.push(entry.map_err(unreadable)?.path());
            }
            paths.sort();
            for path in paths.into_iter().filter(|path| is_entry(path)) {
                let name = path.display().to_string();
                let text = fs::read_to_string(&path)
                    .map_err(|cause| CatalogueError::Unreadable { path: name.clone(), cause })?;
                catalogue.add(&name, &text, Origin::File(path))?;
            }
        }
        Ok(catalogue)
    }

    fn add(&mut self, name: &str, text: &str, origin: Origin) -> Result<(), CatalogueError> {
        let entry = Arc::new(read(name, text)?);
        self.entries.retain(|listed| listed.entry.name != entry.name);
        self.entries.push(Listed { entry, origin, text: text.to_owned() });
        self.entries.sort_by(|a, b| (a.entry.pattern, &a.entry.name).cmp(&(b.entry.pattern, &b.entry.name)));
        Ok(())
    }

    /// Every entry: sidecars, ambassadors, adapters, each by name.
    pub fn entries(&self) -> &[Listed] {
        &self.entries
    }

    /// The entry of a name.
    pub fn get(&self, name: &str) -> Option<&Listed> {
        self.entries.iter().find(|listed| listed.entry.name == name)
    }

    /// The entry most likely meant by a name that is none.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        yaml::nearest(name, self.entries.iter().map(|listed| listed.entry.name.as_str()))
    }
}

fn is_entry(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml")
        && path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b"."))
}

fn read(name: &str, text: &str) -> Result<Entry, CatalogueError> {
    let source = Arc::new(Source::new(name, text));
    let broken = |what: String, span: crate::source::Span| CatalogueError::Broken {
        name: name.to_owned(),
        what,
        source_code: miette::NamedSource::new(name, text.to_owned()),
        span: span.into(),
    };
    let stream = yaml::parse(&source);
    let [document] = &stream.documents[..] else {
        return Err(broken("one document is expected".to_owned(), crate::source::Span::default()));
    };
    let tree = document.tree.as_ref().map_err(|error| broken(error.message.clone(), error.span))?;
    let decoded = yaml::decode::<Entry>(tree.root());
    if let Some(problem) = decoded.problems.first() {
        return Err(broken(problem.message(), problem.span));
    }
    decoded.value.ok_or_else(|| broken("a mapping is expected".to_owned(), document.span))
}
