//! What every drawn form shows, laid out once: init containers in their order, each group with its main containers,
//! their helpers and what links them, what leads to the Pod and out of it, and what is to be said in words.

use std::fmt::Write as _;

use super::Inspected;
use super::labels::{self, Direction, label};
use crate::composition::{Composition, Connection, ConnectionKind, End, Link, Member, Role, Unrelated};
use crate::k8s::Slot;

/// Lines that one Pod has to hosts and Services at most.
const MOST_OUTWARD: usize = 6;

/// All Pods, ready to draw.
pub(super) struct Layout<'a> {
    pub(super) pods: Vec<PodLayout<'a>>,
    /// What leads to, from and between the Pods.
    pub(super) connections: &'a [Connection],
}

/// A Pod, ready to draw.
pub(super) struct PodLayout<'a> {
    pub(super) pod: &'a Inspected,
    /// `Deployment shop/web · 3 replicas`
    pub(super) title: String,
    /// `Patterns: sidecar, ambassador`
    pub(super) caption: String,
    /// Containers that run before the others, in their order.
    pub(super) steps: Vec<&'a Member>,
    /// Containers that belong together.
    pub(super) groups: Vec<Group<'a>>,
    /// Services that lead here.
    pub(super) inward: Vec<Outer>,
    /// Services and hosts that its containers connect to.
    pub(super) outward: Vec<Outer>,
    /// What is to be said in words, a sentence an entry.
    pub(super) sentences: Vec<String>,
}

/// Something outside the Pod, and the line between the two.
pub(super) struct Outer {
    /// `Service db`, `redis.example.com`.
    pub(super) name: String,
    /// The Pods of the input beyond it: `StatefulSet db`.
    pub(super) beyond: Vec<String>,
    /// The container at the line's other end.
    pub(super) container: Option<usize>,
    /// `port 5432`; empty where it is not known.
    pub(super) label: String,
}

/// Containers that belong together.
pub(super) struct Group<'a> {
    /// What the group is about, with the helpers of each.
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
    /// Whether it comes before its main container in the flow of things: it writes what main reads, passes requests on
    /// to it, asks it. Drawings show such helpers at main's left, and what main itself feeds or asks at its right.
    pub(super) fn comes_before(&self) -> bool {
        self.arrows.first().is_some_and(|arrow| arrow.inward == Some(true))
    }
}

/// One link, seen from the main container.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    /// A few words: `volume html`, `localhost:5432`.
    pub(super) label: String,
    /// Whether it points at the main container; `None` where the direction is not known.
    pub(super) inward: Option<bool>,
}

impl<'a> Layout<'a> {
    pub(super) fn of(pods: &'a [Inspected], connections: &'a [Connection]) -> Self {
        let of = |(index, pod)| PodLayout::of(index, pod, pods, connections);
        Self { pods: pods.iter().enumerate().map(of).collect(), connections }
    }
}

impl<'a> PodLayout<'a> {
    fn of(index: usize, pod: &'a Inspected, pods: &[Inspected], connections: &[Connection]) -> Self {
        let composition = &pod.composition;
        Self {
            pod,
            title: format!("{}{}", title(pod), count(pod)),
            caption: caption(composition),
            steps: composition.members.iter().filter(|member| member.slot == Slot::Init).collect(),
            groups: composition.groups.iter().map(|group| grouped(group, composition)).collect(),
            inward: inward(index, pods, connections),
            outward: outward(index, pods, connections),
            sentences: sentences(composition),
        }
    }
}

/// `Deployment shop/web`; a Pod that a controller made goes by the controller.
pub(super) fn title(pod: &Inspected) -> String {
    let object = &pod.object;
    let namespace = object.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    match pod.owner.as_ref().and_then(|owner| owner.split_once(' ')) {
        Some((kind, name)) => format!("{kind} {namespace}{name}"),
        None => format!("{} {namespace}{}", object.kind, object.name.as_deref().unwrap_or("(no name)")),
    }
}

fn count(pod: &Inspected) -> String {
    match pod.replicas {
        Some(count) if pod.owner.is_some() && count > 1 => format!(" · {count} Pods"),
        Some(count) if count != 1 => format!(" · {count} replicas"),
        _ => String::new(),
    }
}

