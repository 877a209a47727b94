//! Boxes and arrows made of characters. Knows widths of text in columns, and nothing of containers.

use textwrap::WordSeparator;
use textwrap::core::display_width;

use crate::terminal::{Paint, Text, shown};

/// The lines that a box is drawn with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Thick lines, for what stands in the middle.
    Heavy,
    /// Thin lines.
    Light,
}

impl Style {
    /// Top left, top right, bottom left, bottom right, across, down.
    const fn signs(self) -> [&'static str; 6] {
        match self {
            Self::Heavy => ["┏", "┓", "┗", "┛", "━", "┃"],
            Self::Light => ["┌", "┐", "└", "┘", "─", "│"],
        }
    }
}

/// A box of `width` columns and at least `height` rows, borders included, its lines in the middle of it. Each line
/// comes with what `text` paints it with; `edge` paints the borders.
pub(super) fn boxed(
    lines: &[(String, Paint)],
    width: usize,
    height: usize,
    style: Style,
    edge: &dyn Fn(&str) -> Text,
    text: &dyn Fn(&str, Paint) -> Text,
) -> Vec<Text> {
    let [top_left, top_right, bottom_left, bottom_right, across, down] = style.signs();
    let across = across.repeat(width - 2);
    let rows = height.saturating_sub(2).max(lines.len());
    let above = (rows - lines.len()) / 2;
    let side = edge(down);
    let mut drawn = vec![edge(&format!("{top_left}{across}{top_right}"))];
    for row in 0..rows {
        let line = row.checked_sub(above).and_then(|row| lines.get(row));
        let (words, code) = line.map_or(("", Paint::Plain), |(words, code)| (words.as_str(), *code));
        let space = " ".repeat((width - 4).saturating_sub(display_width(words)));
        drawn.push(shown!("{} {}{} {}", side, text(words, code), space, side));
    }
    drawn.push(edge(&format!("{bottom_left}{across}{bottom_right}")));
    drawn
}

/// A labelled arrow across `width` columns: `─ volume html ──────▶`, the label above the line where there is no room
/// in it. `rightward` is where it points; `None` draws a dotted line that points nowhere.
pub(super) fn connected(label: &str, width: usize, rightward: Option<bool>) -> Vec<String> {
    let stroke = if rightward.is_some() { "─" } else { "╌" };
    let arrow = |line: String| match rightward {
        Some(true) => format!("{line}▶"),
        Some(false) => format!("◀{line}"),
        None => format!("{line}{stroke}"),
    };
    let room = width - 1;
    let wide = display_width(label);
    if label.is_empty() {
        return vec![arrow(stroke.repeat(room))];
    }
    // Two strokes and two spaces besides the label.
    if wide + 4 <= room {
        let (before, behind) = if rightward == Some(false) { (room - wide - 3, 1) } else { (1, room - wide - 3) };
        return vec![arrow(format!("{} {label} {}", stroke.repeat(before), stroke.repeat(behind)))];
    }
    // `localhost:5432` comes apart before its port.
    let apart = match label.split_once(':') {
        Some((name, port)) if !name.ends_with(' ') => format!("{name} :{port}"),
        _ => label.to_owned(),
    };
    let mut lines: Vec<String> =
        textwrap::wrap(&apart, textwrap::Options::new(width - 2).word_separator(WordSeparator::AsciiSpace))
            .into_iter()
            .map(|line| format!(" {}{}", line.trim(), " ".repeat(width - 1 - display_width(line.trim()))))
            .collect();
    lines.push(arrow(stroke.repeat(room)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_keep_their_width_and_their_label() {
        assert_eq!(connected("html", 12, Some(true)), ["─ html ────▶"]);
        assert_eq!(connected("html", 12, Some(false)), ["◀──── html ─"]);
        assert_eq!(connected("its name", 14, None), ["╌ its name ╌╌╌"]);
        assert_eq!(
            connected("volume shared-logs", 10, Some(true)),
            [" volume   ", " shared-  ", " logs     ", "─────────▶"]
        );
        assert_eq!(connected("localhost:5432", 11, Some(true))[1], " :5432     ");
        for label in ["", "日本語の名前", "a-very-long-name-without-an-end"] {
            for line in connected(label, 10, Some(false)) {
                assert_eq!(display_width(&line), 10, "{line}");
            }
        }
    }
}
