//! The characters that a text may have at all to be read directly.

/// Bytes that are looked at in one go.
const BLOCK: usize = 256;

/// Returns true if a text has no character that is refused, and none that readers disagree about: line breaks other than
/// `\n` and byte order marks.
pub(super) fn are_certain(text: &str) -> bool {
    // Without an early end the compiler looks at many bytes at once, and most texts are ASCII.
    let is_plain = |block: &[u8]| block.iter().fold(true, |so_far, &byte| so_far & is_plain(byte));
    let mut blocks = text.as_bytes().chunks(BLOCK).enumerate();
    blocks.all(|(at, block)| is_plain(block) || has_no_doubt(&text.as_bytes()[at * BLOCK..], block.len()))
}

/// Returns true for ASCII without control characters, but with tabs and line breaks.
#[allow(clippy::cast_possible_wrap)] // Bytes from 128 on are negative.
#[allow(clippy::needless_bitwise_bool)] // Without branches the compiler looks at many bytes at once.
const fn is_plain(byte: u8) -> bool {
    (byte as i8 >= 0x20) & (byte != 0x7F) | (byte == b'\t') | (byte == b'\n')
}

/// Looks at the first bytes of a text one by one. Each character is judged at its first byte.
fn has_no_doubt(text: &[u8], count: usize) -> bool {
    let is_doubtful = |at: usize| match text[at..] {
        [byte, ..] if byte.is_ascii() => !is_plain(byte),
        [0xC2, 0x80..=0x9F, ..]
        | [0xE2, 0x80, 0xA8 | 0xA9, ..]
        | [0xEF, 0xBB, 0xBF, ..]
        | [0xEF, 0xBF, 0xBE | 0xBF, ..] => true,
        _ => false,
    };
    !(0..count).any(is_doubtful)
}
