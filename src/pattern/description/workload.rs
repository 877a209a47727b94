//! A whole description, read into what it means. Nothing is looked up here: whether a catalogue entry or a parameter
//! exists is for `resolve` to say.

use k8s_openapi::api::core::v1::ContainerPort;
use serde_json::{Map, Value as Json};

use crate::catalogue::Pattern;
use crate::pattern::description::account::{self, ServiceAccount};
use crate::pattern::description::availability::{self, Autoscale, DisruptionBudget};
use crate::pattern::description::container::ContainerSpec;
use crate::pattern::description::exposure::{self, Ingress, NetworkPolicy};
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::helper::Helper;
use crate::pattern::description::helper_mode::{self, HelperMode};
use crate::pattern::description::kind::Kind;
use crate::pattern::description::main_container;
use crate::pattern::description::monitor::{self, Monitor};
use crate::pattern::description::name;
use crate::pattern::description::patch;
use crate::pattern::description::refused_fields;
use crate::pattern::description::registry::{self, Registry};
use crate::pattern::description::service::{self, Service};
use crate::pattern::description::several_pods::{self, Expanded, MainRole, QueueScale};
use crate::pattern::description::spanned_value::{Field, Place, Spanned, SpannedValue, to_map};
use crate::pattern::problem::Problems;
use crate::validity::Release;

/// Helpers of one Pod: each is looked at beside all others. `lint` looks at no more containers either.
const MOST_HELPERS: usize = 1000;

/// The first release whose Pods of a StatefulSet have their number as a label (KEP-4017).
const NUMBERED_SINCE: Release = Release::minor(28);

/// A whole description.
#[derive(Clone, Debug)]
pub(crate) struct Description {
    /// The name of the workload and of everything that comes with it.
    pub name: Spanned<String>,
    /// The kind of workload.
    pub kind: Kind,
    /// The namespace; where kubectl points to, unless given.
    pub namespace: Option<Spanned<String>>,
    /// Labels that the user adds to every object.
    pub labels: Option<SpannedValue>,
    /// Annotations of the workload.
    pub annotations: Option<SpannedValue>,
    /// Labels of the Pods alone.
    pub pod_labels: Option<SpannedValue>,
    /// Annotations of the Pods.
    pub pod_annotations: Option<SpannedValue>,
    /// The labels by which the workload and its Services find the Pods.
    pub selector: Option<SpannedValue>,
    /// Fields of the workload's own spec (`replicas`, `schedule`, `strategy` …), as in the Kubernetes API.
    pub spec: Vec<Field>,
    /// Fields of the pod spec, as in the Kubernetes API.
    pub pod: Vec<Field>,
    /// The Services.
    pub services: Vec<Service>,
    /// The account the Pods run as.
    pub service_account: Option<ServiceAccount>,
    /// The way Prometheus finds the metrics.
    pub monitor: Monitor,
    /// The number of Pods that may be evicted at once.
    pub disruption_budget: Option<DisruptionBudget>,
    /// Between which numbers of Pods the load decides.
    pub autoscale: Option<Autoscale>,
    /// Access from outside the cluster.
    pub ingress: Option<Ingress>,
    /// The peers that may reach the Pods.
    pub network_policy: Option<NetworkPolicy>,
    /// The registries that catalogue images come from.
    pub registry: Registry,
    /// The way helpers run, when the description says so.
    pub helpers: Option<(HelperMode, Place)>,
    /// The main container.
    pub main: ContainerSpec,
    /// Everything that helps it, in the order written.
    pub helping: Vec<Helper>,
    /// A strategic merge patch for the pod spec.
    pub patch: Option<SpannedValue>,
    /// The part that main has in its Pod.
    pub role: MainRole,
    /// Items of a Job that are known beforehand.
    pub items: Option<(Vec<String>, Place)>,
    /// The number of workers, where a queue decides it.
    pub scale: Option<QueueScale>,
    /// The other containers of a workload that exists already.
    pub beside: Vec<Neighbour>,
}

