//! Finds the faults of an open text as the verbs do: `lint` those of manifests, `generate` those of descriptions, and every
//! verb those of the configuration.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::document::Kind;
use super::fault::{Fault, Verdict};
use super::known::Known;
use crate::composition::knowledge::Knowledge;
use crate::config::{Config, RuleSelection, load_baseline};
use crate::files::{self, Size};
use crate::intake::{self, Configuration, ConfiguredText, Limits, Request, STREAM};
use crate::lint::{self, CheckedFile, CheckedFiles, Finding, Resources, Results, Settings, Severity};
use crate::pattern::{self, Input, Mistakes, Problem};
use crate::source::{Source, Span};
use crate::validity::Release;
use crate::yaml;

/// A text to judge, with what is known around it.
pub(super) struct Subject {
    pub(super) path: PathBuf,
    pub(super) source: Arc<Source>,
    pub(super) known: Arc<Known>,
}

/// The beginning of a text, where faults are shown that have no place in it.
const TOP: Span = Span::new(0, 0);

/// Judges texts, and keeps what was found in the descriptions of the last: most stay while one is typed.
#[derive(Default)]
pub(super) struct Judge {
    known: Option<Arc<Known>>,
    /// By the text of each description; places are those in it.
    descriptions: HashMap<String, Vec<Fault>>,
}

impl Judge {
    /// Judges a text.
    pub(super) fn judge(&mut self, subject: &Subject) -> Verdict {
        let text = subject.source.text();
        if text.len() as u64 > Size::MANIFEST.0 {
            let message = format!("this text is larger than {}, and was not checked", Size::MANIFEST);
            let help = Some("split it; the API server takes no object above 1.5 MiB".to_owned());
            return vec![Fault::plain(TOP, Severity::Info, message, help)].into();
        }
        let judged = match Kind::of(&subject.path, text) {
            Kind::Manifests => of_manifests(subject),
            Kind::Descriptions => Ok(self.descriptions(subject).into()),
            Kind::Configuration => Ok(of_configuration(subject).into()),
        };
        // A configuration that cannot be used is shown on every text that it holds for.
        judged.unwrap_or_else(|report| vec![of_report(&report)].into())
    }

    /// Judges the descriptions of a text, each by itself, as far as they are not known.
    fn descriptions(&mut self, subject: &Subject) -> Vec<Fault> {
        let is_same = self.known.as_ref().is_some_and(|known| Arc::ptr_eq(known, &subject.known));
        if !is_same {
            (self.known, self.descriptions) = (Some(Arc::clone(&subject.known)), HashMap::new());
        }
        let mut before = std::mem::take(&mut self.descriptions);
        let mut faults = Vec::new();
        if let Some((message, help)) = &subject.known.error {
            faults.push(Fault::plain(TOP, Severity::Error, message.clone(), help.clone()));
        }
        for part in parts(&subject.source) {
            let text = subject.source.slice(part);
            let found = before.remove(text).or_else(|| self.descriptions.get(text).cloned());
            let found = found.unwrap_or_else(|| of_description(text, subject));
            faults.extend(found.iter().map(|fault| fault.moved(part.start)));
            self.descriptions.insert(text.to_owned(), found);
        }
        faults
    }
}

/// Returns the parts of a text that hold a description each; all of it where there is none.
fn parts(source: &Arc<Source>) -> Vec<Span> {
    let whole = Span::new(0, source.text().len());
    let is_empty = |document: &yaml::Document| document.tree.as_ref().is_ok_and(|tree| tree.root().is_null());
    let documents = yaml::parse(source).documents;
    let parts = documents.iter().filter(|document| !is_empty(document)).map(|document| document.span);
    let parts: Vec<Span> = parts.collect();
    if parts.is_empty() { vec![whole] } else { parts }
}

fn of_report(report: &miette::Report) -> Fault {
    Fault::plain(TOP, Severity::Error, report.to_string(), report.help().map(|help| help.to_string()))
}

