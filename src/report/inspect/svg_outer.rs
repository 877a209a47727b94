//! Objects outside the card of a Pod in the SVG, and the lines between the two: Services at the left, what
//! containers connect to at the right.

use super::labels::name;
use super::outer::Outer;
use super::svg_drawing::{ARROW, Drawing, Place};
use super::svg_elements::{Area, Elements, Head, width};

/// The height of what stands outside a card.
const OUTER: usize = 40;

/// The widths of the widest box outside a card, and of the longest label beside it; zero where there are none.
pub(super) fn outer_widths(outer: &[Outer]) -> (usize, usize) {
    let boxes =
        outer.iter().map(|outer| outer_lines(outer).iter().map(|(line, _)| width(line, 12)).max().unwrap_or(0) + 24);
    let labels = outer.iter().map(|outer| width(&outer.label, 11) + 36);
    (boxes.max().unwrap_or(0), labels.max().map_or(0, |label| label.clamp(ARROW.0, ARROW.1)))
}

fn outer_lines(outer: &Outer) -> Vec<(String, &'static str)> {
    let mut lines = vec![(outer.name.clone(), "l")];
    if !outer.beyond.is_empty() {
        lines.push((outer.beyond.join(", "), "m"));
    }
    lines
}

/// Returns the base line of a label beside the line from an outer box to a level: above it, or below where it rises.
const fn beside(area: Area, level: usize) -> usize {
    if level + 4 < area.middle() { area.middle() + 14 } else { area.middle() - 5 }
}

impl Drawing<'_> {
    /// Draws the Services that lead to the Pod at the left of the card; returns the bottom of the last.
    pub(super) fn inward(&mut self, x: usize, (wide, _): (usize, usize)) -> usize {
        let pod = self.pod;
        let mut y = self.card.y;
        for (outer, place) in self.sorted(&pod.inward) {
            let reached = place.filter(|place| place.from_left);
            let to = reached.map_or(self.card.x, |place| place.area.x);
            let level = place.map_or(self.card.y + 30, |place| place.area.middle());
            let area = Area { x, y: y.max(level.saturating_sub(OUTER / 2)), width: wide, height: OUTER };
            self.outer(outer, area);
            let level = if reached.is_some() { level } else { area.middle() };
            self.elements.line((area.right() + 3, area.middle()), (to - 3, level), Head::End);
            self.label(outer, Elements::text, (area.right() + 14, beside(area, level)), reached.is_none());
            y = area.bottom() + 14;
        }
        y
    }

    /// Draws the Services and hosts that containers connect to at the right of the card; returns the bottom of the
    /// last.
    pub(super) fn outward(&mut self, right: &mut usize) -> usize {
        let pod = self.pod;
        *right = (*right).max(self.card.right());
        let (wide, gap) = outer_widths(&pod.outward);
        let mut y = self.card.y;
        for (outer, place) in self.sorted(&pod.outward) {
            let reached = place.filter(|place| place.from_right);
            let from = reached.map_or(self.card.right(), |place| place.area.right());
            let level = place.map_or(self.card.y + 30, |place| place.area.middle());
            let x = self.card.right() + gap;
            let area = Area { x, y: y.max(level.saturating_sub(OUTER / 2)), width: wide, height: OUTER };
            self.outer(outer, area);
            let level = if reached.is_some() { level } else { area.middle() };
            self.elements.outward((from + 3, level), (area.x - 3, area.middle()), outer.line);
            self.label(outer, Elements::ending, (area.x - 16, beside(area, level)), reached.is_none());
            *right = (*right).max(area.right());
            y = area.bottom() + 14;
        }
        y
    }

    /// Returns boxes outside of the card from top to bottom, by the containers they belong to.
    fn sorted<'o>(&self, outer: &'o [Outer]) -> Vec<(&'o Outer, Option<Place>)> {
        let place = |outer: &'o Outer| (outer, outer.container.and_then(|index| self.places[index]));
        let mut placed: Vec<_> = outer.iter().map(place).collect();
        placed.sort_by_key(|(_, place)| place.map_or(0, |place| place.area.middle()));
        placed
    }

    fn outer(&mut self, outer: &Outer, area: Area) {
        self.elements.area("outer", area, OUTER / 2);
        let lines = outer_lines(outer);
        let first = area.middle() + 4 - (lines.len() - 1) * 7;
        for (at, (line, class)) in lines.iter().enumerate() {
            self.elements.centred(class, area.x + area.width / 2, first + at * 14, line);
        }
    }

    /// The label of a line that crosses the card's edge; it names the container where the line ends at the edge.
    fn label(
        &mut self,
        outer: &Outer,
        put: fn(&mut Elements, &str, usize, usize, &str),
        (x, y): (usize, usize),
        at_edge: bool,
    ) {
        put(&mut self.elements, "l", x, y, &outer.label);
        let member = outer.container.map(|index| &self.pod.pod.composition.members[index]);
        if let Some(member) = member.filter(|_| at_edge) {
            put(&mut self.elements, "m", x, y + 18, name(member));
        }
    }
}
