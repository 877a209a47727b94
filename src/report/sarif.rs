//! SARIF 2.1.0, as code scanning services read it: every rule listed, found or not, and exact regions.
//! Source: docs.oasis-open.org/sarif/sarif/v2.1.0.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::lint::{Finding, Fingerprints, Fix, Place, Results, Rule, Severity, rules};
use crate::terminal;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    column_kind: &'static str,
    results: Found<'a>,
}

/// Written one by one: a report of many findings is never whole in memory.
struct Found<'a>(&'a [Finding]);

impl Serialize for Found<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        serializer.collect_seq(self.0.iter().map(|finding| result(finding, &mut fingerprints)))
    }
}

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let driver = json!({
        "name": "podpat",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules::all().iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
    });
    let (tool, results) = (json!({"driver": driver}), Found(&results.findings));
    let document = Document {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool, column_kind: "unicodeCodePoints", results }],
    };
    terminal::json::write(&document, out)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.summary()},
        "help": {"text": rule.page(), "markdown": rule.page()},
        "defaultConfiguration": {"enabled": rule.on, "level": level(rule.severity)},
        "properties": {"tags": [rule.category.as_str()]},
    })
}

fn result(finding: &Finding, fingerprints: &mut Fingerprints) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.message),
        None => finding.message.clone(),
    };
    let related = finding.related.iter().enumerate().map(|(id, related)| {
        let mut at = location(&related.place);
        at["id"] = json!(id);
        at["message"] = json!({"text": related.message});
        at
    });
    let mut at = location(&finding.place);
    if finding.is_rendered {
        at["physicalLocation"].as_object_mut().map(|place| place.remove("region"));
    }
    at["logicalLocations"] = json!([{"fullyQualifiedName": finding.place.path.to_string(), "kind": "element"}]);
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rules::all().iter().position(|rule| rule.id == finding.rule.id),
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [at],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": {"podpat/v1": fingerprints.of(finding).to_string()},
    });
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([changes(fix)]);
    }
    result
}

/// A fix, as the service that shows the result offers it.
fn changes(fix: &Fix) -> Value {
    let replacements = fix.edits.iter().map(|edit| {
        let at = location(&edit.place);
        json!({"deletedRegion": at["physicalLocation"]["region"], "insertedContent": {"text": edit.text}})
    });
    let file = fix.edits.first().map(|edit| uri(edit.place.source.name())).unwrap_or_default();
    json!({
        "description": {"text": fix.message},
        "artifactChanges": [{
            "artifactLocation": {"uri": file},
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn location(place: &Place) -> Value {
    let (start, end) = (place.start(), place.end());
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(place.source.name())},
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }})
}

/// A file name as a URI reference: relative as it was given, or `file:` when it is absolute.
fn uri(name: &str) -> String {
    let scheme = if name.starts_with('/') { "file://" } else { "" };
    let byte = |byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    std::iter::once(scheme.to_owned()).chain(name.strip_prefix("./").unwrap_or(name).bytes().map(byte)).collect()
}
