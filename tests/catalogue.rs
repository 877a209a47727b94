//! Every catalogue entry, as a user meets it: with no more than it needs and as its example has it, in every kind of
//! workload, alone and twice. What comes out is judged by the API server's rules and by what the patterns promise.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use k8s_openapi::api::core::v1::{self as core, HTTPGetAction, TCPSocketAction};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use podpat::catalogue::{Bind, Catalogue, Entry, Pattern, Side};
use podpat::k8s::{self, Manifest, Pod};
use podpat::pattern::Kind;
use podpat::source::Source;
use podpat::validity::{self, Release};
use serde_json::{Map, Value, json};

use crate::harness::podpat_on;

const IMAGE: &str = "registry.example.com/app:1.0";

/// Patterns of which any number stands beside one main container.
pub(crate) const HELPERS: [Pattern; 3] = [Pattern::Sidecar, Pattern::Ambassador, Pattern::Adapter];

fn entries() -> Vec<Arc<Entry>> {
    let catalogue = Catalogue::built_in();
    let entries = catalogue.files().iter().map(|listed| listed.read().expect("the catalogue reads"));
    // Patterns over several Pods have tests of their own.
    entries.filter(|entry| HELPERS.contains(&entry.pattern)).map(Arc::new).collect()
}

/// What the API server would take, and as text.
struct Made {
    what: String,
    manifests: Vec<Manifest>,
    text: String,
}

/// Generates twice and judges; `what` names the case in every message.
fn make(what: &str, description: &str, flags: &[&str]) -> Made {
    let args = || ["generate", "-"].iter().chain(flags).copied();
    let ran = podpat_on(description, args());
    assert_eq!(ran.code, 0, "{what}: {}\n{description}", ran.err);
    assert_eq!(podpat_on(description, args()).out, ran.out, "{what}: other bytes the second time");
    let read = k8s::read(&Arc::new(Source::new(what, ran.out.as_str())));
    assert!(read.strays.is_empty(), "{what}: {:?}", read.strays);
    for manifest in &read.manifests {
        let faults = validity::validate(manifest, Release::LATEST);
        assert!(faults.is_empty(), "{what}: {:?}: {faults:?}", manifest.identity);
    }
    Made { what: what.to_owned(), manifests: read.manifests, text: ran.out }
}

impl Made {
    fn pod(&self) -> Pod<'_> {
        self.manifests.iter().find_map(Manifest::pod).expect("a workload")
    }
}

/// A helper with the parameters it requires, as their examples show them.
fn with_required(entry: &Entry) -> Map<String, Value> {
    let required = entry.parameters.iter().filter(|(_, parameter)| parameter.required);
    let given = required.map(|(name, parameter)| {
        let example = parameter.example.clone();
        (name.clone(), example.unwrap_or_else(|| panic!("{}: `{name}` has no example", entry.name)))
    });
    std::iter::once(("use".to_owned(), json!(entry.name))).chain(given).collect()
}

/// The least a user can write to get `helpers` in a workload of that kind.
fn least(kind: Kind, main: &Value, pattern: Pattern, helpers: &Value) -> String {
    let mut description = json!({"name": "demo", "kind": kind.name(), "main": main, pattern.key(): helpers});
    if kind == Kind::CronJob {
        description["schedule"] = json!("0 3 * * *");
    }
    description.to_string()
}

#[test]
fn every_entry_with_no_more_than_it_needs_in_every_kind() {
    for entry in entries() {
        for kind in Kind::ALL {
            for main in [json!(IMAGE), json!({"image": IMAGE, "ports": [8080]})] {
                if main.is_string() && needs_port(&entry) {
                    continue;
                }
                let what = format!("{} in a {} beside {main}", entry.name, kind.name());
                let made = make(&what, &least(kind, &main, entry.pattern, &json!(with_required(&entry))), &[]);
                check(&made, &[&entry]);
            }
        }
    }
}

/// Whether the entry passes something on to main's port.
fn needs_port(entry: &Entry) -> bool {
    let stands_in = |default: &Value| default.as_str() == Some("{{ main.port }}");
    entry.fronts.is_some() || entry.parameters.values().any(|it| it.default.as_ref().is_some_and(stands_in))
}

