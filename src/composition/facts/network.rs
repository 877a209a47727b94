//! The neighbour that answers at a localhost address, and the links that follow.

use std::collections::HashMap;

use super::endpoint::{Endpoint, Origin};
use super::link::{Link, Via};
use super::member::Member;
use super::option_words::name_words;
use super::port::{ListenPort, PortEvidence, Protocol};
use super::probe::Probed;
use crate::composition::knowledge::{SoftwareKind, WordList};

/// The answer that an address on the loopback interface gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The container itself.
    Itself,
    /// A neighbour that is known to listen there.
    Neighbour(usize),
    /// The one neighbour of which no port is known.
    Likely(usize),
    /// Nobody that is known.
    Nobody,
}

/// The listeners of a Pod by port.
pub struct Network {
    /// Port → who listens there and how that is known, best known first.
    listeners: HashMap<u16, Vec<(usize, PortEvidence)>>,
    /// Port → who may listen there, by words that may as well mean somebody else's port.
    doubtful: HashMap<u16, Vec<usize>>,
    /// Name of a declared port → the first member that declares it.
    names: HashMap<String, usize>,
    /// Members of which no port is known.
    silent: Vec<usize>,
    /// Members that run and are not idle, and those of them whose software is not known.
    running: Vec<usize>,
    unknown: Vec<usize>,
    /// Members that stand for a server elsewhere, or are one whose port was moved to where it cannot be told.
    serving: Vec<usize>,
    /// The words of the names of those that run.
    words: Vec<(usize, Vec<String>)>,
}

