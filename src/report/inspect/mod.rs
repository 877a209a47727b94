//! What Pods are made of, as text, JSON, Mermaid, DOT or SVG. A form never decides anything: the analysis is done.

mod boxes;
mod dot;
mod json;
mod mermaid;
mod picture;
mod svg;
mod text;

use std::io::{self, Write};

use crate::composition::Composition;
use crate::k8s::Identity;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Picture {
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

/// Writes all Pods in one form.
pub fn write(pods: &[Inspected], form: Picture, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    match form {
        Picture::Text => text::write(pods, colour, out),
        Picture::Json => json::write(pods, out),
        Picture::Mermaid => mermaid::write(pods, out),
        Picture::Dot => dot::write(pods, out),
        Picture::Svg => svg::write(pods, out),
    }
}
