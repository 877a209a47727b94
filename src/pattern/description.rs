//! The short text a user writes, read into what it means. Nothing is looked up here: whether a catalogue entry or a
//! parameter exists is for `resolve` to say.

use super::container::{self, Spec};
use super::entry::{Pattern, Side};
use super::fields::{self, Fields};
use super::form::{is_path, without_last_slash};
use super::image;
use super::item::{Entry, Item, Place, Value};
use super::kind::Kind;
use super::patch;
use super::problem::Problems;
use crate::k8s::quantity::Quantity;
use crate::validity::content;

/// A text and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

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

/// One sidecar, ambassador or adapter.
#[derive(Clone, Debug)]
pub(super) struct Helper {
    /// What it is to main.
    pub pattern: Pattern,
    /// Where it was written.
    pub place: Place,
    /// The name of its container; the catalogue's, unless given.
    pub name: Option<Word>,
    /// Where the container comes from.
    pub from: From,
    /// Environment that main gets from it, beside what the catalogue says.
    pub gives: Vec<container::Sourced>,
    /// Mounts that main gets, in the API's words.
    pub mounts: Vec<container::Sourced>,
}

/// Where a helper's container comes from.
#[derive(Clone, Debug)]
pub(super) enum From {
    /// A catalogue entry.
    Catalogue {
        /// Its id.
        entry: Word,
        /// What is said of it besides.
        parameters: Vec<Entry>,
        /// An image in place of the entry's.
        image: Option<Word>,
        /// Resources in place of the entry's.
        resources: Option<container::Sourced>,
    },
    /// A container of the user's own.
    Own(Box<Own>),
}

/// A helper of the user's own, and how it is wired.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// The container.
    pub spec: Spec,
    /// The folders it shares with main.
    pub shares: Vec<Share>,
    /// The local port main reaches it on.
    pub listen: Option<(i64, Place)>,
    /// The port the outside world reaches it on, and the path there.
    pub exposes: Option<(i64, String, Place)>,
}

/// A folder shared with main.
#[derive(Clone, Debug)]
pub(super) struct Share {
    /// Where it was written.
    pub place: Place,
    /// Where main has it.
    pub path: String,
    /// Where the helper has it.
    pub at: String,
    /// Who writes.
    pub writer: Side,
    /// The most it may hold.
    pub size: Option<String>,
}

