//! `tcp`: Envoy between main and TCP servers, some of which are dead.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use super::helper::Helper;
use super::{free_port, program, wait_for, wire};

/// A server that says its name and what it was told; it ends with the test, or before.
struct Named {
    port: u16,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Named {
    fn start(name: &'static str, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        let answer = move |mut stream: TcpStream| {
            let mut words = [0; 64];
            let length = stream.read(&mut words).unwrap_or_default();
            // A health check says nothing and waits for nothing.
            if length > 0 {
                drop(stream.write_all(&[name.as_bytes(), b" ", &words[..length]].concat()));
            }
        };
        let serve = move || {
            for stream in listener.incoming().take_while(|_| !end.load(Ordering::SeqCst)).flatten() {
                thread::spawn(move || answer(stream));
            }
        };
        Self { port, ended, thread: Some(thread::spawn(serve)) }
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // One more connection, and it looks whether to go on.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// The ambassador's local port and its health port, and its description.
fn description(servers: &str, more: &str) -> (u16, u16, String) {
    let (local, health) = (free_port(), free_port());
    let text = format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador:\n  use: tcp\n  port: {local}\n  \
         healthPort: {health}\n  adminPort: {}\n  servers: {servers}\n{more}",
        free_port()
    );
    (local, health, text)
}

/// Who answers one connection, with the bytes that were sent.
fn who(port: u16) -> Option<String> {
    let answer = wire::ask(port, "is there anybody?", |_| false)?;
    answer.strip_suffix(" is there anybody?").map(ToOwned::to_owned)
}

fn servers_are_well(health: u16) -> bool {
    wire::get(health, "/servers").is_some_and(|(status, _)| status == 200)
}

#[test]
fn envoy_takes_the_configuration() {
    let Some(envoy) = program("envoy") else { return };
    for servers in ["[a:1, '[::1]:2']", "{statefulSet: amqp, replicas: 100, port: 5672}"] {
        for balance in ["least-connections", "round-robin", "first"] {
            let more = format!("  balance: {balance}\n  timeout: 1m30s\n  connectTimeout: 250ms\n");
            let helper = Helper::of(&description(servers, &more).2);
            let output = helper.command(&envoy, &[]).args(["--mode", "validate"]).output().expect("envoy runs");
            assert!(output.status.success(), "{balance}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn bytes_go_to_a_server_that_is_well() {
    let Some(envoy) = program("envoy") else { return };
    let (dead, alive) = (free_port(), free_port());
    let (local, health, text) = description(&format!("['127.0.0.1:{dead}', '127.0.0.1:{alive}']"), "");
    let helper = Helper::of(&text);
    assert_eq!(helper.main_env("TCP_ADDRESS"), format!("127.0.0.1:{local}"));
    let one = Named::start("one", alive);
    let mut running = helper.start(&envoy, &[]);
    running.until("its start", || helper.passes("startupProbe").then_some(()));
    assert!(helper.passes("livenessProbe"));
    for _ in 0..10 {
        assert_eq!(who(local).as_deref(), Some("one"), "started means usable:\n{}", running.log());
    }
    assert!(servers_are_well(health));

    drop(one);
    running.until("the word that none is well", || (!servers_are_well(health)).then_some(()));
    assert_eq!(who(local), None);
    assert!(helper.passes("livenessProbe"), "Envoy itself is as well as before");

    let _two = Named::start("two", dead);
    running.until("the word that one is well", || servers_are_well(health).then_some(()));
    assert_eq!(who(local).as_deref(), Some("two"));
    running.terminate();
}

#[test]
fn servers_take_turns_or_stand_by() {
    let Some(envoy) = program("envoy") else { return };
    for balance in ["round-robin", "first"] {
        let ports = (free_port(), free_port());
        let servers = format!("['127.0.0.1:{}', '127.0.0.1:{}']", ports.0, ports.1);
        let (local, _, text) = description(&servers, &format!("  balance: {balance}\n"));
        let helper = Helper::of(&text);
        let one = Named::start("one", ports.0);
        let _two = Named::start("two", ports.1);
        let mut running = helper.start(&envoy, &[]);
        running.until("its start", || helper.passes("startupProbe").then_some(()));
        let seen: BTreeSet<_> = (0..10).filter_map(|_| who(local)).collect();
        let all: &[&str] = if balance == "first" { &["one"] } else { &["one", "two"] };
        assert!(seen.iter().eq(all), "{balance}: {seen:?}");
        drop(one);
        wait_for("the second server", || who(local).filter(|name| name == "two"));
        let _one = Named::start("one", ports.0);
        wait_for("the first server again", || who(local).filter(|name| name == "one"));
    }
}
