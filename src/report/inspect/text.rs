//! A picture for the terminal, 80 columns wide. Things flow from left to right: what feeds or asks main stands at its
//! left, what main feeds or asks at its right. Labels are wrapped, never cut.

use std::borrow::Cow;
use std::io;

use textwrap::core::display_width;

use super::Inspected;
use super::boxes::{self, boxed, connected};
use super::picture::{Drawing, Group, Helper, Main, captions, ports};
use crate::composition::{Member, Role};
use crate::terminal::{Output, Paint, Style, Text, shown, visible};

const WIDTH: usize = 80;
/// Columns at the left of everything.
const INDENT: &str = "  ";

/// How wide the boxes and the space between them are.
struct Columns {
    main: usize,
    gap: usize,
    helper: usize,
}

/// With helpers at one side: 2 + 26 + 22 + 30 = 80; at both: 2 + 20 + 11 + 16 + 11 + 20 = 80.
const ONE_SIDE: Columns = Columns { main: 26, gap: 22, helper: 30 };
const BOTH_SIDES: Columns = Columns { main: 16, gap: 11, helper: 20 };

/// The colour of a role.
const fn paint_of(role: Role) -> Paint {
    match role {
        Role::Main => Paint::Bold,
        Role::Sidecar => Paint::Cyan,
        Role::Ambassador => Paint::Magenta,
        Role::Adapter => Paint::Yellow,
        Role::LeaderElection | Role::WorkQueue => Paint::Blue,
        Role::Init => Paint::Dim,
    }
}

pub(super) fn write(pods: &[Inspected], out: &mut Output<'_>) -> io::Result<()> {
    let paint = out.style();
    for (at, pod) in pods.iter().enumerate() {
        if at > 0 {
            out.show("\n")?;
        }
        let drawing = Drawing::of(pod);
        head(pod, &drawing, paint, out)?;
        for (at, group) in drawing.groups.iter().enumerate() {
            if at > 0 {
                out.show(shown!("{}{}\n", INDENT, paint.paint(Paint::Dim, Text::line("╌".repeat(WIDTH - 4)))))?;
            }
            draw(group, paint, out)?;
        }
        for sentence in &drawing.sentences {
            for (at, line) in wrapped(sentence, WIDTH - 4).into_iter().enumerate() {
                out.show(shown!("{}{}{}\n", INDENT, if at == 0 { "→ " } else { "  " }, line))?;
            }
        }
    }
    Ok(())
}

/// The object and its file, on one line where they fit; the patterns; what runs before the others.
fn head(pod: &Inspected, drawing: &Drawing<'_>, paint: Style, out: &mut Output<'_>) -> io::Result<()> {
    let (title, file) = (clean(&drawing.title), clean(&pod.file));
    let (wide, needs) = (display_width(&title), display_width(&file));
    if wide + 2 + needs <= WIDTH {
        let space = " ".repeat(WIDTH - wide - needs);
        let (title, file) = (paint.paint(Paint::Bold, Text::line(title)), paint.paint(Paint::Dim, Text::line(file)));
        out.show(shown!("{}{}{}\n", title, space, file))?;
    } else {
        for line in wrapped(&title, WIDTH).iter().map(Text::line) {
            out.show(shown!("{}\n", paint.paint(Paint::Bold, line)))?;
        }
        for line in wrapped(&file, WIDTH - 2).iter().map(Text::line) {
            out.show(shown!("{}{}\n", INDENT, paint.paint(Paint::Dim, line)))?;
        }
    }
    let patterns = if drawing.patterns.is_empty() { "no pattern".to_owned() } else { drawing.patterns.join(", ") };
    out.show(shown!("{}{}\n", INDENT, patterns))?;
    if drawing.before.is_empty() {
        return Ok(());
    }
    let steps: Vec<String> = drawing
        .before
        .iter()
        .map(|member| match &member.function {
            Some(function) => format!("{} ({function})", member.name),
            None => member.name.clone(),
        })
        .collect();
    for line in wrapped(&format!("first: {}", steps.join(", then ")), WIDTH - 4).iter().map(Text::line) {
        out.show(shown!("{}{}\n", INDENT, paint.paint(Paint::Dim, line)))?;
    }
    Ok(())
}

fn draw(group: &Group<'_>, paint: Style, out: &mut Output<'_>) -> io::Result<()> {
    for main in &group.mains {
        for line in around(main, paint) {
            let line = shown!("{}{}", INDENT, line).closed();
            out.show(line)?;
        }
    }
    Ok(())
}

/// A main container with its helpers at both hands.
fn around(main: &Main<'_>, paint: Style) -> Vec<Text> {
    let (before, behind): (Vec<&Helper<'_>>, Vec<&Helper<'_>>) =
        main.helpers.iter().partition(|helper| helper.comes_before());
    let columns = if before.is_empty() || behind.is_empty() { ONE_SIDE } else { BOTH_SIDES };
    let left = stacked(&before, &columns, true, paint);
    let right = stacked(&behind, &columns, false, paint);
    let middle = container(main.member, columns.main, left.len().max(right.len()), paint);
    let rows = middle.into_iter().enumerate();
    rows.map(|(at, middle)| {
        let beyond = if left.is_empty() { 0 } else { columns.helper + columns.gap };
        let from = left.get(at).cloned().unwrap_or_else(|| Text::line(" ".repeat(beyond)));
        let to = right.get(at).cloned().unwrap_or_default();
        shown!("{}{}{}", from, middle, to)
    })
    .collect()
}

/// Helpers one below the other, with the arrows between them and main, which stands at their right or left.
fn stacked(helpers: &[&Helper<'_>], columns: &Columns, main_at_right: bool, paint: Style) -> Vec<Text> {
    let mut rows = Vec::new();
    for helper in helpers {
        let mut between = vec![" ".repeat(columns.gap)];
        for arrow in &helper.arrows {
            let rightward = arrow.flows.then_some(arrow.inward == main_at_right);
            between.extend(connected(&clean(&arrow.label), columns.gap, rightward));
        }
        for (at, line) in container(helper.member, columns.helper, between.len() + 1, paint).into_iter().enumerate() {
            let between = between.get(at).cloned().unwrap_or_else(|| " ".repeat(columns.gap));
            rows.push(if main_at_right { shown!("{}{}", line, between) } else { shown!("{}{}", between, line) });
        }
    }
    rows
}

/// A container in a box: its name, what it is, its ports.
fn container(member: &Member, width: usize, height: usize, paint: Style) -> Vec<Text> {
    let name = if member.name.is_empty() { "(no name)" } else { &member.name };
    let mut lines: Vec<(String, Paint)> =
        wrapped(name, width - 4).into_iter().map(|line| (line, Paint::Bold)).collect();
    let captions = captions(member, width - 4);
    lines.extend(captions.iter().flat_map(|part| wrapped(part, width - 4)).map(|line| (line, Paint::Plain)));
    lines.extend(ports(member).iter().flat_map(|ports| wrapped(ports, width - 4)).map(|line| (line, Paint::Dim)));
    let style = if member.role == Role::Main { boxes::Style::Heavy } else { boxes::Style::Light };
    boxed(&lines, width, height, style, &|text| paint.paint(paint_of(member.role), Text::line(text)), &|text, code| {
        paint.paint(code, Text::line(text))
    })
}

/// The text without anything that would move the cursor.
fn clean(text: &str) -> String {
    visible(text).into_owned()
}

/// Lines of at most so many columns, broken between words, after hyphens, or else anywhere.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(&clean(text), width).into_iter().map(Cow::into_owned).collect()
}
