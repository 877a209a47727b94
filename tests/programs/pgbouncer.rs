//! `pgbouncer` between main and a real PostgreSQL server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::Folder;

use super::helper::Helper;
use super::server::Server;
use super::{free_port, program, unprivileged};

/// Of the password, everything that ends a string somewhere.
const PASSWORD: &str = "o\"p ' e\\n $s";

/// A program of the newest PostgreSQL that is installed, none of which is on the path in Debian.
fn postgres(name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.is_file()).max()
}

/// A server with the superuser `owner`, whose password is in the file `password`.
fn server(folder: &Path, port: u16) -> Server {
    fs::write(folder.join("password"), PASSWORD).expect("written");
    let data = folder.join("data");
    let mut made = Command::new(postgres("initdb").expect("initdb"));
    made.args(["-U", "owner", "-A", "scram-sha-256", "--pwfile", "password", "-D"]).arg(&data).current_dir(folder);
    unprivileged(&mut made, folder);
    let made = made.output().expect("initdb runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut command = Command::new(postgres("postgres").expect("postgres"));
    command.args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"]).arg(folder).arg("-D").arg(&data);
    unprivileged(&mut command, folder);
    Server::start(&mut command, folder)
}

/// What `select current_user` says through the port.
fn user(port: u16) -> Option<String> {
    let output = Command::new("psql")
        .args([
            "-h",
            "127.0.0.1",
            "-p",
            &port.to_string(),
            "-U",
            "owner",
            "-d",
            "postgres",
            "-Atc",
            "select current_user",
        ])
        .env("PGPASSWORD", PASSWORD)
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

#[test]
fn queries_pass_with_any_password_and_health_is_its_own() {
    let Some(pgbouncer) = program("pgbouncer") else { return };
    if postgres("initdb").is_none() || program("psql").is_none() {
        eprintln!("skipped: `postgresql` is not installed");
        return;
    }
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
