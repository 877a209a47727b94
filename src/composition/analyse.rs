//! Puts it together: what each container is to the others, what couples them, and which of them are strangers.

use std::collections::HashMap;

use super::bonds::{self, Bonds};
use super::context::Context;
use super::deed;
use super::fronting;
use super::groups::{self, Settled};
use super::lifetime::Idle;
use super::link::Link;
use super::mains;
use super::member::{self, Member};
use super::network::{self, Network};
use super::pattern;
use super::role::{Pattern, Role};
use super::seeming::{self, Seems};
use super::tier::Unrelated;
use super::volume::{self, User, Volume};
use crate::k8s::{Pod, Slot};

/// Pods with more containers than anybody writes are only looked at one container at a time.
const CROWD: usize = 256;
/// So many bytes of ConfigMaps are read for one Pod.
const CONFIG: usize = 1 << 22;

/// What a Pod is made of.
#[derive(Clone, Debug, Default)]
pub struct Composition {
    /// Its containers in file order, init containers first.
    pub members: Vec<Member>,
    /// Its volumes and who does what with them.
    pub volumes: Vec<Volume>,
    /// What couples the containers.
    pub links: Vec<Link>,
    /// The patterns it is made of, in the order of [`Pattern`].
    pub patterns: Vec<Pattern>,
    /// Running containers that belong together, by index, each group in file order; one group in a sound Pod.
    pub groups: Vec<Vec<usize>>,
    /// What the groups are to each other, where there are several that should not share a Pod.
    pub unrelated: Option<Unrelated>,
}

impl Composition {
    /// The member of that name; of two the first.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The members with this role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.role == role)
    }
}

/// Says what the containers of a Pod are to each other.
pub fn analyse(pod: &Pod<'_>, context: &Context<'_>) -> Composition {
    let mut by_name = HashMap::new();
    for volume in pod.spec.volumes.iter().flatten() {
        by_name.entry(volume.name.as_str()).or_insert(volume);
    }
    let mut room = CONFIG;
    let containers = pod.containers();
    let mut members: Vec<Member> =
        containers.iter().map(|container| Member::look(container, pod.spec, &by_name, context, &mut room)).collect();
    member::tell_twins_apart(&mut members);
    member::tell_clients_apart(&mut members);
    let users: Vec<User<'_>> = containers
        .iter()
        .zip(&members)
        .map(|(container, member)| User {
            spec: &container.spec,
            path: &container.path,
            command: &member.command,
            software: member.software,
        })
        .collect();
    let volumes = volume::volumes(pod, &context.claim_templates, &users);
    if members.len() > CROWD {
        let groups = vec![(0..members.len()).collect()];
        return Composition { members, volumes, groups, ..Composition::default() };
    }
    let asked = network::links(&members, &Network::of(&members));
    let served: Vec<u16> = context.served(pod).into_keys().collect();
    let seems = seemings(pod, context, &members, &volumes, &asked, &served);
    let bonds = Bonds::of(&members, &volumes, &asked, &served, pod.spec.share_process_namespace == Some(true));
    let scores = mains::scores(&members, &volumes, &asked, &seems, &served, pod, context);
    let Settled { roles, groups, unrelated } = groups::settle(&members, &seems, &bonds, &scores, pod.kind);
    for (member, given) in members.iter_mut().zip(roles) {
        (member.role, member.function, member.evidence) = (given.role, given.function, given.evidence);
    }
    let links = bonds::links(&members, &volumes, asked, pod.spec.share_process_namespace == Some(true), &groups);
    bonds::explain(&mut members, &links);
    let patterns = pattern::patterns(&members, &links);
    Composition { members, volumes, links, patterns, groups, unrelated }
}

fn seemings(
    pod: &Pod<'_>,
    context: &Context<'_>,
    members: &[Member],
    volumes: &[Volume],
    asked: &[Link],
    served: &[u16],
) -> Vec<Seems> {
    let mut seems = seeming::seemings(members, volumes, asked, context.name.unwrap_or_default());
    seeming::free_those_who_are_helped(asked, &mut seems);
    fronting::apply(members, volumes, asked, pod, served, context, &mut seems);
    deed::apply(members, volumes, asked, &mut seems);
    // What a Job runs is its work, however little that is.
    if matches!(pod.kind, "Job" | "CronJob") {
        for (member, seems) in members.iter().zip(&mut seems) {
            let ends = !member.lifetime.is_endless() && member.slot == Slot::App;
            if ends && matches!(seems, Seems::Idle(Idle::Sleeps | Idle::Loops)) {
                *seems =
                    Seems::Main { function: Some("batch".to_owned()), why: "it is the work of the Job".to_owned() };
            }
        }
    }
    seems
}
