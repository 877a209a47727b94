//! Names become things: catalogue entries are looked up, parameters checked, ports given out and holes filled.

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, CatalogueError};
use super::description::Description;
use super::entry::Entry;
use super::fill::{self, Numbers};
use super::helper::{From, Helper};
use super::own;
use super::parameters::{self, Given};
use super::ports::Ports;
use super::problem::Problems;
use super::template::Templates;
use super::wired::Wired;

/// The entry and the parameters of a helper that comes from the catalogue.
type Chosen = Option<(Entry, Given)>;

/// Every helper of a description with its holes filled, in the order in which native sidecars start.
///
/// # Errors
/// When a file of the catalogue that is asked for holds no entry.
pub(super) fn resolve(
    description: &Description,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Result<Vec<Wired>, CatalogueError> {
    let instances = name_instances(description, problems);
    let mut ports = Ports::default();
    claim_main(description, &mut ports);
    let mut chosen = Vec::new();
    for (helper, instance) in description.helping.iter().zip(&instances) {
        chosen.push(choose(helper, instance, catalogue, &mut ports, problems)?);
    }
    let numbers: Vec<Numbers> = chosen
        .iter()
        .zip(&instances)
        .map(|(chosen, instance)| match chosen {
            Some((entry, given)) => fill::number_ports(entry, given, instance, &mut ports),
            None => Numbers::new(),
        })
        .collect();
    let behind = behind(description, &chosen, &numbers);
    let templates = Templates::new();
    let mut wired = Vec::new();
    for (at, helper) in description.helping.iter().enumerate() {
        let instance = instances[at].as_str();
        wired.extend(match (&helper.from, &chosen[at]) {
            (From::Own(own), _) => Some(own::wire(helper, own, instance.to_owned())),
            (_, Some((entry, given))) => {
                let (numbers, behind) = (&numbers[at], behind[at]);
                let ask = fill::Ask { description, helper, entry, given, instance, numbers, behind };
                fill::wire(ask, &templates, problems)
            }
            _ => None,
        });
    }
    wired.sort_by_key(Wired::order);
    name_ports(description, &mut wired);
    Ok(wired)
}

/// The entry and the parameters of a helper; the ports a user chose are spoken for before others are given out.
fn choose(
    helper: &Helper,
    instance: &str,
    catalogue: &Catalogue,
    ports: &mut Ports,
    problems: &mut Problems,
) -> Result<Chosen, CatalogueError> {
    let (word, parameters) = match &helper.from {
        From::Own(own) => {
            own::claim(own, instance, ports, problems);
            return Ok(None);
        }
        From::Catalogue { entry, parameters, .. } => (entry, parameters),
    };
    let Some(entry) = parameters::look_up(word, helper.pattern, catalogue, problems)? else { return Ok(None) };
    let Some(given) = parameters::read(&entry, parameters, &word.place, problems) else { return Ok(None) };
    parameters::claim(&entry, &given, instance, ports, problems);
    Ok(Some((entry, given)))
}

/// What each helper passes main's traffic on to: helpers in front of main stand one behind the other as written, the
/// last one before main's own first port.
fn behind(description: &Description, chosen: &[Chosen], numbers: &[Numbers]) -> Vec<Option<u16>> {
    let mut port = description.main.first_port().and_then(|port| u16::try_from(port).ok());
    let mut behind = vec![None; chosen.len()];
    for (at, chosen) in chosen.iter().enumerate().rev() {
        let Some(fronts) = chosen.as_ref().and_then(|(entry, _)| entry.fronts.as_ref()) else { continue };
        behind[at] = port;
        port = port.and(numbers[at].get(&fronts.port).copied());
    }
    behind
}

/// Gives every port a name that no other port of the Pod has, so that a Service or a monitor can lead to it by name.
fn name_ports(description: &Description, wired: &mut [Wired]) {
    let declared = wired.iter().flat_map(|helper| &helper.declared).chain(&description.main.ports);
    let mut taken: BTreeSet<String> =
        declared.filter_map(|port| port.value["name"].as_str().map(str::to_owned)).collect();
    for helper in wired {
        for port in &mut helper.ports {
            // Names have at most 15 characters, of which four are kept for `-udp` and a number.
            let base: String = port.name.chars().take(9).collect();
            let base = base.trim_end_matches('-');
            let mut names = std::iter::once(base.to_owned()).chain((2..).map(|n| format!("{base}-{n}")));
            let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
            if let Some((fronts, _)) = &mut helper.fronts
                && *fronts == port.name
            {
                fronts.clone_from(&name);
            }
            taken.insert(name.clone());
            port.name = name;
        }
    }
}

/// The name of main's container.
pub(super) fn main_name(description: &Description) -> String {
    match &description.main.name {
        Some(name) => name.text.clone(),
        // Container names are labels; a workload's name may have dots and be longer.
        None => description
            .name
            .text
            .replace('.', "-")
            .chars()
            .take(63)
            .collect::<String>()
            .trim_end_matches('-')
            .to_owned(),
    }
}

/// A name for each helper's container, unique in the Pod: the user's, or the catalogue's with a number where it is
/// taken.
fn name_instances(description: &Description, problems: &mut Problems) -> Vec<String> {
    let mut taken = BTreeSet::from([main_name(description)]);
    let named = description.helping.iter().filter_map(|helper| helper.name.as_ref());
    for word in named {
        if !taken.insert(word.text.clone()) {
            let message = format!("two containers are called `{}`", word.text);
            problems.add(
                &word.place,
                message,
                "taken already",
                "give each container of the Pod a name of its own".to_owned(),
            );
        }
    }
    let base = |helper: &Helper| match &helper.from {
        From::Catalogue { entry, .. } => entry.text.chars().take(50).collect::<String>(),
        From::Own(_) => helper.pattern.name().to_owned(),
    };
    let name = |helper: &Helper| {
        let base = base(helper);
        let numbered = (2..).map(|n| format!("{base}-{n}"));
        std::iter::once(base.clone()).chain(numbered).find(|name| taken.insert(name.clone())).unwrap_or(base)
    };
    let mut name = name;
    description
        .helping
        .iter()
        .map(|helper| helper.name.as_ref().map_or_else(|| name(helper), |word| word.text.clone()))
        .collect()
}

fn claim_main(description: &Description, ports: &mut Ports) {
    let numbers = description.main.ports.iter().filter_map(|port| port.value["containerPort"].as_u64());
    for number in numbers.filter_map(|number| u16::try_from(number).ok()) {
        // Main is the first to claim; a port it declares twice is for the validity check to judge.
        drop(ports.claim(number, "main"));
    }
}
