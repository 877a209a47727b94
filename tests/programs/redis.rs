//! `redis-read-write`: a real primary, real replicas, and Envoy between them and main.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::helper::Helper;
use super::server::Server;
use super::wire::redis;
use super::{free_port, program, wait_for};

struct Programs {
    envoy: PathBuf,
    redis: PathBuf,
}

fn programs() -> Option<Programs> {
    Some(Programs { envoy: program("envoy")?, redis: program("redis-server")? })
}

/// A server that keeps nothing; with `of`, a replica of the server there that refuses to serve what may be stale.
fn server(redis_server: &Path, port: u16, of: Option<u16>, password: Option<&str>, folder: &Path) -> Server {
    let mut command = Command::new(redis_server);
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--repl-diskless-sync-delay", "0"]);
    command.arg("--dir").arg(folder);
    if let Some(of) = of {
        command.args(["--replicaof", &format!("127.0.0.1 {of}"), "--replica-serve-stale-data", "no"]);
    }
    if let Some(password) = password {
        command.args(["--requirepass", password, "--masterauth", password]);
    }
    let mut running = Server::start(&mut command, folder);
    running.until("an answer", || redis(port, "PING"));
    running
}

fn description(port: u16, primary: u16, replicas: &[u16], more: &str) -> String {
    let replicas: Vec<String> = replicas.iter().map(|port| format!("'127.0.0.1:{port}'")).collect();
    let replicas = if replicas.is_empty() { String::new() } else { format!("  replicas: [{}]\n", replicas.join(", ")) };
    format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador:\n  use: redis-read-write\n  port: {port}\n  \
         healthPort: {}\n  adminPort: {}\n  primary: 127.0.0.1:{primary}\n{replicas}{more}",
        free_port(),
        free_port(),
    )
}

/// How often a server was asked to do something.
fn calls(port: u16, command: &str) -> u32 {
    let stats = redis(port, "INFO commandstats").expect("statistics");
    let line = stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
    line.and_then(|line| line.split(',').next()?.parse().ok()).unwrap_or_default()
}

fn caught_up(port: u16) -> Option<()> {
    redis(port, "INFO replication")?.contains("master_link_status:up").then_some(())
}

