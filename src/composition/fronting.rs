//! Web servers and proxies of general use: before the main container, between it and the world, or on their own.

use k8s_openapi::api::core::v1 as core;

use super::context::Context;
use super::knowledge::SoftwareKind;
use super::link::Link;
use super::member::Member;
use super::role::Role;
use super::seeming::{Seems, Weight, same_words};
use super::tier;
use super::volume::Volume;
use crate::k8s::Pod;

/// Ports that only databases, caches and brokers have: of MySQL, PostgreSQL, SQL Server, MongoDB, Redis, memcached,
/// RabbitMQ, Kafka and Cassandra.
const STORE_PORTS: [u16; 9] = [3306, 5432, 1433, 27017, 6379, 11211, 5672, 9092, 9042];

/// Decides for every web server and proxy, and which way other proxies face.
pub(super) fn apply(
    members: &[Member],
    volumes: &[Volume],
    links: &[Link],
    pod: &Pod<'_>,
    served: &[u16],
    context: &Context<'_>,
    seems: &mut [Seems],
) {
    let before: Vec<Seems> = seems.to_vec();
    for (index, member) in members.iter().enumerate().filter(|(_, member)| member.is_long_running()) {
        let scene = Scene { index, members, volumes, links, seems: &before, served };
        let general = matches!(member.kind(), Some(SoftwareKind::WebServer | SoftwareKind::Proxy));
        match &before[index] {
            // A proxy that the whole object is named after is what the Pod is for.
            Seems::Main { .. } if member.kind() == Some(SoftwareKind::Proxy) && is_its_name(&member.name, context) => {}
            Seems::Plain => {
                if let Some(why) = scene.answers_for_a_store(member) {
                    seems[index] = Seems::helper(Role::Ambassador, "db-proxy".to_owned(), why, Weight::Deed);
                }
            }
            Seems::Main { .. } if general => {
                if let Some((role, function, why)) = scene.general(member, pod.spec, context) {
                    seems[index] = Seems::helper(role, function.to_owned(), why, Weight::Deed);
                }
            }
            Seems::Helper { role: Role::Sidecar, function, weight, .. }
                if general
                    || function.as_deref().is_some_and(|function| function.ends_with("proxy"))
                        && *weight != Weight::Known
                    || matches!(function.as_deref(), Some("proxy" | "tls-proxy"))
                    || function.is_none() && scene.is_between(member) =>
            {
                if let Some(why) = scene.faces_the_world(member) {
                    let function = if function.as_deref() == Some("web-server") { None } else { function.clone() };
                    seems[index] = Seems::helper(Role::Ambassador, function.or(Some("proxy".to_owned())), why, *weight);
                }
            }
            _ => {}
        }
    }
}

/// Whether it answers FastCGI, which only a web server can ask: PHP-FPM by its image, or by the names of an image that
/// is not known and the ports it does not declare.
fn speaks_fastcgi(member: &Member) -> bool {
    if let Some(software) = member.software {
        return software.kind == SoftwareKind::App && software.function == "app-server" && software.ports == [9000];
    }
    let named = |name: &str| super::knowledge::words(name).iter().any(|word| matches!(word.as_str(), "php" | "fpm"));
    let silent = member.ports.iter().all(|listen| listen.port == 9000);
    member.image_software.is_none() && silent && (named(&member.name) || named(member.image.base()))
}

fn is_its_name(name: &str, context: &Context<'_>) -> bool {
    context.name.is_some_and(|own| same_words(name, own))
}

struct Scene<'a> {
    index: usize,
    members: &'a [Member],
    volumes: &'a [Volume],
    links: &'a [Link],
    seems: &'a [Seems],
    /// Ports that Services of the input lead to.
    served: &'a [u16],
}

