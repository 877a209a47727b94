//! Paths in fewer words.

use std::path::{Component, Path, PathBuf, is_separator};

/// Returns the path without `.` and `..`, as far as it can go without them.
pub fn plain(path: &Path) -> PathBuf {
    if path.to_str().is_some_and(is_plain) {
        return path.to_owned();
    }
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Returns true if a path is surely said in as few words as can be: most are, and to take them apart takes time.
fn is_plain(path: &str) -> bool {
    path.split(is_separator).all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_other_words() {
        let table = [
            ("./a/../b.yaml", "b.yaml"),
            ("a/./b/../../c", "c"),
            ("../a", "../a"),
            ("../../a/..", "../.."),
            ("/a/./b", "/a/b"),
        ];
        for (path, expected) in table {
            assert_eq!(plain(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
