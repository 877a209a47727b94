//! A picture for documents and browsers: one self-contained SVG with all Pods, one below the other.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::Inspected;
use super::picture::{Arrow, Drawing, Group, Helper, Main, captions, ports};
use crate::composition::{Member, Role};
use crate::terminal::visible;

/// Measures in pixels.
const WIDTH: usize = 960;
const MARGIN: usize = 20;
const MAIN: usize = 200;
const HELPER: usize = 210;
const BETWEEN: usize = 130;
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
        for (at, line) in folded(&before(drawing), 130).into_iter().enumerate() {
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
        for line in folded(sentence, 130) {
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

/// A main container with its helpers at both hands: what feeds or asks it at its left, what it feeds or asks at its
/// right.
fn beside(main: &Main<'_>, top: &mut usize, body: &mut String) -> std::fmt::Result {
    let (before, behind): (Vec<&Helper<'_>>, Vec<&Helper<'_>>) =
        main.helpers.iter().partition(|helper| helper.comes_before());
    let all = [&before, &behind].map(|side| stack(side)).into_iter().max().unwrap_or(0).max(height(main.member, 0));
    let left = MARGIN + 20;
    let middle = if before.is_empty() { left } else { left + HELPER + BETWEEN };
    boxed(body, main.member, middle, *top, MAIN, all)?;
    let mut y = *top;
    for helper in before {
        y = beside_one(body, helper, (left, left + HELPER, middle), y, true)?;
    }
    y = *top;
    for helper in behind {
        let x = middle + MAIN + BETWEEN;
        y = beside_one(body, helper, (x, middle + MAIN, x), y, false)?;
    }
    *top += all;
    Ok(())
}

/// One helper, and its arrows between two x; answers where the next one begins.
fn beside_one(
    body: &mut String,
    helper: &Helper<'_>,
    (x, from, to): (usize, usize, usize),
    y: usize,
    main_at_right: bool,
) -> Result<usize, std::fmt::Error> {
    let used = spaces(helper);
    let height = height(helper.member, used);
    boxed(body, helper.member, x, y, HELPER, height)?;
    let mut at = y + (height - used) / 2;
    for arrow in &helper.arrows {
        at += space(arrow);
        link(body, arrow, (from, to), at - 6, arrow.inward == main_at_right)?;
    }
    Ok(y + height + GAP)
}

/// The height of a stack of helpers.
fn stack(helpers: &[&Helper<'_>]) -> usize {
    let heights = helpers.iter().map(|helper| height(helper.member, spaces(helper)) + GAP);
    heights.sum::<usize>().saturating_sub(GAP)
}

/// The height of a box with all its lines, beside arrows of that height.
fn height(member: &Member, arrows: usize) -> usize {
    (lines(member, HELPER.min(MAIN)).len() * LINE + 20).max(arrows + 12)
}

/// The height that all arrows of a helper take.
fn spaces(helper: &Helper<'_>) -> usize {
    helper.arrows.iter().map(space).sum()
}

/// The height an arrow takes with the lines of its label.
fn space(arrow: &Arrow) -> usize {
    folded(&arrow.label, BETWEEN / 7).len() * 13 + 12
}

/// What stands in a box, each line with its class.
fn lines(member: &Member, width: usize) -> Vec<(String, &'static str)> {
    let name = if member.name.is_empty() { "(no name)" } else { &member.name };
    let mut lines: Vec<(String, &'static str)> =
        folded(name, (width - 24) / 8).into_iter().map(|line| (line, "n")).collect();
    let room = (width - 24) / 7;
    lines.extend(captions(member, room).iter().flat_map(|part| folded(part, room)).map(|line| (line, "s")));
    lines.extend(ports(member).into_iter().map(|line| (line, "s")));
    lines
}

fn boxed(body: &mut String, member: &Member, x: usize, y: usize, width: usize, height: usize) -> std::fmt::Result {
    let (fill, stroke, thick) = look(member.role);
    writeln!(
        body,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{thick}\"/>"
    )?;
    let lines = lines(member, width);
    let mut at = y + height.saturating_sub(lines.len() * LINE) / 2;
    for (line, class) in lines {
        at += LINE;
        text(body, x + 12, at - 4, class, &line)?;
    }
    Ok(())
}

fn link(body: &mut String, arrow: &Arrow, (from, to): (usize, usize), y: usize, rightward: bool) -> std::fmt::Result {
    let line = match (arrow.flows, rightward) {
        (false, _) => "stroke-dasharray=\"3 4\"",
        (true, true) => "marker-end=\"url(#head)\"",
        (true, false) => "marker-start=\"url(#head)\"",
    };
    writeln!(body, "<path class=\"a\" d=\"M{} {y}H{}\" {line}/>", from + 3, to - 3)?;
    let middle = usize::midpoint(from, to);
    let label = folded(&arrow.label, BETWEEN / 7);
    for (at, line) in label.iter().rev().enumerate() {
        let line = escaped(line);
        writeln!(
            body,
            "<text class=\"l\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{line}</text>",
            y - 4 - at * 13
        )?;
    }
    Ok(())
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

/// Lines of about so many characters, broken between words, after hyphens, or else anywhere.
fn folded(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, width).into_iter().map(Cow::into_owned).collect()
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
