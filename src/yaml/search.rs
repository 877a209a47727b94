//! Searches that look at eight bytes at a time. Most of a manifest is blanks and text between few signs.

/// Eight bytes that are all one.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is less than a limit of at most 128. Above the first such byte there may be others
/// that are not.
const fn less(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(each(limit)) & !word & each(0x80)
}

/// Returns the offset, from another one on, of the first control character or one of some signs; the length of the text if
/// there is none.
pub(super) fn sign<const N: usize>(text: &[u8], from: usize, signs: [u8; N]) -> usize {
    let (words, _) = text[from..].as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = signs.iter().fold(less(word, 0x20), |found, &sign| found | less(word ^ each(sign), 1));
        if found != 0 {
            return from + at * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let rest = from + words.len() * 8;
    let is_one = |byte: &u8| *byte < 0x20 || signs.contains(byte);
    text[rest..].iter().position(is_one).map_or(text.len(), |at| rest + at)
}

/// Returns the number of spaces from an offset on.
pub(super) fn spaces(text: &[u8], from: usize) -> usize {
    if text.get(from) != Some(&b' ') {
        return 0;
    }
    let (words, rest) = text[from..].as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let other = u64::from_le_bytes(*word) ^ each(b' ');
        if other != 0 {
            return at * 8 + other.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().take_while(|&&byte| byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_spaces_are_found_wherever_they_stand() {
        let text: String = (0..40).map(|at| if at % 3 == 0 { 'é' } else { 'x' }).collect();
        for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
            for sign_of_some in [":", "\"", "\n", "\t", "\u{1f}"] {
                let mut text = text.clone();
                text.insert_str(at, sign_of_some);
                text.push('"');
                for from in (0..=at).filter(|&from| text.is_char_boundary(from)) {
                    assert_eq!(sign(text.as_bytes(), from, [b':', b'"']), at, "{text:?} from {from}");
                }
            }
            let blank = format!("{}{}x ", &text[..at], " ".repeat(at));
            assert_eq!(spaces(blank.as_bytes(), at), at);
        }
        assert_eq!((sign(b"abcdefghij", 3, [b':']), sign(b"", 0, [b':'])), (10, 0));
        assert_eq!((spaces(b"         ", 0), spaces(b"", 0)), (9, 0));
    }
}
