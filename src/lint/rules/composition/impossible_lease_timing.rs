//! The rule `impossible-lease-timing`.

use crate::k8s::Container;
use crate::lint::durations::seconds;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// Contradictory timing of a leader election: a renew deadline that is not shorter than the lease duration, or a
    /// retry period that is not shorter than the renew deadline.
    ///
    /// ## Why it matters
    /// The leader must give up before others may take over. With such settings client-go does not start, and other
    /// electors have two leaders from time to time.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/leader-elector:1.2.0
    /// env:
    ///   - {name: LEASE_DURATION, value: "15"}
    ///   - {name: RENEW_DEADLINE, value: "20"}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/leader-elector:1.2.0
    /// env:
    ///   - {name: LEASE_DURATION, value: "15"}
    ///   - {name: RENEW_DEADLINE, value: "10"}
    /// ```
    "impossible-lease-timing", Error, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let times = times(container, pod);
    let of = |ending: &str| times.iter().find(|(name, ..)| name.ends_with(ending));
    for (shorter, longer) in [("renew-deadline", "lease-duration"), ("retry-period", "renew-deadline")] {
        let (Some((short, length, place)), Some((long, limit, other))) = (of(shorter), of(longer)) else {
            let Some((name, length, place)) = of(shorter) else { continue };
            let usual = DEFAULTS.iter().find(|(of, _)| *of == longer).filter(|(_, usual)| length >= usual);
            if let Some((_, usual)) = usual.filter(|_| name.starts_with("leader-elect-")) {
                let long = longer.replace('-', " ");
                out.at(place, format!("the {} has to be shorter than the {long}", words(name)))
                    .help(format!("write less than {usual} seconds, which is the {long} unless it is told"));
            }
            continue;
        };
        if length < limit {
            continue;
        }
        out.at(place, format!("the {} has to be shorter than the {}", words(short), words(long)))
            .help(format!("write less than {limit} seconds"))
            .related(other, format!("{limit} seconds"));
    }
}

/// The times of Kubernetes' own options, `--leader-elect-…`, where they are not given.
const DEFAULTS: [(&str, f64); 2] = [("lease-duration", 15.0), ("renew-deadline", 10.0)];

fn words(name: &str) -> String {
    let name = name.trim_start_matches("leader-elect-").trim_start_matches("leader-election-");
    name.replace('-', " ")
}

/// The times of a container by the name of their setting, in seconds, each with its place.
fn times(container: &Container<'_>, pod: &PodView<'_>) -> Vec<(String, f64, FieldPath)> {
    let mut times = Vec::new();
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let name = variable.name.to_lowercase().replace('_', "-");
        let seconds = variable.value.as_deref().and_then(seconds);
        times.extend(seconds.map(|time| (name, time, container.path.clone().field("env").index(at).field("value"))));
    }
    let Some((_, member)) = pod.member(container) else { return times };
    for option in member.command.options() {
        let name = option.name.trim_start_matches('-').to_lowercase();
        let seconds = option.value.and_then(seconds);
        times.extend(seconds.map(|time| (name, time, member.command.place_of(option.at, &member.path))));
    }
    times.retain(|(name, ..)| {
        ["lease-duration", "renew-deadline", "retry-period"].iter().any(|end| name.ends_with(end))
    });
    times
}
