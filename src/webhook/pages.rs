//! The answers of each path.

use std::panic::{self, AssertUnwindSafe};
use std::time::Instant;

use super::http::{Answer, Request};
use super::shared::Shared;
use crate::lint::Severity;
use crate::review::Reviewed;

const JSON: &str = "application/json";
/// The content type of Prometheus' text format.
const METRICS: &str = "text/plain; version=0.0.4";

/// Answers one request.
pub(super) fn answer(request: &Request, shared: &Shared) -> Answer<'static> {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/warn") => review(request, "/warn", None, shared),
        ("POST", "/enforce") => review(request, "/enforce", Some(Severity::Error), shared),
        ("GET", "/readyz") if shared.is_stopping() => Answer::text(503, "Service Unavailable", "stopping\n"),
        ("GET", "/healthz" | "/readyz") => Answer::text(200, "OK", "ok\n"),
        ("GET", "/metrics") => {
            Answer::owned(200, "OK", METRICS, shared.metrics.page(shared.connections()).into_bytes())
        }
        (_, "/warn" | "/enforce" | "/healthz" | "/readyz" | "/metrics") => {
            Answer::text(405, "Method Not Allowed", "reviews are posted; pages are read with GET\n")
        }
        _ => Answer::text(404, "Not Found", "there are /warn, /enforce, /healthz, /readyz and /metrics\n"),
    }
}

fn review(request: &Request, path: &'static str, deny: Option<Severity>, shared: &Shared) -> Answer<'static> {
    let _turn = shared.turn();
    let begin = Instant::now();
    let judged = panic::catch_unwind(AssertUnwindSafe(|| shared.reviewer.judge(&request.body, deny)));
    let (answer, outcome, rules) = match judged {
        Ok(Ok(Reviewed { answer, is_allowed, rules })) => {
            let outcome = if is_allowed { "allowed" } else { "denied" };
            (Answer::owned(200, "OK", JSON, answer), outcome, rules)
        }
        Ok(Err(error)) => {
            let text = format!("{error}\n").into_bytes();
            (Answer::owned(400, "Bad Request", "text/plain; charset=utf-8", text), "malformed", Vec::new())
        }
        Err(_) => {
            let text = "podpat made a mistake of its own; its log says where\n";
            (Answer::text(500, "Internal Server Error", text), "failed", Vec::new())
        }
    };
    shared.metrics.reviewed(path, outcome, &rules, begin.elapsed());
    answer
}
