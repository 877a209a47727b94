//! Input and configuration together: texts that know what applies to them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::{Choice, Config, Threshold};
use crate::input::{Entry, InputError};
use crate::lint::{Settings, Text};
use crate::source::{NotText, Source};

/// The texts of one run.
pub(super) struct Texts {
    all: Vec<One>,
    thresholds: HashMap<String, Threshold>,
    errors: Arc<Mutex<Vec<InputError>>>,
}

/// One text.
pub(super) struct One {
    entry: Entry,
    settings: Arc<Settings>,
    errors: Arc<Mutex<Vec<InputError>>>,
}

impl Texts {
    /// Gives every entry the settings of the configuration nearest to it, or of `config` where there is one.
    pub(super) fn new(
        entries: Vec<Entry>,
        errors: Vec<InputError>,
        flags: &Choice,
        config: Option<&Config>,
    ) -> miette::Result<Self> {
        let mut texts = Self { all: Vec::new(), thresholds: HashMap::new(), errors: Arc::new(Mutex::new(errors)) };
        let mut configs = Configs::default();
        let mut known: BTreeMap<(*const Config, Vec<usize>), Arc<Settings>> = BTreeMap::new();
        for entry in entries {
            let path = entry.path().unwrap_or(Path::new("."));
            let config = match config {
                Some(config) => config,
                None => configs.above(path)?,
            };
            if config.excludes(path) && !entry.named {
                continue;
            }
            let sections = config.sections_for(path);
            let settings = known.entry((std::ptr::from_ref(config), sections.clone()));
            let settings = Arc::clone(settings.or_insert_with(|| Arc::new(config.settings(&sections, flags))));
            texts.thresholds.extend(config.fail_on.map(|threshold| (entry.name.clone(), threshold)));
            texts.all.push(One { entry, settings, errors: Arc::clone(&texts.errors) });
        }
        Ok(texts)
    }

    pub(super) fn as_slice(&self) -> &[One] {
        &self.all
    }

    /// What the configuration of a text says makes a run fail.
    pub(super) fn threshold(&self, name: &str) -> Option<Threshold> {
        self.thresholds.get(name).copied()
    }

    /// Everything that could not be read, sorted.
    pub(super) fn errors(&self) -> Vec<InputError> {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone();
        errors.sort_by_cached_key(ToString::to_string);
        errors
    }
}

impl Text for One {
    fn name(&self) -> &str {
        &self.entry.name
    }

    fn is_named(&self) -> bool {
        self.entry.named
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn read(&self) -> Option<Result<Source, NotText>> {
        match self.entry.read() {
            Ok(text) => Some(text),
            Err(error) => {
                self.errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                None
            }
        }
    }
}

/// The configurations met so far, by their files, and which holds for which folder.
#[derive(Default)]
struct Configs {
    loaded: HashMap<Option<PathBuf>, Box<Config>>,
    folders: HashMap<PathBuf, Option<PathBuf>>,
}

impl Configs {
    fn above(&mut self, file: &Path) -> miette::Result<&Config> {
        let folder = if file.is_dir() { file } else { file.parent().unwrap_or(file) };
        let path = self.folders.entry(folder.to_owned()).or_insert_with(|| Config::find(folder)).clone();
        if !self.loaded.contains_key(&path) {
            let config = path.as_deref().map(Config::load).transpose()?.unwrap_or_default();
            self.loaded.insert(path.clone(), Box::new(config));
        }
        Ok(&self.loaded[&path])
    }
}
