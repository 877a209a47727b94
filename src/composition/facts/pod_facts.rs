//! The facts of one Pod that clauses read: its containers, their volumes and names, who connects to whom, and the
//! ports that Services send to it. No judgement.

use std::collections::HashMap;

use super::context::Context;
use super::endpoint::{Endpoint, Origin};
use super::lifetime::Idle;
use super::link::{Link, Via};
use super::member::Member;
use super::naming::{Names, same_words};
use super::network::{self, Answer, Network};
use super::port::PortEvidence;
use super::volume::{Mount, Volume};
use crate::composition::knowledge::{self, Software, WordList};
use crate::k8s::{Container, Pod, Slot};
use crate::yaml::FieldPath;

/// The facts about a Pod, before any judgement.
pub(in crate::composition) struct PodFacts<'a> {
    pub(in crate::composition) pod: &'a Pod<'a>,
    pub(in crate::composition) context: &'a Context<'a>,
    containers: Vec<Container<'a>>,
    pub(in crate::composition) members: &'a [Member],
    pub(in crate::composition) volumes: &'a [Volume],
    /// The facts in the names of each container and its image.
    pub(in crate::composition) names: Vec<Names>,
    /// Links over the network, in the order of their containers.
    pub(in crate::composition) links: Vec<Link>,
    /// Links by the container they start at, and by the one they lead to.
    from: Vec<Vec<usize>>,
    to: Vec<Vec<usize>>,
    /// The mounts of each container in volumes that carry data, with the volume.
    pub(in crate::composition) data_mounts: Vec<Vec<(usize, &'a Mount)>>,
    /// Ports that Services of the input lead to.
    pub(in crate::composition) served: Vec<u16>,
    /// A number for the repository of each container's image, and the running containers by that number.
    images: Vec<Option<usize>>,
    by_image: Vec<Vec<usize>>,
    /// The running containers by the words of their names.
    by_name: HashMap<Vec<String>, Vec<usize>>,
}

impl<'a> PodFacts<'a> {
    pub(in crate::composition) fn of(
        pod: &'a Pod<'a>,
        context: &'a Context<'a>,
        members: &'a [Member],
        volumes: &'a [Volume],
    ) -> Self {
        let network = Network::of(members);
        let mut links = network::links(members, &network);
        links.extend(written_links(members, volumes, &network));
        let (mut from, mut to) = (vec![Vec::new(); members.len()], vec![Vec::new(); members.len()]);
        for (at, link) in links.iter().enumerate() {
            from[link.from].push(at);
            to[link.to].push(at);
        }
        let mut data_mounts: Vec<Vec<(usize, &Mount)>> = vec![Vec::new(); members.len()];
        for (at, volume) in volumes.iter().enumerate().filter(|(_, volume)| volume.carries_data()) {
            for mount in &volume.mounts {
                data_mounts[mount.member].push((at, mount));
            }
        }
        let mut served: Vec<u16> = context.served(pod).into_keys().collect();
        served.sort_unstable();
        served.dedup();
        let names: Vec<Names> = members.iter().map(|member| Names::of(member, context.knowledge())).collect();
        let (images, by_image) = by_image(members);
        let mut by_name: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (index, names) in names.iter().enumerate().filter(|&(index, _)| members[index].is_long_running()) {
            by_name.entry(names.words.clone()).or_default().push(index);
        }
        let containers = pod.containers();
        Self {
            pod,
            context,
            containers,
            members,
            volumes,
            names,
            links,
            from,
            to,
            data_mounts,
            served,
            images,
            by_image,
            by_name,
        }
    }

    /// Returns the links over the network that start at a container.
    pub(in crate::composition) fn links_from(&self, index: usize) -> impl Iterator<Item = &Link> + Clone {
        self.from[index].iter().map(|&at| &self.links[at])
    }

    /// Returns the links over the network that lead to a container.
    pub(in crate::composition) fn links_to(&self, index: usize) -> impl Iterator<Item = &Link> + Clone {
        self.to[index].iter().map(|&at| &self.links[at])
    }

    /// Returns true if a link leads to the API of a neighbour: a variable that says so holds the address, and
    /// both containers declare ports.
    pub(in crate::composition) fn uses_api(&self, link: &Link) -> bool {
        let declares =
            |index: usize| self.members[index].ports.iter().any(|listen| listen.evidence == PortEvidence::Declared);
        // A proxy is told of its back end by an option.
        let names_api = |endpoint: &&Endpoint| match &endpoint.origin {
            Origin::Variable(name) => WordList::Api.holds_any(&knowledge::words(name)),
            _ => false,
        };
        let mut given = self.members[link.from].endpoints.iter().filter(|endpoint| endpoint.place == link.place);
        link.sure && declares(link.from) && declares(link.to) && given.any(|endpoint| names_api(&endpoint))
    }

    /// Returns the path of a field of a container, or of the nearest thing that is there: the program of a container
    /// without `command` is told by `args` or the image.
    pub(in crate::composition) fn place(&self, index: usize, field: &'static str) -> FieldPath {
        let (member, spec) = (&self.members[index], &self.containers[index].spec);
        let id = |software: Option<&Software>| software.map(|software| software.id.clone());
        let by_command = id(member.software()) != id(member.image_software());
        let told = if spec.command.is_some() { "command" } else { "args" };
        let is_told = spec.command.is_some() || spec.args.is_some();
        let field = match field {
            "command" | "image" if is_told && (field == "command" || by_command) => told,
            "command" => "image",
            "ports" if spec.ports.is_none() => "",
            "volumeMounts" if spec.volume_mounts.is_none() => "",
            other => other,
        };
        let path = member.path.clone();
        if field.is_empty() { path } else { path.field(field) }
    }

