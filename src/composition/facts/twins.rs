//! Containers of one image or one software: which of them is what the image is known for.

use std::collections::HashMap;

use super::endpoint::{Endpoint, Origin};
use super::lifetime;
use super::member::Member;
use super::option_words::name_words;
use super::port::PortEvidence;
use crate::composition::Image;
use crate::composition::knowledge::{self, KnownSoftware};
use crate::yaml::FieldPath;

/// Of two containers of one image the one with the image's own entry point is what the image is known for; the
/// other, told to run a program that nobody knows, is something else.
pub(crate) fn tell_twins_apart(members: &mut [Member]) {
    let own: Vec<Image> = members
        .iter()
        .filter(|member| {
            member.software().is_some_and(|software| software.kind.is_helper()) && member.command.steps.is_empty()
        })
        .map(|member| member.image.clone())
        .take(32)
        .collect();
    for member in members.iter_mut().filter(|member| !member.command.steps.is_empty()) {
        let by_image = member.software().is_some()
            && member.software().map(|software| &software.id) == member.image_software().map(|software| &software.id);
        let named = member.command.steps.iter().any(|step| lifetime::last_software(step).is_some());
        if by_image && !named && own.iter().any(|image| image.same_repository(&member.image)) {
            member.software = None;
        }
    }
}

/// Of two that could be one database by their images, the one that asks the other at its port is a client: `app-redis`
/// told of `localhost:6379` beside `redis`.
pub(crate) fn tell_clients_apart(members: &mut [Member]) {
    let exact =
        |member: &Member| member.image_software().is_some_and(|software| software.is_named_exactly(&member.image));
    let stores: Vec<(FieldPath, KnownSoftware)> = members
        .iter()
        .filter(|member| member.is_long_running() && member.is_store() && exact(member))
        .filter_map(|member| Some((member.path.clone(), member.software.clone()?)))
        .take(32)
        .collect();
    for member in members.iter_mut().filter(|member| member.is_store() && !exact(member)) {
        let asks = |port: u16| {
            let mut told = member.endpoints.iter().filter(|target| !matches!(target.origin, Origin::Probe(_)));
            told.any(|target| target.is_local() && target.port == Some(port))
        };
        let same = |(path, software): &&(FieldPath, KnownSoftware)| {
            *path != member.path && member.software().is_some_and(|own| own.id == software.id)
        };
        if stores.iter().filter(same).any(|(_, software)| software.ports.iter().any(|&port| asks(port))) {
            (member.image_software, member.software) = (None, None);
            member.ports.retain(|listen| !matches!(listen.evidence, PortEvidence::Default | PortEvidence::Maybe));
        }
    }
}

/// Of two containers that could listen on one port by their options, the one whose option names the other connects to it:
/// `--vllm-port=8200` beside the container `vllm`, which listens there.
pub(crate) fn tell_ports_apart(members: &mut [Member]) {
    let mut named: HashMap<Vec<String>, usize> = HashMap::new();
    for (index, member) in members.iter().enumerate().filter(|(_, member)| member.is_long_running()) {
        named.entry(knowledge::words(&member.name)).or_insert(index);
    }
    let mut found = Vec::new();
    for (index, member) in members.iter().enumerate() {
        for option in member.command.options() {
            let words = name_words(option.name);
            let port = option.value.and_then(|value| value.parse::<u16>().ok());
            let neighbour =
                words.split_last().filter(|(last, _)| *last == "port").and_then(|(_, name)| named.get(name));
            let (Some(port), Some(&neighbour)) = (port, neighbour) else { continue };
            if neighbour != index && members[neighbour].listens_on_any(&[port]) {
                let endpoint = Endpoint {
                    host: None,
                    port: Some(port),
                    port_written: true,
                    scheme: None,
                    origin: Origin::Argument(option.name.to_owned()),
                    place: member.command.place_of(option.at, &member.path),
                    in_part: false,
                };
                found.push((index, endpoint));
            }
        }
    }
    for (index, endpoint) in found {
        let own = &mut members[index];
        own.ports.retain(|listen| listen.evidence != PortEvidence::Option || Some(listen.port) != endpoint.port);
        own.endpoints.push(endpoint);
    }
}
