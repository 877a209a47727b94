//! `envoy-http` between main and HTTP servers: what is repeated, and what is not.

use std::fs;
use std::process::Command;

use super::haproxy::certify;
use super::helper::Helper;
use super::server::Server;
use super::web::Web;
use super::{free_port, program, wire};

/// The ambassador's local port and its description.
fn description(servers: &str, more: &str) -> (u16, String) {
    let local = free_port();
    let text = format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador:\n  use: envoy-http\n  port: {local}\n  \
         healthPort: {}\n  adminPort: {}\n  servers: {servers}\n{more}",
        free_port(),
        free_port()
    );
    (local, text)
}

#[test]
fn envoy_takes_the_configuration() {
    let Some(envoy) = program("envoy") else { return };
    for more in ["", "  protocol: http2\n  retries: 0\n  timeout: 1m30s\n  tryTimeout: 250ms\n"] {
        let helper = Helper::of(&description("[a, '[::1]:2']", more).1);
        let output = helper.command(&envoy, &[]).args(["--mode", "validate"]).output().expect("envoy runs");
        assert!(output.status.success(), "{more}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// The status of a request without a body.
fn send(port: u16, method: &str) -> Option<u16> {
    let request = format!("{method} /a HTTP/1.1\r\nHost: stock\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    wire::ask(port, &request, |_| false)?.split(' ').nth(1)?.parse().ok()
}

#[test]
fn only_requests_that_change_nothing_are_repeated() {
    let Some(envoy) = program("envoy") else { return };
    let remote = free_port();
    let (local, text) = description(&format!("localhost:{remote}"), "");
    let helper = Helper::of(&text);
    assert_eq!(helper.main_env("ENVOY_HTTP_URL"), format!("http://127.0.0.1:{local}"));
    // Every second request fails.
    let web = Web::start(remote, |number, _| (if number % 2 == 1 { 503 } else { 200 }, String::new()));
    let mut server = helper.start(&envoy, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    assert!(helper.passes("livenessProbe"));

    assert_eq!(send(local, "GET"), Some(200), "{}", server.log());
    assert_eq!(web.requests().len(), 2, "the first try failed");
    assert!(web.requests()[0].contains(&format!("localhost:{remote}")) || web.requests()[0].contains("localhost"));
    assert_eq!(send(local, "POST"), Some(503));
    assert_eq!(web.requests().len(), 3, "a request that may change something is sent once");
    server.terminate();
}

#[test]
fn a_server_that_is_gone_is_passed_over() {
    let Some(envoy) = program("envoy") else { return };
    let (gone, remote) = (free_port(), free_port());
    let (local, text) = description(&format!("['127.0.0.1:{gone}', '127.0.0.1:{remote}']"), "");
    let helper = Helper::of(&text);
    let _web = Web::start(remote, |_, _| (200, String::new()));
    let mut server = helper.start(&envoy, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    for method in ["GET", "POST", "GET", "POST", "GET", "POST"] {
        assert_eq!(send(local, method), Some(200), "{method}: nothing was sent to the server that is gone");
    }
    server.terminate();
}

/// A server that asks for a certificate is shown one, and its own is checked.
#[test]
fn servers_are_reached_by_tls_with_a_certificate() {
    let (Some(envoy), Some(openssl)) = (program("envoy"), program("openssl")) else { return };
    let remote = free_port();
    let more = "  tls: true\n  caSecret: ca\n  certificateSecret: client\n";
    let (local, text) = description(&format!("localhost:{remote}"), more);
    let helper = Helper::of(&text);
    // One that is signed by itself is an authority, a server and a client.
    let (folder, client) = (helper.mounted("/etc/envoy-ca"), helper.mounted("/etc/envoy-certificate"));
    certify(folder);
    for (from, to) in [("ca.crt", "tls.crt"), ("tls.key", "tls.key")] {
        fs::copy(folder.join(from), client.join(to)).expect("copied");
    }
    let mut command = Command::new(&openssl);
    command.args(["s_server", "-accept", &remote.to_string(), "-cert", "ca.crt", "-key", "tls.key", "-www"]);
    command.args(["-CAfile", "ca.crt", "-Verify", "1", "-verify_return_error"]);
    let _remote = Server::start(command.current_dir(folder), helper.folder());
    let mut server = helper.start(&envoy, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    server.until("an answer", || send(local, "GET").filter(|status| *status == 200));
    server.terminate();
}
