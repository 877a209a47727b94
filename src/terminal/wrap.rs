//! Sentences on lines of so many columns. Words are whole, so that addresses and names can be copied.

use textwrap::{Options, WordSeparator, WordSplitter};

use super::text::Text;
use super::visible::visible;

fn options(width: usize) -> Options<'static> {
    Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false)
}

/// Returns a paragraph of foreign text, each line closed; `first` and `next` stand before its lines.
pub fn filled(text: &str, width: usize, first: &str, next: &str) -> Text {
    let (text, first, next) = (visible(text), visible(first), visible(next));
    let options = options(width).initial_indent(&first).subsequent_indent(&next);
    Text::drawn(textwrap::fill(&text, options) + "\n")
}

/// Returns the lines of foreign text, broken between words, after hyphens, or else anywhere.
pub fn wrapped(text: &str, width: usize) -> Vec<Text> {
    let text = visible(text);
    textwrap::wrap(&text, width.max(1)).into_iter().map(|line| Text::drawn(line.into_owned())).collect()
}
