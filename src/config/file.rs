//! The configuration as a whole, and what it comes to for one file.

use std::path::Path;

use super::rule_selection::RuleSelection;
use super::threshold::Threshold;
use crate::files::Patterns;
use crate::lint::Settings;

/// The name of the file.
pub const NAME: &str = ".podpat.yaml";

/// A configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// The selection of rules for every file.
    pub base: RuleSelection,
    /// The selections for some files, in order; later ones win.
    pub sections: Vec<Section>,
    /// Files of folders that are not looked at.
    pub exclude: Option<Patterns>,
    /// The severity from which on a finding makes a run fail.
    pub fail_on: Option<Threshold>,
}

/// The selection of rules for the files that a list of patterns names.
#[derive(Debug)]
pub struct Section {
    pub(super) files: Patterns,
    pub(super) selection: RuleSelection,
}

impl Config {
    /// Returns which sections hold for a file, by their place in [`Config::sections`].
    pub fn sections_for(&self, file: &Path) -> Vec<usize> {
        (0..self.sections.len()).filter(|&at| self.sections[at].files.name(file)).collect()
    }

    /// Returns true if a file of a folder is not looked at.
    pub fn excludes(&self, file: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|patterns| patterns.name(file))
    }

    /// The settings for a file for which these sections hold; `flags` is what the command line says.
    pub fn settings(&self, sections: &[usize], flags: &RuleSelection) -> Settings {
        let mut base = self.base.clone();
        if flags.select.is_some() {
            base = RuleSelection { select: flags.select.clone(), extend: Vec::new(), ignore: Vec::new(), ..base };
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
