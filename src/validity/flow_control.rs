//! Priority and fairness of the API server: FlowSchema, PriorityLevelConfiguration.
//!
//! Source: `pkg/apis/flowcontrol/validation/validation.go`, defaults of `pkg/apis/flowcontrol/v1/defaults.go`. Objects
//! named `exempt` and `catch-all` have to equal fixed ones of the server, which are not compared.

use k8s_openapi::api::flowcontrol::v1::{
    ExemptPriorityLevelConfiguration, FlowSchema, FlowSchemaSpec, LimitResponse, LimitedPriorityLevelConfiguration,
    NonResourcePolicyRule, PolicyRulesWithSubjects, PriorityLevelConfiguration, QueuingConfiguration,
    ResourcePolicyRule, Subject,
};

use super::admission_rule::check_list;
use super::metadata::{self, Scope};
use super::{FieldErrors, content};
use crate::yaml::Path;

const MOST_PRECEDENCE: i32 = 10_000;
const MOST_QUEUES: i32 = 10_000_000;
/// Bits of the hash that deals requests to queues. `shufflesharding.MaxHashBits`.
const HASH_BITS: f64 = 60.0;
const VERBS: [&str; 9] = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

/// `ValidateFlowSchema`.
pub(super) fn check_flow_schema(object: &FlowSchema, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let name = object.metadata.name.as_deref().unwrap_or_default();
    check_schema_spec(object.spec.as_ref().unwrap_or(&FlowSchemaSpec::default()), name, errors);
}

/// `ValidateFlowSchemaSpec`.
fn check_schema_spec(spec: &FlowSchemaSpec, name: &str, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("spec");
    let precedence = spec.matching_precedence.unwrap_or_default();
    let at = path.field("matchingPrecedence");
    // Zero means the default, 1000.
    if precedence != 0 {
        let range = content::in_range(i64::from(precedence), 1, i64::from(MOST_PRECEDENCE));
        errors.content(&at, precedence, range);
    }
    if precedence == 1 && name != "exempt" {
        errors.invalid(&at, precedence, "is reserved for the schema `exempt`", "use a number from 2 to 10000");
    }
    if let Some(method) = &spec.distinguisher_method {
        errors.supported(&path.field("distinguisherMethod").field("type"), &method.type_, &["ByNamespace", "ByUser"]);
    }
    let level = &spec.priority_level_configuration.name;
    let reference = path.field("priorityLevelConfiguration");
    let at = reference.field("name");
    if errors.present(&at, level, "write the name of a PriorityLevelConfiguration") {
        errors.content(&at, level, content::dns_subdomain(level));
    }
    let rules = path.field("rules");
    for (index, rule) in spec.rules.iter().flatten().enumerate() {
        check_rule(rule, &rules.index(index), errors);
    }
}

/// `ValidateFlowSchemaPolicyRulesWithSubjects`.
fn check_rule(rule: &PolicyRulesWithSubjects, path: &Path<'_>, errors: &mut FieldErrors) {
    let subjects = path.field("subjects");
    if rule.subjects.is_empty() {
        errors.required(&subjects, "list users, groups or service accounts");
    }
    for (index, subject) in rule.subjects.iter().enumerate() {
        check_subject(subject, &subjects.index(index), errors);
    }
    let resources = rule.resource_rules.as_deref().unwrap_or_default();
    let urls = rule.non_resource_rules.as_deref().unwrap_or_default();
    if resources.is_empty() && urls.is_empty() {
        errors.required(path, "add `resourceRules` or `nonResourceRules`");
    }
    let at = path.field("resourceRules");
    for (index, rule) in resources.iter().enumerate() {
        check_resource_rule(rule, &at.index(index), errors);
    }
    let at = path.field("nonResourceRules");
    for (index, rule) in urls.iter().enumerate() {
        check_url_rule(rule, &at.index(index), errors);
    }
}

