//! Markdown on a terminal: the little of it that rule pages use. Texts on lines that every terminal has room for.

use std::mem;

use textwrap::{WordSeparator, WordSplitter};

/// The columns that a line may take.
pub(super) const WIDTH: usize = 80;

/// The page as it is shown, its sentences on lines of at most [`WIDTH`] columns. Without a terminal it stays Markdown,
/// which every other reader understands.
pub(super) fn render(markdown: &str, terminal: bool) -> String {
    let (mut page, mut sentences, mut code) = (String::new(), String::new(), false);
    for line in markdown.trim_end().lines() {
        let fence = line.starts_with("```");
        if !(code || fence || line.is_empty() || line.starts_with(['#', '-'])) {
            sentences.extend([line, " "]);
            continue;
        }
        page += &filled(&mut sentences);
        code ^= fence;
        let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("# "));
        page += &match heading {
            _ if !terminal && (code || fence || heading.is_some()) => format!("{line}\n"),
            _ if fence => (if code { "" } else { "\n" }).to_owned(),
            _ if code => format!("    \x1b[36m{line}\x1b[0m\n"),
            Some(heading) => format!("\x1b[1m{heading}\x1b[0m\n"),
            None if line.is_empty() && page.ends_with("\n\n") => String::new(),
            None => wrapped(line, "", "  "),
        };
    }
    page += &filled(&mut sentences);
    page.truncate(page.trim_end().len());
    page + "\n"
}

/// What was gathered of a paragraph, as a paragraph.
fn filled(sentences: &mut String) -> String {
    let text = mem::take(sentences);
    if text.is_empty() { text } else { wrapped(text.trim_end(), "", "") }
}

/// A text on lines of at most [`WIDTH`] columns. Words are whole, so that addresses and names can be copied.
pub(super) fn wrapped(text: &str, first: &str, next: &str) -> String {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(next)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options) + "\n"
}
