//! Markdown on a terminal: the little of it that rule pages use.

use std::mem;

use crate::terminal::{Paint, Style, Text, filled};

/// Returns a page as it is shown, its sentences on lines that fit. Without colours it stays Markdown, which every
/// reader understands.
pub(super) fn render(markdown: &str, style: Style) -> Text {
    let (mut page, mut sentences, mut code) = (Text::new(), String::new(), false);
    for line in markdown.trim_end().lines() {
        let fence = line.starts_with("```");
        if !(code || fence || line.is_empty() || line.starts_with(['#', '-'])) {
            sentences.extend([line, " "]);
            continue;
        }
        page += paragraph(&mut sentences, style);
        code ^= fence;
        let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("# "));
        match heading {
            _ if !style.colour && (code || fence || heading.is_some()) => page += closed(Text::line(line)),
            _ if fence => page += if code { "" } else { "\n" },
            _ if code => {
                page += "    ";
                page += closed(style.paint(Paint::Cyan, Text::line(line)));
            }
            Some(heading) => page += closed(style.paint(Paint::Bold, Text::line(heading))),
            None if line.is_empty() && page.as_str().ends_with("\n\n") => {}
            None => page += filled(line, style.width, "", "  "),
        }
    }
    page += paragraph(&mut sentences, style);
    page.closed()
}

fn closed(mut line: Text) -> Text {
    line += "\n";
    line
}

/// Returns the lines gathered so far as a paragraph.
fn paragraph(sentences: &mut String, style: Style) -> Text {
    let text = mem::take(sentences);
    if text.is_empty() { Text::new() } else { filled(text.trim_end(), style.width, "", "") }
}
