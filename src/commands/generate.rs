//! `podpat generate`: a description becomes Kubernetes objects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use miette::IntoDiagnostic;

use super::candidates;
use super::catalogue::{self, Folders};
use super::descriptions;
use super::generated_text::{Form, out_files, print};
use super::helper_args::HelperArgs;
use super::out_dir::OutDir;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::commands::{AlreadyTold, Streams};
use crate::files::Existing;
use crate::lint::Severity;
use crate::outcome::Outcome;
use crate::pattern::{self, Generated, HelperMode, Input, Mistakes, Rendered, Request};
use crate::report::Diagnostics;
use crate::source::Source;
use crate::terminal::shown;
use crate::validity::Release;

/// Flags of `podpat generate`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Args {
    /// Description files, and folders with `*.podpat.yaml` files; `-` reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Description files and folders, as with `kubectl -f`
    #[arg(short, long, value_name = "FILE", value_delimiter = ',')]
    filename: Vec<PathBuf>,

    /// Name of the workload
    #[arg(long)]
    name: Option<String>,

    /// Image of the main container
    #[arg(long, value_name = "IMAGE")]
    main: Option<String>,

    /// Port of the main container; may be given several times
    #[arg(long, value_name = "PORT")]
    port: Vec<String>,

    /// Kind of workload: Pod, Deployment, StatefulSet, DaemonSet, Job, CronJob
    #[arg(long, add = candidates::kinds())]
    kind: Option<String>,

    /// Namespace of every object
    #[arg(short, long)]
    namespace: Option<String>,

    #[command(flatten)]
    helper: HelperArgs,

    /// Process a work queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`
    #[arg(long, value_name = "KEY=VALUE,…")]
    queue: Option<String>,

    /// Send each request to several leaves: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`
    #[arg(long, value_name = "KEY=VALUE,…")]
    scatter: Option<String>,

    /// Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,

    /// How helpers run: native sidecars, or plain containers
    #[arg(long, value_enum)]
    helpers: Option<HelpersFlag>,

    /// Kubernetes release to generate for: 1.25 to 1.36
    #[arg(long, value_name = "VERSION", default_value_t, add = candidates::releases())]
    kubernetes_version: Release,

    /// Output format
    #[arg(short, long, value_enum, default_value_t = Form::Yaml)]
    output: Form,

    /// Write each object to a file of its own in this folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,

    /// Allow `--out-dir` to overwrite existing files
    #[arg(long, requires = "out_dir")]
    force: bool,

    /// Compare with the files in `--out-dir` instead of writing them: show the differences, and exit with 1 if there are any
    #[arg(long, requires = "out_dir")]
    check: bool,

    /// The same as `--check`
    #[arg(long, requires = "out_dir")]
    diff: bool,

    /// Delete files in `--out-dir` that podpat wrote earlier, that are no longer generated, and that were not changed since
    #[arg(long, requires = "out_dir")]
    prune: bool,

    /// Write a `kustomization.yaml` that lists the files in `--out-dir`
    #[arg(long, requires = "out_dir")]
    kustomization: bool,

    /// Format of errors and notes on standard error
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ErrorFormat::Human)]
    error_format: ErrorFormat,

    #[command(flatten)]
    folders: Folders,
}

const EXAMPLES: &str = "\
A description:
  name: demo-web
  main: nginx:1.27
  sidecar:
    use: git-sync
    repo: https://github.com/kubernetes/examples.git
    path: /usr/share/nginx/html

Examples:
  podpat generate web.podpat.yaml | kubectl apply -f -
  podpat generate descriptions/ --out-dir k8s --force --prune
  podpat generate descriptions/ --out-dir k8s --check   # in CI
  podpat generate --name demo-web --main nginx:1.27 \\
    --sidecar git-sync,repo=https://…,path=/usr/share/nginx/html
  podpat patterns                 # list the catalogue
  podpat patterns show git-sync   # show the parameters of one container";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum HelpersFlag {
    /// Init containers that keep running (Kubernetes 1.29 and later)
    Native,
    /// Plain containers
    Classic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ErrorFormat {
    /// For people: the source underlined
    Human,
    /// One object, as `podpat lint -o json` has it
    Json,
}

/// Two descriptions make one object.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the {kind} `{name}` is generated twice: by `{first}` and by `{second}`")]
#[diagnostic(help("give one of the two descriptions another name or namespace; nothing was written"))]
struct MadeTwice {
    kind: String,
    name: String,
    first: String,
    second: String,
}

/// There is no description.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum GenerateError {
    #[error("there is no description")]
    #[diagnostic(help(
        "name a file, `-` for standard input, or at least `--name` and `--main`; `podpat generate --help` shows an example"
    ))]
    Nothing,
}

/// Generates, and prints, writes or compares the objects.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let mut diagnostics = Diagnostics::default();
    let ended = generate(args, streams, &mut diagnostics);
    if args.error_format == ErrorFormat::Human {
        return ended;
    }
    if let Err(report) = &ended {
        add_report(report, &mut diagnostics);
    }
    let mut text = Vec::new();
    diagnostics.write(&mut text).into_diagnostic()?;
    streams.note_encoded(text);
    ended.map_err(|_| AlreadyTold.into())
}

