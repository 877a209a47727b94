//! The policies of a Job: failure, success, replacement of Pods.
//!
//! Source: `pkg/apis/batch/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::batch::v1::{
    JobSpec, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern,
    PodFailurePolicyRule, SuccessPolicy, SuccessPolicyRule,
};

use super::job_size::JobSize;
use super::{FieldErrors, content};
use crate::yaml::Path;

const MOST_RULES: usize = 20;
const MOST_EXIT_CODES: usize = 255;
const MOST_CONDITIONS: usize = 20;
/// Bytes of `succeededIndexes`.
const INDEXES_LIMIT: usize = 64 * 1024;
const ACTIONS: [&str; 4] = ["Count", "FailIndex", "FailJob", "Ignore"];

/// The three policies of a Job.
pub(super) fn check(spec: &JobSpec, size: JobSize, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(policy) = &spec.pod_failure_policy {
        check_failure_policy(spec, policy, &path.field("podFailurePolicy.rules"), errors);
    }
    if let Some(policy) = &spec.success_policy {
        let path = path.field("successPolicy");
        if spec.completion_mode.as_deref() == Some("Indexed") {
            check_success_policy(policy, size, &path.field("rules"), errors);
        } else {
            let why = "has a meaning only where each Pod has an index";
            errors.invalid(&path, "successPolicy", why, "write `completionMode: Indexed`");
        }
    }
    check_replacement_policy(spec, &path.field("podReplacementPolicy"), errors);
}

/// `validatePodReplacementPolicy`.
fn check_replacement_policy(spec: &JobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(policy) = spec.pod_replacement_policy.as_deref() else { return };
    let allowed: &[&str] =
        if spec.pod_failure_policy.is_some() { &["Failed"] } else { &["Failed", "TerminatingOrFailed"] };
    if !allowed.contains(&policy) {
        errors.not_supported(path, policy, allowed);
    }
}

/// `validatePodFailurePolicy`.
fn check_failure_policy(spec: &JobSpec, policy: &PodFailurePolicy, path: &Path<'_>, errors: &mut FieldErrors) {
    if policy.rules.len() > MOST_RULES {
        errors.too_many(path, policy.rules.len(), MOST_RULES);
    }
    let pod = spec.template.spec.as_ref();
    let containers = pod.map(|pod| pod.containers.iter().chain(pod.init_containers.iter().flatten()));
    let names: BTreeSet<&str> = containers.into_iter().flatten().map(|container| container.name.as_str()).collect();
    for (index, rule) in policy.rules.iter().enumerate() {
        let path = path.index(index);
        check_action(spec, rule, &path.field("action"), errors);
        check_failure_rule(rule, &names, &path, errors);
    }
}

fn check_action(spec: &JobSpec, rule: &PodFailurePolicyRule, path: &Path<'_>, errors: &mut FieldErrors) {
    match rule.action.as_str() {
        "" => {
            errors.required(path, "write one of `Count`, `FailIndex`, `FailJob`, `Ignore`");
        }
        "FailIndex" if spec.backoff_limit_per_index.is_none() => {
            let help = "set `backoffLimitPerIndex` too, or write another action, such as `FailJob`";
            errors.invalid(path, "FailIndex", "counts failures per index, which is not switched on", help);
        }
        action if !ACTIONS.contains(&action) => {
            errors.not_supported(path, action, &ACTIONS);
        }
        _ => {}
    }
}

/// `validatePodFailurePolicyRule`: exit codes or conditions, one of the two.
fn check_failure_rule(rule: &PodFailurePolicyRule, names: &BTreeSet<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    let conditions = rule.on_pod_conditions.as_deref().unwrap_or_default();
    if let Some(codes) = &rule.on_exit_codes {
        check_exit_codes(codes, names, &path.field("onExitCodes"), errors);
    }
    check_conditions(conditions, &path.field("onPodConditions"), errors);
    match (rule.on_exit_codes.is_some(), conditions.is_empty()) {
        (true, false) => {
            errors.invalid(path, "rule", "has both `onExitCodes` and `onPodConditions`", "write two rules");
        }
        (false, true) => {
            let help = "say which failures it is for, with `onExitCodes` or `onPodConditions`";
            errors.invalid(path, "rule", "is for no failure", help);
        }
        _ => {}
    }
}

/// `validatePodFailurePolicyRuleOnPodConditions`; status `True` is the default.
fn check_conditions(patterns: &[PodFailurePolicyOnPodConditionsPattern], path: &Path<'_>, errors: &mut FieldErrors) {
    if patterns.len() > MOST_CONDITIONS {
        errors.too_many(path, patterns.len(), MOST_CONDITIONS);
    }
    for (index, pattern) in patterns.iter().enumerate() {
        let path = path.index(index);
        errors.content(&path.field("type"), &pattern.type_, content::qualified_name(&pattern.type_));
        let status = pattern.status.as_deref().unwrap_or_default();
        if !matches!(status, "" | "False" | "True" | "Unknown") {
            errors.not_supported(&path.field("status"), status, &["False", "True", "Unknown"]);
        }
    }
}

