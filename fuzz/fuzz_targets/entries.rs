//! Whatever an entry of a repository says, it is refused, or used within bounds of time and memory.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use podpat::internals::catalogue::{Catalogue, Links, PatternFolder};
use podpat::internals::pattern::{self, Input, Request};
use podpat::internals::source::Source;
use podpat::internals::validity::Release;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("podpat-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the entry");
    folder
});

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    fs::write(FOLDER.join("own.yaml"), "").expect("the entry is written");
    let folder = PatternFolder { path: FOLDER.clone(), links: Links::WithinFolder };
    Catalogue::with(&[folder]).expect("the folder is read")
});

fuzz_target!(|bytes: &[u8]| {
    let listed = CATALOGUE.get("own").expect("it is listed");
    fs::write(FOLDER.join("own.yaml"), bytes).expect("the entry is written");
    let Ok(entry) = listed.read() else { return };
    let pattern = match format!("{:?}", entry.pattern).as_str() {
        "Ambassador" => "ambassador",
        "Adapter" => "adapter",
        "Init" => "init",
        _ => "sidecar",
    };
    let file = format!("{{name: web, main: {{image: 'nginx:1.29.1', ports: [80]}}, {pattern}: {{use: own}}}}");
    let file = Some(Arc::new(Source::new("-", file)));
    let request = Request {
        description: Input { file, ..Input::default() },
        helpers: None,
        kubernetes: Release::LATEST,
    };
    drop(pattern::generate(&request, &CATALOGUE));
});