/// `ValidateFlowSchemaSubject`.
fn check_subject(subject: &Subject, path: &Path<'_>, errors: &mut FieldErrors) {
    let kinds = [
        ("ServiceAccount", "serviceAccount", subject.service_account.is_some()),
        ("User", "user", subject.user.is_some()),
        ("Group", "group", subject.group.is_some()),
    ];
    if !kinds.iter().any(|(kind, ..)| *kind == subject.kind) {
        errors.not_supported(&path.field("kind"), &subject.kind, &["Group", "ServiceAccount", "User"]);
        return;
    }
    for (kind, field, is_set) in kinds {
        let at = path.field(field);
        match (kind == subject.kind, is_set) {
            (true, false) => {
                errors.required(&at, format!("name the subject under `{field}`"));
            }
            (false, true) => {
                let why = format!("a subject of kind `{}` has no `{field}`", subject.kind);
                errors.forbidden(&at, why, format!("take `{field}` out"));
            }
            _ => {}
        }
    }
    match (&subject.service_account, &subject.user, &subject.group) {
        (Some(account), _, _) if subject.kind == "ServiceAccount" => {
            let path = path.field("serviceAccount");
            let (name, namespace) = (path.field("name"), path.field("namespace"));
            if errors.present(&name, &account.name, "write the name of the account, or `*` for all")
                && account.name != "*"
            {
                errors.content(&name, &account.name, content::dns_subdomain(&account.name));
            }
            if errors.present(&namespace, &account.namespace, "write the namespace of the account") {
                errors.content(&namespace, &account.namespace, content::dns_label(&account.namespace));
            }
        }
        (_, Some(user), _) if subject.kind == "User" => {
            errors.present(&path.field("user").field("name"), &user.name, "write the name of the user, or `*` for all");
        }
        (_, _, Some(group)) if subject.kind == "Group" => {
            errors.present(&path.field("group").field("name"), &group.name, "write the name of the group");
        }
        _ => {}
    }
}

/// `ValidateFlowSchemaResourcePolicyRule`.
fn check_resource_rule(rule: &ResourcePolicyRule, path: &Path<'_>, errors: &mut FieldErrors) {
    check_verbs(&rule.verbs, &path.field("verbs"), errors);
    let groups = rule.api_groups.as_slice();
    check_list(groups, "list the API groups; `[\"\"]` is the core group", &path.field("apiGroups"), errors);
    check_list(&rule.resources, "list the resources, such as `[pods]`", &path.field("resources"), errors);
    let namespaces = rule.namespaces.as_deref().unwrap_or_default();
    let at = path.field("namespaces");
    if namespaces.is_empty() {
        if rule.cluster_scope != Some(true) {
            errors.required(&at, "list namespaces, or write `clusterScope: true`");
        }
    } else if has_wildcard(namespaces) {
        check_list(namespaces, "", &at, errors);
    } else {
        for (index, namespace) in namespaces.iter().enumerate() {
            errors.content(&at.index(index), namespace, content::dns_label(namespace));
        }
    }
}

/// `ValidateFlowSchemaNonResourcePolicyRule`.
fn check_url_rule(rule: &NonResourcePolicyRule, path: &Path<'_>, errors: &mut FieldErrors) {
    check_verbs(&rule.verbs, &path.field("verbs"), errors);
    let urls = rule.non_resource_urls.as_slice();
    let at = path.field("nonResourceURLs");
    check_list(urls, "list the URLs, such as `[/healthz]`", &at, errors);
    if !has_wildcard(urls) {
        for (index, url) in urls.iter().enumerate() {
            check_url(url, &at.index(index), errors);
        }
    }
}

/// `ValidateNonResourceURLPath`.
fn check_url(url: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let why = if url.is_empty() {
        "is empty"
    } else if url == "/" {
        return;
    } else if !url.starts_with('/') {
        "does not begin with `/`"
    } else if url.contains(' ') {
        "contains a space"
    } else if url.contains("//") {
        "contains `//`"
    } else if url[..url.len() - 1].contains('*') {
        "has a `*` before its end"
    } else if url.ends_with('*') && !url.ends_with("/*") {
        "ends with a `*` that is no whole step"
    } else {
        return;
    };
    errors.invalid(path, url, why, "write a path such as `/healthz` or `/metrics/*`");
}

fn has_wildcard(list: &[String]) -> bool {
    list.iter().any(|entry| entry == "*")
}

fn check_verbs(verbs: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    check_list(verbs, "list the verbs, such as `[get, list]`; `[\"*\"]` is all", path, errors);
    if has_wildcard(verbs) {
        return;
    }
    // The server names the list.
    if let Some(index) = verbs.iter().position(|verb| !VERBS.contains(&verb.as_str())) {
        errors.not_supported(path, &verbs[index], &VERBS).at(&path.index(index));
    }
}

