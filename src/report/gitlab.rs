//! GitLab's code quality report. A finding keeps its fingerprint when lines move, so that a merge request shows only
//! what is new. Source: docs.gitlab.com, ci/testing/code_quality, "Code Quality report format".

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::lint::{Finding, Fingerprints, Results, Severity};
use crate::source::Position;
use crate::terminal::json;

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    json::write(&Items(&results.findings), out)?;
    writeln!(out)
}

/// Written one by one: a report of many findings is never whole in memory.
struct Items<'a>(&'a [Finding]);

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        serializer.collect_seq(self.0.iter().map(|finding| item(finding, &mut fingerprints)))
    }
}

fn item(finding: &Finding, fingerprints: &mut Fingerprints) -> Value {
    let severity = match finding.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    let name = finding.place.source.name();
    let (start, end) = if finding.is_rendered {
        (Position::FIRST, Position::FIRST)
    } else {
        (finding.place.start(), finding.place.end())
    };
    json!({
        "description": finding.message,
        "check_name": finding.rule.id,
        "fingerprint": fingerprints.of(finding).to_string(),
        "severity": severity,
        "location": {
            "path": name.strip_prefix("./").unwrap_or(name),
            "positions": {
                "begin": {"line": start.line, "column": start.column},
                "end": {"line": end.line, "column": end.column},
            },
            "lines": {"begin": start.line, "end": end.line},
        },
    })
}
