//! The settings of a container about other Pods it works with: the elections it takes part in, the queue it takes work
//! from, the Pods that it sends parts of a request to. No judgement of what it is to its neighbours.

use super::address;
use super::command::{Command, Opt};
use super::election::{self, Told};
use super::endpoint::Endpoint;
use super::option_words::name_words;
use super::pod_address::{addresses_in, lists_leaves};
use super::settings::Settings;
use super::step::Step;
use crate::composition::knowledge::{self, Software, WordList};

/// The most members of a list and elections of one container that are kept.
const MOST: usize = 256;

/// The settings of a container that are about other Pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordination {
    /// True if it is told to elect a leader among its replicas.
    pub elects: bool,
    /// True if it is told to elect a leader by a ConfigMap.
    pub elects_by_config_map: bool,
    /// The names of its elections, where they are written.
    pub elections: Vec<String>,
    /// The namespace of their Leases, where one is written.
    pub lease_namespace: Option<String>,
    /// The queue that it takes work from.
    pub queue: Option<Queue>,
    /// The Pods or Services that it sends parts of each request to.
    pub leaves: Option<Leaves>,
}

/// A queue that a container takes work from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its name, where it is written.
    pub name: Option<String>,
    /// The place of the broker's address among the endpoints of the container.
    pub broker: Option<usize>,
    /// The reason for which it is taken for a worker, as a sentence: `it runs celery`.
    pub why: String,
}

/// A list of Pods or Services that share the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaves {
    /// The variable or option that holds the list: `env LEAVES`.
    pub written: String,
    /// The hosts in order, each once, with the port where it is written.
    pub hosts: Vec<(String, Option<u16>)>,
}

impl Coordination {
    /// Reads what a container is told; `names` may say that it is a worker.
    pub(super) fn of<'n>(
        command: &Command,
        settings: &Settings<'_>,
        software: Option<&Software>,
        endpoints: &[Endpoint],
        mut names: impl Iterator<Item = &'n str>,
    ) -> Self {
        let is_called_worker = names.any(|name| WordList::TakesWork.holds_any(&knowledge::words(name)));
        let options = command.options();
        let told: Vec<Told<'_>> = options.iter().map(|option| (option.name, option.value)).collect();
        let value = |name: &str| settings.value(name);
        let elections = election::elections(&told, &value);
        Self {
            elects: election::elects(&told)
                || election::names_election(&told, &value)
                || election::is_switched_on(&value),
            elects_by_config_map: election::elects_by_config_map(&value),
            elections,
            lease_namespace: election::lease_namespace(&told, &value),
            queue: queue(command, settings, software, endpoints, is_called_worker),
            leaves: leaves(&options, settings),
        }
    }
}

/// Commands of Redis by which a worker takes the next item.
const TAKES: [&str; 6] = ["BRPOPLPUSH", "BLMOVE", "BRPOP", "BLPOP", "RPOPLPUSH", "XREADGROUP"];

fn queue(
    command: &Command,
    settings: &Settings<'_>,
    software: Option<&Software>,
    endpoints: &[Endpoint],
    is_called_worker: bool,
) -> Option<Queue> {
    let broker = endpoints.iter().position(is_broker);
    let name = queue_name(settings);
    let takes = || {
        let text = command.text();
        TAKES.into_iter().find(|word| text.contains(word) || text.contains(&word.to_lowercase()))
    };
    // Of Celery's programs these only send or show work.
    let only_sends = |step: &Step| step.words.iter().any(|word| matches!(word.as_str(), "beat" | "flower"));
    let is_worker = |software: &&Software| software.id == "queue-worker" && !command.steps.iter().any(only_sends);
    let why = if let Some(software) = software.filter(is_worker) {
        let program = command.programs().find(|program| software.has_program(program)).unwrap_or(&software.id);
        format!("it runs {program}")
    } else if let Some(takes) = takes() {
        format!("its script takes items by {takes}")
    } else if broker.is_some() && (name.is_some() || is_called_worker) {
        let endpoint = &endpoints[broker?];
        format!("it is given a broker ({})", endpoint.describe())
    } else {
        return None;
    };
    Some(Queue { name, broker, why })
}

