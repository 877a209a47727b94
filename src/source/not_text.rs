//! Bytes that are no text.

use super::span::Position;

/// The reason why bytes are not a text that podpat, or Kubernetes, reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// UTF-16 or UTF-32, told by its byte order mark or by its zero bytes.
    #[error("{name} is encoded as {encoding}; Kubernetes reads UTF-8")]
    Encoding {
        /// The text's name.
        name: String,
        /// `UTF-16` or `UTF-32`.
        encoding: &'static str,
    },
    /// Bytes that no character has in UTF-8.
    #[error("{name} is not UTF-8: line {line} has the byte 0x{byte:02X}")]
    Byte {
        /// The text's name.
        name: String,
        /// Line of the first such byte, from 1.
        line: usize,
        /// The first such byte.
        byte: u8,
        /// Such bytes and their offsets, ascending: the first, and those with a document separator right before them.
        firsts: Vec<(usize, u8)>,
        /// The text with `?` in place of each such byte, so that offsets stay.
        masked: String,
    },
}

impl NotText {
    /// Returns what is wrong with bytes that begin at a place of a text.
    pub(super) fn byte(name: String, bytes: &[u8], first: Position) -> Self {
        let (mut masked, mut firsts) = (String::with_capacity(bytes.len()), Vec::new());
        for chunk in bytes.utf8_chunks() {
            masked.push_str(chunk.valid());
            let is_next = firsts.is_empty() || chunk.valid().contains("\n---");
            firsts.extend(chunk.invalid().first().filter(|_| is_next).map(|&byte| (masked.len(), byte)));
            masked.extend(chunk.invalid().iter().map(|_| '?'));
        }
        let (offset, byte) = firsts.first().copied().unwrap_or_default();
        let line = masked[..offset].matches('\n').count() + first.line;
        let firsts = firsts.into_iter().map(|(at, byte)| (at + first.offset, byte)).collect();
        Self::Byte { name, line, byte, firsts, masked }
    }

    /// Takes the text as far as it is one; empty where it is in another encoding.
    pub fn take_masked(&mut self) -> String {
        match self {
            Self::Encoding { .. } => String::new(),
            Self::Byte { masked, .. } => std::mem::take(masked),
        }
    }

    /// Returns the help, which says what would be right.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Encoding { .. } => "save the file as UTF-8",
            Self::Byte { .. } => "save the file as UTF-8, or leave it out if it is not text",
        }
    }
}

/// UTF-16 and UTF-32 by their byte order marks, or by the zero bytes that ASCII text gets in them.
pub fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    let zeros = [0, 1, 2, 3].map(|at| bytes.get(at).map(|&byte| byte == 0));
    match (bytes, zeros) {
        ([0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..], _)
        | (_, [Some(false), Some(true), Some(true), Some(true)] | [Some(true), Some(true), Some(true), Some(false)]) => {
            Some("UTF-32")
        }
        ([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..], _)
        | (
            _,
            [Some(false), Some(true), Some(false), Some(true)] | [Some(true), Some(false), Some(true), Some(false)],
        ) => Some("UTF-16"),
        _ => None,
    }
}
