//! Roles and bindings.

mod binding_right;
mod cluster_admin_binding;
mod csr_approval_right;
mod default_account_binding;
mod escalation_right;
mod exec_binding;
mod exec_right;
mod impersonation_right;
mod missing_api_rights;
mod missing_api_token;
mod node_proxy_right;
mod pod_creation_right;
mod role_of_another_namespace;
mod secret_access;
mod service_status_right;
mod unknown_service_account;
mod webhook_right;
mod wildcard_right;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &binding_right::RULE,
    &cluster_admin_binding::RULE,
    &csr_approval_right::RULE,
    &default_account_binding::RULE,
    &escalation_right::RULE,
    &exec_binding::RULE,
    &exec_right::RULE,
    &impersonation_right::RULE,
    &missing_api_rights::RULE,
    &missing_api_token::RULE,
    &node_proxy_right::RULE,
    &pod_creation_right::RULE,
    &role_of_another_namespace::RULE,
    &secret_access::RULE,
    &service_status_right::RULE,
    &unknown_service_account::RULE,
    &webhook_right::RULE,
    &wildcard_right::RULE,
];
