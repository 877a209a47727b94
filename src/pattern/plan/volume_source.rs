//! Sources of volumes, as in the Kubernetes API.

use serde_json::{Map, Value as Json, json};

/// The most a folder may hold of which nobody says a size.
pub(crate) const DEFAULT_SIZE: &str = "1Gi";

/// An `emptyDir`; without a size it may fill the node's disk, so there always is one.
pub(crate) fn empty_dir(size: Option<&str>) -> Json {
    json!({"emptyDir": {"sizeLimit": size.unwrap_or(DEFAULT_SIZE)}})
}

/// A mapping; an empty one of any other value.
pub(crate) fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}
