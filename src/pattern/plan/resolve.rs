//! Names become things: catalogue entries are looked up, parameters checked, ports given out and holes filled.

use std::collections::BTreeSet;

use crate::catalogue::Entry;
use crate::catalogue::{Catalogue, CatalogueError, Pattern};
use crate::pattern::description::helper::{From, Helper};
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::several_pods::MainRole;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::custom;
use crate::pattern::plan::fill;
use crate::pattern::plan::fill_request::{FillRequest, Numbers};
use crate::pattern::plan::given::{self, Given};
use crate::pattern::plan::ports::Ports;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::template::environment::Templates;
use crate::pattern::problem::Problems;

/// The entry and the parameters of a helper that comes from the catalogue.
type Chosen = Option<(Entry, Given)>;

/// Every helper of a description with its holes filled, in the order in which native sidecars start.
///
/// # Errors
/// Fails if a file of the catalogue that is asked for holds no entry.
pub(crate) fn resolve(
    description: &Description,
    mode: HelperMode,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Result<Vec<ResolvedHelper>, CatalogueError> {
    let instances = name_instances(description, problems);
    let mut ports = Ports::default();
    claim_main(description, &mut ports);
    let mut chosen = Vec::new();
    for (helper, instance) in description.helping.iter().zip(&instances) {
        chosen.push(choose(helper, instance, catalogue, &mut ports, problems)?);
    }
    let numbers = number_ports(&chosen, &instances, &mut ports);
    let root_port = root_port(description, &chosen, &numbers);
    let main_port = description.main.first_port().or(root_port.map(i64::from));
    let upstream_port = upstream_port(description, &chosen, &numbers, root_port);
    let templates = Templates::new();
    let mut helpers = Vec::new();
    for (at, helper) in description.helping.iter().enumerate() {
        let instance = instances[at].as_str();
        helpers.extend(match (&helper.from, &chosen[at]) {
            (From::Custom(own), _) => Some(custom::resolve(helper, own, instance.to_owned())),
            (_, Some((entry, given))) => {
                let (numbers, upstream_port) = (&numbers[at], upstream_port[at]);
                let request = FillRequest {
                    description,
                    helper,
                    entry,
                    given,
                    instance,
                    numbers,
                    mode,
                    main_port,
                    upstream_port,
                };
                fill::fill(request, &templates, problems)
            }
            _ => None,
        });
    }
    helpers.sort_by_key(ResolvedHelper::order);
    name_ports(description, &mut helpers);
    Ok(helpers)
}

/// Returns the numbers of the ports of each helper that comes from the catalogue.
fn number_ports(chosen: &[Chosen], instances: &[String], ports: &mut Ports) -> Vec<Numbers> {
    let each = chosen.iter().zip(instances).map(|(chosen, instance)| match chosen {
        Some((entry, given)) => fill::number_ports(entry, given, instance, ports),
        None => Numbers::new(),
    });
    each.collect()
}

/// The entry and the parameters of a helper; the ports a user chose are spoken for before others are given out.
fn choose(
    helper: &Helper,
    instance: &str,
    catalogue: &Catalogue,
    ports: &mut Ports,
    problems: &mut Problems,
) -> Result<Chosen, CatalogueError> {
    let (word, parameters, image) = match &helper.from {
        From::Custom(own) => {
            custom::claim(own, instance, ports, problems);
            return Ok(None);
        }
        From::Catalogue { entry, parameters, image, .. } => (entry, parameters, image),
    };
    let Some(entry) = given::look_up(word, helper.pattern, catalogue, problems)? else { return Ok(None) };
    let given = given::read(&entry, parameters, image.is_some(), &word.place, problems);
    let Some(given) = given else { return Ok(None) };
    given::claim(&entry, &given, instance, ports, problems);
    Ok(Some((entry, given)))
}

/// Returns the port of the root, where the root does the work.
fn root_port(description: &Description, chosen: &[Chosen], numbers: &[Numbers]) -> Option<u16> {
    let is_root = |helper: &Helper| description.role == MainRole::Root && helper.pattern == Pattern::ScatterGather;
    let at = description.helping.iter().position(is_root)?;
    let (entry, _) = chosen[at].as_ref()?;
    numbers[at].get(&entry.fronts.as_ref()?.port).copied()
}

/// Returns the port to which each helper passes main's traffic on: helpers in front of main stand one behind the other as
/// written, the last one before main's own first port, or before the root where that does the work.
fn upstream_port(
    description: &Description,
    chosen: &[Chosen],
    numbers: &[Numbers],
    root_port: Option<u16>,
) -> Vec<Option<u16>> {
    let mut port = description.main.first_port().and_then(|port| u16::try_from(port).ok());
    let mut upstream_port = vec![None; chosen.len()];
    for (at, chosen) in chosen.iter().enumerate().rev() {
        let of_entry = chosen.as_ref().and_then(|(entry, _)| numbers[at].get(&entry.fronts.as_ref()?.port).copied());
        let of_custom = match &description.helping[at].from {
            From::Custom(custom) => custom.fronts.as_ref().and_then(|(number, _)| u16::try_from(*number).ok()),
            From::Catalogue { .. } => None,
        };
        let Some(front) = of_entry.or(of_custom) else { continue };
        upstream_port[at] = port;
        port = port.map(|_| front).or(root_port);
    }
    upstream_port
}

/// Gives every port a name that no other port of the Pod has: where two have one name, a Service, a probe or a monitor
/// that names it leads to the first.
fn name_ports(description: &Description, helpers: &mut [ResolvedHelper]) {
    let declared = helpers.iter().flat_map(|helper| &helper.declared).chain(&description.main.ports);
    let declared = declared.filter_map(|port| port.value["name"].as_str().map(str::to_owned));
    let beside = description.beside.iter().flat_map(|other| other.ports.iter().filter_map(|port| port.name.clone()));
    let mut taken: BTreeSet<String> = declared.chain(beside).collect();
    let of_main = description.main.ports.first().and_then(|port| port.value["name"].as_str());
    for helper in helpers {
        // What finds main's port by its name in a Service, such as an Ingress, finds a container of the user's own there.
        if let (true, Some(front), Some(name)) = (helper.is_custom, &mut helper.fronts, of_main) {
            name.clone_into(&mut front.name);
        }
        for port in &mut helper.ports {
            // Names have at most 15 characters, of which four are kept for `-udp` and a number.
            let base: String = port.name.chars().take(9).collect();
            let base = base.trim_end_matches('-');
            let mut names = std::iter::once(base.to_owned()).chain((2..).map(|n| format!("{base}-{n}")));
            let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
            if let Some(front) = helper.fronts.as_mut().filter(|front| front.target == *port.name) {
                front.target = name.clone().into();
            }
            taken.insert(name.clone());
            port.name = name;
        }
    }
}

/// A name for each helper's container, unique in the Pod: the user's, or the catalogue's with a number where it is
/// taken.
fn name_instances(description: &Description, problems: &mut Problems) -> Vec<String> {
    // A root that does the work is main.
    let main = (description.role != MainRole::Root).then(|| description.main_name());
    let beside = description.beside.iter().map(|other| other.name.clone());
    let mut taken: BTreeSet<String> = main.into_iter().chain(beside).collect();
    let named = description.helping.iter().filter_map(|helper| helper.name.as_ref());
    for word in named {
        if !taken.insert(word.value.clone()) {
            let message = format!("two containers are called `{}`", word.value);
            problems.add(
                &word.place,
                message,
                "taken already",
                "give each container of the Pod a name of its own".to_owned(),
            );
        }
    }
    let base = |helper: &Helper| match &helper.from {
        From::Catalogue { entry, .. } => match helper.pattern {
            Pattern::LeaderElection => "elector".to_owned(),
            Pattern::WorkQueue => "queue".to_owned(),
            Pattern::ScatterGather => "root".to_owned(),
            _ => entry.value.chars().take(50).collect::<String>(),
        },
        From::Custom(_) => helper.pattern.key().to_owned(),
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
        .map(|helper| helper.name.as_ref().map_or_else(|| name(helper), |word| word.value.clone()))
        .collect()
}

fn claim_main(description: &Description, ports: &mut Ports) {
    let numbers = description.main.ports.iter().filter_map(|port| port.value["containerPort"].as_u64());
    for number in numbers.filter_map(|number| u16::try_from(number).ok()) {
        // Main is the first to claim; a port it declares twice is for the validity check to judge.
        drop(ports.claim(number, "main"));
    }
    for other in &description.beside {
        for number in other.ports.iter().filter_map(|port| u16::try_from(port.container_port).ok()) {
            drop(ports.claim(number, &other.name));
        }
    }
}
