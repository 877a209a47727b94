//! Paths in fewer words.

use std::path::{Component, Path, PathBuf};

/// Returns the path without `.` and `..`, as far as it can go without them.
pub fn plain(path: &Path) -> PathBuf {
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
