//! Validating admission policies for the rules that the Common Expression Language can say exactly.
//!
//! Source: `k8s.io/api/admissionregistration/v1/types.go`; <https://kubernetes.io/docs/reference/using-api/cel/>.

use serde_json::{Value, json};

use super::admission::{match_conditions, name_is_none_of, resources};
use crate::lint::{Cel, Rule, Settings, Severity, rules};
use crate::yaml;

/// The pod spec of an object of any kind that is matched.
const SPEC: &str = "object.kind == 'Pod' ? object.spec : \
    object.kind == 'PodTemplate' ? object.template.spec : \
    object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : object.spec.template.spec";
/// The rules that annotations of the object and of its pod template silence, as one text.
const IGNORED: &str = "object.metadata.?annotations[?'podpat.dev/ignore'].orValue('') + ',' + (\
    object.kind == 'Pod' ? '' : \
    object.kind == 'PodTemplate' ? object.template.?metadata.?annotations[?'podpat.dev/ignore'].orValue('') : \
    object.kind == 'CronJob' ? \
    object.spec.jobTemplate.spec.template.?metadata.?annotations[?'podpat.dev/ignore'].orValue('') : \
    object.spec.template.?metadata.?annotations[?'podpat.dev/ignore'].orValue(''))";
/// The variables that [`Cel`] speaks of, each after those that it needs.
const VARIABLES: [(&str, &str); 6] = [
    ("spec", SPEC),
    ("ignored", IGNORED),
    ("inits", "variables.spec.?initContainers.orValue([])"),
    ("sidecars", "variables.inits.filter(c, c.?restartPolicy.orValue('') == 'Always')"),
    ("running", "variables.spec.containers + variables.sidecars"),
    ("containers", "variables.spec.containers + variables.inits + variables.spec.?ephemeralContainers.orValue([])"),
];

/// Returns a policy for each severity that has rules, and what binds it to namespaces, as a YAML stream. Findings are
/// warnings and audit annotations; errors are refused in namespaces with the label `deny`, a key and a value.
pub fn policies(settings: &Settings, deny: &(String, String)) -> String {
    let mut objects = Vec::new();
    for severity in Severity::ALL.into_iter().rev() {
        let said: Vec<(&Rule, Cel)> = rules::all()
            .iter()
            .filter(|rule| settings.runs(rule) && settings.severity(rule) == severity)
            .filter(|rule| rule.settings.iter().all(|setting| settings.number(rule, setting) == setting.default))
            .filter_map(|rule| Some((*rule, rule.cel?)))
            .collect();
        if said.is_empty() {
            continue;
        }
        let name = format!("podpat-{severity}");
        objects.push(policy(&name, &said));
        objects.extend(if severity == Severity::Error {
            let with_label = |operator: &str| json!([{"key": deny.0, "operator": operator, "values": [deny.1]}]);
            vec![
                binding(&name, "warn", &["Warn", "Audit"], Some(with_label("NotIn"))),
                binding(&name, "deny", &["Deny"], Some(with_label("In"))),
            ]
        } else {
            vec![binding(&name, "warn", &["Warn", "Audit"], None)]
        });
    }
    let texts: Vec<String> = objects.iter().map(yaml::document).collect();
    texts.join("---\n")
}

/// Returns one policy: the server converts an object anew for each policy, which costs more than all expressions.
fn policy(name: &str, said: &[(&Rule, Cel)]) -> Value {
    let mut variables: Vec<Value> =
        VARIABLES.iter().map(|(name, expression)| json!({"name": name, "expression": expression})).collect();
    variables.extend(said.iter().map(|(rule, cel)| json!({"name": variable(rule), "expression": found(*cel)})));
    let validations: Vec<Value> = said.iter().map(|(rule, cel)| validation(rule, *cel)).collect();
    json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name, "labels": labels()},
        "spec": {
            "failurePolicy": "Ignore",
            "matchConstraints": {
                "matchPolicy": "Equivalent",
                "namespaceSelector": {"matchExpressions": [name_is_none_of(&[])]},
                "resourceRules": resources()},
            "matchConditions": match_conditions(),
            "variables": variables,
            "validations": validations}})
}

/// Returns what a rule finds: the containers, or true.
fn found(cel: Cel) -> String {
    match cel {
        Cel::Container(check) => format!("variables.containers.filter(c, {})", one_line(check)),
        Cel::Pod(check) => one_line(check),
    }
}

fn validation(rule: &Rule, cel: Cel) -> Value {
    let found = format!("variables.{}", variable(rule));
    let nothing = match cel {
        Cel::Container(_) => format!("{found}.size() == 0"),
        Cel::Pod(_) => format!("!{found}"),
    };
    let silent =
        format!("(^|[ ,])({}|{}|all{})([ ,]|$)", rule.id, rule.category, if rule.on { "|default" } else { "" });
    let mut validation = json!({
        "expression": format!("variables.ignored.matches('{silent}') || {nothing}"),
        "message": format!("podpat: {}: {}", rule.id, rule.summary()),
        "reason": "Invalid"});
    if matches!(cel, Cel::Container(_)) {
        let names = format!("{found}.map(c, '`' + c.name + '`').join(', ')");
        let summary = serde_json::to_string(&format!(": {}", rule.summary())).unwrap_or_default();
        validation["messageExpression"] = format!("'podpat: {}: ' + {names} + {summary}", rule.id).into();
    }
    validation
}

/// Returns the binding of a policy to the namespaces that a selector of labels takes, or to all.
fn binding(policy: &str, verb: &str, actions: &[&str], namespaces: Option<Value>) -> Value {
    let mut spec = json!({"policyName": policy, "validationActions": actions});
    if let Some(expressions) = namespaces {
        spec["matchResources"] = json!({"namespaceSelector": {"matchExpressions": expressions}});
    }
    json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": format!("{policy}-{verb}"), "labels": labels()}, "spec": spec})
}

fn labels() -> Value {
    json!({"app.kubernetes.io/name": "podpat", "app.kubernetes.io/component": "policy"})
}

/// Returns the variable that holds what a rule finds.
fn variable(rule: &Rule) -> String {
    rule.id.replace('-', "_")
}

fn one_line(expression: &str) -> String {
    expression.split_whitespace().collect::<Vec<_>>().join(" ")
}