/// `Pattern: sidecar`; what kind of slot containers stand in is no pattern of its own here, as their boxes say it.
fn caption(composition: &Composition) -> String {
    let patterns: Vec<&str> = composition.patterns.iter().map(|pattern| pattern.as_str()).collect();
    match patterns.as_slice() {
        [] => "No pattern".to_owned(),
        [pattern] => format!("Pattern: {pattern}"),
        patterns => format!("Patterns: {}", patterns.join(", ")),
    }
}

fn inward(index: usize, pods: &[Inspected], connections: &[Connection]) -> Vec<Outer> {
    let mut outer: Vec<Outer> = Vec::new();
    for connection in connections.iter().filter(|connection| connection.via == ConnectionKind::Selector) {
        let (End::Service { name, .. }, End::Pod { pod, container }) = (&connection.from, &connection.to) else {
            continue;
        };
        if *pod != index {
            continue;
        }
        let name = format!("Service {name}");
        if let Some(known) = outer.iter_mut().find(|known| known.name == name && known.container == *container) {
            known.label = connection.port.map_or_else(String::new, |port| format!("{}, {port}", known.label));
            known.label = known.label.replacen("port ", "ports ", usize::from(!known.label.starts_with("ports")));
            continue;
        }
        let asks = |other: &&Connection| other.via == ConnectionKind::Address && other.to == connection.from;
        let beyond = titles(connections.iter().filter(asks).map(|other| &other.from), pods);
        outer.push(Outer { name, beyond, container: *container, label: port(connection) });
    }
    outer
}

fn outward(index: usize, pods: &[Inspected], connections: &[Connection]) -> Vec<Outer> {
    let mut outer: Vec<Outer> = Vec::new();
    for connection in connections.iter().filter(|connection| connection.via == ConnectionKind::Address) {
        let End::Pod { pod, container } = &connection.from else { continue };
        if *pod != index {
            continue;
        }
        let (name, beyond) = match &connection.to {
            End::Host(host) => (host.clone(), Vec::new()),
            End::Service { name, .. } => {
                let leads = |other: &&Connection| other.via == ConnectionKind::Selector && other.from == connection.to;
                (format!("Service {name}"), titles(connections.iter().filter(leads).map(|other| &other.to), pods))
            }
            End::Pod { .. } => continue,
        };
        let known = |known: &Outer| known.name == name && known.container == *container;
        if outer.len() < MOST_OUTWARD && !outer.iter().any(known) {
            outer.push(Outer { name, beyond, container: *container, label: port(connection) });
        }
    }
    outer
}

fn port(connection: &Connection) -> String {
    connection.port.map_or_else(String::new, |port| format!("port {port}"))
}

/// The Pods at some ends, each once.
fn titles<'c>(ends: impl Iterator<Item = &'c End>, pods: &[Inspected]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for end in ends {
        let End::Pod { pod, .. } = end else { continue };
        let title = title(&pods[*pod]);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
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
        let inward = match labels::direction(link, composition) {
            Direction::Forward => Some(link.to == main),
            Direction::Backward => Some(link.from == main),
            Direction::None => None,
        };
        let arrow = Arrow { label: label(link, composition), inward };
        if !arrows.contains(&arrow) {
            arrows.push(arrow);
        }
    }
    arrows
}

/// Returns what a drawing does not show: which groups are unrelated and why that matters, and links that no line shows.
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
    let is_main = |index: usize| members[index].role == Role::Main;
    let among = composition.links.iter().filter(|link| {
        let (from, to) = (link.from, link.to);
        let group = group_of(from).filter(|group| group_of(to) == Some(*group));
        let mains = |group: usize| composition.groups[group].iter().copied().filter(|&index| is_main(index));
        let adjacent = |group| {
            let at = |index| mains(group).position(|main| main == index);
            at(from).zip(at(to)).is_some_and(|(one, other)| one.abs_diff(other) == 1)
        };
        // Between main and its helper, and between neighbours, there is a line.
        group.is_some_and(|group| is_main(from) == is_main(to) && !adjacent(group))
    });
    sentences.extend(among.take(8).map(|link| {
        format!(
            "{} and {} are linked too: {}",
            members[link.from].name,
            members[link.to].name,
            label(link, composition)
        )
    }));
    sentences
}
