//! Findings in what Helm made of a chart, led back to the templates that the objects come from, and to the line as far as
//! that can be known.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::outline::{Outline, is_separator};
use super::template::{Object, Template};
use crate::files::{self, Size};
use crate::lint::{Finding, Place};
use crate::rendering;
use crate::source::{Source, Span};

/// The text that a chart became, and its templates.
pub(super) struct ChartText<'t> {
    folder: &'t Path,
    text: &'t Source,
    objects: Vec<Part<'t>>,
    templates: BTreeMap<PathBuf, Option<Template>>,
}

/// A document of the text.
struct Part<'t> {
    span: Span,
    /// The path of the template in the chart.
    template: Option<&'t Path>,
    /// The places where the lines begin, in the order of the outline.
    starts: Vec<usize>,
    outline: Object<'t>,
}

impl<'t> ChartText<'t> {
    pub(super) fn new(folder: &'t Path, text: &'t Source) -> Self {
        Self { folder, text, objects: parts(text.text()), templates: BTreeMap::new() }
    }

    /// Leads a finding back; returns false where its line is not known. It is in the template then, if that is known.
    pub(super) fn lead_back(&mut self, finding: &mut Finding) -> bool {
        let Some(path) = line_at(&self.objects, finding.place.span).and_then(|(part, _)| part.template) else {
            return false;
        };
        let folder = self.folder;
        let read = || files::text(&folder.join(path), Size::MANIFEST).ok().map(|text| Template::new(Arc::new(text)));
        let template = self.templates.entry(path.to_owned()).or_insert_with(read);
        let Some(template) = template else { return false };
        let place = |place: &Place| {
            let (part, line) = line_at(&self.objects, place.span).filter(|(part, _)| part.template == Some(path))?;
            let found = template.find(&part.outline, line)?;
            let words = self.text.slice(place.span);
            let mut inner = template.source.slice(found.span).match_indices(words).map(|(at, _)| found.span.start + at);
            let only = inner.next().filter(|_| found.is_exact && !words.is_empty() && inner.next().is_none());
            let span = only.map_or(found.span, |start| Span::new(start, start + words.len()));
            let place = Place { source: Arc::clone(&template.source), span, path: place.path.clone() };
            Some((place, found.document))
        };
        let related: Vec<_> = finding.related.iter().map(|related| place(&related.place)).collect();
        let found = place(&finding.place);
        let Some((place, document)) = found else {
            finding.place.source = Arc::clone(&template.source);
            return false;
        };
        (finding.place, finding.document) = (place, document);
        let mut places = related.into_iter();
        finding.related.retain_mut(|related| {
            let found = places.next().flatten();
            found.map(|(place, _)| related.place = place).is_some()
        });
        true
    }
}

/// Returns the document with a place, and the line of its outline.
fn line_at<'p, 't>(parts: &'p [Part<'t>], place: Span) -> Option<(&'p Part<'t>, usize)> {
    let after = parts.partition_point(|part| part.span.start <= place.start);
    let part = parts[..after].last()?;
    let line = part.starts.partition_point(|start| *start <= place.start).checked_sub(1)?;
    Some((part, line))
}

/// Returns the documents of a text.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut bounds = vec![0];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_separator(line) {
            bounds.push(start);
        }
        start += line.len();
    }
    bounds.push(text.len());
    bounds.windows(2).map(|bound| part(text, Span::new(bound[0], bound[1]))).collect()
}

fn part(text: &str, span: Span) -> Part<'_> {
    let (mut template, mut starts, mut lines, mut start) = (None, Vec::new(), Vec::new(), span.start);
    for line in text[span.start..span.end].split_inclusive('\n') {
        let trimmed = line.trim_end();
        if starts.is_empty() && template.is_none() && trimmed.starts_with('#') {
            template = rendering::template_named(trimmed);
        } else if !trimmed.is_empty() && !is_separator(line) {
            starts.push(start);
            lines.push((trimmed, trimmed));
        }
        start += line.len();
    }
    Part { span, template, starts, outline: Outline::of(lines) }
}
