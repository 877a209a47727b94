//! Clauses about web servers and proxies of general use: before the main container, between it and the world, or on
//! their own.

use k8s_openapi::api::core::v1 as core;

use super::{Because, Claim, Clause, Ledger, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{self, Function, FunctionTrait, Software, SoftwareKind, WordList};
use crate::composition::link::{Link, Via};
use crate::composition::member::Member;
use crate::composition::role::Role;
use crate::composition::volume::VolumeKind;

pub(in crate::composition) fn collect(facts: &PodFacts<'_>, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    for index in facts.running() {
        let member = &facts.members[index];
        let proxy = Proxy { index, member, facts, guesses };
        if proxy.is_general() && guesses[index].may_be_main() {
            proxy.fronts(ledger);
        }
        if let Some(reason) = proxy.faces_outside() {
            ledger.claim(Clause::FacesOutside, index, Claim::FacesOutside, reason);
        }
        if let Some(reason) = proxy.answers_for_store() {
            ledger.helper(Clause::AnswersForStore, index, Role::Ambassador, Function::DbProxy, reason);
        }
    }
}

struct Proxy<'a> {
    index: usize,
    member: &'a Member,
    facts: &'a PodFacts<'a>,
    guesses: &'a [RoleGuess],
}

impl<'a> Proxy<'a> {
    /// Returns true if it runs a web server or proxy of general use.
    fn is_general(&self) -> bool {
        matches!(self.kind(), Some(SoftwareKind::WebServer | SoftwareKind::Proxy))
    }

