//! Lists of patterns as `.gitignore` has them, for configurations to name files with. Opens nothing.

use std::fmt;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::open::absolute;

/// Bytes of one pattern.
const LONGEST: usize = 1024;

/// Patterns of one list that have to be compared with each path, one after the other.
pub(super) const MOST_COMPARED: usize = 500;

/// Returns whether a pattern is longer than any that means something.
pub(super) fn is_too_long(pattern: &str) -> bool {
    pattern.len() > LONGEST
}

/// Returns whether a pattern has to be compared with each path; names and endings are looked up.
pub(super) fn is_compared(pattern: &str) -> bool {
    let name = pattern.trim_start_matches('!').trim_start_matches('/').trim_start_matches("**/");
    let name = name.trim_end_matches('/').trim_end_matches("/**").trim_end_matches("/*");
    let name = name.strip_prefix("*.").unwrap_or(name);
    !pattern.starts_with('#') && name.contains(['*', '?', '[', '{'])
}

/// Patterns that are relative to a folder.
#[derive(Clone)]
pub struct Patterns(Gitignore);

impl Patterns {
    /// Reads patterns. Returns besides them what is wrong with those that are none, by their places in the list.
    pub fn new<'a>(folder: &Path, patterns: impl IntoIterator<Item = &'a str>) -> (Self, Vec<(usize, String)>) {
        let mut builder = GitignoreBuilder::new(folder);
        let (mut wrong, mut compared) = (Vec::new(), 0);
        for (at, pattern) in patterns.into_iter().enumerate() {
            compared += usize::from(is_compared(pattern));
            if is_too_long(pattern) || compared > MOST_COMPARED {
                let most = format!("at most {MOST_COMPARED} patterns may have wildcards, of {LONGEST} bytes each");
                wrong.push((at, most));
                break;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings_are_looked_up() {
        for (pattern, expected) in [
            ("target/", false),
            ("/a/b", false),
            ("**/node_modules/**", false),
            ("!*.yaml", false),
            ("# *a*", false),
            ("*a*b.yaml", true),
            ("[Bb]in/", true),
            ("a/*/b", true),
        ] {
            assert_eq!(is_compared(pattern), expected, "{pattern}");
        }
    }
}
