//! The manifests that `add`, `remove` and `split` change: which ones, which workload in them, and what becomes of the result.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Streams;
use super::difference::difference;
use crate::files::{self, At, Existing, FileError, Size, WriteFileError, WriteSet};
use crate::k8s::{self, OtherFile, Stray};
use crate::lint::{Category, Settings, Severity};
use crate::outcome::Outcome;
use crate::rework::{Target, Wanted};
use crate::source::Source;
use crate::terminal::{Text, shown};
use crate::validity::Release;

/// Flags about the manifests that are changed.
#[derive(Debug, clap::Args)]
pub(super) struct ReworkArgs {
    /// Manifest files and folders; `-` reads standard input
    #[arg(value_name = "FILE", required_unless_present = "filename")]
    files: Vec<PathBuf>,

    /// Manifests and folders, as with `kubectl -f`
    #[arg(short, long, value_name = "FILE", value_delimiter = ',')]
    filename: Vec<PathBuf>,

    /// Workload to change, if there are several: `deploy/shop`
    #[arg(long, value_name = "KIND/NAME")]
    to: Option<Target>,

    /// Main container, if podpat cannot tell
    #[arg(short, long, value_name = "NAME")]
    container: Option<String>,

    /// Write the result to the files
    #[arg(long, conflicts_with = "diff")]
    in_place: bool,

    /// Show what would change, and exit with 1 if anything does
    #[arg(long)]
    diff: bool,
}

/// The way in which a result is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    /// The release of Kubernetes.
    pub(super) release: Release,
    /// True if parts of the manifests are in several objects afterwards, and their faults with them.
    pub(super) is_copied: bool,
}

impl Judged {
    /// Returns the way in which a result is judged that has every part of the manifests once.
    pub(super) const fn by(release: Release) -> Self {
        Self { release, is_copied: false }
    }
}

/// Manifests that cannot be changed.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum ReworkError {
    #[error("standard input cannot be changed in place")]
    #[diagnostic(help("omit `--in-place` to print the result"))]
    StandardInput,
    #[error("no manifests in `{0}`")]
    #[diagnostic(help("folders are searched for *.yaml, *.yml and *.json"))]
    Empty(String),
    #[error("`{0}` is a description of podpat, not a manifest")]
    #[diagnostic(help("change the description, and run `podpat generate {0}`"))]
    Description(String),
    #[error("the API server would refuse the result: {0}")]
    #[diagnostic(help("{1}; nothing was written"))]
    Refused(String, String),
}

impl ReworkArgs {
    /// Returns the workload and the container that are named.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted { to: self.to.clone(), container: self.container.clone() }
    }

    /// Reads all manifests that are named, each file once.
    pub(super) fn read(&self, streams: &mut Streams<'_>) -> miette::Result<Vec<Arc<Source>>> {
        let (mut texts, mut seen) = (Vec::new(), BTreeSet::new());
        for name in self.files.iter().chain(&self.filename) {
            if name == Path::new("-") {
                if self.in_place {
                    return Err(ReworkError::StandardInput.into());
                }
                let bytes = files::stream(&mut streams.input, Size::MANIFEST)?;
                texts.push(named(Source::from_bytes("-", bytes).map_err(FileError::NotText)?)?);
                continue;
            }
            let is_folder = matches!(files::at(name)?, At::Folder);
            let paths = if is_folder { manifests_in(name)? } else { vec![name.clone()] };
            for path in paths.into_iter().filter(|path| seen.insert(files::without_links(path))) {
                let text = files::text(&path, Size::MANIFEST)?;
                texts.push(if is_folder { Arc::new(text) } else { named(text)? });
            }
        }
        Ok(texts)
    }

    /// Prints, writes or compares what became of some texts, once it is judged.
    ///
    /// # Errors
    /// Fails if the API server would refuse what was accepted before, or a file cannot be written. Nothing is written
    /// then.
    pub(super) fn finish(
        &self,
        before: &[Arc<Source>],
        after: &[Arc<Source>],
        notes: &[String],
        judged: Judged,
        streams: &mut Streams<'_>,
    ) -> miette::Result<Outcome> {
        let news = news(before, after, judged)?;
        let changed = || before.iter().zip(after).filter(|(before, after)| before.text() != after.text());
        let is_changed = changed().next().is_some();
        if self.diff {
            for (before, after) in changed() {
                let path = Path::new(before.name());
                streams.print(difference(path, Some(before.text().as_bytes()), Some(after.text())))?;
            }
        } else if self.in_place {
            write(changed())?;
        } else {
            streams.print_encoded(joined(after))?;
        }
        tell(notes, news, streams);
        Ok(if self.diff && is_changed { Outcome::Findings } else { Outcome::Clean })
    }
}

