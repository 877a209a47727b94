//! The command line: verbs and global flags, and the one place where an ending becomes an exit code.

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::catalogue::CatalogueError;
use crate::commands::{self, AlreadyTold, Streams, completions};
use crate::config::ConfigError;
use crate::outcome::{FAILED, Outcome};
use crate::pattern::Mistakes;
use crate::terminal::{Text, shown, visible};
use crate::yaml::STACK;

/// Compose Pods from reusable sidecars, ambassadors and adapters, and check how their containers work together
#[derive(Debug, Parser)]
#[command(name = "podpat", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Generate Kubernetes manifests from a short description
    Generate(commands::generate::Args),
    /// Add helpers to an existing workload
    Add(commands::add::Args),
    /// Remove helpers that `podpat add` put into a workload
    Remove(commands::remove::Args),
    /// Split a workload with unrelated containers into several, with Services
    Split(commands::split::Args),
    /// Check manifests
    Lint(commands::lint::Args),
    /// Show the containers of Pods: their roles, connections and patterns
    Inspect(commands::inspect::Args),
    /// Answer an admission review as the webhook would
    Review(commands::review::Args),
    /// Run an admission webhook that checks objects before a cluster stores them
    #[cfg(feature = "webhook")]
    Webhook(commands::webhook::Args),
    /// Print the manifests that run podpat in a cluster
    Export(commands::export::Args),
    /// Run as a function of kustomize or kpt
    Krm(commands::krm::Args),
    /// Serve an editor: findings, fixes, help and completion while you write
    Lsp(commands::lsp::Args),
    /// Print the documentation of a rule
    Explain(commands::explain::Args),
    /// List the rules
    Rules(commands::rules::Args),
    /// List, show, create, check and fetch catalogue containers
    Patterns(commands::patterns::Args),
    /// Print the JSON Schema of descriptions or of the configuration, for editors
    Schema(commands::schema::Args),
    /// Print the completion script for a shell
    Completions(commands::completions::Args),
    /// Print the version and the supported Kubernetes releases
    Version(commands::version::Args),
}

impl Cli {
    /// Does what the verb says.
    pub(crate) fn run(self, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
        match self.verb {
            Verb::Generate(args) => commands::generate::run(&args, streams),
            Verb::Add(args) => commands::add::run(&args, streams),
            Verb::Remove(args) => commands::remove::run(&args, streams),
            Verb::Split(args) => commands::split::run(&args, streams),
            Verb::Lint(args) => commands::lint::run(&args, streams),
            Verb::Inspect(args) => commands::inspect::run(&args, streams),
            Verb::Review(args) => commands::review::run(&args, streams),
            #[cfg(feature = "webhook")]
            Verb::Webhook(args) => commands::webhook::run(&args, streams),
            Verb::Export(args) => commands::export::run(&args, streams),
            Verb::Krm(args) => commands::krm::run(&args, streams),
            Verb::Lsp(args) => commands::lsp::run(&args, streams),
            Verb::Explain(args) => commands::explain::run(&args, streams),
            Verb::Rules(args) => commands::rules::run(&args, streams),
            Verb::Patterns(args) => commands::patterns::run(&args, streams),
            Verb::Schema(args) => commands::schema::run(&args, streams),
            Verb::Completions(args) => commands::completions::run(&args, Self::command(), streams),
            Verb::Version(args) => commands::version::run(&args, streams),
        }
    }
}

