//! The paths of a folder that are ignored: by `.ignore`, by git's own files where there is a repository, or by the
//! user's excludes. Ignore files are read like everything else, and as git does not follow links to them, neither does
//! podpat.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::error::FileError;
use super::open::exists;
use super::patterns::{MOST_COMPARED, is_compared, is_too_long};
use super::read;
use super::size::Size;

/// The kinds of ignore files; what an earlier kind says of a path wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `.ignore`
    Ignore,
    /// `.gitignore`
    Gitignore,
    /// `.git/info/exclude`
    Exclude,
    /// `core.excludesFile` of the user
    Global,
}

/// The ignore files of a folder and of those above it.
pub(super) struct Ignored {
    above: Option<Rc<Ignored>>,
    /// The number of patterns that are compared with each path, those of the folders above included.
    compared: usize,
    matchers: Vec<(Kind, Gitignore)>,
    /// True if a repository begins here: what git files above it say does not hold below.
    is_repository: bool,
    /// True if git's files hold here.
    in_repository: bool,
}

impl Ignored {
    /// Returns the ignore files of a folder that the user named: those from the root of its repository down.
    pub(super) fn above(folder: &Path, errors: &mut Vec<FileError>) -> Rc<Self> {
        let outside =
            Self { above: None, compared: 0, matchers: Vec::new(), is_repository: false, in_repository: false };
        let Some(root) = repository(folder) else { return Rc::new(outside) };
        let mut ignored = Rc::new(Self { matchers: global(root, errors), ..outside });
        let mut above: Vec<&Path> = folder.ancestors().skip(1).take_while(|above| above.starts_with(root)).collect();
        while let Some(path) = above.pop() {
            ignored = Self::below(&ignored, path, errors);
        }
        ignored
    }

    /// Returns the ignore files of a folder, `above` being those of the folder it lies in.
    pub(super) fn below(above: &Rc<Self>, folder: &Path, errors: &mut Vec<FileError>) -> Rc<Self> {
        let inner = Self { above: Some(Rc::clone(above)), ..Self::inherit(above) };
        let inner = inner.enter(folder, errors);
        if inner.matchers.is_empty() && !inner.is_repository { Rc::clone(above) } else { inner }
    }

    fn inherit(above: &Self) -> Self {
        let (compared, in_repository) = (above.compared, above.in_repository);
        Self { above: None, compared, matchers: Vec::new(), is_repository: false, in_repository }
    }

    /// Adds what the ignore files of a folder say.
    fn enter(mut self, folder: &Path, errors: &mut Vec<FileError>) -> Rc<Self> {
        self.is_repository = exists(&folder.join(".git"));
        self.in_repository |= self.is_repository;
        let mut files = vec![(Kind::Ignore, folder.join(".ignore"))];
        if self.in_repository {
            files.push((Kind::Gitignore, folder.join(".gitignore")));
        }
        if self.is_repository {
            files.push((Kind::Exclude, folder.join(".git/info/exclude")));
        }
        for (kind, file) in files {
            match matcher(folder, &file, &mut self.compared) {
                Ok(matcher) => self.matchers.extend(matcher.map(|matcher| (kind, matcher))),
                Err(error) => errors.push(error),
            }
        }
        Rc::new(self)
    }

    /// Returns true if a path in this folder is ignored.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let kinds = [Kind::Ignore, Kind::Gitignore, Kind::Exclude, Kind::Global];
        let said = kinds.into_iter().find_map(|kind| self.nearest(kind, path, is_folder));
        said.unwrap_or(false)
    }

    /// Returns the answer of the nearest file of a kind that names the path.
    fn nearest(&self, kind: Kind, path: &Path, is_folder: bool) -> Option<bool> {
        let mut level = Some(self);
        while let Some(ignored) = level {
            let matchers = ignored.matchers.iter().filter(|(known, _)| *known == kind);
            for (_, matcher) in matchers {
                match matcher.matched(path, is_folder) {
                    Match::Ignore(_) => return Some(true),
                    Match::Whitelist(_) => return Some(false),
                    Match::None => {}
                }
            }
            let ends = ignored.is_repository && matches!(kind, Kind::Gitignore | Kind::Exclude);
            level = ignored.above.as_deref().filter(|_| !ends);
        }
        None
    }
}