/// Returns a text that was named as one of manifests.
fn named(text: Source) -> Result<Arc<Source>, ReworkError> {
    let text = Arc::new(text);
    let is_description = |stray: &Stray| OtherFile::of(text.name(), &stray.keys) == Some(OtherFile::Description);
    if k8s::read(&text).strays.iter().any(is_description) {
        return Err(ReworkError::Description(text.name().to_owned()));
    }
    Ok(text)
}

/// Tells what was noted.
pub(super) fn tell(notes: &[String], news: Vec<Text>, streams: &mut Streams<'_>) {
    for note in notes {
        streams.note(shown!("note: {}\n", note));
    }
    for text in news {
        streams.note(text);
    }
}

/// Writes all files that are changed, or none.
fn write<'a>(changed: impl Iterator<Item = (&'a Arc<Source>, &'a Arc<Source>)>) -> miette::Result<()> {
    let mut set = WriteSet::new(Existing::Replace);
    let mut written = Vec::new();
    for (before, after) in changed {
        let path = Path::new(before.name());
        set.add(path, after.text().as_bytes())?;
        written.push((path, before));
    }
    for (path, before) in written {
        if files::bytes(path, Size::MANIFEST)? != before.text().as_bytes() {
            return Err(WriteFileError::Changed(path.display().to_string()).into());
        }
    }
    set.put_in_place().map_err(WriteFileError::into)
}

/// Returns texts as one stream.
fn joined(texts: &[Arc<Source>]) -> String {
    let mut stream = String::new();
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            stream.push_str(if stream.ends_with('\n') { "---\n" } else { "\n---\n" });
        }
        stream.push_str(text.text());
    }
    stream
}

/// Returns the manifests in a folder, sorted by path; descriptions are none.
fn manifests_in(folder: &Path) -> miette::Result<Vec<PathBuf>> {
    let walked = files::walk(folder, |path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_manifest = [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
        is_manifest && !name.contains(".podpat.")
    });
    if let Some(error) = walked.errors.into_iter().next() {
        return Err(error.into());
    }
    if walked.files.is_empty() {
        return Err(ReworkError::Empty(folder.display().to_string()).into());
    }
    let mut paths: Vec<PathBuf> = walked.files.into_iter().map(|file| file.path).collect();
    paths.sort();
    Ok(paths)
}

/// Returns what lint says of the result and did not say before.
///
/// # Errors
/// Fails if the API server would refuse something that it did not refuse before.
pub(super) fn news(before: &[Arc<Source>], after: &[Arc<Source>], judged: Judged) -> miette::Result<Vec<Text>> {
    let mut settings = Settings::default();
    settings.set_release(judged.release);
    let mut news = Vec::new();
    for (before, after) in before.iter().zip(after).filter(|(before, after)| before.text() != after.text()) {
        let findings = |text: &Source| crate::lint(text.name(), text.text(), &settings).findings;
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        for finding in findings(before) {
            *known.entry((finding.rule.id, finding.message)).or_default() += 1;
        }
        for finding in findings(after) {
            let left = known.get_mut(&(finding.rule.id, finding.message.clone())).filter(|left| **left > 0);
            if let Some(left) = left {
                *left -= usize::from(!judged.is_copied);
                continue;
            }
            let place = finding.place.path.to_string();
            if finding.rule.category == Category::Validity {
                return Err(ReworkError::Refused(finding.message, format!("see `{place}`")).into());
            }
            if finding.severity >= Severity::Warning {
                news.push(shown!("note: {}: {} ({})\n", finding.rule.id, finding.message, place));
            }
        }
    }
    Ok(news)
}
