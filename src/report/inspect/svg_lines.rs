//! Lines of the SVG that do not lead from a main container to its helper: from init containers to others, each on a lane
//! of its own, and between helpers that stand one below the other.

use super::labels::name;
use super::layout::{Arrow, SideLink};
use super::svg_drawing::Drawing;
use super::svg_elements::{Area, Head, width};

/// The height of a lane: a line and its label.
pub(super) const LANE: usize = 18;
/// The space between lines that begin or end at one box.
const APART: usize = 16;

/// A line from the bottom of one box to another, with the words beside it.
struct StepLine {
    from: Area,
    end: (usize, usize),
    head: Head,
    label: String,
}

impl StepLine {
    const fn goes_left(&self) -> bool {
        self.end.0 < self.from.x
    }
}

impl Drawing<'_> {
    /// Draws the links of init containers, and returns those that no line can show in words.
    pub(super) fn step_lines(&mut self) -> Vec<String> {
        let (mut lines, mut words, mut lane) = (Vec::new(), Vec::new(), self.lanes);
        for (at, link) in self.pod.step_links.iter().enumerate() {
            let arrivals = self.pod.step_links[..at].iter().filter(|other| other.to == link.to).count();
            match self.step_line(link, arrivals) {
                Some(line) => lines.push(line),
                None => words.push(self.words(link)),
            }
        }
        // Lines to the left come first, from the leftmost on, those to the right from the rightmost: none crosses another.
        lines.sort_by_key(|line| (line.from.x, if line.goes_left() { (0, 0) } else { (1, usize::MAX - line.end.0) }));
        for (at, line) in lines.iter().enumerate() {
            lane += LANE;
            let of_box = |others: &[StepLine], left| {
                others.iter().filter(|other| other.from == line.from && other.goes_left() == left).count()
            };
            let place = if line.goes_left() {
                of_box(&lines[..at], true)
            } else {
                of_box(&lines, true) + of_box(&lines[at + 1..], false)
            };
            let x = (line.from.x + 30 + APART * place).min(line.from.right() - 8);
            self.elements.bent((x, line.from.bottom() + 2), lane, line.end, line.head);
            self.lane_label(&line.label, x, line.goes_left(), lane - 4);
        }
        words
    }

    /// Returns the line of a link; nothing where other boxes are in its way.
    fn step_line(&self, link: &SideLink, arrivals: usize) -> Option<StepLine> {
        let (from, to) = (self.places[link.from]?.area, self.places[link.to]?.area);
        // Boxes of a row above the last have others below them.
        let is_last_row = |area: Area| area.y < self.lanes && area.bottom() + LANE > self.lanes;
        let end = if to.y < self.lanes {
            is_last_row(to).then(|| ((to.x + 30 + APART * arrivals).min(to.right() - 8), to.bottom() + 3))
        } else {
            self.end_of(to, arrivals)
        };
        let end = end.filter(|_| is_last_row(from))?;
        Some(StepLine { from, end, head: head(&link.arrow), label: link.arrow.label.clone() })
    }

    /// Returns the point at which a line from the lanes gets to a box; nothing where another box is in the way.
    fn end_of(&self, area: Area, arrivals: usize) -> Option<(usize, usize)> {
        let x = (area.x + 30 + APART * arrivals).min(area.right() - 8);
        let is_between = |other: &Area| other.y >= self.lanes && other.y < area.y && other.x <= x && x <= other.right();
        let blocked = self.places.iter().flatten().any(|place| is_between(&place.area));
        (!blocked).then(|| (x, area.y - 3))
    }

    /// Puts a label above a lane, at the line that comes down to it.
    fn lane_label(&mut self, label: &str, x: usize, goes_left: bool, y: usize) {
        if goes_left {
            self.elements.ending("l", x - 6, y, label);
        } else {
            self.elements.text("l", x + 6, y, label);
        }
    }

    /// Draws the other links past main where the two boxes stand one below the other, and returns the rest in words.
    pub(super) fn side_lines(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        let mut beside = 0;
        let mut last = None;
        for link in &self.pod.side_links {
            if last != Some((link.from, link.to)) {
                (last, beside) = (Some((link.from, link.to)), 0);
            }
            let Some((upper, lower, head)) = self.stacked(link) else {
                words.push(self.words(link));
                continue;
            };
            let x = upper.x + 22 + beside;
            self.elements.line((x, upper.bottom() + 2), (x, lower.y - 2), head);
            self.elements.text("l", x + 7, usize::midpoint(upper.bottom(), lower.y) + 4, &link.arrow.label);
            beside += width(&link.arrow.label, 11) + 24;
        }
        words
    }

    /// Returns the two boxes of a link, the upper one first, if they are neighbours in one column.
    fn stacked(&self, link: &SideLink) -> Option<(Area, Area, Head)> {
        let (from, to) = (self.places[link.from]?.area, self.places[link.to]?.area);
        let down = from.y < to.y;
        let (upper, lower) = if down { (from, to) } else { (to, from) };
        let are_neighbours = from.x == to.x && upper.bottom() < lower.y && lower.y - upper.bottom() <= 2 * LANE;
        let head = match head(&link.arrow) {
            Head::End if !down => Head::Start,
            Head::Start if !down => Head::End,
            head => head,
        };
        are_neighbours.then_some((upper, lower, head))
    }

    /// Returns a link in words: `frr and reloader: volume frr-sockets`.
    fn words(&self, link: &SideLink) -> String {
        let [from, to] = [link.from, link.to].map(|index| name(&self.pod.pod.composition.members[index]));
        match link.arrow.inward {
            Some(true) => format!("{from} → {to}: {}", link.arrow.label),
            Some(false) => format!("{to} → {from}: {}", link.arrow.label),
            None => format!("{from} and {to}: {}", link.arrow.label),
        }
    }
}

const fn head(arrow: &Arrow) -> Head {
    match arrow.inward {
        Some(true) => Head::End,
        Some(false) => Head::Start,
        None => Head::None,
    }
}
