//! A graph for Graphviz: Pods as clusters, what leads to and from them around.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::labels::{self, Direction, caption, image, label, name};
use super::layout::{Layout, PodLayout};
use super::line::Line;
use crate::composition::{Connection, End, Member, Role};
use crate::terminal::visible_lines;

pub(super) fn write(layout: &Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut graph = String::from(
        "digraph podpat {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (at, pod) in layout.pods.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = draw(at, pod, &mut graph);
    }
    let _ = around(layout, &mut graph);
    graph.push_str("}\n");
    out.write_all(graph.as_bytes())
}

fn draw(at: usize, pod: &PodLayout<'_>, graph: &mut String) -> std::fmt::Result {
    let composition = &pod.pod.composition;
    writeln!(graph, "  subgraph cluster_{at} {{")?;
    writeln!(graph, "    label={};", quoted(&format!("{}\n{}", pod.title, pod.caption)))?;
    let several = composition.groups.len() > 1;
    for (number, group) in composition.groups.iter().enumerate().filter(|_| several) {
        let nodes: Vec<String> = group.iter().map(|index| format!("p{at}c{index};")).collect();
        let nodes = nodes.join(" ");
        writeln!(graph, "    subgraph cluster_{at}_{number} {{ label=\"\"; style=dashed; {nodes} }}")?;
    }
    for (index, member) in composition.members.iter().enumerate() {
        let (fill, width) = look(member.role);
        let text = quoted(&text(member));
        writeln!(graph, "    p{at}c{index} [label={text}, fillcolor=\"{fill}\", penwidth={width}];")?;
    }
    let order: Vec<usize> =
        (0..composition.members.len()).filter(|&index| composition.members[index].role == Role::Init).collect();
    for pair in order.windows(2) {
        writeln!(graph, "    p{at}c{} -> p{at}c{} [label=\"then\"];", pair[0], pair[1])?;
    }
    for link in &composition.links {
        let style = match labels::direction(link, composition) {
            Direction::Forward => "",
            Direction::Backward => ", dir=back",
            Direction::None => ", dir=none, style=dashed",
        };
        let text = quoted(&label(link, composition));
        writeln!(graph, "    p{at}c{} -> p{at}c{} [label={text}{style}];", link.from, link.to)?;
    }
    writeln!(graph, "  }}")
}

fn text(member: &Member) -> String {
    let image = image(&member.image, |text| text.len() <= 40).map(|image| format!("\n{image}")).unwrap_or_default();
    format!("{}\n{}{image}", name(member), caption(member))
}

/// Writes the Services, Leases and hosts outside the Pods, and the lines to and from them.
fn around(layout: &Layout<'_>, graph: &mut String) -> std::fmt::Result {
    let ends = layout.connections.iter().flat_map(|connection| [&connection.from, &connection.to]);
    for end in ends.collect::<BTreeSet<_>>() {
        let (label, look) = match end {
            End::Pod { .. } => continue,
            End::Service { name, .. } => (format!("Service {name}"), "shape=cds, fillcolor=\"#e2e8f0\""),
            End::Lease { name, .. } => (format!("Lease {name}"), "shape=note, fillcolor=\"#e0e7ff\""),
            End::Host(host) => (host.clone(), "shape=ellipse, fillcolor=\"#ffffff\""),
        };
        writeln!(graph, "  {} [label={}, {look}];", quoted(&id(end)), quoted(&label))?;
    }
    for Connection { from, to, port, via, .. } in layout.connections {
        let label = port.map(|port| format!("label=\"port {port}\"")).unwrap_or_default();
        let style = match Line::of(*via) {
            Line::Plain => "",
            Line::Dashed => "style=dashed",
            Line::Thick => "penwidth=3",
        };
        let between = if label.is_empty() || style.is_empty() { "" } else { ", " };
        writeln!(graph, "  {} -> {} [{label}{between}{style}{}];", node(from, layout), node(to, layout), head(to))?;
    }
    Ok(())
}

/// The node of an end; a Pod of which no container is known is its first one.
fn node(end: &End, layout: &Layout<'_>) -> String {
    match end {
        End::Pod { pod, container } => format!("p{pod}c{}", container.unwrap_or_else(|| first(layout, *pod))),
        end => quoted(&id(end)),
    }
}

/// The first container of a Pod that is drawn.
fn first(layout: &Layout<'_>, pod: usize) -> usize {
    layout.pods[pod].groups.first().and_then(|group| group.mains.first()).map_or(0, |main| main.index)
}

fn head(end: &End) -> String {
    match end {
        End::Pod { pod, container: None } => format!(", lhead=cluster_{pod}"),
        _ => String::new(),
    }
}

fn id(end: &End) -> String {
    match end {
        End::Pod { pod, .. } => format!("p{pod}"),
        End::Service { namespace, name } => format!("service {namespace}/{name}"),
        End::Lease { namespace, name } => format!("lease {namespace}/{name}"),
        End::Host(host) => format!("host {host}"),
    }
}

const fn look(role: Role) -> (&'static str, u8) {
    match role {
        Role::Main => ("#dbeafe", 2),
        Role::Sidecar => ("#dcfce7", 1),
        Role::Ambassador => ("#f3e8ff", 1),
        Role::Adapter => ("#fef9c3", 1),
        Role::LeaderElection | Role::WorkQueue | Role::ScatterGather => ("#e0e7ff", 1),
        Role::Init => ("#f1f5f9", 1),
    }
}

/// A quoted string of the DOT language; line breaks are centred lines.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in visible_lines(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
