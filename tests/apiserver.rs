//! What podpat writes and exports, tried on a real API server; `PODPAT_APISERVER` names one, such as
//! `http://127.0.0.1:8001` of `kubectl proxy`. The tests themselves are Python, in `tests/apiserver/`.

use std::env;
use std::path::Path;
use std::process::Command;

/// Runs a module of tests.
fn python(module: &str) {
    if env::var_os("PODPAT_APISERVER").is_none() {
        eprintln!("skipped: `PODPAT_APISERVER` is not set (CONTRIBUTING.md says what it names)");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apiserver");
    let mut command = Command::new("python3");
    command.args(["-B", "-m", "unittest", "-v", module]).current_dir(folder);
    let output = command.env("PODPAT_BINARY", env!("CARGO_BIN_EXE_podpat")).output().expect("Python runs");
    let text = String::from_utf8_lossy(&output.stderr);
    eprintln!("{}", String::from_utf8_lossy(&output.stdout));
    for line in text.lines().filter(|line| line.contains("skipped")) {
        eprintln!("{line}");
    }
    assert!(output.status.success(), "{text}");
}

#[test]
#[ignore = "needs an API server"]
fn an_api_server_warns_of_what_podpat_finds() {
    python("test_exports");
}

#[test]
#[ignore = "needs an API server"]
fn an_api_server_takes_what_podpat_writes() {
    python("test_written");
}

#[test]
#[ignore = "needs an API server"]
fn electors_lead_one_at_a_time_with_a_real_api_server() {
    python("test_electors");
}
