//! `podpat add`: helpers for a workload that exists already.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Streams;
use super::candidates;
use super::catalogue::{self, Folders};
use super::difference::difference;
use super::helper_args::HelperArgs;
use crate::files::{self, FileError, Size};
use crate::lint::{Category, Settings, Severity};
use crate::outcome::Outcome;
use crate::pattern::HelperFlags;
use crate::rework::{self, Target, Wanted};
use crate::source::Source;
use crate::terminal::{Text, shown};
use crate::validity::Release;

/// Flags of `podpat add`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Manifest with the workload; `-` reads standard input
    #[arg(value_name = "FILE", required_unless_present = "filename")]
    file: Option<PathBuf>,

    /// Manifest with the workload, as with `kubectl -f`
    #[arg(short, long, value_name = "FILE", conflicts_with = "file")]
    filename: Option<PathBuf>,

    /// Workload to add to, where the manifest has several: `deploy/shop`
    #[arg(long, value_name = "KIND/NAME")]
    to: Option<Target>,

    /// Main container, where it is not clear
    #[arg(short, long, value_name = "NAME")]
    container: Option<String>,

    #[command(flatten)]
    helper: HelperArgs,

    /// File with helpers, as a description has them
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,

    /// Write the result to the file
    #[arg(long, conflicts_with = "diff")]
    in_place: bool,

    /// Show what would change, and exit with 1 if anything does
    #[arg(long)]
    diff: bool,

    /// Kubernetes release to wire helpers for: 1.25 to 1.36
    #[arg(long, value_name = "VERSION", default_value_t, add = candidates::releases())]
    kubernetes_version: Release,

    #[command(flatten)]
    folders: Folders,
}

const EXAMPLES: &str = "\
Examples:
  podpat add deploy.yaml --sidecar git-sync,repo=https://…,path=/srv | kubectl apply -f -
  podpat add deploy.yaml --adapter nginx-exporter --in-place
  podpat add all.yaml --to deploy/shop -c app --with helpers.yaml --diff
  podpat patterns                 # what the catalogue has";

/// A command that cannot be carried out.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum AddError {
    #[error("there is nothing to add")]
    #[diagnostic(help(
        "name helpers with `--sidecar`, `--ambassador`, `--adapter`, `--init`, `--election` or `--with FILE`; `podpat patterns` lists the catalogue"
    ))]
    Nothing,
    #[error("standard input cannot be changed in place")]
    #[diagnostic(help("leave `--in-place` out: the result is printed"))]
    StandardInput,
    #[error("the API server would refuse the result: {0}")]
    #[diagnostic(help("{1}; nothing was written"))]
    Refused(String, String),
}

/// Adds helpers, and prints, writes or compares what comes out.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let path = args.file.as_ref().or(args.filename.as_ref()).cloned().unwrap_or_default();
    let is_stream = path == Path::new("-");
    if is_stream && args.in_place {
        return Err(AddError::StandardInput.into());
    }
    let asked = args.helpers()?;
    let source = if is_stream {
        let bytes = files::stream(&mut streams.input, Size::MANIFEST)?;
        Source::from_bytes("-", bytes).map_err(FileError::NotText)?
    } else {
        files::text(&path, Size::MANIFEST)?
    };
    let source = Arc::new(source);
    let catalogue = catalogue::load(&args.folders, streams)?;
    let wanted = Wanted { to: args.to.clone(), container: args.container.clone() };
    let added = rework::add(&source, &wanted, &asked, &catalogue)?;
    let news = news(&source, &added.text, args.kubernetes_version)?;
    let is_changed = added.text != source.text();
    if args.diff {
        if is_changed {
            streams.print(difference(&path, Some(source.text().as_bytes()), Some(&added.text)))?;
        }
    } else if args.in_place {
        if is_changed {
            files::overwrite(&path, source.text().as_bytes(), added.text.as_bytes())?;
        }
    } else {
        streams.print_encoded(added.text)?;
    }
    for note in added.notes {
        streams.note(shown!("note: {}\n", note));
    }
    for text in news {
        streams.note(text);
    }
    Ok(if args.diff && is_changed { Outcome::Findings } else { Outcome::Clean })
}

impl Args {
    /// Returns the helpers that are asked for.
    fn helpers(&self) -> miette::Result<HelperFlags> {
        let helpers = self.helper.helpers();
        let sections: Vec<_> = self.helper.election().into_iter().collect();
        let file = match &self.with {
            Some(path) => Some(Arc::new(files::text(path, Size::MANIFEST)?)),
            None => None,
        };
        if file.is_none() && helpers.is_empty() && sections.is_empty() {
            return Err(AddError::Nothing.into());
        }
        Ok(HelperFlags { file, helpers, sections, mode: None, kubernetes: self.kubernetes_version })
    }
}

/// Returns what lint says of the result and did not say before.
///
/// # Errors
/// Fails if the API server would refuse what was added.
fn news(before: &Source, after: &str, release: Release) -> Result<Vec<Text>, AddError> {
    let mut settings = Settings::default();
    settings.set_release(release);
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    for finding in crate::lint(before.name(), before.text(), &settings).findings {
        *known.entry((finding.rule.id, finding.message)).or_default() += 1;
    }
    let mut news = Vec::new();
    for finding in crate::lint(before.name(), after, &settings).findings {
        let left = known.get_mut(&(finding.rule.id, finding.message.clone())).filter(|left| **left > 0);
        if let Some(left) = left {
            *left -= 1;
            continue;
        }
        let place = finding.place.path.to_string();
        if finding.rule.category == Category::Validity {
            return Err(AddError::Refused(finding.message, format!("see `{place}`")));
        }
        if finding.severity >= Severity::Warning {
            news.push(shown!("note: {}: {} ({})\n", finding.rule.id, finding.message, place));
        }
    }
    Ok(news)
}
