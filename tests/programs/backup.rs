//! `backup` with a real restic and a real PostgreSQL server.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::helper::Helper;
use super::postgres::{PASSWORD, postgres, server};
use super::{free_port, program, wait_for};

/// Runs restic on the repository of a test, and returns what it prints.
fn restic(folder: &Path, args: &[&str]) -> Option<String> {
    let ran = Command::new("restic")
        .args(["--no-cache", "--repo"])
        .arg(folder.join("repository"))
        .args(args)
        .env("RESTIC_PASSWORD", "secret")
        .output()
        .ok()?;
    ran.status.success().then(|| String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[test]
fn dumps_can_be_restored_and_half_ones_are_not_kept() {
    let (Some(restic_program), Some(_)) = (program("restic"), program("pg_dump")) else { return };
    if postgres("initdb").is_none() {
        eprintln!("skipped: `postgresql` is not installed");
        return;
    }
    let port = free_port();
    let folder = tempfile::tempdir().expect("a folder");
    let mut database = server(folder.path(), port);
    let query = |text: &str| {
        let port = port.to_string();
        let mut psql = Command::new("psql");
        psql.args(["-h", "127.0.0.1", "-p", &port, "-U", "owner", "-d", "postgres", "-Atc", text]);
        psql.env("PGPASSWORD", PASSWORD).output().is_ok_and(|output| output.status.success()).then_some(())
    };
    database.until("an answer", || query("create table orders as select 'o''brien' as customer"));
    let helper = Helper::of(&format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nsidecar: {{use: backup, database: postgres, user: owner, \
         password: {{name: db, key: password}}, server: '127.0.0.1:{port}', repository: repository, secret: b, every: 1s, \
         keepDaily: 1, keepWeekly: 0}}\n"
    ));
    symlink(restic_program, helper.mounted("/tools").join("restic")).expect("a link");
    let start = || {
        let mut command = helper.command(Path::new("sh"), &[("password", PASSWORD)]);
        command.env("RESTIC_PASSWORD", "secret");
        super::server::Server::start(&mut command, helper.folder())
    };
    let backup = start();
    let snapshots =
        || restic(helper.folder(), &["snapshots", "--json"]).map(|text| text.matches("\"short_id\"").count());
    wait_for("two dumps", || (backup.log().matches("kept a dump").count() >= 2).then_some(()));
    // What it is at is brought to its end.
    backup.terminate();
    assert_eq!(snapshots(), Some(1), "of a day, the last one is kept");
    let dump = restic(helper.folder(), &["dump", "latest", "database.sql"]).expect("a dump");
    assert!(dump.contains("o'brien") && dump.contains("PostgreSQL database dump complete"), "{dump}");

    // Without its server there is no dump, and the last good one stays.
    drop(database);
    let before = restic(helper.folder(), &["snapshots", "--json"]);
    let backup = start();
    wait_for("a failure", || backup.log().contains("no dump of postgres was kept").then_some(()));
    backup.terminate();
    assert_eq!(restic(helper.folder(), &["snapshots", "--json"]), before);
}
