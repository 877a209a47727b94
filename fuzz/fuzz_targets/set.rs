//! Whatever `--set` says, over whatever file, it is refused or becomes objects that are read back. The first line is the
//! setting, the others are the file.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use podpat::internals::catalogue::Catalogue;
use podpat::internals::pattern::{self, Input, Request};
use podpat::internals::source::Source;
use podpat::internals::validity::Release;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);

fuzz_target!(|text: &str| {
    let (setting, file) = text.split_once('\n').unwrap_or((text, "{name: web, main: 'nginx:1.29.1'}"));
    let file = Some(Arc::new(Source::new("-", file)));
    let description = Input { file, settings: vec![setting.to_owned()], ..Input::default() };
    let request = Request { description, helpers: None, kubernetes: Release::LATEST };
    if let Err(report) = pattern::generate(&request, &CATALOGUE) {
        let words = report.to_string();
        assert!(!words.starts_with("podpat generated something wrong"), "{words}");
    }
});
