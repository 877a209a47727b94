//! The kind of thing at a path, and opening it if it is a regular file. Whatever a path is spelled like, the open
//! descriptor decides: a named pipe would be waited for without end, and a device may have no end.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::FileError;

/// The kind of thing at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A descriptor that this process was started with, as a shell hands over `<(…)`. It can be read once.
    Descriptor,
}

/// Says what stands at a path that the user named; links are followed.
///
/// # Errors
/// Fails if there is nothing, or neither file nor folder.
pub fn at(path: &Path) -> Result<At, FileError> {
    let metadata = fs::metadata(path).map_err(|error| FileError::of(path, &error))?;
    match special(metadata.file_type()) {
        _ if metadata.is_dir() => Ok(At::Folder),
        None => Ok(At::File),
        Some(_) if is_descriptor(path) => Ok(At::Descriptor),
        Some(what) => Err(FileError::NotAFile(path.display().to_string(), what)),
    }
}

/// Returns true if there is a folder at a path; links are followed.
pub fn is_folder(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Returns true if there is anything at a path, be it a link that leads to nothing.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Returns the lowest link among a path and the folders above it, up to a root that is not looked at; a repository may lead
/// such a folder anywhere.
pub fn link_below<'p>(root: &Path, path: &'p Path) -> Option<&'p Path> {
    let is_link = |path: &&Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    path.ancestors().take_while(|step| *step != root).find(is_link)
}

/// The way from a folder to a path, with `..` where it leads up and `/` between its steps. Links are followed.
pub fn relative(path: &Path, folder: &Path) -> String {
    let (path, folder) = (without_links(&absolute(path)), without_links(&absolute(folder)));
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).map(|step| step.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The number of bytes of a file, as far as the system says; links are followed.
pub fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// The path as the system knows it, or as it is where the system knows none.
pub fn without_links(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The path from the root of the file system and without `..`; the working directory where it is empty.
pub fn absolute(path: &Path) -> PathBuf {
    let path = if path == Path::new("") { Path::new(".") } else { path };
    // What `..` leads to is only known without links.
    let turns = path.components().any(|part| part == Component::ParentDir);
    let known = if turns { fs::canonicalize(path) } else { std::path::absolute(path) };
    known.unwrap_or_else(|_| path.to_owned())
}

/// Returns true if the path is the name of one of this process's own descriptors, spelled as shells do.
pub(super) fn is_descriptor(path: &Path) -> bool {
    let parts: Vec<_> = path.components().collect();
    let [Component::RootDir, folders @ .., Component::Normal(last)] = parts.as_slice() else { return false };
    let folders: Vec<_> = folders.iter().map(|part| part.as_os_str()).collect();
    let is_number = !last.is_empty() && last.as_encoded_bytes().iter().all(u8::is_ascii_digit);
    match folders.iter().filter_map(|folder| folder.to_str()).collect::<Vec<_>>()[..] {
        ["dev"] => ["stdin", "stdout", "stderr"].iter().any(|name| last == name),
        ["dev", "fd"] | ["proc", "self", "fd"] => is_number,
        _ => false,
    }
}

/// Opens a regular file to read it.
///
/// # Errors
/// Fails if it is something else, or not to be had.
pub(super) fn regular(path: &Path) -> Result<(File, Metadata), FileError> {
    let failed = |error: io::Error| FileError::of(path, &error);
    // Opening a device can have an effect: it is asked for first, and of the descriptor again.
    is_regular(path, &fs::metadata(path).map_err(failed)?)?;
    let mut options = OpenOptions::new();
    let file = never_waiting(options.read(true)).open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    is_regular(path, &metadata)?;
    Ok((file, metadata))
}

fn is_regular(path: &Path, metadata: &Metadata) -> Result<(), FileError> {
    let what = if metadata.is_dir() { Some("a folder") } else { special(metadata.file_type()) };
    what.map_or(Ok(()), |what| Err(FileError::NotAFile(path.display().to_string(), what)))
}

/// Lets opening return at once, whatever there is.
#[cfg(unix)]
pub(super) fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed())
}

/// Lets opening return at once, whatever there is.
#[cfg(not(unix))]
pub(super) fn never_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Returns the name of a thing that is neither file nor folder.
#[cfg(unix)]
pub(super) fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    let kinds = [
        (kind.is_fifo(), "a named pipe"),
        (kind.is_socket(), "a socket"),
        (kind.is_block_device() || kind.is_char_device(), "a device"),
    ];
    kinds.into_iter().find_map(|(is, what)| is.then_some(what))
}

/// Returns the name of a thing that is neither file nor folder.
#[cfg(not(unix))]
pub(super) fn special(_: FileType) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_descriptors_of_this_process_are_descriptors() {
        for (path, expected) in [
            ("/dev/stdin", true),
            ("/dev/fd/63", true),
            ("/proc/self/fd/3", true),
            ("/dev/shm/fifo", false),
            ("/dev/../tmp/fifo", false),
            ("/dev/fd/../fd/3", false),
            ("/dev/zero", false),
            ("/proc/self/root/tmp/fifo", false),
            ("/proc/1/fd/3", false),
            ("dev/stdin", false),
            ("/", false),
        ] {
            assert_eq!(is_descriptor(Path::new(path)), expected, "{path}");
        }
    }
}
