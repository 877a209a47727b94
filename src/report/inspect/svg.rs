//! A picture for documents and browsers: one self-contained SVG with all Pods, one below the other.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Inspected;
use super::picture::{Arrow, Drawing, Group, Main, caption};
use crate::composition::{Member, Role};

/// Measures in pixels.
const WIDTH: usize = 760;
const MARGIN: usize = 20;
const LEFT: usize = 220;
const RIGHT: usize = 260;
const BOX: usize = 56;
const GAP: usize = 14;
const LINE: usize = 18;

const STYLE: &str = "text{font:13px ui-sans-serif,system-ui,sans-serif;fill:#0f172a}.n{font-weight:600}.t{font-size:16px;font-weight:600}\
.s{fill:#475569;font-size:12px}.l{fill:#334155;font-size:11px}.a{stroke:#475569;stroke-width:1.4;fill:none}\
.pod{fill:#fff;stroke:#cbd5e1}.group{fill:#f8fafc;stroke:#cbd5e1;stroke-dasharray:5 4}.warn{fill:#b45309;font-size:12px}";

pub(super) fn write(pods: &[Inspected], out: &mut dyn Write) -> io::Result<()> {
    let mut body = String::new();
    let mut top = MARGIN;
    for pod in pods {
        // Writing to a String cannot fail.
        let _ = draw(&Drawing::of(pod), &mut top, &mut body);
        top += MARGIN;
    }
    let height = top.max(40);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n\
         <title>What these Pods are made of</title>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">\
         <path d=\"M0 0L8 4L0 8z\" fill=\"#475569\"/></marker></defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>"
    )
}

fn draw(drawing: &Drawing<'_>, top: &mut usize, body: &mut String) -> std::fmt::Result {
    let begin = *top;
    let mut inner = String::new();
    *top += 26;
    text(&mut inner, MARGIN + 14, *top, "t", &drawing.title)?;
    *top += LINE + 2;
    let patterns = if drawing.patterns.is_empty() { "no pattern".to_owned() } else { drawing.patterns.join(", ") };
    text(&mut inner, MARGIN + 14, *top, "s", &patterns)?;
    if !drawing.before.is_empty() {
        for (at, line) in folded(&before(drawing), 104).into_iter().enumerate() {
            *top += LINE;
            text(&mut inner, MARGIN + 14 + if at > 0 { 12 } else { 0 }, *top, "s", &line)?;
        }
    }
    *top += 14;
    for group in &drawing.groups {
        let from = *top;
        let mut boxes = String::new();
        *top += GAP;
        grouped(group, top, &mut boxes)?;
        if drawing.groups.len() > 1 {
            let (x, width, height) = (MARGIN + 8, WIDTH - 2 * MARGIN - 16, *top - from);
            writeln!(
                inner,
                "<rect class=\"group\" x=\"{x}\" y=\"{from}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
            )?;
        }
        inner.push_str(&boxes);
        *top += GAP;
    }
    for sentence in &drawing.sentences {
        for line in folded(sentence, 104) {
            *top += LINE;
            text(&mut inner, MARGIN + 14, *top, "warn", &line)?;
        }
    }
    *top += 14;
    let (width, height) = (WIDTH - 2 * MARGIN, *top - begin);
    writeln!(
        body,
        "<rect class=\"pod\" x=\"{MARGIN}\" y=\"{begin}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>\n{inner}"
    )
}

fn before(drawing: &Drawing<'_>) -> String {
    let step = |member: &&Member| match &member.function {
        Some(function) => format!("{} ({function})", member.name),
        None => member.name.clone(),
    };
    format!("first: {}", drawing.before.iter().map(step).collect::<Vec<_>>().join(", then "))
}

fn grouped(group: &Group<'_>, top: &mut usize, body: &mut String) -> std::fmt::Result {
    for main in &group.mains {
        beside(main, top, body)?;
        *top += GAP;
    }
    Ok(())
}

fn beside(main: &Main<'_>, top: &mut usize, body: &mut String) -> std::fmt::Result {
    let (left, right) = (MARGIN + 20, WIDTH - MARGIN - 20 - RIGHT);
    let heights: Vec<usize> = main.helpers.iter().map(|helper| BOX.max(helper.arrows.len() * LINE + 16)).collect();
    let all: usize = heights.iter().map(|height| height + GAP).sum::<usize>().saturating_sub(GAP).max(BOX);
    boxed(body, main.member, left, *top, LEFT, all)?;
    let mut y = *top;
    for (helper, height) in main.helpers.iter().zip(heights) {
        boxed(body, helper.member, right, y, RIGHT, height)?;
        let count = helper.arrows.len();
        for (at, arrow) in helper.arrows.iter().enumerate() {
            let middle = y + height * (2 * at + 1) / (2 * count) + 5;
            link(body, arrow, left + LEFT, right, middle)?;
        }
        y += height + GAP;
    }
    *top += all;
    Ok(())
}

fn boxed(body: &mut String, member: &Member, x: usize, y: usize, width: usize, height: usize) -> std::fmt::Result {
    let (fill, stroke, thick) = look(member.role);
    writeln!(
        body,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{thick}\"/>"
    )?;
    let middle = y + height / 2;
    text(body, x + 12, middle.saturating_sub(4), "n", &cut(&member.name, width / 8))?;
    text(body, x + 12, middle + 14, "s", &cut(&caption(member), width / 7))
}

fn link(body: &mut String, arrow: &Arrow, from: usize, to: usize, y: usize) -> std::fmt::Result {
    let ends = if arrow.inward { "marker-start" } else { "marker-end" };
    writeln!(body, "<path class=\"a\" d=\"M{} {y}H{}\" {ends}=\"url(#head)\"/>", from + 3, to - 3)?;
    let middle = usize::midpoint(from, to);
    let label = escaped(&cut(&arrow.label, 32));
    writeln!(body, "<text class=\"l\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", y - 4)
}

fn text(body: &mut String, x: usize, y: usize, class: &str, text: &str) -> std::fmt::Result {
    writeln!(body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text))
}

const fn look(role: Role) -> (&'static str, &'static str, &'static str) {
    match role {
        Role::Main => ("#dbeafe", "#1d4ed8", "2.4"),
        Role::Sidecar => ("#dcfce7", "#15803d", "1.2"),
        Role::Ambassador => ("#f3e8ff", "#7e22ce", "1.2"),
        Role::Adapter => ("#fef9c3", "#a16207", "1.2"),
        Role::LeaderElection | Role::WorkQueue => ("#e0e7ff", "#4338ca", "1.2"),
        Role::Init => ("#f1f5f9", "#64748b", "1.2"),
    }
}

/// At most so many characters.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// Lines of about so many characters, broken between words.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(last) =
            lines.last_mut().filter(|last| last.is_empty() || last.chars().count() + word.chars().count() < width)
        {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(&cut(word, width));
        } else {
            lines.push(cut(word, width));
        }
    }
    lines
}

/// Text for XML, without characters that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
