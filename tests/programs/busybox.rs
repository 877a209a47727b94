//! `log-tail` on a real busybox: what it prints of a log file, come what may, and how it ends.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::Folder;

use super::{Running, generated, program, read, wait_until};

/// The command of the only helper in a description, with busybox for every program, and other folders.
fn command(busybox: &Path, folder: &Path, sidecar: &serde_json::Value) -> Command {
    let main = json!({"image": "registry.example.com/shop:2.4.1"});
    let objects = generated(&json!({"name": "shop", "main": main, "sidecar": sidecar}).to_string());
    let helper = &objects.last().expect("a Pod")["spec"]["initContainers"][0];
    let words = |key: &str| helper[key].as_array().cloned().unwrap_or_default();
    let words: Vec<String> = words("command")
        .iter()
        .chain(&words("args"))
        .filter_map(|word| word.as_str())
        .map(|word| word.replace("/var/log/shop", &folder.display().to_string()))
        .collect();
    for applet in ["sh", "tail", "sleep"] {
        // Another test of the same process may have made it.
        drop(symlink(busybox, folder.join(applet)));
    }
    let mut path = OsString::from(folder);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = Command::new(folder.join(&words[0]));
    command.args(&words[1..]).env("PATH", path);
    command
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("opens");
    file.write_all(text.as_bytes()).expect("written");
}

#[test]
fn log_tail_prints_every_line_and_ends_when_told() {
    let Some(busybox) = program("busybox") else { return };
    let folder = Folder::new();
    let log = folder.at("a b.log");
    let printed = folder.at("printed");
    let sidecar = json!({"use": "log-tail", "path": "/var/log/shop/a b.log"});
    let mut command = command(&busybox, folder.path(), &sidecar);
    command.stdout(File::create(&printed).expect("made")).stderr(File::create(folder.at("said")).expect("made"));
    // The file is not there when it starts, and has more than ten lines when it is found.
    let mut running = Running::start(&mut command);
    let many: String = (1..=30).map(|line| format!("line {line}\n")).collect();
    append(&log, &many);
    wait_until("the first lines", || read(&printed) == many);

    fs::rename(&log, folder.at("a b.log.1")).expect("renamed");
    append(&log, &format!("{many}after rotation\n"));
    wait_until("lines after rotation", || read(&printed).ends_with("after rotation\n"));

    File::create(&log).expect("truncated");
    append(&log, "after truncation\n");
    wait_until("lines after truncation", || read(&printed).ends_with("after truncation\n"));

    append(&log, "last words\n");
    running.terminate();
    let mut status = None;
    wait_until("the end", || {
        status = running.0.try_wait().expect("waited for");
        status.is_some()
    });
    assert!(status.is_some_and(|status| status.success()), "{status:?}");
    assert!(read(&printed).ends_with("last words\n"), "{}", read(&printed));
}
