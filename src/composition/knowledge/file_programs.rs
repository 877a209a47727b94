//! Programs, and the use they make of files among their arguments.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// The use that a program makes of the paths among its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// Reads them.
    Reads,
    /// Writes them.
    Writes,
    /// Reads all but the last, which it writes.
    Copies,
}

/// A program and its use of files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileProgram {
    programs: Vec<String>,
    /// Its use of the paths.
    pub does: Does,
    /// The options whose values alone are files, where there are such.
    #[serde(default)]
    pub options: Vec<String>,
}

/// Returns what a program does with files.
pub fn of(program: &str) -> Option<&'static FileProgram> {
    static TABLE: OnceLock<HashMap<String, FileProgram>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let all = super::read::<FileProgram>(super::file!("files"));
        all.into_iter()
            .flat_map(|entry| entry.programs.clone().into_iter().map(move |program| (program, entry.clone())))
            .collect()
    });
    table.get(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        serde_json::from_str::<Vec<FileProgram>>(super::super::file!("files")).map(|_| ()).expect("files");
        assert_eq!(of("cp").map(|known| known.does), Some(Does::Copies));
        assert!(of("unknown").is_none());
    }
}
