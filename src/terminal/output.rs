//! One stream to write to: [`Text`] for people, bytes for formats that have escapes of their own.

use std::io::{self, Write};

use super::style::Style;
use super::text::Text;

/// A stream and what the reader's end of it can show.
///
/// Whoever reads may stop reading (`podpat … | head`). That is no error: what is written from then on is dropped, and
/// the run goes on to the exit code it would have had.
pub struct Output<'a> {
    writer: Box<dyn Write + 'a>,
    style: Style,
    is_closed: bool,
}

impl<'a> Output<'a> {
    /// Returns a stream that is no terminal.
    pub fn new(writer: impl Write + 'a) -> Self {
        Self::styled(writer, Style::default())
    }

    /// Returns a stream with a reader that can show so much.
    pub fn styled(writer: impl Write + 'a, style: Style) -> Self {
        Self { writer: Box::new(writer), style, is_closed: false }
    }

    /// Returns what the reader's end can show.
    pub const fn style(&self) -> Style {
        self.style
    }

    /// Changes what the reader's end can show.
    pub const fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    /// Writes a text for people.
    pub fn show(&mut self, text: impl Into<Text>) -> io::Result<()> {
        self.put(text.into().as_str().as_bytes())
    }

    /// Returns the writer for a format that machines read, which escapes foreign text itself.
    pub fn encoded(&mut self) -> Encoded<'_, 'a> {
        Encoded(self)
    }

    /// Hands everything written so far to the reader.
    pub fn flush(&mut self) -> io::Result<()> {
        let flushed = self.writer.flush();
        self.unless_closed(flushed)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let written = self.writer.write_all(bytes);
        self.unless_closed(written)
    }

    fn unless_closed(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            result => result,
        }
    }
}

/// A writer of a format that has escapes of its own.
pub struct Encoded<'o, 'a>(&'o mut Output<'a>);

impl Write for Encoded<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.put(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A result could not be written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot write the result")]
pub struct WriteError(#[from] io::Error);

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_who_leaves_is_no_error_and_a_full_disk_is_one() {
        let mut output = Output::new(Closed);
        assert!(output.show("a").is_ok() && output.encoded().write_all(b"b").is_ok() && output.flush().is_ok());
        assert!(Output::new(&mut [0_u8; 1][..]).show("ab").is_err());
    }
}
