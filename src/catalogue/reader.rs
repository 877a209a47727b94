//! The catalogue: the reusable containers podpat ships, and those a user adds. The nearest one wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::catalogue_error::{CatalogueError, EntryMistake};
use super::entry::Entry;
use super::entry_check;
use super::locate::place;
use crate::files::{self, FileError, Size};
use crate::source::{Source, Span};
use crate::yaml;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/patterns");

/// The most names that are suggested for one that is none.
const MOST_SUGGESTED: usize = 6;

/// The origin of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Shipped with podpat.
    BuiltIn,
    /// A file of the user's.
    File(PathBuf),
}

/// A folder with catalogue files.
#[derive(Clone, Debug)]
pub struct PatternFolder {
    /// Its path.
    pub path: PathBuf,
    /// The treatment of links in it.
    pub links: Links,
}

/// The treatment of symbolic links in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// They are followed wherever they lead: the folder is the user's own.
    Followed,
    /// They may not lead out of the folder: whoever sends a repository could show files with them.
    WithinFolder,
}

/// A catalogue file, not read yet: a run that asks for one container does not read them all.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The name of its entry: the file's name without `.yaml`.
    pub name: String,
    /// Its origin.
    pub origin: Origin,
    /// True if podpat ships an entry of this name, whose place it takes.
    pub is_shadowing: bool,
    links: Links,
}

/// Every entry, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    files: Vec<Listed>,
    /// The value of `registry` in descriptions that say none.
    pub registry: Option<serde_json::Value>,
}

impl Catalogue {
    /// The entries that podpat ships.
    pub fn built_in() -> Self {
        Self { files: shipped().into_values().collect(), registry: None }
    }

    /// The built-in entries and those in `folders`, of which later ones win over earlier ones.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn with(folders: &[PatternFolder]) -> Result<Self, CatalogueError> {
        let mut catalogue = Self::built_in();
        for folder in folders {
            catalogue.add(folder)?;
        }
        Ok(catalogue)
    }

    /// Adds the entries of a folder, which win over those of the same name.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn add(&mut self, PatternFolder { path: folder, links }: &PatternFolder) -> Result<(), CatalogueError> {
        let mut listed: BTreeMap<String, Listed> =
            std::mem::take(&mut self.files).into_iter().map(|listed| (listed.name.clone(), listed)).collect();
        for path in files::entries(folder)?.into_iter().filter(|path| is_entry(path)) {
            let name = name_of(&path);
            let is_shadowing = listed.get(&name).is_some_and(|other| match other.origin {
                Origin::BuiltIn => true,
                Origin::File(_) => other.is_shadowing,
            });
            let origin = Origin::File(path);
            listed.insert(name.clone(), Listed { name, origin, is_shadowing, links: *links });
        }
        self.files = listed.into_values().collect();
        Ok(())
    }

    /// Every file, by name.
    pub fn files(&self) -> &[Listed] {
        &self.files
    }

    /// The file of a name.
    pub fn get(&self, name: &str) -> Option<&Listed> {
        let at = self.files.binary_search_by(|listed| listed.name.as_str().cmp(name)).ok()?;
        Some(&self.files[at])
    }

    /// The names most likely meant by one that is none: the nearest, or those it is a part of.
    pub fn like(&self, name: &str) -> Vec<&str> {
        let names = || self.files.iter().map(|listed| listed.name.as_str());
        let part = name.to_lowercase();
        let holding = names().filter(|known| part.len() > 2 && known.contains(&part)).take(MOST_SUGGESTED);
        match yaml::nearest(name, names()) {
            Some(near) => vec![near],
            None => holding.collect(),
        }
    }
}

