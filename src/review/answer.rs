//! The answer of a webhook: `AdmissionReview` with a `response`.
//!
//! Source: `k8s.io/api/admission/v1/types.go`; the bounds on warnings are those of `k8s.io/apiserver/pkg/warning` and
//! `k8s.io/apimachinery/pkg/util/net`, less what other webhooks may need.

use serde_json::{Value, json};

use super::request::Request;
use crate::lint::Finding;
use crate::terminal::{self, visible};

/// The most bytes of one warning: a longer one may be cut by the API server.
const LONGEST: usize = 250;

/// The most bytes of all warnings of one answer. The API server drops what all webhooks have to say above 4,096.
const LONGEST_ALL: usize = 3800;

/// The most bytes of the message of one fault of a refusal.
const LONGEST_CAUSE: usize = 1000;

/// The most faults that a refusal names; one object may have thousands, and people read the first.
const MOST_CAUSES: usize = 100;

/// Returns the answer with all findings as warnings; it refuses the request if some are `denied`.
pub(super) fn encode(request: &Request<'_>, findings: &[Finding], denied: &[&Finding]) -> Vec<u8> {
    let mut response = json!({"uid": request.uid, "allowed": denied.is_empty()});
    if !denied.is_empty() {
        response["status"] = refusal(request, denied);
    }
    if !findings.is_empty() {
        response["warnings"] = warnings(findings).into();
    }
    let answer = json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response});
    terminal::json::line(&answer).into_bytes()
}

/// Returns the warnings, at most as many as fit, and how many more there are.
fn warnings(findings: &[Finding]) -> Vec<String> {
    let (mut warnings, mut length) = (Vec::new(), 0);
    for (at, finding) in findings.iter().enumerate() {
        let more = format!("podpat: {} more", findings.len() - at);
        let warning = line(finding);
        length += warning.len();
        let is_last = at + 1 == findings.len();
        if length + if is_last { 0 } else { more.len() } > LONGEST_ALL {
            warnings.push(more);
            break;
        }
        warnings.push(warning);
    }
    warnings
}

/// Returns a finding as one warning: `RULE: MESSAGE (PATH)`. A message that is too long is cut, not the path.
fn line(finding: &Finding) -> String {
    let path = finding.place.path.to_string();
    let path = if path.is_empty() { path } else { format!(" ({})", visible(&path)) };
    let text = format!("{}: {}", finding.rule.id, visible(&finding.message));
    let room = LONGEST.saturating_sub(path.len());
    if text.len() <= room { text + &path } else { cut(&text, room) + &cut(&path, LONGEST) }
}

/// Returns the beginning of a text in at most `room` bytes.
fn cut(text: &str, room: usize) -> String {
    if text.len() <= room {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(room.saturating_sub('…'.len_utf8()))])
}

/// Returns the `status` of a refusal, as the API server itself refuses an object that is not valid.
fn refusal(request: &Request<'_>, denied: &[&Finding]) -> Value {
    let (named, more) = denied.split_at(denied.len().min(MOST_CAUSES));
    let mut all: Vec<String> = named.iter().map(|finding| line(finding)).collect();
    if !more.is_empty() {
        all.push(format!("podpat: {} more", more.len()));
    }
    let cause = |finding: &&Finding| {
        let message = cut(&format!("{}: {}", finding.rule.id, visible(&finding.message)), LONGEST_CAUSE);
        json!({"reason": "FieldValueInvalid", "message": message, "field": finding.place.path.to_string()})
    };
    let causes: Vec<Value> = named.iter().map(cause).collect();
    let details =
        json!({"name": request.name, "group": request.kind.group, "kind": request.kind.kind, "causes": causes});
    json!({"status": "Failure", "code": 422, "reason": "Invalid", "message": all.join("; "), "details": details})
}
