//! The places where `generate` finds descriptions: files, folders and standard input.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::commands::Streams;
use crate::files::{self, At, FileError, Size};
use crate::source::Source;
use crate::terminal::shown;

/// Endings of the names of descriptions in a folder.
const ENDINGS: [&str; 2] = [".podpat.yaml", ".podpat.yml"];

/// A folder without descriptions.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("no descriptions in `{0}`")]
#[diagnostic(help(
    "folders are searched for *.podpat.yaml and *.podpat.yml; hidden files, and those that git or `.ignore` ignores, count only when named"
))]
struct NoDescriptions(String);

/// Reads every description that was named, each file once: those of a folder sorted by path.
///
/// # Errors
/// Where one cannot be read, or a folder has none.
pub(super) fn read(names: &[&Path], streams: &mut Streams<'_>) -> miette::Result<Vec<Arc<Source>>> {
    let (mut sources, mut seen) = (Vec::new(), BTreeSet::new());
    for name in names {
        if *name == Path::new("-") {
            let bytes = files::stream(&mut streams.input, Size::MANIFEST)?;
            sources.push(Arc::new(Source::from_bytes("-", bytes).map_err(FileError::NotText)?));
            continue;
        }
        let paths = match files::at(name)? {
            At::Folder => found(name, streams)?,
            At::File | At::Descriptor => vec![(*name).to_owned()],
        };
        for path in paths.into_iter().filter(|path| seen.insert(files::without_links(path))) {
            sources.push(Arc::new(files::text(&path, Size::MANIFEST)?));
        }
    }
    Ok(sources)
}

/// The descriptions in a folder.
fn found(folder: &Path, streams: &mut Streams<'_>) -> miette::Result<Vec<PathBuf>> {
    let walked = files::walk(folder, is_description);
    for link in walked.links_out {
        streams.note(shown!("{}: this link leads out of `{}` and was skipped\n", link.display(), folder.display()));
    }
    if let Some(error) = walked.errors.into_iter().next() {
        return Err(error.into());
    }
    if walked.files.is_empty() {
        return Err(NoDescriptions(folder.display().to_string()).into());
    }
    let mut paths: Vec<PathBuf> = walked.files.into_iter().map(|file| file.path).collect();
    paths.sort();
    Ok(paths)
}

fn is_description(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ENDINGS.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
}
