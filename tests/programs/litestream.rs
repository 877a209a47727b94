//! `litestream` beside a real SQLite database, with a folder for a bucket.

use std::path::Path;
use std::process::Command;

use crate::harness::Folder;

use super::helper::Helper;
use super::{program, wait_for};

const DESCRIPTION: &str = "name: shop\nmain: registry.example.com/shop:1.0\nsidecar: {use: litestream, path: \
                           /var/lib/shop/shop.db, bucket: shop-backup, user: 1000}\n";

/// Puts a folder in the place of the bucket.
fn replicate_to(helper: &Helper, bucket: &Path) {
    let folder = format!("type: file\n    path: {}", bucket.display());
    let object_store = "type: s3\n    bucket: \"shop-backup\"\n    path: \"shop.db\"";
    helper.edit("/etc/litestream/litestream.yml", &[(object_store, &folder)]);
}

/// What main does to its database; prints the rows.
fn sqlite(python: &Path, database: &Path, statement: &str) -> Option<String> {
    let script = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute('pragma journal_mode = wal')\n\
                  print(c.execute(sys.argv[2]).fetchall())\nc.commit()\n";
    let output = Command::new(python).args(["-c", script]).arg(database).arg(statement).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn a_new_pod_has_what_the_old_one_wrote() {
    let (Some(litestream), Some(python)) = (program("litestream"), program("python3")) else { return };
    let bucket = Folder::new();

    // Nothing to restore is no fault.
    let first = Helper::named(DESCRIPTION, "litestream-restore");
    replicate_to(&first, bucket.path());
    let restored = first.command(&litestream, &[]).output().expect("it runs");
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));

    let helper = Helper::of(DESCRIPTION);
    replicate_to(&helper, bucket.path());
    helper.edit("/etc/litestream/litestream.yml", &[("0.0.0.0:9090", &format!("127.0.0.1:{}", super::free_port()))]);
    let database = helper.mounted("/data").join("shop.db");
    sqlite(&python, &database, "create table orders (id)").expect("made");
    let mut server = helper.start(&litestream, &[]);
    server.until("the first copy", || bucket.path().read_dir().ok()?.next().map(drop));
    sqlite(&python, &database, "insert into orders values (7)").expect("written");
    server.terminate();

    let second = Helper::named(DESCRIPTION, "litestream-restore");
    replicate_to(&second, bucket.path());
    let restored = second.command(&litestream, &[]).output().expect("it runs");
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let rows =
        wait_for("the rows", || sqlite(&python, &second.mounted("/data").join("shop.db"), "select * from orders"));
    assert_eq!(rows, "[(7,)]");
}
