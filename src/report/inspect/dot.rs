//! A graph for Graphviz.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Inspected;
use super::picture::{Drawing, caption, label};
use crate::composition::{Role, Via};
use crate::terminal::visible_lines;

pub(super) fn write(pods: &[Inspected], out: &mut dyn Write) -> io::Result<()> {
    let mut graph = String::from(
        "digraph podpat {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (at, pod) in pods.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = draw(at, pod, &mut graph);
    }
    graph.push_str("}\n");
    out.write_all(graph.as_bytes())
}

fn draw(at: usize, pod: &Inspected, graph: &mut String) -> std::fmt::Result {
    let drawing = Drawing::of(pod);
    let composition = &pod.composition;
    let patterns =
        if drawing.patterns.is_empty() { String::new() } else { format!("\n{}", drawing.patterns.join(", ")) };
    writeln!(graph, "  subgraph cluster_{at} {{")?;
    writeln!(graph, "    label={};", quoted(&format!("{}{patterns}", drawing.title)))?;
    let several = composition.groups.len() > 1;
    for (number, group) in composition.groups.iter().enumerate().filter(|_| several) {
        let nodes: Vec<String> = group.iter().map(|index| format!("p{at}c{index};")).collect();
        writeln!(
            graph,
            "    subgraph cluster_{at}_{number} {{ label={}; style=dashed; {} }}",
            quoted(""),
            nodes.join(" ")
        )?;
    }
    for (index, member) in composition.members.iter().enumerate() {
        let text = quoted(&format!("{}\n{}", member.name, caption(member)));
        let (fill, width) = look(member.role);
        writeln!(graph, "    p{at}c{index} [label={text}, fillcolor=\"{fill}\", penwidth={width}];")?;
    }
    for link in &composition.links {
        let style = if matches!(link.via, Via::HelperImage | Via::HelperName) { ", style=dashed" } else { "" };
        let text = quoted(&label(link, composition));
        writeln!(graph, "    p{at}c{} -> p{at}c{} [label={text}{style}];", link.from, link.to)?;
    }
    writeln!(graph, "  }}")
}

const fn look(role: Role) -> (&'static str, u8) {
    match role {
        Role::Main => ("#dbeafe", 2),
        Role::Sidecar => ("#dcfce7", 1),
        Role::Ambassador => ("#f3e8ff", 1),
        Role::Adapter => ("#fef9c3", 1),
        Role::LeaderElection | Role::WorkQueue => ("#e0e7ff", 1),
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
