//! The configuration as a whole, and what it comes to for one file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config_error::{ConfigError, Mistake};
use super::pattern_source::PatternSource;
use super::rule_selection::RuleSelection;
use super::threshold::Threshold;
use crate::files::{self, Patterns};
use crate::lint::Settings;
use crate::source::{Source, Span};

/// The name of the file.
pub const NAME: &str = ".podpat.yaml";

/// A configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// The selection of rules for every file.
    pub base: RuleSelection,
    /// The selections for some files, in order; later ones win.
    pub sections: Vec<Section>,
    /// Files that are not looked at.
    pub exclude: Vec<Patterns>,
    /// The Git repositories with further catalogue entries.
    pub pattern_sources: Vec<PatternSource>,
    /// The mirrors of catalogue images, as a description says them.
    pub registry: Option<serde_json::Value>,
    /// The severity from which on a finding makes a run fail.
    pub fail_on: Option<Threshold>,
    /// The file with the findings that are known.
    pub baseline: Option<NamedFile>,
    /// The configurations to start from, which are not read yet.
    pub(super) extends: Vec<NamedFile>,
}

/// A file that a configuration names.
#[derive(Clone, Debug)]
pub struct NamedFile {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) source: Arc<Source>,
    pub(super) span: Span,
}

impl NamedFile {
    /// Returns the path.
    ///
    /// # Errors
    /// Fails at the place of the name if there is no such file.
    pub fn checked(&self) -> Result<&PathBuf, ConfigError> {
        if files::exists(&self.path) {
            return Ok(&self.path);
        }
        let mistake = Mistake {
            span: self.span,
            message: format!("there is no file `{}`", self.name),
            help: "write it with `podpat lint --write-baseline FILE`; the path is relative to the configuration"
                .to_owned(),
        };
        Err(ConfigError::new("configuration", &self.source, vec![mistake]))
    }
}

/// The selection of rules for the files that a list of patterns names.
#[derive(Debug)]
pub struct Section {
    pub(super) files: Patterns,
    pub(super) selection: RuleSelection,
}

impl Config {
    /// Returns this configuration with what another one says besides, which counts more.
    pub(super) fn extended_by(mut self, own: Self) -> Self {
        self.sections.extend(own.sections);
        self.exclude.extend(own.exclude);
        let is_own = |source: &PatternSource| {
            own.pattern_sources.iter().any(|it| it.git == source.git && it.path == source.path)
        };
        self.pattern_sources.retain(|source| !is_own(source));
        self.pattern_sources.extend(own.pattern_sources);
        Self {
            base: self.base.extended_by(own.base),
            fail_on: own.fail_on.or(self.fail_on),
            baseline: own.baseline.or(self.baseline),
            registry: own.registry.or(self.registry),
            ..self
        }
    }

    /// Returns which sections hold for a file, by their place in [`Config::sections`].
    pub fn sections_for(&self, file: &Path) -> Vec<usize> {
        (0..self.sections.len()).filter(|&at| self.sections[at].files.name(file)).collect()
    }

    /// Returns true if a file is not looked at.
    pub fn excludes(&self, file: &Path) -> bool {
        self.exclude.iter().any(|patterns| patterns.name(file))
    }

    /// The settings for a file for which these sections hold; `flags` is what the command line says.
    pub fn settings(&self, sections: &[usize], flags: &RuleSelection) -> Settings {
        let mut base = self.base.clone();
        if flags.select.is_some() {
            base = base.extended_by(RuleSelection { select: flags.select.clone(), ..RuleSelection::default() });
        }
        base.extend.extend(&flags.extend);
        let mut settings = base.settings();
        for &at in sections {
            self.sections[at].selection.adjust(&mut settings);
        }
        settings.ignore(&flags.ignore);
        if let Some(release) = flags.release {
            settings.set_release(release);
        }
        settings
    }
}
