//! Texts with findings are not kept: once a text was judged, its findings keep the pieces of it that reports show.

use std::collections::HashMap;
use std::sync::Arc;

use super::finding::Finding;
use super::place::Place;
use super::workload::Workload;
use crate::source::{Source, Span};

/// Texts of fewer bytes are kept as they are.
const SHORT: usize = 8 << 10;

/// The places of some findings.
pub(super) fn of_findings(findings: &mut [Finding]) -> impl Iterator<Item = &mut Place> {
    findings.iter_mut().flat_map(|finding| {
        let related = finding.related.iter_mut().map(|related| &mut related.place);
        let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.place);
        std::iter::once(&mut finding.place).chain(related).chain(edits)
    })
}

/// The places of some workloads.
pub(super) fn of_workloads(workloads: &mut [Workload]) -> impl Iterator<Item = &mut Place> {
    workloads.iter_mut().flat_map(|workload| workload.host_ports.iter_mut().map(|port| &mut port.place))
}

/// Puts excerpts in the place of the texts that some places lie in.
pub(super) fn keep_only<'a>(places: impl Iterator<Item = &'a mut Place>) {
    let places: Vec<&mut Place> = places.filter(|place| place.source.text().len() > SHORT).collect();
    let mut spans: HashMap<*const Source, (Arc<Source>, Vec<Span>)> = HashMap::new();
    for place in &places {
        let known = spans.entry(Arc::as_ptr(&place.source)).or_insert_with(|| (Arc::clone(&place.source), Vec::new()));
        known.1.push(place.span);
    }
    let excerpts = spans.iter().filter_map(|(at, (source, spans))| {
        let excerpts = source.excerpts(spans.iter().copied())?;
        Some((*at, Arc::new(excerpts)))
    });
    let excerpts: HashMap<*const Source, Arc<Source>> = excerpts.collect();
    for place in places {
        if let Some(source) = excerpts.get(&Arc::as_ptr(&place.source)) {
            place.source = Arc::clone(source);
        }
    }
}
