//! Everything that will be printed, typed by object, before it is text.

use serde::Serialize;
use serde_json::{Map, Value as Json};

/// The objects of one description, in the order in which they need each other.
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
    /// The configuration of helpers.
    pub config_maps: Vec<ConfigMap>,
    /// The Services that lead to main, to its Pods by name, or to its metrics.
    pub services: Vec<Service>,
    /// The workload.
    pub workload: Workload,
    /// What the user has to know besides.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// The configuration files of one helper.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ConfigMap {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub comment: String,
    /// The files.
    pub data: Map<String, Json>,
}

/// A Service.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Service {
    /// Its name.
    pub name: String,
    /// The comment above it.
    pub comment: String,
    /// Its spec, less the selector.
    pub spec: Map<String, Json>,
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
