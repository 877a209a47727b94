//! Everything that will be printed, object by object, before it is text.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::pattern::description::spanned_value::{Place, SpannedValue};

/// The objects of one description.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Plan {
    /// One line that says what it is, for the head of the output.
    pub about: String,
    /// The name of the workload.
    pub name: String,
    /// The namespace of all objects.
    pub namespace: Option<String>,
    /// The labels of all objects.
    pub labels: Map<String, Json>,
    /// The labels by which the workload and its Services find the Pods.
    pub selector: Map<String, Json>,
    /// The labels of the Pods.
    pub pod_labels: Map<String, Json>,
    /// Everything beside the workload.
    pub objects: Vec<PlannedObject>,
    /// The workload.
    pub workload: Workload,
    /// Notes for the user.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// An object beside the workload.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlannedObject {
    /// `v1`, `apps/v1` …
    pub api_version: String,
    /// `ConfigMap`, `Service` …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub comment: String,
    /// Labels beside those of all objects.
    pub labels: Map<String, Json>,
    /// Its annotations.
    pub annotations: Map<String, Json>,
    /// Its fields beside `metadata`: `data`, `spec`, `rules` …
    pub body: Map<String, Json>,
    /// The place in the description that asked for it.
    #[serde(skip)]
    pub place: Option<Place>,
    /// The place where its name was written.
    #[serde(skip)]
    pub name_place: Option<Place>,
    /// Fields whose values the user wrote: the steps to each, and the value.
    #[serde(skip)]
    pub written: Vec<(Vec<String>, SpannedValue)>,
}

impl PlannedObject {
    /// An object of which only the head is known.
    pub(crate) fn new(api_version: &str, kind: &str, name: impl Into<String>, comment: impl Into<String>) -> Self {
        Self {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            name: name.into(),
            comment: comment.into(),
            labels: Map::new(),
            annotations: Map::new(),
            body: Map::new(),
            place: None,
            name_place: None,
            written: Vec::new(),
        }
    }

    /// The same with a field.
    pub(crate) fn with(mut self, field: &str, value: impl Into<Json>) -> Self {
        self.body.insert(field.to_owned(), value.into());
        self
    }

    /// The same, asked for at a place.
    pub(crate) fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    /// Notes that the user wrote the value at some steps.
    pub(crate) fn is_written(&mut self, steps: &[&str], item: &SpannedValue) {
        self.written.push((steps.iter().map(|&step| step.to_owned()).collect(), item.clone()));
    }
}

/// Kinds of objects in the order in which they need each other; the workloads, and what needs them, come behind.
const ORDER: [&str; 19] = [
    "Namespace",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "Secret",
    "ConfigMap",
    "PersistentVolumeClaim",
    "Service",
    "PodDisruptionBudget",
    "NetworkPolicy",
    "PodMonitor",
    "ServiceMonitor",
    "Ingress",
    "HorizontalPodAutoscaler",
    "ScaledObject",
    "StatefulSet",
    "Deployment",
];

/// Returns the place of a kind among the objects of an output.
pub(crate) fn rank(kind: &str) -> usize {
    ORDER.iter().position(|known| *known == kind).unwrap_or(ORDER.len())
}

/// Returns true if objects of a kind stand in no namespace.
pub(crate) fn is_cluster_wide(kind: &str) -> bool {
    matches!(kind, "Namespace" | "ClusterRole" | "ClusterRoleBinding")
}

/// The workload.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Workload {
    /// `Pod`, `Deployment` …
    pub kind: &'static str,
    /// Its annotations.
    pub annotations: Map<String, Json>,
    /// The fields of its spec that are not the Pod's.
    pub spec: Map<String, Json>,
    /// The fields of a CronJob's Jobs.
    pub job: Map<String, Json>,
    /// The annotations of its Pods; of a Pod, its own.
    pub pod_annotations: Map<String, Json>,
    /// The pod spec, with comments.
    pub pod: Json,
}
