//! Keeps running when something fails.

mod blocking_disruption_budget;
mod command_in_one_string;
mod command_without_program;
mod duplicate_variable;
mod missing_readiness_probe;
mod missing_shell;
mod misused_helper_flags;
mod parallelism_over_completions;
mod pre_stop_longer_than_grace;
mod probe_of_leadership;
mod redis_without_persistence;
mod shared_single_node_claim;
mod unexpanded_variable;
mod unprivileged_chown;
mod unterminated_directive;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &blocking_disruption_budget::RULE,
    &command_in_one_string::RULE,
    &command_without_program::RULE,
    &duplicate_variable::RULE,
    &missing_readiness_probe::RULE,
    &missing_shell::RULE,
    &misused_helper_flags::RULE,
    &parallelism_over_completions::RULE,
    &pre_stop_longer_than_grace::RULE,
    &probe_of_leadership::RULE,
    &redis_without_persistence::RULE,
    &shared_single_node_claim::RULE,
    &unexpanded_variable::RULE,
    &unprivileged_chown::RULE,
    &unterminated_directive::RULE,
];
