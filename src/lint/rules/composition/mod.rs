//! What the containers of a Pod are to each other.

mod dangling_probe_port;
mod endless_init_container;
mod exits_immediately;
mod host_port_clash;
mod port_clash;
mod probe_on_neighbour;
mod reload_behind_subpath;
mod shadowed_mount;
mod sidecar_blocks_job;
mod single_user_shared_volume;
mod too_many_containers;
mod unbounded_shared_volume;
mod undeclared_probe_port;
mod unrelated_containers;
mod unshared_helper;
mod unused_volume;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &dangling_probe_port::RULE,
    &endless_init_container::RULE,
    &exits_immediately::RULE,
    &host_port_clash::RULE,
    &port_clash::RULE,
    &probe_on_neighbour::RULE,
    &reload_behind_subpath::RULE,
    &shadowed_mount::RULE,
    &sidecar_blocks_job::RULE,
    &single_user_shared_volume::RULE,
    &too_many_containers::RULE,
    &unbounded_shared_volume::RULE,
    &undeclared_probe_port::RULE,
    &unrelated_containers::RULE,
    &unshared_helper::RULE,
    &unused_volume::RULE,
];
