//! Configured texts as `lint` takes them: with the settings that flags and configuration come to.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::recording::Recording;
use crate::config::{Config, RuleSelection, Threshold};
use crate::intake::{ConfiguredText, InputError, Text};
use crate::lint::{self, Settings};

/// The texts of one run.
pub(super) struct LintInputs<'a> {
    all: Vec<LintInput<'a>>,
    thresholds: HashMap<String, Threshold>,
    errors: Arc<Mutex<Vec<InputError>>>,
}

/// One text.
pub(super) struct LintInput<'a> {
    text: Text<'a>,
    settings: Arc<Settings>,
    errors: Arc<Mutex<Vec<InputError>>>,
    /// The bytes of a text that can be read once.
    held: Option<Arc<[u8]>>,
    /// The text that is judged in the place of its own.
    changed: Option<Arc<str>>,
    /// The bytes of a text that can be read once, while it is read.
    recording: Option<Recording>,
}

impl<'a> LintInputs<'a> {
    /// Gives every text its settings; `flags` is what the command line says.
    pub(super) fn new(
        texts: Vec<ConfiguredText<'a>>,
        errors: Vec<InputError>,
        flags: &RuleSelection,
        has_fixes: bool,
    ) -> Self {
        let errors = Arc::new(Mutex::new(errors));
        let mut inputs = Self { all: Vec::new(), thresholds: HashMap::new(), errors: Arc::clone(&errors) };
        let mut known: BTreeMap<(*const Config, Vec<usize>), Arc<Settings>> = BTreeMap::new();
        for ConfiguredText { text, config, sections } in texts {
            let settings = known.entry((Arc::as_ptr(&config), sections)).or_insert_with_key(|(_, sections)| {
                let mut settings = config.settings(sections, flags);
                if has_fixes {
                    settings.set_fixes();
                }
                Arc::new(settings)
            });
            let settings = Arc::clone(settings);
            inputs.thresholds.extend(config.fail_on.map(|threshold| (text.name.clone(), threshold)));
            inputs.all.push(LintInput {
                text,
                settings,
                errors: Arc::clone(&errors),
                held: None,
                changed: None,
                recording: None,
            });
        }
        inputs
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [LintInput<'a>] {
        &mut self.all
    }

    pub(super) fn as_slice(&self) -> &[LintInput<'a>] {
        &self.all
    }

    /// Adds errors to those of the texts.
    pub(super) fn note_all(&self, errors: Vec<InputError>) {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).extend(errors);
    }

    /// Returns the severity that makes a run fail, as the configuration of a text says it.
    pub(super) fn threshold(&self, name: &str) -> Option<Threshold> {
        self.thresholds.get(name).copied()
    }

    /// Lets files have the severity that makes a run fail of the texts that were rendered of them, by their names.
    pub(super) fn rename(&mut self, rendered: &HashMap<String, String>) {
        for (file, text) in rendered {
            let threshold = self.threshold(text);
            threshold.map(|threshold| self.thresholds.entry(file.clone()).or_insert(threshold));
        }
    }

    /// Returns the bytes of the text of a name.
    pub(super) fn bytes_of(&self, name: &str) -> Vec<u8> {
        self.all.iter().find(|input| input.text.name == name).map(LintInput::bytes).unwrap_or_default()
    }

    /// Everything that could not be read, sorted.
    pub(super) fn errors(&self) -> Vec<InputError> {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone();
        errors.sort_by_cached_key(ToString::to_string);
        errors.dedup();
        errors
    }
}

impl LintInput<'_> {
    /// Returns the file, where the text is one.
    pub(super) fn path(&self) -> Option<&Path> {
        self.text.path()
    }

    /// Keeps the bytes of a text that can be read once.
    pub(super) fn hold(&mut self) {
        if !self.text.can_be_opened_again() && self.held.is_none() {
            self.held = Some(self.bytes().into());
        }
    }

    /// Keeps the bytes of a text that can be read once while it is read, as far as they are few.
    pub(super) fn record(&mut self) {
        if !lint::Text::can_be_opened_again(self) {
            self.recording = Some(Recording::default());
        }
    }

    /// Lets a text be read again whose bytes were kept while it was read.
    pub(super) fn play_back(&mut self) {
        let recorded = self.recording.take().and_then(|recording| recording.take());
        self.held = self.held.take().or(recorded.map(Into::into));
    }

    /// Returns the bytes of its own text, as far as they can be read.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(mut text) = lint::Text::open(self) {
            // What goes wrong is noted where it does.
            let _ = text.read_to_end(&mut bytes);
        }
        bytes
    }

    /// Judges another text in the place of its own; `None` takes that back.
    pub(super) fn set_changed(&mut self, text: Option<Arc<str>>) {
        self.changed = text;
    }

    /// Returns the text that is judged in the place of its own.
    pub(super) const fn changed(&self) -> Option<&Arc<str>> {
        self.changed.as_ref()
    }
}

impl lint::Text for LintInput<'_> {
    fn name(&self) -> &str {
        &self.text.name
    }

    fn is_named(&self) -> bool {
        self.text.named
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn kustomization(&self) -> Option<&str> {
        self.text.kustomization.as_deref()
    }

    fn size(&self) -> Option<u64> {
        if let Some(bytes) = self.changed.as_ref().map(|text| text.len()).or(self.held.as_ref().map(|held| held.len()))
        {
            return Some(bytes as u64);
        }
        self.text.size()
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        if let Some(text) = self.changed.as_ref().map(|text| text.as_bytes()).or(self.held.as_deref()) {
            return Some(Box::new(text));
        }
        match self.text.open(|error| self.note(error)) {
            Ok(opened) => Some(match &self.recording {
                Some(recording) => recording.of(opened),
                None => opened,
            }),
            Err(error) => {
                self.note(error);
                None
            }
        }
    }

    fn can_be_opened_again(&self) -> bool {
        self.changed.is_some() || self.held.is_some() || self.text.can_be_opened_again()
    }

    fn note_too_large(&self, line: usize) {
        self.note(self.text.too_large(line));
    }
}

impl LintInput<'_> {
    fn note(&self, error: InputError) {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }
}
