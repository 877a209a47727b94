//! Completion: scripts for shells that call podpat again for every completion, scripts that stand for themselves, and the
//! answers to the former. All are made from the same declaration as the flags.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap_complete::Shell;
use clap_complete::engine::complete;
use clap_complete::env::{EnvCompleter, Shells};

use crate::commands::Streams;
use crate::outcome::Outcome;

/// The variable by which a shell asks for completion: it names the shell.
pub const VARIABLE: &str = "COMPLETE";

/// Flags of `podpat completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to print a script for
    shell: Shell,
}

/// A shell cannot be served.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
enum CompletionError {
    /// Its name is not known.
    #[error("`{0}` is not a shell that podpat supports")]
    #[diagnostic(help("`{VARIABLE}` names the shell: bash, elvish, fish, powershell or zsh"))]
    Unknown(String),
    /// The arguments cannot be completed.
    #[error("the arguments cannot be completed")]
    Failed(#[from] std::io::Error),
}

/// Prints the script for the whole command line.
pub fn run(args: &Args, mut podpat: clap::Command, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut podpat, "podpat", &mut script);
    streams.print_encoded(&script)?;
    Ok(Outcome::Clean)
}

/// Answers a shell: with the script that registers podpat, or with what the last argument may become. The script calls
/// `podpat -- ARGUMENTS`.
pub fn answer(
    shell: &OsStr,
    argv: &[OsString],
    mut podpat: clap::Command,
    streams: &mut Streams<'_>,
) -> miette::Result<Outcome> {
    let name = Path::new(shell).file_stem().unwrap_or(shell).to_string_lossy();
    let known = Shells(&[&Bash]).completer(&name).is_some();
    let shells = if known { Shells(&[&Bash]) } else { Shells::builtins() };
    let shell = shells.completer(&name).ok_or_else(|| CompletionError::Unknown(name.clone().into_owned()))?;
    podpat.build();
    let start = argv.iter().position(|argument| argument == "--").map_or(argv.len(), |at| at + 1);
    let (mut answer, args) = (Vec::new(), argv[start..].to_vec());
    if args.is_empty() {
        let program = argv.first().cloned().unwrap_or_default();
        shell.write_registration(VARIABLE, "podpat", "podpat", &program.to_string_lossy(), &mut answer)
    } else {
        shell.write_complete(&mut podpat, args, Some(Path::new(".")), &mut answer)
    }
    .map_err(CompletionError::Failed)?;
    streams.print_encoded(&answer)?;
    Ok(Outcome::Clean)
}

/// bash, which cuts what was typed at `=` and `:`, and wants the last piece completed.
struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        clap_complete::env::Bash.name()
    }

    fn is(&self, name: &str) -> bool {
        clap_complete::env::Bash.is(name)
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        bin: &str,
        completer: &str,
        out: &mut dyn std::io::Write,
    ) -> std::io::Result<()> {
        clap_complete::env::Bash.write_registration(variable, name, bin, completer, out)
    }

    fn write_complete(
        &self,
        podpat: &mut clap::Command,
        args: Vec<OsString>,
        folder: Option<&Path>,
        out: &mut dyn std::io::Write,
    ) -> std::io::Result<()> {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let index = number("_CLAP_COMPLETE_INDEX").unwrap_or(args.len().saturating_sub(1));
        let separator = std::env::var("_CLAP_IFS").unwrap_or_else(|_| "\n".to_owned());
        let (words, cut) = joined(&args, index);
        let last = words.len() - 1;
        let values = complete(podpat, words, last, folder)?.into_iter().filter_map(|candidate| {
            let value = candidate.get_value().to_string_lossy().into_owned();
            value.strip_prefix(&*cut).map(str::to_owned)
        });
        out.write_all(values.collect::<Vec<_>>().join(&separator).as_bytes())
    }
}

/// Returns the words up to the one at `index` with those joined that were one, and the beginning of the last that bash
/// keeps as it is.
fn joined(args: &[OsString], index: usize) -> (Vec<OsString>, String) {
    let is_break = |word: &OsString| word == "=" || word == ":";
    let args = &args[..args.len().min(index + 1)];
    let (mut words, mut cut): (Vec<OsString>, String) = (Vec::new(), String::new());
    for (at, word) in args.iter().enumerate() {
        let goes_on = at > 0 && (is_break(word) || is_break(&args[at - 1]));
        match words.last_mut().filter(|_| goes_on) {
            Some(last) => {
                cut = last.to_string_lossy().into_owned();
                last.push(word);
            }
            None => {
                cut = String::new();
                words.push(word.clone());
            }
        }
        // bash hands over nothing in the place of a break at the end.
        if is_break(word) && at + 1 == args.len() {
            cut = words.last().map(|last| last.to_string_lossy().into_owned()).unwrap_or_default();
        }
    }
    (words, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_bash_cuts_are_joined() {
        let table: [(&[&str], &[&str], &str); 5] = [
            (&["podpat", "lint"], &["podpat", "lint"], ""),
            (&["podpat", "--a", "=", "b"], &["podpat", "--a=b"], "--a="),
            (&["podpat", "-s", "x,a", "=", "y,b"], &["podpat", "-s", "x,a=y,b"], "x,a="),
            (&["podpat", "a", "=", "b", ":", "c", "=", "d"], &["podpat", "a=b:c=d"], "a=b:c="),
            (&["podpat", "a", "="], &["podpat", "a="], "a="),
        ];
        for (args, words, cut) in table {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            let (found, kept) = joined(&args, args.len() - 1);
            assert_eq!((found, &*kept), (words.iter().map(OsString::from).collect(), cut), "{args:?}");
        }
    }
}
