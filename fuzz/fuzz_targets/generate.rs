//! Whatever a description says, it is refused or becomes objects that are read back; podpat itself makes no mistake.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use podpat::internals::catalogue::Catalogue;
use podpat::internals::pattern::{self, Input, Request};
use podpat::internals::source::Source;
use podpat::internals::validity::Release;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("-", bytes.to_vec()) else { return };
    let description = Input { file: Some(Arc::new(source)), ..Input::default() };
    let request = Request { description, helpers: None, kubernetes: Release::LATEST };
    if let Err(report) = pattern::generate(&request, &CATALOGUE) {
        let words = report.to_string();
        assert!(!words.starts_with("podpat generated something wrong"), "{words}");
    }
});
