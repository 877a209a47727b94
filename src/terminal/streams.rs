//! The three streams a verb may use, so that tests can run verbs in memory.

use std::io::{self, BufWriter, IsTerminal, Read, Write};

use miette::Diagnostic;

use super::diagnostic::drawn;
use super::output::{Output, WriteError};
use super::style::{Environment, Style};
use super::text::Text;

/// Standard input, output and error, and what is known of the terminal behind them.
pub struct Streams<'a> {
    /// The stream that `-` is read from.
    pub input: Box<dyn Read + Send + 'a>,
    out: Output<'a>,
    err: Output<'a>,
    shows_progress: bool,
    is_quiet: bool,
    has_piped_input: bool,
}

impl<'a> Streams<'a> {
    /// Returns streams of which neither output is a terminal.
    pub fn new(input: impl Read + Send + 'a, out: impl Write + 'a, err: impl Write + 'a) -> Self {
        Self {
            input: Box::new(input),
            out: Output::new(out),
            err: Output::new(err),
            shows_progress: false,
            is_quiet: false,
            has_piped_input: true,
        }
    }

    /// Returns the streams of the process. None is locked, so that a thread that panics can say so.
    pub fn of_process() -> Streams<'static> {
        let (out, err, environment) = (io::stdout(), io::stderr(), Environment::of_process());
        let style = |is_terminal| Style::of(is_terminal, &environment);
        Streams {
            input: Box::new(io::stdin()),
            shows_progress: err.is_terminal(),
            is_quiet: false,
            has_piped_input: !io::stdin().is_terminal(),
            out: Output::styled(BufWriter::new(io::stdout()), style(out.is_terminal())),
            err: Output::styled(io::stderr(), style(err.is_terminal())),
        }
    }

    /// Refuses what is printed if standard output is closed, as nobody could read it.
    pub fn with_closed_output(mut self, is_closed: bool) -> Self {
        if is_closed {
            self.out = Output::new(Closed);
        }
        self
    }

    /// Returns true if standard input is no terminal, so that somebody else may have written to it.
    pub const fn has_piped_input(&self) -> bool {
        self.has_piped_input
    }

    /// Takes the stream that `-` is read from; there is nothing more in it for others.
    pub fn take_input(&mut self) -> Box<dyn Read + Send + 'a> {
        std::mem::replace(&mut self.input, Box::new(io::empty()))
    }

    /// Returns standard output.
    pub const fn out(&mut self) -> &mut Output<'a> {
        &mut self.out
    }

    /// Writes a whole result for people.
    pub fn print(&mut self, text: impl Into<Text>) -> Result<(), WriteError> {
        Ok(self.out.show(text)?)
    }

    /// Writes a whole result for machines, in a format that has escapes of its own.
    pub fn print_encoded(&mut self, text: impl AsRef<[u8]>) -> Result<(), WriteError> {
        Ok(self.out.encoded().write_all(text.as_ref())?)
    }

    /// Hands everything printed so far to the reader.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        Ok(self.out.flush()?)
    }

    /// Drops the notes and the progress from now on; errors are written all the same.
    pub const fn silence(&mut self) {
        self.is_quiet = true;
        self.shows_progress = false;
    }

    /// Writes a note for people. A closed standard error leaves nobody to tell, which is no reason to fail.
    pub fn note(&mut self, text: impl Into<Text>) {
        if !self.is_quiet {
            drop(self.err.show(text));
        }
    }

    /// Writes notes for machines to standard error, in a format that has escapes of its own.
    pub fn note_encoded(&mut self, text: impl AsRef<[u8]>) {
        drop(self.err.encoded().write_all(text.as_ref()));
    }

    /// Writes an error, a warning or advice, with the source it is about.
    pub fn tell(&mut self, diagnostic: &dyn Diagnostic) {
        let style = self.err.style();
        drop(self.err.show(drawn(diagnostic, style)));
    }

    /// Returns whether somebody watches how far a run is.
    pub const fn shows_progress(&self) -> bool {
        self.shows_progress
    }

    /// Writes how far a run is, in the place of what was written of it before; nothing clears the line.
    pub fn progress(&mut self, text: Option<Text>) {
        let text = text.map_or_else(String::new, |text| text.as_str().to_owned());
        self.note(Text::drawn(format!("\r\u{1b}[K{text}")));
    }
}

/// A standard output that the caller closed.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("standard output is closed"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
