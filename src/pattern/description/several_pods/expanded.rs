//! The workloads that a description with patterns over several Pods becomes.

use serde_json::{Value as Json, json};

use super::values::{says, set, set_default, take};
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Field, Place, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// The workloads that a description with a pattern over several Pods becomes.
#[derive(Debug)]
pub(crate) struct Expanded {
    /// The description of main's workload.
    pub value: SpannedValue,
    /// Other workloads, which come first.
    pub others: Vec<Self>,
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
    /// The root does the work: the description has no main, and what other helpers give to main is the root's.
    Root,
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
    /// A description that asks for no other workload.
    pub(super) const fn of(value: SpannedValue) -> Self {
        Self { value, others: Vec::new(), role: MainRole::Leads, items: None, scale: None, numbered: None }
    }

    /// Removes patterns that are switched off, or were refused: they name no entry of the catalogue.
    pub(super) fn without_unfinished(mut self) -> Self {
        for key in ["election", "queue", "scatter"] {
            if self.value.get(key).is_some_and(|asked| !says(asked, "use")) {
                drop(take(&mut self.value, key));
            }
        }
        self
    }

    /// Returns the labels by which the Pods are found.
    pub(super) fn labels(&self) -> Json {
        let selector = self.value.get("selector").map(|it| it.get("matchLabels").unwrap_or(it).to_json());
        selector.unwrap_or_else(|| json!({"app.kubernetes.io/name": self.name()}))
    }

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

    /// Keeps Pods that are told to end, as by a drain of their node, from counting as failures of the Job (KEP-3329). The
    /// API server takes that only where Pods are not restarted. `codes` are those with which a container says so.
    pub(super) fn tolerate_disruptions(&mut self, codes: &[u8], place: &Place) {
        let restarts = self.value.get("restartPolicy").map(SpannedValue::to_json);
        if restarts.is_some_and(|policy| policy != "Never") {
            return;
        }
        let mut rules = vec![json!({"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]})];
        if !codes.is_empty() {
            rules.push(json!({"action": "Ignore", "onExitCodes": {"operator": "In", "values": codes}}));
        }
        set_default(&mut self.value, "podFailurePolicy", &json!({"rules": rules}), place);
    }

    /// Adds another workload, which shares what belongs to all.
    pub(super) fn add(&mut self, mut other: Self) {
        self.share(&mut other.value);
        self.others.push(other);
    }

    /// Gives another description what belongs to all workloads.
    pub(super) fn share(&self, other: &mut SpannedValue) {
        for key in ["namespace", "labels", "registry", "imagePullSecrets", "helpers"] {
            if let (Some(item), false) = (self.value.get(key), says(other, key)) {
                set(other, key, item.clone());
            }
        }
    }
}

/// A whole number of a field that was taken out of a mapping.
pub(super) fn number(taken: Option<Field>, what: &str, least: i64, most: i64, problems: &mut Problems) -> Option<i64> {
    let taken = taken.filter(|field| !field.item.is_null())?;
    fields::whole(&taken.item, what, least, most, problems)
}
