//! Block scalars: `|` and `>`.

use super::reader::Reader;
use super::{Sure, Unsure};
use crate::yaml::go_yaml;

/// The line breaks that are kept at the end of a block scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// One.
    Clip,
    /// None: `-`.
    Strip,
    /// All: `+`.
    Keep,
}

impl Reader<'_, '_> {
    /// Reads the block scalar whose `|` or `>` is here.
    pub(super) fn block_scalar(&mut self) -> Sure<()> {
        let start = self.at;
        let is_folded = self.byte(start) == b'>';
        let chomping = match self.byte(start + 1) {
            b'-' => Chomping::Strip,
            b'+' => Chomping::Keep,
            _ => Chomping::Clip,
        };
        self.at += if chomping == Chomping::Clip { 1 } else { 2 };
        self.end_line()?;
        let indent = self.content_indent()?;
        let breaks = self.content(indent, is_folded)?;
        let kept = match chomping {
            Chomping::Strip => 0,
            Chomping::Clip => 1,
            Chomping::Keep => breaks,
        };
        self.break_lines(kept);
        let end = go_yaml::block_end(self.text, start, self.at);
        let (span, bare) = (self.span(start, end), self.span(start, start));
        self.builder.scalar(span, bare, &self.scratch, false);
        Ok(())
    }

    /// Returns the blanks before the first line of the text: more than before what holds it, and no fewer than those of
    /// the empty lines before.
    fn content_indent(&self) -> Sure<usize> {
        let outer = self.levels.last().ok_or(Unsure)?.indent;
        let (mut at, mut most) = (self.at, 0);
        loop {
            let blanks = self.blanks(at);
            if at + blanks == self.text.len() || blanks <= outer && self.byte(at + blanks) != b'\n' {
                return Err(Unsure);
            }
            match self.byte(at + blanks) {
                b'\n' => (at, most) = (at + blanks + 1, most.max(blanks)),
                b'\t' => return Err(Unsure),
                _ => return if blanks < most { Err(Unsure) } else { Ok(blanks) },
            }
        }
    }

    /// Reads the lines of the text into the scratch, without the line breaks behind the last; returns their number.
    fn content(&mut self, indent: usize, is_folded: bool) -> Sure<usize> {
        self.scratch.clear();
        let mut breaks = 0;
        while self.at < self.text.len() {
            let (blanks, end) = (self.blanks(self.at), self.line_end(self.at));
            if self.at + blanks >= end && blanks <= indent {
                breaks += 1;
            } else if blanks < indent {
                break;
            } else {
                let line = &self.text[self.at + indent..end];
                if is_folded && line.starts_with([' ', '\t']) {
                    return Err(Unsure);
                }
                if is_folded && !self.scratch.is_empty() {
                    self.fold(breaks);
                } else {
                    self.break_lines(breaks);
                }
                self.scratch.push_str(line);
                breaks = 1;
            }
            self.at = (end + 1).min(self.text.len());
        }
        Ok(breaks)
    }

    /// Puts so many line breaks into a text whose lines are joined.
    pub(super) fn fold(&mut self, breaks: usize) {
        if breaks == 1 {
            self.scratch.push(' ');
        } else {
            self.break_lines(breaks - 1);
        }
    }

    fn break_lines(&mut self, count: usize) {
        for _ in 0..count {
            self.scratch.push('\n');
        }
    }
}