    /// Returns the number of the repository of a container's image; `None` where it names none.
    pub(in crate::composition) fn image_of(&self, index: usize) -> Option<usize> {
        self.images[index]
    }

    /// Returns the other running containers whose image is of the same repository.
    pub(in crate::composition) fn of_same_image(&self, index: usize) -> impl Iterator<Item = usize> {
        let all = self.images[index].map_or(&[][..], |image| &self.by_image[image]);
        all.iter().copied().filter(move |&other| other != index)
    }

    /// Returns the running containers whose names are these words.
    pub(in crate::composition) fn named(&self, words: &[String]) -> &[usize] {
        self.by_name.get(words).map_or(&[], Vec::as_slice)
    }

    /// Returns the containers that run side by side, by index.
    pub(in crate::composition) fn running(&self) -> impl Iterator<Item = usize> + Clone {
        (0..self.members.len()).filter(|&index| self.members[index].is_long_running())
    }

    /// Returns the regular containers, by index.
    pub(in crate::composition) fn regular(&self) -> impl Iterator<Item = usize> + Clone {
        (0..self.members.len()).filter(|&index| self.members[index].slot == Slot::App)
    }

    /// Returns how a container does nothing. One whose command is seen to use a shared volume does something.
    pub(in crate::composition) fn idle(&self, index: usize) -> Option<Idle> {
        let used = || self.data_mounts[index].iter().any(|(_, mount)| mount.used);
        self.members[index].idle.filter(|_| !used())
    }

    /// Returns true if the containers of the Pod share one process namespace.
    pub(in crate::composition) fn shares_processes(&self) -> bool {
        self.pod.spec.share_process_namespace == Some(true)
    }

    /// Returns true if the Pod runs to completion.
    pub(in crate::composition) fn is_job(&self) -> bool {
        self.pod.is_job()
    }

    /// Returns the name of the object that holds the Pod; empty where it has none.
    pub(in crate::composition) fn object_name(&self) -> &str {
        self.context.name.unwrap_or_default()
    }

    /// Returns true if the object that holds the Pod has the name of a container.
    pub(in crate::composition) fn is_object_name(&self, index: usize) -> bool {
        same_words(&self.members[index].name, self.object_name())
    }

    /// Returns true if a Job's name ends in that of a container: `library-updater` of `updater`.
    pub(in crate::composition) fn names_job(&self, index: usize) -> bool {
        let words = &self.names[index].words;
        self.is_job() && !words.is_empty() && knowledge::words(self.object_name()).ends_with(words)
    }

    /// Returns true if a container shares neither files, processes nor addresses with any other.
    pub(in crate::composition) fn is_alone(&self, index: usize) -> bool {
        let shared = |&(volume, _): &(usize, &Mount)| {
            let mut mounts = self.volumes[volume].mounts.iter();
            mounts.any(|mount| mount.member != index && self.members[mount.member].is_long_running())
        };
        let linked = self.links_from(index).next().is_some() || self.links_to(index).next().is_some();
        !linked && !self.shares_processes() && !self.data_mounts[index].iter().any(shared)
    }
}

/// Returns a number for the repository of each container's image, and the running containers by that number.
fn by_image(members: &[Member]) -> (Vec<Option<usize>>, Vec<Vec<usize>>) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut by_image: Vec<Vec<usize>> = Vec::new();
    let images = members.iter().enumerate().map(|(index, member)| {
        let next = numbers.len();
        let image = *numbers.entry(member.image.identity()?).or_insert(next);
        by_image.resize_with(numbers.len(), Vec::new);
        if member.is_long_running() {
            by_image[image].push(index);
        }
        Some(image)
    });
    (images.collect(), by_image)
}

/// Returns the links that follow from files which a script writes for a neighbour: an address in what it prints into a
/// volume is one that whoever reads the volume connects to.
fn written_links(members: &[Member], volumes: &[Volume], network: &Network) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for volume in volumes.iter().filter(|volume| volume.carries_data()) {
        for writer in volume.mounts.iter().filter(|mount| mount.writes.is_some()) {
            let quoted = members[writer.member].endpoints.iter().filter(|endpoint| endpoint.origin == Origin::Quoted);
            for endpoint in quoted.filter(|endpoint| endpoint.is_local() && endpoint.port.is_some()) {
                let readers =
                    volume.mounts.iter().filter(|mount| mount.reads.is_some() && mount.member != writer.member);
                for reader in readers.filter(|mount| members[mount.member].is_long_running()) {
                    let Answer::Neighbour(to) = network.answer(reader.member, endpoint) else { continue };
                    let port = endpoint.port;
                    if links.iter().any(|link| (link.from, link.to, link.port) == (reader.member, to, port)) {
                        continue;
                    }
                    let (writer, number) = (&members[writer.member].name, port.unwrap_or_default());
                    links.push(Link {
                        from: reader.member,
                        to,
                        via: Via::Localhost,
                        detail: format!("a file that `{writer}` writes → {number}"),
                        volume: None,
                        port,
                        sure: true,
                        place: endpoint.place.clone(),
                    });
                }
            }
        }
    }
    links
}
