//! The addresses a container connects to, and where each is written: environment, arguments, scripts, probes, hooks,
//! and files from ConfigMaps of the input.

use std::collections::HashSet;

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::address::{self, Found};
use super::command::Command;
use super::port_detection::{name_words, says_listen, shows};
use super::script::Script;
use super::settings::Settings;
use crate::composition::knowledge::{self, WordList};
use crate::yaml::{FieldPath, Segment};

/// The kind of place that an address was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An environment variable of this name.
    Variable(String),
    /// An option of this name, or an argument (empty name).
    Argument(String),
    /// A script or another program's arguments.
    Script,
    /// Text that a script prints or writes to a file, as it does with a configuration.
    Quoted,
    /// A probe: `livenessProbe` and so on.
    Probe(&'static str),
    /// A lifecycle hook: `postStart`, `preStop`.
    Hook(&'static str),
    /// A file at this path that a script of the Pod writes.
    WrittenFile(String),
    /// A file from a ConfigMap of the input.
    File {
        /// The ConfigMap.
        config_map: String,
        /// The key in it.
        key: String,
    },
}

/// An address that a container connects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The host; `None` for the loopback interface.
    pub host: Option<String>,
    /// The port, where it is known.
    pub port: Option<u16>,
    /// True if the port was written, rather than guessed from scheme or name.
    pub port_written: bool,
    /// The scheme: `http`, `redis`.
    pub scheme: Option<String>,
    /// The kind of place that it was written in.
    pub origin: Origin,
    /// Its place in the Pod's object.
    pub place: FieldPath,
}

impl Endpoint {
    /// Returns true if it means the Pod itself.
    pub const fn is_local(&self) -> bool {
        self.host.is_none()
    }

    /// In words, for evidence: `env REDIS_HOST → 6379`.
    pub fn describe(&self) -> String {
        let port = match (&self.host, self.port) {
            (None, None) => "localhost".to_owned(),
            (None, Some(port)) => port.to_string(),
            (Some(host), None) => host.clone(),
            (Some(host), Some(port)) => format!("{host}:{port}"),
        };
        match &self.origin {
            Origin::Variable(name) => format!("env {name} → {port}"),
            Origin::Argument(name) if name.is_empty() => format!("argument → {port}"),
            Origin::Argument(name) => format!("{name} → {port}"),
            Origin::Script | Origin::Quoted => format!("command → {port}"),
            Origin::Probe(kind) | Origin::Hook(kind) => format!("{kind} → {port}"),
            Origin::WrittenFile(path) => format!("file {path} → {port}"),
            Origin::File { config_map, key } => format!("ConfigMap {config_map} ({key}) → {port}"),
        }
    }
}

/// So many addresses of a script are kept; nobody writes more.
const MOST_ENDPOINTS: usize = 256;

/// Collects the addresses of a container; `path` is its own place.
pub(crate) fn endpoints(
    spec: &core::Container,
    path: &FieldPath,
    command: &Command,
    settings: &Settings<'_>,
) -> Vec<Endpoint> {
    let mut endpoints = from_variables(settings);
    endpoints.extend(from_command(command, path));
    for (kind, probe) in probes(spec) {
        let place = path.clone().join(Segment::Field(kind.into()));
        endpoints.extend(from_probe(kind, probe, &place));
    }
    for (kind, handler) in hooks(spec) {
        let text =
            handler.exec.iter().flat_map(|exec| exec.command.iter().flatten()).cloned().collect::<Vec<_>>().join(" ");
        let place = path.clone().join(Segment::Field("lifecycle".into())).join(Segment::Field(kind.into()));
        endpoints.extend(local(&text, &Origin::Hook(kind), &place));
    }
    for file in &settings.files {
        let origin = file.origin.clone();
        let found = file.facts.endpoints(file.text).iter();
        endpoints.extend(found.map(|found| target(found.clone(), &origin, &file.place)));
    }
    endpoints
}

/// The probes of a container by field name.
pub(crate) fn probes(spec: &core::Container) -> impl Iterator<Item = (&'static str, &core::Probe)> {
    let all = [
        ("startupProbe", &spec.startup_probe),
        ("readinessProbe", &spec.readiness_probe),
        ("livenessProbe", &spec.liveness_probe),
    ];
    all.into_iter().filter_map(|(kind, probe)| Some((kind, probe.as_ref()?)))
}

fn hooks(spec: &core::Container) -> impl Iterator<Item = (&'static str, &core::LifecycleHandler)> {
    let lifecycle = spec.lifecycle.iter();
    let all = lifecycle.flat_map(|hooks| [("postStart", &hooks.post_start), ("preStop", &hooks.pre_stop)]);
    all.filter_map(|(kind, handler)| Some((kind, handler.as_ref()?)))
}