#[test]
fn who_passes_on_to_main_asks_for_its_port() {
    for entry in entries().into_iter().filter(|entry| needs_port(entry)) {
        let description = least(Kind::Pod, &json!(IMAGE), entry.pattern, &json!(with_required(&entry)));
        let ran = podpat_on(&description, ["generate", "-"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", entry.name);
        assert!(ran.err.contains("port"), "{}: {}", entry.name, ran.err);
    }
}

#[test]
fn every_example_as_it_is_and_in_every_kind() {
    for entry in entries() {
        let made = make(&format!("the example of {}", entry.name), &entry.example, &[]);
        check(&made, &[&entry]);
        for kind in Kind::ALL {
            let kind_is = format!("kind={}", kind.name());
            let flags = ["--set", kind_is.as_str(), "--set", "schedule=0 3 * * *"];
            let flags = if kind == Kind::CronJob { &flags[..] } else { &flags[..2] };
            // Fields of the example's own kind are not those of another.
            let example: Vec<_> = entry.example.lines().filter(|line| !line.starts_with("replicas:")).collect();
            let made = make(&format!("the example of {} as {}", entry.name, kind.name()), &example.join("\n"), flags);
            check(&made, &[&entry]);
        }
    }
}

#[test]
fn every_entry_twice_in_one_pod() {
    for entry in entries() {
        let mut second = with_required(&entry);
        if let Some(path) = second.get("path").and_then(Value::as_str).map(|path| format!("/srv/second{path}")) {
            second.insert("path".to_owned(), path.into());
        }
        let helpers = json!([with_required(&entry), second]);
        let main = json!({"image": IMAGE, "ports": [8080]});
        let made = make(&format!("two of {}", entry.name), &least(Kind::Pod, &main, entry.pattern, &helpers), &[]);
        check(&made, &[&entry, &entry]);
        let values = main_env(&made);
        let addresses: Vec<_> = values.values().filter(|value| value.contains("127.0.0.1:")).collect();
        assert_eq!(addresses.len(), addresses.iter().collect::<BTreeSet<_>>().len(), "{}: {values:?}", entry.name);
    }
}

#[test]
fn every_entry_as_a_plain_container() {
    for entry in entries() {
        let main = json!({"image": IMAGE, "ports": [8080]});
        let description = least(Kind::Deployment, &main, entry.pattern, &json!(with_required(&entry)));
        let made = make(&format!("{} as a plain container", entry.name), &description, &["--helpers", "classic"]);
        let spec = made.pod().spec;
        assert_eq!(helpers(spec).count(), 0, "{}", entry.name);
        let beside_main = usize::from(entry.pattern != Pattern::Init);
        assert_eq!(spec.containers.len(), 1 + beside_main, "{}", entry.name);
    }
}

#[test]
fn every_entry_says_what_people_need_to_know() {
    for entry in entries() {
        let name = &entry.name;
        for (field, text) in [
            ("summary", &entry.summary),
            ("useWhen", &entry.use_when),
            ("notWhen", &entry.not_when),
            ("verified", &entry.verified),
        ] {
            assert!(text.trim_end().ends_with('.'), "{name}: `{field}` is no sentence: {text}");
        }
        assert!(entry.sources.iter().all(|source| source.starts_with("https://")), "{name}: {:?}", entry.sources);
        assert!(!entry.sources.is_empty(), "{name} has no sources");
        for (parameter, it) in &entry.parameters {
            assert!(it.help.ends_with('.'), "{name}: the help of `{parameter}` is no sentence");
            assert!(it.only_with.iter().all(|needed| entry.parameters.contains_key(needed)), "{name}: {parameter}");
            assert!(!(it.required && it.default.is_some()), "{name}: `{parameter}` is required and has a default");
        }
        let like = entry.ports.values().filter_map(|port| port.like.as_ref());
        assert!(like.into_iter().all(|it| entry.parameters.contains_key(it)), "{name}: a port like what?");
        for demand in &entry.demands {
            let text = demand.trim_end_matches("}}").trim_end();
            assert!(!text.ends_with('.') && text.starts_with(|c: char| !c.is_lowercase()), "{name}: {demand}");
        }
    }
}

#[test]
fn every_port_can_be_chosen() {
    for entry in entries() {
        for (at, (name, port)) in entry.ports.iter().enumerate() {
            let what = format!("{} of {}", name, entry.name);
            let parameter = port.parameter.as_ref().unwrap_or_else(|| panic!("no parameter sets the port {what}"));
            let number = 17_000 + at;
            let mut helper = with_required(&entry);
            helper.insert(parameter.clone(), json!(number));
            let main = json!({"image": IMAGE, "ports": [8080]});
            let made = make(&what, &least(Kind::Pod, &main, entry.pattern, &json!(helper)), &[]);
            check(&made, &[&entry]);
            let helper = helpers(made.pod().spec).next().expect("a helper");
            let declared = declares(helper, &IntOrString::Int(i32::try_from(number).expect("a port")));
            assert_eq!(declared, port.bind == Bind::Pod, "{what}: {:?}", helper.ports);
            let of_kubernetes = |line: &str| line.starts_with("containerPort:") || line.starts_with("port:");
            let told = made.text.lines().filter(|line| !of_kubernetes(line.trim_start_matches(['-', ' '])));
            assert!(told.collect::<String>().contains(&number.to_string()), "{what}: nobody is told of {number}");
        }
    }
}

/// The Service leads to the helper in front of main, and that passes on to main by the loopback.
#[test]
fn who_stands_in_front_of_main_takes_its_place_behind_the_service() {
    for entry in entries() {
        let Some(fronts) = &entry.fronts else { continue };
        let main = json!({"image": IMAGE, "ports": ["http:8080"]});
        let description = least(Kind::StatefulSet, &main, entry.pattern, &json!(with_required(&entry)));
        let made = make(&entry.name, &description, &["--set", "service=true"]);
        let front = made.pod().spec.init_containers.iter().flatten().find(|helper| helper.name == entry.name);
        let front = front
            .expect("the helper")
            .ports
            .iter()
            .flatten()
            .find(|port| port.container_port == i32::from(entry.ports[&fronts.port].number));
        let front = front.and_then(|port| port.name.clone()).expect("a named port");
        let services = made.manifests.iter().filter_map(|manifest| match manifest.object() {
            k8s::Object::Service(service) => service.spec.as_ref(),
            _ => None,
        });
        for port in services.flat_map(|spec| spec.ports.iter().flatten()) {
            assert_eq!(port.target_port, Some(IntOrString::String(front.clone())), "{}", entry.name);
        }
        assert!(made.text.contains("127.0.0.1:8080"), "{}: main is not reached on the loopback", entry.name);
    }
}

/// A helper that deletes files it does not know gets no folder in which main keeps things, whatever the volume.
#[test]
fn who_clears_a_folder_gets_none_of_main() {
    let clearing = entries().into_iter().filter(|entry| entry.shares.values().any(|share| share.clears));
    let mut count = 0;
    for entry in clearing {
        let helper = with_required(&entry);
        let path = helper["path"].as_str().expect("a path").to_owned();
        let claim = json!({"name": "data", "persistentVolumeClaim": {"claimName": "data"}});
        let description = json!({
            "name": "demo",
            "main": {"image": IMAGE, "ports": [8080], "volumeMounts": [{"name": "data", "mountPath": path}]},
            entry.pattern.name(): helper,
            "patch": {"volumes": [claim]},
        });
        let ran = podpat_on(description.to_string(), ["generate", "-"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}: main's volume is given away", entry.name);
        assert!(ran.err.contains("would delete"), "{}: {}", entry.name, ran.err);
        count += 1;
    }
    assert!(count > 0, "no entry says that it clears its folder");
}

/// What every Pod of the catalogue keeps, and each pattern besides; `used` are the helpers in it.
fn check(made: &Made, used: &[&Entry]) {
    check_volumes(made, used);
    check_ports(made);
    let pod = made.pod();
    assert_eq!(pod.spec.containers.len(), 1, "{}: main stands alone", made.what);
    for helper in helpers(pod.spec) {
        check_helper(made, helper);
    }
    for entry in used {
        let of = |helper: &&core::Container| {
            helper.name == entry.name || helper.name.starts_with(&format!("{}-", entry.name))
        };
        let mine: Vec<_> = match entry.pattern {
            Pattern::Init => pod.spec.init_containers.iter().flatten().filter(of).collect(),
            _ => helpers(pod.spec).filter(of).collect(),
        };
        assert!(!mine.is_empty(), "{}: no {}", made.what, entry.name);
        for helper in mine {
            match entry.pattern {
                Pattern::Sidecar => check_sidecar(made, entry, helper),
                Pattern::Ambassador => check_ambassador(made, entry, helper),
                Pattern::Adapter => check_adapter(made, helper),
                Pattern::Init => assert!(helper.restart_policy.is_none(), "{}: it never ends", made.what),
                _ => {}
            }
        }
    }
}

/// Every volume is declared, mounted and, where containers share it, written by one, unless the entry says by both.
fn check_volumes(made: &Made, used: &[&Entry]) {
    let spec = made.pod().spec;
    let shares = || used.iter().flat_map(|entry| &entry.shares);
    let by_both = |volume: &str| {
        shares().any(|(name, share)| share.writer == Some(Side::Both) && volume.ends_with(name.as_str()))
    };
    let volumes = spec.volumes.as_deref().unwrap_or_default();
    let mut mounts: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    // An init container that prepares something for a helper may write before it.
    let prepares = |container: &&core::Container| {
        let mut preparations = used.iter().flat_map(|entry| entry.preparations.keys());
        container.restart_policy.is_none() && preparations.any(|name| container.name.ends_with(name.as_str()))
    };
    for mount in containers(spec)
        .filter(|container| !prepares(container))
        .flat_map(|container| container.volume_mounts.iter().flatten())
    {
        mounts.entry(&mount.name).or_default().push(mount.read_only == Some(true));
    }
    let declared: BTreeSet<_> = volumes.iter().map(|volume| volume.name.as_str()).collect();
    assert_eq!(declared, mounts.keys().copied().collect(), "{}: volumes and mounts", made.what);
    let is_there = |kind: &str, name: &str| {
        made.manifests.iter().any(|it| it.identity.kind == kind && it.identity.name.as_deref() == Some(name))
    };
    for volume in volumes {
        let read_only = &mounts[volume.name.as_str()];
        if let Some(empty) = &volume.empty_dir {
            assert!(empty.size_limit.is_some(), "{}: {} may fill the node", made.what, volume.name);
            let writers = read_only.iter().filter(|read_only| !**read_only).count();
            let expected = if by_both(&volume.name) { 2 } else { 1 };
            assert_eq!(writers, expected, "{}: writers of {}", made.what, volume.name);
        } else {
            assert!(read_only.iter().all(|read_only| *read_only), "{}: {} is writable", made.what, volume.name);
        }
        if let Some(map) = &volume.config_map
            && map.name.starts_with("demo-")
        {
            assert!(is_there("ConfigMap", &map.name), "{}: no ConfigMap {}", made.what, map.name);
        }
    }
}

/// The helpers that run beside main, which init containers that prepare something for them do not.
fn helpers(spec: &core::PodSpec) -> impl Iterator<Item = &core::Container> {
    spec.init_containers.iter().flatten().filter(|container| container.restart_policy.is_some())
}

fn containers(spec: &core::PodSpec) -> impl Iterator<Item = &core::Container> {
    spec.init_containers.iter().flatten().chain(&spec.containers)
}

/// Containers of a Pod share one port space.
fn check_ports(made: &Made) {
    let mut numbers = BTreeSet::new();
    let mut names = BTreeSet::new();
    for port in containers(made.pod().spec).flat_map(|container| container.ports.iter().flatten()) {
        let protocol = port.protocol.as_deref().unwrap_or("TCP");
        assert!(numbers.insert((port.container_port, protocol)), "{}: {} twice", made.what, port.container_port);
        assert!(port.name.as_ref().is_none_or(|name| names.insert(name)), "{}: {:?} twice", made.what, port.name);
    }
}

/// A helper is hardened, bounded, and asked for its health on a port that kubelet reaches.
fn check_helper(made: &Made, helper: &core::Container) {
    let what = format!("{}: {}", made.what, helper.name);
    assert_eq!(helper.restart_policy.as_deref(), Some("Always"), "{what}");
    let (_, tag) = helper.image.as_deref().and_then(|image| image.rsplit_once(':')).expect(&what);
    assert!(tag != "latest" && !tag.contains('/'), "{what}: {:?}", helper.image);
    let security = helper.security_context.as_ref().expect(&what);
    assert!(security.run_as_user.is_some_and(|user| user > 0), "{what}");
    assert_eq!(security.run_as_non_root, Some(true), "{what}");
    assert_eq!(security.allow_privilege_escalation, Some(false), "{what}");
    let resources = helper.resources.as_ref().expect(&what);
    assert!(resources.limits.as_ref().is_some_and(|limits| limits.contains_key("memory")), "{what}");
    assert!(resources.requests.as_ref().is_some_and(|requests| requests.len() == 2), "{what}");
    assert!(helper.readiness_probe.is_none(), "{what}: an unready helper takes main out of service");
    let mounts = helper.volume_mounts.iter().flatten();
    assert!(mounts.clone().all(|mount| mount.sub_path.is_none()), "{what}: a part of a volume is never renewed");
    let words = helper.command.iter().chain(&helper.args).flatten();
    assert!(
        words.clone().all(|word| !word.contains("tail -f")),
        "{what}: a file that is not there yet is not followed"
    );
    assert!(words.clone().all(|word| !word.to_lowercase().contains("password=")), "{what}: a password is written down");
    for probe in [&helper.startup_probe, &helper.liveness_probe].into_iter().flatten() {
        assert!(probe.exec.is_some() || asked(probe).is_some(), "{what}: a probe of a host of its own");
        let Some(port) = asked(probe) else { continue };
        assert!(declares(helper, &port), "{what}: a probe of {port:?}, which it does not declare");
    }
    for name in helper.env.iter().flatten() {
        let secret = name.name.to_uppercase();
        let secret = ["PASSWORD", "PASS", "TOKEN", "SECRET"].iter().any(|word| secret.ends_with(word));
        assert!(!secret || name.value.is_none(), "{what}: {} is written down", name.name);
    }
}

fn asked(probe: &core::Probe) -> Option<IntOrString> {
    match (&probe.http_get, &probe.tcp_socket) {
        (Some(HTTPGetAction { port, host: None, .. }), _) | (_, Some(TCPSocketAction { port, host: None })) => {
            Some(port.clone())
        }
        _ => None,
    }
}

fn declares(container: &core::Container, port: &IntOrString) -> bool {
    container.ports.iter().flatten().any(|declared| match port {
        IntOrString::Int(number) => declared.container_port == *number,
        IntOrString::String(name) => declared.name.as_ref() == Some(name),
    })
}

fn main_env(made: &Made) -> BTreeMap<String, String> {
    let main = &made.pod().spec.containers[0];
    main.env.iter().flatten().filter_map(|env| Some((env.name.clone(), env.value.clone()?))).collect()
}

/// It shares what it is there for with main: files, processes, or main's place behind the Service. Who brings files
/// has brought them before main starts, and who reads main's does not wait for them.
fn check_sidecar(made: &Made, entry: &Entry, helper: &core::Container) {
    let what = format!("{}: {}", made.what, helper.name);
    let spec = made.pod().spec;
    let of_main = |name: &str| spec.containers[0].volume_mounts.iter().flatten().find(|mount| mount.name == name);
    let shared = helper.volume_mounts.iter().flatten().filter_map(|mount| Some((mount, of_main(&mount.name)?)));
    let shared: Vec<_> = shared.collect();
    let always = entry.shares.values().filter(|share| share.when.is_none()).count();
    assert!(shared.len() >= always, "{what} shares no volume with main");
    let written_by = |mount: &core::VolumeMount, other: &core::VolumeMount| {
        mount.read_only.is_none() && other.read_only == Some(true)
    };
    if shared.iter().any(|(own, other)| written_by(own, other)) {
        assert!(helper.startup_probe.is_some(), "{what}: main may start before its files are there");
    }
    if shared.iter().any(|(own, other)| written_by(other, own)) {
        assert!(helper.startup_probe.is_none(), "{what}: main waits for what reads its files");
    }
    assert_eq!(spec.share_process_namespace == Some(true), entry.shares_processes.is_some(), "{what}: processes");
    let joined = !shared.is_empty()
        || entry.shares_processes.is_some()
        || entry.fronts.is_some()
        || made.text.contains("127.0.0.1");
    assert!(joined, "{what} has nothing to do with main");
}

/// Main is told of the local address; nothing but health can be reached from outside; others wait until it serves.
fn check_ambassador(made: &Made, entry: &Entry, helper: &core::Container) {
    let what = format!("{}: {}", made.what, helper.name);
    let told = main_env(made);
    assert!(told.values().any(|value| value.contains("127.0.0.1")), "{what}: main is told {told:?}");
    assert!(told.values().all(|value| !value.contains("localhost")), "{what}: {told:?}");
    assert!(helper.startup_probe.is_some(), "{what}: main may start before it");
    let targets = made.manifests.iter().filter_map(service_targets).flatten();
    for target in targets {
        assert!(!declares(helper, &target), "{what}: a Service leads to it");
    }
    let data: Vec<_> = entry.ports.values().filter(|port| port.bind == Bind::Loopback).collect();
    assert!(!data.is_empty(), "{what} has no port on the loopback");
    for port in data {
        let number = i32::from(port.number);
        assert!(!declares(helper, &IntOrString::Int(number)), "{what}: {number} is for main alone");
        for open in [format!("0.0.0.0:{number}"), format!("*:{number}"), format!("[::]:{number}")] {
            assert!(!made.text.contains(&open), "{what}: listens on {open}");
        }
    }
}

/// It shows a named port that Prometheus is led to, and main neither waits for it nor leaves service with it.
fn check_adapter(made: &Made, helper: &core::Container) {
    let what = format!("{}: {}", made.what, helper.name);
    let ports = helper.ports.as_deref().unwrap_or_default();
    assert!(ports.iter().any(|port| port.name.is_some()), "{what} declares no named port");
    assert!(helper.startup_probe.is_none(), "{what}: main waits for it");
    let pod = made.pod();
    let main = pod.spec.containers[0].volume_mounts.as_deref().unwrap_or_default();
    let reads =
        |mount: &core::VolumeMount| mount.read_only == Some(true) && main.iter().any(|other| other.name == mount.name);
    let by_files = helper.volume_mounts.iter().flatten().any(reads);
    assert!(by_files || made.text.contains("127.0.0.1"), "{what} does not read main");
    let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref()).expect(&what);
    let led_to = annotations.get("prometheus.io/port").and_then(|port| port.parse().ok());
    let scraped: Vec<IntOrString> =
        made.manifests.iter().filter_map(service_targets).flatten().chain(led_to.map(IntOrString::Int)).collect();
    assert!(scraped.iter().any(|port| declares(helper, port)), "{what}: nothing leads to it");
}

/// The ports that a Service leads to.
fn service_targets(manifest: &Manifest) -> Option<Vec<IntOrString>> {
    let k8s::Object::Service(service) = manifest.object() else { return None };
    let ports = service.spec.as_ref()?.ports.iter().flatten();
    Some(ports.filter_map(|port| port.target_port.clone()).collect())
}

/// Native sidecars start one after the other and stop in reverse: what others connect through is there first, what
/// reads last words goes last.
#[test]
fn helpers_start_in_the_order_in_which_they_are_needed() {
    let description = json!({
        "name": "demo",
        "main": {"image": IMAGE, "ports": [8080]},
        "adapter": "statsd-exporter",
        "sidecar": [
            {"use": "git-sync", "repo": "https://example.com/a.git", "path": "/srv/www/site"},
            {"use": "log-tail", "path": "/var/log/app/app.log"},
        ],
        "ambassador": {"use": "tcp", "servers": "db:5432"},
    });
    let made = make("all at once", &description.to_string(), &[]);
    let helpers = made.pod().spec.init_containers.as_deref().unwrap_or_default();
    let names: Vec<&str> = helpers.iter().map(|helper| helper.name.as_str()).collect();
    assert_eq!(names, ["tcp", "log-tail", "git-sync", "statsd-exporter"]);
}

#[test]
fn inspect_sees_what_was_generated() {
    for entry in entries() {
        let ran = podpat_on(&entry.example, ["generate", "-"]);
        assert!(!ran.err.contains("looks like a credential"), "{}: {}", entry.name, ran.err);
        let generated = ran.out;
        let pod = podpat_on(&generated, ["inspect", "-o", "json", "-"]).json()["pods"][0].take();
        let roles: Vec<&str> =
            pod["containers"].as_array().into_iter().flatten().filter_map(|it| it["role"].as_str()).collect();
        // An init container that prepares something for the helper comes before it.
        let wanted: Vec<_> =
            std::iter::repeat_n("init", entry.preparations.len()).chain([entry.pattern.name(), "main"]).collect();
        assert!(roles == wanted, "{}: {roles:?}", entry.name);
        let lint = podpat_on(&generated, ["lint", "--format", "short", "--fail-on", "never", "-"]);
        assert!(!lint.out.contains("-:"), "{}: {}", entry.name, lint.out);
    }
}
