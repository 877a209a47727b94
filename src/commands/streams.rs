//! The three streams a verb may use, so that tests can run verbs in memory.

use std::env;
use std::io::{self, Read, Write};

/// Standard input, output and error, and what is known of the terminal behind them.
pub struct Streams<'a> {
    /// Where `-` is read from.
    pub input: Box<dyn Read + 'a>,
    /// Results, and nothing else.
    pub out: Box<dyn Write + 'a>,
    /// Notes, warnings, errors.
    pub err: Box<dyn Write + 'a>,
    /// Whether results go to a terminal.
    pub out_is_terminal: bool,
    /// Whether notes go to a terminal.
    pub err_is_terminal: bool,
}

impl<'a> Streams<'a> {
    /// Streams of which neither output is a terminal.
    pub fn new(input: impl Read + 'a, out: impl Write + 'a, err: impl Write + 'a) -> Self {
        Self {
            input: Box::new(input),
            out: Box::new(Results { out, reader_is_gone: false }),
            err: Box::new(err),
            out_is_terminal: false,
            err_is_terminal: false,
        }
    }

    /// Writes a whole result.
    pub fn print(&mut self, text: impl AsRef<str>) -> miette::Result<()> {
        self.out.write_all(text.as_ref().as_bytes()).map_err(WriteError::from)?;
        Ok(())
    }

    /// Whether results may be coloured: they go to a terminal that can, and `NO_COLOR` is not set.
    pub fn may_colour(&self) -> bool {
        let allowed = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        self.out_is_terminal && allowed && env::var_os("TERM").is_none_or(|term| term != "dumb")
    }

    /// Hands everything printed so far to the reader.
    pub fn flush(&mut self) -> miette::Result<()> {
        self.out.flush().map_err(WriteError::from)?;
        Ok(())
    }

    /// Writes a note for people. A closed standard error leaves nobody to tell, which is no reason to fail.
    pub fn note(&mut self, text: impl AsRef<str>) {
        drop(self.err.write_all(text.as_ref().as_bytes()));
    }
}

/// A result could not be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot write the result")]
pub struct WriteError(#[from] io::Error);

/// Where results go. Whoever reads them may stop (`podpat … | head`): the rest is dropped then, and the run ends as it
/// would have.
struct Results<W> {
    out: W,
    reader_is_gone: bool,
}

impl<W: Write> Results<W> {
    fn unless_gone<T>(&mut self, wrote: io::Result<T>, dropped: T) -> io::Result<T> {
        match wrote {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.reader_is_gone = true;
                Ok(dropped)
            }
            wrote => wrote,
        }
    }
}

impl<W: Write> Write for Results<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.reader_is_gone {
            return Ok(bytes.len());
        }
        let wrote = self.out.write(bytes);
        self.unless_gone(wrote, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.reader_is_gone {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.unless_gone(flushed, ())
    }
}
