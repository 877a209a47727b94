//! The ports that configuration files say to listen on.

use super::address::{host_and_port, is_loopback};
use super::port::Scope;

/// Addresses that a configuration file says to listen on: `listen 80;` and `bind 127.0.0.1:6379` of nginx, HAProxy and
/// their like, `listen:` of twemproxy, and the socket addresses of Envoy's listeners.
pub(crate) fn ports(text: &str) -> Vec<(Scope, u16)> {
    let mut ports: Vec<(Scope, u16)> = Vec::new();
    let mut envoy = EnvoyAddresses::default();
    for line in text.lines() {
        let found = directive(line).or_else(|| envoy.read(line));
        ports.extend(found.filter(|(_, port)| ports.iter().all(|(_, other)| other != port)));
        if ports.len() > 64 {
            break;
        }
    }
    ports
}

fn scope_of(host: &str) -> Scope {
    if is_loopback(host) { Scope::Loopback } else { Scope::Pod }
}

fn directive(line: &str) -> Option<(Scope, u16)> {
    let mut words = line.split_whitespace();
    let (Some("listen" | "ListenPort" | "bind" | "LISTEN" | "listen:"), Some(value)) = (words.next(), words.next())
    else {
        return None;
    };
    let value = value.trim_end_matches(';');
    match value.parse::<u16>() {
        Ok(port) => Some((Scope::Pod, port)),
        Err(_) => host_and_port(value).map(|(host, port)| (scope_of(host), port)),
    }
}

/// Reads Envoy's configuration line by line: addresses below `listeners` and `admin` are its own, those below
/// `clusters` are other people's.
#[derive(Default)]
struct EnvoyAddresses {
    own: bool,
    host: String,
}

impl EnvoyAddresses {
    fn read(&mut self, line: &str) -> Option<(Scope, u16)> {
        match line.trim_start().trim_start_matches("- ").split_once(':').map(|(key, _)| key) {
            Some("listeners" | "admin") => self.own = true,
            Some("clusters") => self.own = false,
            _ => {}
        }
        let value = |key: &str| {
            let (_, rest) = line.rsplit_once(key)?;
            Some(rest.trim_start().split([',', '}', ' ']).next().unwrap_or_default().trim_matches(['"', '\'']))
        };
        if let Some(host) = value("{address:").or_else(|| value(" address:")).filter(|host| !host.starts_with('{')) {
            host.clone_into(&mut self.host);
        }
        let port = value("port_value:")?.parse().ok()?;
        self.own.then(|| (scope_of(&self.host), port))
    }
}
