//! The ports a container listens on: those it declares, those its options and variables name, those its configuration
//! file names, and those its software opens unless told otherwise.

use super::address::{host_and_port, is_loopback};
use super::command::{Command, Opt};
use super::option_words::{name_words, says_listen};
use super::port::{ListenPort, PortEvidence, Protocol, Scope};
use super::program_ports;
use super::server_config;
use super::settings::Settings;
use super::step::Step;
use crate::composition::knowledge::{Software, SoftwareKind, WordList};
use crate::k8s::Container;
use crate::yaml::{FieldPath, Segment};

/// Collects the ports of a container.
pub(crate) fn ports(
    container: &Container<'_>,
    command: &Command,
    settings: &Settings<'_>,
    software: Option<&Software>,
    certain: bool,
) -> Vec<ListenPort> {
    let (ports, path) = (container.spec.ports.as_deref().unwrap_or_default(), &container.path);
    let mut listens = declared(ports, path);
    listens.extend(from_options(ports, path, command, software));
    let (told, is_moved) = from_arguments(command, path, settings, software);
    // What the program makes of its arguments is more than one of them says.
    let says_less = |listen: &ListenPort| listen.scope == Scope::Unknown && listen.evidence == PortEvidence::Option;
    listens.retain(|listen| !(says_less(listen) && told.iter().any(|other| other.port == listen.port)));
    listens.extend(told);
    listens.extend(from_variables(settings));
    if let Some(software) = software {
        let mut files = from_files(settings, software);
        let of_server = if is_moved { None } else { server_config::port_of(command, settings, software) };
        let is_told = of_server.is_some();
        files.extend(of_server);
        let moved = !files.is_empty() || !certain;
        listens.extend(files);
        if !(is_moved || is_told) {
            listens.extend(defaults(software, command, path, moved));
        }
    }
    listens
}

/// Returns the ports that single options name.
fn from_options(
    ports: &[k8s_openapi::api::core::v1::ContainerPort],
    path: &FieldPath,
    command: &Command,
    software: Option<&Software>,
) -> Vec<ListenPort> {
    let mut listens = Vec::new();
    let own_words = software.map(|software| software.id.as_str()).unwrap_or_default();
    let options = command.options();
    // With `--host` beside it, `--port` may as well name the server to connect to.
    let host =
        options.iter().find(|option| matches!(option.name, "--host" | "-h" | "-host")).and_then(|option| option.value);
    // `client --address=localhost:8080`: a program that is told to be one connects to what it is told.
    let asks_as_client = command.words.iter().take_while(|word| !word.starts_with('-')).any(|word| word == "client");
    for option in &options {
        let moves = software.is_some_and(|software| software.options.iter().any(|own| own == option.name));
        let Some(mut found) = from_option(option, own_words, host.unwrap_or_default()) else { continue };
        let listens_by_name = WordList::Listens.holds_any(&name_words(option.name));
        if found.scope == Scope::Loopback && asks_as_client && !listens_by_name {
            continue;
        }
        // A port that the container declares is its own.
        let declares = ports.iter().any(|port| port.container_port == i32::from(found.port));
        found.ambiguous &= !(moves || declares);
        let scope = match found.scope {
            Scope::Unknown => interface(option, &options, software.is_some_and(|known| known.loopback)),
            known => known,
        };
        listens.push(ListenPort { place: command.place_of(option.at, path), scope, ..found });
    }
    listens
}

/// Returns the ports that variables name.
fn from_variables(settings: &Settings<'_>) -> Vec<ListenPort> {
    // `SERVER_PORT` beside `SERVER_HOST=api` is that server's.
    let elsewhere = settings.value("SERVER_HOST").is_some_and(|host| !matches!(host, "" | "0.0.0.0" | "::" | "*"));
    let variables = settings.variables.iter().filter(|variable| !(elsewhere && variable.name == "SERVER_PORT"));
    let found = variables.flat_map(|variable| {
        let found = from_variable(variable.name, &variable.value).into_iter();
        let beside = || interface_beside(variable.name, settings);
        found.map(move |(port, scope)| ListenPort {
            place: variable.place.clone(),
            evidence: PortEvidence::Variable,
            ..ListenPort::on(port, if scope == Scope::Unknown { beside() } else { scope })
        })
    });
    found.collect()
}

