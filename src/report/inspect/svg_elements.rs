//! The elements of an SVG: boxes, lines, texts, their looks on light and dark pages, and how wide a text is. Knows
//! nothing of containers.

use std::borrow::Cow;
use std::fmt::Write as _;

use textwrap::core::display_width;

use super::line::Line;
use crate::terminal::visible;

/// Styles by class, on a light page.
pub(in crate::report) const LIGHT: &str = "\
text{font:12px ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#1e293b}\
.t{font-size:15px;font-weight:600}.n{font-size:13px;font-weight:600}.s{font-size:11px;fill:#475569}.m{font-size:11px;fill:#475569}\
.l{font-size:11px;fill:#334155}.w{font-size:12px;fill:#9a3412}.a{stroke:#64748b;stroke-width:1.4;fill:none}.d{stroke-dasharray:2 4}.p{stroke-width:3}\
.h{fill:#64748b}.pod{fill:#fff;stroke:#cbd5e1}.group{fill:#f8fafc;stroke:#cbd5e1;stroke-dasharray:5 4}.outer{fill:#f1f5f9;stroke:#94a3b8}\
.main{fill:#dbeafe;stroke:#2563eb;stroke-width:2}.sidecar{fill:#dcfce7;stroke:#16a34a}.ambassador{fill:#f3e8ff;stroke:#9333ea}\
.adapter{fill:#fef9c3;stroke:#ca8a04}.coordination{fill:#e0e7ff;stroke:#4f46e5}.init{fill:#f1f5f9;stroke:#94a3b8}";

/// The styles that differ on a dark page.
pub(in crate::report) const DARK: &str = "\
text{fill:#e2e8f0}.s{fill:#cbd5e1}.m{fill:#cbd5e1}.l{fill:#cbd5e1}.w{fill:#fdba74}.a{stroke:#94a3b8}\
.h{fill:#94a3b8}.pod{fill:#0f172a;stroke:#334155}.group{fill:#131c31;stroke:#475569}.outer{fill:#1e293b;stroke:#64748b}\
.main{fill:#172554;stroke:#60a5fa}.sidecar{fill:#052e16;stroke:#4ade80}.ambassador{fill:#2e1065;stroke:#c084fc}\
.adapter{fill:#3f2d04;stroke:#facc15}.coordination{fill:#1e1b4b;stroke:#818cf8}.init{fill:#1e293b;stroke:#64748b}";

/// The head of an arrow, which lines refer to.
pub(in crate::report) const HEAD: &str = "<marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">\
<path class=\"h\" d=\"M0 0L8 4L0 8z\"/></marker>";

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Area {
    pub(super) const fn right(self) -> usize {
        self.x + self.width
    }

    pub(super) const fn bottom(self) -> usize {
        self.y + self.height
    }

    pub(super) const fn middle(self) -> usize {
        self.y + self.height / 2
    }
}

/// The end of an arrow that has a head.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// At the end of the line.
    End,
    /// At its start.
    Start,
    /// Nowhere: the line is dotted.
    None,
}

/// The elements drawn so far.
#[derive(Default)]
pub(super) struct Elements(pub(super) String);

impl Elements {
    pub(super) fn area(&mut self, class: &str, area: Area, radius: usize) {
        let Area { x, y, width, height } = area;
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>"
        ));
    }

    pub(super) fn text(&mut self, class: &str, x: usize, y: usize, text: &str) {
        let text = escaped(text);
        self.put(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    }

    pub(super) fn centred(&mut self, class: &str, x: usize, y: usize, text: &str) {
        self.anchored(class, (x, y), "middle", text);
    }

    /// A text that ends at `x`.
    pub(super) fn ending(&mut self, class: &str, x: usize, y: usize, text: &str) {
        self.anchored(class, (x, y), "end", text);
    }

    fn anchored(&mut self, class: &str, (x, y): (usize, usize), anchor: &str, text: &str) {
        let text = escaped(text);
        self.put(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"));
    }

    /// A line between two points, bent where they are not level.
    pub(super) fn line(&mut self, from: (usize, usize), to: (usize, usize), head: Head) {
        self.path(&curve(from, to), if head == Head::None { "a d" } else { "a" }, head);
    }

    /// A line from a container to what it connects to.
    pub(super) fn outward(&mut self, from: (usize, usize), to: (usize, usize), line: Line) {
        let class = match line {
            Line::Plain => "a",
            Line::Dashed => "a d",
            Line::Thick => "a p",
        };
        self.path(&curve(from, to), class, Head::End);
    }

    /// A line down, across and to where it ends.
    pub(super) fn bent(&mut self, (x, y): (usize, usize), lane: usize, (to_x, to_y): (usize, usize), head: Head) {
        let class = if head == Head::None { "a d" } else { "a" };
        self.path(&format!("M{x} {y}V{lane}H{to_x}V{to_y}"), class, head);
    }

    fn path(&mut self, path: &str, class: &str, head: Head) {
        let mark = match head {
            Head::End => " marker-end=\"url(#head)\"",
            Head::Start => " marker-start=\"url(#head)\"",
            Head::None => "",
        };
        self.put(format_args!("<path class=\"{class}\" d=\"{path}\"{mark}/>"));
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{element}");
    }

    /// The whole document of that size. The page may be dark: colours follow it.
    pub(super) fn document(&self, title: &str, width: usize, height: usize) -> String {
        let title = escaped(title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
             <title>{title}</title>\n<style>{LIGHT}@media(prefers-color-scheme:dark){{{DARK}}}</style>\n<defs>{HEAD}</defs>\n{}</svg>\n",
            self.0
        )
    }

    /// The element of that size in a page with the styles and the head of arrows.
    pub(super) fn element(&self, title: &str, width: usize, height: usize) -> String {
        let title = escaped(title);
        format!(
            "<svg class=\"picture\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-label=\"{title}\">\n{}</svg>\n",
            self.0
        )
    }
}

/// Returns the path between two points, a curve where they are not level.
fn curve((x, y): (usize, usize), (to_x, to_y): (usize, usize)) -> String {
    if y == to_y || x == to_x {
        return format!("M{x} {y}L{to_x} {to_y}");
    }
    let middle = usize::midpoint(x, to_x);
    format!("M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}")
}

/// Returns about how many pixels a text takes at a size, rather more than less: fonts differ.
pub(super) fn width(text: &str, size: usize) -> usize {
    let hundredths = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '|' | '!' | '(' | ')' | '[' | ']' | '\'' | ' ' => {
            42
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 95,
        'A'..='Z' | '0'..='9' | '_' | '#' | '&' => 70,
        _ if c.is_ascii() => 62,
        _ => 60 * display_width(c.encode_utf8(&mut [0; 4])).max(1),
    };
    visible(text).chars().map(hundredths).sum::<usize>() * size / 100
}

/// Returns lines of about so many pixels, broken between words, after hyphens, or else anywhere.
pub(super) fn folded(text: &str, pixels: usize, size: usize) -> Vec<String> {
    if width(text, size) <= pixels {
        return vec![text.to_owned()];
    }
    let columns = (pixels * 100 / (size * 60)).max(8);
    textwrap::wrap(text, columns).into_iter().map(Cow::into_owned).collect()
}

/// Text for XML, without characters that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
