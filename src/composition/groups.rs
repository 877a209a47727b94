//! Who is main, who helps whom, and which containers are strangers to each other.

use super::bonds::Bonds;
use super::knowledge::{self, FileUse, SoftwareKind};
use super::lifetime::Idle;
use super::member::Member;
use super::role::Role;
use super::seeming::Seems;
use super::tier::{self, Unrelated};
use crate::k8s::Slot;

/// What one container turned out to be.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) role: Role,
    pub(super) function: Option<String>,
    pub(super) evidence: Vec<String>,
}

impl Given {
    fn new(role: Role, function: Option<String>, why: impl Into<String>) -> Self {
        Self { role, function, evidence: vec![why.into()] }
    }
}

/// The outcome for a Pod.
pub(super) struct Settled {
    pub(super) roles: Vec<Given>,
    pub(super) groups: Vec<Vec<usize>>,
    pub(super) unrelated: Option<Unrelated>,
}

/// Settles the roles and the groups.
pub(super) fn settle(members: &[Member], seems: &[Seems], bonds: &Bonds, scores: &[i32], kind: &str) -> Settled {
    let scene = Scene { members, seems, bonds, scores };
    let mut roles: Vec<Option<Given>> =
        members.iter().zip(seems).map(|(member, seems)| by_itself(member, seems)).collect();
    let candidates = scene.candidates();
    let (mut components, mut verdict) = scene.components(&candidates);
    for component in &components {
        for (index, given) in scene.shared_out(component) {
            roles[index] = Some(given);
        }
    }
    scene.unmask(&mut roles);
    let has_main = !components.is_empty();
    for index in scene.idle() {
        let given = idling(&members[index], &seems[index], has_main, kind);
        if !has_main && given.role == Role::Main {
            components.push(vec![index]);
        }
        roles[index].get_or_insert(given);
    }
    // The tasks of a Job may well have nothing in common.
    let tasks = matches!(kind, "Job" | "CronJob") && verdict != Some(Unrelated::AppDatabase);
    if !has_main || tasks {
        verdict = None;
    }
    let groups = scene.groups(&components, verdict.is_some());
    let roles = roles
        .into_iter()
        .map(|given| given.unwrap_or_else(|| Given::new(Role::Main, None, "nothing else is known of it")));
    Settled { roles: roles.collect(), groups, unrelated: verdict }
}

/// The containers of a Pod and what was found out about them.
pub(super) struct Scene<'a> {
    pub(super) members: &'a [Member],
    pub(super) seems: &'a [Seems],
    pub(super) bonds: &'a Bonds,
    pub(super) scores: &'a [i32],
}

/// Roles that need no neighbour: init containers, ephemeral ones, helpers.
fn by_itself(member: &Member, seems: &Seems) -> Option<Given> {
    match (member.slot, seems) {
        (Slot::Init, _) => {
            Some(Given::new(Role::Init, super::duty::init(member), "it runs to its end before the others start"))
        }
        (Slot::Ephemeral, _) => {
            Some(Given::new(Role::Sidecar, Some("debug-shell".to_owned()), "it is an ephemeral container"))
        }
        (_, Seems::Helper { role, function, why, .. }) => Some(Given::new(*role, function.clone(), why.clone())),
        (Slot::Sidecar, _) => Some(Given::new(Role::Sidecar, None, "it is a native sidecar")),
        _ => None,
    }
}

/// A container that does nothing: a shell beside something, a stand-in by itself.
fn idling(member: &Member, seems: &Seems, has_main: bool, kind: &str) -> Given {
    let job = matches!(kind, "Job" | "CronJob");
    match seems {
        Seems::Idle(_) if has_main && !job && knowledge::of_name(&member.name).is_some() => {
            let why = format!("its name, `{}`, hints at it", member.name);
            Given::new(Role::Sidecar, Some("placeholder".to_owned()), why)
        }
        Seems::Idle(Idle::Sleeps) if has_main && !job => {
            Given::new(Role::Sidecar, Some("debug-shell".to_owned()), "it only waits, as a shell to look in with does")
        }
        _ => {
            let what = if member.idle == Some(Idle::NothingToRun) {
                "its image has nothing to run"
            } else {
                "it does nothing but wait or print"
            };
            Given::new(Role::Main, Some("placeholder".to_owned()), what)
        }
    }
}

