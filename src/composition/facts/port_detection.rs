//! The ports a container listens on: those it declares, those its options and variables name, those its configuration
//! file names, and those its software opens unless told otherwise.

use super::address::{host_and_port, is_loopback};
use super::command::{Command, Opt};
use super::port::{ListenPort, PortEvidence, Protocol, Scope};
use super::settings::Settings;
use crate::composition::knowledge::Software;
use crate::yaml::{PathBuf, Segment};

/// Words in an option's name that make its address one to listen on.
const LISTENS: [&str; 10] =
    ["listen", "listener", "listeners", "bind", "serve", "serving", "srv", "web", "expose", "publish"];
/// Words for what a program shows of itself, which others come and ask for: `--metrics-addr=127.0.0.1:8080`.
const SHOWS: [&str; 15] = [
    "metrics",
    "metric",
    "health",
    "healthz",
    "probe",
    "telemetry",
    "admin",
    "insecure",
    "secure",
    "debug",
    "pprof",
    "status",
    "diagnostic",
    "diagnostics",
    "monitoring",
];
/// Words that make its address one to listen on when it is not a loopback one, and leave it open when it is.
const MAY_LISTEN: [&str; 10] = ["addr", "address", "http", "https", "grpc", "api", "host", "endpoint", "stats", "rest"];
/// Words that make it the address of another server.
pub(crate) const CONNECTS: [&str; 52] = [
    "upstream",
    "backend",
    "target",
    "url",
    "uri",
    "source",
    "src",
    "remote",
    "peer",
    "peers",
    "join",
    "connect",
    "proxy",
    "webhook",
    "scrape",
    "server",
    "servers",
    "database",
    "db",
    "dsn",
    "master",
    "primary",
    "replica",
    "broker",
    "brokers",
    "bootstrap",
    "dest",
    "destination",
    "forward",
    "collector",
    "exporter",
    "endpoints",
    "reload",
    "redis",
    "mysql",
    "mysqld",
    "postgres",
    "pg",
    "mongo",
    "mongodb",
    "memcached",
    "memcache",
    "etcd",
    "kafka",
    "zookeeper",
    "zk",
    "elasticsearch",
    "es",
    "amqp",
    "rabbitmq",
    "prometheus",
    "nginx",
];

/// Collects the ports of a container. `path` is the container's own place.
pub(crate) fn ports(
    ports: &[k8s_openapi::api::core::v1::ContainerPort],
    path: &PathBuf,
    command: &Command,
    settings: &Settings<'_>,
    software: Option<&Software>,
    certain: bool,
) -> Vec<ListenPort> {
    let mut listens = declared(ports, path);
    let own_words = software.map(|software| software.id.as_str()).unwrap_or_default();
    let options = command.options();
    // With `--host` beside it, `--port` may as well name the server to connect to.
    let host =
        options.iter().find(|option| matches!(option.name, "--host" | "-h" | "-host")).and_then(|option| option.value);
    for option in &options {
        let Some(found) = from_option(option, own_words, host.unwrap_or_default()) else { continue };
        let scope = match found.scope {
            Scope::Unknown => interface(option, &options, software.is_some_and(|known| known.loopback)),
            known => known,
        };
        listens.push(ListenPort { place: command.place_of(option.at, path), scope, ..found });
    }
    listens.extend(from_arguments(command, path));
    // `SERVER_PORT` beside `SERVER_HOST=api` is that server's.
    let elsewhere = settings.value("SERVER_HOST").is_some_and(|host| !matches!(host, "" | "0.0.0.0" | "::" | "*"));
    let variables = settings.variables.iter().filter(|variable| !(elsewhere && variable.name == "SERVER_PORT"));
    listens.extend(variables.flat_map(|variable| {
        let found = from_variable(variable.name, &variable.value).into_iter();
        found.map(|(port, scope)| ListenPort {
            place: variable.place.clone(),
            evidence: PortEvidence::Variable,
            ..ListenPort::on(port, scope)
        })
    }));
    if let Some(software) = software {
        let files: Vec<ListenPort> = settings
            .files
            .iter()
            .filter(|file| software.config.iter().any(|folder| file.path.starts_with(folder.as_str())))
            .flat_map(|file| file.facts.ports(file.text).iter().map(move |found| (found, &file.place)))
            .map(|(&(scope, port), place)| ListenPort {
                place: place.clone(),
                evidence: PortEvidence::File,
                ..ListenPort::on(port, scope)
            })
            .collect();
        let moved = !files.is_empty() || !certain;
        listens.extend(files);
        listens.extend(defaults(software, command, path, moved));
    }
    listens
}

