//! Whatever the bytes, every rule runs on them, and every place it names lies in the text.

#![no_main]

use std::io::Read;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use podpat::internals::composition::knowledge::Knowledge;
use podpat::internals::lint::{self, Resources, Selector, Settings, Text};

struct Bytes<'a> {
    bytes: &'a [u8],
}

/// Settings are made once: there are many rules to choose from.
static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::of(&[Selector::All]));

impl Text for Bytes<'_> {
    fn name(&self) -> &str {
        "-"
    }

    fn is_named(&self) -> bool {
        true
    }

    fn settings(&self) -> &Settings {
        &SETTINGS
    }

    fn size(&self) -> Option<u64> {
        Some(self.bytes.len() as u64)
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        Some(Box::new(self.bytes))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let results = lint::run(&[Bytes { bytes }], &Knowledge::default(), Resources::default(), &mut |_, _| {});
    for finding in results.findings {
        let place = finding.place;
        assert!(place.source.get(place.span).is_some() || place.span.len() > 1024, "{}", finding.message);
    }
});
