//! The crate that is published has what its build needs, and nothing that only the repository needs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::layers::rust_files;

#[test]
fn the_crate_has_what_its_build_needs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let flags = ["package", "--list", "--locked", "--offline", "--allow-dirty", "--quiet"];
    let ran = Command::new(cargo).args(flags).current_dir(root).output().expect("cargo");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let listed: BTreeSet<String> =
        String::from_utf8_lossy(&ran.stdout).lines().map(|line| line.replace('\\', "/")).collect();

    let data = ["patterns", "templates/partials", "src/composition/knowledge"];
    let data = data.iter().flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder"));
    let data = data.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let needed = rust_files(&root.join("src")).into_iter().chain(data);
    let name = |path: &Path| path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
    let missing: Vec<String> = needed.map(|path| name(&path)).filter(|name| !listed.contains(name)).collect();
    assert!(missing.is_empty(), "not in the crate: {missing:?}");

    let apart = ["tests/", "benches/", "editors/", "fuzz/", ".ci/", ".github/", "packaging/", "target/"];
    let extra: Vec<&String> =
        listed.iter().filter(|name| apart.iter().any(|folder| name.starts_with(folder))).collect();
    assert!(extra.is_empty(), "in the crate: {extra:?}");
}