fn declared(ports: &[k8s_openapi::api::core::v1::ContainerPort], path: &PathBuf) -> Vec<ListenPort> {
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

/// The words of an option's or variable's name.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn holds(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&word.as_str()))
}

/// Whether the words of an option's or variable's name make its address one to listen on, whatever the interface.
pub(crate) fn says_listen(words: &[String]) -> bool {
    holds(words, &LISTENS) || shows(words)
}

/// Whether they name something that a program shows of itself.
pub(crate) fn shows(words: &[String]) -> bool {
    holds(words, &SHOWS) && !holds(words, &CONNECTS)
}

fn from_option(option: &Opt<'_>, own: &str, host: &str) -> Option<ListenPort> {
    let value = option.value?;
    let words = name_words(option.name);
    let own_words = name_words(own);
    // `--web.listen-address` of prometheus is its own, `--redis.addr` of an exporter is not.
    let connects = holds(&words, &CONNECTS) && !words.iter().any(|word| own_words.first() == Some(word));
    let listens = says_listen(&words);
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
        let named =
            listens || holds(&words, &MAY_LISTEN) || words.last().is_some_and(|word| word == "port" || word == "b");
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

/// What an option says of the interface alone.
fn bound_to(option: &Opt<'_>, prefix: &str) -> Option<Scope> {
    const NAMES: [&str; 9] =
        ["address", "addr", "listen-address", "listen-addr", "bind", "bind-address", "bind-addr", "listen-ip", "ip"];
    let name = option.name.trim_start_matches('-').strip_prefix(prefix)?;
    match option.value.filter(|_| NAMES.contains(&name))? {
        "0.0.0.0" | "::" | "[::]" | "*" => Some(Scope::Pod),
        host => is_loopback(host).then_some(Scope::Loopback),
    }
}

/// Ports given in the manner of single programs: `python -m http.server 8000`, `nc -l 80`, `socat tcp-listen:80`.
fn from_arguments(command: &Command, path: &PathBuf) -> Vec<ListenPort> {
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
    for step in command.steps.iter() {
        let arguments = step.arguments();
        let last = || arguments.iter().rev().find_map(|word| word.parse::<u16>().ok()).filter(|&port| port > 9);
        let after = |flag: &str| {
            let at = arguments.iter().position(|word| word == flag)?;
            arguments.get(at + 1)?.parse::<u16>().ok()
        };
        let has = |letter: char| {
            arguments.iter().any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(letter))
        };
        let port = match step.program() {
            "python" | "python3"
                if arguments.iter().any(|word| word == "http.server" || word == "SimpleHTTPServer") =>
            {
                last().or(Some(8000))
            }
            "nc" | "ncat" | "netcat" if has('l') || arguments.iter().any(|word| word == "--listen") => last(),
            "kubectl" if arguments.first().is_some_and(|word| word == "proxy") => {
                after("-p").or_else(|| after("--port")).or(Some(8001))
            }
            "http-server" | "memcached" | "serve" => after("-p").or_else(|| after("-l")),
            "httpd" if has('p') => after("-p"),
            _ => None,
        };
        listens.extend(port.map(|port| ListenPort::on(port, Scope::Unknown)));
    }
    let place = command.place_of(0, path);
    listens
        .into_iter()
        .map(|found| ListenPort { place: place.clone(), evidence: PortEvidence::Option, ..found })
        .collect()
}

/// Variables whose whole name says that their port is the container's own.
const OWN_PORT: [&str; 11] =
    ["http", "https", "server", "listen", "app", "web", "grpc", "admin", "metrics", "health", "container"];

/// `PORT=8080` and its like, `LISTEN=0.0.0.0:8000, 0.0.0.0:8443 ssl`; `DB_PORT` is somebody else's.
fn from_variable(name: &str, value: &str) -> Vec<(u16, Scope)> {
    let words = name_words(name);
    let listens = says_listen(&words) && !holds(&words, &["advertise", "advertised"]);
    let addressed = || value.split([' ', ',', ';']).take(64).filter_map(host_and_port);
    // Nobody connects to `+` or `*`.
    let everywhere = addressed().filter(|(host, _)| matches!(*host, "+" | "*"));
    let own = match words.as_slice() {
        [port] => port == "port",
        [whose, port] => port == "port" && OWN_PORT.contains(&whose.as_str()),
        _ => false,
    };
    if holds(&words, &CONNECTS) && !listens && !own {
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

/// What the software opens by itself. Not certain once an option or a configuration file may have moved it.
fn defaults(software: &Software, command: &Command, path: &PathBuf, moved: bool) -> Vec<ListenPort> {
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
