//! What a project keeps for podpat (`.podpat.yaml`, `.podpat/`) is looked for in the folders above the input. Whoever
//! may write to one of these folders would otherwise say what podpat does: above the repository, and above what the
//! user named, only folders count that the user or root owns and that nobody else may write to, be it as a member of a
//! group. A `.git` that a stranger put into a folder makes no repository of it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::error::FileError;
use super::ignored::repository;
use super::open::{absolute, special};
use super::read::stays_within;

/// The kind of thing that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// The nearest thing of a name, and what was passed over on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovered {
    /// The place.
    pub found: Option<PathBuf>,
    /// Those in folders that others may write to.
    pub passed_over: Vec<PathBuf>,
}

/// Looks for `name` in the folder `start` and those above it. The user named `named`, and `start` lies in it.
///
/// # Errors
/// Fails if something of that name is not what is wanted, or a link leads from it out of the project.
pub fn discover(start: &Path, named: &Path, name: &str, wanted: Wanted) -> Result<Discovered, FileError> {
    let mut discovered = Discovered::default();
    let (start, named) = (absolute(start), absolute(named));
    let repository = repository(&start).filter(|root| is_made_by_its_owner(root)).map(Path::to_owned);
    for folder in start.ancestors() {
        let path = folder.join(name);
        match fs::symlink_metadata(&path) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => continue,
            Err(error) => return Err(FileError::of(&path, &error)),
            Ok(_) => {}
        }
        let repository = repository.as_deref().filter(|repository| folder.starts_with(repository));
        if repository.is_none() && !folder.starts_with(&named) && !is_trusted(&path, folder) {
            discovered.passed_over.push(path);
            continue;
        }
        stays_within(&path, repository.unwrap_or(folder))?;
        is_wanted(&path, wanted)?;
        discovered.found = Some(path);
        break;
    }
    Ok(discovered)
}

fn is_wanted(path: &Path, wanted: Wanted) -> Result<(), FileError> {
    let metadata = fs::metadata(path).map_err(|error| FileError::of(path, &error))?;
    let name = path.display().to_string();
    let what = if metadata.is_dir() { "a folder" } else { special(metadata.file_type()).unwrap_or("a file") };
    match wanted {
        Wanted::File if metadata.is_file() => Ok(()),
        Wanted::File => Err(FileError::NotAFile(name, what)),
        Wanted::Folder if metadata.is_dir() => Ok(()),
        Wanted::Folder => Err(FileError::NotAFolder(name, what)),
    }
}

/// Returns true if only the user and root may write to what is at `path`, and to the folders that lead there from
/// `folder`.
#[cfg(unix)]
fn is_trusted(path: &Path, folder: &Path) -> bool {
    let user = User::of_process();
    let mut steps = path.ancestors().take_while(|step| step.starts_with(folder));
    steps.all(|step| fs::metadata(step).is_ok_and(|metadata| Standing::of(&metadata).is_of(user)))
}

#[cfg(not(unix))]
fn is_trusted(_: &Path, _: &Path) -> bool {
    true
}

/// Returns true if the `.git` of a folder belongs to the owner of the folder, to the user or to root. Folders such as
/// `/tmp` take things from everybody.
#[cfg(unix)]
fn is_made_by_its_owner(root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = |metadata: Metadata| metadata.uid();
    let (git, folder) = (fs::symlink_metadata(root.join(".git")).map(owner), fs::metadata(root).map(owner));
    let known = [0, User::of_process().id];
    matches!((git, folder), (Ok(git), Ok(folder)) if git == folder || known.contains(&git))
}

#[cfg(not(unix))]
fn is_made_by_its_owner(_: &Path) -> bool {
    true
}

/// A user, and the group that files of this user get.
#[cfg(unix)]
#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

#[cfg(unix)]
impl User {
    fn of_process() -> Self {
        let (id, group) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
        Self { id, group }
    }
}

/// The owner, the group and the permissions of a file or folder.
#[cfg(unix)]
struct Standing {
    owner: u32,
    group: u32,
    mode: u32,
}

#[cfg(unix)]
impl Standing {
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { owner: metadata.uid(), group: metadata.gid(), mode: metadata.mode() }
    }

    /// Returns true if it belongs to a user or to root, and nobody else may write to it. Many systems give each
    /// user a group of the same number and let its members, of which there is one, write by default: `usergroups` of
    /// pam_umask(8). That of root often has others.
    fn is_of(&self, user: User) -> bool {
        let is_own_group = user.id != 0 && user.id == user.group && self.group == user.group;
        let strangers = if is_own_group { 0o002 } else { 0o022 };
        (self.owner == 0 || self.owner == user.id) && self.mode & strangers == 0
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_a_user_is_what_nobody_else_may_write_to() {
        let (own, other_group, root) =
            (User { id: 1000, group: 1000 }, User { id: 1000, group: 100 }, User { id: 0, group: 0 });
        for (owner, group, mode, user, expected) in [
            (1000, 1000, 0o755, own, true),
            (0, 0, 0o755, own, true),
            (1001, 1001, 0o755, own, false),
            (1000, 1000, 0o777, own, false),
            (0, 0, 0o1777, own, false),
            // A group of its own has one member, others may have many.
            (1000, 1000, 0o775, own, true),
            (1000, 100, 0o775, own, false),
            (0, 0, 0o775, own, false),
            (1000, 100, 0o775, other_group, false),
            (1000, 1000, 0o775, other_group, false),
            (0, 0, 0o775, root, false),
            (0, 0, 0o755, root, true),
            (1000, 1000, 0o755, root, false),
        ] {
            assert_eq!(Standing { owner, group, mode }.is_of(user), expected, "{owner}:{group} {mode:o} {}", user.id);
        }
    }
}
