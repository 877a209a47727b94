//! A picture for documents and browsers: one self-contained SVG with all Pods, one below the other. Each Pod is a card;
//! what leads to it stands at its left, what it connects to at its right.

use std::io::{self, Write};

use super::labels::{caption, image, name, ports};
use super::layout::{Arrow, Group, Helper, Layout, Main, PodLayout};
use super::svg_drawing::{ARROW, Drawing, Place};
use super::svg_elements::{Area, Elements, Head, folded, width};
use super::svg_lines::LANE;
use super::svg_outer::outer_widths;
use crate::composition::{Member, Role};
use crate::k8s::Slot;

/// Around everything, and between cards.
const MARGIN: usize = 20;
/// Inside a card.
const PAD: usize = 22;
/// Between boxes of one column.
const GAP: usize = 18;
/// The narrowest and widest box.
const BOX: (usize, usize) = (130, 300);

pub(super) fn write(layout: &Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut elements = Elements::default();
    let inward = layout.pods.iter().map(|pod| outer_widths(&pod.inward)).max().unwrap_or_default();
    let (mut top, mut right) = (MARGIN, 0);
    for pod in &layout.pods {
        top = card(pod, top, inward, &mut elements, &mut right) + MARGIN;
    }
    let title = layout.pods.iter().map(|pod| pod.title.as_str()).collect::<Vec<_>>().join(", ");
    out.write_all(elements.document(&title, right + MARGIN, top).as_bytes())
}

/// Returns one Pod as an element for a page, which has [`STYLE`](super::svg_elements::STYLE) and the head of arrows.
pub(in crate::report) fn element(pod: &PodLayout<'_>) -> String {
    let (mut elements, mut right) = (Elements::default(), 0);
    let bottom = card(pod, MARGIN, outer_widths(&pod.inward), &mut elements, &mut right);
    elements.element(&pod.title, right + MARGIN, bottom + MARGIN)
}

/// Draws a Pod from `top` on, and what is outside of it; `inward` are the widths at its left. Returns the bottom.
fn card(pod: &PodLayout<'_>, top: usize, inward: (usize, usize), elements: &mut Elements, right: &mut usize) -> usize {
    let x = MARGIN + if inward == (0, 0) { 0 } else { inward.0 + inward.1 };
    let mut drawing = Drawing {
        pod,
        card: Area { x, y: top, ..Area::default() },
        places: Vec::new(),
        lanes: 0,
        elements: Elements::default(),
    };
    drawing.places = vec![None; pod.pod.composition.members.len()];
    drawing.draw();
    let bottom = drawing.inward(MARGIN, inward).max(drawing.outward(right)).max(drawing.card.bottom());
    elements.area("pod", drawing.card, 10);
    elements.0 += &drawing.elements.0;
    bottom
}

/// The columns of a card: helpers, space, main containers, space, helpers.
#[derive(Clone, Copy, Default)]
struct Columns {
    left: usize,
    left_gap: usize,
    main: usize,
    right_gap: usize,
    right: usize,
}

impl Columns {
    fn of(group: &Group<'_>) -> Self {
        let mut columns = Self::default();
        for main in &group.mains {
            columns.main = columns.main.max(box_width(main.member));
            for helper in &main.helpers {
                let labels = helper.arrows.iter().map(|arrow| width(&arrow.label, 11) + 36).max().unwrap_or(0);
                let (wide, gap) = (box_width(helper.member), labels.clamp(ARROW.0, ARROW.1));
                let (column, space) = if helper.comes_before() {
                    (&mut columns.left, &mut columns.left_gap)
                } else {
                    (&mut columns.right, &mut columns.right_gap)
                };
                (*column, *space) = ((*column).max(wide), (*space).max(gap));
            }
        }
        columns
    }

    const fn width(self) -> usize {
        self.left + self.left_gap + self.main + self.right_gap + self.right
    }
}

