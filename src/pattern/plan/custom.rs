//! A helper of the user's own, wired as it says.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use crate::catalogue::{AddedArgs, Bind, Pattern, Protocol, Side};
use crate::k8s::quantity::Quantity;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::custom_helper::CustomHelper;
use crate::pattern::description::helper::Helper;
use crate::pattern::description::share::{Exposed, Share};
use crate::pattern::plan::main_env;
use crate::pattern::plan::ports::Ports;
use crate::pattern::plan::resolved_helper::{HelperFront, HelperPort, HelperScrape, HelperShare, ResolvedHelper};
use crate::pattern::plan::volume_source::{DEFAULT_SIZE, empty_dir, object};
use crate::pattern::problem::Problems;

/// The name of the port in front of main, unless the user gives it one.
const FRONT: &str = "front";

/// Speaks for the ports of the container.
pub(crate) fn claim(own: &CustomHelper, instance: &str, ports: &mut Ports, problems: &mut Problems) {
    let declared = own.spec.ports.iter().filter_map(|port| {
        let number = port.value["containerPort"].as_i64()?;
        Some((number, &port.item.as_ref()?.place))
    });
    let said = own.listen.iter().map(|(number, place)| (*number, place));
    let shown = own.exposes.iter().map(|exposed| (exposed.port, &exposed.place));
    let in_front = own.fronts.iter().map(|(number, place)| (*number, place));
    for (number, place) in declared.chain(said).chain(shown).chain(in_front) {
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
    let exposed = own.exposes.as_ref().and_then(|exposed| Some((u16::try_from(exposed.port).ok()?, exposed)));
    let in_front = own.fronts.as_ref().and_then(|(number, _)| u16::try_from(*number).ok());
    let port =
        |name: &str, number| HelperPort { name: name.to_owned(), number, protocol: Protocol::Tcp, bind: Bind::Pod };
    let declared = |number: u16| spec.ports.iter().find(|port| port.value["containerPort"] == number);
    let ports = exposed.iter().map(|(number, _)| port("metrics", *number)).chain(in_front.map(|it| port(FRONT, it)));
    let front = |number| {
        let known = declared(number);
        let name = known.and_then(|port| port.value["name"].as_str()).unwrap_or(FRONT).to_owned();
        let is_named = known.is_none_or(|port| port.value["name"].is_string());
        HelperFront { target: if is_named { name.clone().into() } else { number.into() }, name, service: number }
    };
    ResolvedHelper {
        pattern: helper.pattern,
        about: format!("{} {instance}: {}", helper.pattern.name(), purpose(own, helper.pattern)),
        instance,
        place: helper.place.clone(),
        entry_file: None,
        is_custom: true,
        image: Sourced { value: Json::from(spec.image.value.clone()), item: None },
        ports: ports.filter(|port| declared(port.number).is_none()).collect(),
        declared: spec.ports.clone(),
        env: spec.env.clone(),
        mounts: spec.mounts.clone(),
        rest: with_defaults(own),
        overrides: Vec::new(),
        added_args: AddedArgs::Last,
        preparations: Vec::new(),
        shares: own.shares.iter().map(share).collect(),
        volumes: Vec::new(),
        files: own.config.as_ref().map(|config| (config.at.clone(), config.files.clone())),
        main_env: helper.main_env.clone(),
        main_env_appended: IndexMap::new(),
        main_env_fixed: main_env::written(helper),
        main_mounts: helper.mounts.clone(),
        scrape: exposed.map(|(number, Exposed { path, scheme, .. })| HelperScrape {
            number,
            path: path.clone(),
            scheme: scheme.clone(),
            params: IndexMap::new(),
        }),
        fronts: in_front.map(front),
        shares_processes: false,
        service_account: None,
        rights: None,
        pod_labels: IndexMap::new(),
        service_selector: IndexMap::new(),
        pod_annotations: IndexMap::new(),
        objects: Vec::new(),
        demands: Vec::new(),
    }
}

/// The memory a container of the user's own may take unless it says otherwise.
pub(crate) const MEMORY_LIMIT: &str = "256Mi";

/// Returns the memory limit of a container that says none. A folder in memory counts against the limit of the container
/// that writes it, whose pages they are, and not of one that only reads it.
fn memory_limit(own: &CustomHelper) -> String {
    let written = own.shares.iter().filter(|share| share.in_memory && share.writer != Side::Main);
    let sizes = written.map(|share| share.size.as_deref().unwrap_or(DEFAULT_SIZE)).chain([MEMORY_LIMIT]);
    let mebibyte = 1 << 20;
    let bytes = |size| Quantity::parse(size).map_or(0, |size| size.value());
    let mebibytes = sizes.map(|size| (bytes(size) + mebibyte - 1) / mebibyte).fold(0, i64::saturating_add);
    format!("{mebibytes}Mi")
}

/// The fields a user said, and defaults for resources and the security context.
fn with_defaults(own: &CustomHelper) -> IndexMap<String, Sourced> {
    let mut rest: IndexMap<String, Sourced> = own.spec.rest.iter().cloned().collect();
    let limit = memory_limit(own);
    let defaults = [
        ("resources", json!({"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": limit}})),
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
    rest.retain(|name, field| {
        let is_empty = field.value.as_object().is_some_and(Map::is_empty);
        !(is_empty && ["resources", "securityContext"].contains(&name.as_str()))
    });
    rest
}

fn share(share: &Share) -> HelperShare {
    let mut source = object(empty_dir(share.size.as_deref()));
    if share.in_memory {
        source["emptyDir"]["medium"] = "Memory".into();
    }
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
        rotates: false,
        locks: false,
        about: if share.in_memory { "shared memory".to_owned() } else { format!("the files in {}", share.path) },
    }
}

/// Returns the wiring of a container that has no description.
const fn purpose(own: &CustomHelper, pattern: Pattern) -> &'static str {
    match pattern {
        _ if own.fronts.is_some() => "takes main's traffic and passes it on.",
        Pattern::Ambassador => "connects main to the outside world.",
        Pattern::Adapter => "exposes metrics of main.",
        Pattern::Init => "runs before main.",
        _ if own.shares.is_empty() => "runs beside main.",
        _ => "shares files with main.",
    }
}
