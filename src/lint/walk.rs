//! The only loop over objects, Pods and containers: it shows each rule what it asked for.

use super::finding::Finding;
use super::rule::Check;
use super::settings::Settings;
use super::sink::{ProofRoom, Sink};
use super::view::{ObjectView, PodView};
use crate::composition::ObjectIndex;
use crate::k8s::Manifest;

/// Shows one object to every rule that runs; `objects` is what else is in the input, `room` what is left for its fixes.
pub(super) fn object<'a>(
    manifest: &'a Manifest,
    objects: &'a ObjectIndex<'a>,
    settings: &Settings,
    room: &ProofRoom,
    findings: &mut Vec<Finding>,
) {
    let view = ObjectView { manifest, objects };
    let pod = PodView::of(manifest, objects);
    for rule in settings.rules() {
        let mut out = Sink::new(rule, manifest, settings, room, findings);
        match (rule.check, &pod) {
            (Check::Object(check) | Check::ObjectInContext(check), _) => check(&view, &mut out),
            (Check::Pod(check), Some(pod)) => check(pod, &mut out),
            (Check::Container(check), Some(pod)) => {
                pod.containers.iter().for_each(|container| check(container, pod, &mut out));
            }
            _ => {}
        }
    }
}