impl Drawing<'_> {
    /// Draws what is inside the card, and finds out how large that makes it.
    fn draw(&mut self) {
        let pod = self.pod;
        let widest = pod.groups.iter().map(|group| Columns::of(group).width()).max().unwrap_or(0);
        let frame = if pod.groups.len() > 1 { 12 } else { 0 };
        let heads = width(&pod.title, 16).max(width(&pod.caption, 11));
        let inner = (widest + 2 * frame).max(heads).max(self.widest_steps(widest.max(780)));
        self.card.width = inner + 2 * PAD;
        let x = self.card.x + PAD;
        let mut y = self.card.y + 32;
        self.elements.text("t", x, y, &pod.title);
        y += 18;
        self.elements.text("s", x, y, &pod.caption);
        y += 16;
        self.steps(inner, &mut y);
        for group in &pod.groups {
            let (top, columns) = (y, Columns::of(group));
            let mut behind = std::mem::take(&mut self.elements);
            y += frame;
            for (at, main) in group.mains.iter().enumerate() {
                if at > 0 {
                    self.above(main, (x + frame + columns.left + columns.left_gap, y), columns.main, &mut y);
                }
                self.main(main, x + frame, &mut y, columns);
            }
            y = y - GAP + frame;
            if frame > 0 {
                let area = Area { x, y: top, width: inner, height: y - top };
                behind.area("group", area, 8);
                y += GAP;
            }
            behind.0 += &self.elements.0;
            self.elements = behind;
        }
        let mut unshown = self.step_lines();
        unshown.extend(self.side_lines());
        for words in unshown {
            y += 17;
            self.elements.text("m", x, y, &words);
        }
        for sentence in &pod.sentences {
            for line in folded(sentence, inner, 12) {
                y += 17;
                self.elements.text("w", x, y, &line);
            }
        }
        self.card.height = y + PAD - self.card.y;
    }

    fn widest_steps(&self, most: usize) -> usize {
        let steps: usize = self.pod.steps.iter().map(|step| box_width(step) + 34).sum();
        steps.min(most)
    }

    /// Init containers in their order, with an arrow from each to the next. Their links lead down to the others; where
    /// there are none, an arrow does.
    fn steps(&mut self, inner: usize, y: &mut usize) {
        let (left, mut x, mut row) = (self.card.x + PAD, self.card.x + PAD, 0);
        let is_step = |index: usize| self.pod.pod.composition.members[index].slot == Slot::Init;
        let lead_on = self.pod.step_links.iter().any(|link| !is_step(link.to));
        for (at, step) in self.pod.steps.iter().enumerate() {
            let wide = box_width(step);
            if x > left && x + wide > left + inner {
                (*y, x, row) = (*y + row + GAP, left, 0);
            }
            let area = Area { x, y: *y, width: wide, height: box_height(step, wide) };
            self.container(step, area);
            let index = self.pod.pod.composition.members.iter().position(|member| std::ptr::eq(member, *step));
            if let Some(place) = index.and_then(|index| self.places.get_mut(index)) {
                *place = Some(Place { area, from_left: x == left, from_right: false });
            }
            row = row.max(area.height);
            x = area.right() + 34;
            let is_last = at + 1 == self.pod.steps.len();
            if !is_last {
                self.elements.line((area.right() + 3, area.y + 24), (x - 3, area.y + 24), Head::End);
            } else if !self.pod.groups.is_empty() && !lead_on {
                let (middle, bottom) = (area.x + area.width / 2, *y + row);
                self.elements.line((middle, area.bottom() + 2), (middle, bottom + GAP + 2), Head::End);
                self.elements.text("m", middle + 8, bottom + GAP - 2, "then");
            }
        }
        self.lanes = *y + row;
        if !self.pod.steps.is_empty() {
            *y += row + LANE * self.pod.step_links.len() + GAP + 8;
        }
    }

    /// The links between two main containers, one below the other.
    fn above(&mut self, main: &Main<'_>, (x, top): (usize, usize), wide: usize, y: &mut usize) {
        for (at, arrow) in main.above.iter().enumerate().take(3) {
            let at_x = x + wide / 2 - 40 * main.above.len().saturating_sub(1).min(2) + 80 * at;
            let head = match arrow.inward {
                Some(true) => Head::End,
                Some(false) => Head::Start,
                None => Head::None,
            };
            self.elements.line((at_x, top - GAP + 3), (at_x, top + GAP - 3), head);
            self.elements.text("l", at_x + 8, top + 4, &arrow.label);
        }
        if !main.above.is_empty() {
            *y += GAP;
        }
    }

    /// A main container with its helpers at both hands.
    fn main(&mut self, main: &Main<'_>, x: usize, y: &mut usize, columns: Columns) {
        let (before, behind): (Vec<&Helper<'_>>, Vec<&Helper<'_>>) =
            main.helpers.iter().partition(|helper| helper.comes_before());
        let stack = |helpers: &[&Helper<'_>], wide| {
            let heights = helpers.iter().map(|helper| helper_height(helper, wide) + GAP);
            heights.sum::<usize>().saturating_sub(GAP)
        };
        let own = box_height(main.member, columns.main);
        let height = own.max(stack(&before, columns.left)).max(stack(&behind, columns.right));
        let area = Area { x: x + columns.left + columns.left_gap, y: *y, width: columns.main, height };
        self.container(main.member, area);
        self.places[main.index] = Some(Place { area, from_left: before.is_empty(), from_right: behind.is_empty() });
        let mut at = *y;
        for helper in before {
            let area = Area { x, y: at, width: columns.left, height: helper_height(helper, columns.left) };
            self.helper(helper, area, (area.right(), area.right() + columns.left_gap), true);
            at = area.bottom() + GAP;
        }
        at = *y;
        let beyond = area.right() + columns.right_gap;
        for helper in behind {
            let area = Area { x: beyond, y: at, width: columns.right, height: helper_height(helper, columns.right) };
            self.helper(helper, area, (beyond - columns.right_gap, beyond), false);
            at = area.bottom() + GAP;
        }
        *y += height + GAP;
    }

    /// A helper, and its lines between two x.
    fn helper(&mut self, helper: &Helper<'_>, area: Area, (from, to): (usize, usize), main_at_right: bool) {
        self.container(helper.member, area);
        self.places[helper.index] = Some(Place { area, from_left: main_at_right, from_right: !main_at_right });
        let none = [Arrow { label: String::new(), inward: None }];
        let arrows = if helper.arrows.is_empty() { &none[..] } else { &helper.arrows };
        let mut y = area.y + (area.height - arrows_height(arrows)) / 2;
        for arrow in arrows {
            let lines = folded(&arrow.label, ARROW.1 - 30, 11);
            for line in &lines {
                y += 13;
                self.elements.centred("l", usize::midpoint(from, to), y - 2, line);
            }
            y += 8;
            let head = match arrow.inward {
                None => Head::None,
                Some(inward) if inward == main_at_right => Head::End,
                Some(_) => Head::Start,
            };
            self.elements.line((from + 4, y - 4), (to - 4, y - 4), head);
        }
    }

    fn container(&mut self, member: &Member, area: Area) {
        self.elements.area(class(member.role), area, 6);
        let lines = lines(member, area.width);
        let mut y = area.y + (area.height - lines.len() * 17) / 2;
        for (line, class) in lines {
            y += 17;
            self.elements.text(class, area.x + 14, y - 5, &line);
        }
    }
}