impl Scene<'_> {
    /// A neighbour that connects to this one, which itself connects to none: it stands for the world.
    fn faces_the_world(&self, member: &Member) -> Option<String> {
        let asks = |link: &&Link| {
            link.sure && link.from == self.index && link.via.is_network() && self.seems[link.to].may_be_main()
        };
        if self.links.iter().any(|link| asks(&link)) {
            return None;
        }
        if let Some(link) = self.asked() {
            return Some(format!("`{}` connects to it ({})", self.members[link.from].name, link.detail));
        }
        let remote = member.endpoints.iter().find(|target| !target.is_local())?;
        (member.kind() != Some(SoftwareKind::WebServer))
            .then(|| format!("it connects to {}", remote.host.as_deref().unwrap_or_default()))
    }

    /// What connects to a port of this one.
    fn asked(&self) -> Option<&Link> {
        self.links.iter().find(|link| {
            link.to == self.index
                && link.via.is_network()
                && link.port.is_some()
                && self.seems[link.from].may_be_main()
                && link.via != super::link::Via::ProbePort
        })
    }

    /// Whether a neighbour connects to it, and it to somewhere else.
    fn is_between(&self, member: &Member) -> bool {
        member.endpoints.iter().any(|target| !target.is_local()) && self.asked().is_some()
    }

    /// What nobody knows and a neighbour takes for its database stands for one elsewhere, as long as its name does
    /// not say that it is one.
    fn answers_for_a_store(&self, member: &Member) -> Option<String> {
        let asks = |link: &&Link| {
            link.to == self.index
                && link.via.is_network()
                && link.port.is_some_and(|port| STORE_PORTS.contains(&port))
                && self.seems[link.from].may_be_main()
        };
        let link =
            self.links.iter().find(asks).filter(|_| member.image_software.is_none() && !tier::is_store(member))?;
        Some(format!("`{}` takes it for its database ({})", self.members[link.from].name, link.detail))
    }

    fn general(
        &self,
        member: &Member,
        spec: &core::PodSpec,
        context: &Context<'_>,
    ) -> Option<(Role, &'static str, String)> {
        let behind =
            |link: &&Link| link.from == self.index && link.via.is_network() && self.seems[link.to].may_be_main();
        let tls = self.speaks_tls(member);
        let function = if tls { "tls-proxy" } else { "reverse-proxy" };
        if let Some(link) = self.links.iter().find(|link| behind(link) && !self.members[link.to].is_store()) {
            let other = &self.members[link.to].name;
            return Some((Role::Sidecar, function, format!("it passes requests on to `{other}` ({})", link.detail)));
        }
        let configured = self.configured(member, spec);
        if configured || member.kind() == Some(SoftwareKind::Proxy) {
            let asked =
                |link: &&Link| link.to == self.index && link.via.is_network() && self.seems[link.from].may_be_main();
            let called = self.links.iter().find(|link| asked(link) && link.via != super::link::Via::ProbePort);
            if let Some(link) = called.filter(|link| link.port.is_some()) {
                let other = &self.members[link.from].name;
                return Some((Role::Ambassador, "proxy", format!("`{other}` connects to it ({})", link.detail)));
            }
        }
        if let Some(app) = self.neighbour(speaks_fastcgi) {
            return Some((
                Role::Sidecar,
                "reverse-proxy",
                format!("it serves what `{}` computes over FastCGI", self.members[app].name),
            ));
        }
        if let Some((app, volume)) = self.serves_files_of() {
            let why = format!(
                "it serves the files that `{}` writes to `{}`",
                self.members[app].name, self.volumes[volume].name
            );
            return Some((Role::Sidecar, "file-viewer", why));
        }
        let app = self.neighbour(|other| !other.is_store() && !tier::are_ends(member, other))?;
        let unseen = configured && !self.config_is_known(member, spec, context);
        let proxy = member.kind() == Some(SoftwareKind::Proxy);
        if !unseen && !proxy && self.alone_is_served(member, app) {
            let why = format!("the Service leads to it, and to `{}` only through it", self.members[app].name);
            return Some((Role::Sidecar, function, why));
        }
        (unseen || proxy).then(|| {
            let (what, other) =
                (if proxy { "it is a proxy" } else { "it is given a configuration" }, &self.members[app].name);
            (Role::Sidecar, function, format!("{what}, and `{other}` is what it could stand before"))
        })
    }

    /// Whether Services lead to this web server, whose image somebody made, and not to the ports of the application
    /// beside it.
    fn alone_is_served(&self, member: &Member, app: usize) -> bool {
        let app = &self.members[app];
        !member.image.is_official()
            && member.listens_on_any(self.served)
            && !app.listens_on_any(self.served)
            && !app.ports.is_empty()
    }

    /// The first other container that could be what the Pod exists for, when the test holds for it. A web server may
    /// be what a proxy stands before.
    fn neighbour(&self, test: impl Fn(&Member) -> bool) -> Option<usize> {
        let proxy = self.members[self.index].kind() == Some(SoftwareKind::Proxy);
        let mut others = (0..self.members.len()).filter(|&other| {
            let member = &self.members[other];
            other != self.index
                && member.is_long_running()
                && self.seems[other].may_be_main()
                && (member.kind() != Some(SoftwareKind::WebServer) || proxy)
                && member.kind() != Some(SoftwareKind::Proxy)
        });
        let other = others.next().filter(|&other| test(&self.members[other]))?;
        Some(other)
    }

    /// Volumes of ConfigMaps and Secrets that stand where the server looks for its configuration.
    fn config_volumes<'s>(&self, member: &Member, spec: &'s core::PodSpec) -> Vec<&'s core::Volume> {
        let Some(software) = member.software else { return Vec::new() };
        let names =
            self.volumes.iter().filter(|volume| volume.kind == super::volume::VolumeKind::Injected).filter(|volume| {
                volume.mounts.iter().any(|mount| {
                    let inside =
                        |folder: &String| mount.path.starts_with(folder.as_str()) || folder.starts_with(&mount.path);
                    mount.member == self.index && !mount.path.is_empty() && software.config.iter().any(inside)
                })
            });
        let names: std::collections::HashSet<&str> = names.map(|volume| volume.name.as_str()).collect();
        spec.volumes.iter().flatten().filter(|volume| names.contains(volume.name.as_str())).collect()
    }

    fn configured(&self, member: &Member, spec: &core::PodSpec) -> bool {
        self.config_volumes(member, spec).iter().any(|volume| volume.config_map.is_some() || volume.projected.is_some())
            || !member.command.words.is_empty() && member.kind() == Some(SoftwareKind::Proxy)
    }

    /// Whether every ConfigMap with its configuration is in the input, so that what it passes on would have been seen.
    fn config_is_known(&self, member: &Member, spec: &core::PodSpec, context: &Context<'_>) -> bool {
        let volumes = self.config_volumes(member, spec);
        let maps = volumes.iter().filter_map(|volume| volume.config_map.as_ref());
        maps.clone().next().is_some() && maps.into_iter().all(|map| context.config_map(&map.name).is_some())
    }

    fn speaks_tls(&self, member: &Member) -> bool {
        let words = ["tls", "ssl", "cert", "certs", "https"];
        let named = |name: &str| super::knowledge::words(name).iter().any(|word| words.contains(&word.as_str()));
        let mounted = self.volumes.iter().any(|volume| {
            volume.mounts.iter().any(|mount| mount.member == self.index && (named(&volume.name) || named(&mount.path)))
        });
        mounted || named(&member.name)
    }

    /// A service that writes to a shared volume which this server serves.
    fn serves_files_of(&self) -> Option<(usize, usize)> {
        let shared = self.volumes.iter().enumerate().filter(|(_, volume)| volume.carries_data());
        shared.into_iter().find_map(|(at, volume)| {
            volume.mounts.iter().find(|mount| mount.member == self.index && mount.reads.is_some())?;
            let other = volume.mounts.iter().find(|mount| {
                let member = &self.members[mount.member];
                let serves = member.kind().is_some_and(SoftwareKind::is_server) || !member.ports.is_empty();
                mount.member != self.index
                    && member.is_long_running()
                    && self.seems[mount.member].may_be_main()
                    && serves
                    && !mount.read_only
                    && !matches!(member.kind(), Some(SoftwareKind::WebServer))
            })?;
            (!self.members[other.member].is_store()).then_some((other.member, at))
        })
    }
}
