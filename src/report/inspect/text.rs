//! A picture for the terminal, 80 columns wide. Things flow from left to right: what feeds or asks main stands at its
//! left, what main feeds or asks at its right. Labels are wrapped, never cut.

use std::borrow::Cow;
use std::io::{self, Write};

use textwrap::core::display_width;

use super::Inspected;
use super::boxes::{Style, boxed, connected};
use super::picture::{Drawing, Group, Helper, Main, captions, ports};
use crate::composition::{Member, Role};

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

/// Colours by role, as ANSI codes.
struct Paint {
    on: bool,
}

impl Paint {
    fn role(&self, role: Role, text: &str) -> String {
        let code = match role {
            Role::Main => "1",
            Role::Sidecar => "36",
            Role::Ambassador => "35",
            Role::Adapter => "33",
            Role::LeaderElection | Role::WorkQueue => "34",
            Role::Init => "2",
        };
        self.code(code, text)
    }

    fn code(&self, code: &str, text: &str) -> String {
        if self.on && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

pub(super) fn write(pods: &[Inspected], colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint { on: colour };
    for (at, pod) in pods.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let drawing = Drawing::of(pod);
        head(pod, &drawing, &paint, out)?;
        for (at, group) in drawing.groups.iter().enumerate() {
            if at > 0 {
                writeln!(out, "{INDENT}{}", paint.code("2", &"╌".repeat(WIDTH - 4)))?;
            }
            draw(group, &paint, out)?;
        }
        for sentence in &drawing.sentences {
            for (at, line) in wrapped(sentence, WIDTH - 4).into_iter().enumerate() {
                writeln!(out, "{INDENT}{}{line}", if at == 0 { "→ " } else { "  " })?;
            }
        }
    }
    Ok(())
}

/// The object and its file, on one line where they fit; the patterns; what runs before the others.
fn head(pod: &Inspected, drawing: &Drawing<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let (title, file) = (clean(&drawing.title), clean(&pod.file));
    let (wide, needs) = (display_width(&title), display_width(&file));
    if wide + 2 + needs <= WIDTH {
        let space = " ".repeat(WIDTH - wide - needs);
        writeln!(out, "{}{space}{}", paint.code("1", &title), paint.code("2", &file))?;
    } else {
        for line in wrapped(&title, WIDTH) {
            writeln!(out, "{}", paint.code("1", &line))?;
        }
        for line in wrapped(&file, WIDTH - 2) {
            writeln!(out, "{INDENT}{}", paint.code("2", &line))?;
        }
    }
    let patterns = if drawing.patterns.is_empty() { "no pattern".to_owned() } else { drawing.patterns.join(", ") };
    writeln!(out, "{INDENT}{patterns}")?;
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
    for line in wrapped(&format!("first: {}", steps.join(", then ")), WIDTH - 4) {
        writeln!(out, "{INDENT}{}", paint.role(Role::Init, &line))?;
    }
    Ok(())
}

fn draw(group: &Group<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    for main in &group.mains {
        for line in around(main, paint) {
            writeln!(out, "{INDENT}{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// A main container with its helpers at both hands.
fn around(main: &Main<'_>, paint: &Paint) -> Vec<String> {
    let (before, behind): (Vec<&Helper<'_>>, Vec<&Helper<'_>>) =
        main.helpers.iter().partition(|helper| helper.comes_before());
    let columns = if before.is_empty() || behind.is_empty() { ONE_SIDE } else { BOTH_SIDES };
    let left = stacked(&before, &columns, true, paint);
    let right = stacked(&behind, &columns, false, paint);
    let middle = container(main.member, columns.main, left.len().max(right.len()), paint);
    let rows = middle.into_iter().enumerate();
    rows.map(|(at, middle)| {
        let beyond = if left.is_empty() { 0 } else { columns.helper + columns.gap };
        let from = left.get(at).cloned().unwrap_or_else(|| " ".repeat(beyond));
        let to = right.get(at).cloned().unwrap_or_default();
        format!("{from}{middle}{to}")
    })
    .collect()
}

/// Helpers one below the other, with the arrows between them and main, which stands at their right or left.
fn stacked(helpers: &[&Helper<'_>], columns: &Columns, main_at_right: bool, paint: &Paint) -> Vec<String> {
    let mut rows = Vec::new();
    for helper in helpers {
        let mut between = vec![" ".repeat(columns.gap)];
        for arrow in &helper.arrows {
            let rightward = arrow.flows.then_some(arrow.inward == main_at_right);
            between.extend(connected(&clean(&arrow.label), columns.gap, rightward));
        }
        for (at, line) in container(helper.member, columns.helper, between.len() + 1, paint).into_iter().enumerate() {
            let between = between.get(at).cloned().unwrap_or_else(|| " ".repeat(columns.gap));
            rows.push(if main_at_right { format!("{line}{between}") } else { format!("{between}{line}") });
        }
    }
    rows
}

/// A container in a box: its name, what it is, its ports.
fn container(member: &Member, width: usize, height: usize, paint: &Paint) -> Vec<String> {
    let name = if member.name.is_empty() { "(no name)" } else { &member.name };
    let mut lines: Vec<(String, &str)> = wrapped(name, width - 4).into_iter().map(|line| (line, "1")).collect();
    let captions = captions(member, width - 4);
    lines.extend(captions.iter().flat_map(|part| wrapped(part, width - 4)).map(|line| (line, "0")));
    lines.extend(ports(member).iter().flat_map(|ports| wrapped(ports, width - 4)).map(|line| (line, "2")));
    let style = if member.role == Role::Main { Style::Heavy } else { Style::Light };
    boxed(&lines, width, height, style, &|text| paint.role(member.role, text), &|text, code| paint.code(code, text))
}

/// The text without anything that would move the cursor.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Lines of at most so many columns, broken between words, after hyphens, or else anywhere.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(&clean(text), width).into_iter().map(Cow::into_owned).collect()
}