fn arrows_height(arrows: &[Arrow]) -> usize {
    arrows.iter().map(|arrow| folded(&arrow.label, ARROW.1 - 30, 11).len() * 13 + 8).sum()
}

fn helper_height(helper: &Helper<'_>, wide: usize) -> usize {
    box_height(helper.member, wide).max(arrows_height(&helper.arrows) + 10)
}

/// The width of a box with all its lines whole, where that is not too wide.
fn box_width(member: &Member) -> usize {
    let lines = lines(member, BOX.1);
    let wide =
        lines.iter().map(|(line, class)| width(line, if *class == "n" { 14 } else { 11 })).max().unwrap_or_default();
    (wide + 28).clamp(BOX.0, BOX.1)
}

fn box_height(member: &Member, wide: usize) -> usize {
    lines(member, wide).len() * 17 + 16
}

/// Returns the lines of text in a box, each with its class.
fn lines(member: &Member, wide: usize) -> Vec<(String, &'static str)> {
    let room = wide - 28;
    let fold = |text: &str, size, class| folded(text, room, size).into_iter().map(move |line| (line, class)).collect();
    let mut lines: Vec<(String, &'static str)> = fold(name(member), 14, "n");
    let caption = caption(member);
    let parts: Vec<&str> = if width(&caption, 11) <= room { vec![&caption] } else { caption.split(" · ").collect() };
    for part in parts {
        lines.extend::<Vec<_>>(fold(part, 11, "s"));
    }
    let image = image(&member.image, |text| width(text, 11) <= room);
    if let Some(image) = image {
        lines.extend::<Vec<_>>(fold(&image, 11, "m"));
    }
    lines.extend(ports(member).map(|ports| (ports, "m")));
    lines
}

const fn class(role: Role) -> &'static str {
    match role {
        Role::Main => "main",
        Role::Sidecar => "sidecar",
        Role::Ambassador => "ambassador",
        Role::Adapter => "adapter",
        Role::LeaderElection | Role::WorkQueue | Role::ScatterGather => "coordination",
        Role::Init => "init",
    }
}