/// A container that is in the Pod already and is neither main nor a helper of the description.
#[derive(Clone, Debug)]
pub(crate) struct Neighbour {
    /// Its name.
    pub name: String,
    /// The ports that it declares.
    pub ports: Vec<ContainerPort>,
}

impl Description {
    /// Reads a description and those of the other workloads that it asks for, which come first.
    pub(crate) fn read_all(item: &SpannedValue, release: Release, problems: &mut Problems) -> Vec<Self> {
        let expanded = several_pods::expand(item, release, problems);
        if let Some(place) = expanded.numbered.as_ref().filter(|_| release < NUMBERED_SINCE) {
            let message = format!("Pods of Kubernetes {release} do not know their number");
            let help = "generate for 1.28 or later".to_owned();
            problems.add(place, message, "a leaf is told its number by a label", help);
        }
        let mut all = Vec::new();
        Self::read_expanded(expanded, &mut all, problems);
        all
    }

    /// Reads what a description was expanded to; others come before what needs them.
    fn read_expanded(expanded: Expanded, all: &mut Vec<Self>, problems: &mut Problems) {
        for other in expanded.others {
            Self::read_expanded(other, all, problems);
        }
        all.extend(Self::read(&expanded.value, problems).map(|main| Self {
            role: expanded.role,
            items: expanded.items,
            scale: expanded.scale,
            ..main
        }));
    }

    /// Reads a description.
    fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        refuse_manifest(item, problems)?;
        let expected = "write at least `name:` and `main:`; `podpat generate --help` shows an example";
        let mut fields = Fields::of(item, "the description", expected, problems)?;
        let kind = fields.take("kind").and_then(|item| Kind::read(item, problems)).unwrap_or_default();
        let name = fields.take("name").and_then(|item| name::name(item, "`name`", problems));
        let namespace = fields.take("namespace").and_then(|item| name::name(item, "`namespace`", problems));
        let mut mapping = |key: &'static str| take_mapping(&mut fields, key, problems);
        let (labels, annotations) = (mapping("labels"), mapping("annotations"));
        let (pod_labels, pod_annotations) = (mapping("podLabels"), mapping("podAnnotations"));
        let selector = mapping("selector").map(|item| item.get("matchLabels").cloned().unwrap_or(item));
        let services = fields.take("service").map(|item| service::read(item, problems)).unwrap_or_default();
        let service_account = fields.take("serviceAccount").and_then(|item| account::read(item, problems));
        let monitor = fields.take("monitor").and_then(|item| monitor::read(item, problems)).unwrap_or_default();
        let budget = fields.take("disruptionBudget").and_then(|item| availability::read_budget(item, problems));
        let autoscale = fields.take("autoscale").and_then(|item| availability::read_autoscale(item, problems));
        let ingress = fields.take("ingress").and_then(|item| exposure::read_ingress(item, problems));
        let policy = fields.take("networkPolicy").and_then(|item| exposure::read_network_policy(item, problems));
        let registry = fields.take("registry").and_then(|item| registry::read(item, problems)).unwrap_or_default();
        let helpers = fields.take("helpers").and_then(|item| helper_mode::read(item, problems));
        let main = fields.take("main");
        let patch = fields.take("patch").filter(|item| patch::is_patch(item, problems)).cloned();
        let helping = read_helpers(&mut fields, problems)?;
        refused_fields::refuse(&fields, kind, problems);
        account::refuse_two(service_account.as_ref(), item.get("serviceAccountName"), problems);
        let said = |entry: &&Field| !entry.item.is_null();
        let spec: Vec<Field> = fields.rest().filter(said).filter(|entry| kind.has(&entry.key)).cloned().collect();
        let pod = fields.rest().filter(said).filter(|entry| refused_fields::is_of_pod(&entry.key, kind));
        let pod = pod.cloned().collect();
        require(item, kind, problems);
        let main = main_container::read(main?, "main", problems)?;
        Some(Self {
            name: name?,
            kind,
            namespace,
            labels,
            annotations,
            pod_labels,
            pod_annotations,
            selector,
            spec,
            pod,
            services,
            service_account,
            monitor,
            disruption_budget: budget,
            autoscale,
            ingress,
            network_policy: policy,
            registry,
            helpers,
            main,
            helping,
            patch,
            role: MainRole::Leads,
            items: None,
            scale: None,
            beside: Vec::new(),
        })
    }
}