/// Returns true if an address is that of a broker, by its scheme or by the name of its variable or option.
fn is_broker(endpoint: &Endpoint) -> bool {
    use super::endpoint::Origin;
    let scheme = endpoint.scheme.as_deref().unwrap_or_default().to_lowercase();
    let named = match &endpoint.origin {
        Origin::Variable(name) | Origin::Argument(name) => WordList::Brokers.holds_any(&name_words(name)),
        _ => false,
    };
    !endpoint.is_local() && (WordList::Brokers.holds(&scheme) || named)
}

/// Returns the name of the queue: the value of a variable such as `QUEUE`, `REDIS_LIST`, `STREAM_NAME`.
fn queue_name(settings: &Settings<'_>) -> Option<String> {
    let says = |name: &str| {
        let words = name_words(name);
        let words = words.strip_suffix(&["name".to_owned()]).unwrap_or(&words);
        words.last().is_some_and(|word| matches!(word.as_str(), "queue" | "queues" | "list" | "stream" | "tube"))
            && words.len() <= 3
    };
    let mut variables = settings.variables.iter().filter(|variable| says(variable.name));
    let value = variables.next()?.value.as_ref();
    let is_word = !value.is_empty() && !value.contains("://") && !value.contains(char::is_whitespace);
    (is_word && !matches!(value, "true" | "false")).then(|| value.to_owned())
}

/// Returns the list of Pods that share the data: of one variable, or of all values of one option.
fn leaves(options: &[Opt<'_>], settings: &Settings<'_>) -> Option<Leaves> {
    let from_variables = settings.variables.iter().filter(|variable| lists_leaves(variable.name));
    let from_variables =
        from_variables.map(|variable| (format!("env {}", variable.name), hosts([variable.value.as_ref()].into_iter())));
    let telling = options.iter().filter(|option| lists_leaves(option.name)).take(MOST);
    let from_options = telling.map(|option| {
        let same = options.iter().filter(|other| other.name == option.name).filter_map(|other| other.value);
        (option.name.to_owned(), hosts(same))
    });
    let several = |(_, hosts): &(String, Vec<(String, Option<u16>)>)| hosts.len() > 1;
    let (written, hosts) = from_variables.chain(from_options.take(8)).find(several)?;
    Some(Leaves { written, hosts })
}

/// Returns the hosts in some texts: those with a scheme or port, and Pods of a StatefulSet.
fn hosts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<(String, Option<u16>)> {
    let mut hosts: Vec<(String, Option<u16>)> = Vec::new();
    for text in texts.take(MOST) {
        let mut found: Vec<(usize, String, Option<u16>)> =
            address::remote(text).into_iter().filter_map(|found| Some((found.at, found.host?, found.port))).collect();
        for pod in addresses_in(text) {
            if !found.iter().any(|(at, ..)| *at == pod.part.start) {
                found.push((pod.part.start, text[pod.part.clone()].to_owned(), None));
            }
        }
        found.sort();
        for (_, host, port) in found {
            if hosts.len() < MOST && !hosts.iter().any(|(known, _)| *known == host) {
                hosts.push((host, port));
            }
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_leaves_are_told_from_first_contacts() {
        let cases = [
            ("LEAVES", true),
            ("SHARD_URLS", true),
            ("--store", true),
            ("SEED_SHARDS", false),
            ("KAFKA_BROKERS", false),
            ("BACKEND", false),
        ];
        for (name, expected) in cases {
            assert_eq!(lists_leaves(name), expected, "{name}");
        }
    }

    #[test]
    fn hosts_of_a_list_are_found_in_any_form() {
        let list = "http://a-0.a:80/x,http://a-1.a:80/x|b-0.b;a-0.a:80";
        let found = hosts([list].into_iter());
        let expected = [("a-0.a", Some(80)), ("a-1.a", Some(80)), ("b-0.b", None)];
        assert_eq!(found, expected.map(|(host, port)| (host.to_owned(), port)));
    }
}