/// Returns the ports that the configuration files of a program name.
fn from_files(settings: &Settings<'_>, software: &Software) -> Vec<ListenPort> {
    settings
        .files_with_ports(&software.config)
        .flat_map(|file| file.facts.ports(file.text).iter().map(move |found| (found, file.place.clone())))
        .map(|(&(scope, port), place)| ListenPort {
            place,
            evidence: PortEvidence::File,
            ..ListenPort::on(port, scope)
        })
        .collect()
}

fn declared(ports: &[k8s_openapi::api::core::v1::ContainerPort], path: &FieldPath) -> Vec<ListenPort> {
    let listens = ports.iter().enumerate().filter_map(|(at, port)| {
        let place = path.clone().join(Segment::Field("ports".into())).join(Segment::Index(at));
        Some(ListenPort {
            protocol: Protocol::read(port.protocol.as_deref()),
            evidence: PortEvidence::Declared,
            name: port.name.clone(),
            place: place.join(Segment::Field("containerPort".into())),
            ..ListenPort::on(u16::try_from(port.container_port).ok().filter(|&port| port > 0)?, Scope::Unknown)
        })
    });
    listens.collect()
}

fn from_option(option: &Opt<'_>, own: &str, host: &str) -> Option<ListenPort> {
    let value = option.value?;
    let words = name_words(option.name);
    let own_words = name_words(own);
    // `--web.listen-address` of prometheus is its own, `--redis.addr` of an exporter is not.
    let connects = WordList::Connects.holds_any(&words) && !words.iter().any(|word| own_words.first() == Some(word));
    let is_own = words.len() == 1 && WordList::Binds.holds(&words[0]) && !value.contains("://");
    let listens = is_own || says_listen(&words);
    let found = |port, scope, ambiguous| ListenPort {
        evidence: PortEvidence::Option,
        ambiguous,
        ..ListenPort::on(port, scope)
    };
    if let Some((host, port)) = host_and_port(value) {
        let loopback = is_loopback(host);
        let substituted = host.starts_with("$(");
        let anywhere = matches!(host, "" | "0.0.0.0" | "::" | "*") || substituted;
        let scope = if loopback {
            Scope::Loopback
        } else if substituted {
            Scope::Address
        } else {
            Scope::Pod
        };
        if !(anywhere || loopback) || connects && !listens {
            return None;
        }
        let named = listens
            || WordList::MayListen.holds_any(&words)
            || words.last().is_some_and(|word| word == "port" || word == "b");
        return named.then(|| found(port, scope, loopback && !listens));
    }
    let last = words.last()?;
    if !matches!(last.as_str(), "port" | "ports") || connects && !listens {
        return None;
    }
    let port = value.parse().ok().filter(|&port| port > 0)?;
    if !matches!(host, "" | "0.0.0.0" | "::") && !is_loopback(host) {
        return None;
    }
    let scope = if is_loopback(host) { Scope::Loopback } else { Scope::Unknown };
    Some(found(port, scope, is_loopback(host)))
}

/// The interface of a port whose option does not say it: `--address=127.0.0.1` beside `--port=5432`, but
/// `--http-address` beside `--http-port`, which has nothing to do with the other.
fn interface(option: &Opt<'_>, options: &[Opt<'_>], loopback: bool) -> Scope {
    let prefix = option.name.trim_start_matches('-').trim_end_matches("ports").trim_end_matches("port");
    let own = prefix.is_empty() || prefix == "listen-" || prefix == "p";
    let said = options.iter().find_map(|other| bound_to(other, if own { "" } else { prefix }));
    said.unwrap_or(if own && loopback { Scope::Loopback } else { Scope::Unknown })
}

