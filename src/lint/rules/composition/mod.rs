//! What the containers of a Pod are to each other.

mod endless_init_container;
mod exits_immediately;
mod port_clash;
mod sidecar_blocks_job;
mod single_user_shared_volume;
mod unrelated_containers;
mod unshared_helper;
mod unused_volume;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &endless_init_container::RULE,
    &exits_immediately::RULE,
    &port_clash::RULE,
    &sidecar_blocks_job::RULE,
    &single_user_shared_volume::RULE,
    &unrelated_containers::RULE,
    &unshared_helper::RULE,
    &unused_volume::RULE,
];