impl Description {
    /// Reads a description.
    pub(super) fn read(item: &Item, problems: &mut Problems) -> Option<Self> {
        refuse_manifest(item, problems)?;
        let expected = "write at least `name:` and `main:`; `podpat generate --help` shows an example";
        let mut fields = Fields::of(item, "the description", expected, problems)?;
        let kind = fields.take("kind").and_then(|item| Kind::read(item, problems)).unwrap_or_default();
        let name = fields.take("name").and_then(|item| name(item, "`name`", problems));
        let namespace = fields.take("namespace").and_then(|item| self::name(item, "`namespace`", problems));
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
            problems.add(&head(&item.place), format!("the description has no `{key}`"), "missing here", help);
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

/// The first line of what a place covers: to underline a whole description would say nothing.
fn head(place: &Place) -> Place {
    let text = place.source.slice(place.span);
    let end = text.find('\n').unwrap_or(text.len());
    Place { source: place.source.clone(), span: crate::source::Span::new(place.span.start, place.span.start + end) }
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
    let name = fields.take("name").and_then(|item| label(item, "`main.name`", problems));
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
        let name = fields.take("name").and_then(|item| self::name(item, "`service.name`", problems));
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

impl Helper {
    fn read(pattern: Pattern, item: &Item, problems: &mut Problems) -> Option<Self> {
        let what = pattern.name();
        if let Value::Scalar { raw, .. } = &item.value {
            let entry = Word { text: raw.clone(), place: item.place.clone() };
            let from = From::Catalogue { entry, parameters: Vec::new(), image: None, resources: None };
            let place = item.place.clone();
            return Some(Self { pattern, place, name: None, from, gives: Vec::new(), mounts: Vec::new() });
        }
        let expected = "write the name of a catalogue container, or a mapping with `use:` or `image:`";
        let mut fields = Fields::of(item, format!("this {what}"), expected, problems)?;
        let name = fields.take("name").and_then(|item| label(item, "`name`", problems));
        let (gives, mounts) = fields.take("main").map(|item| read_gives(item, problems)).unwrap_or_default();
        let from = if let Some(entry) = fields.take("use") {
            let text = fields::text(entry, "`use`", problems)?.to_owned();
            let entry = Word { text, place: entry.place.clone() };
            let image = fields.take("image").and_then(|item| image::read(item, problems));
            let resources = fields.take("resources").and_then(|item| container::read_resources(item, problems));
            From::Catalogue { entry, parameters: fields.rest().cloned().collect(), image, resources }
        } else if item.get("image").is_some() {
            From::Own(Box::new(Own::read(pattern, &mut fields, name.as_ref(), &gives, problems)?))
        } else {
            let help = "add `use: NAME` for a container of the catalogue (`podpat patterns` lists them), or `image:` for your own";
            problems.add(
                &head(&item.place),
                format!("this {what} says neither `use` nor `image`"),
                "which container?",
                help.to_owned(),
            );
            return None;
        };
        Some(Self { pattern, place: item.place.clone(), name, from, gives, mounts })
    }
}

/// What main gets from a helper: `env` and `volumeMounts`.
fn read_gives(item: &Item, problems: &mut Problems) -> (Vec<container::Sourced>, Vec<container::Sourced>) {
    let expected = "write `main: {env: {NAME: value}}`";
    let Some(mut fields) = Fields::of(item, "`main` of a helper", expected, problems) else {
        return Default::default();
    };
    let env = fields.take("env").map(|item| container::read_env(item, problems)).unwrap_or_default();
    let mounts = fields.take("volumeMounts").map(container::read_list).unwrap_or_default();
    fields.refuse_others([], problems);
    (env, mounts)
}

impl Own {
    fn read(
        pattern: Pattern,
        fields: &mut Fields<'_>,
        name: Option<&Word>,
        gives: &[container::Sourced],
        problems: &mut Problems,
    ) -> Option<Self> {
        if name.is_none() {
            let help = "add `name:`, the name of the container".to_owned();
            problems.add(&head(fields.place), format!("{} has no `name`", fields.what()), "missing here", help);
        }
        let spec = Spec::read(fields, problems);
        let mut shares: Vec<Share> = Vec::new();
        let mut listen = None;
        let mut exposes = None;
        match pattern {
            Pattern::Sidecar => {
                let items = fields.take("share").map(fields::one_or_many).unwrap_or_default();
                shares = items.iter().filter_map(|item| Share::read(item, problems)).collect();
            }
            Pattern::Ambassador => {
                if let Some(item) = fields.take("listen") {
                    listen = fields::whole(item, "`listen`", 1, 65535, problems).map(|port| (port, item.place.clone()));
                } else {
                    let help = "add `listen: PORT`, the port on 127.0.0.1 that main connects to".to_owned();
                    problems.add(&head(fields.place), "this ambassador says no `listen`", "missing here", help);
                }
                if gives.is_empty() {
                    let help = "add `main: {env: {NAME: \"127.0.0.1:PORT\"}}`, so that main finds it".to_owned();
                    problems.add(&head(fields.place), "main is not told of this ambassador", "no `main.env`", help);
                }
            }
            Pattern::Adapter => {
                if let Some(item) = fields.take("reads") {
                    shares.extend(read_reads(item, problems));
                }
                exposes = fields.take("exposes").and_then(|item| read_exposes(item, problems));
                if exposes.is_none() && fields.rest().all(|entry| entry.key != "exposes") {
                    let help =
                        "add `exposes: {port: 9102, path: /metrics}`, where the outside world reads it".to_owned();
                    problems.add(&head(fields.place), "this adapter says no `exposes`", "missing here", help);
                }
            }
        }
        fields.refuse_others(container::FIELDS.iter().copied(), problems);
        Some(Self { spec: spec?, shares, listen, exposes })
    }
}

impl Share {
    fn read(item: &Item, problems: &mut Problems) -> Option<Self> {
        let expected = "write `share: {path: /var/uploads, at: /in, writer: main}`";
        let mut fields = Fields::of(item, "`share`", expected, problems)?;
        let path = read_path(fields.take("path"), "path", fields.place, problems);
        let at = match fields.take("at") {
            Some(item) => read_path(Some(item), "at", fields.place, problems),
            None => path.clone(),
        };
        let writer = match fields.take("writer") {
            Some(item) => match fields::text(item, "`writer`", problems)? {
                "main" => Some(Side::Main),
                "helper" | "sidecar" => Some(Side::Helper),
                _ => {
                    let help = "write `main` or `helper`: exactly one side writes, the other mounts it read-only";
                    problems.add(
                        &item.place,
                        format!("`writer` is {}", item.described()),
                        "neither side",
                        help.to_owned(),
                    );
                    None
                }
            },
            None => {
                let help =
                    "add `writer: main` or `writer: helper`: exactly one side writes, the other mounts it read-only";
                problems.add(&head(fields.place), "this share does not say who writes", "no `writer`", help.to_owned());
                None
            }
        };
        let size = fields.take("size").and_then(|item| read_size(item, problems));
        fields.refuse_others([], problems);
        Some(Self { place: item.place.clone(), path: path?, at: at?, writer: writer?, size })
    }
}

/// The most a shared folder may hold: a quantity.
fn read_size(item: &Item, problems: &mut Problems) -> Option<String> {
    let text = fields::text(item, "`size`", problems)?;
    let is_size = Quantity::parse(text).is_ok_and(|quantity| !quantity.is_negative());
    if !is_size {
        let help = "write a quantity such as `64Mi` or `1Gi`".to_owned();
        problems.add(&item.place, format!("`size` is {}", item.described()), "a quantity is expected", help);
    }
    is_size.then(|| text.to_owned())
}

/// What an adapter reads: a port of main, which needs no wiring, or a folder, which main writes.
fn read_reads(item: &Item, problems: &mut Problems) -> Option<Share> {
    let expected = "write `reads: {port: 8080, path: /stats}`, or `reads: {path: /var/log/app}` for a folder";
    let mut fields = Fields::of(item, "`reads`", expected, problems)?;
    if let Some(port) = fields.take("port") {
        fields::whole(port, "`reads.port`", 1, 65535, problems);
        fields.take("path");
        fields.refuse_others([], problems);
        return None;
    }
    let path = read_path(fields.take("path"), "path", fields.place, problems)?;
    let at = match fields.take("at") {
        Some(item) => read_path(Some(item), "at", fields.place, problems)?,
        None => path.clone(),
    };
    fields.refuse_others([], problems);
    Some(Share { place: item.place.clone(), path, at, writer: Side::Main, size: None })
}

fn read_exposes(item: &Item, problems: &mut Problems) -> Option<(i64, String, Place)> {
    if let Value::Scalar { .. } = item.value {
        let port = fields::whole(item, "`exposes`", 1, 65535, problems)?;
        return Some((port, "/metrics".to_owned(), item.place.clone()));
    }
    let mut fields = Fields::of(item, "`exposes`", "write `exposes: {port: 9102, path: /metrics}`", problems)?;
    let port = fields.take("port");
    if port.is_none() {
        problems.add(fields.place, "`exposes` has no `port`", "missing here", "add `port: 9102`".to_owned());
    }
    let path = fields.take("path").map_or(Some("/metrics"), |item| fields::text(item, "`exposes.path`", problems));
    fields.refuse_others([], problems);
    let port = fields::whole(port?, "`exposes.port`", 1, 65535, problems)?;
    Some((port, path?.to_owned(), item.place.clone()))
}

fn read_path(item: Option<&Item>, key: &str, place: &Place, problems: &mut Problems) -> Option<String> {
    let Some(item) = item else {
        problems.add(
            &head(place),
            format!("`{key}` is missing"),
            "missing here",
            format!("add `{key}: /an/absolute/path`"),
        );
        return None;
    };
    let text = without_last_slash(fields::text(item, &format!("`{key}`"), problems)?);
    if is_path(text) && text != "/" {
        return Some(text.to_owned());
    }
    let help = "write an absolute path of a folder, such as `/var/uploads`".to_owned();
    problems.add(&item.place, format!("`{key}` is {}", item.described()), "a path is expected", help);
    None
}

/// The name of an object: a DNS-1123 subdomain.
fn name(item: &Item, what: &str, problems: &mut Problems) -> Option<Word> {
    checked(item, what, content::dns_subdomain, problems)
}

/// The name of a container: a DNS-1123 label.
fn label(item: &Item, what: &str, problems: &mut Problems) -> Option<Word> {
    checked(item, what, content::dns_label, problems)
}

fn checked(
    item: &Item,
    what: &str,
    complaint: fn(&str) -> Option<content::Complaint>,
    problems: &mut Problems,
) -> Option<Word> {
    let text = fields::text(item, what, problems)?;
    let Some(complaint) = complaint(text) else {
        return Some(Word { text: text.to_owned(), place: item.place.clone() });
    };
    let message = format!("{what} is {}, which {}", item.described(), complaint.why);
    problems.add(&item.place, message, "not a name Kubernetes takes", complaint.help.into_owned());
    None
}
