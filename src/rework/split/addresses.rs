//! Addresses on localhost that lead from one part to another: where each is written, and what it comes to be.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::case::{Case, below};
use crate::composition::{Answer, Endpoint, Found, Network, Origin, Unrelated, loopback};
use crate::k8s::{Manifest, Object};
use crate::rework::users::refers_to;
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// Fields of a container whose texts name addresses that it connects to.
const FIELDS: [&str; 7] = ["env", "command", "args", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

/// An address in a text.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The host, in the text.
    pub(super) host: Range<usize>,
    /// The part that answers.
    pub(super) to: usize,
    /// The port there.
    pub(super) port: u16,
}

/// A text with addresses of other parts.
pub(super) struct AddressText<'a> {
    /// The object: the workload, or a ConfigMap.
    pub(super) manifest: &'a Manifest,
    /// The place of the text in the object.
    pub(super) path: FieldPath,
    pub(super) text: String,
    /// The addresses, in the order of the text.
    pub(super) mentions: Vec<Mention>,
}

/// An address that leads to another part, and cannot be written anew.
pub(super) struct Unwritten<'a> {
    /// The container that connects.
    pub(super) from: usize,
    /// The part that answers, and the port.
    pub(super) to: (usize, u16),
    /// The object, and the place in it, where it is written.
    pub(super) place: (&'a Manifest, FieldPath),
    /// The address in words, and the reason why it stays.
    pub(super) why: String,
}

/// The addresses of a workload that lead from one part to another.
#[derive(Default)]
pub(super) struct Addresses<'a> {
    pub(super) texts: Vec<AddressText<'a>>,
    pub(super) unwritten: Vec<Unwritten<'a>>,
    /// Parts, each with a port of it that another part connects to.
    pub(super) needed: Vec<(usize, u16)>,
    /// Pairs of parts of which the first connects to the second.
    pub(super) pairs: Vec<(usize, usize)>,
}

impl Addresses<'_> {
    /// Returns true if a part and the one that stays connect by what they are, and no address says how.
    pub(super) fn is_unasked(&self, case: &Case<'_>, part: usize) -> bool {
        let connects =
            matches!(case.composition.unrelated(), Some(Unrelated::AppDatabase | Unrelated::FrontendBackend));
        connects && !self.pairs.iter().any(|&(from, to)| from == part || to == part)
    }
}

impl AddressText<'_> {
    /// Returns the text with the names of Services in it.
    pub(super) fn with_hosts(&self, host: impl Fn(usize) -> String) -> String {
        let (mut out, mut copied) = (String::with_capacity(self.text.len()), 0);
        for mention in &self.mentions {
            out.push_str(self.text.get(copied..mention.host.start).unwrap_or_default());
            out.push_str(&host(mention.to));
            copied = mention.host.end;
        }
        out + self.text.get(copied..).unwrap_or_default()
    }
}

/// Searches the containers of a workload, and the ConfigMaps that they read, for addresses that lead from one part to
/// another.
pub(super) fn search<'c, 'a>(case: &'c Case<'a>) -> Search<'c, 'a> {
    let mut search = Search {
        case,
        network: Network::of(&case.composition.members),
        found: Addresses::default(),
        seen: HashSet::new(),
    };
    for member in 0..case.composition.members.len() {
        search.texts_of(member);
    }
    for member in 0..case.composition.members.len() {
        search.endpoints_of(member);
    }
    search
}

/// The endpoints of a container on the loopback interface, found by where they are written and by port.
struct LocalEndpoints {
    by_place: HashMap<(String, Option<u16>), Endpoint>,
    by_port: HashMap<u16, Endpoint>,
}

impl LocalEndpoints {
    fn of(endpoints: &[Endpoint]) -> Self {
        let (mut by_place, mut by_port) = (HashMap::new(), HashMap::new());
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.is_local()) {
            let place = endpoint.place.to_string();
            by_place.entry((place.clone(), None)).or_insert_with(|| endpoint.clone());
            if let Some(port) = endpoint.port {
                by_place.entry((place, Some(port))).or_insert_with(|| endpoint.clone());
                by_port.entry(port).or_insert_with(|| endpoint.clone());
            }
        }
        Self { by_place, by_port }
    }

    /// Returns the endpoint that an address means.
    fn meant(&self, place: &str, found: &Found) -> Option<&Endpoint> {
        let here = self.by_place.get(&(place.to_owned(), found.port));
        here.or_else(|| self.by_port.get(&found.port?))
    }
}

