//! The contents of every drawn form, laid out once: init containers in their order, each group with its main
//! containers, their helpers and what links them, what leads to the Pod and out of it, and what is to be said in words.

use std::fmt::Write as _;

use super::Inspected;
use super::labels::{self, Direction, label};
use super::layout_title::{count, title};
use super::outer::{Outer, inward, outward};
use crate::composition::{Composition, Connection, Link, Member, Pattern, Role, Unrelated};
use crate::k8s::Slot;

/// Links of one Pod past its main container that are drawn at most.
const MOST_SIDE_LINKS: usize = 8;

/// All Pods, ready to draw.
pub(in crate::report) struct Layout<'a> {
    pub(in crate::report) pods: Vec<PodLayout<'a>>,
    /// The connections to, from and between the Pods.
    pub(super) connections: &'a [Connection],
}

/// A Pod, ready to draw.
pub(in crate::report) struct PodLayout<'a> {
    pub(in crate::report) pod: &'a Inspected,
    /// `Deployment shop/web · 3 replicas`
    pub(in crate::report) title: String,
    /// Its patterns, those that it forms with other Pods included.
    pub(in crate::report) patterns: &'a [Pattern],
    /// `Patterns: sidecar, ambassador`
    pub(in crate::report) caption: String,
    /// Containers that run before the others, in their order.
    pub(super) steps: Vec<&'a Member>,
    /// The links of these to each other and to other containers.
    pub(super) step_links: Vec<SideLink>,
    /// Other links that lead past the main container: between helpers, and between main containers that are not
    /// neighbours.
    pub(super) side_links: Vec<SideLink>,
    /// Containers that belong together.
    pub(super) groups: Vec<Group<'a>>,
    /// Services that lead here.
    pub(super) inward: Vec<Outer>,
    /// Services and hosts that its containers connect to.
    pub(super) outward: Vec<Outer>,
    /// The sentences below the drawing.
    pub(in crate::report) sentences: Vec<String>,
}

/// Containers that belong together.
pub(super) struct Group<'a> {
    /// The main containers, with the helpers of each.
    pub(super) mains: Vec<Main<'a>>,
}

/// A main container with its helpers.
pub(super) struct Main<'a> {
    pub(super) index: usize,
    pub(super) member: &'a Member,
    pub(super) helpers: Vec<Helper<'a>>,
    /// The links to the main container that stands above it.
    pub(super) above: Vec<Arrow>,
}

/// A helper and what links it to its main container.
pub(super) struct Helper<'a> {
    pub(super) index: usize,
    pub(super) member: &'a Member,
    /// Arrows, the most telling first; none where nothing links the two.
    pub(super) arrows: Vec<Arrow>,
}

impl Helper<'_> {
    /// Returns true if it comes before its main container in the flow of things: it writes what main reads, passes
    /// requests on to it, asks it. Drawings show such helpers at main's left, and what main itself feeds or asks at
    /// its right.
    pub(super) fn comes_before(&self) -> bool {
        self.arrows.first().is_some_and(|arrow| arrow.inward == Some(true))
    }
}

/// A link between two containers that do not stand beside each other in drawings.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SideLink {
    /// The index of the container at one end; that of the init container, where one is an end.
    pub(super) from: usize,
    /// The index of the container at the other end.
    pub(super) to: usize,
    /// The label, and the direction as `to` sees it.
    pub(super) arrow: Arrow,
}

/// One link, seen from the main container.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// A few words: `volume html`, `localhost:5432`.
    pub(super) label: String,
    /// True if it points at the main container; `None` where the direction is not known.
    pub(super) inward: Option<bool>,
}

impl<'a> Layout<'a> {
    pub(super) fn of(pods: &'a [Inspected], patterns: &'a [Vec<Pattern>], connections: &'a [Connection]) -> Self {
        let of = |(index, pod)| PodLayout::of(index, pod, &patterns[index], pods, connections);
        Self { pods: pods.iter().enumerate().map(of).collect(), connections }
    }
}

impl<'a> PodLayout<'a> {
    fn of(
        index: usize,
        pod: &'a Inspected,
        patterns: &'a [Pattern],
        pods: &[Inspected],
        connections: &[Connection],
    ) -> Self {
        let composition = &pod.composition;
        Self {
            pod,
            title: format!("{}{}", title(pod), count(pod)),
            patterns,
            caption: caption(patterns),
            steps: composition.members.iter().filter(|member| member.slot == Slot::Init).collect(),
            step_links: step_links(composition),
            side_links: side_links(composition),
            groups: composition.groups.iter().map(|group| grouped(group, composition)).collect(),
            inward: inward(index, pods, connections),
            outward: outward(index, pods, connections),
            sentences: sentences(composition),
        }
    }
}

/// `Pattern: sidecar`; what kind of slot containers stand in is no pattern of its own here, as their boxes say it.
fn caption(patterns: &[Pattern]) -> String {
    let patterns: Vec<&str> = patterns.iter().map(|pattern| pattern.as_str()).collect();
    match patterns.as_slice() {
        [] => "No pattern".to_owned(),
        [pattern] => format!("Pattern: {pattern}"),
        patterns => format!("Patterns: {}", patterns.join(", ")),
    }
}

