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
