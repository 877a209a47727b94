//! A picture for the terminal, 80 columns wide: main on the left, its helpers on the right, arrows between them.

use std::io::{self, Write};

use super::Inspected;
use super::picture::{Drawing, Group, Helper, Main, caption};
use crate::composition::{Member, Role};

/// Columns inside the boxes and between them: 2 + 24 + 20 + 32 + 2 = 80.
const LEFT: usize = 22;
const MIDDLE: usize = 20;
const RIGHT: usize = 30;
const WIDTH: usize = 80;

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
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
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
            if at > 0 && drawing.groups.len() > 1 {
                writeln!(out, "  {}", paint.code("2", &"╌".repeat(WIDTH - 4)))?;
            }
            draw(group, &paint, out)?;
        }
        for sentence in &drawing.sentences {
            for (at, line) in wrapped(&clean(sentence), WIDTH - 4).into_iter().enumerate() {
                writeln!(out, "{}{line}", if at == 0 { "  → " } else { "    " })?;
            }
        }
    }
    Ok(())
}

fn head(pod: &Inspected, drawing: &Drawing<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let title = cut(&drawing.title, WIDTH - 2);
    let room = WIDTH.saturating_sub(title.chars().count() + 2);
    let file = clean(&pod.file);
    let length = file.chars().count();
    // The end of a path says more than its beginning.
    let file = if length > room {
        format!("…{}", file.chars().skip(length - room.saturating_sub(1)).collect::<String>())
    } else {
        file
    };
    let file = if room < 8 { String::new() } else { format!("  {file:>room$}") };
    writeln!(out, "{}{}", paint.code("1", &title), paint.code("2", &file))?;
    let patterns = if drawing.patterns.is_empty() { "no pattern".to_owned() } else { drawing.patterns.join(", ") };
    writeln!(out, "  {patterns}")?;
    if !drawing.before.is_empty() {
        let steps: Vec<String> = drawing
            .before
            .iter()
            .map(|member| match &member.function {
                Some(function) => format!("{} ({function})", clean(&member.name)),
                None => clean(&member.name),
            })
            .collect();
        let lines = wrapped(&format!("first: {}", steps.join(", then ")), WIDTH - 4);
        for line in lines {
            writeln!(out, "  {}", paint.role(Role::Init, &line))?;
        }
    }
    Ok(())
}

fn draw(group: &Group<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    for main in &group.mains {
        if main.helpers.is_empty() {
            for line in boxed(main.member, LEFT, 2, paint) {
                writeln!(out, "  {line}")?;
            }
        } else {
            beside(main, paint, out)?;
        }
    }
    Ok(())
}

/// A main container with its helpers stacked at its right hand.
fn beside(main: &Main<'_>, paint: &Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for helper in &main.helpers {
        let lines = boxed(helper.member, RIGHT, helper.arrows.len().max(2), paint);
        for (at, line) in lines.iter().enumerate() {
            rows.push((between(helper, at), line.clone()));
        }
    }
    let left = boxed(main.member, LEFT, rows.len().saturating_sub(2), paint);
    for ((middle, right), left) in rows.into_iter().zip(left) {
        writeln!(out, "  {left}{middle}{right}")?;
    }
    Ok(())
}

/// What stands between the two boxes in a row of the helper's box.
fn between(helper: &Helper<'_>, row: usize) -> String {
    let Some(arrow) = row.checked_sub(1).and_then(|at| helper.arrows.get(at)) else { return " ".repeat(MIDDLE) };
    let label = cut(&arrow.label, MIDDLE - 6);
    let line = "─".repeat(MIDDLE - 4 - label.chars().count());
    if arrow.inward { format!("◀─ {label} {line}") } else { format!("─ {label} {line}▶") }
}

/// A container in a box: name, what it is, and empty lines up to `height`.
fn boxed(member: &Member, width: usize, height: usize, paint: &Paint) -> Vec<String> {
    let heavy = member.role == Role::Main;
    let (corners, across, down) = if heavy { ("┏┓┗┛", '━', '┃') } else { ("┌┐└┘", '─', '│') };
    let corner: Vec<char> = corners.chars().collect();
    let side = paint.role(member.role, &down.to_string());
    let edge =
        |from: char, to: char| paint.role(member.role, &format!("{from}{}{to}", across.to_string().repeat(width)));
    let line = |text: &str, code: &str| {
        let text = cut(text, width - 2);
        let pad = " ".repeat(width - 2 - text.chars().count());
        format!("{side} {}{pad} {side}", paint.code(code, &text))
    };
    let mut lines = vec![edge(corner[0], corner[1]), line(&member.name, "1"), line(&caption(member), "0")];
    lines.extend((2..height.max(2)).map(|_| line("", "0")));
    lines.push(edge(corner[2], corner[3]));
    lines
}

/// The text without anything that would move the cursor.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// At most so many characters.
fn cut(text: &str, width: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= width {
        return text;
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Lines of at most so many characters, broken between words; a longer word is cut.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let word = cut(word, width);
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > width {
            lines.push(word);
        } else if let Some(last) = lines.last_mut() {
            if line > 0 {
                last.push(' ');
            }
            last.push_str(&word);
        }
    }
    lines
}