/// Runs podpat on the process's own streams. A panic, which is always a mistake of podpat or of a library, ends in an
/// error like any other, and so does printing where the caller closed standard output.
pub fn main(argv: impl IntoIterator<Item = OsString>, output_is_closed: bool) -> ExitCode {
    let argv: Vec<OsString> = argv.into_iter().collect();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no reason given");
        Streams::of_process().note(shown!(
            "  × podpat made a mistake of its own{}: {}\n  help: please report it, with the input if you can\n",
            place,
            message
        ));
    }));
    let streams = || Streams::of_process().with_closed_output(output_is_closed);
    // A shell asks without arguments for its script, and later with `--` and what was typed.
    let is_asked = argv.get(1).is_none_or(|argument| argument == "--");
    let shell = std::env::var_os(completions::VARIABLE).filter(|shell| is_asked && !shell.is_empty());
    let run = || {
        panic::catch_unwind(AssertUnwindSafe(|| match &shell {
            Some(shell) => {
                let mut streams = streams();
                let answer = completions::answer(shell, &argv, command(&argv), &mut streams);
                conclude(answer, &mut streams)
            }
            None => run(argv.clone(), &mut streams()),
        }))
    };
    // The stack of the first thread is what `ulimit` says.
    let ended = thread::scope(|scope| {
        let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        spawned.map_or_else(|_| run(), |thread| thread.join().unwrap_or(Ok(ExitCode::from(FAILED))))
    });
    ended.unwrap_or(ExitCode::from(FAILED))
}

/// Runs podpat on any streams: what the binary does, and what tests do in memory.
pub fn run(argv: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> ExitCode {
    let argv: Vec<OsString> = argv.into_iter().collect();
    // kustomize and kpt run functions without arguments.
    if argv.len() == 1
        && streams.has_piped_input()
        && let Some(ending) = commands::krm::run_without_verb(streams)
    {
        return conclude(ending, streams);
    }
    let ending = match parse(&argv, &argv) {
        Ok(cli) => cli.run(streams),
        Err(answer) if !answer.use_stderr() => {
            streams.print(own_words(&answer)).map(|()| Outcome::Clean).map_err(Into::into)
        }
        Err(_) => {
            streams.note(mistake(&argv));
            return ExitCode::from(FAILED);
        }
    };
    conclude(ending, streams)
}

/// Parses the arguments of a call.
fn parse(argv: &[OsString], called: &[OsString]) -> Result<Cli, clap::Error> {
    let matches = command(called).try_get_matches_from(argv)?;
    Cli::from_arg_matches(&matches)
}

/// Returns the command line by the name under which it was called: kubectl calls its plugins by the names of their files.
fn command(argv: &[OsString]) -> clap::Command {
    let name = argv.first().and_then(|program| Path::new(program).file_stem()).unwrap_or_default();
    if name == "kubectl-podpat" { Cli::command().bin_name("kubectl podpat") } else { Cli::command() }
}

/// Turns the ending of a verb into an exit code, and says what went wrong.
fn conclude(ending: miette::Result<Outcome>, streams: &mut Streams<'_>) -> ExitCode {
    match ending.and_then(|outcome| Ok(streams.flush().map(|()| outcome)?)) {
        Ok(outcome) => outcome.into(),
        Err(report) => {
            tell(report, streams);
            ExitCode::from(FAILED)
        }
    }
}

/// Returns what is wrong with the arguments. clap repeats them as they were typed, so that it is asked again, with every
/// argument made visible.
fn mistake(argv: &[OsString]) -> Text {
    let shown: Vec<OsString> =
        argv.iter().map(|argument| visible(&argument.to_string_lossy()).into_owned().into()).collect();
    match parse(&shown, argv) {
        Err(mistake) => own_words(&commands::newcomers_flag::explained(mistake)),
        Ok(_) => Text::from("error: an argument has a control character, or is not UTF-8\n"),
    }
}

/// Returns what clap says of arguments that are visible already, or of none.
fn own_words(answer: &clap::Error) -> Text {
    Text::lines(&answer.render().to_string())
}

/// Says what went wrong; of several mistakes, each by itself.
fn tell(report: miette::Report, streams: &mut Streams<'_>) {
    if report.is::<AlreadyTold>() {
        return;
    }
    match report.downcast::<Mistakes>() {
        Ok(Mistakes(mistakes)) => mistakes.iter().for_each(|mistake| streams.tell(mistake)),
        Err(report) => {
            if let Some(error) = report.downcast_ref::<ConfigError>() {
                error.told().for_each(|mistake| streams.tell(mistake));
            } else if let Some(error) = report.downcast_ref::<CatalogueError>() {
                error.told().into_iter().for_each(|mistake| streams.tell(mistake));
            } else {
                streams.tell(report.as_ref());
            }
        }
    }
}
