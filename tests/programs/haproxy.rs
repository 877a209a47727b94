//! `haproxy` and `haproxy-redis` between main and servers that fail or change their roles.

use std::path::Path;
use std::process::Command;

use super::helper::Helper;
use super::server::Server;
use super::web::Web;
use super::{free_port, program, wire};

fn status(port: u16, path: &str) -> Option<u16> {
    wire::get(port, path).map(|(status, _)| status)
}

#[test]
fn connections_go_to_a_healthy_server() {
    let Some(haproxy) = program("haproxy") else { return };
    let (local, health, dead, alive) = (free_port(), free_port(), free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador: {{use: haproxy, tls: false, port: {local}, \
         healthPort: {health}, servers: ['127.0.0.1:{dead}', '127.0.0.1:{alive}']}}\n"
    ));
    let _web = Web::start(alive, |_, _| (200, "alive".to_owned()));
    let mut server = helper.start(&haproxy, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    assert_eq!(helper.main_env("HAPROXY_ADDRESS"), format!("127.0.0.1:{local}"));
    for _ in 0..4 {
        server.until("an answer", || wire::get(local, "/").filter(|(_, body)| body == "alive"));
    }
    assert_eq!(status(health, "/servers"), Some(200));
    assert!(wire::get(health, "/metrics").is_some_and(|(_, text)| text.contains("haproxy_server_status")));
    server.terminate();
}

/// Makes a certificate for `localhost`, signed by itself.
pub(super) fn certify(folder: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-nodes", "-days", "1", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-keyout", "tls.key", "-out", "ca.crt"])
        .current_dir(folder)
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

#[test]
fn servers_are_reached_by_tls_where_their_certificate_fits() {
    let (Some(haproxy), Some(openssl)) = (program("haproxy"), program("openssl")) else { return };
    for (name, fits) in [("localhost", true), ("other.example.com", false)] {
        let (local, health, remote) = (free_port(), free_port(), free_port());
        let helper = Helper::of(&format!(
            "name: shop\nmain: registry.example.com/shop:1.0\nambassador: {{use: haproxy, port: {local}, healthPort: \
             {health}, servers: 'localhost:{remote}', serverName: {name}, caSecret: ca}}\n"
        ));
        let folder = helper.mounted("/etc/haproxy-ca");
        certify(folder);
        let mut command = Command::new(&openssl);
        command.args(["s_server", "-accept", &remote.to_string(), "-cert", "ca.crt", "-key", "tls.key", "-www"]);
        let _remote = Server::start(command.current_dir(folder), helper.folder());
        let mut server = helper.start(&haproxy, &[]);
        server.until("its start", || helper.passes("startupProbe").then_some(()));
        if fits {
            server.until("an answer", || status(local, "/").filter(|status| *status == 200));
        } else {
            server.until("its judgement", || status(health, "/servers").filter(|status| *status == 503));
            assert_eq!(status(local, "/"), None, "main reached a server whose certificate names another");
        }
        server.terminate();
    }
}

/// A Redis server with a password in which everything means something to somebody.
fn redis(program: &Path, port: u16, folder: &Path) -> Server {
    let mut command = Command::new(program);
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
    command.args(["--requirepass", PASSWORD, "--masterauth", PASSWORD, "--repl-diskless-sync-delay", "0"]);
    Server::start(command.arg("--dir").arg(folder), folder)
}

const PASSWORD: &str = "o\"p $x %[y] s";

/// The answer to one command, after the password.
fn ask(port: u16, command: &str) -> Option<String> {
    let words = format!("AUTH \"{}\"\r\n{command}\r\nQUIT\r\n", PASSWORD.replace('"', "\\\""));
    let answer = wire::ask(port, &words, |_| false)?;
    answer.strip_prefix("+OK\r\n")?.strip_suffix("+OK\r\n").map(ToOwned::to_owned)
}

fn is_port(port: u16, answer: &str) -> bool {
    answer.trim_end().ends_with(&format!("\r\n{port}"))
}

#[test]
fn each_port_follows_the_role() {
    let (Some(haproxy), Some(program)) = (program("haproxy"), program("redis-server")) else { return };
    let (local, replica, health) = (free_port(), free_port(), free_port());
    let (one, two) = (free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador: {{use: haproxy-redis, port: {local}, replicaPort: \
         {replica}, healthPort: {health}, secret: redis, servers: ['127.0.0.1:{one}', '127.0.0.1:{two}']}}\n"
    ));
    let mut first = redis(&program, one, helper.folder());
    let mut second = redis(&program, two, helper.folder());
    first.until("an answer", || ask(one, "PING"));
    second.until("an answer", || ask(two, "PING"));
    ask(two, &format!("REPLICAOF 127.0.0.1 {one}")).expect("an answer");
    let mut server = helper.start(&haproxy, &[("password", PASSWORD)]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));

    let who = |port: u16, expected: u16| ask(port, "CONFIG GET port").filter(|answer| is_port(expected, answer));
    server.until("the primary", || who(local, one));
    server.until("the replica", || who(replica, two));
    assert_eq!(status(health, "/primary"), Some(200));

    ask(two, "REPLICAOF NO ONE").expect("an answer");
    ask(one, &format!("REPLICAOF 127.0.0.1 {two}")).expect("an answer");
    server.until("the new primary", || who(local, two));
    server.until("the new replica", || who(replica, one));

    drop(first);
    server.until("reads from the primary", || who(replica, two));
    drop(second);
    server.until("the word that there is no primary", || status(health, "/primary").filter(|status| *status == 503));
    assert!(helper.passes("livenessProbe"), "HAProxy itself runs");
    server.terminate();
}
