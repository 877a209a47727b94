//! The lines of a text in YAML by their indentation: which line the field of another is in. Works for templates, which are
//! no YAML before they are rendered, as for what is made of them.

/// The lines of a text, without those that say nothing.
#[derive(Debug)]
pub(super) struct Outline<L> {
    pub(super) lines: Vec<Outlined<L>>,
}

/// A line of an outline.
#[derive(Debug)]
pub(super) struct Outlined<L> {
    /// The text of the line, as far as it matters.
    pub(super) content: L,
    /// The number of the document, from 0.
    pub(super) document: usize,
    /// The line that it is inside of.
    pub(super) parent: Option<usize>,
    rank: usize,
}

/// The line between two documents.
pub(super) const SEPARATOR: &str = "---";

impl<L> Outline<L> {
    /// Puts lines in order. `texts` are the literal beginnings of the lines, with their indentation, and what they say;
    /// comments are inside of other lines, and none is inside of them.
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = (&'t str, L)>) -> Self {
        let (mut lines, mut open): (Vec<Outlined<L>>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut document = 0;
        for (text, content) in texts {
            let inner = text.trim_start_matches(' ');
            if is_separator(text) {
                document += usize::from(!lines.is_empty());
                open.clear();
            } else {
                // An item is inside of a key with the same indentation.
                let is_item = inner.starts_with("- ") || inner.trim_end() == "-";
                let rank = 2 * (text.len() - inner.len()) + usize::from(is_item);
                while open.last().is_some_and(|last| lines[*last].rank >= rank) {
                    open.pop();
                }
                let parent = open.last().copied();
                if !inner.starts_with('#') {
                    open.push(lines.len());
                }
                lines.push(Outlined { content, document, parent, rank });
            }
        }
        Self { lines }
    }
}

/// Returns true if a line stands between two documents.
pub(super) fn is_separator(line: &str) -> bool {
    line.strip_prefix(SEPARATOR).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

impl<L> Outlined<L> {
    /// Returns how far to the right it stands; equal lines of a template and of what is made of it are equally far.
    pub(super) const fn rank(&self) -> usize {
        self.rank
    }
}