impl Scene<'_> {
    fn regular(&self) -> impl Iterator<Item = usize> {
        (0..self.members.len()).filter(|&index| self.members[index].slot == Slot::App)
    }

    fn idle(&self) -> Vec<usize> {
        self.regular().filter(|&index| matches!(self.seems[index], Seems::Idle(_))).collect()
    }

    /// The containers that could be what the Pod exists for; where all are helpers or idle, the least of them.
    fn candidates(&self) -> Vec<usize> {
        let named_store = |index: &usize| {
            matches!(self.seems[*index], Seems::Idle(Idle::NothingToRun)) && tier::is_store(&self.members[*index])
        };
        let candidates: Vec<usize> =
            self.regular().filter(|index| self.seems[*index].may_be_main() || named_store(index)).collect();
        if !candidates.is_empty() {
            return candidates;
        }
        let rank = |index: &usize| {
            let idles = matches!(self.seems[*index], Seems::Idle(_));
            let provided = idles && self.is_provided_for(*index);
            let idle = if idles && !provided { 16 } else { 0 };
            let read = if provided || self.is_read_by_known(*index) { 12 } else { 0 };
            (self.scores[*index] + read - idle, std::cmp::Reverse(*index))
        };
        let helpers = self.regular().any(|index| self.seems[index].is_helper());
        let best = self.regular().max_by_key(rank);
        // Where all are idle they are equals.
        best.filter(|_| helpers || self.regular().count() == 1).into_iter().collect()
    }

    /// Whether something that is not made to help shares files with software that is made to read those of others:
    /// whatever its name says, a log shipper is there for it.
    fn is_read_by_known(&self, index: usize) -> bool {
        !self.members[index].kind().is_some_and(SoftwareKind::is_helper)
            && self.members.iter().enumerate().any(|(other, member)| {
                let reads = member.software.is_some_and(|software| software.files == Some(FileUse::Reads));
                reads && self.bonds.between(index, other).files
            })
    }

    /// Whether a helper shares files with this one: even a stand-in is what it helps.
    fn is_provided_for(&self, index: usize) -> bool {
        let helps = |&other: &usize| self.members[other].slot == Slot::App && self.seems[other].is_helper();
        (0..self.members.len()).filter(helps).any(|other| self.bonds.between(index, other).files)
    }

    /// A helper that is its neighbour over again, and coupled with nothing, is a stand-in.
    fn unmask(&self, roles: &mut [Option<Given>]) {
        let twin = |one: &Member, other: &Member| {
            one.image.same_repository(&other.image)
                && one.command.words == other.command.words
                && other.is_long_running()
        };
        for (index, member) in self.members.iter().enumerate().filter(|(_, member)| member.is_long_running()) {
            let mut others = (0..self.members.len()).filter(|&other| other != index);
            let alone = others.clone().all(|other| !self.bonds.between(index, other).at_all());
            let masked = alone && others.any(|other| twin(member, &self.members[other]));
            if let Some(given) = roles[index].as_mut().filter(|given| masked && given.role.is_helper()) {
                given.function.get_or_insert_with(|| "placeholder".to_owned());
            }
        }
    }

    /// Of the containers that belong together one is main, and the others are there for it.
    fn shared_out(&self, component: &[usize]) -> Vec<(usize, Given)> {
        let Some(&main) = component.iter().max_by_key(|&&index| (self.scores[index], std::cmp::Reverse(index))) else {
            return Vec::new();
        };
        let given = component.iter().map(|&index| {
            let (member, seems) = (&self.members[index], &self.seems[index]);
            let function = match seems {
                Seems::Main { function, .. } | Seems::Helper { function, .. } => function.clone(),
                _ => None,
            };
            let given = if index != main && self.do_the_same(index, main) {
                let why = format!("it does the same as `{}`", self.members[main].name);
                Given::new(Role::Main, function, why)
            } else if index == main {
                let why = match seems {
                    Seems::Main { why, .. } => why.clone(),
                    _ if component.len() > 1 => "it is what the others are about".to_owned(),
                    _ => "it is nobody's helper".to_owned(),
                };
                Given::new(Role::Main, function.or_else(|| super::duty::main(member)), why)
            } else {
                let why = format!("it is coupled with `{}`, which is what the Pod is about", self.members[main].name);
                Given::new(Role::Sidecar, function, why)
            };
            (index, given)
        });
        given.collect()
    }

    /// Whether two containers are told the same, of one image or in the same words: neither helps the other.
    fn do_the_same(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.members[one], &self.members[other]);
        let told = one.command.words == other.command.words && one.variables == other.variables;
        told && (one.image == other.image || !one.command.words.is_empty())
    }

    /// The groups: each component with the helpers and shells that belong to it.
    fn groups(&self, components: &[Vec<usize>], split: bool) -> Vec<Vec<usize>> {
        let running: Vec<usize> =
            (0..self.members.len()).filter(|&index| self.members[index].is_long_running()).collect();
        if !split || components.len() < 2 {
            return if running.is_empty() { Vec::new() } else { vec![running] };
        }
        let mut groups: Vec<Vec<usize>> = components.to_vec();
        for index in running {
            if groups.iter().any(|group| group.contains(&index)) {
                continue;
            }
            let home = self.home(index, components);
            groups[home].push(index);
        }
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort();
        groups
    }

    /// The component a helper belongs to: what it is coupled with, or what its software is made for, or the first.
    fn home(&self, index: usize, components: &[Vec<usize>]) -> usize {
        let coupled = components
            .iter()
            .position(|component| component.iter().any(|&other| self.bonds.between(index, other).at_all()));
        let made_for = || {
            let helps = &self.members[index].software?.helps;
            components.iter().position(|component| {
                component
                    .iter()
                    .any(|&other| self.members[other].software.is_some_and(|software| helps.contains(&software.id)))
            })
        };
        coupled.or_else(made_for).unwrap_or(0)
    }
}
