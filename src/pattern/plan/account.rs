//! The account the Pods run as, and its rights.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::account::ServiceAccount;
use crate::pattern::description::spanned_value::{SpannedValue, to_map};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::resolved_helper::ResolvedHelper;

/// Returns the account of the Pods: the user's, one that a helper names, or one that is made for its rights.
pub(crate) fn name_of(description: &Description, helpers: &[ResolvedHelper]) -> Option<String> {
    let said = description.service_account.as_ref().map(|account| account_name(description, account));
    let in_api_words = || description.pod.iter().find(|field| field.key == "serviceAccountName");
    said.or_else(|| in_api_words()?.item.to_json().as_str().map(str::to_owned))
        .or_else(|| helpers.iter().find_map(|helper| helper.service_account.clone()))
        .or_else(|| needs_rights(helpers).then(|| description.name.value.clone()))
}

fn account_name(description: &Description, account: &ServiceAccount) -> String {
    account.name.as_ref().unwrap_or(&description.name).value.clone()
}

fn needs_rights(helpers: &[ResolvedHelper]) -> bool {
    helpers.iter().any(|helper| helper.rights.is_some())
}

/// Returns true if the account is among the objects.
pub(crate) fn is_created(description: &Description, helpers: &[ResolvedHelper]) -> bool {
    match &description.service_account {
        Some(account) => account.create,
        None => {
            let names_one = description.pod.iter().any(|field| field.key == "serviceAccountName")
                || helpers.iter().any(|helper| helper.service_account.is_some());
            needs_rights(helpers) && !names_one
        }
    }
}

/// Adds the account, where it is created, and the rights of the user's rules and of helpers.
pub(crate) fn add(plan: &mut Plan, description: &Description, helpers: &[ResolvedHelper]) {
    let Some(name) = name_of(description, helpers) else { return };
    if is_created(description, helpers) {
        let mut object =
            PlannedObject::new("v1", "ServiceAccount", &name, "the account that the Pods use to access the API server");
        match &description.service_account {
            Some(account) => {
                object = object.at(&account.place);
                object.annotations = to_map(account.annotations.as_ref());
            }
            // The token is mounted where it is needed, and nowhere else.
            None => object = object.with("automountServiceAccountToken", false),
        }
        plan.objects.push(object);
    }
    if let Some(account) = description.service_account.as_ref().filter(|account| !account.rules.is_empty()) {
        let rules = account.rules.iter().map(SpannedValue::to_json).collect();
        let mut role = grant(plan, "Role", &plan.name.clone(), &name, rules, "permissions of main");
        for object in &mut role {
            object.place = Some(account.place.clone());
        }
        for (index, rule) in account.rules.iter().enumerate() {
            role[0].is_written(&["rules", &index.to_string()], rule);
        }
        plan.objects.extend(role);
    }
    for helper in helpers {
        let Some(rights) = &helper.rights else { continue };
        let comment = format!("permissions of {} {}", helper.pattern.name(), helper.instance);
        let role = format!("{}-{}", plan.name, helper.instance);
        if !rights.rules.is_empty() {
            plan.objects.extend(grant(plan, "Role", &role, &name, rights.rules.clone(), &comment));
        }
        if !rights.cluster_rules.is_empty() {
            // Names of cluster-wide objects are shared by all namespaces.
            let role = plan.namespace.as_ref().map_or_else(|| role.clone(), |namespace| format!("{namespace}-{role}"));
            plan.objects.extend(grant(plan, "ClusterRole", &role, &name, rights.cluster_rules.clone(), &comment));
        }
    }
}

/// A Role or ClusterRole, and its binding to the account.
fn grant(plan: &Plan, kind: &str, role: &str, account: &str, rules: Vec<Json>, comment: &str) -> Vec<PlannedObject> {
    const API: &str = "rbac.authorization.k8s.io/v1";
    let mut subject = Map::new();
    subject.insert("kind".to_owned(), "ServiceAccount".into());
    subject.insert("name".to_owned(), account.into());
    // A binding of a ClusterRole has to say the namespace of its subject.
    let namespace = plan.namespace.clone().or_else(|| (kind == "ClusterRole").then(|| "default".to_owned()));
    subject.extend(namespace.map(|namespace| ("namespace".to_owned(), namespace.into())));
    let reference = json!({"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": role});
    let binding = PlannedObject::new(API, &format!("{kind}Binding"), role, String::new())
        .with("roleRef", reference)
        .with("subjects", Json::Array(vec![Json::Object(subject)]));
    vec![PlannedObject::new(API, kind, role, comment).with("rules", Json::Array(rules)), binding]
}
