//! The card of a Pod while it is drawn: its boxes, and the elements so far.

use super::layout::PodLayout;
use super::svg_elements::{Area, Elements};

/// The shortest and longest space for an arrow and its label.
pub(super) const ARROW: (usize, usize) = (84, 190);

/// One card, while it is drawn.
pub(super) struct Drawing<'a> {
    pub(super) pod: &'a PodLayout<'a>,
    pub(super) card: Area,
    /// The bottom of the init containers, below which their lines have lanes.
    pub(super) lanes: usize,
    /// The boxes of the containers, by index.
    pub(super) places: Vec<Option<Place>>,
    pub(super) elements: Elements,
}

/// The area of a container's box, and the sides from which a line across the card reaches it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) area: Area,
    pub(super) from_left: bool,
    pub(super) from_right: bool,
}
