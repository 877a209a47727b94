//! A helper of the user's own, wired as it says.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use crate::catalogue::{Bind, Pattern, Protocol};
use crate::pattern::description::container::Sourced;
use crate::pattern::description::helper::{CustomHelper, Helper};
use crate::pattern::plan::ports::Ports;
use crate::pattern::plan::resolved_helper::{HelperPort, HelperScrape, HelperShare, ResolvedHelper};
use crate::pattern::plan::volumes::empty_dir;
use crate::pattern::problem::Problems;

/// Speaks for the ports of the container.
pub(crate) fn claim(own: &CustomHelper, instance: &str, ports: &mut Ports, problems: &mut Problems) {
    let declared = own.spec.ports.iter().filter_map(|port| {
        let number = port.value["containerPort"].as_i64()?;
        Some((number, &port.item.as_ref()?.place))
    });
    let said = own.listen.iter().map(|(number, place)| (*number, place));
    let shown = own.exposes.iter().map(|(number, _, place)| (*number, place));
    for (number, place) in declared.chain(said).chain(shown) {
        let Ok(port) = u16::try_from(number) else { continue };
        if let Err(other) = ports.claim(port, instance) {
            let message = format!("port {number} is taken by `{other}`");
            let help = "choose another: the containers of a Pod share one port space".to_owned();
            problems.add(place, message, "taken already", help);
        }
    }
}

/// The helper as the user described it, hardened as far as an unknown image allows.
pub(crate) fn resolve(helper: &Helper, own: &CustomHelper, instance: String) -> ResolvedHelper {
    let spec = &own.spec;
    let mut rest: IndexMap<String, Sourced> = spec.rest.iter().cloned().collect();
    let defaults = [
        ("resources", json!({"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "256Mi"}})),
        (
            "securityContext",
            json!({
                "allowPrivilegeEscalation": false,
                "capabilities": {"drop": ["ALL"]},
                "seccompProfile": {"type": "RuntimeDefault"},
            }),
        ),
    ];
    for (name, value) in defaults {
        rest.entry(name.to_owned()).or_insert(Sourced { value, item: None });
    }
    let exposed = own.exposes.as_ref().and_then(|(number, path, _)| Some((u16::try_from(*number).ok()?, path.clone())));
    let port = |number| HelperPort { name: "metrics".to_owned(), number, protocol: Protocol::Tcp, bind: Bind::Pod };
    let declared = |number: u16| spec.ports.iter().any(|port| port.value["containerPort"] == number);
    let ports = exposed.iter().filter(|(number, _)| !declared(*number)).map(|(number, _)| port(*number)).collect();
    ResolvedHelper {
        pattern: helper.pattern,
        about: format!("{} {instance}: {}", helper.pattern.name(), purpose(helper.pattern)),
        instance,
        place: helper.place.clone(),
        image: Sourced { value: Json::from(spec.image.value.clone()), item: None },
        ports,
        declared: spec.ports.clone(),
        env: spec.env.clone(),
        mounts: spec.mounts.clone(),
        rest,
        shares: own.shares.iter().map(share).collect(),
        volumes: Vec::new(),
        files: None,
        main_env: helper.main_env.clone(),
        main_mounts: helper.mounts.clone(),
        scrape: exposed.map(|(number, path)| HelperScrape { number, path, params: IndexMap::new() }),
        fronts: None,
        shares_processes: false,
        service_account: None,
        demands: Vec::new(),
    }
}

fn share(share: &crate::pattern::description::share::Share) -> HelperShare {
    let source = match empty_dir(share.size.as_deref()) {
        Json::Object(source) => source,
        _ => Map::new(),
    };
    let name = share.path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    let name = name.trim_matches('-');
    HelperShare {
        place: share.place.clone(),
        name: if name.is_empty() { "shared".to_owned() } else { name.to_owned() },
        main: share.path.clone(),
        helper: share.at.clone(),
        writer: Some(share.writer),
        source,
        clears: false,
        about: format!("the files in {}", share.path),
    }
}

const fn purpose(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Sidecar => "extends main.",
        Pattern::Ambassador => "stands for the outside world on localhost.",
        Pattern::Adapter => "shows main to the outside in a uniform shape.",
    }
}
