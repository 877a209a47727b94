//! Pods and what they are made of, as text, JSON, Mermaid, DOT, SVG or a page. A form never decides anything: the analysis is
//! done.

mod boxes;
mod dot;
mod json;
pub(super) mod labels;
pub(super) mod layout;
mod layout_title;
mod line;
pub(super) mod mermaid;
mod outer;
pub(super) mod svg;
mod svg_drawing;
pub(super) mod svg_elements;
mod svg_lines;
mod svg_outer;
mod text;

use std::io;
use std::str::FromStr;

use self::layout::Layout;
use self::outer::drawn;
use super::html::inspect as html;
use crate::composition::{
    Composition, ConnectedPod, Connection, ConnectionKind, End, Pattern, ServicePorts, Trigger, connections,
    pattern_connections, patterns_with_others,
};
use crate::k8s::Identity;
use crate::terminal::Output;

/// One Pod and what it is made of.
#[derive(Debug)]
#[non_exhaustive]
pub struct Inspected {
    /// The file it is in; `-` for standard input.
    pub file: String,
    /// Its document in that file, from 0.
    pub document: usize,
    /// The object that holds it.
    pub object: Identity,
    /// The controller of a Pod of a cluster: `ReplicaSet web-5d9f`.
    pub owner: Option<String>,
    /// The number of Pods there are of it: what a workload asks for, or how many of one controller the input holds;
    /// `None` where that is not for the input to say.
    pub replicas: Option<i64>,
    /// The Services of the input that select it.
    pub services: Vec<ServicePorts>,
    /// True if its workload divides a list of items among its Pods, as an Indexed Job does.
    pub shares_items: bool,
    /// The triggers of the ScaledObject of the input that scales its workload.
    pub triggers: Vec<Trigger>,
    /// The roles, links and groups of its containers.
    pub composition: Composition,
}

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectFormat {
    /// A picture for the terminal
    Text,
    /// For scripts
    Json,
    /// A Mermaid flowchart, for Markdown pages
    Mermaid,
    /// A graph for Graphviz
    Dot,
    /// A picture for documents and browsers
    Svg,
    /// A page with pictures, for browsers
    Html,
}

impl InspectFormat {
    /// Every form, in the order help shows them.
    pub const ALL: [Self; 6] = [Self::Text, Self::Json, Self::Mermaid, Self::Dot, Self::Svg, Self::Html];

    /// Returns the word users write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Svg => "svg",
            Self::Html => "html",
        }
    }

    /// Returns what the form is for.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Text => "A picture for the terminal",
            Self::Json => "For scripts",
            Self::Mermaid => "A Mermaid flowchart, for Markdown pages",
            Self::Dot => "A graph for Graphviz",
            Self::Svg => "A picture for documents and browsers",
            Self::Html => "A page with pictures, for browsers",
        }
    }
}

impl FromStr for InspectFormat {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|form| form.as_str() == word);
        known.ok_or_else(|| format!("`{word}` is not a form of output"))
    }
}

/// Pods with what leads from one to another.
pub(super) struct Analysed<'p> {
    pods: &'p [Inspected],
    patterns: Vec<Vec<Pattern>>,
    connections: Vec<Connection>,
}

impl<'p> Analysed<'p> {
    /// Finds what leads from Pod to Pod, and the patterns that Pods form with others.
    pub(super) fn of(pods: &'p [Inspected]) -> Self {
        let connected = |pod: &'p Inspected| {
            let Inspected { object, composition, services, triggers, .. } = pod;
            let (namespace, name) = (object.namespace.as_deref(), object.name.as_deref());
            ConnectedPod { kind: &object.kind, name, namespace, composition, services, triggers }
        };
        let connected: Vec<ConnectedPod<'_>> = pods.iter().map(connected).collect();
        let mut connections = connections(&connected);
        connections.extend(pattern_connections(&connected));
        let patterns = patterns(pods, &connections);
        Self { pods, patterns, connections }
    }

    /// Returns the same with the connections that are drawn.
    pub(super) fn drawn(self) -> Self {
        Self { connections: drawn(self.connections), ..self }
    }

    /// Lays out what is drawn.
    pub(super) fn layout(&self) -> Layout<'_> {
        Layout::of(self.pods, &self.patterns, &self.connections)
    }
}

/// Writes all Pods in one form.
pub fn write(pods: &[Inspected], form: InspectFormat, out: &mut Output<'_>) -> io::Result<()> {
    let analysed = Analysed::of(pods);
    if form == InspectFormat::Json {
        return json::write(pods, &analysed.patterns, &analysed.connections, &mut out.encoded());
    }
    let analysed = analysed.drawn();
    let layout = analysed.layout();
    match form {
        InspectFormat::Text => text::write(&layout, out),
        InspectFormat::Mermaid => mermaid::write(&layout, &mut out.encoded()),
        InspectFormat::Dot => dot::write(&layout, &mut out.encoded()),
        InspectFormat::Html => html::write(&layout, &mut out.encoded()),
        InspectFormat::Svg | InspectFormat::Json => svg::write(&layout, &mut out.encoded()),
    }
}

/// Returns the patterns of each Pod, those that it forms with other Pods included.
fn patterns(pods: &[Inspected], connections: &[Connection]) -> Vec<Vec<Pattern>> {
    let mut asks_leaves = vec![false; pods.len()];
    for connection in connections.iter().filter(|connection| connection.via == ConnectionKind::Leaves) {
        if let End::Pod { pod, .. } = connection.from {
            asks_leaves[pod] = true;
        }
    }
    let of = |(pod, asks): (&Inspected, bool)| {
        let shares_items = pod.shares_items || pod.triggers.iter().any(Trigger::is_queue);
        patterns_with_others(&pod.composition, asks, shares_items, pod.replicas)
    };
    pods.iter().zip(asks_leaves).map(of).collect()
}
