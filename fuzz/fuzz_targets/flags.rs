//! Whatever flags say, it is refused or becomes objects that are read back; podpat itself makes no mistake. Each line of
//! the input is a flag: `sidecar …`, `ambassador …`, `adapter …`, `port …` or a setting.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use podpat::internals::catalogue::Catalogue;
use podpat::internals::pattern::{self, Input, Request};
use podpat::internals::validity::Release;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);

fuzz_target!(|text: &str| {
    let keys = vec![("name", "web".to_owned()), ("main.image", "nginx:1.29.1".to_owned())];
    let mut input = Input { keys, ..Input::default() };
    for line in text.lines() {
        match line.split_once(' ') {
            Some(("port", value)) => input.ports.push(value.to_owned()),
            Some((pattern @ ("sidecar" | "ambassador" | "adapter"), value)) => {
                let known = ["sidecar", "ambassador", "adapter"].into_iter().find(|known| *known == pattern);
                input.helpers.extend(known.map(|pattern| (pattern, value.to_owned())));
            }
            _ => input.settings.push(line.to_owned()),
        }
    }
    let request = Request { description: input, helpers: None, kubernetes: Release::LATEST };
    if let Err(report) = pattern::generate(&request, &CATALOGUE) {
        let words = report.to_string();
        assert!(!words.starts_with("podpat generated something wrong"), "{words}");
    }
});
