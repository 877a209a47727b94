//! The baselines of `lint`: read before anything is judged, held against what was found, written.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::Streams;
use super::lint_inputs::LintInputs;
use crate::config::{baseline_text, load_baseline};
use crate::files;
use crate::intake::ConfiguredText;
use crate::lint::{AgainstBaseline, Baseline, CheckedFile, CheckedFiles, KnownFinding, Results, Text};
use crate::terminal::shown;

/// Flags of `podpat lint` about findings that are known.
#[derive(Debug, clap::Args)]
pub(super) struct BaselineArgs {
    /// Do not report the findings that this file lists
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, for use with `--baseline`
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    write_baseline: Option<PathBuf>,
    /// Remove findings that no longer occur from the baseline
    #[arg(long, conflicts_with = "write_baseline")]
    prune_baseline: bool,
    /// Ignore the baseline that the configuration names
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline", "prune_baseline"])]
    no_baseline: bool,
}

/// The most findings that a note lists.
const LISTED: usize = 10;

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum BaselineError {
    /// `--prune-baseline` without a baseline.
    #[error("there is no baseline to prune")]
    #[diagnostic(help("name it with `--baseline FILE`, or as `baseline: FILE` in `.podpat.yaml`"))]
    None,
    /// A file that is no baseline would be lost.
    #[error("`{0}` already exists and is not a baseline")]
    #[diagnostic(help("name another file; nothing was written"))]
    Other(String),
}

/// The baselines of one run.
pub(super) struct Baselines {
    files: Vec<BaselineFile>,
    /// The place in `files` for each text that has a baseline, by its name.
    of: HashMap<String, usize>,
    writes: Option<PathBuf>,
    prunes: bool,
}

struct BaselineFile {
    path: PathBuf,
    baseline: Baseline,
}

impl BaselineFile {
    fn folder(&self) -> &Path {
        folder(&self.path)
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

impl BaselineArgs {
    /// Reads the baselines of the texts.
    ///
    /// # Errors
    /// Fails if one cannot be read, if there is none to prune, or if the one to write would replace something else.
    pub(super) fn load(&self, texts: &[ConfiguredText]) -> miette::Result<Baselines> {
        let (mut files, mut of) = (Vec::new(), HashMap::new());
        let mut known: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for ConfiguredText { text, config, .. } in texts {
            let path = match (&self.baseline, &config.baseline) {
                (Some(path), _) => path,
                (None, Some(named)) if !self.no_baseline && self.write_baseline.is_none() => named.checked()?,
                _ => continue,
            };
            let at = match known.get(path) {
                Some(&at) => at,
                None => {
                    files.push(BaselineFile { path: path.clone(), baseline: load_baseline(path)? });
                    known.insert(path.clone(), files.len() - 1);
                    files.len() - 1
                }
            };
            of.insert(text.name.clone(), at);
        }
        if let Some(path) = &self.write_baseline
            && files::exists(path)
            && load_baseline(path).is_err()
        {
            return Err(BaselineError::Other(path.display().to_string()).into());
        }
        if self.prune_baseline && files.is_empty() {
            return Err(BaselineError::None.into());
        }
        Ok(Baselines { files, of, writes: self.write_baseline.clone(), prunes: self.prune_baseline })
    }
}

impl Baselines {
    /// Takes what is known out of the results, and says what is gone. Writes what the flags say, unless something could
    /// not be read: what was found is not all then.
    pub(super) fn apply(
        &self,
        results: &mut Results,
        inputs: &LintInputs,
        is_whole: bool,
        streams: &mut Streams<'_>,
    ) -> miette::Result<()> {
        for (at, file) in self.files.iter().enumerate() {
            let is_of = |name: &str| self.of.get(name) == Some(&at);
            let checked = checked(results, inputs, file.folder(), is_of);
            let is_there = |path: &str| path == "-" || files::exists(&file.folder().join(path));
            let compared = file.baseline.compare(&results.findings, &checked, is_there);
            drop(checked);
            let pruned = self.prunes && is_whole && compared.kept != file.baseline;
            if pruned {
                files::write(&file.path, &baseline_text(&compared.kept))?;
            }
            say_gone(&file.path, &compared.gone, pruned, streams);
            let mut is_known = compared.is_known.into_iter();
            leave_out(results, compared.gone, |_| is_known.next().unwrap_or_default());
        }
        if let Some(path) = self.writes.as_deref().filter(|_| is_whole) {
            let checked = checked(results, inputs, folder(path), |_| true);
            let baseline = Baseline::of(&results.findings, &checked);
            drop(checked);
            files::write(path, &baseline_text(&baseline))?;
            streams.note(shown!("{}: wrote a baseline of {}\n", path.display(), findings(baseline.known.len())));
            leave_out(results, Vec::new(), |_| true);
        }
        Ok(())
    }
}

/// The files that were checked, as a baseline in a folder calls them.
fn checked<'a>(
    results: &Results,
    inputs: &'a LintInputs,
    folder: &Path,
    is_of: impl Fn(&str) -> bool,
) -> CheckedFiles<'a> {
    let files: std::collections::HashSet<&str> = results.files.iter().map(String::as_str).collect();
    let inputs = inputs.as_slice().iter().filter(|input| is_of(input.name()) && files.contains(input.name()));
    let file = |input: &'a super::lint_inputs::LintInput| {
        let path = input.path().map_or_else(|| input.name().to_owned(), |path| files::relative(path, folder));
        (input.name(), CheckedFile { path, settings: input.settings() })
    };
    inputs.map(file).collect()
}

fn leave_out(results: &mut Results, gone: Vec<KnownFinding>, mut is_known: impl FnMut(&crate::lint::Finding) -> bool) {
    let before = results.findings.len();
    results.findings.retain(|finding| !is_known(finding));
    let against = results.baseline.get_or_insert_with(AgainstBaseline::default);
    against.known += before - results.findings.len();
    against.gone.extend(gone);
}

fn say_gone(path: &Path, gone: &[KnownFinding], pruned: bool, streams: &mut Streams<'_>) {
    if gone.is_empty() {
        return;
    }
    let (count, is, was) = match gone.len() {
        1 => (findings(1), "is", "was"),
        many => (findings(many), "are", "were"),
    };
    let taken_out = format!(" and {was} taken out");
    let what = if pruned { &taken_out } else { "; `--prune-baseline` takes out what is gone" };
    streams.note(shown!("{}: {} {} gone{}\n", path.display(), count, is, what));
    for known in gone.iter().take(LISTED) {
        let object = known.object.as_ref().map_or_else(String::new, |object| format!(" {object}"));
        streams.note(shown!("  {}:{} {}: {}\n", known.file, object, known.rule, known.message));
    }
    if gone.len() > LISTED {
        streams.note(shown!("  and {} more\n", gone.len() - LISTED));
    }
}

fn findings(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}
