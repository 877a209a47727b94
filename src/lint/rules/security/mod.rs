//! What an attacker could use.

mod added_capability;
mod custom_selinux_options;
mod host_ipc;
mod host_network;
mod host_path_volume;
mod host_pid;
mod host_port;
mod privilege_escalation;
mod privileged_container;
mod probe_of_other_host;
mod re_added_capability;
mod restricted_volume_type;
mod root_container;
mod root_under_run_as_non_root;
mod root_user;
mod unconfined_apparmor;
mod unconfined_seccomp;
mod undropped_capabilities;
mod unmasked_proc_mount;
mod unmasked_proc_mount_in_user_namespace;
mod unsafe_sysctl;
mod unset_privilege_escalation;
mod unset_run_as_non_root;
mod unset_seccomp;
mod unwritable_image_folder;
mod windows_host_process;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &added_capability::RULE,
    &custom_selinux_options::RULE,
    &host_ipc::RULE,
    &host_network::RULE,
    &host_path_volume::RULE,
    &host_pid::RULE,
    &host_port::RULE,
    &privilege_escalation::RULE,
    &privileged_container::RULE,
    &probe_of_other_host::RULE,
    &re_added_capability::RULE,
    &restricted_volume_type::RULE,
    &root_container::RULE,
    &root_under_run_as_non_root::RULE,
    &root_user::RULE,
    &unconfined_apparmor::RULE,
    &unconfined_seccomp::RULE,
    &undropped_capabilities::RULE,
    &unmasked_proc_mount::RULE,
    &unmasked_proc_mount_in_user_namespace::RULE,
    &unsafe_sysctl::RULE,
    &unset_privilege_escalation::RULE,
    &unset_run_as_non_root::RULE,
    &unset_seccomp::RULE,
    &unwritable_image_folder::RULE,
    &windows_host_process::RULE,
];
