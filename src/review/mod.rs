//! Admission: the request of an API server in, the answer out, as `AdmissionReview` of `admission.k8s.io/v1`. One object is
//! judged by the rules that hold for it alone. Knows nothing of connections or files.

mod answer;
mod request;

use std::collections::HashMap;

use crate::library::lint;
use crate::lint::{Finding, Settings, Severity};

pub use request::ReviewError;

/// The name that findings have for the text of the object.
const NAME: &str = "request";

/// Judges the object of an `AdmissionReview` and returns the answer, also an `AdmissionReview`. Findings become warnings.
/// Those of severity `deny` or above refuse the request; where it replaces an object, only those that the object did not
/// have before. Objects that a built-in controller made are let through: their template was judged.
///
/// # Errors
/// Where the bytes are no request that can be answered.
///
/// ```
/// let request = r#"{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
///     "uid": "7d2f", "operation": "DELETE", "object": null}}"#;
/// let answer = podpat::review(request.as_bytes(), &podpat::Settings::default(), None)?;
/// assert!(String::from_utf8(answer)?.contains(r#""allowed":true"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn review(body: &[u8], settings: &Settings, deny: Option<Severity>) -> Result<Vec<u8>, ReviewError> {
    let request = request::read(body)?;
    let mut settings = settings.clone();
    settings.keep_for_admission();
    let mut findings = request.object().map(|object| lint(NAME, object, &settings).findings).unwrap_or_default();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut before = request.old_object().map(|old| Seen::of(&lint(NAME, old, &settings).findings)).unwrap_or_default();
    let is_new = |finding: &&Finding| !before.takes(finding);
    let new: Vec<&Finding> = findings.iter().filter(is_new).collect();
    let denied: Vec<&Finding> =
        new.into_iter().filter(|finding| deny.is_some_and(|least| finding.severity >= least)).collect();
    Ok(answer::encode(&request, &findings, &denied))
}

/// The findings of an object, to be held against those of the object that replaces it. Places move when fields are added;
/// a rule and what it says of which names stay.
#[derive(Default)]
struct Seen(HashMap<(&'static str, String), usize>);

impl Seen {
    fn of(findings: &[Finding]) -> Self {
        let mut seen = HashMap::new();
        for finding in findings {
            *seen.entry((finding.rule.id, finding.message.clone())).or_default() += 1;
        }
        Self(seen)
    }

    /// Takes a finding out; returns whether it was there.
    fn takes(&mut self, finding: &Finding) -> bool {
        let count = self.0.get_mut(&(finding.rule.id, finding.message.clone())).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    }
}
