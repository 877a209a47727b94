//! The command line: verbs and global flags, and the one place where an ending becomes an exit code.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::thread;

use clap::{Parser, Subcommand};
use textwrap::{WordSeparator, WordSplitter};

use crate::commands::{self, Streams};
use crate::outcome::{FAILED, Outcome};
use crate::pattern::Mistakes;

/// Compose Pods from reusable sidecars, ambassadors and adapters, and lint what their containers are to each other
#[derive(Debug, Parser)]
#[command(name = "podpat", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Turn a short description into Kubernetes YAML, helpers wired in
    Generate(commands::generate::Args),
    /// Say what is wrong with manifests
    Lint(commands::lint::Args),
    /// Show what Pods are made of: roles, links, patterns
    Inspect(commands::inspect::Args),
    /// Explain a rule
    Explain(commands::explain::Args),
    /// List the rules
    Rules(commands::rules::Args),
    /// List the catalogue of reusable containers, or show one
    Patterns(commands::patterns::Args),
    /// Print a JSON Schema of the description, for editors
    Schema(commands::schema::Args),
    /// Print a shell's completion script
    Completions(commands::completions::Args),
}

impl Cli {
    /// Does what the verb says.
    pub fn run(self, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
        match self.verb {
            Verb::Generate(args) => commands::generate::run(&args, streams),
            Verb::Lint(args) => commands::lint::run(&args, streams),
            Verb::Inspect(args) => commands::inspect::run(&args, streams),
            Verb::Explain(args) => commands::explain::run(&args, streams),
            Verb::Rules(args) => commands::rules::run(&args, streams),
            Verb::Patterns(args) => commands::patterns::run(&args, streams),
            Verb::Schema(args) => commands::schema::run(&args, streams),
            Verb::Completions(args) => commands::completions::run(&args, streams),
        }
    }
}

/// Runs podpat on the process's own streams. A panic, which is always a mistake of podpat or of a library, ends in an
/// error like any other.
pub fn main(argv: impl IntoIterator<Item = OsString>) -> ExitCode {
    let argv: Vec<OsString> = argv.into_iter().collect();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no reason given");
        eprintln!(
            "  × podpat made a mistake of its own{place}: {message}\n  help: please report it, with the input if you can"
        );
    }));
    let run = || panic::catch_unwind(AssertUnwindSafe(|| on_process_streams(argv.clone())));
    // The stack of the first thread is what `ulimit` says.
    let ended = thread::scope(|scope| {
        let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        spawned.map_or_else(|_| run(), |thread| thread.join().unwrap_or(Ok(ExitCode::from(FAILED))))
    });
    ended.unwrap_or(ExitCode::from(FAILED))
}

/// Room for the deepest nesting that is read, in the plainest build.
const STACK: usize = 16 << 20;

fn on_process_streams(argv: Vec<OsString>) -> ExitCode {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let mut streams = Streams::new(io::stdin(), io::BufWriter::new(stdout.lock()), stderr.lock());
    streams.out_is_terminal = stdout.is_terminal();
    streams.err_is_terminal = stderr.is_terminal();
    run(argv, &mut streams)
}

/// Runs podpat on any streams: what the binary does, and what tests do in memory.
pub fn run(argv: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> ExitCode {
    // Set once a process, by whoever comes first.
    miette::set_hook(Box::new(|_| Box::new(drawing().build()))).ok();
    let ending = match Cli::try_parse_from(argv) {
        Ok(cli) => cli.run(streams),
        Err(answer) if !answer.use_stderr() => streams.print(answer.render().to_string()).map(|()| Outcome::Clean),
        Err(mistake) => {
            streams.note(mistake.render().to_string());
            return ExitCode::from(FAILED);
        }
    };
    match ending.and_then(|outcome| streams.flush().map(|()| outcome)) {
        Ok(outcome) => outcome.into(),
        Err(report) => {
            tell(report, streams);
            ExitCode::from(FAILED)
        }
    }
}

/// How mistakes are drawn. Words are whole, so that addresses and names can be copied.
fn drawing() -> miette::MietteHandlerOpts {
    let words = miette::MietteHandlerOpts::new().word_separator(WordSeparator::AsciiSpace);
    words.word_splitter(WordSplitter::NoHyphenation).break_words(false)
}

/// Says what went wrong; of several mistakes, each by itself.
fn tell(report: miette::Report, streams: &mut Streams<'_>) {
    match report.downcast::<Mistakes>() {
        Ok(Mistakes(mistakes)) => {
            for mistake in mistakes {
                streams.note(format!("{:?}", miette::Report::new(mistake)));
            }
        }
        Err(report) => streams.note(format!("{report:?}")),
    }
}
