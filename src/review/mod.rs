//! Admission: the request of an API server in, the answer out, as `AdmissionReview` of `admission.k8s.io/v1`. One object is
//! judged by the rules that hold for it alone. Knows nothing of connections or files.

mod answer;
mod request;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::library::lint;
use crate::lint::{Finding, OwnedObjects, Settings, Severity};

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
    Reviewer::new(settings).judge(body, deny).map(|reviewed| reviewed.answer)
}

/// The outcome of a review.
#[cfg_attr(not(feature = "webhook"), expect(dead_code, reason = "the webhook alone counts outcomes"))]
pub(crate) struct Reviewed {
    /// The answer to send.
    pub(crate) answer: Vec<u8>,
    /// True if it lets the object through.
    pub(crate) is_allowed: bool,
    /// The rule of each finding.
    pub(crate) rules: Vec<&'static str>,
}

/// The rules that hold at admission, prepared once for any number of requests.
pub(crate) struct Reviewer {
    /// For the object of a request.
    new: Settings,
    /// For the object that it replaces, which is judged whoever made it: it may have left its controller since.
    old: Settings,
}

impl Reviewer {
    /// Prepares the rules of some settings.
    pub(crate) fn new(settings: &Settings) -> Self {
        let mut new = settings.clone();
        new.keep_for_admission();
        let mut old = new.clone();
        new.set_owned(OwnedObjects::Never);
        old.set_owned(OwnedObjects::Always);
        Self { new, old }
    }

    /// Judges the object of a request, as [`review`] does.
    pub(crate) fn judge(&self, body: &[u8], deny: Option<Severity>) -> Result<Reviewed, ReviewError> {
        let request = request::read(body)?;
        let mut findings = request.object().map(|object| lint(NAME, object, &self.new).findings).unwrap_or_default();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        let old = request.old_object().filter(|_| deny.is_some() && !findings.is_empty());
        let mut before = old.map(|old| Seen::of(&lint(NAME, old, &self.old).findings)).unwrap_or_default();
        let is_severe = |finding: &&Finding| deny.is_some_and(|least| finding.severity >= least);
        let denied: Vec<&Finding> = findings.iter().filter(|it| !before.takes(it)).filter(is_severe).collect();
        let answer = answer::encode(&request, &findings, &denied);
        let rules = findings.iter().map(|finding| finding.rule.id).collect();
        Ok(Reviewed { answer, is_allowed: denied.is_empty(), rules })
    }
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
