//! Puts it together: what each container is to the others, what couples them, and which of them are strangers.

use std::collections::HashMap;

use super::context::Context;
use super::decide::{self, Decided, Outcome, Scores, Separation};
use super::evidence::{self, Clause, Couplings, Ledger, RoleGuess, Unrelated};
use super::facts::pod_facts::PodFacts;
use super::facts::twins;
use super::facts::written_file::{WrittenFile, written_files};
use super::link::Link;
use super::member::Member;
use super::role::{Pattern, Role};
use super::volume::{self, User, Volume};
use crate::k8s::Pod;

/// The containers of a Pod, and what they are to each other.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Composition {
    /// Its containers in file order, init containers first.
    pub members: Vec<Member>,
    /// Its volumes and who does what with them.
    pub volumes: Vec<Volume>,
    /// The links between containers.
    pub links: Vec<Link>,
    /// The patterns it is made of, in the order of [`Pattern`].
    pub patterns: Vec<Pattern>,
    /// Running containers that belong together, by index, each group in file order; one group in a sound Pod.
    pub groups: Vec<Vec<usize>>,
    /// The relation of the groups, where there are several that should not share a Pod, and the two containers that
    /// show it.
    pub separation: Option<Separation>,
}

impl Composition {
    /// The member of that name; of two the first.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Returns the relation of the groups, where there are several that should not share a Pod.
    pub fn unrelated(&self) -> Option<Unrelated> {
        self.separation.map(|separation| separation.kind)
    }

    /// The members with this role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.role == role)
    }
}

/// Says what the containers of a Pod are to each other.
pub fn analyse(pod: &Pod<'_>, context: &Context<'_>) -> Composition {
    analyse_without(pod, context, &[])
}

/// The same without some clauses of evidence, to see what each of them is good for.
#[doc(hidden)]
pub fn analyse_without(pod: &Pod<'_>, context: &Context<'_>, off: &[Clause]) -> Composition {
    let (mut members, volumes) = look(pod, context);
    let facts = PodFacts::of(pod, context, &members, &volumes);
    let mut ledger = Ledger::without(off);
    let guesses = classified(&facts, &mut ledger);
    evidence::collect_main_scores(&facts, &guesses, &mut ledger);
    let couplings = Couplings::of(&facts, &ledger);
    let scores = Scores::of(ledger.all(), members.len());
    let candidates = decide::candidates(&facts, &guesses, &couplings, &scores, &ledger);
    let pairs = evidence::collect_pairs(&facts, &guesses, &couplings, &candidates, &ledger);
    let partition = decide::partition(&pairs, &candidates, members.len());
    let reasons = decide::reasons(ledger.all(), &facts);
    let decided = Decided {
        facts: &facts,
        guesses: &guesses,
        reasons: &reasons,
        couplings: &couplings,
        pairs: &pairs,
        scores: &scores,
        partition,
    };
    let Outcome { roles, groups, separation } = decide::assign_roles(decided);
    let asked = facts.links;
    for (member, assigned) in members.iter_mut().zip(roles) {
        (member.role, member.function, member.evidence) = (assigned.role, assigned.function, assigned.evidence);
    }
    let links = decide::links(&members, &volumes, asked, pod.spec.share_process_namespace == Some(true), &groups);
    decide::name_links(&mut members, &links);
    decide::explain(&mut members, ledger.all(), &pairs);
    decide::note_bystanders(&mut members, &links);
    let patterns = decide::patterns(&members);
    Composition { members, volumes, links, patterns, groups, separation }
}

/// Returns what each container is taken for: first by itself, then beside neighbours that are clear by themselves.
fn classified(facts: &PodFacts<'_>, ledger: &mut Ledger<'_>) -> Vec<RoleGuess> {
    evidence::collect_software(facts, ledger);
    evidence::collect_names(facts, ledger);
    let by_themselves = decide::classify(ledger.all(), facts.members.len());
    evidence::collect_proxies(facts, &by_themselves, ledger);
    evidence::collect_scripts(facts, &by_themselves, ledger);
    evidence::collect_several_pods(facts, &by_themselves, ledger);
    decide::classify(ledger.all(), facts.members.len())
}

/// Reads the containers and volumes of a Pod.
fn look(pod: &Pod<'_>, context: &Context<'_>) -> (Vec<Member>, Vec<Volume>) {
    let mut by_name = HashMap::new();
    for volume in pod.spec.volumes.iter().flatten() {
        by_name.entry(volume.name.as_str()).or_insert(volume);
    }
    let containers = pod.containers();
    let read = |written: &[WrittenFile]| -> Vec<Member> {
        let mut room = context.most_files();
        let look = |container| Member::look(container, pod.spec, &by_name, context, written, &mut room);
        containers.iter().map(look).collect()
    };
    let mut members = read(&[]);
    // What a script writes into a volume says as much to its readers as a ConfigMap would.
    let written = written_files(&containers, members.iter().map(|member| member.command.script()));
    if !written.is_empty() {
        members = read(&written);
    }
    twins::tell_twins_apart(&mut members);
    twins::tell_clients_apart(&mut members);
    twins::tell_ports_apart(&mut members);
    let users: Vec<User<'_>> = containers
        .iter()
        .zip(&members)
        .map(|(container, member)| User {
            spec: &container.spec,
            path: &container.path,
            command: &member.command,
            software: member.software(),
        })
        .collect();
    let volumes = volume::volumes(pod, &context.claim_templates, &users);
    (members, volumes)
}
