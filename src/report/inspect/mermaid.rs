//! A Mermaid flowchart. Names come in as quoted labels, with everything that means something to Mermaid escaped.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::labels::{self, Direction, caption, image, label, name, ports};
use super::layout::{Layout, PodLayout};
use super::line::Line;
use crate::composition::{Connection, End, Role};
use crate::terminal::visible;

const CLASSES: [(Role, &str); 8] = [
    (Role::Main, "fill:#dbeafe,stroke:#1d4ed8,stroke-width:3px,color:#0b1f4d"),
    (Role::Sidecar, "fill:#dcfce7,stroke:#15803d,color:#052e16"),
    (Role::Ambassador, "fill:#f3e8ff,stroke:#7e22ce,color:#2e1065"),
    (Role::Adapter, "fill:#fef9c3,stroke:#a16207,color:#422006"),
    (Role::LeaderElection, "fill:#e0e7ff,stroke:#4338ca,color:#1e1b4b"),
    (Role::WorkQueue, "fill:#e0e7ff,stroke:#4338ca,color:#1e1b4b"),
    (Role::ScatterGather, "fill:#e0e7ff,stroke:#4338ca,color:#1e1b4b"),
    (Role::Init, "fill:#f1f5f9,stroke:#64748b,color:#0f172a"),
];

pub(super) fn write(layout: &Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(chart(layout, None).as_bytes())
}

/// Returns the chart of one Pod by its number, with what leads to it and out of it.
pub(in crate::report) fn pod(layout: &Layout<'_>, at: usize) -> String {
    chart(layout, Some(at))
}

/// Returns the chart of all Pods, or of one of them.
fn chart(layout: &Layout<'_>, only: Option<usize>) -> String {
    let mut chart = String::from("flowchart LR\n");
    for (at, pod) in layout.pods.iter().enumerate().filter(|(at, _)| only.is_none_or(|only| only == *at)) {
        // Writing to a String cannot fail.
        let _ = draw(at, pod, &mut chart);
    }
    let _ = around(layout, only, &mut chart);
    for (role, style) in CLASSES {
        let _ = writeln!(chart, "  classDef {} {style}", class(role));
    }
    chart
}

fn draw(at: usize, pod: &PodLayout<'_>, chart: &mut String) -> std::fmt::Result {
    let composition = &pod.pod.composition;
    writeln!(chart, "  subgraph p{at}[\"{}<br/>{}\"]", escaped(&pod.title), escaped(&pod.caption))?;
    writeln!(chart, "    direction LR")?;
    let several = composition.groups.len() > 1;
    let mut placed = vec![false; composition.members.len()];
    for (number, group) in composition.groups.iter().enumerate() {
        if several {
            writeln!(chart, "    subgraph p{at}g{number}[\"group {}\"]", number + 1)?;
        }
        for &index in group {
            placed[index] = true;
            node(at, index, pod, chart)?;
        }
        if several {
            writeln!(chart, "    end")?;
        }
    }
    for index in (0..placed.len()).filter(|&index| !placed[index]) {
        node(at, index, pod, chart)?;
    }
    writeln!(chart, "  end")?;
    let is_init = |index: &usize| composition.members[*index].role == Role::Init;
    for pair in (0..composition.members.len()).filter(is_init).collect::<Vec<_>>().windows(2) {
        writeln!(chart, "  p{at}c{} -->|\"then\"| p{at}c{}", pair[0], pair[1])?;
    }
    for link in &composition.links {
        let text = escaped(&label(link, composition));
        let (from, line, to) = match labels::direction(link, composition) {
            Direction::Forward => (link.from, "-->", link.to),
            Direction::Backward => (link.to, "-->", link.from),
            Direction::None => (link.from, "-.-", link.to),
        };
        writeln!(chart, "  p{at}c{from} {line}|\"{text}\"| p{at}c{to}")?;
    }
    Ok(())
}

/// Writes what is outside the Pods that are drawn (Services, Leases, hosts, other Pods), and the lines to and from it.
fn around(layout: &Layout<'_>, only: Option<usize>, chart: &mut String) -> std::fmt::Result {
    let is_drawn = |end: &End| matches!(end, End::Pod { pod, .. } if only.is_none_or(|only| only == *pod));
    let is_near = |one: &&Connection| only.is_none() || is_drawn(&one.from) || is_drawn(&one.to);
    let connections: Vec<&Connection> = layout.connections.iter().filter(is_near).collect();
    let ends = connections.iter().flat_map(|connection| [&connection.from, &connection.to]);
    let outside = ends.filter(|end| !is_drawn(end)).collect::<BTreeSet<_>>();
    let outside: Vec<&End> = outside.into_iter().collect();
    for (at, end) in outside.iter().enumerate() {
        match end {
            End::Service { name, .. } => writeln!(chart, "  o{at}[[\"Service {}\"]]", escaped(name))?,
            End::Lease { name, .. } => writeln!(chart, "  o{at}{{{{\"Lease {}\"}}}}", escaped(name))?,
            End::Host(host) => writeln!(chart, "  o{at}([\"{}\"])", escaped(host))?,
            End::Pod { pod, .. } => writeln!(chart, "  o{at}[[\"{}\"]]", escaped(&layout.pods[*pod].title))?,
        }
    }
    let id = |end: &End| match end {
        End::Pod { pod, container: Some(index) } if is_drawn(end) => format!("p{pod}c{index}"),
        End::Pod { pod, container: None } if is_drawn(end) => format!("p{pod}"),
        end => format!("o{}", outside.binary_search(&end).unwrap_or_default()),
    };
    for Connection { from, to, port, via, .. } in connections {
        let label = port.map(|port| format!("|\"port {port}\"|")).unwrap_or_default();
        let arrow = match Line::of(*via) {
            Line::Plain => "-->",
            Line::Dashed => "-.->",
            Line::Thick => "==>",
        };
        writeln!(chart, "  {} {arrow}{label} {}", id(from), id(to))?;
    }
    Ok(())
}

fn node(at: usize, index: usize, pod: &PodLayout<'_>, chart: &mut String) -> std::fmt::Result {
    let member = &pod.pod.composition.members[index];
    let lines = [
        Some(name(member).to_owned()),
        Some(caption(member)),
        image(&member.image, |text| text.len() <= 40),
        ports(member),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().map(|line| escaped(&line)).collect();
    writeln!(chart, "      p{at}c{index}[\"{}\"]:::{}", lines.join("<br/>"), class(member.role))
}

fn class(role: Role) -> &'static str {
    match role {
        Role::Main => "main",
        Role::Sidecar => "sidecar",
        Role::Ambassador => "ambassador",
        Role::Adapter => "adapter",
        Role::LeaderElection => "election",
        Role::WorkQueue => "queue",
        Role::ScatterGather => "scatter",
        Role::Init => "before",
    }
}

/// Text for a quoted label: entity codes for all but letters, digits and harmless signs.
fn escaped(text: &str) -> String {
    visible(text)
        .chars()
        .map(|c| match c {
            _ if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | ':' | '/' | '(' | ')' | '·') => {
                c.to_string()
            }
            _ => format!("#{};", u32::from(c)),
        })
        .collect()
}
