//! The completion scripts in the repository are those the program prints.

use std::path::Path;

use crate::harness::podpat;

#[test]
fn committed_scripts_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, file) in [
        ("bash", "podpat.bash"),
        ("elvish", "podpat.elv"),
        ("fish", "podpat.fish"),
        ("powershell", "_podpat.ps1"),
        ("zsh", "_podpat"),
    ] {
        let printed = podpat(["completions", shell]).out;
        let path = folder.join(file);
        if std::env::var_os("PODPAT_BLESS").is_some() {
            std::fs::write(&path, &printed).expect("writes");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == printed, "completions/{file} is out of date: run `just bless`");
    }
}

#[test]
fn the_binary_answers_shells() {
    let podpat = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_podpat"));
        let output = command.env("COMPLETE", "fish").args(arguments).output().expect("podpat runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(podpat(&[]).contains("complete --keep-order --exclusive --command podpat"), "{}", podpat(&[]));
    let values = podpat(&["--", "podpat", "generate", "--sidecar", "git-sync,repo=a,"]);
    assert!(values.contains("git-sync,repo=a,path=\t") && !values.contains("repo=a,repo="), "{values}");
    assert!(podpat(&["--", "podpat", "explain", "kube-linter/latest"]).contains("kube-linter/latest-tag"));
    assert!(podpat(&["version"]).starts_with("podpat "), "the variable changes nothing else");
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_podpat")).env("COMPLETE", "tcsh").output().expect("runs");
    assert_eq!((output.status.code(), &*output.stdout), (Some(2), &b""[..]));
}