fn target(found: Found, origin: &Origin, place: &FieldPath) -> Endpoint {
    let Found { host, port, port_written, scheme, .. } = found;
    Endpoint { host, port, port_written, scheme, origin: origin.clone(), place: place.clone() }
}

fn local(text: &str, origin: &Origin, place: &FieldPath) -> Vec<Endpoint> {
    address::loopback(text).into_iter().map(|found| target(found, origin, place)).collect()
}

/// Names whose `localhost` is the container's own name or the address it binds, not one it connects to.
fn is_own_name(words: &[String]) -> bool {
    WordList::OwnName.holds_any(words) || words == ["host"] || words.ends_with(&["root".into(), "host".into()])
}

fn from_variables(settings: &Settings<'_>) -> Vec<Endpoint> {
    let mut endpoints = Vec::new();
    for variable in &settings.variables {
        let words = name_words(variable.name);
        let origin = Origin::Variable(variable.name.to_owned());
        let value: &str = &variable.value;
        for found in address::loopback(value) {
            // `METRICS_ADDR=localhost:9090` is what others ask; `METRICS_URL=http://localhost:9090` is what it asks.
            if is_own_name(&words) || found.scheme.is_none() && shows(&words) {
                continue;
            }
            let mut target = target(found, &origin, &variable.place);
            if !target.port_written && target.scheme.is_none() {
                // Options of a program hold many values: `KAFKA_JMX_OPTS` names a host of JMX, not of Kafka.
                let named = || usual_port(&words).filter(|_| !words.ends_with(&["opts".into()]));
                target.port = sibling_port(variable.name, settings).or_else(named);
                target.port_written = target.port.is_some();
            }
            endpoints.push(target);
        }
        endpoints.extend(address::remote(value).into_iter().map(|found| target(found, &origin, &variable.place)));
        // `api:$(API_SERVICE_PORT)`: the port is known to the cluster alone.
        let value = value.split(":$(").next().unwrap_or_default();
        if names_host(&words)
            && words.len() > 1
            && value.contains('-') | value.contains('.') | value.chars().all(char::is_alphanumeric)
            && address::is_host(value)
            && !address::is_loopback(value)
        {
            let port = sibling_port(variable.name, settings).or_else(|| usual_port(&words));
            endpoints.push(Endpoint {
                host: Some(value.to_lowercase()),
                port,
                port_written: false,
                scheme: None,
                origin: origin.clone(),
                place: variable.place.clone(),
            });
        }
    }
    endpoints
}

/// Returns whether the words of a variable's name say that its value is a host.
fn names_host(words: &[String]) -> bool {
    words.last().is_some_and(|word| WordList::Host.holds(word))
}

/// Returns the port that `DB_PORT` has for `DB_HOST`.
fn sibling_port(name: &str, settings: &Settings<'_>) -> Option<u16> {
    let stem = ["HOSTNAME", "HOST", "ADDRESS", "ADDR", "SERVER", "SERVICE", "SVC", "host"]
        .into_iter()
        .find_map(|end| name.strip_suffix(end))?;
    let end = if stem.ends_with(char::is_lowercase) { "port" } else { "PORT" };
    settings.value(&format!("{stem}{end}"))?.parse().ok()
}

/// The port that goes with a kind of server named in a variable or option.
fn usual_port(words: &[String]) -> Option<u16> {
    words.iter().find_map(|word| knowledge::port_of_name(word))
}

fn from_command(command: &Command, path: &FieldPath) -> Vec<Endpoint> {
    match command.script() {
        Some(script) => {
            let place = command.place_of(0, path);
            script.endpoints().iter().map(|endpoint| Endpoint { place: place.clone(), ..endpoint.clone() }).collect()
        }
        // A script whose file is not in the input says what it can by its arguments.
        None if command.is_script => local(&command.words.join(" "), &Origin::Script, &command.place_of(0, path)),
        None => from_words(&command.words, |name, at| (Origin::Argument(name.to_owned()), command.place_of(at, path))),
    }
}

/// Returns the addresses that a script connects to, those of its commands first, without a place.
pub(super) fn of_script(script: &Script) -> Vec<Endpoint> {
    let acts = script.steps.iter().filter(|step| !matches!(step.program(), "echo" | "printf"));
    let found = acts.flat_map(|step| from_words(&step.words, |_, _| (Origin::Script, FieldPath::default())));
    let mut endpoints: Vec<Endpoint> = found.take(MOST_ENDPOINTS).collect();
    let known: HashSet<Option<u16>> =
        endpoints.iter().filter(|endpoint| endpoint.is_local()).map(|endpoint| endpoint.port).collect();
    let quoted = local(&listening_left_out(&script.text), &Origin::Quoted, &FieldPath::default());
    endpoints.extend(quoted.into_iter().filter(|endpoint| !known.contains(&endpoint.port)).take(MOST_ENDPOINTS));
    endpoints
}