fn grouped<'a>(group: &[usize], composition: &'a Composition) -> Group<'a> {
    let members = &composition.members;
    let centres: Vec<usize> = group.iter().copied().filter(|&index| members[index].role == Role::Main).collect();
    let centres = if centres.is_empty() { group.iter().copied().take(1).collect() } else { centres };
    let mut mains: Vec<Main<'a>> = Vec::new();
    for (at, &index) in centres.iter().enumerate() {
        let above = at.checked_sub(1).map(|before| arrows(centres[before], index, composition)).unwrap_or_default();
        mains.push(Main { index, member: &members[index], helpers: Vec::new(), above });
    }
    for &index in group.iter().filter(|index| !centres.contains(index)) {
        let linked = |centre: &usize| composition.links.iter().any(|link| joins(link, index, *centre));
        let home = centres.iter().position(linked).unwrap_or(0);
        let arrows = arrows(index, centres[home], composition);
        mains[home].helpers.push(Helper { index, member: &members[index], arrows });
    }
    Group { mains }
}

fn joins(link: &Link, one: usize, other: usize) -> bool {
    (link.from, link.to) == (one, other) || (link.from, link.to) == (other, one)
}

fn arrows(helper: usize, main: usize, composition: &Composition) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for link in composition.links.iter().filter(|link| joins(link, helper, main)) {
        let arrow = arrow(link, main, composition);
        if !arrows.contains(&arrow) {
            arrows.push(arrow);
        }
    }
    arrows
}

/// Returns a link as one of its ends sees it.
fn arrow(link: &Link, end: usize, composition: &Composition) -> Arrow {
    let inward = match labels::direction(link, composition) {
        Direction::Forward => Some(link.to == end),
        Direction::Backward => Some(link.from == end),
        Direction::None => None,
    };
    Arrow { label: label(link, composition), inward }
}

/// Returns the links of init containers, in their order.
fn step_links(composition: &Composition) -> Vec<SideLink> {
    let is_step = |index: usize| composition.members[index].slot == Slot::Init;
    let mut links: Vec<SideLink> = Vec::new();
    for link in composition.links.iter().filter(|link| is_step(link.from) || is_step(link.to)) {
        let (from, to) = if is_step(link.from) { (link.from, link.to) } else { (link.to, link.from) };
        let mut side = SideLink { from, to, arrow: arrow(link, to, composition) };
        // A container that has ended reads nothing that is written later.
        if !is_step(to) && side.arrow.inward == Some(false) {
            side.arrow.inward = None;
        }
        if !links.contains(&side) {
            links.push(side);
        }
    }
    links.sort_by_key(|link| (link.from, link.to));
    links
}

/// Returns the links within groups for which drawings have no place between main and its helper.
fn side_links(composition: &Composition) -> Vec<SideLink> {
    let group_of = |index: usize| composition.groups.iter().position(|group| group.contains(&index));
    let is_main = |index: usize| composition.members[index].role == Role::Main;
    let mut links: Vec<SideLink> = Vec::new();
    for link in &composition.links {
        let (from, to) = (link.from, link.to);
        let Some(group) = group_of(from).filter(|group| group_of(to) == Some(*group)) else { continue };
        let mains: Vec<usize> = composition.groups[group].iter().copied().filter(|&index| is_main(index)).collect();
        let at = |index| mains.iter().position(|&main| main == index);
        let are_neighbours = at(from).zip(at(to)).is_some_and(|(one, other)| one.abs_diff(other) == 1);
        if is_main(from) != is_main(to) || are_neighbours {
            continue;
        }
        let side = SideLink { from, to, arrow: arrow(link, to, composition) };
        if links.len() < MOST_SIDE_LINKS && !links.contains(&side) {
            links.push(side);
        }
    }
    links
}

/// Returns what a drawing does not show: which groups are unrelated, and why that matters.
fn sentences(composition: &Composition) -> Vec<String> {
    let members = &composition.members;
    let names =
        |group: &[usize]| group.iter().map(|&index| members[index].name.as_str()).collect::<Vec<_>>().join(", ");
    let group_of = |index: usize| composition.groups.iter().position(|group| group.contains(&index));
    let mut sentences = Vec::new();
    if let Some(kind) = composition.unrelated() {
        let groups: Vec<String> = composition.groups.iter().map(|group| names(group)).collect();
        let count = match groups.len() {
            2 => "Two".to_owned(),
            3 => "Three".to_owned(),
            count => count.to_string(),
        };
        let mut text = format!("{count} groups of containers should be Pods of their own: {}", groups.join(" | "));
        let why = match kind {
            Unrelated::AppDatabase => "an application and the server it keeps its data in",
            Unrelated::FrontendBackend => "a front end and a back end",
            Unrelated::DuplicateService => "the same server twice",
            Unrelated::IndependentServices => "services that have nothing to do with each other",
        };
        // Writing to a String cannot fail.
        let _ = write!(text, " ({why})");
        sentences.push(text);
        let across: Vec<&Link> = composition
            .links
            .iter()
            .filter(|link| {
                group_of(link.from).is_some() && group_of(link.to).is_some() && group_of(link.from) != group_of(link.to)
            })
            .collect();
        if let Some(link) = across.first() {
            let (from, to) = (&members[link.from].name, &members[link.to].name);
            sentences
                .push(format!("A Service could take the place of what couples them: {from} to {to}, {}", link.detail));
        }
    }
    sentences
}
