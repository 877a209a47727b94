//! Paths as editors write them: `file:///home/me/a%20b.yaml`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const FILE: &str = "file://";

/// Returns the path of a URI; of one that is no file, a path by which messages can call it.
pub(super) fn path(uri: &str) -> PathBuf {
    let Some(rest) = uri.strip_prefix(FILE) else {
        return PathBuf::from(uri.rsplit(['/', ':']).next().unwrap_or_default());
    };
    // A host may stand before the path; editors leave it out.
    let path = decoded(&rest[rest.find('/').unwrap_or_default()..]);
    let is_drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    PathBuf::from(if is_drive { &path[1..] } else { &path })
}

/// Returns the URI of a path.
pub(super) fn of(path: &Path) -> String {
    let mut uri = FILE.to_owned();
    let path = path.to_string_lossy();
    if cfg!(windows) {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            byte if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) => uri.push(byte.into()),
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// Returns a text without escapes. What is no escape stays.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let escaped = || u8::try_from(digit(at + 1)? * 16 + digit(at + 2)?).ok();
        match (byte == b'%').then(escaped).flatten() {
            Some(escaped) => {
                plain.push(escaped);
                at += 3;
            }
            None => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_editors() {
        for (uri, expected) in [
            ("file:///a/b%20c%C3%A9.yaml", "/a/b cé.yaml"),
            ("file://localhost/a", "/a"),
            ("file:///a%2", "/a%2"),
            ("file://", ""),
            ("untitled:Untitled-1", "Untitled-1"),
        ] {
            assert_eq!(path(uri), PathBuf::from(expected), "{uri}");
        }
        let name = Path::new("/a/b cé%.yaml");
        assert_eq!((of(name).as_str(), path(&of(name)).as_path()), ("file:///a/b%20c%C3%A9%25.yaml", name));
    }
}