/// `ValidatePriorityLevelConfiguration`.
pub(super) fn check_priority_level(object: &PriorityLevelConfiguration, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let path = Path::ROOT.field("spec");
    let spec = object.spec.clone().unwrap_or_default();
    let is_named_exempt = object.metadata.name.as_deref() == Some("exempt");
    let at = path.field("type");
    if is_named_exempt != (spec.type_ == "Exempt") {
        let help = "write `type: Limited`, or name the object `exempt`";
        errors.invalid(&at, &spec.type_, "goes with the name `exempt`, and no other type does", help);
    }
    let (limited, exempt) = (path.field("limited"), path.field("exempt"));
    match spec.type_.as_str() {
        "Exempt" => {
            if spec.limited.is_some() {
                errors.forbidden(&limited, "an exempt level has no limits", "take `limited` out");
            }
            check_exempt(&spec.exempt.unwrap_or_default(), &exempt, errors);
        }
        "Limited" => {
            if spec.exempt.is_some() {
                errors.forbidden(&exempt, "a limited level is not exempt", "take `exempt` out");
            }
            match &spec.limited {
                Some(own) => check_limited(own, &limited, errors),
                None => {
                    errors.required(&limited, "add `limited: {limitResponse: {type: Reject}}`");
                }
            }
        }
        other => {
            errors.not_supported(&at, other, &["Exempt", "Limited"]);
        }
    }
}

fn check_exempt(exempt: &ExemptPriorityLevelConfiguration, path: &Path<'_>, errors: &mut FieldErrors) {
    check_shares(exempt.nominal_concurrency_shares, exempt.lendable_percent, path, errors);
}

/// The shares of a level, and the part of them that others may use.
fn check_shares(nominal: Option<i32>, lendable: Option<i32>, path: &Path<'_>, errors: &mut FieldErrors) {
    let nominal = i64::from(nominal.unwrap_or_default());
    errors.content(&path.field("nominalConcurrencyShares"), nominal, content::not_negative(nominal));
    let lendable = i64::from(lendable.unwrap_or_default());
    errors.content(&path.field("lendablePercent"), lendable, content::in_range(lendable, 0, 100));
}

/// `ValidateLimitedPriorityLevelConfiguration`.
fn check_limited(limited: &LimitedPriorityLevelConfiguration, path: &Path<'_>, errors: &mut FieldErrors) {
    check_shares(limited.nominal_concurrency_shares, limited.lendable_percent, path, errors);
    if let Some(percent) = limited.borrowing_limit_percent.map(i64::from) {
        errors.content(&path.field("borrowingLimitPercent"), percent, content::not_negative(percent));
    }
    let response = limited.limit_response.clone().unwrap_or_default();
    check_response(&response, &path.field("limitResponse"), errors);
}

/// `ValidateLimitResponse`.
fn check_response(response: &LimitResponse, path: &Path<'_>, errors: &mut FieldErrors) {
    let queuing = path.field("queuing");
    match (response.type_.as_str(), &response.queuing) {
        ("Reject", None) => {}
        ("Reject", Some(_)) => {
            errors.forbidden(
                &queuing,
                "what is rejected waits in no queue",
                "take `queuing` out, or write `type: Queue`",
            );
        }
        ("Queue", None) => {
            errors.required(&queuing, "add `queuing: {}` for the defaults");
        }
        ("Queue", Some(own)) => check_queuing(own, &queuing, errors),
        (other, _) => {
            errors.not_supported(&path.field("type"), other, &["Queue", "Reject"]);
        }
    }
}

/// `ValidatePriorityLevelQueuingConfiguration`, where zero means the default.
fn check_queuing(queuing: &QueuingConfiguration, path: &Path<'_>, errors: &mut FieldErrors) {
    let or = |value: Option<i32>, default: i32| value.filter(|&value| value != 0).unwrap_or(default);
    let (queues, hand) = (or(queuing.queues, 64), or(queuing.hand_size, 8));
    let length = or(queuing.queue_length_limit, 50);
    errors.content(&path.field("queueLengthLimit"), length, content::positive(i64::from(length)));
    let range = content::in_range(i64::from(queues), 1, i64::from(MOST_QUEUES));
    errors.content(&path.field("queues"), queues, range);
    let at = path.field("handSize");
    if hand <= 0 {
        errors.content(&at, hand, content::positive(i64::from(hand)));
    } else if hand > queues {
        errors.invalid(
            &at,
            hand,
            format!("is more than the {queues} queues"),
            "use a smaller number, or more `queues`",
        );
    } else if (f64::from(queues).log2() * f64::from(hand)).ceil() > HASH_BITS {
        let why = format!("needs more bits with {queues} queues than the server has");
        errors.invalid(&at, hand, why, "use a smaller number, or fewer `queues`");
    }
}
