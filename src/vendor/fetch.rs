//! The entries of one commit of a repository, and the scripts beside them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::digest::{Files, MOST_FILES};
use super::git::Git;
use super::lock::is_commit;
use super::vendor_error::VendorError;
use crate::catalogue::is_entry_name;
use crate::config::PatternSource;
use crate::files::{Size, temporary_folder};
use crate::source::Source;
use crate::yaml;

/// The most that git may list of a folder.
const LARGEST_LIST: usize = 4 << 20;

/// The files of a commit.
#[derive(Debug)]
pub(super) struct Fetched {
    /// The commit.
    pub(super) commit: String,
    /// Its entries, and the scripts that they name.
    pub(super) files: Files,
}

/// Fetches a source: the commit that is locked, or what its reference leads to.
pub(super) fn fetch(source: &PatternSource, locked: Option<&str>, timeout: Duration) -> Result<Fetched, VendorError> {
    let folder = temporary_folder()?;
    let git = Git::init(folder.path(), &source.git, timeout)?;
    let wanted = locked.unwrap_or(&source.reference);
    let tip = fetch_tip(&git, source, wanted)?;
    let commit = git.run(&["rev-parse", "--verify", "--end-of-options", &format!("{tip}^{{commit}}")], 1 << 10)?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    if locked.is_some_and(|locked| locked != commit) {
        let why = format!("it gives out {commit} for the locked commit");
        return Err(git.error(why, "run `podpat patterns sync --update`"));
    }
    let listed = list(&git, source, &commit)?;
    let mut files = Files::new();
    let is_entry = |name: &str| name.strip_suffix(".yaml").is_some() && !name.starts_with('.');
    for (name, blob) in listed.iter().filter(|(name, _)| is_entry(name)) {
        if files.len() == MOST_FILES {
            let what = format!("a folder with more than {MOST_FILES} entries");
            return Err(refused(source, "", what, "split it"));
        }
        if !name.strip_suffix(".yaml").is_some_and(is_entry_name) {
            return Err(refused(source, name, "not called as an entry is".to_owned(), NAMED));
        }
        files.insert(name.clone(), read(&git, source, name, blob)?);
    }
    if files.is_empty() {
        let what = "a folder without entries".to_owned();
        return Err(refused(source, "", what, "name the folder with the `.yaml` files of the entries in `path`"));
    }
    let scripts: BTreeSet<String> = files.values().flat_map(|bytes| scripts(bytes)).collect();
    for (name, blob) in listed.iter().filter(|(name, _)| scripts.contains(name)) {
        if !is_script_name(name) || files.len() == MOST_FILES {
            return Err(refused(source, name, "not called as a script is, or one too many".to_owned(), NAMED));
        }
        files.insert(name.clone(), read(&git, source, name, blob)?);
    }
    Ok(Fetched { commit, files })
}

const NAMED: &str = "entries are called `name.yaml` with lower-case letters, digits and `-`; name the folder that holds nothing else in `path`";

/// Returns true if a script may be called so: a name that is a plain word on every system.
fn is_script_name(name: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().all(is_inner) && !name.starts_with(['.', '-']) && name.len() <= 100
}

/// Fetches a branch, a tag or a commit, and returns what it is called here. Not every server gives out a commit by its
/// name: then it is looked for in the history of all branches and tags.
fn fetch_tip<'w>(git: &Git<'_>, source: &PatternSource, wanted: &'w str) -> Result<&'w str, VendorError> {
    let how = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"];
    let address = ["--end-of-options", source.git.as_str()];
    let shallow = git.run(&[&how[..], &["--depth=1"], &address[..], &[wanted]].concat(), 1 << 16);
    let Err(refused) = shallow else { return Ok("FETCH_HEAD") };
    if !is_commit(wanted) {
        return Err(refused);
    }
    let all = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
    git.run(&[&how[..], &address[..], &all[..]].concat(), 1 << 16)?;
    git.run(&["cat-file", "-e", &format!("{wanted}^{{commit}}")], 1 << 10).map_err(|_| refused)?;
    Ok(wanted)
}

/// Something in the folder of a commit.
struct Blob {
    mode: String,
    id: String,
    size: Option<u64>,
}

/// Lists the folder of a source in a commit. Folders in it are none of ours.
fn list(git: &Git<'_>, source: &PatternSource, commit: &str) -> Result<Vec<(String, Blob)>, VendorError> {
    let tree = format!("{commit}:{}", source.path);
    let listed =
        git.run(&["ls-tree", "-z", "-l", "--end-of-options", &tree], LARGEST_LIST).map_err(|error| match error {
            VendorError::Fetch { .. } => {
                let what = format!("no folder at `{}`", source.reference);
                refused(source, &source.path, what, "name a folder of the repository in `path`")
            }
            error => error,
        })?;
    let mut blobs = Vec::new();
    for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(line);
        let Some((head, name)) = line.split_once('\t') else { continue };
        let words: Vec<&str> = head.split_whitespace().collect();
        let [mode, _, id, size] = words[..] else { continue };
        let (mode, id) = (mode.to_owned(), id.to_owned());
        blobs.push((name.to_owned(), Blob { mode, id, size: size.parse().ok() }));
    }
    Ok(blobs)
}

/// Returns the bytes of a file.
fn read(git: &Git<'_>, source: &PatternSource, name: &str, blob: &Blob) -> Result<Vec<u8>, VendorError> {
    let wrong = match (blob.mode.as_str(), blob.size) {
        ("120000", _) => Some("a symbolic link"),
        ("160000", _) => Some("a submodule"),
        ("100644" | "100755", Some(size)) if size > Size::CATALOGUE_ENTRY.0 => Some("larger than 1 MiB"),
        ("100644" | "100755", Some(_)) => None,
        _ => Some("no file"),
    };
    if let Some(what) = wrong {
        return Err(refused(
            source,
            name,
            what.to_owned(),
            "entries and their scripts are plain files of 1 MiB at most",
        ));
    }
    git.run(&["cat-file", "blob", &blob.id], Size::CATALOGUE_ENTRY.length())
}

/// Returns the scripts that an entry names.
fn scripts(entry: &[u8]) -> Vec<String> {
    let Ok(source) = Source::from_bytes("an entry", entry.to_vec()) else { return Vec::new() };
    let stream = yaml::parse(&Arc::new(source));
    let Some(Ok(tree)) = stream.documents.first().map(|document| &document.tree) else { return Vec::new() };
    let files = tree.root().get("config").and_then(|config| config.get("files"));
    let scripts = files.into_iter().flat_map(yaml::Node::entries).filter_map(|file| file.value.get("script"));
    scripts.filter_map(|script| script.as_str().map(str::to_owned)).collect()
}

fn refused(source: &PatternSource, file: &str, what: String, help: &'static str) -> VendorError {
    let file = match (source.path.as_str(), file) {
        ("", "") => "the root".to_owned(),
        (path, "") => path.to_owned(),
        (path, file) if path.is_empty() || path == file => file.to_owned(),
        (path, file) => format!("{path}/{file}"),
    };
    VendorError::Refused { git: source.git.clone(), file, what, help }
}
