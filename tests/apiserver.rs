//! What `podpat export` prints, tried on a real API server; `PODPAT_APISERVER` names one, such as `http://127.0.0.1:8001` of
//! `kubectl proxy`. The test itself is Python, in `tests/apiserver/`.

use std::env;
use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "needs an API server"]
fn an_api_server_warns_of_what_podpat_finds() {
    if env::var_os("PODPAT_APISERVER").is_none() {
        eprintln!("skipped: `PODPAT_APISERVER` is not set (CONTRIBUTING.md says what it names)");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apiserver");
    let mut command = Command::new("python3");
    command.args(["-B", "-m", "unittest", "-v", "test_exports"]).current_dir(folder);
    let output = command.env("PODPAT_BINARY", env!("CARGO_BIN_EXE_podpat")).output().expect("Python runs");
    let text = String::from_utf8_lossy(&output.stderr);
    eprintln!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{text}");
}
