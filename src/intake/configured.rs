//! Texts with the configuration that holds for them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::Text;
use crate::config::{Config, NAME, RuleSelection};
use crate::files::{self, Wanted};
use crate::lint::Note;
use crate::validity::Release;

/// One text, and what the configuration nearest to it says.
#[derive(Debug)]
pub struct ConfiguredText<'a> {
    /// The text.
    pub text: Text<'a>,
    /// The configuration.
    pub config: Arc<Config>,
    /// The sections of it that hold for the text, by their places in [`Config::sections`].
    pub sections: Vec<usize>,
}

/// The configurations met so far, by their files, and which holds for which folder.
#[derive(Default)]
pub(super) struct Configurations {
    /// The one that holds for all, where the command line settles that.
    fixed: Option<Arc<Config>>,
    loaded: HashMap<Option<PathBuf>, Arc<Config>>,
    folders: HashMap<PathBuf, Option<PathBuf>>,
    /// Notes on what was passed over, each once.
    pub(super) notes: Vec<Note>,
}

impl Configurations {
    /// `fixed` for every text, or the nearest to each.
    pub(super) fn new(fixed: Option<Arc<Config>>) -> Self {
        Self { fixed, ..Self::default() }
    }

    /// Gives a text its configuration; `None` where that excludes it.
    pub(super) fn apply<'a>(&mut self, text: Text<'a>) -> miette::Result<Option<ConfiguredText<'a>>> {
        let path = text.path().unwrap_or(Path::new("."));
        let config = match &self.fixed {
            Some(config) => Arc::clone(config),
            None => self.above(path.parent().unwrap_or(Path::new("")), text.root())?,
        };
        if config.excludes(path) {
            self.notes.extend(text.named.then(|| Note { file: text.name.clone(), message: EXCLUDED.to_owned() }));
            return Ok(None);
        }
        let sections = config.sections_for(path);
        Ok(Some(ConfiguredText { text, config, sections }))
    }

    /// Returns the release of Kubernetes that the configuration of a folder says. What is wrong with the configuration is
    /// told when a text takes it.
    pub(super) fn release_for(&mut self, folder: &Path) -> Release {
        let config = self.fixed.clone().map_or_else(|| self.above(folder, folder), Ok).unwrap_or_default();
        config.settings(&config.sections_for(folder), &RuleSelection::default()).release()
    }

    /// Returns the configuration nearest to a folder, which is `root` or below it.
    fn above(&mut self, folder: &Path, root: &Path) -> miette::Result<Arc<Config>> {
        let path = match self.folders.get(folder) {
            Some(path) => path.clone(),
            None => {
                let path = self.find(folder, root)?;
                self.folders.insert(folder.to_owned(), path.clone());
                path
            }
        };
        if let Some(config) = self.loaded.get(&path) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(path.as_deref().map(Config::load).transpose()?.unwrap_or_default());
        self.loaded.insert(path, Arc::clone(&config));
        Ok(config)
    }

    fn find(&mut self, folder: &Path, root: &Path) -> miette::Result<Option<PathBuf>> {
        let discovered = files::discover(folder, root, NAME, Wanted::File)?;
        for path in discovered.passed_over {
            let note = Note { file: path.display().to_string(), message: PASSED_OVER.to_owned() };
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        Ok(discovered.found)
    }
}

const EXCLUDED: &str = "skipped: the configuration excludes it; `--no-config` ignores the configuration";

const PASSED_OVER: &str =
    "skipped: other users may write to its folder, which is outside the repository; name it with `--config` to use it";
