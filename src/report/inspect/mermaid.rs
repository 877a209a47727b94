//! A Mermaid flowchart. Names come in as quoted labels, with everything that means something to Mermaid escaped.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Inspected;
use super::picture::{Drawing, caption, label, ports};
use crate::composition::{Role, Via};
use crate::terminal::visible;

const CLASSES: [(Role, &str); 7] = [
    (Role::Main, "fill:#dbeafe,stroke:#1d4ed8,stroke-width:3px,color:#0b1f4d"),
    (Role::Sidecar, "fill:#dcfce7,stroke:#15803d,color:#052e16"),
    (Role::Ambassador, "fill:#f3e8ff,stroke:#7e22ce,color:#2e1065"),
    (Role::Adapter, "fill:#fef9c3,stroke:#a16207,color:#422006"),
    (Role::LeaderElection, "fill:#e0e7ff,stroke:#4338ca,color:#1e1b4b"),
    (Role::WorkQueue, "fill:#e0e7ff,stroke:#4338ca,color:#1e1b4b"),
    (Role::Init, "fill:#f1f5f9,stroke:#64748b,color:#0f172a"),
];

pub(super) fn write(pods: &[Inspected], out: &mut dyn Write) -> io::Result<()> {
    let mut chart = String::from("flowchart LR\n");
    for (at, pod) in pods.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = draw(at, pod, &mut chart);
    }
    for (role, style) in CLASSES {
        let _ = writeln!(chart, "  classDef {} {style}", class(role));
    }
    out.write_all(chart.as_bytes())
}

fn draw(at: usize, pod: &Inspected, chart: &mut String) -> std::fmt::Result {
    let drawing = Drawing::of(pod);
    let composition = &pod.composition;
    let patterns =
        if drawing.patterns.is_empty() { String::new() } else { format!(" ({})", drawing.patterns.join(", ")) };
    writeln!(chart, "  subgraph p{at}[\"{}\"]", escaped(&format!("{}{patterns}", drawing.title)))?;
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
    for link in &composition.links {
        let text = escaped(&label(link, composition));
        let line = if matches!(link.via, Via::HelperImage | Via::HelperName) { "-.->" } else { "-->" };
        writeln!(chart, "  p{at}c{} {line}|\"{text}\"| p{at}c{}", link.from, link.to)?;
    }
    Ok(())
}

fn node(at: usize, index: usize, pod: &Inspected, chart: &mut String) -> std::fmt::Result {
    let member = &pod.composition.members[index];
    let name = if member.name.is_empty() { "(no name)" } else { &member.name };
    let ports = ports(member).map(|ports| format!("<br/>{}", escaped(&ports))).unwrap_or_default();
    let text = format!("{}<br/>{}{ports}", escaped(name), escaped(&caption(member)));
    writeln!(chart, "      p{at}c{index}[\"{text}\"]:::{}", class(member.role))
}

fn class(role: Role) -> &'static str {
    match role {
        Role::Main => "main",
        Role::Sidecar => "sidecar",
        Role::Ambassador => "ambassador",
        Role::Adapter => "adapter",
        Role::LeaderElection => "election",
        Role::WorkQueue => "queue",
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
