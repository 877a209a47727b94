//! Keeps running when something fails.

mod aimless_disruption_budget;
mod autoscaler_without_workload;
mod blocking_disruption_budget;
mod broker_without_volume;
mod budget_over_autoscaler;
mod command_in_one_string;
mod command_without_program;
mod decimal_file_mode;
mod duplicate_variable;
mod fixed_autoscaler;
mod identical_probes;
mod item_longer_than_grace;
mod job_ttl_in_cron_job;
mod leaf_without_readiness;
mod missing_cron_deadline;
mod missing_disruption_budget;
mod missing_liveness_probe;
mod missing_ndots;
mod missing_node_affinity;
mod missing_priority_class;
mod missing_readiness_probe;
mod missing_shell;
mod missing_topology_spread;
mod misused_helper_flags;
mod parallelism_over_completions;
mod pre_stop_longer_than_grace;
mod probe_of_leadership;
mod recreate_strategy;
mod redis_without_persistence;
mod replicas_beside_autoscaler;
mod script_in_several_words;
mod shared_single_node_claim;
mod too_few_autoscaler_replicas;
mod too_few_replicas;
mod topology_spread_without_selector;
mod unexpanded_variable;
mod unprivileged_chown;
mod unrestarted_pod;
mod unset_job_ttl;
mod unset_unhealthy_pod_eviction;
mod unspread_replicas;
mod unterminated_directive;
mod visibility_shorter_than_item;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &aimless_disruption_budget::RULE,
    &autoscaler_without_workload::RULE,
    &blocking_disruption_budget::RULE,
    &broker_without_volume::RULE,
    &budget_over_autoscaler::RULE,
    &command_in_one_string::RULE,
    &command_without_program::RULE,
    &decimal_file_mode::RULE,
    &duplicate_variable::RULE,
    &fixed_autoscaler::RULE,
    &identical_probes::RULE,
    &item_longer_than_grace::RULE,
    &job_ttl_in_cron_job::RULE,
    &leaf_without_readiness::RULE,
    &missing_cron_deadline::RULE,
    &missing_disruption_budget::RULE,
    &missing_liveness_probe::RULE,
    &missing_ndots::RULE,
    &missing_node_affinity::RULE,
    &missing_priority_class::RULE,
    &missing_readiness_probe::RULE,
    &missing_shell::RULE,
    &missing_topology_spread::RULE,
    &misused_helper_flags::RULE,
    &parallelism_over_completions::RULE,
    &pre_stop_longer_than_grace::RULE,
    &probe_of_leadership::RULE,
    &recreate_strategy::RULE,
    &redis_without_persistence::RULE,
    &replicas_beside_autoscaler::RULE,
    &script_in_several_words::RULE,
    &shared_single_node_claim::RULE,
    &too_few_autoscaler_replicas::RULE,
    &too_few_replicas::RULE,
    &topology_spread_without_selector::RULE,
    &unexpanded_variable::RULE,
    &unprivileged_chown::RULE,
    &unrestarted_pod::RULE,
    &unset_job_ttl::RULE,
    &unset_unhealthy_pod_eviction::RULE,
    &unspread_replicas::RULE,
    &unterminated_directive::RULE,
    &visibility_shorter_than_item::RULE,
];
