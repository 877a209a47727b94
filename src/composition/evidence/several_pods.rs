//! Clauses about containers that stand between main and other Pods: they take items from a broker for a neighbour, or
//! send its requests to several Pods.

use super::{Because, Claim, Clause, Ledger, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{Function, Software};
use crate::composition::link::{Link, Via};
use crate::composition::member::Member;
use crate::composition::role::Role;

/// In the name of a setting: who works on the items, who has them, who makes one answer of several.
const GIVES: [&str; 5] = ["worker", "workers", "handler", "process", "processor"];
const ASKS: [&str; 4] = ["queue", "work", "jobs", "tasks"];
const MERGES: [&str; 7] = ["merge", "merger", "gather", "reduce", "reducer", "combine", "aggregate"];

pub(in crate::composition) fn collect(facts: &PodFacts<'_>, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    for index in facts.running() {
        let container = Container { index, facts, guesses };
        container.hands_out_work(ledger);
        container.asks_leaves(ledger);
        container.is_fed(ledger);
    }
}

struct Container<'a> {
    index: usize,
    facts: &'a PodFacts<'a>,
    guesses: &'a [RoleGuess],
}

impl<'a> Container<'a> {
    fn member(&self) -> &'a Member {
        &self.facts.members[self.index]
    }

    fn name(&self, index: usize) -> &'a str {
        &self.facts.members[index].name
    }

    /// Returns true if it runs something that only its surroundings tell: no software that is known to stand on its own.
    fn is_unknown(&self) -> bool {
        let own = |software: &Software| !software.kind.is_general();
        !self.member().software().is_some_and(own) && self.facts.idle(self.index).is_none()
    }

    /// Returns true if a neighbour could be what the Pod exists for; of a native sidecar nothing else is known.
    fn may_be_main(&self, other: usize) -> bool {
        let unknown = |software: &Software| software.kind.is_general();
        let tends = self.facts.names[other].hint.is_some();
        self.guesses[other].may_be_main() || !tends && self.facts.members[other].software().is_none_or(unknown)
    }

    /// Returns true if a neighbour is what the Pod exists for rather than one that helps this container with something else: the
    /// object is named after it, or the setting that leads there says so.
    fn serves(&self, other: usize, link: &Link, words: &[&str]) -> bool {
        let detail = link.detail.to_lowercase();
        let setting = detail.split(" → ").next().unwrap_or_default();
        let said = setting.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word));
        let named = self.facts.is_object_name(other);
        self.may_be_main(other) && (named || said && !self.facts.is_object_name(self.index))
    }

    /// It takes items from a broker, and a neighbour asks it for them or gets them from it.
    fn hands_out_work(&self, ledger: &mut Ledger<'_>) {
        let Some(queue) = &self.member().coordination.queue else { return };
        if !self.is_unknown() || queue.broker.is_none() || queue.name.is_none() {
            return;
        }
        let mut from = by_settings(self.facts.links_from(self.index)).filter(|link| self.serves(link.to, link, &GIVES));
        let mut to = by_settings(self.facts.links_to(self.index)).filter(|link| self.serves(link.from, link, &ASKS));
        let because = if let Some(link) = from.next() {
            let words =
                format!("it takes items from a broker and hands them to `{}` ({})", self.name(link.to), link.detail);
            Because::of_link(link, words)
        } else if let Some(link) = to.next() {
            let words =
                format!("it takes items from a broker, and `{}` requests them ({})", self.name(link.from), link.detail);
            Because::of_link(link, words)
        } else {
            return;
        };
        ledger.helper(Clause::HandsOutWork, self.index, Role::WorkQueue, Function::WorkQueue, because);
    }

    /// It is told all Pods that hold a part of the data, and sends something to a neighbour.
    fn asks_leaves(&self, ledger: &mut Ledger<'_>) {
        let Some(leaves) = &self.member().coordination.leaves else { return };
        let link = by_settings(self.facts.links_from(self.index)).find(|link| self.serves(link.to, link, &MERGES));
        if let Some(link) = link.filter(|_| self.is_unknown()) {
            let (count, to) = (leaves.hosts.len(), self.name(link.to));
            let words =
                format!("it queries {count} others ({}), and connects to `{to}` ({})", leaves.written, link.detail);
            let because = Because::of_link(link, words);
            ledger.helper(Clause::AsksLeaves, self.index, Role::ScatterGather, Function::ScatterRoot, because);
        }
    }

    /// A work queue hands items to it: it does the work, whatever list it stands in.
    fn is_fed(&self, ledger: &mut Ledger<'_>) {
        let queue = |index: usize| matches!(self.guesses[index], RoleGuess::Helper { role: Role::WorkQueue, .. });
        let link = by_settings(self.facts.links_to(self.index)).find(|link| queue(link.from));
        if let Some(link) = link.filter(|_| self.is_unknown()) {
            let words = format!("`{}` hands items to it ({})", self.name(link.from), link.detail);
            ledger.claim(Clause::FedByQueue, self.index, Claim::Main { function: None }, Because::of_link(link, words));
        }
    }
}

/// Returns the links by addresses that are settings.
fn by_settings<'l>(links: impl Iterator<Item = &'l Link>) -> impl Iterator<Item = &'l Link> {
    links.filter(|link| link.via.is_network() && link.via != Via::ProbePort && link.sure)
}
