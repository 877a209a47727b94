//! The role of every container, once it is clear which of them belong together and which the Pod exists for.

use super::classify::reason;
use super::links::{has_database_settings, stands_for_database};
use super::{Partition, Scores, Separation, container_function};
use crate::composition::evidence::{Clause, Couplings, PairEvidence, RoleGuess, Unrelated, mode, works_alone};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::Function;
use crate::composition::lifetime::Idle;
use crate::composition::member::{Member, Reason};
use crate::composition::role::Role;
use crate::k8s::Slot;

/// The decision about one container.
#[derive(Clone, Debug)]
pub(in crate::composition) struct Assignment {
    pub(in crate::composition) role: Role,
    pub(in crate::composition) function: Option<Function>,
    pub(in crate::composition) evidence: Vec<Reason>,
}

impl Assignment {
    fn new(role: Role, function: Option<Function>, reason: Reason) -> Self {
        Self { role, function, evidence: vec![reason] }
    }
}

/// The decisions about a Pod so far.
pub(in crate::composition) struct Decided<'a> {
    pub(in crate::composition) facts: &'a PodFacts<'a>,
    pub(in crate::composition) guesses: &'a [RoleGuess],
    /// The reason of each decision.
    pub(in crate::composition) reasons: &'a [Option<Reason>],
    pub(in crate::composition) couplings: &'a Couplings,
    pub(in crate::composition) pairs: &'a [PairEvidence],
    pub(in crate::composition) scores: &'a Scores<'a>,
    pub(in crate::composition) partition: Partition,
}

/// Roles, groups and verdict of a Pod.
pub(in crate::composition) struct Outcome {
    pub(in crate::composition) roles: Vec<Assignment>,
    pub(in crate::composition) groups: Vec<Vec<usize>>,
    pub(in crate::composition) separation: Option<Separation>,
}

/// Assigns a role to every container.
pub(in crate::composition) fn assign_roles(mut decided: Decided<'_>) -> Outcome {
    let count = decided.facts.members.len();
    let mut roles: Vec<Option<Assignment>> = (0..count).map(|index| decided.by_itself(index)).collect();
    for component in &decided.partition.components {
        for (index, assignment) in decided.assign_component(component) {
            roles[index] = Some(assignment);
        }
    }
    for (index, assignment) in decided.helpers_like_main() {
        roles[index] = Some(assignment);
    }
    let has_main = !decided.partition.components.is_empty();
    for index in decided.facts.regular().filter(|&index| matches!(decided.guesses[index], RoleGuess::Idle(_))) {
        let assignment = decided.idling(index, has_main);
        if !has_main && assignment.role == Role::Main {
            decided.partition.components.push(vec![index]);
        }
        roles[index].get_or_insert(assignment);
    }
    // The tasks of a Job may well have nothing in common.
    let excused = |separation: &Separation| decided.facts.is_job() && separation.kind != Unrelated::AppDatabase;
    let separation = decided.partition.separation.filter(|separation| has_main && !excused(separation));
    let groups = decided.groups(separation.is_some());
    let unknown =
        |index| Assignment::new(Role::Main, None, decided.stated(index, "nothing else is known about it", ""));
    let roles = roles.into_iter().enumerate();
    let roles = roles.map(|(index, assignment)| assignment.unwrap_or_else(|| unknown(index))).collect();
    Outcome { roles, groups, separation }
}

