//! Admission webhooks: MutatingWebhookConfiguration, ValidatingWebhookConfiguration.
//!
//! Source: `pkg/apis/admissionregistration/validation/validation.go`,
//! `k8s.io/apiserver/pkg/util/webhook/validation.go`, defaults of `pkg/apis/admissionregistration/v1/defaults.go`. CEL
//! expressions are not compiled, only looked at.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MatchCondition, MutatingWebhookConfiguration, RuleWithOperations, ValidatingWebhookConfiguration,
    WebhookClientConfig,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};

use super::admission_rule::{self, AdmissionRule};
use super::metadata::{self, Scope};
use super::{FieldErrors, content, selector};
use crate::yaml::Path;

/// The fields that both kinds of webhooks have.
struct Webhook<'a> {
    name: &'a str,
    rules: &'a [RuleWithOperations],
    failure_policy: Option<&'a str>,
    match_policy: Option<&'a str>,
    side_effects: &'a str,
    timeout: Option<i32>,
    selectors: [(&'static str, Option<&'a LabelSelector>); 2],
    client: &'a WebhookClientConfig,
    conditions: &'a [MatchCondition],
    review_versions: &'a [String],
    reinvocation: Option<&'a str>,
}

/// `ValidateMutatingWebhookConfiguration`.
pub(super) fn check_mutating(object: &MutatingWebhookConfiguration, errors: &mut FieldErrors) {
    let webhooks = object.webhooks.iter().flatten().map(|webhook| Webhook {
        name: &webhook.name,
        rules: webhook.rules.as_deref().unwrap_or_default(),
        failure_policy: webhook.failure_policy.as_deref(),
        match_policy: webhook.match_policy.as_deref(),
        side_effects: &webhook.side_effects,
        timeout: webhook.timeout_seconds,
        selectors: [
            ("namespaceSelector", webhook.namespace_selector.as_ref()),
            ("objectSelector", webhook.object_selector.as_ref()),
        ],
        client: &webhook.client_config,
        conditions: webhook.match_conditions.as_deref().unwrap_or_default(),
        review_versions: &webhook.admission_review_versions,
        reinvocation: webhook.reinvocation_policy.as_deref(),
    });
    check_all(&object.metadata, webhooks, errors);
}

/// `ValidateValidatingWebhookConfiguration`.
pub(super) fn check_validating(object: &ValidatingWebhookConfiguration, errors: &mut FieldErrors) {
    let webhooks = object.webhooks.iter().flatten().map(|webhook| Webhook {
        name: &webhook.name,
        rules: webhook.rules.as_deref().unwrap_or_default(),
        failure_policy: webhook.failure_policy.as_deref(),
        match_policy: webhook.match_policy.as_deref(),
        side_effects: &webhook.side_effects,
        timeout: webhook.timeout_seconds,
        selectors: [
            ("namespaceSelector", webhook.namespace_selector.as_ref()),
            ("objectSelector", webhook.object_selector.as_ref()),
        ],
        client: &webhook.client_config,
        conditions: webhook.match_conditions.as_deref().unwrap_or_default(),
        review_versions: &webhook.admission_review_versions,
        reinvocation: None,
    });
    check_all(&object.metadata, webhooks, errors);
}

fn check_all<'a>(metadata: &ObjectMeta, webhooks: impl Iterator<Item = Webhook<'a>>, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    metadata::check_generic(metadata, Scope::Cluster, metadata::subdomain_name, &path, errors);
    let list = Path::ROOT.field("webhooks");
    let mut names = BTreeSet::new();
    for (index, webhook) in webhooks.enumerate() {
        let path = list.index(index);
        check(&webhook, &path, errors);
        if !webhook.name.is_empty() && !names.insert(webhook.name) {
            errors.duplicate(&path.field("name"), webhook.name, "give each webhook a name of its own");
        }
    }
}

/// `validateMutatingWebhook`, `validateValidatingWebhook`.
fn check(webhook: &Webhook<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = path.field("name");
    if webhook.name.is_empty() {
        errors.required(&name, "write a name of three parts or more, such as `pods.webhook.example.com`");
    } else {
        errors.content(&name, webhook.name, content::fully_qualified_name(webhook.name));
    }
    let list = path.field("rules");
    for (index, rule) in webhook.rules.iter().enumerate() {
        admission_rule::check(&AdmissionRule::of_webhook(rule), &list.index(index), errors);
    }
    check_policies(webhook, path, errors);
    if let Some(seconds) = webhook.timeout {
        errors.content(&path.field("timeoutSeconds"), seconds, content::in_range(i64::from(seconds), 1, 30));
    }
    for (field, own) in webhook.selectors {
        if let Some(own) = own {
            selector::check(own, &path.field(field), errors);
        }
    }
    check_admission_client(webhook.client, &path.field("clientConfig"), errors);
    admission_rule::check_conditions(webhook.conditions, false, &path.field("matchConditions"), errors);
    check_review_versions(webhook.review_versions, &path.field("admissionReviewVersions"), errors);
}