/// An address that was found, told apart from others by the container, the part that answers and the port.
type Key = (usize, usize, u16);

/// The search for addresses, and what it has found so far.
pub(super) struct Search<'c, 'a> {
    pub(super) case: &'c Case<'a>,
    network: Network,
    pub(super) found: Addresses<'a>,
    /// The addresses that are written anew.
    seen: HashSet<Key>,
}

impl<'a> Search<'_, 'a> {
    /// Returns the part and the port that an address leads to, if that is another part than the container's own.
    fn answer(&self, member: usize, endpoint: &Endpoint) -> Option<(usize, u16)> {
        let (Answer::Neighbour(index) | Answer::Likely(index)) = self.network.answer(member, endpoint) else {
            return None;
        };
        let part = self.case.part_of(index);
        let sole = || {
            let mut ports = self.case.member(index).ports.iter().map(|listen| listen.port);
            ports.next().filter(|port| ports.all(|other| other == *port))
        };
        let port = endpoint.port.or_else(sole)?;
        (part != self.case.part_of(member)).then_some((part, port))
    }

    /// Looks through the texts of a container.
    fn texts_of(&mut self, member: usize) {
        let Some(node) = self.case.container(member) else { return };
        let path = self.case.member(member).path.clone();
        let known = LocalEndpoints::of(&self.case.member(member).endpoints);
        for field in FIELDS {
            if let Some(value) = node.get(field) {
                self.node(member, value, &below(&path, field), &known);
            }
        }
    }

    fn node(&mut self, member: usize, node: Node<'a>, path: &FieldPath, known: &LocalEndpoints) {
        match node.kind() {
            Kind::Mapping => node
                .entries()
                .filter(|entry| !matches!(&*entry.name, "name" | "valueFrom" | "httpGet" | "tcpSocket" | "grpc"))
                .for_each(|entry| self.node(member, entry.value, &below(path, &entry.name), known)),
            Kind::Sequence => {
                node.items().enumerate().for_each(|(at, item)| {
                    self.node(member, item, &path.clone().join(Segment::Index(at)), known);
                });
            }
            Kind::Scalar => {
                let Some(text) = node.as_str() else { return };
                let place = path.to_string();
                let mentions = self.mentions(member, text, |found| known.meant(&place, found).cloned());
                self.add(member, self.case.manifest, path.clone(), text, mentions);
            }
        }
    }

    /// Returns the addresses in a text that lead to another part; `endpoint` is what is known of one.
    pub(super) fn mentions(
        &self,
        member: usize,
        text: &str,
        endpoint: impl Fn(&Found) -> Option<Endpoint>,
    ) -> Vec<Mention> {
        let known = |found: Found| {
            let host = found.loopback_span(text)?;
            // An address that is not known to be connected to is one if only another part listens there.
            let plain = || {
                let place = FieldPath::default();
                let (port, scheme, origin) = (found.port, found.scheme.clone(), Origin::Script);
                let listens = self.network.listeners(port?).next().is_some();
                listens.then_some(Endpoint {
                    host: None,
                    port,
                    port_written: true,
                    scheme,
                    origin,
                    place,
                    in_part: false,
                })
            };
            let (to, port) = self.answer(member, &endpoint(&found).or_else(plain)?)?;
            Some(Mention { host, to, port })
        };
        loopback(text).into_iter().filter_map(known).collect()
    }

    fn add(&mut self, member: usize, manifest: &'a Manifest, path: FieldPath, text: &str, mentions: Vec<Mention>) {
        for mention in &mentions {
            self.seen.insert((member, mention.to, mention.port));
            self.need(member, (mention.to, mention.port));
        }
        let is_it = |other: &&mut AddressText<'_>| std::ptr::eq(other.manifest, manifest) && other.path == path;
        if let Some(known) = self.found.texts.iter_mut().find(is_it) {
            known.mentions.extend(mentions);
            known.mentions.sort_by_key(|mention| mention.host.start);
            known.mentions.dedup_by_key(|mention| mention.host.start);
        } else if !mentions.is_empty() {
            self.found.texts.push(AddressText { manifest, path, text: text.to_owned(), mentions });
        }
    }

    /// Notes that a container connects to a port of another part.
    pub(super) fn need(&mut self, member: usize, to: (usize, u16)) {
        if !self.found.needed.contains(&to) {
            self.found.needed.push(to);
        }
        let pair = (self.case.part_of(member), to.0);
        if !self.found.pairs.contains(&pair) {
            self.found.pairs.push(pair);
        }
    }

    /// Looks at the addresses that are known of a container, for those in ConfigMaps and those that no text of its own has.
    fn endpoints_of(&mut self, member: usize) {
        let endpoints = self.case.member(member).endpoints.clone();
        let mut done = HashSet::new();
        for endpoint in endpoints.iter().filter(|endpoint| endpoint.is_local()) {
            if !done.insert((endpoint.place.to_string(), endpoint.describe())) {
                continue;
            }
            let Some(to) = self.answer(member, endpoint) else { continue };
            if self.seen.contains(&(member, to.0, to.1)) && self.config_text(endpoint).is_none() {
                continue;
            }
            self.need(member, to);
            let Some((map, key)) = self.config_text(endpoint) else {
                if self.through_variable(member, endpoint, to) {
                    continue;
                }
                let place = (self.case.manifest, endpoint.place.clone());
                self.found.unwritten.push(Unwritten { from: member, to, place, why: endpoint.describe() });
                continue;
            };
            let path = FieldPath::default().field("data").key(&key);
            if let Some(user) = self.case.others().find(|other| is_workload(other) && refers_to(other.node(), map)) {
                let why = format!("{}, which {} uses as well,", endpoint.describe(), user.identity);
                self.found.unwritten.push(Unwritten { from: member, to, place: (map, path), why });
                continue;
            }
            let value = map.node().get("data").and_then(|data| data.get(&key)).and_then(Node::as_str);
            let text = value.unwrap_or_default().to_owned();
            let alike = |found: &Found| found.port.is_none() || found.port == endpoint.port;
            let mentions = self.mentions(member, &text, |found| alike(found).then(|| endpoint.clone()));
            if mentions.iter().any(|mention| (mention.to, mention.port) == to) {
                self.add(member, map, path, &text, mentions);
            } else {
                let why = endpoint.describe();
                self.found.unwritten.push(Unwritten { from: member, to, place: (map, path), why });
            }
        }
    }

    /// Writes the host of an address anew that stands in a variable which another one refers to: `$(HOST):5432`. Returns
    /// false if it does not, or the host is that of another part as well.
    fn through_variable(&mut self, member: usize, endpoint: &Endpoint, to: (usize, u16)) -> bool {
        let (manifest, path) = (self.case.manifest, self.case.member(member).path.clone().field("env"));
        let text = manifest.node().at(&endpoint.place).and_then(Node::as_str).unwrap_or_default();
        let variables = manifest.node().at(&path).into_iter().flat_map(Node::items).enumerate();
        for (at, variable) in variables {
            let (name, value) = (variable.get("name").map_or("", Node::text), variable.get("value"));
            let Some(value) = value.and_then(Node::as_str).filter(|_| text.contains(&format!("$({name})"))) else {
                continue;
            };
            let path = path.clone().index(at).field("value");
            let is_other = |text: &AddressText<'_>| text.path == path && text.mentions.iter().any(|it| it.to != to.0);
            let [found] = &loopback(value)[..] else { continue };
            let Some(host) = found.loopback_span(value).filter(|_| !self.found.texts.iter().any(is_other)) else {
                continue;
            };
            self.add(member, manifest, path, value, vec![Mention { host, to: to.0, port: to.1 }]);
            return true;
        }
        false
    }

    /// Returns the ConfigMap of the input and the key that an address is written in.
    fn config_text(&self, endpoint: &Endpoint) -> Option<(&'a Manifest, String)> {
        let (name, key) = match &endpoint.origin {
            Origin::File { config_map, key } => (config_map.clone(), key.clone()),
            Origin::Variable(variable) => {
                let node = self.case.manifest.node().at(&endpoint.place)?;
                if let Some(reference) = node.get("configMapKeyRef") {
                    (reference.get("name")?.text().to_owned(), reference.get("key")?.text().to_owned())
                } else {
                    let name = node.get("configMapRef")?.get("name")?.text();
                    let prefix = node.get("prefix").map_or("", Node::text);
                    (name.to_owned(), variable.strip_prefix(prefix)?.to_owned())
                }
            }
            _ => return None,
        };
        let meant = self.case.context.config_map(&name)?;
        let is_meant =
            |other: &&Manifest| matches!(other.object(), Object::ConfigMap(map) if std::ptr::eq(map.as_ref(), meant));
        Some((self.case.others().find(is_meant)?, key))
    }
}

fn is_workload(manifest: &Manifest) -> bool {
    manifest.pod_node().is_some()
}