impl Decided<'_> {
    fn member(&self, index: usize) -> &Member {
        &self.facts.members[index]
    }

    fn reason(&self, index: usize) -> Reason {
        self.reasons[index].clone().unwrap_or_else(|| self.stated(index, "", ""))
    }

    /// Returns a reason that rests on a field of a container.
    fn stated(&self, index: usize, words: impl Into<String>, field: &'static str) -> Reason {
        Reason { words: words.into(), at: self.facts.place(index, field) }
    }

    /// Returns roles that need no neighbour: of init containers, ephemeral ones, helpers.
    fn by_itself(&self, index: usize) -> Option<Assignment> {
        let member = self.member(index);
        match (member.slot, &self.guesses[index]) {
            (Slot::Init, _) => {
                let function = container_function::init(member);
                let reason = self.stated(index, "it runs to completion before the others start", "");
                Some(Assignment::new(Role::Init, function, reason))
            }
            (Slot::Ephemeral, _) => {
                let function = Some(Function::DebugShell);
                Some(Assignment::new(Role::Sidecar, function, self.stated(index, "it is an ephemeral container", "")))
            }
            (_, RoleGuess::Helper { role, function, .. }) => {
                Some(Assignment::new(*role, *function, self.reason(index)))
            }
            (Slot::Sidecar, _) => {
                let reason = self.stated(index, "it is a native sidecar", "restartPolicy");
                Some(Assignment::new(Role::Sidecar, None, reason))
            }
            _ => None,
        }
    }

    /// Returns the role of a container that does nothing: a shell beside something, a stand-in by itself.
    fn idling(&self, index: usize, has_main: bool) -> Assignment {
        let beside = has_main && !self.facts.is_job();
        let names = &self.facts.names[index];
        if beside && names.hint.is_some() {
            let reason = format!("its name, `{}`, suggests this role", self.member(index).name);
            return Assignment::new(Role::Sidecar, Some(Function::Placeholder), self.stated(index, reason, "name"));
        }
        if beside && self.guesses[index] == RoleGuess::Idle(Idle::Sleeps) {
            let function = Some(Function::DebugShell);
            let reason = self.stated(index, "it only waits, as a debugging shell does", "command");
            return Assignment::new(Role::Sidecar, function, reason);
        }
        Assignment::new(Role::Main, Some(Function::Placeholder), self.reason(index))
    }

    /// Returns the roles of containers that belong together: one is main, and the others are there for it.
    fn assign_component(&self, component: &[usize]) -> Vec<(usize, Assignment)> {
        let Some(main) = self.scores.best(component) else { return Vec::new() };
        let assign = |&index: &usize| (index, self.beside(index, main, component));
        component.iter().map(assign).collect()
    }

    fn beside(&self, index: usize, main: usize, component: &[usize]) -> Assignment {
        let function = self.guesses[index].function();
        if index == main {
            let function = function.or_else(|| container_function::main(self.member(index)));
            return Assignment { role: Role::Main, function, evidence: self.reasons_for_main(index) };
        }
        if self.do_the_same(index, main) || self.are_twins(index, main) {
            let reason = format!("it does the same work as `{}`", self.member(main).name);
            return Assignment::new(Role::Main, function, self.stated(index, reason, "command"));
        }
        if self.is_worker(index, main) {
            let reason =
                format!("it runs the image of `{}` in another mode, with work of its own", self.member(main).name);
            return Assignment::new(Role::Main, function, self.stated(index, reason, "command"));
        }
        Assignment::new(Role::Sidecar, function, self.reason_beside(index, main, component))
    }

    /// Returns the roles of containers that are what the main one is, where that is a helper by itself: of four forwarders in a
    /// Pod none helps another.
    fn helpers_like_main(&self) -> Vec<(usize, Assignment)> {
        let mains = self.partition.components.iter().flatten().copied().filter(|&main| self.guesses[main].is_helper());
        let like = mains.flat_map(|main| self.facts.of_same_image(main).map(move |index| (index, main)));
        let like = like.filter(|&(index, main)| {
            let programs = |index: usize| self.member(index).command.programs();
            self.member(index).slot == Slot::App
                && self.guesses[index] == self.guesses[main]
                && programs(index).eq(programs(main))
        });
        let assigned = like.map(|(index, main)| {
            let reason = format!("it does the same work as `{}`", self.member(main).name);
            let function = self.guesses[index].function();
            (index, Assignment::new(Role::Main, function, self.stated(index, reason, "command")))
        });
        assigned.collect()
    }

    /// Returns true if a container has work of its own, in the image of the main one.
    fn is_worker(&self, index: usize, main: usize) -> bool {
        let one = self.member(index);
        let image = self.facts.image_of(index);
        let image = image.is_some() && image == self.facts.image_of(main) && !one.has_general_image();
        let tends = self.facts.names[index].tends(&self.facts.names[main]);
        // Where nothing else joins them, a service that is known as one is work of its own in each of its modes.
        let known = |index: usize| matches!(self.guesses[index], RoleGuess::Main { .. });
        let services = known(index) && known(main) && !self.couplings.between(index, main).joins();
        // Of a worker and what runs beside it in another mode each has work of its own.
        let works = [index, main].into_iter().any(|index| works_alone(self.member(index), &self.facts.names[index]));
        image && !tends && !one.runs_system_programs() && (works || services)
    }

    /// Returns the strongest reasons for which a container is main.
    fn reasons_for_main(&self, index: usize) -> Vec<Reason> {
        let own = self.reasons[index].clone().filter(|_| matches!(self.guesses[index], RoleGuess::Main { .. }));
        let points = self.scores.reasons(index).into_iter().filter(|evidence| evidence.clause != Clause::KnownService);
        let mut reasons: Vec<Reason> = own.into_iter().collect();
        reasons.extend(points.map(|evidence| reason(evidence, self.facts)).take(3 - reasons.len()));
        if reasons.is_empty() {
            reasons.push(self.stated(index, "nothing marks it as a helper", ""));
        }
        reasons
    }

    /// Returns what couples a container with the main one, or with another that belongs to it.
    fn reason_beside(&self, index: usize, main: usize, component: &[usize]) -> Reason {
        let others = std::iter::once(main).chain(component.iter().copied());
        let told = others.filter(|&other| other != index).find_map(|other| self.coupling(index, other));
        told.unwrap_or_else(|| self.stated(index, format!("it runs beside `{}`", self.member(main).name), ""))
    }

    /// Returns in words what couples two containers.
    fn coupling(&self, index: usize, other: usize) -> Option<Reason> {
        let pair = (index.min(other), index.max(other));
        let from = self.pairs.partition_point(|evidence| evidence.pair < pair);
        let mut said = self.pairs[from..].iter().take_while(|evidence| evidence.pair == pair);
        let clause = said.find(|evidence| evidence.joins())?.clause;
        let name = &self.member(other).name;
        let words = match clause {
            Clause::Address => return self.address(index, other),
            Clause::LoopbackOnly => format!("no other container than `{name}` shares its loopback interface"),
            Clause::Processes => format!("it shares the process namespace with `{name}`"),
            Clause::SharedHelper => format!("the same helper serves it and `{name}`"),
            Clause::NodeAgents => format!("it is a node agent, as `{name}` is"),
            Clause::ImageModes => format!("it runs the image of `{name}` in another mode"),
            _ => format!("it shares files with `{name}`"),
        };
        Some(self.stated(index, words, clause.field()))
    }

    fn address(&self, index: usize, other: usize) -> Option<Reason> {
        let name = &self.member(other).name;
        if let Some(link) = self.facts.links_from(index).find(|link| link.to == other) {
            let words = format!("it connects to `{name}` ({})", link.detail);
            return Some(Reason { words, at: link.place.clone() });
        }
        let link = self.facts.links_to(index).find(|link| link.from == other)?;
        Some(Reason { words: format!("`{name}` connects to it ({})", link.detail), at: link.place.clone() })
    }

    /// Returns true if two containers are told the same, of one image or in the same words: neither helps the other.
    fn do_the_same(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.member(one), self.member(other));
        let told = one.command.words == other.command.words && one.variables == other.variables;
        told && (one.image == other.image || !one.command.words.is_empty())
    }

    /// Returns true if two containers run one image in one mode, under names that hint at the same: `scheduler-elector` and
    /// `controller-manager-elector`.
    fn are_twins(&self, one: usize, other: usize) -> bool {
        let hint = |index: usize| self.facts.names[index].hint.as_ref().map(|hint| (hint.role, hint.function));
        let image = self.facts.image_of(one);
        let same_image = image.is_some() && image == self.facts.image_of(other);
        let (member, main) = (self.member(one), self.member(other));
        same_image
            && hint(one).is_some()
            && hint(one) == hint(other)
            && !member.has_general_image()
            && mode(&member.command) == mode(&main.command)
    }

    /// Returns the groups: each component with the helpers and shells that belong to it.
    fn groups(&self, split: bool) -> Vec<Vec<usize>> {
        let components = &self.partition.components;
        if !split || components.len() < 2 {
            let running: Vec<usize> = self.facts.running().collect();
            return if running.is_empty() { Vec::new() } else { vec![running] };
        }
        let mut groups = components.clone();
        let mut placed = vec![false; self.facts.members.len()];
        components.iter().flatten().for_each(|&index| placed[index] = true);
        for index in self.facts.running().filter(|&index| !placed[index]) {
            groups[self.component_of(index)].push(index);
        }
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort();
        groups
    }

    /// Returns the component a helper belongs to: what it is coupled with, of several that which its software is made for;
    /// or what its software is made for, or the first.
    fn component_of(&self, index: usize) -> usize {
        let components = &self.partition.components;
        let find = |test: &dyn Fn(usize) -> bool| {
            components.iter().position(|component| component.iter().any(|&other| test(other)))
        };
        let is_coupled = |other: usize| self.couplings.between(index, other).joins();
        let is_helped = |other: usize| {
            let helps = self.member(index).software().map(|software| &software.helps);
            self.member(other).software().is_some_and(|software| helps.is_some_and(|all| all.contains(&software.id)))
        };
        let coupled = find(&|other| is_coupled(other) && is_helped(other)).or_else(|| find(&is_coupled));
        let database = || {
            let asks = self.guesses[index].function().is_some_and(stands_for_database);
            asks.then(|| find(&|other| has_database_settings(self.member(other)))).flatten()
        };
        coupled.or_else(|| find(&is_helped)).or_else(database).unwrap_or(0)
    }
}
