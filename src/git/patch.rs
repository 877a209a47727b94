//! The lines that a patch without context changes, by file.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// The lines of the new texts that changed, counted from 1, by path.
pub(super) type ChangedLines = HashMap<PathBuf, Vec<RangeInclusive<usize>>>;

/// Reads a patch with `a/` and `b/` before the names, as `git diff` prints it.
pub(super) fn read(patch: &mut dyn Read) -> io::Result<ChangedLines> {
    let mut patch = BufReader::new(patch);
    let (mut changed, mut name, mut line) = (ChangedLines::new(), None, Vec::new());
    // Lines of texts that are still to come: they may look like anything.
    let mut text_lines = 0;
    while patch.by_ref().read_until(b'\n', &mut line)? > 0 {
        let end = line.strip_suffix(b"\n").unwrap_or(&line);
        if text_lines > 0 && matches!(end.first(), Some(b'+' | b'-' | b' ')) {
            text_lines -= 1;
        } else if end.starts_with(b"diff ") {
            name = None;
        } else if let Some(quoted) = end.strip_prefix(b"+++ ") {
            name = path(quoted);
        } else if let Some(hunk) = end.strip_prefix(b"@@ -").and_then(Hunk::read) {
            text_lines = hunk.removed + hunk.added;
            if let (Some(name), true) = (&name, hunk.added > 0) {
                changed.entry(PathBuf::clone(name)).or_default().push(hunk.first..=hunk.first + hunk.added - 1);
            }
        }
        line.clear();
    }
    Ok(changed)
}

/// The head of a piece of a patch.
struct Hunk {
    removed: usize,
    /// The first line of the new text.
    first: usize,
    added: usize,
}

impl Hunk {
    /// Reads `12,3 +14 @@ …`; a count of one is left out.
    fn read(head: &[u8]) -> Option<Self> {
        let (old, rest) = std::str::from_utf8(head.split(|byte| *byte == b'@').next()?).ok()?.split_once(" +")?;
        let numbers = |text: &str| {
            let (first, count) = text.trim().split_once(',').unwrap_or((text.trim(), "1"));
            Some((first.parse().ok()?, count.parse().ok()?))
        };
        let ((_, removed), (first, added)): ((usize, usize), (usize, usize)) = (numbers(old)?, numbers(rest)?);
        Some(Self { removed, first, added })
    }
}

/// The path in a line with `+++`; `None` for `/dev/null`.
fn path(written: &[u8]) -> Option<PathBuf> {
    // A tab marks the end of a name with spaces.
    let written = written.strip_suffix(b"\t").unwrap_or(written);
    let name = match written.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) {
        Some(quoted) => unquoted(quoted),
        None => written.to_vec(),
    };
    Some(path_of(name.strip_prefix(b"b/")?))
}

/// A name without git's escapes, which are those of C.
fn unquoted(quoted: &[u8]) -> Vec<u8> {
    let (mut name, mut rest) = (Vec::with_capacity(quoted.len()), quoted);
    while let Some((&first, after)) = rest.split_first() {
        let (byte, used) = match (first, after) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..]) => {
                ((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'), 4)
            }
            (b'\\', [escape, ..]) => (escaped(*escape), 2),
            _ => (first, 1),
        };
        name.push(byte);
        rest = &rest[used..];
    }
    name
}

const fn escaped(letter: u8) -> u8 {
    match letter {
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        other => other,
    }
}

/// A path as git writes it.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// A path as git writes it.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(patch: &str) -> Vec<(String, Vec<RangeInclusive<usize>>)> {
        let read = read(&mut patch.as_bytes()).expect("a patch");
        let mut read: Vec<_> = read.into_iter().map(|(path, lines)| (path.display().to_string(), lines)).collect();
        read.sort_by(|a, b| a.0.cmp(&b.0));
        read
    }

    #[test]
    fn lines_are_those_of_the_new_text() {
        let patch = "diff --git a/x y.yaml b/x y.yaml\nindex 1..2 100644\n--- a/x y.yaml\t\n+++ b/x y.yaml\t\n@@ -1 +1,2 @@ head\n-a\n+b\n+c\n@@ -5,2 +6,0 @@\n-a\n-b\n\\ No newline at end of file\n@@ -9,0 +8 @@\n+z\n";
        assert_eq!(changed(patch), [("x y.yaml".to_owned(), vec![1..=2, 8..=8])]);
    }

    #[test]
    fn what_a_text_says_is_no_head() {
        let patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a/y\n-@@ -7 +7 @@\n+++ b/y\n+diff --git a/z b/z\n@@ -9 +9 @@\n-a\n+b\n";
        assert_eq!(changed(patch), [("x".to_owned(), vec![1..=2, 9..=9])]);
    }

    #[test]
    fn names_and_files_that_are_gone() {
        let patch = "diff --git \"a/q\\\"\\t\\303\\244\" \"b/q\\\"\\t\\303\\244\"\n--- /dev/null\n+++ \"b/q\\\"\\t\\303\\244 \"\t\n@@ -0,0 +1 @@\n+a\ndiff --git a/g b/g\n--- a/g\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
        assert_eq!(changed(patch), [("q\"\tä ".to_owned(), vec![1..=1])]);
    }
}
