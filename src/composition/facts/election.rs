//! The elections that a command line and variables name. Knows no more of a container than its options and variables.

use super::option_words::name_words;

/// An option by its name, with its value.
pub(super) type Told<'a> = (&'a str, Option<&'a str>);

/// The most elections of one container that are kept.
const MOST: usize = 256;

/// Returns true if a program is told to elect a leader among its replicas.
pub(super) fn elects(options: &[Told<'_>]) -> bool {
    let switch = |name: &str| {
        let name = name.trim_start_matches('-').to_lowercase().replace('-', "");
        matches!(name.as_str(), "leaderelect" | "enableleaderelection" | "leaderelection" | "enableleaderelect")
    };
    let by_other = ["endpoints", "configmaps", "false"];
    let says = |option: &&Told<'_>| switch(option.0) && !option.1.is_some_and(|value| by_other.contains(&value));
    let other_lock = options
        .iter()
        .any(|option| option.0.contains("resource-lock") && option.1.is_some_and(|value| by_other.contains(&value)));
    options.iter().any(|option| says(&option)) && !other_lock
}

/// Returns the elections that a command line and variables take part in, without a look at the rest of the container.
pub(super) fn elections_in<'v>(options: &[Told<'_>], value: impl Fn(&str) -> Option<&'v str>) -> Vec<String> {
    if elects(options) || names_election(options, &value) { elections(options, &value) } else { Vec::new() }
}

/// Options that only who elects has.
const LEASE_OPTIONS: [&str; 5] = ["--election", "--election-name", "--lease-name", "--lease-lock-name", "--lock-name"];
/// Other options that name an election.
const ELECTION_OPTIONS: [&str; 6] = [
    "--lease",
    "--leader-election-id",
    "--election-id",
    "--leader-elect-resource-name",
    "--leader-election-resource-name",
    "--leader-election-lease-name",
];
/// Variables that name an election.
const ELECTION_VARIABLES: [&str; 9] = [
    "ELECTIONS",
    "ELECTION",
    "ELECTION_NAME",
    "LEASE_NAME",
    "LEASE_LOCK_NAME",
    "LEADER_ELECTION_ID",
    "LEADER_ELECTION_LEASE_NAME",
    "QUARKUS_OPERATOR_SDK_LEADER_ELECTION_LEASE_NAME",
    "CAMEL_CLUSTER_KUBERNETES_RESOURCE_NAME",
];

/// Variables by which programs are told to elect a leader by a Lease.
const SWITCHES: [&str; 5] = [
    "ENABLE_LEADER_ELECTION",
    "LEADER_ELECT",
    "LEADER_ELECTION_ENABLED",
    "SPRING_CLOUD_KUBERNETES_LEADER_ELECTION_ENABLED",
    "CAMEL_CLUSTER_KUBERNETES_ENABLED",
];

/// Returns true if a variable tells a program to elect a leader by a Lease.
pub(super) fn is_switched_on<'v>(value: &impl Fn(&str) -> Option<&'v str>) -> bool {
    let by_other = |name: &str| value(name).is_some_and(|lock| !lock.to_lowercase().contains("lease"));
    let is_on = |name: &&str| value(name).is_some_and(|text| matches!(text, "true" | "True" | "TRUE" | "1"));
    SWITCHES.iter().any(is_on) && !by_other("LEADER_ELECTION_RESOURCE_LOCK")
}

/// Returns true if Spring is told to elect a leader by a ConfigMap.
pub(super) fn elects_by_config_map<'v>(value: &impl Fn(&str) -> Option<&'v str>) -> bool {
    value("SPRING_CLOUD_KUBERNETES_LEADER_ENABLED") == Some("true")
}

pub(super) fn names_election<'v>(options: &[Told<'_>], value: &impl Fn(&str) -> Option<&'v str>) -> bool {
    options.iter().any(|option| LEASE_OPTIONS.contains(&double_dashed(option.0).as_str()))
        || ELECTION_VARIABLES.iter().any(|name| value(name).is_some())
}

/// Returns the names of the elections: words that could be names of Leases.
pub(super) fn elections<'v>(options: &[Told<'_>], value: &impl Fn(&str) -> Option<&'v str>) -> Vec<String> {
    let names = |option: &&Told<'_>| {
        let name = double_dashed(option.0);
        LEASE_OPTIONS.contains(&name.as_str()) || ELECTION_OPTIONS.contains(&name.as_str())
    };
    let option = options.iter().find(names).and_then(|option| option.1);
    let written = option.or_else(|| ELECTION_VARIABLES.iter().find_map(|name| value(name)));
    let words = written.unwrap_or_default().split([' ', ',']).map(|word| word.rsplit('/').next().unwrap_or_default());
    words.filter(|word| is_name(word)).take(MOST).map(str::to_owned).collect()
}

pub(super) fn lease_namespace<'v>(options: &[Told<'_>], value: &impl Fn(&str) -> Option<&'v str>) -> Option<String> {
    let option = options.iter().find(|option| {
        let name = double_dashed(option.0);
        let words = name_words(&name);
        let of_election =
            ["leader", "election", "lease", "lock"].iter().any(|word| words.iter().any(|own| own == word));
        of_election && words.last().is_some_and(|word| word == "namespace")
    });
    let variables = ["LEASE_NAMESPACE", "ELECTION_NAMESPACE", "LEADER_ELECTION_NAMESPACE", "LEASE_LOCK_NAMESPACE"];
    let written = option.and_then(|option| option.1);
    let written = written.or_else(|| variables.iter().find_map(|name| value(name)));
    written.filter(|namespace| is_name(namespace)).map(str::to_owned)
}

/// Returns an option as with two dashes: Go's programs take one as well.
fn double_dashed(name: &str) -> String {
    format!("--{}", name.trim_start_matches('-'))
}

/// Returns true if a text could be the name of an object.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
}
