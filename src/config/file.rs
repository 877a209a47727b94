//! The configuration as a whole, and what it comes to for one file.

use std::path::Path;
use std::sync::Arc;

use super::config_error::ConfigError;
use super::read;
use super::rule_selection::RuleSelection;
use super::threshold::Threshold;
use crate::files::{self, FileError, Patterns, Size};
use crate::lint::Settings;
use crate::source::Source;

/// The name of the file.
pub const NAME: &str = ".podpat.yaml";

/// A configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// What holds for every file.
    pub base: RuleSelection,
    /// What holds for some files, in order; later ones win.
    pub sections: Vec<Section>,
    /// Files of folders that are not looked at.
    pub exclude: Option<Patterns>,
    /// What makes a run fail.
    pub fail_on: Option<Threshold>,
}

/// What holds for the files that a list of patterns names.
#[derive(Debug)]
pub struct Section {
    pub(super) files: Patterns,
    pub(super) selection: RuleSelection,
}

impl Config {
    /// Reads the configuration at `path`.
    pub fn load(path: &Path) -> miette::Result<Self> {
        let source = files::text(path, Size::CONFIGURATION).map_err(|error| unreadable(&error))?;
        let folder = files::absolute(path.parent().unwrap_or(Path::new("")));
        Ok(Self::parse(&Arc::new(source), &folder)?)
    }

    /// Reads a configuration whose patterns are relative to `folder`.
    pub fn parse(source: &Arc<Source>, folder: &Path) -> Result<Self, ConfigError> {
        read::config(source, folder)
    }

    /// Which sections hold for a file, by their place in [`Config::sections`].
    pub fn sections_for(&self, file: &Path) -> Vec<usize> {
        (0..self.sections.len()).filter(|&at| self.sections[at].files.name(file)).collect()
    }

    /// Whether a file of a folder is not looked at.
    pub fn excludes(&self, file: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|patterns| patterns.name(file))
    }

    /// The settings for a file for which these sections hold; `flags` is what the command line says.
    pub fn settings(&self, sections: &[usize], flags: &RuleSelection) -> Settings {
        let mut settings = match &flags.select {
            Some(_) => {
                RuleSelection { select: flags.select.clone(), ignore: Vec::new(), ..self.base.clone() }.settings()
            }
            None => self.base.settings(),
        };
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

fn unreadable(error: &FileError) -> miette::Report {
    miette::miette!(
        help = "name a readable file, or leave the configuration out with `--no-config`",
        "cannot read the configuration: {error}"
    )
}
