//! One reusable container of the catalogue, as its data file says it.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use super::config::Config;
use super::parameter::{Parameter, Type};
use super::pattern::Pattern;
use super::port::{Fronts, Port, Scrape};
use super::rights::{Preparation, Rights, Token};
use super::share::{Share, Volume};

/// A reusable, parameterised container. Every text may hold template expressions over the parameters, `ports`,
/// `name` (of the workload), `instance` (of this helper) and `main` (`name`, `port`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The id: the file's name without `.yaml`.
    pub name: String,
    /// The pattern of the helper.
    pub pattern: Pattern,
    /// One sentence: what it does.
    pub summary: String,
    /// The cases in which to use it.
    pub use_when: String,
    /// The cases in which not to use it, and what to use instead.
    pub not_when: String,
    /// The version of the entry, which is shown in the output: `1.0.0`.
    #[serde(default)]
    pub version: Option<String>,
    /// The minimum version of podpat that the entry needs.
    #[serde(default)]
    pub podpat: Option<String>,
    /// The image, with a tag.
    pub image: String,
    /// Evidence: which facts about image, flags, ports and probes were checked against what, and which were not.
    pub verified: String,
    /// The programs that were run with the generated configuration.
    #[serde(default)]
    pub tested: Vec<Tested>,
    /// Sources of the facts.
    pub sources: Vec<String>,
    /// The parameters, in the order in which they are shown.
    #[serde(default)]
    pub parameters: IndexMap<String, Parameter>,
    /// Conditions between parameters.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// The ports it listens on.
    #[serde(default)]
    pub ports: IndexMap<String, Port>,
    /// Folders that main and the helper both mount.
    #[serde(default)]
    pub shares: IndexMap<String, Share>,
    /// Volumes of its own.
    #[serde(default)]
    pub volumes: IndexMap<String, Volume>,
    /// Its configuration files, which become a ConfigMap.
    #[serde(default)]
    pub config: Option<Config>,
    /// Init containers that run before it, by name.
    #[serde(default)]
    pub preparations: IndexMap<String, Preparation>,
    /// The fields of the Kubernetes container.
    pub container: serde_json::Map<String, Json>,
    /// The position of arguments that a user adds.
    #[serde(default)]
    pub added_args: AddedArgs,
    /// Settings for main.
    #[serde(default)]
    pub main: MainSettings,
    /// The endpoint for Prometheus.
    #[serde(default)]
    pub scrape: Option<Scrape>,
    /// The port that receives main's traffic from Services; `upstreamPort` is the port to pass it on to.
    #[serde(default)]
    pub fronts: Option<Fronts>,
    /// The user it runs as: a number, or a template of one.
    pub user: Json,
    /// `true` where its root file system cannot be read-only, because the program writes outside its volumes.
    #[serde(default)]
    pub writes_root: bool,
    /// Its default requests and memory limit.
    pub resources: Resources,
    /// An expression that is true if it needs to see main's processes.
    #[serde(default)]
    pub shares_processes: Option<String>,
    /// The ServiceAccount that it needs, if any: a template.
    #[serde(default)]
    pub service_account: Option<String>,
    /// The permissions that it needs on the API server. They result in a ServiceAccount with the name of the workload, a Role
    /// and a binding.
    #[serde(default)]
    pub rights: Option<Rights>,
    /// The token that it needs if the Pod has none.
    #[serde(default)]
    pub token: Option<Token>,
    /// Labels of the Pods: templates.
    #[serde(default)]
    pub pod_labels: IndexMap<String, String>,
    /// Additional labels for the selectors of Services, if it sets them on some of the Pods: templates.
    #[serde(default)]
    pub service_selector: IndexMap<String, String>,
    /// Annotations of the Pods: templates.
    #[serde(default)]
    pub pod_annotations: IndexMap<String, String>,
    /// Other objects that it needs, as complete manifests: templates, which may have `when`. Labels and the namespace are
    /// added.
    #[serde(default)]
    pub objects: Vec<serde_json::Map<String, Json>>,
    /// Steps that the user has to take, such as granting an account access: one sentence each, printed on standard
    /// error.
    #[serde(default)]
    pub demands: Vec<String>,
    /// A complete description that works as it is.
    pub example: String,
    /// The file that a user added it with; nothing where podpat ships it.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

impl Entry {
    /// Every parameter the entry takes: its own, and the numbers of its ports.
    pub fn all_parameters(&self) -> IndexMap<String, Parameter> {
        let mut parameters = self.parameters.clone();
        for port in self.ports.values() {
            let Some(name) = &port.parameter else { continue };
            let parameter = Parameter {
                kind: Type::Port,
                required: false,
                default: port.like.is_none().then(|| Json::from(port.number)),
                help: port.help.clone(),
                only_with: None,
                values: Vec::new(),
                of: None,
                port: None,
                keys: Vec::new(),
                known: IndexMap::new(),
                meant_by: Vec::new(),
                formerly: None,
                schemes: Vec::new(),
                least: None,
                most: None,
                refuses: String::new(),
                verbatim: false,
                needs: Vec::new(),
                example: None,
            };
            parameters.insert(name.clone(), parameter);
        }
        parameters
    }
}

/// Settings that main gets from a helper.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MainSettings {
    /// Environment variables; names are templates too.
    #[serde(default)]
    pub env: IndexMap<String, String>,
    /// The variables of `env` whose values are lists, with the separator: the list that main sets itself is kept, and
    /// this one follows it. Names are templates.
    #[serde(default)]
    pub append: IndexMap<String, String>,
    /// The variables of `env` that programs read under no other name, such as `HTTP_PROXY`: it is an error if two
    /// helpers set one to different values. Names are templates.
    #[serde(default)]
    pub fixed: Vec<String>,
    /// Environment variables with a field of the Pod: `metadata.name`.
    #[serde(default)]
    pub fields: IndexMap<String, String>,
}

/// Requests and limit of a helper.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resources {
    /// CPU request. There is no CPU limit: throttling a helper on the data path throttles main.
    pub cpu: String,
    /// Memory request.
    pub memory: String,
    /// Memory limit.
    pub limit: String,
}

/// A program that was run with the generated configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tested {
    /// The program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The part that was run, where it is less than the whole.
    #[serde(default)]
    pub what: Option<String>,
}

/// A condition on several parameters.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// An expression over the parameters that has to hold.
    pub requires: String,
    /// The parameter that is pointed at where it does not hold.
    pub at: String,
    /// The message where it does not hold: one sentence without its full stop.
    pub message: String,
    /// The help: one clause that says what to do.
    pub help: String,
}

/// The place of arguments that a user adds to those of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddedArgs {
    /// After all others.
    #[default]
    Last,
    /// Before all others, because the program takes positional arguments after its flags.
    First,
    /// Nowhere: they are refused.
    Refused,
}
