//! `memcached-shards`: twemproxy between main and real memcached servers.

use std::path::Path;
use std::process::Command;

use super::helper::Helper;
use super::server::Server;
use super::wire::memcached;
use super::{free_port, program, wait_for};

fn description(port: u16, servers: &str) -> String {
    format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador:\n  use: memcached-shards\n  port: {port}\n  \
         statsPort: {}\n  servers: {servers}\n  timeout: 200ms\n",
        free_port()
    )
}

fn server(program: &Path, port: u16, folder: &Path) -> Server {
    let mut command = Command::new(program);
    command.args(["-l", "127.0.0.1", "-p", &port.to_string(), "-U", "0", "-u", "nobody"]);
    let mut running = Server::start(&mut command, folder);
    running.until("an answer", || memcached(port, "version"));
    running
}

fn items(port: u16) -> usize {
    let stats = memcached(port, "stats").expect("statistics");
    let count = stats.lines().find_map(|line| line.strip_prefix("STAT curr_items "));
    count.and_then(|count| count.parse().ok()).expect("a number of items")
}

#[test]
fn twemproxy_takes_the_configuration() {
    let Some(nutcracker) = program("nutcracker") else { return };
    for servers in ["[a:1, b, '10.0.0.1:3']", "{statefulSet: memcached, replicas: 100, namespace: cache}"] {
        let helper = Helper::of(&description(free_port(), servers));
        let output = helper.run(&nutcracker, &["--test-conf", "--conf-file=/etc/nutcracker/nutcracker.yml"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn keys_are_spread_over_the_shards_and_survive_the_loss_of_one() {
    let (Some(nutcracker), Some(memcached_program)) = (program("nutcracker"), program("memcached")) else {
        return;
    };
    let (local, first, second) = (free_port(), free_port(), free_port());
    let helper = Helper::of(&description(local, &format!("['127.0.0.1:{first}', '127.0.0.1:{second}']")));
    assert_eq!(helper.main_env("MEMCACHED_SERVERS"), format!("127.0.0.1:{local}"));
    let _one = server(&memcached_program, first, helper.folder());
    let two = server(&memcached_program, second, helper.folder());
    let mut running = helper.start(&nutcracker, &[]);
    running.until("its start", || helper.passes("startupProbe").then_some(()));
    assert!(helper.passes("livenessProbe"));

    let set = |at: u32| memcached(local, &format!("set key-{at} 0 0 2\r\n{at:02}"));
    let get = |at: u32| memcached(local, &format!("get key-{at}"));
    wait_for("the first key", || set(0).filter(|answer| answer == "STORED\r\n"));
    for at in 0..20 {
        assert_eq!(set(at).as_deref(), Some("STORED\r\n"), "key {at}\n{}", running.log());
    }
    for at in 0..20 {
        assert_eq!(get(at), Some(format!("VALUE key-{at} 0 2\r\n{at:02}\r\nEND\r\n")));
    }
    let spread = (items(first), items(second));
    assert_eq!(spread.0 + spread.1, 20);
    assert!(spread.0 >= 3 && spread.1 >= 3, "one shard has nearly all: {spread:?}");

    drop(two);
    // Three failures eject the shard; from then on every key has a place again.
    wait_for("a place for every key", || (0..20).all(|at| set(at).as_deref() == Some("STORED\r\n")).then_some(()));
    assert_eq!(items(first), 20);
    running.terminate();
}
