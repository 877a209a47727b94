//! Flags that say what is read; `lint` and `inspect` share them.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::Streams;
use super::catalogue::{self, Chosen, Folders};
use super::flag::words;
use crate::cluster::Cluster;
use crate::config::Config;
use crate::files::Size;
use crate::intake::{self, Configuration, InputError, Intake, Limits, Request, STREAM};
use crate::lint::Resources;
use crate::validity::Release;

/// The arguments that say what is read, with which configuration, within which limits.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(super) struct InputArgs {
    /// Files and folders; `-` reads standard input. The current folder by default
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Files and folders, as with `kubectl -f`
    #[arg(short, long, value_name = "PATH", value_delimiter = ',')]
    filename: Vec<PathBuf>,
    /// Read the objects of a cluster from one `kubectl get`, which changes nothing
    #[arg(long, conflicts_with_all = ["paths", "filename"])]
    cluster: bool,
    /// Kubeconfig context; the current one by default
    #[arg(long, value_name = "NAME", requires = "cluster", conflicts_with_all = ["paths", "filename"])]
    context: Option<String>,
    /// Namespace; all by default
    #[arg(short, long, value_name = "NAME", requires = "cluster", conflicts_with_all = ["paths", "filename"])]
    namespace: Option<String>,
    /// Kubeconfig; the one that kubectl uses by default
    #[arg(long, value_name = "FILE", requires = "cluster", conflicts_with_all = ["paths", "filename"])]
    kubeconfig: Option<PathBuf>,
    /// Render kustomizations and charts given on the command line, with `kubectl kustomize` (or `kustomize build`) and
    /// `helm template`
    #[arg(long, value_name = "WHEN", default_value = "never", value_parser = words::<Render>(Render::WORDS), conflicts_with_all = ["cluster", "stdin_filename"])]
    render: Render,
    /// Values file for rendering charts
    #[arg(long, value_name = "FILE", value_delimiter = ',', requires = "render")]
    values: Vec<PathBuf>,
    /// Folders are always searched recursively
    #[arg(short = 'R', long, hide = true)]
    recursive: bool,
    /// Treat standard input as this file in messages, and use its configuration
    #[arg(long, value_name = "FILE", conflicts_with = "cluster")]
    stdin_filename: Option<PathBuf>,
    /// Succeed if there is nothing to check, and skip files that are not manifests; for hooks
    #[arg(long)]
    if_any: bool,
    /// Print every note, and how many paths were skipped
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// Do not print notes or progress; errors are still printed
    #[arg(short, long)]
    quiet: bool,
    /// Use this configuration instead of the `.podpat.yaml` above the input
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Do not use any configuration
    #[arg(long)]
    no_config: bool,
    #[command(flatten)]
    catalogue: Folders,
    /// Maximum size of a file, in bytes or with a unit such as `MiB`; files of any size are read by default
    #[arg(long, value_name = "SIZE")]
    max_file_size: Option<Size>,
    /// Maximum size of an object
    #[arg(long, value_name = "SIZE", default_value_t = Size::MANIFEST, value_parser = object_size)]
    max_object_size: Size,
    /// Maximum memory, estimated from the size of the input
    #[arg(long, value_name = "SIZE", default_value_t = Resources::MEMORY)]
    max_memory: Size,
}

/// Says if programs are run to render what was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Render {
    Never,
    Auto,
}

impl Render {
    const WORDS: [&str; 2] = ["never", "auto"];
}

impl FromStr for Render {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "never" => Ok(Self::Never),
            "auto" => Ok(Self::Auto),
            _ => Err(format!("`{word}` is neither `never` nor `auto`")),
        }
    }
}

fn object_size(text: &str) -> Result<Size, String> {
    let size: Size = text.parse().map_err(|error| format!("{error}"))?;
    let fits = size <= Size::LARGEST_MANIFEST;
    if fits { Ok(size) } else { Err("podpat reads no object of 4 GiB or more".to_owned()) }
}

