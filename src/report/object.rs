//! The names of an object, in the JSON of every verb.

use serde::Serialize;

use crate::k8s::Identity;

/// An object by its names; what is not written is `null`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> From<&'a Identity> for Object<'a> {
    fn from(identity: &'a Identity) -> Self {
        let Identity { api_version, kind, namespace, name } = identity;
        Self { api_version, kind, namespace: namespace.as_deref(), name: name.as_deref() }
    }
}
