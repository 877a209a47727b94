//! What a description with patterns over several Pods becomes.

use serde_json::json;

use super::values::{says, set, set_default};
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Field, Place, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// The workloads that a description with a pattern over several Pods becomes.
#[derive(Debug)]
pub(crate) struct Expanded {
    /// The description of main's workload.
    pub value: SpannedValue,
    /// Descriptions of other workloads, which come first.
    pub others: Vec<SpannedValue>,
    /// The part that main has in its Pod.
    pub role: MainRole,
    /// Items known beforehand: each a key of a ConfigMap by its number.
    pub items: Option<(Vec<String>, Place)>,
    /// The number of workers, where a queue decides it.
    pub scale: Option<QueueScale>,
    /// The place in the description that asks for Pods with a number.
    pub numbered: Option<Place>,
}

/// The part that main has in its Pod.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MainRole {
    /// The Pod runs as long as main does.
    #[default]
    Leads,
    /// The Pod runs as long as the queue does; main is a server beside it.
    ServesQueue,
}

/// A number of workers that follows the queue.
#[derive(Clone, Debug)]
pub(crate) struct QueueScale {
    /// The fewest workers.
    pub min: i64,
    /// The most workers.
    pub max: i64,
    /// The address of Redis, as the scaler reaches it.
    pub address: String,
    /// The stream of the items.
    pub stream: String,
    /// The place where it was asked for.
    pub place: Place,
}

impl Expanded {
    /// Returns the kind that the description says.
    pub(super) fn kind(&self) -> Option<&str> {
        match &self.value.get("kind")?.value {
            Value::Scalar { raw, .. } => Some(raw),
            _ => None,
        }
    }

    /// Returns the name of the workload; nothing where that is wrong, which is told elsewhere.
    pub(super) fn name(&self) -> Option<String> {
        match &self.value.get("name")?.value {
            Value::Scalar { raw, .. } => Some(raw.clone()),
            _ => None,
        }
    }

    /// Two Pods that may go one at a time, unless the user says otherwise.
    pub(super) fn default_replicas(&mut self, place: &Place) {
        let scales = matches!(self.kind(), Some("Deployment" | "StatefulSet"));
        if scales && !says(&self.value, "autoscale") {
            set_default(&mut self.value, "replicas", &json!(2), place);
        }
    }

    /// Adds the description of another workload, which shares what belongs to all.
    pub(super) fn add(&mut self, mut other: SpannedValue) {
        for key in ["namespace", "labels", "registry", "imagePullSecrets", "helpers"] {
            if let (Some(item), false) = (self.value.get(key), says(&other, key)) {
                set(&mut other, key, item.clone());
            }
        }
        self.others.push(other);
    }
}

/// A whole number of a field that was taken out of a mapping.
pub(super) fn number(taken: Option<Field>, what: &str, least: i64, most: i64, problems: &mut Problems) -> Option<i64> {
    let taken = taken.filter(|field| !field.item.is_null())?;
    fields::whole(&taken.item, what, least, most, problems)
}
