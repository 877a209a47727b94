//! Files of one source, and what tells them from others.

use std::collections::BTreeMap;
use std::path::Path;

use crate::files::{self, FileError, Size};

/// The most files of a source.
pub(super) const MOST_FILES: usize = 500;

/// Files by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Returns the digest of the names and contents of files.
pub(super) fn of(files: &Files) -> String {
    let line = |(name, bytes): (&String, &Vec<u8>)| format!("{} {name}\n", files::digest(bytes));
    files::digest(files.iter().map(line).collect::<String>().as_bytes())
}

/// Reads the files of a folder that podpat wrote; nothing where there is no folder, or something else than such files.
pub(super) fn read(folder: &Path) -> Result<Option<Files>, FileError> {
    let paths = match files::entries(folder) {
        Ok(paths) if paths.len() <= MOST_FILES => paths,
        Ok(_) | Err(FileError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut found = Files::new();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(None) };
        if !files::is_plain_file(&path) {
            return Ok(None);
        }
        match files::bytes(&path, Size::CATALOGUE_ENTRY) {
            Ok(bytes) => found.insert(name.to_owned(), bytes),
            Err(FileError::TooLarge(..)) => return Ok(None),
            Err(error) => return Err(error),
        };
    }
    Ok(Some(found))
}
