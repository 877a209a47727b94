//! Exporters beside what they read, or beside nobody: they serve metrics where Prometheus is led to.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::podpat_on;

use super::helper::Helper;
use super::server::Server;
use super::web::Web;
use super::{free_port, program, wait_for, wire};

/// The only exporter of a description, on a port that is free here.
fn exporter(name: &str, parameters: &str) -> Helper {
    Helper::of(&description(name, parameters))
}

fn description(name: &str, parameters: &str) -> String {
    let main = "registry.example.com/shop:1.0";
    format!("name: shop\nmain: {main}\nadapter:\n  use: {name}\n  metricsPort: {}\n{parameters}", free_port())
}

/// Whether the program knows a flag, which older versions may not.
fn has_flag(program: &Path, flag: &str) -> bool {
    let help = Command::new(program).arg("--help").output().expect("it runs");
    String::from_utf8_lossy(&[help.stdout, help.stderr].concat()).contains(flag)
}

/// Starts it, and waits until kubelet is content and Prometheus finds the metric.
fn shows(helper: &Helper, program: &Path, secrets: &[(&str, &str)], metric: &str) {
    let mut running = helper.start(program, secrets);
    running.until("its health", || helper.passes("livenessProbe").then_some(()));
    let found = |text: String| text.lines().any(|line| line == metric).then_some(());
    running.until(metric, || helper.scraped().and_then(found));
    running.terminate();
}

#[test]
fn redis() {
    let (Some(exports), Some(redis)) = (program("prometheus-redis-exporter"), program("redis-server")) else { return };
    let port = free_port();
    let helper = exporter("redis-exporter", &format!("  port: {port}\n  passwordSecret: redis\n"));
    shows(&helper, &exports, &[("password", "open sesame")], "redis_up 0");
    let mut command = Command::new(redis);
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--requirepass", "open sesame"]);
    let mut server = Server::start(command.arg("--dir").arg(helper.folder()), helper.folder());
    server.until("an answer", || wire::redis(port, "PING"));
    shows(&helper, &exports, &[("password", "open sesame")], "redis_up 1");
}

#[test]
fn nginx() {
    let (Some(exports), Some(nginx)) = (program("prometheus-nginx-exporter"), program("nginx")) else { return };
    let port = free_port();
    let text = description("nginx-exporter", &format!("  statusUrl: http://127.0.0.1:{port}/stub_status\n"));
    let helper = Helper::of(&text);
    // What podpat tells its user that main has to serve; this version of the exporter ends where nobody does.
    let notes = podpat_on(&text, ["generate", "-"]).err.replace('\n', " ");
    let page = notes.split('`').find(|part| part.starts_with("location")).expect("what main has to serve");
    let here = helper.folder().display();
    let text = format!(
        "daemon off; pid {here}/pid; error_log stderr; events {{}}\n\
         http {{ access_log off; server {{ listen 127.0.0.1:{port}; {page} }} }}\n"
    );
    fs::write(helper.folder().join("nginx.conf"), text).expect("written");
    let mut command = Command::new(nginx);
    command.arg("-c").arg(helper.folder().join("nginx.conf")).args(["-e", "stderr"]);
    let _server = Server::start(&mut command, helper.folder());
    wait_for("the status page", || wire::get(port, "/stub_status").filter(|(status, _)| *status == 200));
    shows(&helper, &exports, &[], "nginx_up 1");
}

#[test]
fn postgres() {
    let Some(exports) = program("prometheus-postgres-exporter") else { return };
    let helper = exporter("postgres-exporter", &format!("  port: {}\n  passwordSecret: postgres\n", free_port()));
    // Debian's 0.11 takes no password with a space in it.
    shows(&helper, &exports, &[("password", "sesame")], "pg_up 0");
}

#[test]
fn mysqld() {
    let Some(exports) = program("prometheus-mysqld-exporter") else { return };
    if !has_flag(&exports, "--mysqld.address") {
        eprintln!("skipped: this `prometheus-mysqld-exporter` is older than 0.15");
        return;
    }
    let helper = exporter("mysqld-exporter", &format!("  port: {}\n  passwordSecret: mysqld\n", free_port()));
    shows(&helper, &exports, &[("password", "open sesame")], "mysql_up 0");
}

#[test]
fn apache() {
    let Some(exports) = program("prometheus-apache-exporter") else { return };
    if !has_flag(&exports, "--web.listen-address") {
        eprintln!("skipped: this `prometheus-apache-exporter` is older than 1.0");
        return;
    }
    let port = free_port();
    let helper = exporter("apache-exporter", &format!("  statusUrl: http://127.0.0.1:{port}/server-status?auto\n"));
    shows(&helper, &exports, &[], "apache_up 0");
    // A page as Apache 2.4 serves it.
    let page = "Total Accesses: 7\nTotal kBytes: 3\nUptime: 60\nBusyWorkers: 1\nIdleWorkers: 4\nScoreboard: W____\n";
    let web = Web::start(port, move |_, _| (200, page.to_owned()));
    shows(&helper, &exports, &[], "apache_up 1");
    assert!(web.requests()[0].starts_with("GET /server-status?auto "), "{:?}", web.requests());
}

#[test]
fn elasticsearch() {
    let Some(exports) = program("prometheus-elasticsearch-exporter") else { return };
    let port = free_port();
    let helper = exporter("elasticsearch-exporter", &format!("  port: {port}\n  secret: monitor\n"));
    let secrets = [("username", "monitor"), ("password", "open sesame")];
    let web = Web::start(port, |_, line| {
        let health = r#"{"cluster_name": "shop", "status": "green", "number_of_nodes": 1}"#;
        (200, if line.contains("_cluster/health") { health.to_owned() } else { "{}".to_owned() })
    });
    shows(&helper, &exports, &secrets, "elasticsearch_cluster_health_up 1");
    // `monitor:open sesame` in base64.
    let signed = |request: &String| request.contains("Authorization: Basic bW9uaXRvcjpvcGVuIHNlc2FtZQ==");
    assert!(web.requests().iter().all(signed), "{:?}", web.requests());
}

#[test]
fn redis_user() {
    let (Some(exports), Some(redis)) = (program("prometheus-redis-exporter"), program("redis-server")) else { return };
    let port = free_port();
    let helper = exporter("redis-exporter", &format!("  port: {port}\n  passwordSecret: redis\n  user: monitor\n"));
    let mut command = Command::new(redis);
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
    let mut server = Server::start(command.arg("--dir").arg(helper.folder()), helper.folder());
    server.until("an answer", || wire::redis(port, "PING"));
    for command in ["ACL SETUSER monitor on >sesame ~* +@all", "ACL SETUSER default off"] {
        assert_eq!(wire::redis(port, command).as_deref(), Some("+OK"));
    }
    shows(&helper, &exports, &[("password", "sesame")], "redis_up 1");
}
