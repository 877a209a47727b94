//! The ports that the commands of a container open by their arguments: `python -m http.server 8000`, `flask run`.

use super::address::{host_and_port, is_loopback};
use super::port::{ListenPort, Scope};
use super::settings::Settings;
use super::step::Step;
use crate::composition::knowledge::program_ports::{self, ProgramPort};

/// The arguments among which the verb of a program is looked for: `flask --app shop run`.
const MOST_VERBS: usize = 4;

/// Returns the port that a command opens. `usual` is the one that its software opens unless told otherwise, `by_command`
/// true where the manifest replaces the entry point of the image.
pub(super) fn port_of(
    step: &Step,
    settings: &Settings<'_>,
    usual: Option<u16>,
    by_command: bool,
) -> Option<ListenPort> {
    let (program, arguments) = step.invoked()?;
    let verbs = arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).take(MOST_VERBS);
    let told = program_ports::of(program, verbs)?;
    let has = |names: &[String]| arguments.iter().any(|word| names.iter().any(|name| name == name_of(word)));
    let switches = || arguments.iter().filter(|word| word.starts_with('-') && !word.starts_with("--"));
    let given = |name: &String| settings.value(name).is_some_and(|value| !value.is_empty());
    if told.if_letter.is_some_and(|letter| !switches().any(|word| word.contains(letter)))
        || told.if_option.as_ref().is_some_and(|option| !has(std::slice::from_ref(option)))
        || told.if_command && !by_command
        || settings.mounts_below(&told.unless_mounted)
        || has(&told.unless)
        || told.unless_variables.iter().any(given)
    {
        return None;
    }
    let variable =
        |names: &[String]| names.iter().find_map(|name| settings.value(name).filter(|value| !value.is_empty()));
    let address = option(arguments, &told.address_options).or_else(|| positional(told, arguments));
    let address = address.or_else(|| variable(&told.address_variables));
    let (host, port) = match address.map(|address| host_and_port(address).ok_or(address)) {
        Some(Ok((host, port))) => (Some(host), Some(port)),
        Some(Err(text)) => (None, Some(text.parse().ok()?)),
        None => (None, None),
    };
    let host = host.or_else(|| option(arguments, &told.host_options)).or_else(|| variable(&told.host_variables));
    let port = match (port, option(arguments, &told.port_options).or_else(|| variable(&told.port_variables))) {
        (Some(port), _) => port,
        (None, Some(text)) => text.parse().ok()?,
        (None, None) => told.port.or(usual.filter(|_| host.is_some()))?,
    };
    let scope = match host {
        _ if told.several_hosts && has_wide_host(arguments, &told.host_options) => Scope::Unknown,
        Some(host) if is_loopback(host) => Scope::Loopback,
        Some("" | "0.0.0.0" | "::" | "[::]" | "*") => Scope::Pod,
        None if told.loopback => Scope::Loopback,
        Some(_) | None => Scope::Unknown,
    };
    (port > 9).then(|| ListenPort::on(port, scope))
}

/// Returns true if one of the words behind an option is an interface that is not the loopback one: `--bind 127.0.0.1
/// 10.0.0.7`.
fn has_wide_host(arguments: &[String], names: &[String]) -> bool {
    let Some(at) = arguments.iter().position(|word| names.contains(word)) else { return false };
    let hosts = arguments[at + 1..].iter().take_while(|word| !word.starts_with("--"));
    hosts.flat_map(|word| word.split(' ')).any(|host| !is_loopback(host.trim_start_matches('-')))
}

fn name_of(word: &str) -> &str {
    word.split('=').next().unwrap_or_default()
}

/// Returns the value of one of some options: `--port=80`, `--port 80`, `-p80`.
fn option<'w>(arguments: &'w [String], names: &[String]) -> Option<&'w str> {
    arguments.iter().enumerate().find_map(|(at, word)| {
        let name = names.iter().find(|name| word.starts_with(name.as_str()))?;
        match &word[name.len()..] {
            "" => arguments.get(at + 1).map(String::as_str),
            rest if name.starts_with("--") => rest.strip_prefix('='),
            rest => Some(rest.trim_start_matches('=')),
        }
    })
}