/// `validatePodFailurePolicyRuleOnExitCodes`.
fn check_exit_codes(
    codes: &PodFailurePolicyOnExitCodesRequirement,
    names: &BTreeSet<&str>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    match codes.operator.as_str() {
        "" => {
            errors.required(&path.field("operator"), "write `In` or `NotIn`");
        }
        "In" | "NotIn" => {}
        other => {
            errors.not_supported(&path.field("operator"), other, &["In", "NotIn"]);
        }
    }
    if let Some(name) = codes.container_name.as_deref().filter(|name| !names.contains(name)) {
        let help = "write the name of a container or init container of the template, or take `containerName` out";
        errors.invalid(&path.field("containerName"), name, "is not a container of the template", help);
    }
    check_exit_code_list(codes, &path.field("values"), errors);
}

fn check_exit_code_list(codes: &PodFailurePolicyOnExitCodesRequirement, path: &Path<'_>, errors: &mut FieldErrors) {
    let values = &codes.values;
    if values.is_empty() {
        errors.invalid(path, "[]", "lists no exit code", "list the exit codes, such as `values: [42]`");
    } else if values.len() > MOST_EXIT_CODES {
        errors.too_many(path, values.len(), MOST_EXIT_CODES);
    }
    let mut seen = BTreeSet::new();
    for (index, &value) in values.iter().enumerate() {
        if value == 0 && codes.operator == "In" {
            errors.invalid(&path.index(index), value, "is the code of success", "list codes other than 0");
        }
        if !seen.insert(value) {
            errors.duplicate(&path.index(index), value, "list each exit code once");
        }
    }
    if !values.is_sorted() {
        let listed = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        errors.invalid(path, listed, "is not in order", "list the smaller codes first");
    }
}

/// `validateSuccessPolicy`.
fn check_success_policy(policy: &SuccessPolicy, size: JobSize, path: &Path<'_>, errors: &mut FieldErrors) {
    if policy.rules.is_empty() {
        errors.required(path, "write a rule, such as `rules: [{succeededCount: 1}]`, or take `successPolicy` out");
    }
    if policy.rules.len() > MOST_RULES {
        errors.too_many(path, policy.rules.len(), MOST_RULES);
    }
    // Without completions there is nothing to compare with, and their absence is a fault of its own.
    let Some(completions) = size.completions else { return };
    for (index, rule) in policy.rules.iter().enumerate() {
        check_success_rule(rule, completions, &path.index(index), errors);
    }
}

/// `validateSuccessPolicyRule`.
fn check_success_rule(rule: &SuccessPolicyRule, completions: i32, path: &Path<'_>, errors: &mut FieldErrors) {
    let at = path.field("succeededCount");
    let mut listed = None;
    if let Some(indexes) = rule.succeeded_indexes.as_deref() {
        let path = path.field("succeededIndexes");
        if indexes.len() > INDEXES_LIMIT {
            errors.too_long(&path, INDEXES_LIMIT);
        }
        let total = count_indexes(indexes, completions);
        if let Err(why) = &total {
            let help = format!("list indexes below {completions} in growing order, such as `0,2-4`");
            errors.invalid(&path, indexes, why, help);
        }
        listed = Some(total.unwrap_or(0));
    }
    let Some(count) = rule.succeeded_count else {
        if listed.is_none() {
            errors
                .required(path, "say which indexes count, with `succeededIndexes`, or how many, with `succeededCount`");
        }
        return;
    };
    errors.content(&at, count, content::not_negative(i64::from(count)));
    if count > completions {
        errors.invalid(&at, count, "is more than `completions`", format!("use at most {completions}"));
    }
    if let Some(listed) = listed.filter(|&listed| i64::from(count) > listed) {
        let why = "is more than `succeededIndexes` lists";
        errors.invalid(&at, count, why, format!("use at most {listed}, or list more indexes"));
    }
}

/// The number of indexes in a list such as `1,3-5`, or what is wrong with it. `validateIndexesFormat`.
fn count_indexes(list: &str, completions: i32) -> Result<i64, String> {
    if list.is_empty() {
        return Ok(0);
    }
    let (mut total, mut last) = (0, None);
    for interval in list.split(',') {
        let (first, end) = interval_of(interval, i64::from(completions))?;
        if last.is_some_and(|last| last >= first) {
            return Err(format!("does not grow at `{interval}`"));
        }
        total += end - first + 1;
        last = Some(end);
    }
    Ok(total)
}

/// `parseIndexInterval`.
fn interval_of(text: &str, completions: i64) -> Result<(i64, i64), String> {
    let index = |text: &str| match text.parse::<i64>() {
        Ok(index) if index < completions => Ok(index),
        Ok(index) => Err(format!("holds {index}, which is no index of {completions} completions")),
        Err(_) => Err(format!("holds `{text}`, which is no number")),
    };
    let mut limits = text.split('-');
    let first = limits.next().unwrap_or_default();
    let last = limits.next();
    if limits.next().is_some() {
        return Err(format!("holds `{text}`, which has more than one `-`"));
    }
    let first = index(first)?;
    let Some(last) = last else { return Ok((first, first)) };
    let last = index(last)?;
    if first >= last { Err(format!("does not grow in `{text}`")) } else { Ok((first, last)) }
}

#[cfg(test)]
mod tests {
    use super::count_indexes;

    #[test]
    fn index_lists() {
        for (list, total) in [("", 0), ("0", 1), ("0-2", 3), ("0,2,4-6", 5), ("+1", 1)] {
            assert_eq!(count_indexes(list, 7), Ok(total), "{list}");
        }
        for bad in ["7", "0-7", "2-1", "1-1", "1,1", "3-5,4", "a", "1-2-3", "1,", " 1", "-1"] {
            assert!(count_indexes(bad, 7).is_err(), "{bad}");
        }
    }
}