/// Returns the interface that an option binds to, if it names nothing else.
fn bound_to(option: &Opt<'_>, prefix: &str) -> Option<Scope> {
    let name = option.name.trim_start_matches('-').strip_prefix(prefix)?;
    match option.value.filter(|_| WordList::Interface.holds(name))? {
        "0.0.0.0" | "::" | "[::]" | "*" => Some(Scope::Pod),
        host => is_loopback(host).then_some(Scope::Loopback),
    }
}

/// Ports given in the manner of single programs: `python -m http.server 8000`, `nc -l 80`, `socat tcp-listen:80`. With
/// them whether the program of the image's software is told another port than its usual one, or another interface.
fn from_arguments(
    command: &Command,
    path: &FieldPath,
    settings: &Settings<'_>,
    software: Option<&Software>,
) -> (Vec<ListenPort>, bool) {
    let mut listens = Vec::new();
    let plain = command.words.iter().map(String::as_str);
    for word in plain.clone().chain(command.steps.iter().flat_map(|step| step.words.iter().map(String::as_str))) {
        let lower = word.to_lowercase();
        if let Some(rest) = lower.strip_prefix("tcp-listen:").or_else(|| lower.strip_prefix("tcp4-listen:")) {
            let mut parts = rest.split(',');
            let port = parts.next().and_then(|port| port.parse().ok());
            let bound = parts.find_map(|part| part.strip_prefix("bind="));
            let scope = if bound.is_some_and(is_loopback) { Scope::Loopback } else { Scope::Pod };
            listens.extend(port.map(|port| ListenPort::on(port, scope)));
        } else if let Some((_, tcp)) = word.split_once("=tcp:").filter(|_| word.contains("instances")) {
            // `-instances=project:region:db=tcp:3306` of the first Cloud SQL proxy.
            let end = tcp.split(',').next().unwrap_or_default();
            let (host, port) = end.rsplit_once(':').unwrap_or(("127.0.0.1", end));
            let scope = if is_loopback(host) { Scope::Loopback } else { Scope::Pod };
            listens.extend(port.parse().ok().map(|port| ListenPort::on(port, scope)));
        }
    }
    let usual = software.and_then(|software| software.ports.first().copied());
    let is_own = |step: &Step| software.is_some_and(|known| known.programs.iter().any(|name| name == step.program()));
    let bare = bare_arguments(command, software);
    let by_command = command.replaces_entrypoint();
    let mut is_moved = false;
    for step in command.steps.iter().chain(&bare) {
        let usual = usual.filter(|_| is_own(step));
        let Some(found) = program_ports::port_of(step, settings, usual, by_command) else { continue };
        is_moved |= is_own(step);
        listens.push(found);
    }
    let place = command.place_of(0, path);
    let listens = listens
        .into_iter()
        .map(|found| ListenPort { place: place.clone(), evidence: PortEvidence::Option, ..found })
        .collect();
    (listens, is_moved)
}

/// Returns the command that arguments alone make with the program that the image is for: `args: [--port=3307]` of mysql.
/// Without any arguments, variables may say its port.
fn bare_arguments(command: &Command, software: Option<&Software>) -> Option<Step> {
    let software = software.filter(|_| command.steps.is_empty())?;
    // Images of languages run what they are given.
    if software.kind == SoftwareKind::Runtime && !command.words.is_empty() {
        return Some(Step { words: command.words.clone(), ..Step::default() });
    }
    let program = software.programs.first()?;
    // `consul connect` of an image is `consul` with another verb.
    let has_verb = command.words.first().is_some_and(|word| !word.starts_with('-'));
    let program = program.split(' ').next().filter(|_| has_verb).unwrap_or(program);
    if command.words.is_empty() && software.ports.is_empty() {
        return None;
    }
    let words = std::iter::once(program.to_owned()).chain(command.words.iter().cloned()).collect();
    Some(Step { words, ..Step::default() })
}

