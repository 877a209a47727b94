//! `podpat patterns check`: entries of the user's own, put through the trial that podpat's own entries pass.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use miette::IntoDiagnostic;

use super::catalogue::{self, Folders};
use crate::catalogue::{Catalogue, CatalogueError, EntryMistake, Links, PatternFolder};
use crate::commands::Streams;
use crate::files::{self, At, Wanted};
use crate::outcome::Outcome;
use crate::report::Diagnostics;
use crate::terminal::{drawn, shown};
use crate::trial::{self, Extent, Report};
use crate::wording::counted;

/// Flags of `podpat patterns check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files of catalogue containers, and folders with such files; by default, those of the project in `.podpat/patterns`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Output format
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    output: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people: the source underlined
    Text,
    /// One object, as `podpat lint -o json` has it
    Json,
}

/// Something that is named cannot be an entry at all.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum CheckError {
    #[error("`{0}` is not a catalogue file")]
    #[diagnostic(help("a container's file ends in `.yaml`, and its name does not begin with a dot"))]
    Name(String),
    #[error("there is no `.podpat/patterns` in this folder or above it")]
    #[diagnostic(help(
        "name files or folders: `podpat patterns check FILE`; `podpat patterns new NAME` writes a container"
    ))]
    NoProject,
    #[error("there is no container in `{0}`")]
    #[diagnostic(help("name a folder with files that end in `.yaml`; `podpat patterns new NAME` writes one"))]
    Empty(String),
}

/// Tries each entry, and shows what is wrong with it.
pub(super) fn run(args: &Args, folders: &Folders, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let paths = if args.files.is_empty() { entries(&[of_project()?])? } else { entries(&args.files)? };
    let known = catalogue::load(folders, streams)?;
    let mut checked = Checked::default();
    for path in &paths {
        checked.entry(path, known.clone(), args.output, streams)?;
    }
    match args.output {
        Form::Text => streams.print(checked.closing(paths.len()))?,
        Form::Json => {
            checked.diagnostics.count(paths.len(), checked.cases);
            let mut text = Vec::new();
            checked.diagnostics.write(&mut text).into_diagnostic()?;
            streams.print_encoded(text)?;
        }
    }
    Ok(if checked.faults == 0 { Outcome::Clean } else { Outcome::Findings })
}

/// Returns the folder in which the project keeps its entries.
fn of_project() -> miette::Result<PathBuf> {
    let here = Path::new(catalogue::HERE);
    let found = files::discover(here, here, catalogue::PROJECT_FOLDER, Wanted::Folder)?.found;
    Ok(found.ok_or(CheckError::NoProject)?)
}

/// Returns the files of entries that were named, or that lie in folders that were.
fn entries(named: &[PathBuf]) -> miette::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for path in named {
        if files::at(path)? != At::Folder {
            if !is_entry(path) {
                return Err(CheckError::Name(path.display().to_string()).into());
            }
            paths.push(path.clone());
            continue;
        }
        let before = paths.len();
        paths.extend(files::entries(path)?.into_iter().filter(|path| is_entry(path)));
        if paths.len() == before {
            return Err(CheckError::Empty(path.display().to_string()).into());
        }
    }
    Ok(paths)
}

fn is_entry(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden && path.extension().is_some_and(|extension| extension == "yaml")
}

/// The results of all entries so far.
#[derive(Default)]
struct Checked {
    diagnostics: Diagnostics,
    cases: usize,
    faults: usize,
}

impl Checked {
    /// Tries one entry. Others in its folder are there for its example.
    fn entry(
        &mut self,
        path: &Path,
        mut known: Catalogue,
        form: Form,
        streams: &mut Streams<'_>,
    ) -> miette::Result<()> {
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        known.add(&PatternFolder { path: folder.to_owned(), links: Links::WithinFolder })?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let listed = known.get(&name).ok_or_else(|| CheckError::Name(path.display().to_string()))?;
        let source = Arc::new(listed.text()?);
        let entry = match listed.read() {
            Ok(entry) => Arc::new(entry),
            Err(error @ CatalogueError::File(_)) => return Err(error.into()),
            Err(CatalogueError::Broken(mistakes)) => return self.broken(&mistakes, form, streams),
        };
        let Report { cases, failures } = trial::run(&entry, &source, &known, Extent::Every);
        self.cases += cases;
        self.faults += failures.len();
        for failure in &failures {
            if form == Form::Text {
                let style = streams.out().style();
                streams.print(shown!("{}\n", drawn(failure, style)))?;
            }
            let (source, span) = failure.place();
            let help = Some(failure.advice().to_owned()).filter(|help| !help.is_empty());
            self.diagnostics.add_fault(failure.message(), help, source, span);
        }
        Ok(())
    }

    /// Shows why a file holds no entry.
    fn broken(&mut self, mistakes: &[EntryMistake], form: Form, streams: &mut Streams<'_>) -> miette::Result<()> {
        self.faults += mistakes.len();
        for mistake in mistakes {
            if form == Form::Text {
                let style = streams.out().style();
                streams.print(shown!("{}\n", drawn(mistake, style)))?;
            }
            self.diagnostics.add_mistake(mistake);
        }
        Ok(())
    }

    fn closing(&self, entries: usize) -> crate::terminal::Text {
        let tried = format!("{} tried in {}", counted(entries, "container"), counted(self.cases, "case"));
        match self.faults {
            0 => shown!("{}, nothing found\n", tried),
            faults => shown!("{}: {}\n", tried, counted(faults, "fault")),
        }
    }
}