/// Returns the last argument that could be a port, or host and port.
fn positional<'w>(told: &ProgramPort, arguments: &'w [String]) -> Option<&'w str> {
    let is_port =
        |word: &&String| word.parse::<u16>().is_ok() || !word.starts_with('-') && host_and_port(word).is_some();
    let follows_option = |at: usize| {
        let before = at.checked_sub(1).map(|before| arguments[before].as_str());
        before.is_some_and(|before| told.port_options.iter().chain(&told.host_options).any(|name| name == before))
    };
    let mut words = arguments.iter().enumerate().rev().filter(|_| told.positional);
    words.find(|(at, word)| is_port(word) && !follows_option(*at)).map(|(_, word)| word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_in_their_own_manner() {
        let cases = [
            ("python3 -m http.server 8080", Some((8080, Scope::Unknown))),
            ("python3 -m http.server -b 127.0.0.1", Some((8000, Scope::Loopback))),
            ("python -m SimpleHTTPServer", Some((8000, Scope::Unknown))),
            ("nc -lk -p 8080", Some((8080, Scope::Unknown))),
            ("nc -l 8080", Some((8080, Scope::Unknown))),
            ("nc localhost 8080", None),
            ("kubectl proxy --port=8002", Some((8002, Scope::Loopback))),
            ("flask run", Some((5000, Scope::Loopback))),
            ("flask run --host=0.0.0.0 -p 80", Some((80, Scope::Pod))),
            ("flask shell", None),
            ("python manage.py runserver", Some((8000, Scope::Loopback))),
            ("python manage.py runserver 0.0.0.0:80", Some((80, Scope::Pod))),
            ("python manage.py runserver 8001", Some((8001, Scope::Loopback))),
            ("bundle exec gunicorn -b :8080 app", Some((8080, Scope::Pod))),
            ("gunicorn app:app", Some((8000, Scope::Loopback))),
            ("gunicorn -c conf.py app:app", None),
            ("uvicorn app:app --host 0.0.0.0 --port 80", Some((80, Scope::Pod))),
            ("http-server -p 80 -a 127.0.0.1", Some((80, Scope::Loopback))),
            ("python -c x", None),
            ("flask --app shop run --host 127.0.0.1", Some((5000, Scope::Loopback))),
            ("php -S localhost:8080 -t public", Some((8080, Scope::Loopback))),
            ("php index.php", None),
            ("mysqld --bind-address=127.0.0.1", Some((3306, Scope::Loopback))),
            ("mysqld --max-connections=100", None),
            ("postgres -c listen_addresses=localhost -c port=5433", Some((5433, Scope::Loopback))),
            ("streamlit run app.py --server.address=localhost", Some((8501, Scope::Loopback))),
            ("redis-server --bind 127.0.0.1 -::1", Some((3306, Scope::Loopback))),
            ("redis-server --bind 127.0.0.1 10.0.0.7 --port 7000", Some((7000, Scope::Unknown))),
            ("redis-server --port 7000", Some((7000, Scope::Unknown))),
            ("etcd --name=a", Some((2379, Scope::Loopback))),
            ("etcd --listen-client-urls=http://0.0.0.0:2379", None),
            ("vault server -dev", Some((8200, Scope::Loopback))),
            ("vault server -config=/etc/vault", None),
            ("consul agent -server", Some((8500, Scope::Loopback))),
            ("consul agent -client=0.0.0.0", None),
            ("rclone serve http remote: --addr :80", Some((80, Scope::Pod))),
        ];
        for (command, expected) in cases {
            let step = Step { words: command.split(' ').map(str::to_owned).collect(), ..Step::default() };
            let found = port_of(&step, &Settings::default(), Some(3306), true).map(|found| (found.port, found.scope));
            assert_eq!(found, expected, "{command}");
        }
    }
}
