//! The manifests that `add`, `remove` and `split` read: what was named, in the way of `lint`, and the reason why no workload
//! is in it.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Streams;
use super::notes;
use crate::composition::knowledge::Knowledge;
use crate::files::{self, FileError, Size};
use crate::intake::{self, Configuration, Intake, Limits, Request, STREAM};
use crate::k8s::{InputReader, Why};
use crate::lint::Resources;
use crate::rendering::Renderable;
use crate::rework::{RemoveError, TargetError};
use crate::source::Source;

/// Manifests that are changed.
#[derive(Default)]
pub(super) struct ReworkInput {
    /// The texts, in the order in which they were named.
    pub(super) texts: Vec<Arc<Source>>,
    /// The reason why there may be no workload in them.
    reason: Option<NoWorkload>,
}

/// Something that was named and has no workload that could be changed.
#[derive(Clone, Debug, thiserror::Error, miette::Diagnostic)]
pub(super) enum NoWorkload {
    #[error("`{0}` is a description of podpat, not a manifest")]
    #[diagnostic(help("change the description, and run `podpat generate {0}`"))]
    Description(String),
    #[error("`{0}` is a Helm chart: Helm makes its workloads of templates")]
    #[diagnostic(help("{1}"))]
    Chart(String, String),
    #[error("`{0}` is a kustomization, and no workload is in its own files")]
    #[diagnostic(help("{1}"))]
    Kustomization(String, String),
    #[error("`{0}` cannot be read from line {1} on: {2}")]
    #[diagnostic(help("{3}"))]
    Unreadable(String, usize, String, String),
    #[error("there is nothing to change in `{0}`")]
    #[diagnostic(help("{1}"))]
    SetAside(String, String),
}

impl ReworkInput {
    /// Reads all manifests that are named, each file once; `verb` is the one that asks.
    ///
    /// # Errors
    /// Fails if one cannot be read, or is a description or a chart.
    pub(super) fn read(names: &[&Path], verb: &'static str, streams: &mut Streams<'_>) -> miette::Result<Self> {
        let (mut input, mut seen) = (Self::default(), BTreeSet::new());
        for name in names {
            input.take(name, verb, &mut seen, streams)?;
        }
        Ok(input)
    }

    /// Returns the error of a verb, or the reason why it found no workload where that is known.
    pub(super) fn explain(&self, error: miette::Report) -> miette::Report {
        let finds_nothing = matches!(error.downcast_ref(), Some(TargetError::None(_)))
            || matches!(error.downcast_ref(), Some(RemoveError::Unknown(..)));
        self.reason.clone().filter(|_| finds_nothing).map_or(error, Into::into)
    }

    fn take(
        &mut self,
        name: &Path,
        verb: &'static str,
        seen: &mut BTreeSet<PathBuf>,
        streams: &mut Streams<'_>,
    ) -> miette::Result<()> {
        let renderable = Renderable::at(name);
        if let Some(Renderable::Chart(folder)) = &renderable {
            let folder = folder.display().to_string();
            return Err(NoWorkload::Chart(folder.clone(), of_chart(&folder, verb)).into());
        }
        let is_stream = name == Path::new(STREAM);
        let stream = if is_stream { streams.take_input() } else { Box::new(io::empty()) };
        let Intake { texts, notes, errors, .. } = intake::collect(request(name, verb), stream)?;
        if let Some(error) = errors.into_iter().next() {
            return Err(error.into());
        }
        let is_known = self.reason.is_some();
        for text in texts.iter().map(|configured| &configured.text) {
            if text.path().is_some_and(|path| !seen.insert(files::without_links(path))) {
                continue;
            }
            let (mut bytes, mut failed) = (Vec::new(), None);
            let read = text.open(|error| failed = Some(error))?.read_to_end(&mut bytes);
            read.map_err(|error| FileError::Unreadable(text.name.clone(), error.to_string()))?;
            failed.map_or(Ok(()), Err)?;
            let source = Arc::new(Source::from_bytes(&text.name, bytes).map_err(FileError::NotText)?);
            if self.judge(&source, text.named, verb)? {
                self.texts.push(source);
            }
        }
        if let Some(Renderable::Kustomization(folder)) = renderable.filter(|_| !is_known) {
            let folder = folder.display().to_string();
            self.reason = Some(NoWorkload::Kustomization(folder.clone(), of_kustomization(&folder, verb)));
        }
        match &notes[..] {
            [note] if texts.is_empty() => {
                let message = note.message.trim_start_matches("skipped: ").to_owned();
                self.reason.get_or_insert(NoWorkload::SetAside(note.file.clone(), message));
            }
            _ => notes::tell(&notes, false, streams),
        }
        Ok(())
    }

    /// Returns true if a text is one of manifests, and notes what else it is.
    fn judge(&mut self, text: &Arc<Source>, is_named: bool, verb: &str) -> Result<bool, NoWorkload> {
        let sizes = Resources { part: Size::MANIFEST, ..Resources::default() }.sizes();
        let mut reader = InputReader::open(text.name(), Box::new(text.text().as_bytes()), sizes, is_named, None);
        let mut is_manifest = is_named;
        for read in reader.by_ref() {
            is_manifest |= !(read.manifests.is_empty() && read.strays.is_empty());
            let broken = read.strays.iter().find(|stray| matches!(stray.why, Why::Syntax(_)));
            if let Some(stray) = broken {
                let line = text.position(stray.span.start).line;
                let (message, help) = (stray.why.message(), stray.why.help());
                self.reason.get_or_insert(NoWorkload::Unreadable(text.name().to_owned(), line, message, help));
            }
        }
        if reader.is_named_description() {
            return Err(NoWorkload::Description(text.name().to_owned()));
        }
        if let Some(note) = reader.notes(verb).first().filter(|_| is_named) {
            let message = note.trim_start_matches("skipped: ").to_owned();
            self.reason.get_or_insert(NoWorkload::SetAside(text.name().to_owned(), message));
        }
        Ok(is_manifest || reader.is_template())
    }
}

fn request<'a>(name: &'a Path, verb: &'static str) -> Request<'a> {
    let Resources { memory, object, .. } = Resources::default();
    Request {
        names: vec![name],
        stream: STREAM,
        // What is excluded from checks is changed all the same.
        configuration: Configuration::Fixed(Arc::default()),
        knowledge: Knowledge::default(),
        limits: Limits { file_size: Some(Size::MANIFEST), object_size: object, memory },
        render: None,
        release: None,
        stdin_filename: None,
        if_any: false,
        verbose: false,
        verb,
    }
}

/// Returns what fits a chart.
fn of_chart(folder: &str, verb: &str) -> String {
    let piped = format!("take the rendered manifests, as in `helm template {folder} | podpat {verb} -`");
    if verb != ADD {
        return piped;
    }
    format!(
        "{piped}, with `-o patch` for the change alone; or let Helm call podpat at each release: `--post-renderer podpat --post-renderer-args add --post-renderer-args -`"
    )
}

/// Returns what fits a kustomization.
fn of_kustomization(folder: &str, verb: &str) -> String {
    let piped = format!("the rendered manifests, as in `kubectl kustomize {folder} | podpat {verb} -`");
    if verb != ADD {
        return format!("name the file of the workload, or take {piped}");
    }
    format!(
        "name the file of the workload, with `-o kustomize --out-dir DIR` for a component that this kustomization includes, or `-o patch` for a patch; or take {piped}"
    )
}

/// The verb that has other forms of output.
const ADD: &str = "add";
