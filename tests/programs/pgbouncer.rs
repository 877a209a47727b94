//! `pgbouncer` between main and a real PostgreSQL server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::harness::Folder;

use super::helper::Helper;
use super::postgres::{PASSWORD, postgres, server};
use super::{free_port, program};

/// What `select current_user` says through the port.
fn user(port: u16) -> Option<String> {
    says(port, "owner", PASSWORD, "select current_user")
}

/// What a query of a user says through the port.
fn says(port: u16, user: &str, password: &str, query: &str) -> Option<String> {
    let output = Command::new("psql")
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", user, "-d", "postgres", "-Atc", query])
        .env("PGPASSWORD", password)
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// The program, where all that its tests need is installed.
fn installed() -> Option<PathBuf> {
    let pgbouncer = program("pgbouncer")?;
    if postgres("initdb").is_none() || program("psql").is_none() {
        eprintln!("skipped: `postgresql` is not installed");
        return None;
    }
    Some(pgbouncer)
}

#[test]
fn queries_pass_with_any_password_and_health_is_its_own() {
    let Some(pgbouncer) = installed() else { return };
    let (local, remote) = (free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador: {{use: pgbouncer, port: {local}, server: \
         '127.0.0.1:{remote}', secret: shop-db}}\n"
    ));
    let folder = Folder::new();
    let mut database = server(folder.path(), remote);
    database.until("an answer", || user(remote));

    // A password of an earlier start.
    fs::write(helper.mounted("/etc/pgbouncer").join("userlist.txt"), "\"owner\" \"old\"\n").expect("written");
    let mut pool = helper.start_unprivileged(&pgbouncer, &[("username", "owner"), ("password", PASSWORD)]);
    pool.until("its start", || helper.passes("startupProbe").then_some(()));
    assert_eq!(helper.main_env("PGPORT"), local.to_string());
    assert_eq!(user(local).as_deref(), Some("owner"), "{}", pool.log());
    drop(database);
    assert!(helper.passes("livenessProbe"), "PgBouncer runs, whatever became of the server:\n{}", pool.log());
    pool.terminate();
}

/// A user that is in no file of PgBouncer's connects where a query finds it.
#[test]
fn users_are_looked_up_on_the_server() {
    let Some(pgbouncer) = installed() else { return };
    let (local, remote) = (free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nambassador:\n  use: pgbouncer\n  port: {local}\n  server: \
         '127.0.0.1:{remote}'\n  secret: shop-db\n  settings:\n    auth_user: owner\n    auth_query: SELECT rolname, \
         rolpassword FROM pg_authid WHERE rolname = $1\n    default_pool_size: 3\n"
    ));
    let folder = Folder::new();
    let mut database = server(folder.path(), remote);
    database.until("an answer", || user(remote));
    says(remote, "owner", PASSWORD, "create role cart login password 'sesame'").expect("a role");
    let mut pool = helper.start_unprivileged(&pgbouncer, &[("username", "owner"), ("password", PASSWORD)]);
    pool.until("its start", || helper.passes("startupProbe").then_some(()));
    let who = |password: &str| says(local, "cart", password, "select current_user");
    assert_eq!(who("sesame").as_deref(), Some("cart"), "{}", pool.log());
    assert_eq!(who("wrong"), None);
    pool.terminate();
}
