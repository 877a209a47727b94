//! The counts of the server, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of how long a review takes, in seconds.
const BUCKETS: [f64; 8] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0];

/// The counts so far.
#[derive(Default)]
pub(super) struct Metrics(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// By path and outcome.
    reviews: BTreeMap<(&'static str, &'static str), u64>,
    findings: BTreeMap<&'static str, u64>,
    /// For each of [`BUCKETS`] and for longer ones.
    durations: [u64; BUCKETS.len() + 1],
    seconds: f64,
    rejected: u64,
    renewals: u64,
}

impl Metrics {
    /// Counts a review that was answered: what came of it, which rules found something, how long it took.
    pub(super) fn reviewed(&self, path: &'static str, outcome: &'static str, rules: &[&'static str], took: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.reviews.entry((path, outcome)).or_default() += 1;
        for rule in rules {
            *counts.findings.entry(rule).or_default() += 1;
        }
        let seconds = took.as_secs_f64();
        let bucket = BUCKETS.iter().position(|&most| seconds <= most).unwrap_or(BUCKETS.len());
        counts.durations[bucket] += 1;
        counts.seconds += seconds;
    }

    /// Counts a connection that was closed because there were too many.
    pub(super) fn rejected(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).rejected += 1;
    }

    /// Counts a certificate that was taken into use.
    pub(super) fn renewed(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).renewals += 1;
    }

    /// Returns the page that Prometheus reads.
    pub(super) fn page(&self, connections: usize) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut page = String::new();
        head(&mut page, "podpat_reviews_total", "counter", "Reviews by path and outcome.");
        for ((path, outcome), count) in &counts.reviews {
            line(&mut page, &format!("podpat_reviews_total{{path=\"{path}\",outcome=\"{outcome}\"}}"), count);
        }
        head(&mut page, "podpat_findings_total", "counter", "Findings by rule.");
        for (rule, count) in &counts.findings {
            line(&mut page, &format!("podpat_findings_total{{rule=\"{rule}\"}}"), count);
        }
        head(&mut page, "podpat_review_duration_seconds", "histogram", "Time that a review takes.");
        let mut sum = 0;
        for (at, count) in counts.durations.iter().enumerate() {
            sum += count;
            let most = BUCKETS.get(at).map_or("+Inf".to_owned(), f64::to_string);
            line(&mut page, &format!("podpat_review_duration_seconds_bucket{{le=\"{most}\"}}"), sum);
        }
        line(&mut page, "podpat_review_duration_seconds_sum", counts.seconds);
        line(&mut page, "podpat_review_duration_seconds_count", sum);
        head(&mut page, "podpat_connections", "gauge", "Open connections.");
        line(&mut page, "podpat_connections", connections);
        head(
            &mut page,
            "podpat_connections_rejected_total",
            "counter",
            "Connections closed because of too many others.",
        );
        line(&mut page, "podpat_connections_rejected_total", counts.rejected);
        head(&mut page, "podpat_certificate_renewals_total", "counter", "Certificates taken into use after the first.");
        line(&mut page, "podpat_certificate_renewals_total", counts.renewals);
        page
    }
}

fn head(page: &mut String, name: &str, kind: &str, help: &str) {
    page.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
}

fn line(page: &mut String, name: &str, value: impl std::fmt::Display) {
    page.push_str(&format!("{name} {value}\n"));
}
