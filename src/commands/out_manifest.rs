//! `.podpat-manifest.json`: which files of a folder podpat wrote, and their digests.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::files::{self, FileError, Size};
use crate::terminal;

/// The name of the file.
pub(super) const NAME: &str = ".podpat-manifest.json";

/// Digests by the names of files.
pub(super) type Manifest = BTreeMap<String, String>;

/// The manifest holds something that podpat does not write.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` is not a list of files that podpat wrote: {1}")]
#[diagnostic(help("restore it, or delete it: podpat then forgets which files it wrote, and prunes none of them"))]
struct Broken(String, String);

/// Reads the manifest of a folder; an empty one where there is none.
///
/// # Errors
/// Where it cannot be read, or names anything but files of the folder itself.
pub(super) fn read(folder: &Path) -> miette::Result<Manifest> {
    let path = folder.join(NAME);
    let bytes = match files::bytes_within(&path, folder, Size::MANIFEST) {
        Err(FileError::Missing(_)) => return Ok(Manifest::new()),
        other => other?,
    };
    let broken = |what: String| Broken(path.display().to_string(), what);
    let read: Json = serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    if read["version"] != json!(1) {
        return Err(broken("its `version` is not 1".to_owned()).into());
    }
    let mut manifest = Manifest::new();
    for file in read["files"].as_array().into_iter().flatten() {
        let (Some(name), Some(digest)) = (file["path"].as_str(), file["digest"].as_str()) else {
            return Err(broken("a file has a `path` and a `digest`".to_owned()).into());
        };
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
            return Err(broken(format!("`{name}` is no file of this folder")).into());
        }
        manifest.insert(name.to_owned(), digest.to_owned());
    }
    Ok(manifest)
}

/// Returns a manifest as text.
pub(super) fn text(manifest: &Manifest) -> String {
    let files: Vec<Json> = manifest.iter().map(|(path, digest)| json!({"path": path, "digest": digest})).collect();
    terminal::json::text(&json!({"version": 1, "files": files}))
}
