//! A picture for the terminal. Things flow from left to right: what feeds or asks main stands at its left, what main
//! feeds or asks at its right. Boxes are as wide as what they hold; labels are wrapped, never cut.

use std::io;

use textwrap::core::display_width;

use super::boxes::{self, boxed, connected};
use super::labels::{caption, image, name, ports};
use super::layout::{Arrow, Group, Helper, Layout, Main, PodLayout, SideLink};
use super::line::Line;
use super::outer::Outer;
use crate::composition::{Member, Role};
use crate::terminal::{Output, Paint, Style, Text, shown, visible, wrapped};

/// Columns at the left of everything.
const INDENT: &str = "  ";
/// Columns that a box needs, and how many it takes where there is room.
const BOX: (usize, usize) = (16, 40);
/// Columns that an arrow needs, and how many it takes where there is room.
const GAP: (usize, usize) = (11, 28);

/// The widths of boxes and of the space between them: helpers at the left, space, main, space, helpers at the right.
#[derive(Clone, Copy)]
struct Columns([usize; 5]);

impl Columns {
    /// Returns columns that hold a main container and its helpers, of `width` at most.
    fn of(main: &Main<'_>, before: &[&Helper<'_>], behind: &[&Helper<'_>], width: usize) -> Self {
        let widest = |helpers: &[&Helper<'_>]| {
            let boxes = helpers.iter().map(|helper| natural(helper.member));
            let labels = helpers.iter().flat_map(|helper| &helper.arrows).map(|arrow| display_width(&arrow.label) + 6);
            (boxes.max().unwrap_or(0), labels.max().unwrap_or(GAP.0).clamp(GAP.0, GAP.1))
        };
        let ((left, left_gap), (right, right_gap)) = (widest(before), widest(behind));
        let gap = |helpers: &[&Helper<'_>], gap| if helpers.is_empty() { 0 } else { gap };
        let mut columns = [left, gap(before, left_gap), natural(main.member), gap(behind, right_gap), right];
        // The widest gives way first.
        while columns.iter().sum::<usize>() > width {
            let least = |at: usize| if at % 2 == 1 { GAP.0 } else { BOX.0 };
            let shrinks = (0..5).filter(|&at| columns[at] > least(at)).max_by_key(|&at| columns[at] - least(at));
            let Some(at) = shrinks else { break };
            columns[at] -= 1;
        }
        Self(columns)
    }
}

/// The width of a box with all its lines whole, where that is not too wide.
fn natural(member: &Member) -> usize {
    let lines = lines(member, BOX.1 - 4);
    let widest = lines.iter().map(|(line, _)| display_width(line)).max().unwrap_or_default();
    (widest + 4).clamp(BOX.0, BOX.1)
}

/// The colour of a role.
const fn paint_of(role: Role) -> Paint {
    match role {
        Role::Main => Paint::Bold,
        Role::Sidecar => Paint::Cyan,
        Role::Ambassador => Paint::Magenta,
        Role::Adapter => Paint::Yellow,
        Role::LeaderElection | Role::WorkQueue | Role::ScatterGather => Paint::Blue,
        Role::Init => Paint::Dim,
    }
}

pub(super) fn write(layout: &Layout<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let style = out.style();
    for (at, pod) in layout.pods.iter().enumerate() {
        if at > 0 {
            out.show("\n")?;
        }
        head(pod, style, out)?;
        steps(pod, style, out)?;
        for (at, group) in pod.groups.iter().enumerate() {
            if at > 0 {
                let rule = Text::line("╌".repeat(style.width - 4));
                out.show(shown!("{}{}\n", INDENT, style.paint(Paint::Dim, rule)))?;
            }
            draw(group, style, out)?;
        }
        side_links(&pod.side_links, pod, style, out)?;
        for outer in &pod.outward {
            let container = outer.container.map_or("", |index| name(&pod.pod.composition.members[index]));
            out.show(line(container, outer, &led(outer), style))?;
        }
        for sentence in &pod.sentences {
            for (at, line) in wrapped(sentence, style.width - 4).into_iter().enumerate() {
                out.show(shown!("{}{}{}\n", INDENT, if at == 0 { "→ " } else { "  " }, line))?;
            }
        }
    }
    Ok(())
}

/// The object and its file, on one line where they fit; the patterns; what leads here.
fn head(pod: &PodLayout<'_>, style: Style, out: &mut Output<'_>) -> io::Result<()> {
    let (title, file) = (visible(&pod.title), visible(&pod.pod.file));
    let (wide, needs) = (display_width(&title), display_width(&file));
    if wide + 2 + needs <= style.width {
        let space = " ".repeat(style.width - wide - needs);
        let (title, file) = (style.paint(Paint::Bold, Text::line(title)), style.paint(Paint::Dim, Text::line(file)));
        out.show(shown!("{}{}{}\n", title, space, file))?;
    } else {
        for line in wrapped(&pod.title, style.width) {
            out.show(shown!("{}\n", style.paint(Paint::Bold, line)))?;
        }
        for line in wrapped(&pod.pod.file, style.width - 2) {
            out.show(shown!("{}{}\n", INDENT, style.paint(Paint::Dim, line)))?;
        }
    }
    out.show(shown!("{}{}\n", INDENT, pod.caption))?;
    for outer in &pod.inward {
        let container = outer.container.map_or("the Pod", |index| name(&pod.pod.composition.members[index]));
        let from = if outer.beyond.is_empty() {
            outer.name.clone()
        } else {
            format!("{} → {}", outer.beyond.join(", "), outer.name)
        };
        out.show(line(&from, outer, container, style))?;
    }
    Ok(())
}

/// `Service db → StatefulSet db`
fn led(outer: &Outer) -> String {
    let beyond = if outer.beyond.is_empty() { String::new() } else { format!(" → {}", outer.beyond.join(", ")) };
    format!("{}{beyond}", outer.name)
}

/// Returns a connection in one line: `Service web ── port 80 ─▶ app`, wrapped where it is too long.
fn line(from: &str, outer: &Outer, to: &str, style: Style) -> Text {
    folded(&format!("{from} {} {to}", arrow(outer.line, &outer.label)), style)
}

/// `── port 80 ─▶`
fn arrow(line: Line, label: &str) -> String {
    let stroke = match line {
        Line::Plain => "─",
        Line::Dashed => "╌",
        Line::Thick => "═",
    };
    if label.is_empty() { format!("{stroke}{stroke}▶") } else { format!("{stroke}{stroke} {label} {stroke}▶") }
}

/// A line of words, wrapped where it is too long.
fn folded(words: &str, style: Style) -> Text {
    wrapped(words, style.width - 6)
        .into_iter()
        .enumerate()
        .map(|(at, line)| shown!("{}{}{}\n", INDENT, if at > 0 { "  " } else { "" }, line))
        .collect()
}

/// Links that no line between two boxes shows, one a line: `init ── volume conf ─▶ mysql`.
fn side_links(links: &[SideLink], pod: &PodLayout<'_>, style: Style, out: &mut Output<'_>) -> io::Result<()> {
    let plain = |label: &str| arrow(Line::Plain, label);
    for SideLink { from, to, arrow } in links {
        let [from, to] = [from, to].map(|&index| name(&pod.pod.composition.members[index]));
        match arrow.inward {
            Some(true) => out.show(folded(&format!("{from} {} {to}", plain(&arrow.label)), style))?,
            Some(false) => out.show(folded(&format!("{to} {} {from}", plain(&arrow.label)), style))?,
            None => out.show(folded(&format!("{from} ╌╌ {} ╌╌ {to}", arrow.label), style))?,
        }
    }
    Ok(())
}

/// Init containers in their order, as many beside each other as fit, and what links them to others.
fn steps(pod: &PodLayout<'_>, style: Style, out: &mut Output<'_>) -> io::Result<()> {
    let arrow = " ─▶ ";
    let mut row: Vec<(Vec<Text>, usize)> = Vec::new();
    for (at, member) in pod.steps.iter().enumerate() {
        let width = natural(member);
        let taken: usize = row.iter().map(|(_, width)| width + display_width(arrow)).sum();
        if !row.is_empty() && taken + width + display_width(arrow) > style.width - 2 {
            show_row(&mut row, arrow, true, out)?;
        }
        row.push((container(member, width, 0, style), width));
        if at + 1 == pod.steps.len() {
            show_row(&mut row, arrow, false, out)?;
        }
    }
    side_links(&pod.step_links, pod, style, out)?;
    if !pod.steps.is_empty() && !pod.groups.is_empty() {
        out.show(shown!("{}{}", INDENT, "  ▼").closed())?;
    }
    Ok(())
}

/// Shows boxes with arrows between them, and one behind the last where the row goes on.
fn show_row(
    row: &mut Vec<(Vec<Text>, usize)>,
    arrow: &'static str,
    follows: bool,
    out: &mut Output<'_>,
) -> io::Result<()> {
    let height = row.iter().map(|(lines, _)| lines.len()).max().unwrap_or_default();
    for at in 0..height {
        let mut line = Text::from(INDENT);
        for (index, (lines, width)) in row.iter().enumerate() {
            line += lines.get(at).cloned().unwrap_or_else(|| Text::line(" ".repeat(*width)));
            if index + 1 < row.len() || follows {
                line += if at == 1 { arrow } else { "    " };
            }
        }
        out.show(line.closed())?;
    }
    row.clear();
    Ok(())
}

fn draw(group: &Group<'_>, style: Style, out: &mut Output<'_>) -> io::Result<()> {
    for main in &group.mains {
        let (before, behind): (Vec<&Helper<'_>>, Vec<&Helper<'_>>) =
            main.helpers.iter().partition(|helper| helper.comes_before());
        let columns = Columns::of(main, &before, &behind, style.width - INDENT.len());
        for arrow in &main.above {
            let Columns([left, gap, ..]) = columns;
            let (up, down) = (arrow.inward == Some(false), arrow.inward == Some(true));
            let sign = if up {
                "▲"
            } else if down {
                "▼"
            } else {
                "╎"
            };
            out.show(shown!("{}{}  {} {}\n", INDENT, " ".repeat(left + gap), sign, arrow.label))?;
        }
        for line in around(main, &before, &behind, columns, style) {
            out.show(shown!("{}{}", INDENT, line).closed())?;
        }
    }
    Ok(())
}

/// A main container with its helpers at both hands.
fn around(
    main: &Main<'_>,
    before: &[&Helper<'_>],
    behind: &[&Helper<'_>],
    columns: Columns,
    style: Style,
) -> Vec<Text> {
    let Columns([left, left_gap, middle, right_gap, right]) = columns;
    let beyond = if before.is_empty() { 0 } else { left + left_gap };
    let left = stacked(before, left, left_gap, true, style);
    let right = stacked(behind, right, right_gap, false, style);
    let middle = container(main.member, middle, left.len().max(right.len()), style);
    let row = |(at, middle)| {
        let from = left.get(at).cloned().unwrap_or_else(|| Text::line(" ".repeat(beyond)));
        shown!("{}{}{}", from, middle, right.get(at).cloned().unwrap_or_default())
    };
    middle.into_iter().enumerate().map(row).collect()
}

/// Helpers one below the other, with the arrows between them and main, which stands at their right or left.
fn stacked(helpers: &[&Helper<'_>], width: usize, gap: usize, main_at_right: bool, style: Style) -> Vec<Text> {
    let unlabelled = [Arrow { label: String::new(), inward: None }];
    let mut rows = Vec::new();
    for helper in helpers {
        let arrows = if helper.arrows.is_empty() { &unlabelled[..] } else { &helper.arrows };
        let mut between = vec![" ".repeat(gap)];
        for arrow in arrows {
            let rightward = arrow.inward.map(|inward| inward == main_at_right);
            between.extend(connected(&visible(&arrow.label), gap, rightward));
        }
        for (at, line) in container(helper.member, width, between.len() + 1, style).into_iter().enumerate() {
            let between = between.get(at).cloned().unwrap_or_else(|| " ".repeat(gap));
            rows.push(if main_at_right { shown!("{}{}", line, between) } else { shown!("{}{}", between, line) });
        }
    }
    rows
}

/// A container in a box.
fn container(member: &Member, width: usize, height: usize, style: Style) -> Vec<Text> {
    let lines = lines(member, width - 4);
    let form = if member.role == Role::Main { boxes::Style::Heavy } else { boxes::Style::Light };
    let edge = |text: &str| style.paint(paint_of(member.role), Text::line(text));
    boxed(&lines, width, height, form, &edge, &|text, paint| style.paint(paint, Text::line(text)))
}

/// Returns the lines of text in a box of so many columns: the name of the container, its role, its image, its ports.
fn lines(member: &Member, width: usize) -> Vec<(String, Paint)> {
    let fold = |text: &str, paint: Paint| {
        wrapped(text, width).into_iter().map(move |line| (line.as_str().to_owned(), paint)).collect::<Vec<_>>()
    };
    let caption = caption(member);
    let parts: Vec<&str> =
        if display_width(&caption) <= width { vec![&caption] } else { caption.split(" · ").collect() };
    let mut lines = fold(name(member), Paint::Bold);
    lines.extend(parts.into_iter().flat_map(|part| fold(part, Paint::Plain)));
    lines.extend(
        image(&member.image, |text| display_width(text) <= width).iter().flat_map(|image| fold(image, Paint::Dim)),
    );
    lines.extend(ports(member).iter().flat_map(|ports| fold(ports, Paint::Dim)));
    lines
}
