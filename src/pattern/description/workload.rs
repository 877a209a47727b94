//! The short text a user writes, read into what it means. Nothing is looked up here: whether a catalogue entry or a
//! parameter exists is for `resolve` to say.

use crate::catalogue::Pattern;
use crate::pattern::description::container::{self, ContainerSpec};
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::helper::Helper;
use crate::pattern::description::image;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::name;
use crate::pattern::description::patch;
use crate::pattern::description::spanned_value::{Field, Place, Spanned, SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::wording::listed;

/// A whole description.
#[derive(Clone, Debug)]
pub(crate) struct Description {
    /// The name of the workload and of everything that comes with it.
    pub name: Spanned<String>,
    /// The kind of workload.
    pub kind: Kind,
    /// The namespace; where kubectl points to, unless given.
    pub namespace: Option<Spanned<String>>,
    /// `metadata.labels` and `metadata.annotations` that the user adds to every object.
    pub labels: Option<SpannedValue>,
    /// Annotations of the workload.
    pub annotations: Option<SpannedValue>,
    /// Fields of the workload's own spec (`replicas`, `schedule`, `strategy` …), in the API's words.
    pub spec: Vec<Field>,
    /// The Service in front of main.
    pub service: Option<Service>,
    /// How helpers run, when the description says so.
    pub helpers: Option<(HelperMode, Place)>,
    /// The main container.
    pub main: ContainerSpec,
    /// Everything that helps it, in the order written.
    pub helping: Vec<Helper>,
    /// A strategic merge of the pod spec.
    pub patch: Option<SpannedValue>,
}

/// The Service a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Where it was asked for.
    pub place: Place,
    /// Its name; the workload's, unless given.
    pub name: Option<Spanned<String>>,
    /// Its port; main's first one, unless given.
    pub port: Option<i64>,
    /// Fields of its spec, in the API's words.
    pub spec: Vec<Field>,
}

/// How helper containers run beside main.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelperMode {
    /// As native sidecars: init containers that go on running (Kubernetes 1.29 and later).
    Native,
    /// As plain containers.
    Classic,
}

impl HelperMode {
    /// The word in a description and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Classic => "classic",
        }
    }
}

impl Description {
    /// Reads a description.
    pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        refuse_manifest(item, problems)?;
        let expected = "write at least `name:` and `main:`; `podpat generate --help` shows an example";
        let mut fields = Fields::of(item, "the description", expected, problems)?;
        let kind = fields.take("kind").and_then(|item| Kind::read(item, problems)).unwrap_or_default();
        let name = fields.take("name").and_then(|item| name::name(item, "`name`", problems));
        let namespace = fields.take("namespace").and_then(|item| name::name(item, "`namespace`", problems));
        let labels = fields.take("labels").filter(|item| is_mapping(item, "`labels`", problems)).cloned();
        let annotations =
            fields.take("annotations").filter(|item| is_mapping(item, "`annotations`", problems)).cloned();
        let service = fields.take("service").and_then(|item| Service::read(item, problems));
        let helpers = fields.take("helpers").and_then(|item| read_helpers(item, problems));
        let main = fields.take("main");
        let patch = fields.take("patch").filter(|item| patch::is_patch(item, problems)).cloned();
        let mut helping = Vec::new();
        for pattern in Pattern::ALL {
            let entries = fields.take(pattern.name()).map(fields::one_or_many).unwrap_or_default();
            helping.extend(entries.iter().filter_map(|item| Helper::read(pattern, item, problems)));
        }
        refuse_fields_of_other_kinds(&fields, kind, problems);
        let known = Kind::ALL.into_iter().flat_map(Kind::fields).copied();
        fields.refuse_others(known.collect::<Vec<_>>(), problems);
        let said = |entry: &&Field| kind.fields().contains(&entry.key.as_str()) && !entry.item.is_null();
        let spec = fields.rest().filter(said).cloned().collect();
        require(item, kind, problems);
        let main = read_main(main?, problems)?;
        Some(Self { name: name?, kind, namespace, labels, annotations, spec, service, helpers, main, helping, patch })
    }
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