/// Reads the helpers of all patterns, of which there is a bounded number.
fn read_helpers(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Vec<Helper>> {
    let mut helpers = Vec::new();
    for pattern in Pattern::LISTED {
        let entries = fields.take(pattern.key()).map(fields::one_or_many).unwrap_or_default();
        helpers.extend(entries.iter().filter_map(|item| Helper::read(pattern, item, problems)));
    }
    for pattern in [Pattern::LeaderElection, Pattern::WorkQueue, Pattern::ScatterGather] {
        helpers.extend(fields.take(pattern.key()).and_then(|item| Helper::read(pattern, item, problems)));
    }
    if let Some(helper) = helpers.get(MOST_HELPERS) {
        let message = format!("a Pod with more than {MOST_HELPERS} helpers");
        problems.add(&helper.place, message, "one too many", "describe several Pods".to_owned());
        return None;
    }
    Some(helpers)
}

/// A field that has to be a mapping.
fn take_mapping(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<SpannedValue> {
    let item = fields.take(key)?;
    Fields::of(item, format!("`{key}`"), "write a mapping, such as `{team: shop}`", problems).map(|_| item.clone())
}

impl Description {
    /// Returns the name of main's container: its own, or the workload's, which may have dots and be longer than a
    /// label.
    pub(crate) fn main_name(&self) -> String {
        match &self.main.name {
            Some(name) => name.value.clone(),
            None => {
                let label: String = self.name.value.replace('.', "-").chars().take(63).collect();
                label.trim_end_matches('-').to_owned()
            }
        }
    }

    /// Returns the labels that find the Pods: the user's, or the name.
    pub(crate) fn selector_labels(&self) -> Map<String, Json> {
        if self.selector.is_some() {
            return to_map(self.selector.as_ref());
        }
        let name = ("app.kubernetes.io/name".to_owned(), Json::from(self.name.value.clone()));
        std::iter::once(name).collect()
    }

    /// Returns the name of the ConfigMap that holds a helper's files.
    pub(crate) fn config_map_name(&self, instance: &str) -> String {
        format!("{}-{instance}", self.name.value)
    }
}

/// Reports what a description cannot do without and this one lacks.
fn require(item: &SpannedValue, kind: Kind, problems: &mut Problems) {
    let flags_alone = item.place.source.text().is_empty();
    let required = [
        (true, "name", "name: my-app", "--name my-app", "the name of the workload"),
        (true, "main", "main: nginx:1.27", "--main nginx:1.27", "the image of the container that does the work"),
        (
            kind == Kind::CronJob,
            "schedule",
            "schedule: \"0 3 * * *\"",
            "--set schedule='0 3 * * *'",
            "when it runs: this is every day at three",
        ),
    ];
    for (_, key, line, flag, about) in required.into_iter().filter(|(needed, ..)| *needed) {
        if item.get(key).is_none_or(SpannedValue::is_null) {
            let help = format!("add `{}`: {about}", if flags_alone { flag } else { line });
            problems.add(&item.place.head(), format!("the description has no `{key}`"), "missing here", help);
        }
    }
}

/// A description that is a manifest already is for the other verbs.
fn refuse_manifest(item: &SpannedValue, problems: &mut Problems) -> Option<()> {
    let Some(version) = item.get("apiVersion") else { return Some(()) };
    let file = item.place.source.name();
    let help = format!("to check it, run `podpat lint {file}`; to see what it is made of, run `podpat inspect {file}`");
    problems.add(
        &version.place,
        "this is a Kubernetes manifest already, not a description",
        "a description has no `apiVersion`",
        help,
    );
    None
}
