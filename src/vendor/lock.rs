//! The lock file: which commit of each source was fetched, and the digest of its files.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::vendor_error::VendorError;
use crate::config::PatternSource;
use crate::files::{self, FileError, Size};
use crate::source::Source;
use crate::yaml;

/// The place of the lock file in a project.
pub(super) const LOCK: &str = ".podpat/lock.yaml";

/// The content of the lock file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Lock {
    /// The version of the form.
    #[serde(default)]
    pub(super) version: u32,
    /// The sources.
    #[serde(default)]
    pub(super) sources: Vec<Locked>,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Locked {
    /// The address.
    pub(super) git: String,
    /// The reference that was asked for.
    #[serde(rename = "ref")]
    pub(super) reference: String,
    /// The folder in the repository; empty for its root.
    #[serde(default)]
    pub(super) path: String,
    /// The commit.
    pub(super) commit: String,
    /// The digest of the files.
    pub(super) digest: String,
}

impl Lock {
    /// Reads the lock file of a project; an empty one where there is none.
    pub(super) fn read(root: &Path) -> Result<Self, VendorError> {
        let path = root.join(LOCK);
        let text = match files::bytes_within(&path, root, Size::CONFIGURATION) {
            Ok(bytes) => Source::from_bytes(path.display().to_string(), bytes).map_err(FileError::NotText)?,
            Err(FileError::Missing(_)) => return Ok(Self::default()),
            Err(error) => return Err(error.into()),
        };
        let wrong = |why: String| VendorError::Lock(path.display().to_string(), why);
        let stream = yaml::parse(&Arc::new(text));
        let [document] = &stream.documents[..] else { return Err(wrong("one document is expected".to_owned())) };
        let tree = document.tree.as_ref().map_err(|error| wrong(error.message.clone()))?;
        let decoded = yaml::decode::<Self>(tree.root());
        if let Some(problem) = decoded.problems.first() {
            return Err(wrong(problem.message()));
        }
        let lock = decoded.value.ok_or_else(|| wrong("a mapping is expected".to_owned()))?;
        match lock.version {
            1 => {}
            version => return Err(wrong(format!("its version is {version}, and this podpat knows version 1"))),
        }
        match lock.sources.iter().find(|locked| !is_commit(&locked.commit)) {
            Some(locked) => Err(wrong(format!("`{}` is no commit", locked.commit))),
            None => Ok(lock),
        }
    }

    /// Returns what is locked of a source.
    pub(super) fn find(&self, source: &PatternSource) -> Option<&Locked> {
        self.sources.iter().find(|locked| {
            (&locked.git, &locked.reference, &locked.path) == (&source.git, &source.reference, &source.path)
        })
    }

    /// Returns the text of the lock file.
    pub(super) fn text(&self) -> String {
        let of = |locked: &Locked| {
            let mut fields = json!({"git": locked.git, "ref": locked.reference});
            if !locked.path.is_empty() {
                fields["path"] = locked.path.as_str().into();
            }
            fields["commit"] = locked.commit.as_str().into();
            fields["digest"] = locked.digest.as_str().into();
            fields
        };
        let sources: Vec<_> = self.sources.iter().map(of).collect();
        let head = "# Written by `podpat patterns sync`; commit it with `.podpat.yaml`.\n";
        head.to_owned() + &yaml::document(&json!({"version": 1, "sources": sources}))
    }
}

/// Returns true if a text is the whole name of a commit.
pub(super) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.chars().all(|c| c.is_ascii_hexdigit())
}
