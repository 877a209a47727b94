//! The containers of the patterns over several Pods, attacked with real programs. The tests themselves are Python, as the
//! containers are; `tests/chaos/` holds them. Where a program is missing, its tests say so on standard error and pass.

use std::path::Path;
use std::process::Command;

/// Runs Python with some arguments in the folder of the tests.
fn python(arguments: &[&str], rounds: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chaos");
    let mut command = Command::new("python3");
    command.arg("-B").args(arguments).current_dir(folder).env("PODPAT_CHAOS", rounds);
    let Ok(output) = command.env("PODPAT_BINARY", env!("CARGO_BIN_EXE_podpat")).output() else {
        eprintln!("skipped: `python3` is not installed (CONTRIBUTING.md says where it comes from)");
        return;
    };
    let text = String::from_utf8_lossy(&output.stderr);
    for line in text.lines().filter(|line| line.contains("not installed") || line.starts_with("skipped:")) {
        eprintln!("{line}");
    }
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_elector_answers_who_leads() {
    python(&["-m", "unittest", "-v", "-k", "test_answers", "test_election"], "short");
}

#[test]
fn a_queue_is_filled_and_asked() {
    python(&["-m", "unittest", "-v", "-k", "test_push", "-k", "test_api", "test_work_queue"], "short");
}

#[test]
fn a_root_asks_its_leaves() {
    python(&["-m", "unittest", "-v", "-k", "test_all_well", "test_scatter"], "short");
}

#[test]
#[ignore = "takes a minute"]
fn at_most_one_elector_leads() {
    python(&["-m", "unittest", "-v", "test_election"], "short");
}

#[test]
#[ignore = "takes a minute"]
fn the_queue_loses_nothing() {
    python(&["-m", "unittest", "-v", "test_work_queue"], "short");
}

#[test]
#[ignore = "takes a minute"]
fn the_root_hides_no_missing_leaf() {
    python(&["-m", "unittest", "-v", "test_scatter"], "short");
}

#[test]
#[ignore = "takes minutes"]
fn at_most_one_elector_leads_for_long() {
    python(&["-m", "unittest", "-v", "test_election"], "long");
}

#[test]
#[ignore = "takes minutes"]
fn the_queue_loses_nothing_for_long() {
    python(&["-m", "unittest", "-v", "test_work_queue"], "long");
}

#[test]
#[ignore = "takes a minute"]
fn the_root_hides_no_missing_leaf_for_long() {
    python(&["-m", "unittest", "-v", "test_scatter"], "long");
}

#[test]
#[ignore = "takes a minute"]
fn broken_containers_are_noticed() {
    python(&["mutations.py"], "short");
}

#[test]
#[ignore = "takes a minute"]
fn generated_pods_run() {
    python(&["test_generated.py", "-v"], "short");
}
