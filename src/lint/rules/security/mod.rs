//! Rules about what an attacker could use.

mod added_capability;
mod container_runtime_socket;
mod custom_selinux_options;
mod default_account_token;
mod default_service_account;
mod helm_tiller;
mod host_ipc;
mod host_network;
mod host_path_volume;
mod host_pid;
mod host_port;
mod kept_capabilities;
mod kubernetes_dashboard;
mod low_group_id;
mod low_user_id;
mod lower_case_all;
mod missing_security_context;
mod mounted_token;
mod privilege_escalation;
mod privileged_container;
mod privileged_port;
mod privileged_security_constraint;
mod probe_of_other_host;
mod re_added_capability;
mod replaced_git_program;
mod restricted_volume_type;
mod root_container;
mod root_group;
mod root_under_run_as_non_root;
mod root_user;
mod secret_as_variable;
mod secret_in_config_map;
mod secret_in_variable;
mod sensitive_host_path;
mod ssh_port;
mod unconfined_apparmor;
mod unconfined_seccomp;
mod undropped_capabilities;
mod undropped_net_raw;
mod unhardened_container;
mod unmasked_proc_mount;
mod unmasked_proc_mount_in_user_namespace;
mod unsafe_sysctl;
mod unset_privilege_escalation;
mod unset_run_as_non_root;
mod unset_seccomp;
mod unwritable_image_folder;
mod windows_host_process;
mod writable_host_path;
mod writable_root_file_system;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &added_capability::RULE,
    &container_runtime_socket::RULE,
    &custom_selinux_options::RULE,
    &default_account_token::RULE,
    &default_service_account::RULE,
    &helm_tiller::RULE,
    &host_ipc::RULE,
    &host_network::RULE,
    &host_path_volume::RULE,
    &host_pid::RULE,
    &host_port::RULE,
    &kept_capabilities::RULE,
    &kubernetes_dashboard::RULE,
    &low_group_id::RULE,
    &low_user_id::RULE,
    &lower_case_all::RULE,
    &missing_security_context::RULE,
    &mounted_token::RULE,
    &privilege_escalation::RULE,
    &privileged_container::RULE,
    &privileged_port::RULE,
    &privileged_security_constraint::RULE,
    &probe_of_other_host::RULE,
    &re_added_capability::RULE,
    &replaced_git_program::RULE,
    &restricted_volume_type::RULE,
    &root_container::RULE,
    &root_group::RULE,
    &root_under_run_as_non_root::RULE,
    &root_user::RULE,
    &secret_as_variable::RULE,
    &secret_in_config_map::RULE,
    &secret_in_variable::RULE,
    &sensitive_host_path::RULE,
    &ssh_port::RULE,
    &unconfined_apparmor::RULE,
    &unconfined_seccomp::RULE,
    &undropped_capabilities::RULE,
    &undropped_net_raw::RULE,
    &unhardened_container::RULE,
    &unmasked_proc_mount::RULE,
    &unmasked_proc_mount_in_user_namespace::RULE,
    &unsafe_sysctl::RULE,
    &unset_privilege_escalation::RULE,
    &unset_run_as_non_root::RULE,
    &unset_seccomp::RULE,
    &unwritable_image_folder::RULE,
    &windows_host_process::RULE,
    &writable_host_path::RULE,
    &writable_root_file_system::RULE,
];