/// Judges manifests as `podpat lint` judges a file that it finds in a folder: other YAML is passed over.
fn of_manifests(subject: &Subject) -> miette::Result<Verdict> {
    let resources = Resources { part: Size::MANIFEST, ..Resources::default() };
    let request = Request {
        names: vec![Path::new(STREAM)],
        stream: STREAM,
        configuration: Configuration::Nearest,
        knowledge: Knowledge::default(),
        limits: Limits { file_size: None, object_size: resources.object, memory: resources.memory },
        render: None,
        release: None,
        stdin_filename: Some(&subject.path),
        if_any: false,
        verbose: false,
        verb: "lint",
    };
    let mut intake = intake::collect(request, Box::new(io::empty()))?;
    let Some(configured) = intake.texts.pop() else {
        let notes = intake.notes.into_iter().map(|note| note.message).collect();
        return Ok(Verdict { notes, ..Verdict::default() });
    };
    let mut settings = configured.config.settings(&configured.sections, &RuleSelection::default());
    settings.set_fixes();
    let text = Text { subject, configured: &configured, settings, too_large: Mutex::default() };
    let knowledge = &subject.known.surroundings.knowledge;
    let Results { mut findings, notes, .. } =
        lint::run(std::slice::from_ref(&text), knowledge, resources, &mut |_, _| ());
    leave_out_known(&mut findings, &text)?;
    let mut faults: Vec<Fault> = findings.into_iter().map(Fault::of_finding).collect();
    let too_large = text.too_large.into_inner().unwrap_or_else(PoisonError::into_inner);
    faults.extend(too_large.map(|line| {
        let error = configured.text.too_large(line);
        let span = subject.source.line(line).unwrap_or(TOP);
        Fault::plain(span, Severity::Info, error.to_string(), None)
    }));
    let notes = intake.notes.into_iter().chain(notes).map(|note| note.message).collect();
    Ok(Verdict { faults, notes })
}

/// Takes out what the baseline of the configuration knows.
fn leave_out_known(findings: &mut Vec<Finding>, text: &Text<'_>) -> miette::Result<()> {
    let Some(named) = &text.configured.config.baseline else { return Ok(()) };
    let path = named.checked()?;
    let baseline = load_baseline(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let file = CheckedFile { path: files::relative(&text.subject.path, folder), settings: &text.settings };
    let checked: CheckedFiles<'_> = std::iter::once((lint::Text::name(text), file)).collect();
    let mut is_known = baseline.compare(findings, &checked, |_| true).is_known.into_iter();
    findings.retain(|_| !is_known.next().unwrap_or_default());
    Ok(())
}

/// A text of an editor, in the place of the file that it is.
struct Text<'a> {
    subject: &'a Subject,
    configured: &'a ConfiguredText<'static>,
    settings: Settings,
    /// The line of an object that is too large.
    too_large: Mutex<Option<usize>>,
}

impl lint::Text for Text<'_> {
    fn name(&self) -> &str {
        self.subject.source.name()
    }

    fn is_named(&self) -> bool {
        false
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn size(&self) -> Option<u64> {
        Some(self.subject.source.text().len() as u64)
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        Some(Box::new(self.subject.source.text().as_bytes()))
    }

    fn kustomization(&self) -> Option<&str> {
        self.configured.text.kustomization.as_deref()
    }

    fn note_too_large(&self, line: usize) {
        *self.too_large.lock().unwrap_or_else(PoisonError::into_inner) = Some(line);
    }
}

/// Generates from a description as `podpat generate` does, and drops what comes of it.
fn of_description(text: &str, subject: &Subject) -> Vec<Fault> {
    let source = Arc::new(Source::new(subject.source.name(), text));
    let description = Input { file: Some(Arc::clone(&source)), ..Input::default() };
    let request = pattern::Request { description, helpers: None, kubernetes: Release::LATEST };
    match pattern::generate_each(&request, &subject.known.surroundings.catalogue) {
        Ok(generated) => {
            let advice = generated.iter().flat_map(|generated| &generated.advice);
            advice.map(|problem| of_problem(problem, Severity::Warning, &source)).collect()
        }
        Err(report) => match report.downcast_ref::<Mistakes>() {
            Some(Mistakes(mistakes)) => {
                mistakes.iter().map(|problem| of_problem(problem, Severity::Error, &source)).collect()
            }
            None => vec![of_report(&report)],
        },
    }
}

fn of_problem(problem: &Problem, severity: Severity, source: &Arc<Source>) -> Fault {
    let place = problem.place().filter(|(own, _)| std::ptr::eq(*own, Arc::as_ptr(source)));
    let help = miette::Diagnostic::help(problem).map(|help| help.to_string());
    Fault::plain(place.map_or(TOP, |(_, span)| span), severity, problem.message(), help)
}

fn of_configuration(subject: &Subject) -> Vec<Fault> {
    let folder = subject.path.parent().unwrap_or(Path::new(""));
    let Err(error) = Config::parse(&subject.source, folder) else { return Vec::new() };
    let mistakes = error.mistakes().map(|mistake| {
        Fault::plain(mistake.span, Severity::Error, mistake.message.clone(), Some(mistake.help.clone()))
    });
    mistakes.collect()
}
