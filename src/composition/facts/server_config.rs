//! The port and interface that the configuration file of a database, cache or broker says: `redis.conf`, `my.cnf`,
//! `postgresql.conf`, `mongod.conf`.

use super::address::is_loopback;
use super::command::Command;
use super::port::{ListenPort, PortEvidence, Scope};
use super::settings::{ConfigFile, Settings};
use crate::composition::knowledge::{FileSettings, Software};

/// The most files of one container that are read.
const MOST: usize = 16;

/// Returns the port that the configuration of a server says, or the usual one on the interface that it says.
pub(super) fn port_of(command: &Command, settings: &Settings<'_>, software: &Software) -> Option<ListenPort> {
    let told = software.file.as_ref()?;
    let steps = command.steps.iter().flat_map(|step| &step.words);
    let named = steps.chain(&command.words).filter_map(|word| {
        let path = word.rsplit_once('=').map_or(word.as_str(), |(_, path)| path);
        path.starts_with('/').then(|| settings.file(path)).flatten()
    });
    let (mut port, mut scope, mut place) = (None, None, None);
    for file in named.chain(settings.files_below(&told.folders)).take(MOST) {
        read(&file, told, &mut port, &mut scope);
        place = place.or_else(|| (port.is_some() || scope.is_some()).then(|| file.place.clone()));
    }
    let port = port.or_else(|| scope.and(software.ports.first().copied()))?;
    let (scope, evidence) = (scope.unwrap_or(Scope::Unknown), PortEvidence::File);
    Some(ListenPort { place: place?, evidence, ..ListenPort::on(port, scope) })
}

/// Takes what a file says; the last line wins.
fn read(file: &ConfigFile<'_>, told: &FileSettings, port: &mut Option<u16>, scope: &mut Option<Scope>) {
    let mut is_own = true;
    for line in file.text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            is_own = told.sections.iter().any(|own| own == section);
        }
        let Some((key, value)) = setting(line).filter(|_| is_own) else { continue };
        if key == told.port {
            *port = value.parse().ok().filter(|&port| port > 9).or(*port);
        } else if told.hosts.iter().any(|own| own == key) {
            *scope = Some(scope_of(value));
        }
    }
}

/// Returns the name and value of a line, without comments and quotes.
fn setting(line: &str) -> Option<(&str, &str)> {
    let line = line.split('#').next()?.trim_end();
    let (key, rest) = line.split_at(line.find([' ', '=', ':', '\t'])?);
    let value = rest.trim_start_matches([' ', '=', ':', '\t']).trim_matches(['"', '\'']);
    (!value.is_empty()).then_some((key, value))
}

/// Returns the reach of a list of interfaces: loopback if all of them are.
fn scope_of(hosts: &str) -> Scope {
    let mut all = hosts.split([',', ' ']).filter(|host| !host.is_empty());
    let is_local = all.all(|host| is_loopback(host.trim_start_matches('-')));
    if is_local { Scope::Loopback } else { Scope::Pod }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_the_manner_of_each_server() {
        let cases = [
            ("port 6380", Some(("port", "6380"))),
            ("port=3307", Some(("port", "3307"))),
            ("listen_addresses = 'localhost' # only here", Some(("listen_addresses", "localhost"))),
            ("bindIp: 127.0.0.1", Some(("bindIp", "127.0.0.1"))),
            ("# port 1", None),
            ("[mysqld]", None),
        ];
        for (line, expected) in cases {
            assert_eq!(setting(line), expected, "{line}");
        }
        assert_eq!(scope_of("127.0.0.1 -::1"), Scope::Loopback);
        assert_eq!(scope_of("localhost,10.0.0.7"), Scope::Pod);
    }
}