    /// Returns what it runs, or what it is named after where its image is not known.
    fn software(&self) -> Option<&'a Software> {
        self.member.software().or(self.facts.names[self.index].software())
    }

    fn kind(&self) -> Option<SoftwareKind> {
        self.software().map(|software| software.kind)
    }

    fn is_proxy(&self) -> bool {
        self.kind() == Some(SoftwareKind::Proxy)
    }

    fn name(&self, index: usize) -> &'a str {
        &self.facts.members[index].name
    }

    /// Adds claims about the container that a web server or proxy fronts, or that it stands for.
    fn fronts(&self, ledger: &mut Ledger<'_>) {
        let function = if self.speaks_tls() { Function::TlsProxy } else { Function::ReverseProxy };
        let mut front = |clause, function: Function, reason: Option<Because>| {
            if let Some(reason) = reason {
                ledger.helper(clause, self.index, Role::Sidecar, function, reason);
            }
        };
        front(Clause::PassesOn, function, self.passes_on());
        front(Clause::FrontsFastcgi, Function::ReverseProxy, self.fronts_fastcgi().map(Because::from));
        front(Clause::ServesFiles, Function::FileViewer, self.serves_files().map(Because::from));
        front(Clause::OnlyServed, function, self.is_only_served().map(Because::from));
        front(Clause::CouldFront, function, self.could_front().map(Because::from));
        front(Clause::NamedFront, self.named_function().unwrap_or(function), self.is_named_front().map(Because::from));
        if let Some(reason) = self.is_asked() {
            ledger.helper(Clause::AskedProxy, self.index, Role::Ambassador, Function::Proxy, reason);
        }
    }

    /// It passes requests on, and is not what the object is named after and answers the other requests itself.
    fn passes_on(&self) -> Option<Because> {
        let own = self.facts.is_object_name(self.index);
        let part = |port| self.member.endpoints.iter().any(|target| target.in_part && target.port == port);
        let links = self.facts.links_from(self.index).filter(|link| link.via.is_network());
        let mut links = links.filter(|link| !own || !part(link.port));
        let link = links.find(|link| self.guesses[link.to].may_be_main() && !self.facts.members[link.to].is_store())?;
        Some(Because::of_link(link, format!("it passes requests on to `{}` ({})", self.name(link.to), link.detail)))
    }

    fn is_asked(&self) -> Option<Because> {
        let link = self.asked().filter(|_| self.is_configured() || self.is_proxy())?;
        Some(Because::of_link(link, format!("`{}` connects to it ({})", self.name(link.from), link.detail)))
    }

    /// Returns the link by which a neighbour that could be the main one connects to it.
    fn asked(&self) -> Option<&'a Link> {
        let mut links = self.facts.links_to(self.index);
        links.find(|link| {
            link.via.is_network()
                && link.via != Via::ProbePort
                && link.port.is_some()
                && self.guesses[link.from].may_be_main()
        })
    }

    fn fronts_fastcgi(&self) -> Option<String> {
        let app = self.application(|other| speaks_fastcgi(self.facts, other))?;
        Some(format!("it serves what `{}` returns over FastCGI", self.name(app)))
    }

    /// A service writes to a shared volume which this web server serves; a proxy serves no files.
    fn serves_files(&self) -> Option<String> {
        if self.is_proxy() {
            return None;
        }
        let mut read = self.facts.data_mounts[self.index].iter().filter(|(_, mount)| mount.reads.is_some());
        read.find_map(|&(at, _)| {
            let volume = &self.facts.volumes[at];
            let writer = volume.mounts.iter().find(|mount| {
                let member = &self.facts.members[mount.member];
                let serves = member.kind().is_some_and(SoftwareKind::is_server) || !member.ports.is_empty();
                mount.member != self.index
                    && member.is_long_running()
                    && self.guesses[mount.member].may_be_main()
                    && serves
                    && !self.serves_uploads(mount.member)
                    && !mount.read_only
                    && member.kind() != Some(SoftwareKind::WebServer)
                    && !member.is_store()
            })?;
            Some(format!("it serves the files that `{}` writes to `{}`", self.name(writer.member), volume.name))
        })
    }

    /// Services lead to this web server, whose image somebody made, and not to the ports of the application beside it.
    fn is_only_served(&self) -> Option<String> {
        let served = !self.member.image.is_official() && self.member.listens_on_any(&self.facts.served);
        let app = self.tended_application().filter(|_| served && !self.is_proxy())?;
        let other = &self.facts.members[app];
        let behind = !other.listens_on_any(&self.facts.served) && !other.ports.is_empty();
        behind.then(|| format!("the Service reaches `{}` only through it", other.name))
    }

    /// It is a proxy, or is given a configuration that is not in the input, beside an application.
    fn could_front(&self) -> Option<String> {
        let app = self.name(self.tended_application()?);
        if self.is_proxy() {
            return Some(format!("it is a proxy, and could run in front of `{app}`"));
        }
        let unseen = self.is_configured() && !self.config_is_known();
        unseen.then(|| format!("it is given a configuration, and could run in front of `{app}`"))
    }

    /// Returns the function that its name hints at, where that is one of a front.
    fn named_function(&self) -> Option<Function> {
        let hint = self.facts.names[self.index].hint.as_ref().filter(|hint| hint.role == Role::Sidecar)?;
        hint.function.filter(|function| function.has(FunctionTrait::Fronts))
    }

    /// It is named as a front, or after the application with something added: `shop-nginx` beside `shop`.
    fn is_named_front(&self) -> Option<String> {
        let own = self.facts.is_object_name(self.index);
        let app = self.tended_application().filter(|_| !own)?;
        let (name, of_app) = (&self.facts.names[self.index], &self.facts.names[app].words);
        let adds = name.words.len() > of_app.len() && name.words.starts_with(of_app) && !of_app.is_empty();
        if self.named_function().is_none() && (!adds || name.front || name.back) {
            return None;
        }
        let (own, app) = (&self.member.name, self.name(app));
        Some(format!("its name, `{own}`, says that it runs in front of `{app}`"))
    }

    /// Returns true if people put files in place through a container: it is no application.
    fn serves_uploads(&self, index: usize) -> bool {
        self.facts.members[index].software().is_some_and(|software| software.function == Function::FileServer)
    }

    /// Returns a neighbour that it could stand before: no store, and no back end beside this front end.
    fn tended_application(&self) -> Option<usize> {
        self.application(|other| {
            let own = &self.facts.names[self.index];
            let names = &self.facts.names[other];
            let ends = own.front && names.back || own.back && names.front;
            !ends && !self.facts.members[other].is_store() && !self.serves_uploads(other)
        })
    }

    /// Returns another container that could be the main one and passes a test. A web server may be what a proxy
    /// stands before.
    fn application(&self, test: impl Fn(usize) -> bool) -> Option<usize> {
        self.facts.running().find(|&other| {
            let kind = self.facts.members[other].kind();
            other != self.index
                && self.guesses[other].may_be_main()
                && (kind != Some(SoftwareKind::WebServer) || self.is_proxy())
                && kind != Some(SoftwareKind::Proxy)
                && test(other)
        })
    }

    /// As a helper it stands between its neighbours and the outside: one of them, or nobody, connects to it, and it
    /// connects to none.
    fn faces_outside(&self) -> Option<Because> {
        let RoleGuess::Helper { role: Role::Sidecar, function, confidence } = &self.guesses[self.index] else {
            return None;
        };
        let has = |wanted| function.is_some_and(|function| function.has(wanted));
        let is_proxy = self.is_general()
            || has(FunctionTrait::Proxies) && *confidence < super::Confidence::Certain
            || has(FunctionTrait::EitherWay)
            || function.is_none() && self.is_between();
        let asks = |link: &Link| link.sure && link.via.is_network() && self.guesses[link.to].may_be_main();
        if !is_proxy || self.facts.links_from(self.index).any(asks) {
            return None;
        }
        if let Some(link) = self.asked() {
            return Some(Because::of_link(
                link,
                format!("`{}` connects to it ({})", self.name(link.from), link.detail),
            ));
        }
        let remote = self.member.endpoints.iter().find(|target| !target.is_local())?;
        let words = format!("it connects to {}", remote.host.as_deref().unwrap_or_default());
        let because = Because { words, at: Some(remote.place.clone()) };
        (self.kind() != Some(SoftwareKind::WebServer)).then_some(because)
    }

    /// Returns true if a neighbour connects to it, and it to somewhere else.
    fn is_between(&self) -> bool {
        self.member.endpoints.iter().any(|target| !target.is_local()) && self.asked().is_some()
    }

    /// Returns the reason why a container of unknown software, which a neighbour takes for its database, stands for one
    /// elsewhere, as long as its name does not say that it is one, or a back end.
    fn answers_for_store(&self) -> Option<Because> {
        let names = &self.facts.names[self.index];
        if self.member.image_software().is_some() || names.keeps_data || names.back {
            return None;
        }
        let link = self.facts.links_to(self.index).find(|link| {
            link.via.is_network()
                && link.port.is_some_and(knowledge::is_port_of_store)
                && self.guesses[link.from].may_be_main()
        })?;
        Some(Because::of_link(link, format!("`{}` uses it as its database ({})", self.name(link.from), link.detail)))
    }

    /// Returns the volumes of ConfigMaps and Secrets that stand where the server looks for its configuration.
    fn config_volumes(&self) -> Vec<&'a core::Volume> {
        let Some(software) = self.software() else { return Vec::new() };
        let given = self.facts.volumes.iter().filter(|volume| volume.kind == VolumeKind::Injected);
        let names = given.filter(|volume| {
            volume.mounts.iter().any(|mount| {
                let inside =
                    |folder: &String| mount.path.starts_with(folder.as_str()) || folder.starts_with(&mount.path);
                mount.member == self.index && !mount.path.is_empty() && software.config.iter().any(inside)
            })
        });
        let names: std::collections::HashSet<&str> = names.map(|volume| volume.name.as_str()).collect();
        self.facts.pod.spec.volumes.iter().flatten().filter(|volume| names.contains(volume.name.as_str())).collect()
    }

    fn is_configured(&self) -> bool {
        self.config_volumes().iter().any(|volume| volume.config_map.is_some() || volume.projected.is_some())
            || !self.member.command.words.is_empty() && self.is_proxy()
    }

    /// Returns true if every ConfigMap with its configuration is in the input, so that what it passes on would have been seen.
    fn config_is_known(&self) -> bool {
        let volumes = self.config_volumes();
        let maps = volumes.iter().filter_map(|volume| volume.config_map.as_ref());
        maps.clone().next().is_some() && maps.into_iter().all(|map| self.facts.context.config_map(&map.name).is_some())
    }

    fn speaks_tls(&self) -> bool {
        let named = |name: &str| WordList::Tls.holds_any(&knowledge::words(name));
        let mounted = self.facts.volumes.iter().any(|volume| {
            let mut mounts = volume.mounts.iter();
            mounts.any(|mount| mount.member == self.index && (named(&volume.name) || named(&mount.path)))
        });
        mounted || named(&self.member.name)
    }
}

/// Returns true if a container answers FastCGI, which only a web server can ask: PHP-FPM by its image, or by the names of an
/// image that is not known and the ports it does not declare.
fn speaks_fastcgi(facts: &PodFacts<'_>, index: usize) -> bool {
    let (member, names) = (&facts.members[index], &facts.names[index]);
    if let Some(software) = member.software() {
        return software.kind == SoftwareKind::App
            && software.function == Function::AppServer
            && software.ports == [9000];
    }
    let named = |words: &[String]| WordList::FastCgi.holds_any(words);
    let silent = member.ports.iter().all(|listen| listen.port == 9000);
    member.image_software().is_none() && silent && (named(&names.words) || named(&names.image))
}
