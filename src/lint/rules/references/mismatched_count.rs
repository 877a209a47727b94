//! The rule `mismatched-count`.

use crate::composition::{Context, PodAddress, addresses_in};
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A number that has to be the number of Pods of a workload and is another one: `SHARDS` of a StatefulSet against
    /// its `replicas`, or a list of its Pods that leaves some out or names one twice.
    ///
    /// ## Why it matters
    /// Data is spread over as many shards as a program is told. Where there are more Pods than that, some get nothing;
    /// where there are fewer, every request that belongs to a missing one fails.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: cache}
    /// spec:
    ///   serviceName: cache
    ///   replicas: 4
    ///   selector: {matchLabels: {app: cache}}
    ///   template:
    ///     metadata: {labels: {app: cache}}
    ///     spec:
    ///       containers:
    ///         - {name: cache, image: "registry.example.com/cache:1.0", env: [{name: SHARDS, value: "3"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: cache}
    /// spec:
    ///   serviceName: cache
    ///   replicas: 4
    ///   selector: {matchLabels: {app: cache}}
    ///   template:
    ///     metadata: {labels: {app: cache}}
    ///     spec:
    ///       containers:
    ///         - {name: cache, image: "registry.example.com/cache:1.0", env: [{name: SHARDS, value: "4"}]}
    /// ```
    "mismatched-count", Warning, References, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let own_name = context.name.unwrap_or_default();
    let own = pods_of(pod).filter(|_| !context.is_autoscaled(pod.pod.kind, own_name));
    for container in &pod.containers {
        let place = |at: usize| container.path.clone().field("env").index(at).field("value");
        for (at, variable) in container.spec.env.iter().flatten().enumerate() {
            let Some(value) = variable.value.as_deref() else { continue };
            let count = value.trim().parse::<i64>().ok().filter(|_| is_count(&variable.name));
            if let Some((count, pods)) = count.zip(own).filter(|(count, pods)| count != pods) {
                out.at(
                    place(at),
                    format!("`{}` is {count}, and {} `{own_name}` has {pods} Pods", variable.name, pod.pod.kind),
                )
                .help(format!("write \"{pods}\", or ask for {count} Pods"));
            }
            let options = is_list(&variable.name).then(|| list_fault(value, &context)).flatten();
            if let Some((message, help)) = options {
                out.at(place(at), message).help(help);
            }
        }
        for (at, word) in container.spec.args.iter().flatten().enumerate() {
            let Some((_, value)) = word.split_once('=').filter(|(name, _)| is_list(name)) else { continue };
            if let Some((message, help)) = list_fault(value, &context) {
                out.at(container.path.clone().field("args").index(at), message).help(help);
            }
        }
    }
}

/// Returns how many Pods share the work of a workload whose Pods have numbers: a StatefulSet or an Indexed Job.
fn pods_of(pod: &PodView<'_>) -> Option<i64> {
    match pod.manifest.object() {
        Object::StatefulSet(_) => pod.manifest.replicas(),
        Object::Job(job) => {
            let spec = job.spec.as_ref().filter(|spec| spec.completion_mode.as_deref() == Some("Indexed"))?;
            spec.completions.map(i64::from)
        }
        _ => None,
    }
}

/// Returns true if a variable says among how many Pods the work is divided.
fn is_count(name: &str) -> bool {
    const COUNTS: [&str; 10] = [
        "SHARDS",
        "SHARD_COUNT",
        "SHARDS_COUNT",
        "NUM_SHARDS",
        "TOTAL_SHARDS",
        "WORLD_SIZE",
        "CLUSTER_SIZE",
        "NUM_PARTITIONS",
        "TOTAL_PARTITIONS",
        "ARGOCD_CONTROLLER_REPLICAS",
    ];
    COUNTS.contains(&name)
}

/// Returns true if a name is that of a list of all members, and not of some to begin with.
fn is_list(name: &str) -> bool {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let some = ["seed", "seeds", "bootstrap", "join", "initial", "contact", "discovery", "brokers", "hosts"];
    let all = ["leaves", "shards", "peers", "members", "replicas", "partitions", "backends", "upstreams", "shard"];
    words.iter().any(|word| all.contains(&word.as_str())) && !words.iter().any(|word| some.contains(&word.as_str()))
}

/// Returns the fault with a list that is a Service alone, which stands for several Pods of a StatefulSet.
fn one_for_all(text: &str, context: &Context<'_>) -> Option<(String, String)> {
    let address = text.trim().split_once("://").map_or(text.trim(), |(_, address)| address);
    let (service, _) = address.split_once(':').filter(|_| !address.contains(','))?;
    let [pods] = context.governed_by(service, None) else { return None };
    let numbers = pods.numbers.clone().filter(|numbers| numbers.end - numbers.start > 1)?;
    let (set, count) = (pods.name(), numbers.end - numbers.start);
    let message = format!("this list names one Service, which stands for {count} Pods of StatefulSet `{set}`");
    Some((
        message,
        format!("name each Pod: `{set}-{}.{service}`, `{set}-{}.{service}` …", numbers.start, numbers.start + 1),
    ))
}

/// Returns the fault with a list of Pods of one StatefulSet, and what would be right.
fn list_fault(text: &str, context: &Context<'_>) -> Option<(String, String)> {
    let addresses: Vec<PodAddress<'_>> = addresses_in(text).collect();
    if addresses.is_empty() {
        return one_for_all(text, context);
    }
    let first = addresses.first().filter(|first| addresses.iter().all(|other| other.set == first.set))?;
    let mut numbers: Vec<i64> = addresses.iter().map(|address| address.number).collect();
    let listed = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    let set = first.set;
    // Copies of one shard may stand behind each other.
    if let Some(twice) = addresses.iter().enumerate().find_map(|(at, address)| {
        addresses[..at].iter().any(|before| before.number == address.number).then_some(address.number)
    }) {
        return (!text.contains('|'))
            .then(|| (format!("`{set}-{twice}` stands in this list twice"), format!("name each Pod of `{set}` once")));
    }
    let [pods] = context.of_workload("StatefulSet", set) else { return None };
    let all = pods.numbers.clone().filter(|_| pods.service.as_deref() == Some(first.service))?;
    let missing = all.clone().find(|number| !numbers.contains(number))?;
    let scales = context.is_autoscaled("StatefulSet", set);
    let begins = numbers.first() == Some(&all.start) && listed >= 2 && !scales;
    let count = all.end - all.start;
    begins.then(|| {
        let message = format!("this list names {listed} of the {count} Pods of StatefulSet `{set}`");
        (message, format!("add `{set}-{missing}.{}`, or ask for {listed} replicas", first.service))
    })
}