/// Adds what went wrong, each mistake by itself.
fn add_report(report: &miette::Report, diagnostics: &mut Diagnostics) {
    if let Some(Mistakes(mistakes)) = report.downcast_ref() {
        for mistake in mistakes {
            diagnostics.add_problem(mistake);
        }
    } else if let Some(CatalogueError::Broken(mistakes)) = report.downcast_ref() {
        for mistake in mistakes {
            diagnostics.add_mistake(mistake);
        }
    } else {
        let help = report.help().map(|help| help.to_string());
        diagnostics.add_plain(Severity::Error, &report.to_string(), help);
    }
}

fn generate(args: &Args, streams: &mut Streams<'_>, diagnostics: &mut Diagnostics) -> miette::Result<Outcome> {
    let requests = requests(args, streams)?;
    let (catalogue, mut said) = catalogue::load_with_notes(&args.folders)?;
    let generated = generate_all(&requests, &catalogue)?;
    diagnostics.count(requests.len(), generated.iter().map(|generated| generated.objects.len()).sum());
    let mut outcome = Outcome::Clean;
    match &args.out_dir {
        Some(folder) if args.check || args.diff => {
            outcome = args.out_dir(folder).compare(out_files(&generated, args.output), streams)?;
        }
        Some(folder) => said.extend(args.out_dir(folder).write(out_files(&generated, args.output))?),
        None => streams.print_encoded(print(&generated, args.output))?,
    }
    let mut noted = BTreeSet::new();
    let notes = generated.iter().flat_map(|generated| &generated.notes);
    said.extend(notes.filter(|note| noted.insert(*note)).map(|note| shown!("note: {}\n", note)));
    let advice = generated.iter().flat_map(|generated| &generated.advice);
    match args.error_format {
        ErrorFormat::Human => {
            advice.for_each(|advice| streams.tell(advice));
            for text in said {
                streams.note(text);
            }
        }
        ErrorFormat::Json => {
            advice.for_each(|advice| diagnostics.add_problem(advice));
            for text in &said {
                diagnostics.add_plain(Severity::Info, text.as_str().trim_end(), None);
            }
        }
    }
    Ok(outcome)
}

impl Args {
    fn out_dir<'a>(&self, path: &'a Path) -> OutDir<'a> {
        let existing = if self.force { Existing::Replace } else { Existing::Keep };
        OutDir { path, existing, prunes: self.prune, kustomizes: self.kustomization }
    }
}

/// Generates from every description. The mistakes of all are told at once.
fn generate_all(requests: &[Request], catalogue: &Catalogue) -> miette::Result<Vec<Generated>> {
    let (mut generated, mut mistakes) = (Vec::new(), Vec::new());
    let mut made = BTreeMap::new();
    for request in requests {
        let file = request.description.file.as_ref().map_or("flags", |file| file.name());
        let each = match pattern::generate_each(request, catalogue).map_err(miette::Report::downcast::<Mistakes>) {
            Ok(each) => each,
            Err(Ok(Mistakes(more))) => {
                mistakes.extend(more);
                continue;
            }
            Err(Err(report)) => return Err(report),
        };
        for Rendered { kind, namespace, name, .. } in each.iter().flat_map(|generated| &generated.objects) {
            let (kind, name) = (kind.clone(), name.clone());
            if let Some(first) = made.insert((kind.clone(), namespace.clone(), name.clone()), file.to_owned()) {
                return Err(MadeTwice { kind, name, first, second: file.to_owned() }.into());
            }
        }
        generated.extend(each);
    }
    if mistakes.is_empty() { Ok(generated) } else { Err(Mistakes(mistakes).into()) }
}

/// Turns the flags into requests: one for each file, or one for flags alone.
fn requests(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Vec<Request>> {
    let names: Vec<&Path> = args.files.iter().chain(&args.filename).map(PathBuf::as_path).collect();
    let files = descriptions::read(&names, streams)?;
    if files.is_empty() {
        return Ok(vec![request(args, None)?]);
    }
    files.into_iter().map(|file| request(args, Some(file))).collect()
}

fn request(args: &Args, file: Option<Arc<Source>>) -> miette::Result<Request> {
    let one = |key, value: &Option<String>| value.clone().map(|value| (key, value));
    let mut keys: Vec<(&'static str, String)> =
        [one("name", &args.name), one("kind", &args.kind), one("namespace", &args.namespace)]
            .into_iter()
            .flatten()
            .collect();
    keys.extend(one("main.image", &args.main));
    let others = [("queue", &args.queue), ("scatter", &args.scatter)];
    let others = others.into_iter().filter_map(|(key, text)| Some((key, text.clone()?)));
    let sections = args.helper.election().into_iter().chain(others).collect();
    let helpers = args.helper.helpers();
    if file.is_none() && keys.is_empty() && helpers.is_empty() && args.set.is_empty() {
        return Err(GenerateError::Nothing.into());
    }
    Ok(Request {
        description: Input { file, keys, ports: args.port.clone(), helpers, sections, settings: args.set.clone() },
        helpers: args.helpers.map(|helpers| match helpers {
            HelpersFlag::Native => HelperMode::Native,
            HelpersFlag::Classic => HelperMode::Classic,
        }),
        kubernetes: args.kubernetes_version,
    })
}