#[test]
fn envoy_takes_the_configuration() {
    let Some(envoy) = program("envoy") else { return };
    for more in [
        "",
        "  secret: redis\n  user: \"a: 'b' \\\"c\\\" # {{ d }}\"\n  timeout: 1m30s\n  connectTimeout: 250ms\n",
        "  secret: redis\n  tls: true\n",
    ] {
        let helper = Helper::of(&description(free_port(), 6379, &[6380, 6381], more));
        let mut check = helper.command(&envoy, &[("password", "p")]);
        let output = check.args(["--mode", "validate"]).output().expect("envoy runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn writes_go_to_the_primary_and_reads_to_the_replicas() {
    let Some(Programs { envoy, redis: redis_server }) = programs() else { return };
    let (local, primary, replica, dead) = (free_port(), free_port(), free_port(), free_port());
    let helper = Helper::of(&description(local, primary, &[replica, dead], ""));
    assert_eq!(helper.main_env("REDIS_URL"), format!("redis://127.0.0.1:{local}"));
    let _first = server(&redis_server, primary, None, None, helper.folder());
    let second = server(&redis_server, replica, Some(primary), None, helper.folder());
    wait_for("the replica", || caught_up(replica));

    let mut running = helper.start(&envoy, &[]);
    running.until("its start", || helper.passes("startupProbe").then_some(()));
    assert!(helper.passes("livenessProbe"));
    assert_eq!(redis(local, "SET colour green").as_deref(), Some("+OK"), "started means usable:\n{}", running.log());
    wait_for("the write at the replica", || redis(replica, "GET colour").filter(|value| value == "green"));
    let before = calls(replica, "get");
    for _ in 0..10 {
        assert_eq!(redis(local, "GET colour").as_deref(), Some("green"), "no read meets the dead replica");
    }
    assert_eq!(calls(primary, "set"), 1, "the write went to the primary");
    assert_eq!(calls(primary, "get"), 0, "no read went to the primary");
    assert_eq!(calls(replica, "get"), before + 10, "every read went to the replica");

    drop(second);
    wait_for("reads at the primary", || redis(local, "GET colour").filter(|value| value == "green"));
    assert!(calls(primary, "get") > 0, "with no replica left, the primary takes the reads");

    let _third = server(&redis_server, replica, Some(primary), None, helper.folder());
    wait_for("reads at the replica again", || {
        let read = redis(local, "GET colour").filter(|value| value == "green");
        read.filter(|_| calls(replica, "get") > 0)
    });
    running.terminate();
}

#[test]
fn a_single_server_takes_reads_and_writes() {
    let Some(Programs { envoy, redis: redis_server }) = programs() else { return };
    let (local, primary) = (free_port(), free_port());
    let helper = Helper::of(&description(local, primary, &[], "  secret: redis\n"));
    let _server = server(&redis_server, primary, None, Some("open sesame"), helper.folder());
    let mut running = helper.start(&envoy, &[("password", "open sesame")]);
    running.until("its start", || helper.passes("startupProbe").then_some(()));
    assert_eq!(redis(local, "SET colour green").as_deref(), Some("+OK"), "{}", running.log());
    assert_eq!(redis(local, "GET colour").as_deref(), Some("green"));
    running.terminate();
}

/// What Envoy says of a server: nothing bad, or why it gets nothing.
fn health_flags(admin: u16, server: u16) -> Option<String> {
    let (_, clusters) = super::wire::get(admin, "/clusters")?;
    let says = format!("replicas::127.0.0.1:{server}::health_flags::");
    clusters.lines().find_map(|line| line.strip_prefix(&says).map(ToOwned::to_owned))
}

#[test]
fn a_replica_that_dies_while_nobody_reads_gets_no_read() {
    let Some(Programs { envoy, redis: redis_server }) = programs() else { return };
    let (local, primary, replica, admin) = (free_port(), free_port(), free_port(), free_port());
    let text = description(local, primary, &[replica], "");
    let helper = Helper::of(&text.replace("  adminPort: ", &format!("  adminPort: {admin} # ")));
    let _first = server(&redis_server, primary, None, None, helper.folder());
    let second = server(&redis_server, replica, None, None, helper.folder());
    let mut running = helper.start(&envoy, &[]);
    running.until("the replica", || health_flags(admin, replica).filter(|flags| flags == "healthy"));
    assert_eq!(redis(primary, "SET colour green").as_deref(), Some("+OK"));
    drop(second);
    running.until("its loss", || health_flags(admin, replica).filter(|flags| flags.contains("failed_active_hc")));
    assert_eq!(redis(local, "GET colour").as_deref(), Some("green"), "the primary answers");
}

#[test]
fn the_password_stays_with_the_ambassador() {
    let Some(Programs { envoy, redis: redis_server }) = programs() else { return };
    let (local, primary, replica) = (free_port(), free_port(), free_port());
    let helper = Helper::of(&description(local, primary, &[replica], "  secret: redis\n"));
    let start = |port, of| server(&redis_server, port, of, Some("open sesame"), helper.folder());
    let _both = [start(primary, None), start(replica, Some(primary))];
    let mut running = helper.start(&envoy, &[("password", "open sesame")]);
    running.until("its start", || helper.passes("startupProbe").then_some(()));
    assert!(redis(primary, "SET colour red").is_some_and(|answer| answer.starts_with("-NOAUTH")));
    assert_eq!(redis(local, "SET colour green").as_deref(), Some("+OK"));
    running.until("the read", || redis(local, "GET colour").filter(|value| value == "green"));
}
