//! The check before anything is printed: what was rendered is read back and judged as any manifest is. What is found
//! goes back to the words of the description that caused it; where there are none, it is podpat's own mistake.

use std::sync::Arc;

use serde_json::Value as Json;

use super::description::Description;
use super::item::Place;
use super::plan::Plan;
use super::problem::Problems;
use super::render::Rendered;
use super::trace::trace;
use super::wired::Wired;
use crate::k8s;
use crate::source::Source;
use crate::{validity, yaml};

/// Something podpat generated is wrong, and nothing the user wrote is the cause.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("podpat generated something wrong: {what}")]
#[diagnostic(help("this is a mistake of podpat itself; please report it with the description"))]
pub(super) struct Bug {
    what: String,
}

impl Bug {
    /// A template that does not render.
    pub(super) fn template(error: minijinja::Error) -> Self {
        Self { what: format!("{error:#}") }
    }

    pub(super) fn of(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// Judges what was rendered.
///
/// # Errors
/// Mistakes in the description that only show in the whole, or podpat's own.
pub(super) fn check(
    plan: &Plan,
    objects: &[Rendered],
    description: &Description,
    wired: &[Wired],
) -> miette::Result<()> {
    let mut problems = Problems::default();
    for object in objects {
        let source = Arc::new(Source::new(format!("{}/{}", object.kind, object.name), object.text.as_str()));
        let read = k8s::read(&source);
        let [manifest] = &read.manifests[..] else {
            return Err(Bug::of(format!("{} is not one object", source.name())).into());
        };
        if object.kind == plan.workload.kind {
            same_pod(plan, description, manifest)?;
        }
        for fault in validity::judge(manifest, validity::Release::LATEST) {
            let place = trace(plan, object, description, wired, fault.path.segments());
            let Some(place) = place else {
                let what = format!("{} {}: {}: {}", object.kind, object.name, fault.path, fault.message);
                return Err(Bug::of(what).into());
            };
            report(place, &fault, &mut problems);
        }
    }
    problems.or(())
}

/// What is read back has to be what was meant.
fn same_pod(plan: &Plan, description: &Description, manifest: &k8s::Manifest) -> Result<(), Bug> {
    let whole = manifest.node().to_json();
    let path = description.kind.pod_path();
    let read = path.split('.').try_fold(&whole, |value: &Json, step| value.get(step));
    if read == Some(&yaml::without_comments(&plan.workload.pod)) {
        return Ok(());
    }
    Err(Bug::of("the pod spec does not read back as it was meant"))
}

fn report(place: &Place, fault: &validity::Fault, problems: &mut Problems) {
    let label = format!("becomes `{}`", fault.path);
    problems.add(place, fault.message.clone(), label, Some(fault.help.clone()).filter(|help| !help.is_empty()));
}
