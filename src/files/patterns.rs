//! Lists of patterns as `.gitignore` has them, for configurations to name files with. Opens nothing.

use std::fmt;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::open::absolute;

/// Patterns that are relative to a folder.
#[derive(Clone)]
pub struct Patterns(Gitignore);

impl Patterns {
    /// Reads patterns. Returns besides them what is wrong with those that are none, by their places in the list.
    pub fn new<'a>(folder: &Path, patterns: impl IntoIterator<Item = &'a str>) -> (Self, Vec<(usize, String)>) {
        let mut builder = GitignoreBuilder::new(folder);
        let mut wrong = Vec::new();
        for (at, pattern) in patterns.into_iter().enumerate() {
            wrong.extend(builder.add_line(None, pattern).err().map(|error| (at, error.to_string())));
        }
        let built = builder.build();
        wrong.extend(built.as_ref().err().map(|error| (0, error.to_string())));
        (Self(built.unwrap_or_else(|_| Gitignore::empty())), wrong)
    }

    /// Returns true if the patterns name a file or a folder above it. They say nothing of files outside their own
    /// folder.
    pub fn name(&self, file: &Path) -> bool {
        let file = absolute(file);
        file.starts_with(self.0.path()) && self.0.matched_path_or_any_parents(&file, false).is_ignore()
    }
}

impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} patterns below {}", self.0.len(), self.0.path().display())
    }
}