impl Listed {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self) -> Result<Source, CatalogueError> {
        self.file(&format!("{}.yaml", self.name))
    }

    /// Reads a file in the folder of the entry.
    fn file(&self, name: &str) -> Result<Source, CatalogueError> {
        let shown = format!("patterns/{name}");
        let path = match &self.origin {
            Origin::File(path) => path.with_file_name(name),
            Origin::BuiltIn => {
                let file = BUILT_IN.get_file(name).and_then(include_dir::File::contents_utf8);
                return Ok(Source::new(&shown, file.ok_or_else(|| FileError::Missing(shown.clone()))?));
            }
        };
        let bytes = match (self.links, path.parent()) {
            (Links::WithinFolder, Some(folder)) => files::bytes_within(&path, folder, Size::CATALOGUE_ENTRY)?,
            _ => files::bytes(&path, Size::CATALOGUE_ENTRY)?,
        };
        Ok(Source::from_bytes(path.display().to_string(), bytes).map_err(FileError::NotText)?)
    }

    /// The entry, with the scripts that stand beside it.
    ///
    /// # Errors
    /// When the file does not hold one.
    pub fn read(&self) -> Result<Entry, CatalogueError> {
        let mut entry = self.decode(&Arc::new(self.text()?))?;
        for file in entry.config.iter_mut().flat_map(|config| config.files.values_mut()) {
            if let Some(script) = &file.script {
                file.content = self.file(script)?.into_text();
                file.raw = true;
            }
        }
        Ok(entry)
    }

    fn decode(&self, source: &Arc<Source>) -> Result<Entry, CatalogueError> {
        let mistake = |what: String, span: Span| EntryMistake::new(source, what, span);
        let broken = |what: String, span: Span| CatalogueError::Broken(vec![mistake(what, span)]);
        let stream = yaml::parse(source);
        let [document] = &stream.documents[..] else {
            return Err(broken("one document is expected".to_owned(), Span::default()));
        };
        let tree = document.tree.as_ref().map_err(|error| broken(error.message.clone(), error.span))?;
        // Before anything else, because a later podpat may know fields that this one does not.
        if let Some((least, span)) = newer_podpat(tree.root()) {
            let here = env!("CARGO_PKG_VERSION");
            return Err(broken(format!("it needs podpat {least} or later, and this is {here}"), span));
        }
        let decoded = yaml::decode::<Entry>(tree.root());
        if !decoded.problems.is_empty() {
            let all = decoded.problems.iter().map(|problem| EntryMistake::of_problem(source, problem));
            return Err(CatalogueError::Broken(all.collect()));
        }
        let mut entry = decoded.value.ok_or_else(|| broken("a mapping is expected".to_owned(), document.span))?;
        let mut all = Vec::new();
        if entry.name != self.name {
            let span = tree.root().get("name").map_or(document.span, yaml::Node::span);
            all.push(mistake(format!("its `name` has to be `{}`, as its file is called", self.name), span));
        }
        all.extend(entry_check::check(&entry).into_iter().map(|error| {
            let span = place(tree.root(), &error.at).unwrap_or(document.span);
            mistake(error.what, span)
        }));
        if let Origin::File(path) = &self.origin {
            entry.file = Some(path.clone());
        }
        if all.is_empty() { Ok(entry) } else { Err(CatalogueError::Broken(all)) }
    }
}

/// The version of podpat that an entry needs, where it is later than this one.
fn newer_podpat(root: yaml::Node<'_>) -> Option<(String, Span)> {
    let node = root.get("podpat")?;
    let least = node.to_json().as_str()?.to_owned();
    let numbers = |version: &str| version.split('.').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<_>>>();
    (numbers(&least)? > numbers(env!("CARGO_PKG_VERSION"))?).then(|| (least, node.span()))
}

fn is_entry(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml")
        && path.file_name().is_some_and(|name| !name.as_encoded_bytes().starts_with(b"."))
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Returns the entries that podpat ships, by name.
fn shipped() -> BTreeMap<String, Listed> {
    let files = BUILT_IN.files().map(include_dir::File::path).filter(|path| is_entry(path));
    let listed =
        |name: String| Listed { name, origin: Origin::BuiltIn, is_shadowing: false, links: Links::WithinFolder };
    files.map(|path| (name_of(path), listed(name_of(path)))).collect()
}