/// A text without the lines and words that say where to listen.
fn listening_left_out(text: &str) -> String {
    let lines = text.lines().filter(|line| !says_to_listen(line.trim_start()));
    let words = lines.map(|line| line.split(' ').filter(|word| !binds(word)).collect::<Vec<_>>().join(" "));
    words.collect::<Vec<_>>().join("\n")
}

/// The addresses that a command line connects to; `origin` tells where a word stands, given the option it belongs to.
fn from_words(words: &[String], origin: impl Fn(&str, usize) -> (Origin, FieldPath)) -> Vec<Endpoint> {
    let line = words.join(" ");
    let mut starts = Vec::with_capacity(words.len());
    let mut at = 0;
    for word in words {
        starts.push(at);
        at += word.len() + 1;
    }
    // `wget -qO- localhost` means what a URL without a port would.
    let asks_web = words.iter().any(|word| matches!(word.rsplit('/').next(), Some("curl" | "wget")));
    let mut endpoints = Vec::new();
    for mut found in address::loopback(&line).into_iter().chain(address::remote(&line)) {
        found.port = found.port.or(asks_web.then_some(80));
        let index = starts.partition_point(|&start| start <= found.at).saturating_sub(1);
        let name = option_name(words, index);
        let before = starts.get(index).and_then(|&start| line.get(start..found.at)).unwrap_or_default();
        if listens_with(name) || binds(before) {
            continue;
        }
        let (origin, place) = origin(name, index);
        endpoints.push(target(found, &origin, &place));
    }
    endpoints
}

/// Returns true if the address given with an option is one to listen on.
fn listens_with(option: &str) -> bool {
    let words = name_words(option);
    let listens = says_listen(&words) || words.iter().any(|word| matches!(word.as_str(), "advertise" | "host"));
    let connects = words.iter().any(|word| WordList::Connects.holds(word) && word != "peer");
    listens && !connects || matches!(option, "-b" | "-l" | "bind" | "listen")
}

/// Returns true if a word, or the part of it before an address, says where to listen: `bind=127.0.0.1` within
/// `TCP-LISTEN:5432,bind=127.0.0.1,fork`.
fn binds(word: &str) -> bool {
    let last = word.rsplit([',', ';']).next().unwrap_or_default();
    ["bind=", "bind:", "listen=", "--bind", "-listen", "--listen"].iter().any(|sign| last.starts_with(sign))
        || word.starts_with("TCP-LISTEN:") && last.starts_with("bind")
}

/// The option whose value stands in the word `index`; empty for an argument.
fn option_name(words: &[String], index: usize) -> &str {
    let word = words.get(index).map_or("", String::as_str);
    if word.starts_with('-') {
        return word.split(['=', ' ']).next().unwrap_or_default();
    }
    let before = index.checked_sub(1).and_then(|before| words.get(before)).map_or("", String::as_str);
    let option = before.starts_with('-') && !before.contains('=') || matches!(before, "bind" | "listen");
    if option { before } else { "" }
}

fn from_probe(kind: &'static str, probe: &core::Probe, place: &FieldPath) -> Vec<Endpoint> {
    let exec = probe.exec.iter().flat_map(|exec| exec.command.iter().flatten()).cloned().collect::<Vec<_>>().join(" ");
    local(&exec, &Origin::Probe(kind), place)
}

/// The number or name that a probe's port is given as.
pub(crate) fn probe_port(probe: &core::Probe) -> Option<IntOrString> {
    let http = probe.http_get.as_ref().map(|get| get.port.clone());
    let tcp = || probe.tcp_socket.as_ref().map(|socket| socket.port.clone());
    let grpc = || probe.grpc.as_ref().map(|grpc| IntOrString::Int(grpc.port));
    http.or_else(tcp).or_else(grpc)
}

/// Returns the addresses in a configuration: those with a port, each port once, unless the line says to listen there or
/// is a comment.
pub(super) fn of_configuration(text: &str) -> Vec<Found> {
    let mut endpoints: Vec<Found> = Vec::new();
    for found in address::loopback(text) {
        let before = address::last_chars(&text[..found.at], 160);
        let before = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let listens = before.starts_with(['#', ';']) || says_to_listen(before);
        let known = |other: &Found| other.port == found.port;
        if found.port.is_some() && !listens && !endpoints.iter().any(known) {
            endpoints.push(found);
        }
        if endpoints.len() >= 64 {
            break;
        }
    }
    endpoints
}

/// Returns whether a variable of this name and value could hold a port or an address.
pub(super) fn may_tell(name: &str, value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit() || c == ':')
        || value.contains("localhost")
        || names_host(&name_words(name))
}

/// Returns true if a line of a configuration says where to listen, or who is let in, rather than what to connect to.
fn says_to_listen(line: &str) -> bool {
    ["listen", "bind", "ListenPort", "server_name", "allow", "set_real_ip_from", "addr:"]
        .iter()
        .any(|word| line.starts_with(word))
}
