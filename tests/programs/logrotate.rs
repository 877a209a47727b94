//! `logrotate` on a real busybox: which files it rotates, and how many it keeps.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::helper::Helper;
use super::server::Server;
use super::{program, read};

#[test]
fn large_files_are_rotated_and_their_writer_goes_on() {
    let Some(busybox) = program("busybox") else { return };
    let helper = Helper::of(
        "name: shop\nmain: registry.example.com/shop:1.0\nsidecar: {use: logrotate, path: /var/log/shop, user: 1000, \
         files: ['*.log', 'a b*'], maxSize: 1, keep: 2, period: 100ms}\n",
    );
    let logs = helper.mounted("/logs").to_owned();
    let large = "a line of a log file\n".repeat(60_000);
    for name in ["a b", "other.txt"] {
        fs::write(logs.join(name), &large).expect("written");
    }
    fs::write(logs.join("small.log"), "one line\n").expect("written");
    let mut writer = OpenOptions::new().create(true).append(true).open(logs.join("x.log")).expect("made");

    for applet in ["sh", "gzip", "wc", "mv", "rm", "sleep"] {
        symlink(&busybox, helper.folder().join(applet)).expect("a link");
    }
    let generated = helper.command(&busybox, &[]);
    let mut command = Command::new(helper.folder().join("sh"));
    command.args(generated.get_args()).env("PATH", helper.folder());
    command.envs(generated.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut server = Server::start(&mut command, helper.folder());
    for round in 1..=3 {
        writer.write_all(format!("{round}\n{large}").as_bytes()).expect("written");
        server.until("the rotation", || {
            let old = logs.join(format!("x.log.{}.gz", round.min(2)));
            (old.exists() && read(&logs.join("x.log")).is_empty()).then_some(())
        });
    }
    let unpacked = Command::new(&busybox).args(["gzip", "-dc"]).arg(logs.join("x.log.2.gz")).output().expect("it runs");
    let unpacked = String::from_utf8_lossy(&unpacked.stdout).into_owned();
    assert!(unpacked == format!("2\n{large}"), "the older of two is the second");
    assert!(!logs.join("x.log.3.gz").exists(), "two are kept");
    assert!(logs.join("a b.1.gz").exists() && read(&logs.join("a b")).is_empty());
    assert_eq!(read(&logs.join("small.log")), "one line\n");
    assert!(read(&logs.join("other.txt")) == large, "a file of another pattern is left alone");
    server.terminate();
}
