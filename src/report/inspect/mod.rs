//! What Pods are made of, as text, JSON, Mermaid, DOT or SVG. A form never decides anything: the analysis is done.

mod boxes;
mod dot;
mod json;
mod mermaid;
mod picture;
mod svg;
mod text;

use std::io;
use std::str::FromStr;

use crate::composition::Composition;
use crate::k8s::Identity;
use crate::terminal::Output;

/// One Pod and what it is made of.
#[derive(Debug)]
pub struct Inspected {
    /// The file it is in; `-` for standard input.
    pub file: String,
    /// Its document in that file, from 0.
    pub document: usize,
    /// The object that holds it.
    pub object: Identity,
    /// What it is made of.
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
}

impl InspectFormat {
    /// Every form, in the order help shows them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Mermaid, Self::Dot, Self::Svg];

    /// Returns the word users write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Svg => "svg",
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

/// Writes all Pods in one form.
pub fn write(pods: &[Inspected], form: InspectFormat, out: &mut Output<'_>) -> io::Result<()> {
    match form {
        InspectFormat::Text => text::write(pods, out),
        InspectFormat::Json => json::write(pods, &mut out.encoded()),
        InspectFormat::Mermaid => mermaid::write(pods, &mut out.encoded()),
        InspectFormat::Dot => dot::write(pods, &mut out.encoded()),
        InspectFormat::Svg => svg::write(pods, &mut out.encoded()),
    }
}
