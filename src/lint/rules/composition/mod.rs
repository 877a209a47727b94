//! Rules about the containers of a Pod among each other.

mod adapter_gates_traffic;
mod ambassador_bypassed;
mod bypassed_guard;
mod container_name_as_host;
mod dangling_localhost;
mod dangling_probe_port;
mod disabled_health_endpoint;
mod docker_daemon_port_mismatch;
mod dynamic_busybox;
mod elector_client_without_name;
mod elector_stops_early;
mod elector_with_one_replica;
mod elector_without_lease_rights;
mod endless_init_container;
mod exits_immediately;
mod exposed_ambassador;
mod helper_asks_default_port;
mod host_path_between_containers;
mod host_port_clash;
mod impossible_lease_timing;
mod last_words_lost;
mod late_ambassador;
mod leader_only_readiness;
mod mount_inside_read_only_volume;
mod moved_server_port;
mod port_clash;
mod probe_on_loopback;
mod probe_on_neighbour;
mod program_in_unmounted_volume;
mod queue_drain_mismatch;
mod reload_behind_subpath;
mod reload_without_shared_processes;
mod served_git_folder;
mod several_processes;
mod shadowed_mount;
mod shared_election;
mod shared_elector_identity;
mod sidecar_blocks_job;
mod sidecar_stops_early;
mod single_user_shared_volume;
mod startup_deadlock;
mod stateful_neighbour_replicated;
mod tail_of_missing_file;
mod too_many_containers;
mod two_writers;
mod uid_mismatch_on_shared_volume;
mod unaddressed_ambassador;
mod unasked_elector;
mod unbounded_shared_volume;
mod undeclared_probe_port;
mod unprivileged_signal;
mod unrelated_containers;
mod unscraped_adapter;
mod unseen_sub_path;
mod unshared_helper;
mod unshared_memory;
mod unused_volume;
mod waits_for_own_service;
mod write_outside_shared_volume;
mod write_to_read_only_volume;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &adapter_gates_traffic::RULE,
    &ambassador_bypassed::RULE,
    &bypassed_guard::RULE,
    &container_name_as_host::RULE,
    &dangling_localhost::RULE,
    &dangling_probe_port::RULE,
    &disabled_health_endpoint::RULE,
    &docker_daemon_port_mismatch::RULE,
    &dynamic_busybox::RULE,
    &elector_client_without_name::RULE,
    &elector_stops_early::RULE,
    &elector_with_one_replica::RULE,
    &elector_without_lease_rights::RULE,
    &endless_init_container::RULE,
    &exits_immediately::RULE,
    &exposed_ambassador::RULE,
    &helper_asks_default_port::RULE,
    &host_path_between_containers::RULE,
    &host_port_clash::RULE,
    &impossible_lease_timing::RULE,
    &last_words_lost::RULE,
    &late_ambassador::RULE,
    &leader_only_readiness::RULE,
    &mount_inside_read_only_volume::RULE,
    &moved_server_port::RULE,
    &port_clash::RULE,
    &probe_on_loopback::RULE,
    &probe_on_neighbour::RULE,
    &program_in_unmounted_volume::RULE,
    &queue_drain_mismatch::RULE,
    &reload_behind_subpath::RULE,
    &reload_without_shared_processes::RULE,
    &served_git_folder::RULE,
    &several_processes::RULE,
    &shadowed_mount::RULE,
    &shared_election::RULE,
    &shared_elector_identity::RULE,
    &sidecar_blocks_job::RULE,
    &sidecar_stops_early::RULE,
    &single_user_shared_volume::RULE,
    &startup_deadlock::RULE,
    &stateful_neighbour_replicated::RULE,
    &tail_of_missing_file::RULE,
    &too_many_containers::RULE,
    &two_writers::RULE,
    &uid_mismatch_on_shared_volume::RULE,
    &unaddressed_ambassador::RULE,
    &unasked_elector::RULE,
    &unbounded_shared_volume::RULE,
    &undeclared_probe_port::RULE,
    &unprivileged_signal::RULE,
    &unrelated_containers::RULE,
    &unscraped_adapter::RULE,
    &unseen_sub_path::RULE,
    &unshared_helper::RULE,
    &unshared_memory::RULE,
    &unused_volume::RULE,
    &waits_for_own_service::RULE,
    &write_outside_shared_volume::RULE,
    &write_to_read_only_volume::RULE,
];