fn is_mapping(item: &SpannedValue, what: &str, problems: &mut Problems) -> bool {
    Fields::of(item, what, "write a mapping, such as `{team: shop}`", problems).is_some()
}

/// `replicas` of a Pod and the like: the field is known, but not to this kind.
fn refuse_fields_of_other_kinds(fields: &Fields<'_>, kind: Kind, problems: &mut Problems) {
    for entry in fields.rest().filter(|entry| !kind.fields().contains(&entry.key.as_str()) && !entry.item.is_null()) {
        let takers = Kind::ALL.into_iter().filter(|kind| kind.fields().contains(&entry.key.as_str()));
        let names: Vec<&str> = takers.map(Kind::name).collect();
        if let Some(first) = names.first() {
            let message = format!("a {} has no `{}`", kind.name(), entry.key);
            let help =
                format!("write `kind: {first}`, or leave it out: {} has it", listed(&names).replace(" and ", " or "));
            problems.add(&entry.place, message, "belongs to another kind", help);
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

fn read_main(item: &SpannedValue, problems: &mut Problems) -> Option<ContainerSpec> {
    if let Value::List(items) = &item.value {
        let (place, label, help) = match items.get(1) {
            Some(second) => (
                &second.place,
                "a second one",
                "keep one; what helps it is a `sidecar`, `ambassador` or `adapter`, and what does not belongs in a workload of its own",
            ),
            None => (&item.place, "a list", "write it without the list: `main: IMAGE`"),
        };
        problems.add(place, "a Pod has one main container", label, help.to_owned());
        return None;
    }
    if let Value::Scalar { .. } = item.value {
        return Some(ContainerSpec::of_image(image::read(item, problems)?, item.place.clone()));
    }
    let mut fields = Fields::of(item, "`main`", "write an image, or a mapping with `image:`", problems)?;
    let health = fields.take("health");
    let name = fields.take("name").and_then(|item| name::label(item, "`main.name`", problems));
    let mut spec = ContainerSpec::read(&mut fields, problems);
    fields.refuse_others(container::FIELDS.iter().copied(), problems);
    if let (Some(health), Some(spec)) = (health, &mut spec) {
        container::read_health(health, spec, problems);
    }
    if let Some(spec) = &mut spec {
        spec.name = name;
    }
    spec
}

/// The fields of a Service's spec that are taken over in the API's own words.
pub(crate) const SERVICE: [&str; 16] = [
    "type",
    "clusterIP",
    "externalName",
    "externalTrafficPolicy",
    "externalIPs",
    "healthCheckNodePort",
    "internalTrafficPolicy",
    "ipFamilies",
    "ipFamilyPolicy",
    "loadBalancerClass",
    "loadBalancerSourceRanges",
    "ports",
    "publishNotReadyAddresses",
    "sessionAffinity",
    "sessionAffinityConfig",
    "trafficDistribution",
];

impl Service {
    fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        if let Value::Scalar { json, .. } = &item.value
            && let Some(wanted) = json.as_bool()
        {
            return wanted.then(|| Self { place: item.place.clone(), name: None, port: None, spec: Vec::new() });
        }
        let mut fields = Fields::of(item, "`service`", "write `true`, or a mapping such as `{port: 80}`", problems)?;
        let name = fields.take("name").and_then(|item| name::name(item, "`service.name`", problems));
        let port = fields.take("port").and_then(|item| fields::whole(item, "`service.port`", 1, 65535, problems));
        fields.refuse_others(SERVICE, problems);
        let spec = fields.rest().filter(|entry| SERVICE.contains(&entry.key.as_str())).cloned().collect();
        Some(Self { place: item.place.clone(), name, port, spec })
    }
}

fn read_helpers(item: &SpannedValue, problems: &mut Problems) -> Option<(HelperMode, Place)> {
    let helpers = match fields::text(item, "`helpers`", problems)? {
        "native" => HelperMode::Native,
        "classic" => HelperMode::Classic,
        _ => {
            let help = "write `native` (init containers that go on running) or `classic` (plain containers)";
            problems.add(&item.place, format!("`helpers` is {}", item.described()), "neither", help.to_owned());
            return None;
        }
    };
    Some((helpers, item.place.clone()))
}
