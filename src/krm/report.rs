//! Findings as the results of a function.

use serde_json::{Value, json};

use crate::lint::{Finding, Results};

/// Annotations with the file of an item and its place there, newest first: kustomize and kpt write them.
const FILES: [(&str, &str); 2] = [
    ("internal.config.kubernetes.io/path", "internal.config.kubernetes.io/index"),
    ("config.kubernetes.io/path", "config.kubernetes.io/index"),
];

/// Returns a result for each finding in some items.
pub(super) fn results(results: &Results, items: &[Value]) -> Vec<Value> {
    results.findings.iter().map(|finding| result(finding, items.get(finding.document))).collect()
}

fn result(finding: &Finding, item: Option<&Value>) -> Value {
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    let mut result = json!({
        "message": format!("{}: {}{help}", finding.rule.id, finding.message),
        "severity": finding.severity.as_str(),
        "field": {"path": finding.place.path.to_string()},
        "tags": {"rule": finding.rule.id, "category": finding.rule.category.as_str()},
    });
    if let Some(object) = finding.object.as_deref() {
        let mut reference = json!({"apiVersion": object.api_version, "kind": object.kind, "name": object.name});
        if let Some(namespace) = &object.namespace {
            reference["namespace"] = json!(namespace);
        }
        result["resourceRef"] = reference;
    }
    let annotations = item.map(|item| &item["metadata"]["annotations"]);
    let file =
        annotations.and_then(|all| FILES.iter().find_map(|(path, index)| Some((all[path].as_str()?, &all[index]))));
    if let Some((path, index)) = file {
        result["file"] = json!({"path": path});
        if let Some(index) = index.as_str().and_then(|index| index.parse::<u64>().ok()) {
            result["file"]["index"] = json!(index);
        }
    }
    result
}