/// Returns the interface that a variable beside one of a port says: `SERVER_ADDRESS=127.0.0.1` beside `SERVER_PORT=80`.
/// `HOST=localhost` may as well be the name that browsers use.
fn interface_beside(name: &str, settings: &Settings<'_>) -> Scope {
    let Some(stem) = name.strip_suffix("PORT") else { return Scope::Unknown };
    let value = |end: &str| settings.value(&format!("{stem}{end}"));
    let named = ["HOST", "HOSTNAME", "IP"].into_iter().find_map(value).filter(|host| *host != "localhost");
    let said = || ["ADDRESS", "ADDR", "BIND", "BIND_ADDRESS", "LISTEN_ADDRESS", "LISTEN"].into_iter().find_map(value);
    match named.or_else(said) {
        Some("0.0.0.0" | "::" | "[::]" | "*") => Scope::Pod,
        Some(host) if is_loopback(host) => Scope::Loopback,
        _ => Scope::Unknown,
    }
}

/// `PORT=8080` and its like, `LISTEN=0.0.0.0:8000, 0.0.0.0:8443 ssl`; `DB_PORT` is somebody else's.
fn from_variable(name: &str, value: &str) -> Vec<(u16, Scope)> {
    let words = name_words(name);
    // `BROWSER_WEB_URL=http://localhost:9222` is where the web is, `LISTEN_URL` where the program listens.
    let is_url = words.last().is_some_and(|word| matches!(word.as_str(), "url" | "uri"));
    let hardly = |word: &String| is_url && word == "web" || matches!(word.as_str(), "advertise" | "advertised");
    let listens = says_listen(&words) && !words.iter().any(hardly);
    let addressed = || value.split([' ', ',', ';']).take(64).filter_map(host_and_port);
    // Nobody connects to `+` or `*`.
    let everywhere = addressed().filter(|(host, _)| matches!(*host, "+" | "*"));
    let own = match words.as_slice() {
        [port] => port == "port",
        [whose, port] => port == "port" && WordList::OwnPort.holds(whose),
        _ => false,
    };
    if WordList::Connects.holds_any(&words) && !listens && !own {
        return everywhere.map(|(_, port)| (port, Scope::Pod)).collect();
    }
    let addressed: Vec<(u16, Scope)> = addressed()
        .filter_map(|(host, port)| match host {
            "+" | "*" => Some((port, Scope::Pod)),
            _ if is_loopback(host) => listens.then_some((port, Scope::Loopback)),
            "" | "0.0.0.0" | "::" => {
                let may = listens || words.last().is_some_and(|word| word == "listener" || word == "addr");
                may.then_some((port, Scope::Pod))
            }
            _ => None,
        })
        .collect();
    if !addressed.is_empty() {
        return addressed;
    }
    let port = value.parse().ok().filter(|_| own);
    port.map(|port| (port, Scope::Unknown)).into_iter().collect()
}

/// Returns the ports that the software opens by itself. They are not certain once an option or a configuration file may
/// have moved them.
fn defaults(software: &Software, command: &Command, path: &FieldPath, moved: bool) -> Vec<ListenPort> {
    let scope = if software.loopback { Scope::Loopback } else { Scope::Unknown };
    if !software.options.is_empty() && command.has_option(&software.options) {
        return Vec::new();
    }
    let known = if moved { PortEvidence::Maybe } else { PortEvidence::Default };
    let place = path.clone().join(Segment::Field("image".into()));
    let ports = software.ports.iter().map(|&port| (port, known));
    let often = software.often.iter().map(|&port| (port, PortEvidence::Maybe));
    ports
        .chain(often)
        .map(|(port, known)| ListenPort { evidence: known, place: place.clone(), ..ListenPort::on(port, scope) })
        .collect()
}
