//! The short text a user writes, read into what it means. Nothing is looked up here: whether a catalogue entry or a
//! parameter exists is for `resolve` to say.

use super::container::{self, Spec};
use super::entry::Pattern;
use super::fields::{self, Fields};
use super::helper::Helper;
use super::image;
use super::item::{Entry, Item, Place, Value};
use super::kind::Kind;
use super::patch;
use super::problem::Problems;
use super::word::{self, Word};

/// A whole description.
#[derive(Clone, Debug)]
pub(super) struct Description {
    /// The name of the workload and of everything that comes with it.
    pub name: Word,
    /// The kind of workload.
    pub kind: Kind,
    /// The namespace; where kubectl points to, unless given.
    pub namespace: Option<Word>,
    /// `metadata.labels` and `metadata.annotations` that the user adds to every object.
    pub labels: Option<Item>,
    /// Annotations of the workload.
    pub annotations: Option<Item>,
    /// Fields of the workload's own spec (`replicas`, `schedule`, `strategy` …), in the API's words.
    pub spec: Vec<Entry>,
    /// The Service in front of main.
    pub service: Option<Service>,
    /// How helpers run, when the description says so.
    pub helpers: Option<(Helpers, Place)>,
    /// The main container.
    pub main: Spec,
    /// Everything that helps it, in the order written.
    pub helping: Vec<Helper>,
    /// A strategic merge of the pod spec.
    pub patch: Option<Item>,
}

/// The Service a user asks for.
#[derive(Clone, Debug)]
pub(super) struct Service {
    /// Where it was asked for.
    pub place: Place,
    /// Its name; the workload's, unless given.
    pub name: Option<Word>,
    /// Its port; main's first one, unless given.
    pub port: Option<i64>,
    /// Fields of its spec, in the API's words.
    pub spec: Vec<Entry>,
}

/// How helper containers run beside main.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helpers {
    /// As native sidecars: init containers that go on running (Kubernetes 1.29 and later).
    Native,
    /// As plain containers.
    Classic,
}

impl Helpers {
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
    pub(super) fn read(item: &Item, problems: &mut Problems) -> Option<Self> {
        refuse_manifest(item, problems)?;
        let expected = "write at least `name:` and `main:`; `podpat generate --help` shows an example";
        let mut fields = Fields::of(item, "the description", expected, problems)?;
        let kind = fields.take("kind").and_then(|item| Kind::read(item, problems)).unwrap_or_default();
        let name = fields.take("name").and_then(|item| word::name(item, "`name`", problems));
        let namespace = fields.take("namespace").and_then(|item| word::name(item, "`namespace`", problems));
        let labels = fields.take("labels").filter(|item| is_mapping(item, "`labels`", problems)).cloned();
        let annotations =
            fields.take("annotations").filter(|item| is_mapping(item, "`annotations`", problems)).cloned();
        let service = fields.take("service").and_then(|item| Service::read(item, problems));
        let helpers = fields.take("helpers").and_then(|item| read_helpers(item, problems));
        let main = fields.take("main");
        let patch = fields.take("patch").filter(|item| patch::is_sound(item, problems)).cloned();
        let mut helping = Vec::new();
        for pattern in Pattern::ALL {
            let entries = fields.take(pattern.name()).map(fields::one_or_many).unwrap_or_default();
            helping.extend(entries.iter().filter_map(|item| Helper::read(pattern, item, problems)));
        }
        refuse_fields_of_other_kinds(&fields, kind, problems);
        let known = Kind::ALL.into_iter().flat_map(Kind::fields).copied();
        fields.refuse_others(known.collect::<Vec<_>>(), problems);
        let said = |entry: &&Entry| kind.fields().contains(&entry.key.as_str()) && !entry.item.is_null();
        let spec = fields.rest().filter(said).cloned().collect();
        require(item, kind, problems);
        let main = read_main(main?, problems)?;
        Some(Self { name: name?, kind, namespace, labels, annotations, spec, service, helpers, main, helping, patch })
    }
}

/// Reports what a description cannot do without and this one lacks.
fn require(item: &Item, kind: Kind, problems: &mut Problems) {
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
        if item.get(key).is_none_or(Item::is_null) {
            let help = format!("add `{}`: {about}", if flags_alone { flag } else { line });
            problems.add(&item.place.head(), format!("the description has no `{key}`"), "missing here", help);
        }
    }
}

fn is_mapping(item: &Item, what: &str, problems: &mut Problems) -> bool {
    Fields::of(item, what, "write a mapping, such as `{team: shop}`", problems).is_some()
}

/// `replicas` of a Pod and the like: the field is known, but not to this kind.
fn refuse_fields_of_other_kinds(fields: &Fields<'_>, kind: Kind, problems: &mut Problems) {
    for entry in fields.rest().filter(|entry| !kind.fields().contains(&entry.key.as_str()) && !entry.item.is_null()) {
        let takers = Kind::ALL.into_iter().filter(|kind| kind.fields().contains(&entry.key.as_str()));
        let names: Vec<&str> = takers.map(Kind::name).collect();
        if let Some(first) = names.first() {
            let message = format!("a {} has no `{}`", kind.name(), entry.key);
            let help = format!(
                "write `kind: {first}`, or leave it out: {} has it",
                fields::listed(&names).replace(" and ", " or ")
            );
            problems.add(&entry.place, message, "belongs to another kind", help);
        }
    }
}

/// A description that is a manifest already is for the other verbs.
fn refuse_manifest(item: &Item, problems: &mut Problems) -> Option<()> {
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

fn read_main(item: &Item, problems: &mut Problems) -> Option<Spec> {
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
        return Some(Spec::of_image(image::read(item, problems)?, item.place.clone()));
    }
    let mut fields = Fields::of(item, "`main`", "write an image, or a mapping with `image:`", problems)?;
    let health = fields.take("health");
    let name = fields.take("name").and_then(|item| word::label(item, "`main.name`", problems));
    let mut spec = Spec::read(&mut fields, problems);
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
pub(super) const SERVICE: [&str; 16] = [
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
    fn read(item: &Item, problems: &mut Problems) -> Option<Self> {
        if let Value::Scalar { json, .. } = &item.value
            && let Some(wanted) = json.as_bool()
        {
            return wanted.then(|| Self { place: item.place.clone(), name: None, port: None, spec: Vec::new() });
        }
        let mut fields = Fields::of(item, "`service`", "write `true`, or a mapping such as `{port: 80}`", problems)?;
        let name = fields.take("name").and_then(|item| word::name(item, "`service.name`", problems));
        let port = fields.take("port").and_then(|item| fields::whole(item, "`service.port`", 1, 65535, problems));
        fields.refuse_others(SERVICE, problems);
        let spec = fields.rest().filter(|entry| SERVICE.contains(&entry.key.as_str())).cloned().collect();
        Some(Self { place: item.place.clone(), name, port, spec })
    }
}

fn read_helpers(item: &Item, problems: &mut Problems) -> Option<(Helpers, Place)> {
    let helpers = match fields::text(item, "`helpers`", problems)? {
        "native" => Helpers::Native,
        "classic" => Helpers::Classic,
        _ => {
            let help = "write `native` (init containers that go on running) or `classic` (plain containers)";
            problems.add(&item.place, format!("`helpers` is {}", item.described()), "neither", help.to_owned());
            return None;
        }
    };
    Some((helpers, item.place.clone()))
}