fn check_policies(webhook: &Webhook<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let policies: [(&str, Option<&str>, &[&str]); 3] = [
        ("failurePolicy", webhook.failure_policy, &["Fail", "Ignore"]),
        ("matchPolicy", webhook.match_policy, &["Equivalent", "Exact"]),
        ("reinvocationPolicy", webhook.reinvocation, &["IfNeeded", "Never"]),
    ];
    for (field, policy, allowed) in policies {
        if let Some(policy) = policy.filter(|policy| !allowed.contains(policy)) {
            errors.not_supported(&path.field(field), policy, allowed);
        }
    }
    let effects = path.field("sideEffects");
    match webhook.side_effects {
        "None" | "NoneOnDryRun" => {}
        "" => {
            errors.required(&effects, "write `None`, or `NoneOnDryRun` where a dry run has no side effects");
        }
        other => {
            errors.not_supported(&effects, other, &["None", "NoneOnDryRun"]);
        }
    }
}

/// A service in the cluster that answers, as every API that calls webhooks describes it.
#[derive(Clone, Copy)]
pub(super) struct Service<'a> {
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) path: Option<&'a str>,
    pub(super) port: Option<i32>,
}

/// A URL or a service.
pub(super) fn check_client(url: Option<&str>, service: Option<Service<'_>>, path: &Path<'_>, errors: &mut FieldErrors) {
    match (url, service) {
        (Some(url), None) => check_url(url, &path.field("url"), errors),
        (None, Some(service)) => check_service(service, &path.field("service"), errors),
        _ => {
            errors.required(path, "write `service` or `url`, one of the two");
        }
    }
}

/// The client of a webhook of admission.
fn check_admission_client(client: &WebhookClientConfig, path: &Path<'_>, errors: &mut FieldErrors) {
    let service = client.service.as_ref().map(|service| Service {
        namespace: &service.namespace,
        name: &service.name,
        path: service.path.as_deref(),
        port: service.port,
    });
    check_client(client.url.as_deref(), service, path, errors);
}

/// `ValidateWebhookURL`.
fn check_url(url: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let why = if !scheme.eq_ignore_ascii_case("https") {
        "does not begin with `https://`"
    } else if host.rsplit('@').next().is_none_or(str::is_empty) {
        "names no host"
    } else if host.contains('@') {
        "holds a user"
    } else if rest.contains('#') {
        "holds a fragment"
    } else if rest.split_once('?').is_some_and(|(_, query)| !query.is_empty()) {
        "holds a query"
    } else {
        return;
    };
    errors.invalid(path, url, why, "write it like `https://host/path`");
}

/// `ValidateWebhookService`; 443 is the default port.
fn check_service(service: Service<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    // The server names the one where the other is missing.
    for (field, text, named) in [("name", service.name, "namespace"), ("namespace", service.namespace, "name")] {
        if text.is_empty() {
            let fault = errors.required(&path.field(named), format!("write the {field} of the service"));
            fault.message = format!("`{field}` is required");
            fault.at(&path.field(field));
        }
    }
    let port = service.port.unwrap_or(443);
    errors.content(&path.field("port"), port, content::port_number(port));
    let Some(url) = service.path.filter(|url| !matches!(*url, "" | "/")) else { return };
    let at = path.field("path");
    if !url.starts_with('/') {
        errors.invalid(&at, url, "does not begin with `/`", "write it like `/validate`");
    }
    let inner = url.get(1..).unwrap_or_default();
    for step in inner.strip_suffix('/').unwrap_or(inner).split('/') {
        if step.is_empty() {
            errors.invalid(&at, url, "has nothing between two slashes", "write it like `/validate`");
        } else {
            errors.content(&at, step, content::dns_subdomain(step));
        }
    }
}

/// `validateAdmissionReviewVersions`.
fn check_review_versions(versions: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if versions.is_empty() {
        errors.required(path, "list what the webhook understands, such as `[v1]`");
        return;
    }
    let mut seen = BTreeSet::new();
    for (index, version) in versions.iter().enumerate() {
        if seen.insert(version.as_str()) {
            errors.content(&path.index(index), version, content::dns_1035_label(version));
        } else {
            errors.invalid(&path.index(index), version, "is there already", "list each version once");
        }
    }
    if !seen.contains("v1") && !seen.contains("v1beta1") {
        errors.invalid(path, versions.join(", "), "holds no version that the server speaks", "add `v1`");
    }
}
