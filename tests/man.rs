//! The manual pages in the repository are those of the flags.

use std::path::Path;

use clap::CommandFactory;
use podpat::internals::cli::Cli;

#[test]
fn committed_pages_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    let made = tempfile::tempdir().expect("a folder");
    let podpat = Cli::command().disable_help_subcommand(true);
    clap_mangen::generate_to(podpat, made.path()).expect("pages");
    let names = |folder: &Path| {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
        names.sort();
        names
    };
    if std::env::var_os("PODPAT_BLESS").is_some() {
        for name in names(&folder) {
            std::fs::remove_file(folder.join(name)).expect("removed");
        }
        std::fs::create_dir_all(&folder).expect("a folder");
        for name in names(made.path()) {
            std::fs::copy(made.path().join(&name), folder.join(&name)).expect("written");
        }
    }
    assert_eq!(names(&folder), names(made.path()), "man/ is out of date: run `just bless`");
    for name in names(made.path()) {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(&name)).expect("a text");
        assert!(read(&folder) == read(made.path()), "man/{} is out of date: run `just bless`", name.display());
    }
}