/// Some of what was named could not be read. What could was judged and shown.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{} of the named inputs cannot be read", .0.len())]
struct Incomplete(#[related] Vec<InputError>);

impl InputArgs {
    /// Finds what there is to read. Charts are rendered for `release`, or for the one that their configuration says.
    ///
    /// # Errors
    /// Fails if a configuration cannot be used.
    pub(super) fn collect<'a>(
        &self,
        verb: &'static str,
        release: Option<Release>,
        streams: &mut Streams<'a>,
    ) -> miette::Result<Intake<'a>> {
        if self.quiet {
            streams.silence();
        }
        let configuration = match &self.config {
            Some(path) => Configuration::Fixed(Arc::new(Config::load(path)?)),
            None if self.no_config => Configuration::Fixed(Arc::default()),
            None => Configuration::Nearest,
        };
        let chosen = match &self.config {
            Some(path) => Chosen::File(path),
            None if self.no_config => Chosen::None,
            None => Chosen::Nearest,
        };
        let knowledge = catalogue::knowledge(&self.catalogue, chosen, streams)?;
        let (names, stream, input) = if self.cluster {
            let cluster = Cluster {
                context: self.context.as_deref(),
                namespace: self.namespace.as_deref(),
                kubeconfig: self.kubeconfig.as_deref(),
            };
            (vec![Path::new(STREAM)], "cluster", Box::new(cluster.objects()?) as Box<dyn Read + Send + 'a>)
        } else {
            (self.names().collect(), STREAM, streams.take_input())
        };
        let request = Request {
            names,
            stream,
            configuration,
            knowledge,
            limits: self.limits(),
            render: (self.render == Render::Auto).then_some(&self.values),
            release,
            stdin_filename: self.stdin_filename.as_deref(),
            if_any: self.if_any,
            verbose: self.verbose,
            verb,
        };
        intake::collect(request, input)
    }

    /// Returns true if the user wants to know all that was passed over.
    pub const fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Returns true if it is no error that there is nothing to check.
    pub(super) const fn may_be_empty(&self) -> bool {
        self.if_any
    }

    const fn limits(&self) -> Limits {
        Limits { file_size: self.max_file_size, object_size: self.max_object_size, memory: self.max_memory }
    }

    /// The threads and the memory that may be used.
    pub(super) fn resources(&self, jobs: usize) -> Resources {
        Resources { jobs, memory: self.max_memory, object: self.max_object_size, ..Resources::default() }
    }

    /// Returns what to say of texts that were not checked for want of memory.
    pub(super) const fn out_of_memory(&self, count: usize) -> InputError {
        InputError::OutOfMemory(count, self.max_memory)
    }

    /// Returns true if a cluster is read, whose objects have no lines that anybody knows.
    pub(super) const fn is_cluster(&self) -> bool {
        self.cluster
    }

    /// The paths that were named, as messages list them.
    pub(super) fn listed(&self) -> String {
        if self.cluster {
            return "the cluster".to_owned();
        }
        self.names().map(|name| format!("`{}`", name.display())).collect::<Vec<_>>().join(", ")
    }

    fn names(&self) -> impl Iterator<Item = &Path> {
        let default = match &self.stdin_filename {
            Some(_) => Path::new(STREAM),
            None if self.cluster => Path::new("cluster"),
            None => Path::new("."),
        };
        let named = self.paths.iter().chain(&self.filename).map(PathBuf::as_path);
        let is_empty = self.paths.is_empty() && self.filename.is_empty();
        named.chain(is_empty.then_some(default))
    }
}

/// Ends a run: what could not be read is an error, even if the rest could.
pub(super) fn conclude<T>(ending: T, mut errors: Vec<InputError>) -> miette::Result<T> {
    match errors.len() {
        0 => Ok(ending),
        1 => Err(errors.remove(0).into()),
        _ => Err(Incomplete(errors).into()),
    }
}