impl Network {
    /// The listeners among the containers of a Pod.
    pub fn of(members: &[Member]) -> Self {
        let mut listeners: HashMap<u16, Vec<(usize, PortEvidence)>> = HashMap::new();
        let mut doubtful: HashMap<u16, Vec<usize>> = HashMap::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        let (mut silent, mut serving, mut running, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (index, member) in members.iter().enumerate().filter(|(_, member)| member.is_long_running()) {
            for listen in member.ports.iter().filter(|listen| listen.protocol == Protocol::Tcp && !listen.ambiguous) {
                let known = listeners.entry(listen.port).or_default();
                if !known.iter().any(|&(other, how)| other == index && how <= listen.evidence) {
                    known.push((index, listen.evidence));
                }
            }
            for listen in member.ports.iter().filter(|listen| listen.ambiguous) {
                doubtful.entry(listen.port).or_default().push(index);
            }
            for name in member.ports.iter().filter_map(|listen| listen.name.clone()) {
                names.entry(name).or_insert(index);
            }
            let surely = member.ports.iter().any(|listen| listen.evidence != PortEvidence::Maybe && !listen.ambiguous);
            let works = member.idle.is_none() && !member.awaits_somebody();
            if !surely && works {
                silent.push(index);
            }
            if works {
                running.push(index);
            }
            if works && member.software().is_none() {
                unknown.push(index);
            }
            let stands = |kind: SoftwareKind| kind == SoftwareKind::Ambassador || kind.is_store();
            if member.kind().is_some_and(stands) {
                serving.push(index);
            }
        }
        for known in listeners.values_mut() {
            known.sort_by_key(|&(index, how)| (how, index));
        }
        let words = running.iter().map(|&index| (index, name_words(&members[index].name))).collect();
        Self { listeners, doubtful, names, silent, running, unknown, serving, words }
    }

    /// Returns the container that answers when member `me` connects to `target`, which has to be local.
    pub fn answer(&self, me: usize, target: &Endpoint) -> Answer {
        let Some(port) = target.port else { return self.without_port(me, target) };
        let known = self.listeners.get(&port).map_or(&[][..], Vec::as_slice);
        let own = known.iter().filter(|&&(index, _)| index == me).map(|&(_, how)| how).min();
        let other = known.iter().filter(|&&(index, _)| index != me).min_by_key(|&&(index, how)| (how, index));
        match (own, other) {
            (None, Some(&(index, _))) => Answer::Neighbour(index),
            // A port that a container merely declares may be its neighbour's.
            (Some(PortEvidence::Declared | PortEvidence::Maybe), Some(&(index, how)))
                if !matches!(how, PortEvidence::Declared | PortEvidence::Maybe) && !is_own_check(target) =>
            {
                Answer::Neighbour(index)
            }
            (Some(_), _) => Answer::Itself,
            (None, None) if is_own_check(target) => Answer::Itself,
            (None, None) if let Some(other) = self.doubtful(port, me) => Answer::Likely(other),
            (None, None) => {
                let asks = matches!(target.origin, Origin::Variable(_) | Origin::Argument(_));
                let unknown = || Self::only(&self.running, me).filter(|other| asks && self.unknown.contains(other));
                Self::only(&self.silent, me).or_else(unknown).map_or(Answer::Nobody, Answer::Likely)
            }
        }
    }

    fn without_port(&self, me: usize, target: &Endpoint) -> Answer {
        if is_own_check(target) || !matches!(target.origin, Origin::Variable(_) | Origin::Argument(_) | Origin::Script)
        {
            return Answer::Itself;
        }
        let other = Self::only(&self.serving, me)
            .or_else(|| Self::only(&self.running, me).filter(|_| hands_on(target)))
            .or_else(|| self.only_named(me, target));
        other.map_or(Answer::Nobody, Answer::Likely)
    }

    /// The one neighbour whose name begins with a word of a variable: `SHOP_AUTH_ENDPOINT` beside `auth-server`.
    fn only_named(&self, me: usize, target: &Endpoint) -> Option<usize> {
        let Origin::Variable(variable) = &target.origin else { return None };
        let words = name_words(variable);
        let is_meant = |(index, name): &&(usize, Vec<String>)| {
            *index != me && name.first().is_some_and(|first| first.len() > 2 && words.contains(first))
        };
        let mut meant = self.words.iter().filter(is_meant).map(|(index, _)| *index);
        meant.next().filter(|_| meant.next().is_none())
    }

    /// The one member of a list beside `me`.
    fn only(list: &[usize], me: usize) -> Option<usize> {
        let mut others = list.iter().copied().filter(|&index| index != me);
        others.next().filter(|_| others.next().is_none())
    }

    /// The other member that names a port too, of which two neither tell who listens.
    fn doubtful(&self, port: u16, me: usize) -> Option<usize> {
        Self::only(self.doubtful.get(&port)?, me)
    }

    /// Returns the containers that listen on a port, best known first.
    pub(crate) fn listeners(&self, port: u16) -> impl Iterator<Item = usize> {
        self.listeners.get(&port).into_iter().flatten().map(|&(index, _)| index)
    }
}

/// Probes by command and hooks nearly always ask the container itself.
const fn is_own_check(target: &Endpoint) -> bool {
    matches!(target.origin, Origin::Probe(_))
}

/// Returns true if a variable or option is named for what it is handed to: `EVENT_RECIPIENT=127.0.0.1`.
fn hands_on(target: &Endpoint) -> bool {
    let (Origin::Variable(name) | Origin::Argument(name)) = &target.origin else { return false };
    let words = name_words(name);
    WordList::HandsOn.holds_any(&words)
}

impl Member {
    /// Returns true if it is a helper that listens on its default port, as far as its settings tell.
    pub(crate) fn helps_at_default_port(&self) -> bool {
        let helper = self.software().is_some_and(|software| software.kind.is_helper() && !software.ports.is_empty());
        let named = self.variables.iter().any(|name| name.to_uppercase().contains("PORT"));
        let unsure = |listen: &ListenPort| listen.evidence == PortEvidence::Maybe;
        helper
            && !named
            && self.command.words.is_empty()
            && self.ports.iter().any(unsure)
            && self.ports.iter().all(|listen| unsure(listen) || listen.evidence == PortEvidence::Declared)
    }
}

/// Returns the links that go over the network: addresses, probe ports, hooks.
pub(crate) fn links(members: &[Member], network: &Network) -> Vec<Link> {
    let mut seen = std::collections::HashSet::new();
    let running = members.iter().enumerate().filter(|(_, member)| member.is_long_running());
    let found = running.flat_map(|(from, member)| {
        let local = member.endpoints.iter().filter(|target| target.is_local());
        let asked = local.filter_map(move |target| endpoint_link(from, target, network));
        asked.chain(member.probed.iter().filter_map(move |probe| probe_link(from, member, probe, network)))
    });
    found.filter(|link| seen.insert((link.from, link.to, link.port))).collect()
}

/// Returns the link to the neighbour that an address on localhost leads to.
fn endpoint_link(from: usize, target: &Endpoint, network: &Network) -> Option<Link> {
    let (to, likely) = match network.answer(from, target) {
        Answer::Neighbour(to) => (to, false),
        Answer::Likely(to) => (to, true),
        Answer::Itself | Answer::Nobody => return None,
    };
    let via = match target.origin {
        Origin::File { .. } => Via::LocalhostConfigMap,
        Origin::Hook(_) => Via::LifecycleHook,
        _ => Via::Localhost,
    };
    let doubt = if likely { " (no other container could answer)" } else { "" };
    let detail = format!("{}{doubt}", target.describe());
    let place = target.place.clone();
    Some(Link { from, to, via, detail, volume: None, port: target.port, sure: !likely, place })
}

/// Returns the link to the neighbour whose port a probe asks.
fn probe_link(from: usize, member: &Member, probe: &Probed, network: &Network) -> Option<Link> {
    let own = |port| member.ports.iter().any(|listen| listen.port == port);
    let neighbour = match (probe.port, &probe.name) {
        (Some(port), _) if !own(port) => network.listeners(port).find(|&other| other != from),
        (None, Some(name)) => network.names.get(name).copied(),
        _ => None,
    };
    let to = neighbour.filter(|&to| to != from)?;
    let port = probe.port.map_or_else(|| probe.name.clone().unwrap_or_default(), |port| port.to_string());
    let place = member.path.clone().join(crate::yaml::Segment::Field(probe.kind.into()));
    let detail = format!("{} → {port}", probe.kind);
    Some(Link { from, to, via: Via::ProbePort, detail, volume: None, port: probe.port, sure: true, place })
}
