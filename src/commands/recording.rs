//! A copy of what can be read only once, taken while it is read, as far as it is short enough to be kept.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of a stream that are kept at most.
const MOST: usize = 32 << 20;

/// The bytes that were read so far.
#[derive(Clone, Default)]
pub(super) struct Recording(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    bytes: Vec<u8>,
    is_too_long: bool,
    is_whole: bool,
}

impl Recording {
    /// Returns a reader of the same bytes, which are kept.
    pub(super) fn of<'a>(&self, reader: impl Read + Send + 'a) -> Box<dyn Read + Send + 'a> {
        Box::new(Recorder { reader, recording: self.clone() })
    }

    /// Takes the bytes if all of them were read and kept.
    pub(super) fn take(&self) -> Option<Vec<u8>> {
        let mut recorded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = std::mem::take(&mut recorded.bytes);
        (recorded.is_whole && !recorded.is_too_long).then_some(bytes)
    }

    fn add(&self, bytes: &[u8]) {
        let mut recorded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.is_whole |= bytes.is_empty();
        recorded.is_too_long |= recorded.bytes.len() + bytes.len() > MOST;
        if recorded.is_too_long {
            recorded.bytes = Vec::new();
        } else {
            recorded.bytes.extend(bytes);
        }
    }
}

struct Recorder<R> {
    reader: R,
    recording: Recording,
}

impl<R: Read> Read for Recorder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        if !buffer.is_empty() {
            self.recording.add(buffer.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(text: &[u8], read: usize) -> Option<Vec<u8>> {
        let recording = Recording::default();
        let mut reader = recording.of(text);
        let mut buffer = vec![0; read];
        reader.read_exact(&mut buffer).expect("bytes");
        if read == text.len() {
            reader.read_to_end(&mut buffer).expect("the end");
        }
        drop(reader);
        recording.take()
    }

    #[test]
    fn only_what_was_read_to_its_end_and_is_short_is_kept() {
        assert_eq!(recorded(b"abc", 3).as_deref(), Some(&b"abc"[..]));
        assert_eq!(recorded(b"abc", 2), None);
        assert_eq!(recorded(&vec![0; MOST + 1], MOST + 1), None);
    }
}
