//! What the API server would hold against an object, as findings: decoding and validation each report under the rule
//! that documents the fault.

use super::finding::Finding;
use super::rule::Rule;
use super::rules;
use super::settings::Settings;
use super::sink::{Sink, Target};
use crate::k8s::{Manifest, Object};
use crate::yaml::{PathBuf, Problem, Segment, What};

/// Adds what the server refuses in an object.
pub(super) fn check(manifest: &Manifest, settings: &Settings, findings: &mut Vec<Finding>) {
    let mut report = Report { manifest, settings, findings };
    for twice in manifest.node().duplicates() {
        let name =
            twice.path.segments().last().map_or_else(String::new, |last| PathBuf::new([last.clone()]).to_string());
        let target = Target::Bytes(twice.key, twice.path.clone());
        let first = Some((Target::Bytes(twice.first, twice.path), "it is here already"));
        report.add(
            "duplicate-key",
            target,
            format!("`{name}` stands twice; only the last one counts"),
            "remove one of the two".to_owned(),
            first,
        );
    }
    for problem in &manifest.problems {
        let target = Target::Bytes(problem.span, place(problem));
        report.add(id(&problem.what), target, problem.message(), problem.help(), None);
    }
    let Manifest { identity, object, .. } = manifest;
    let known = (identity.api_version.as_str(), identity.kind.as_str());
    if matches!(object, Object::Unknown) && !Object::KINDS.contains(&known) {
        let message = format!("podpat does not know the kind `{}` of `{}`, so it is not judged", known.1, known.0);
        let kind = PathBuf::new([Segment::Field("kind".into())]);
        report.add(
            "unknown-api",
            kind.into(),
            message,
            "check its spelling, unless it is a custom resource".to_owned(),
            None,
        );
    }
}

struct Report<'a> {
    manifest: &'a Manifest,
    settings: &'a Settings,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, id: &str, at: Target, message: String, help: String, related: Option<(Target, &str)>) {
        let Some(rule) = rules::find(id).filter(|rule: &&Rule| self.settings.runs(rule)) else { return };
        let mut out = Sink::new(rule, self.manifest, self.settings, self.findings);
        let draft = out.at(at, message).help(help);
        if let Some((place, what)) = related {
            draft.related(place, what);
        }
    }
}

/// The rule that reports a problem of decoding.
const fn id(what: &What) -> &'static str {
    match what {
        What::UnknownField { .. } => "unknown-field",
        What::MissingField { .. } => "missing-field",
        What::UnknownVariant { .. } => "unsupported-value",
        What::OutOfRange { .. } | What::Malformed { .. } | What::Other(_) => "invalid-value",
        What::WrongType { .. } => "wrong-type",
        What::TooBig => "too-long",
    }
}

/// The field a problem is about; a missing one is named although it is not there.
fn place(problem: &Problem) -> PathBuf {
    match &problem.what {
        What::MissingField { name } => problem.path.clone().join(Segment::Field((*name).into())),
        _ => problem.path.clone(),
    }
}
