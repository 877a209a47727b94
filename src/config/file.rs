//! The configuration as a whole: where it is found, and what it comes to for one file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::Gitignore;
use miette::IntoDiagnostic;

use super::choice::Choice;
use super::read;
use super::threshold::Threshold;
use crate::file::{self, FileError};
use crate::lint::Settings;

/// The name of the file.
pub const NAME: &str = ".podpat.yaml";

/// A configuration.
#[derive(Debug, Default)]
pub struct Config {
    /// What holds for every file.
    pub base: Choice,
    /// What holds for some files, in order; later ones win.
    pub sections: Vec<Section>,
    /// Files of folders that are not looked at.
    pub exclude: Option<Gitignore>,
    /// What makes a run fail.
    pub fail_on: Option<Threshold>,
}

/// What holds for the files that a list of patterns names.
#[derive(Debug)]
pub struct Section {
    pub(super) files: Gitignore,
    pub(super) choice: Choice,
}

impl Config {
    /// The nearest configuration in the folder of `file` (or in `file`, where it is a folder) and those above.
    pub fn find(file: &Path) -> Option<PathBuf> {
        // What is named without a folder stands in the working directory, which no empty path leads to.
        let start = std::path::absolute(if file == Path::new("") { Path::new(".") } else { file }).ok()?;
        start.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
    }

    /// Reads the configuration at `path`.
    pub fn load(path: &Path) -> miette::Result<Self> {
        let source = file::text(path).map_err(|error| unreadable(&error))?;
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let folder = std::path::absolute(folder).into_diagnostic()?;
        Ok(read::config(&Arc::new(source), &folder)?)
    }

    /// Which sections hold for a file, by their place in [`Config::sections`].
    pub fn sections_for(&self, file: &Path) -> Vec<usize> {
        let matches = |section: &Section| named(&section.files, file);
        (0..self.sections.len()).filter(|&at| matches(&self.sections[at])).collect()
    }

    /// Whether a file of a folder is not looked at.
    pub fn excludes(&self, file: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|patterns| named(patterns, file))
    }

    /// The settings for a file for which these sections hold; `flags` is what the command line says.
    pub fn settings(&self, sections: &[usize], flags: &Choice) -> Settings {
        let mut settings = match &flags.select {
            Some(_) => Choice { select: flags.select.clone(), ignore: Vec::new(), ..self.base.clone() }.settings(),
            None => self.base.settings(),
        };
        for &at in sections {
            self.sections[at].choice.adjust(&mut settings);
        }
        settings.ignore(&flags.ignore);
        if let Some(release) = flags.release {
            settings.set_release(release);
        }
        settings
    }
}

/// Whether patterns name a file or a folder above it.
fn named(patterns: &Gitignore, file: &Path) -> bool {
    let Ok(file) = std::path::absolute(file) else { return false };
    // The patterns are relative to the configuration's folder; they say nothing of files elsewhere.
    file.starts_with(patterns.path()) && patterns.matched_path_or_any_parents(&file, false).is_ignore()
}

fn unreadable(error: &FileError) -> miette::Report {
    miette::miette!(
        help = "name a readable file, or leave the configuration out with `--no-config`",
        "cannot read the configuration: {error}"
    )
}
