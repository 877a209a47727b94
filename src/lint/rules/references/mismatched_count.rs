//! The rule `mismatched-count`.

use crate::composition::{Context, lists_members};
use crate::k8s::{Container, Object};
use crate::lint::member_list::{cache_fault, list_fault, repeated};
use crate::lint::rule::rule;
use crate::lint::shard_count::{NamedNumber, count_fault};
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A number that must equal the number of Pods of a workload but does not: `SHARDS` of a StatefulSet, or of a client
    /// that is told the addresses by a template (`cache-{}.cache`), against its `replicas`; or a list of its Pods that
    /// leaves some out or names one twice.
    ///
    /// ## Why it matters
    /// Data is distributed over as many shards as the program is configured with. If there are more Pods than that,
    /// some get no data; if there are fewer, every request for a missing one fails.
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
            let options = lists_members(&variable.name).then(|| list_fault(value, &context)).flatten();
            let options = options.or_else(|| cache_fault(value, &context));
            if let Some((message, help)) = options {
                out.at(place(at), message).help(help);
            }
        }
        if let Some((message, help, place)) =
            pod.member(container).and_then(|(_, member)| repeated(member, &pod.context()))
        {
            out.at(place, message).help(help);
        }
        if let Some((place, message, help)) = beside_template(pod, container, &context) {
            out.at(place, message).help(help);
        }
        for (at, word) in container.spec.args.iter().flatten().enumerate() {
            let Some((_, value)) = word.split_once('=').filter(|(name, _)| lists_members(name)) else { continue };
            if let Some((message, help)) = list_fault(value, &context) {
                out.at(container.path.clone().field("args").index(at), message).help(help);
            }
        }
    }
}

/// Returns how many Pods share the work of a workload whose Pods have numbers: a StatefulSet or an Indexed Job.
/// Returns the fault with the number of shards of a container that is told their addresses by a template: its variables and
/// its options.
fn beside_template(
    pod: &PodView<'_>,
    container: &Container<'_>,
    context: &Context<'_>,
) -> Option<(FieldPath, String, String)> {
    let variables = container.spec.env.iter().flatten().enumerate();
    let variables: Vec<(usize, &str, &str)> =
        variables.filter_map(|(at, it)| Some((at, it.name.as_str(), it.value.as_deref()?))).collect();
    let words = container.spec.command.iter().chain(&container.spec.args).flatten();
    let texts = variables.iter().map(|(.., value)| *value).chain(words.map(String::as_str));
    let place = |at: &usize| container.path.clone().field("env").index(*at).field("value");
    let number = |value: &str| value.trim().parse().ok();
    let mut numbers: Vec<NamedNumber<'_, FieldPath>> = variables
        .iter()
        .filter_map(|(at, name, value)| Some(NamedNumber { name, number: number(value)?, place: place(at) }))
        .collect();
    let member = pod.member(container).map(|(_, member)| member);
    let options = member.map(|member| (member, member.command.options()));
    if let Some((member, options)) = &options {
        numbers.extend(options.iter().filter_map(|option| {
            let place = member.command.place_of(option.at, &member.path);
            Some(NamedNumber { name: option.name, number: number(option.value?)?, place })
        }));
    }
    count_fault(texts, numbers, context)
}

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