/// The folder of the repository that a folder lies in.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| exists(&folder.join(".git")))
}

/// Returns the patterns of an ignore file for the paths in `folder`; nothing where there is no file, or a link. Each path is compared
/// with the patterns of all folders above it, so that those are bounded together.
fn matcher(folder: &Path, file: &Path, compared: &mut usize) -> Result<Option<Gitignore>, FileError> {
    let is_link = fs::symlink_metadata(file).map(|metadata| metadata.is_symlink());
    if is_link.unwrap_or(true) {
        return Ok(None);
    }
    let bytes = read::bytes(file, Size::IGNORE_FILE)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    let unreadable = |why: String| FileError::Unreadable(file.display().to_string(), why);
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !is_too_long(line));
    let own = lines.clone().filter(|line| is_compared(line)).count();
    if *compared + own > MOST_COMPARED {
        let why =
            format!("there are more than {MOST_COMPARED} patterns with wildcards, those of folders above included");
        return Err(unreadable(why));
    }
    *compared += own;
    for line in lines {
        // A pattern that is none is passed over, as git does.
        drop(builder.add_line(None, line));
    }
    match builder.build() {
        Ok(matcher) => Ok((!matcher.is_empty()).then_some(matcher)),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// Returns the user's own excludes for a repository. They are the user's, so a link to them is followed.
fn global(repository: &Path, errors: &mut Vec<FileError>) -> Vec<(Kind, Gitignore)> {
    let Some(file) = excludes_file() else { return Vec::new() };
    match matcher(repository, &super::open::without_links(&file), &mut 0) {
        Ok(matcher) => matcher.map(|matcher| (Kind::Global, matcher)).into_iter().collect(),
        Err(error) => {
            errors.push(error);
            Vec::new()
        }
    }
}

/// `core.excludesFile` of the user's git configuration, or git's default for it.
fn excludes_file() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = set("HOME");
    let config = set("XDG_CONFIG_HOME").or_else(|| home.as_ref().map(|home| home.join(".config")));
    let files = [home.as_ref().map(|home| home.join(".gitconfig")), config.as_ref().map(|dir| dir.join("git/config"))];
    let said = files.into_iter().flatten().find_map(|file| {
        let bytes = read::bytes(&file, Size::CONFIGURATION).ok()?;
        excludes_in(&String::from_utf8_lossy(&bytes)).map(str::to_owned)
    });
    match said {
        Some(path) => match (path.strip_prefix("~/"), &home) {
            (Some(rest), Some(home)) => Some(home.join(rest)),
            _ => Some(PathBuf::from(path)),
        },
        None => config.map(|config| config.join("git/ignore")),
    }
}

/// The value of `excludesFile` in the section `core` of a git configuration.
fn excludes_in(config: &str) -> Option<&str> {
    let mut in_core = false;
    let mut found = None;
    for line in config.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            in_core = section.trim_start().to_ascii_lowercase().starts_with("core]");
        } else if let Some((key, value)) = line.split_once('=').filter(|_| in_core)
            && key.trim().eq_ignore_ascii_case("excludesfile")
        {
            found = Some(value.trim().trim_matches('"'));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_excludes_file_of_a_git_configuration() {
        for (config, expected) in [
            ("[core]\n\texcludesFile = ~/ignored\n", Some("~/ignored")),
            ("[core]\nexcludesfile=\"/a b\"\n[user]\nexcludesfile = /no\n", Some("/a b")),
            ("[user]\nexcludesfile = /no\n", None),
            ("# excludesfile = /no\n", None),
        ] {
            assert_eq!(excludes_in(config), expected, "{config}");
        }
    }
}
