//! The manifests that `add`, `remove` and `split` change: which ones, which workload in them, and what becomes of the result.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Streams;
use super::difference::difference;
use super::rework_input::ReworkInput;
use crate::files::{self, Existing, Size, WriteFileError, WriteSet};
use crate::intake::STREAM;
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
    #[error("the API server would refuse the result: {0}")]
    #[diagnostic(help("{1}; nothing was written"))]
    Refused(String, String),
}

impl ReworkArgs {
    /// Returns the workload and the container that are named.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted { to: self.to.clone(), container: self.container.clone() }
    }

    /// Reads all manifests that are named, each file once; `verb` is the one that asks.
    pub(super) fn read(&self, verb: &'static str, streams: &mut Streams<'_>) -> miette::Result<ReworkInput> {
        let names: Vec<&Path> = self.files.iter().chain(&self.filename).map(PathBuf::as_path).collect();
        if self.in_place && names.contains(&Path::new(STREAM)) {
            return Err(ReworkError::StandardInput.into());
        }
        ReworkInput::read(&names, verb, streams)
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
