//! The addresses a container connects to: those in its environment, arguments, scripts, probes, hooks, and in files from
//! ConfigMaps of the input.

use k8s_openapi::api::core::v1 as core;

use super::address;
use super::command::Command;
use super::endpoint::{Endpoint, Origin, local, target};
use super::endpoint_text::of_words;
use super::option_words::{name_words, names_host, shows};
use super::probe::probes;
use super::settings::Settings;
use crate::composition::knowledge::{self, Software, WordList};
use crate::yaml::{FieldPath, Segment};

/// Collects the addresses of a container; `path` is its own place.
pub(crate) fn endpoints(
    spec: &core::Container,
    path: &FieldPath,
    command: &Command,
    settings: &Settings<'_>,
    software: Option<&Software>,
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
    for file in settings.files_with_endpoints() {
        let found = file.facts.endpoints(file.text).iter();
        endpoints.extend(found.map(|found| target(found.clone(), &file.origin, &file.place)));
    }
    // Where the program itself listens is nothing that it connects to.
    let moves = |option: &str| software.is_some_and(|known| known.options.iter().any(|own| own == option));
    endpoints.retain(|endpoint| !matches!(&endpoint.origin, Origin::Argument(option) if moves(option)));
    endpoints
}

fn hooks(spec: &core::Container) -> impl Iterator<Item = (&'static str, &core::LifecycleHandler)> {
    let lifecycle = spec.lifecycle.iter();
    let all = lifecycle.flat_map(|hooks| [("postStart", &hooks.post_start), ("preStop", &hooks.pre_stop)]);
    all.filter_map(|(kind, handler)| Some((kind, handler.as_ref()?)))
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
            let beside = sibling_port(variable.name, settings);
            endpoints.push(Endpoint {
                host: Some(value.to_lowercase()),
                port: beside.or_else(|| usual_port(&words)),
                port_written: beside.is_some(),
                scheme: None,
                origin: origin.clone(),
                place: variable.place.clone(),
                in_part: false,
            });
        }
    }
    endpoints
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
        None => of_words(&command.words, |name, at| (Origin::Argument(name.to_owned()), command.place_of(at, path))),
    }
}

fn from_probe(kind: &'static str, probe: &core::Probe, place: &FieldPath) -> Vec<Endpoint> {
    let exec = probe.exec.iter().flat_map(|exec| exec.command.iter().flatten()).cloned().collect::<Vec<_>>().join(" ");
    local(&exec, &Origin::Probe(kind), place)
}
