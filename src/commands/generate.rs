//! `podpat generate`: a description becomes Kubernetes objects.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use serde_json::{Value as Json, json};

use super::catalogue::{self, Folders};
use crate::commands::Streams;
use crate::files::{self, Existing, FileError, Size, WriteFileError, WriteSet};
use crate::k8s;
use crate::outcome::Outcome;
use crate::pattern::{self, Generated, HelperMode, Input, Request};
use crate::source::Source;
use crate::terminal::{json, shown, visible};
use crate::validity::Release;

/// Flags of `podpat generate`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Description file; `-` reads standard input
    file: Option<PathBuf>,

    /// Description file, as with `kubectl -f`
    #[arg(short, long = "filename", value_name = "FILE", conflicts_with = "file")]
    filename: Option<PathBuf>,

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
    #[arg(long)]
    kind: Option<String>,

    /// Namespace of every object
    #[arg(short, long)]
    namespace: Option<String>,

    /// Add a sidecar from the catalogue
    #[arg(long, value_name = "NAME,KEY=VALUE,…")]
    sidecar: Vec<String>,

    /// Add an ambassador from the catalogue
    #[arg(long, value_name = "NAME,KEY=VALUE,…")]
    ambassador: Vec<String>,

    /// Add an adapter from the catalogue
    #[arg(long, value_name = "NAME,KEY=VALUE,…")]
    adapter: Vec<String>,

    /// Add a container of the catalogue that runs before main
    #[arg(long, value_name = "NAME,KEY=VALUE,…")]
    init: Vec<String>,

    /// Elect one of several Pods: nothing more, or settings such as `serve=leader`
    #[arg(long, value_name = "KEY=VALUE,…", num_args = 0..=1, default_missing_value = "true")]
    election: Option<String>,

    /// Work off a queue: `redis=new`, `redis=HOST:PORT`, `items=[a,b]`
    #[arg(long, value_name = "KEY=VALUE,…")]
    queue: Option<String>,

    /// Ask several leaves at once: `leaves=8,leaf.image=IMAGE,leaf.ports=[8080]`
    #[arg(long, value_name = "KEY=VALUE,…")]
    scatter: Option<String>,

    /// Set any value of the description: `replicas=3`, `main.env.MODE=fast`, `sidecar[0].path=/srv/www`
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    set: Vec<String>,

    /// How helpers run: native sidecars, or plain containers
    #[arg(long, value_enum)]
    helpers: Option<HelpersFlag>,

    /// Kubernetes release to generate for: 1.25 to 1.36
    #[arg(long, value_name = "VERSION", default_value_t)]
    kubernetes_version: Release,

    /// Output format
    #[arg(short, long, value_enum, default_value_t = Form::Yaml)]
    output: Form,

    /// Write each object to a file of its own in this folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,

    /// Let `--out-dir` overwrite existing files
    #[arg(long, requires = "out_dir")]
    force: bool,

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
  podpat generate --name demo-web --main nginx:1.27 \\
    --sidecar git-sync,repo=https://…,path=/usr/share/nginx/html
  podpat patterns                 # what the catalogue has
  podpat patterns show git-sync   # what one takes";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum HelpersFlag {
    /// Init containers that keep running (Kubernetes 1.29 and later)
    Native,
    /// Plain containers
    Classic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// YAML documents
    Yaml,
    /// One JSON `List`
    Json,
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

/// Generates, and prints or writes the objects.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let request = request(args, streams)?;
    let catalogue = catalogue::load(&args.folders, streams)?;
    let generated = pattern::generate(&request, &catalogue)?;
    match &args.out_dir {
        Some(folder) => write_files(&generated, folder, args, streams)?,
        None => streams.print_encoded(print(&generated, args.output))?,
    }
    for advice in generated.advice {
        streams.tell(&advice);
    }
    for note in &generated.notes {
        streams.note(shown!("note: {}\n", note));
    }
    Ok(Outcome::Clean)
}

/// Turns the flags into a request.
fn request(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Request> {
    let file = match args.file.as_ref().or(args.filename.as_ref()) {
        Some(path) => Some(read(path, streams)?),
        None => None,
    };
    let one = |key, value: &Option<String>| value.clone().map(|value| (key, value));
    let mut keys: Vec<(&'static str, String)> =
        [one("name", &args.name), one("kind", &args.kind), one("namespace", &args.namespace)]
            .into_iter()
            .flatten()
            .collect();
    keys.extend(one("main.image", &args.main));
    let sections = [("election", &args.election), ("queue", &args.queue), ("scatter", &args.scatter)];
    let sections = sections.into_iter().filter_map(|(key, text)| Some((key, text.clone()?))).collect();
    let helpers = [
        ("sidecar", &args.sidecar),
        ("ambassador", &args.ambassador),
        ("adapter", &args.adapter),
        ("init", &args.init),
    ];
    let helpers: Vec<_> = helpers
        .into_iter()
        .flat_map(|(pattern, texts)| texts.iter().map(move |text| (pattern, text.clone())))
        .collect();
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

fn read(path: &Path, streams: &mut Streams<'_>) -> Result<Arc<Source>, FileError> {
    let source = match path.to_str() {
        Some("-") => {
            let bytes = files::stream(&mut streams.input, Size::MANIFEST)?;
            Source::from_bytes("-", bytes).map_err(FileError::NotText)?
        }
        _ => files::text(path, Size::MANIFEST)?,
    };
    Ok(Arc::new(source))
}

fn print(generated: &Generated, form: Form) -> String {
    match form {
        Form::Yaml => {
            let documents: Vec<&str> = generated.objects.iter().map(|object| object.text.as_str()).collect();
            format!("# {}\n{}", visible(&generated.about), documents.join("---\n"))
        }
        Form::Json => {
            let items: Vec<Json> = generated.objects.iter().map(|object| json_of(&object.text)).collect();
            json::text(&json!({"apiVersion": "v1", "kind": "List", "items": items}))
        }
    }
}

/// The object of a document that podpat printed itself.
fn json_of(text: &str) -> Json {
    let read = k8s::read(&Arc::new(Source::new("", text)));
    read.manifests.first().map(|manifest| manifest.node().to_json()).unwrap_or_default()
}

/// Writes one file an object, all of them or none; those that are there already only if told to.
fn write_files(
    generated: &Generated,
    folder: &Path,
    args: &Args,
    streams: &mut Streams<'_>,
) -> Result<(), WriteFileError> {
    let extension = if args.output == Form::Json { "json" } else { "yaml" };
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let (mut set, mut written) = (WriteSet::new(existing), Vec::new());
    files::make_folder(folder)?;
    for object in &generated.objects {
        let path = folder.join(format!("{}-{}.{extension}", object.kind.to_lowercase(), object.name));
        let text = if args.output == Form::Json { json::text(&json_of(&object.text)) } else { object.text.clone() };
        set.add(&path, text.as_bytes())?;
        written.push(path);
    }
    set.put_in_place()?;
    for path in written {
        streams.note(shown!("wrote {}\n", path.display()));
    }
    Ok(())
}
