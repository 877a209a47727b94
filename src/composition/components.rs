//! Which of the containers that could be main belong together, and what sets the others apart.

use std::collections::HashMap;

use super::deed;
use super::groups::Scene;
use super::tier::{self, Unrelated};

impl Scene<'_> {
    /// Candidates that belong together, and what sets the components apart.
    pub(super) fn components(&self, candidates: &[usize]) -> (Vec<Vec<usize>>, Option<Unrelated>) {
        let mut parent: Vec<usize> = (0..self.members.len()).collect();
        let mut apart: Vec<(usize, usize, Unrelated)> = Vec::new();
        let mut together: Vec<(usize, usize)> = Vec::new();
        for (at, &one) in candidates.iter().enumerate() {
            for &other in &candidates[at + 1..] {
                let coupled = self.bonds.between(one, other);
                match tier::apart(&self.members[one], &self.members[other], coupled) {
                    Some(kind) => apart.push((one, other, kind)),
                    None if coupled.at_all() || self.share_helper(one, other) || self.are_kin(one, other) => {
                        together.push((one, other));
                    }
                    None => {}
                }
            }
        }
        // What couples two tiers with a third does not make one of them.
        let mut foes: Vec<Vec<usize>> = vec![Vec::new(); self.members.len()];
        for &(one, other, _) in &apart {
            foes[one].push(other);
            foes[other].push(one);
        }
        for (one, other) in together {
            let (mine, theirs) = (find(&mut parent, one), find(&mut parent, other));
            let mut at_odds = |foes: &[usize], root| foes.iter().any(|&foe| find(&mut parent, foe) == root);
            if !at_odds(&foes[one], theirs) && !at_odds(&foes[other], mine) {
                join(&mut parent, one, other);
            }
        }
        let mut components: Vec<Vec<usize>> = Vec::new();
        for &index in candidates {
            let root = find(&mut parent, index);
            match components.iter_mut().find(|component| find(&mut parent, component[0]) == root) {
                Some(component) => component.push(index),
                None => components.push(vec![index]),
            }
        }
        let verdict = self.verdict(&components, &apart);
        (components, verdict)
    }

    /// Whether one helper is coupled with both, by what they share or by being of one image with one of them.
    fn share_helper(&self, one: usize, other: usize) -> bool {
        let near = |helper: usize, index: usize| {
            self.bonds.between(helper, index).at_all()
                || self.members[helper].image.same_repository(&self.members[index].image)
        };
        (0..self.members.len()).any(|helper| self.seems[helper].is_helper() && near(helper, one) && near(helper, other))
    }

    /// What the components are to each other, when that is plain enough to say.
    fn verdict(&self, components: &[Vec<usize>], apart: &[(usize, usize, Unrelated)]) -> Option<Unrelated> {
        let apart: HashMap<(usize, usize), Unrelated> =
            apart.iter().map(|&(one, other, kind)| ((one.min(other), one.max(other)), kind)).collect();
        let mut kinds: Vec<Unrelated> = Vec::new();
        for (at, one) in components.iter().enumerate() {
            for other in &components[at + 1..] {
                for &a in one {
                    for &b in other {
                        let known = apart.get(&(a.min(b), a.max(b))).copied();
                        let known = known.filter(|_| !self.drives_load(a) && !self.drives_load(b));
                        let stranger =
                            || self.stands_alone(a, b).then(|| tier::strangers(&self.members[a], &self.members[b]));
                        kinds.extend(known.or_else(stranger));
                    }
                }
            }
        }
        kinds.into_iter().min()
    }

    fn are_kin(&self, one: usize, other: usize) -> bool {
        tier::are_kin(&self.members[one], &self.members[other])
    }

    /// A load generator is beside its target on purpose.
    fn drives_load(&self, index: usize) -> bool {
        self.members[index].software.is_some_and(|software| software.function == "load-generator")
    }

    /// Whether it is plain that two containers without any link are services of their own: one of them is known to
    /// be, or is seen to serve.
    fn stands_alone(&self, one: usize, other: usize) -> bool {
        // Two that do a piece of work and end are tasks, as those of a Job are.
        let tasks = [one, other].into_iter().all(|index| self.members[index].lifetime.is_finite());
        if tasks || [one, other].into_iter().any(|index| self.drives_load(index)) {
            return false;
        }
        let serves = |index: usize| {
            let member = &self.members[index];
            member.software.is_some_and(|software| software.kind.is_server())
                || !member.ports.is_empty()
                || tier::is_store(member)
        };
        let works = |index: usize| self.members[index].endpoints.iter().any(|target| !target.is_local());
        // A script of plain tools is nobody's service, unless it works on something far away.
        let shown = |index: usize| !self.members[index].image.is_placeholder();
        let stands = |index: usize| serves(index) || works(index) || !deed::is_plain(&self.members[index]);
        // Of two that nobody knows and that show nothing of themselves there is nothing to say, unless they are twins.
        let known = |index: usize| self.members[index].software.is_some() || serves(index) || works(index);
        let kind = tier::strangers(&self.members[one], &self.members[other]);
        if kind == Unrelated::IndependentServices && [one, other].into_iter().any(|index| self.is_blank(index)) {
            return false;
        }
        let told = known(one)
            || known(other)
            || self.are_twins(one, other) && !self.says_nothing(one, other)
            || kind == Unrelated::FrontendBackend;
        told && shown(one) && shown(other) && stands(one) && stands(other) && !self.bonds.between(one, other).config
    }

    /// Whether two containers are of one image that was made for something.
    fn are_twins(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.members[one], &self.members[other]);
        one.image.same_repository(&other.image) && !tier::is_general(one)
    }

    /// Whether nothing is known of a container but its name and an image that nobody knows.
    fn is_blank(&self, index: usize) -> bool {
        let member = &self.members[index];
        let silent = member.ports.is_empty() && member.endpoints.is_empty() && member.probed.is_empty();
        silent && member.image_software.is_none() && member.command.words.is_empty() && member.variables.is_empty()
    }

    /// Whether neither of two containers is given anything but a name and one image, as in a patch of a manifest that
    /// stands elsewhere.
    fn says_nothing(&self, one: usize, other: usize) -> bool {
        let same = self.members[one].image == self.members[other].image;
        same && [one, other]
            .into_iter()
            .map(|index| &self.members[index])
            .all(|member| member.command.words.is_empty() && member.variables.is_empty() && member.ports.is_empty())
    }
}

fn find(parent: &mut [usize], mut index: usize) -> usize {
    while parent[index] != index {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    index
}

fn join(parent: &mut [usize], one: usize, other: usize) {
    let (one, other) = (find(parent, one), find(parent, other));
    parent[one.max(other)] = one.min(other);
}
