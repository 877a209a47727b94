//! The number of Pods that a description keeps: a disruption budget, and a number that follows the load.

use serde_json::Value as Json;

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::spanned_value::{Field, Place, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// A PodDisruptionBudget a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct DisruptionBudget {
    /// The place where it was asked for.
    pub place: Place,
    /// `minAvailable` or `maxUnavailable`; one Pod at a time, unless given.
    pub bound: Option<Field>,
}

/// A HorizontalPodAutoscaler a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct Autoscale {
    /// The place where it was asked for.
    pub place: Place,
    /// The fewest Pods.
    pub min: i64,
    /// The most Pods.
    pub max: i64,
    /// The part of its CPU request that main uses on average, in percent.
    pub cpu: i64,
}

/// Reads `true`, `{minAvailable}` or `{maxUnavailable}`.
pub(crate) fn read_budget(item: &SpannedValue, problems: &mut Problems) -> Option<DisruptionBudget> {
    let place = item.place.clone();
    if let Value::Scalar { json: Json::Bool(wanted), .. } = item.value {
        return wanted.then_some(DisruptionBudget { place, bound: None });
    }
    let what = "`disruptionBudget`";
    let mut fields = Fields::of(item, what, "write `true`, or `{maxUnavailable: 1}`", problems)?;
    let least = fields.take_field("minAvailable");
    let most = fields.take_field("maxUnavailable");
    fields.refuse_others([], problems);
    if let (Some(_), Some(second)) = (least, most) {
        let help = "keep one of the two".to_owned();
        problems.add(&second.place, format!("{what} has two bounds"), "the second one", help);
        return None;
    }
    Some(DisruptionBudget { place, bound: least.or(most).cloned() })
}

/// Reads `{minReplicas, maxReplicas, cpu}`.
pub(crate) fn read_autoscale(item: &SpannedValue, problems: &mut Problems) -> Option<Autoscale> {
    let expected = "write `autoscale: {maxReplicas: 10}`";
    let mut fields = Fields::of(item, "`autoscale`", expected, problems)?;
    let mut number = |key: &'static str, most: i64| {
        let item = fields.take(key)?;
        Some((fields::whole(item, &format!("`autoscale.{key}`"), 1, most, problems)?, item.place.clone()))
    };
    let min = number("minReplicas", i64::from(i32::MAX));
    let max = number("maxReplicas", i64::from(i32::MAX));
    let cpu = number("cpu", 1000);
    if item.get("maxReplicas").is_none() {
        let help = "add `maxReplicas: 10`, the most Pods there may be";
        fields.missing("maxReplicas", "`autoscale` has no `maxReplicas`", help, problems);
    }
    fields.refuse_others([], problems);
    let (max, at) = max?;
    let min = min.map_or(1, |(min, _)| min);
    if min > max {
        let help = format!("write a number of at least {min}");
        problems.add(&at, format!("`maxReplicas` is {max}, and `minReplicas` {min}"), "less than the least", help);
        return None;
    }
    Some(Autoscale { place: item.place.clone(), min, max, cpu: cpu.map_or(80, |(cpu, _)| cpu) })
}
