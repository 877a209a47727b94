//! Things that a catalogue entry needs of the cluster: rights, a token, objects.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// Rights that a helper needs on the API server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rights {
    /// Rules of a Role, as in Kubernetes: templates, which may have `when`.
    #[serde(default)]
    pub rules: Vec<Map<String, Json>>,
    /// Rules of a ClusterRole, as in Kubernetes: templates, which may have `when`.
    #[serde(default)]
    pub cluster_rules: Vec<Map<String, Json>>,
}

/// The token of the ServiceAccount, mounted into the helper alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Token {
    /// The folder in which `token`, `ca.crt` and `namespace` are mounted.
    #[serde(default = "service_account_folder")]
    pub at: String,
    /// The audience of the token; by default the API server. A template.
    #[serde(default)]
    pub audience: Option<String>,
    /// Lifetime of a token in seconds; kubelet renews it in time.
    #[serde(default = "an_hour")]
    pub expiration_seconds: i64,
    /// An expression that decides whether there is such a token.
    #[serde(default)]
    pub when: Option<String>,
}

/// Returns the folder in which every client library looks for the token.
fn service_account_folder() -> String {
    "/var/run/secrets/kubernetes.io/serviceaccount".to_owned()
}

const fn an_hour() -> i64 {
    3600
}

/// An init container that prepares something for the helper or for main.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Preparation {
    /// The image, by default that of the helper: a template.
    #[serde(default)]
    pub image: Option<String>,
    /// The fields of the Kubernetes container: templates.
    pub container: Map<String, Json>,
    /// Its mounts: names of `shares` and `volumes`, and `config`, each with a folder. It may write in the first two.
    #[serde(default)]
    pub mounts: indexmap::IndexMap<String, String>,
    /// The user it runs as; by default that of the helper.
    #[serde(default)]
    pub user: Option<Json>,
    /// An expression that decides whether there is such a container.
    #[serde(default)]
    pub when: Option<String>,
}
