//! The ports of a Service: those of the container it leads to, and the targets of those that a user lists.

use serde_json::{Map, Value as Json};

use crate::pattern::description::container::Sourced;
use crate::pattern::description::spanned_value::{Field, Place, Value};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::resolved_helper::{HelperFront, ResolvedHelper};
use crate::pattern::problem::Problems;
use crate::wording::choices;

const TCP: &str = "TCP";

/// A port of a container that a Service can lead to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Its name as the port of a Service.
    name: Option<String>,
    /// The number the container listens on.
    number: i64,
    /// Its number as the port of a Service, unless the user gives one.
    service: i64,
    /// The value of `targetPort`: its name in the Pod, or its number.
    at: Json,
    protocol: String,
}

impl Target {
    /// Returns the number the container listens on.
    pub(crate) const fn number(&self) -> i64 {
        self.number
    }
}

/// The helper that stands in front of all others and main.
pub(crate) fn fronting(helpers: &[ResolvedHelper]) -> Option<(&ResolvedHelper, &HelperFront)> {
    helpers.iter().find_map(|helper| Some((helper, helper.fronts.as_ref()?)))
}

/// Returns the port of a helper in front of main.
pub(crate) fn of_front(helper: &ResolvedHelper, front: &HelperFront) -> Target {
    let known = helper.ports.iter().find(|port| front.target == *port.name).map(|port| i64::from(port.number));
    let is_it = |port: &&Sourced| port.value["name"] == front.target;
    let declared = || helper.declared.iter().find(is_it).and_then(|port| port.value["containerPort"].as_i64());
    let service = i64::from(front.service);
    Target {
        name: Some(front.name.clone()),
        number: known.or_else(declared).unwrap_or(service),
        service,
        at: front.target.clone(),
        protocol: TCP.to_owned(),
    }
}

/// Returns the ports of a helper that others can reach.
pub(crate) fn of_helper(helper: &ResolvedHelper) -> Vec<Target> {
    let known = helper.ports.iter().flat_map(|port| {
        port.protocols().iter().take(1).map(|protocol| (port.name.clone(), i64::from(port.number), *protocol))
    });
    let declared = helper.declared.iter().map(|port| {
        let number = port.value["containerPort"].as_i64().unwrap_or_default();
        let name = port.value["name"].as_str().map_or_else(|| format!("port-{number}"), str::to_owned);
        (name, number, port.value["protocol"].as_str().unwrap_or(TCP))
    });
    let target = |(name, number, protocol): (String, i64, &str)| Target {
        name: Some(name),
        number,
        service: number,
        at: number.into(),
        protocol: protocol.to_owned(),
    };
    known.chain(declared).map(target).collect()
}

/// Returns the ports of main.
pub(crate) fn of_main(description: &Description) -> Vec<Target> {
    let ports = &description.main.ports;
    let target = |port: &Sourced| {
        let number = port.value["containerPort"].as_i64().unwrap_or_default();
        let own = port.value["name"].as_str();
        let numbered = || (ports.len() > 1).then(|| format!("port-{number}"));
        Target {
            name: own.map(str::to_owned).or_else(numbered),
            number,
            service: number,
            at: own.map_or(Json::from(number), Json::from),
            protocol: port.value["protocol"].as_str().unwrap_or(TCP).to_owned(),
        }
    };
    ports.iter().map(target).collect()
}

/// Returns the ports that stand in front, with their protocols: those that others are meant to reach.
pub(crate) fn front_ports(description: &Description, helpers: &[ResolvedHelper]) -> Vec<(i64, String)> {
    let targets = match fronting(helpers) {
        Some((helper, front)) => vec![of_front(helper, front)],
        None => of_main(description),
    };
    targets.into_iter().map(|target| (target.number, target.protocol)).collect()
}

/// Returns ports of a Service; the first has the number that the user gives.
pub(crate) fn ports(targets: &[Target], first: Option<i64>) -> Vec<Json> {
    let port = |(at, target): (usize, &Target)| {
        let mut port = Map::new();
        port.extend(target.name.clone().map(|name| ("name".to_owned(), name.into())));
        let number = first.filter(|_| at == 0).unwrap_or(target.service);
        port.insert("port".to_owned(), number.into());
        port.insert("targetPort".to_owned(), target.at.clone());
        if target.protocol != TCP {
            port.insert("protocol".to_owned(), target.protocol.clone().into());
        }
        Json::Object(port)
    };
    targets.iter().enumerate().map(port).collect()
}

/// The ports that a user lists in a Service, beside those of the Pod.
pub(crate) struct Listed<'a> {
    /// The field of the description.
    pub field: &'a Field,
    /// The ports of the container that the Service leads to.
    pub targets: &'a [Target],
    /// The numbers of other ports of the Pod that a Service may lead to.
    pub others: Vec<i64>,
}

impl Listed<'_> {
    /// Returns the ports with their targets. One that says none leads to the port of its own number, where there is one,
    /// or else to the only port of the container.
    pub(crate) fn with_targets(&self, problems: &mut Problems) -> Json {
        let mut ports = self.field.item.to_json();
        let places: Vec<&Place> = match &self.field.item.value {
            Value::List(items) => items.iter().map(|item| &item.place).collect(),
            _ => Vec::new(),
        };
        for (port, place) in ports.as_array_mut().into_iter().flatten().zip(places) {
            let Some(port) = port.as_object_mut().filter(|port| !port.contains_key("targetPort")) else { continue };
            let target = self.target(port, place, problems);
            *port = std::mem::take(port)
                .into_iter()
                .flat_map(|(key, value)| {
                    let target = target.clone().filter(|_| key == "port").map(|it| ("targetPort".to_owned(), it));
                    std::iter::once((key, value)).chain(target)
                })
                .collect();
        }
        ports
    }

    fn target(&self, port: &Map<String, Json>, place: &Place, problems: &mut Problems) -> Option<Json> {
        let number = port.get("port")?.as_i64()?;
        let name = port.get("name").and_then(Json::as_str);
        let protocol = port.get("protocol").and_then(Json::as_str).unwrap_or(TCP);
        let targets: Vec<&Target> = self.targets.iter().filter(|target| target.protocol == protocol).collect();
        if let Some(named) = targets.iter().find(|target| name.is_some() && target.name.as_deref() == name) {
            return Some(named.at.clone());
        }
        if self.others.contains(&number) || targets.iter().any(|target| target.number == number) {
            return None;
        }
        match targets[..] {
            [] => None,
            [only] => Some(only.at.clone()),
            _ => {
                let message = format!("no container is known to listen on port {number}, to which this port leads");
                let known = choices(
                    targets
                        .iter()
                        .map(|target| target.at.as_str().map_or_else(|| target.number.to_string(), str::to_owned)),
                );
                let help = format!("add `targetPort`, which is one of {known}");
                problems.add(place, message, "no `targetPort`", help);
                None
            }
        }
    }
}
