//! Whatever a configuration says, it is applied to a file, or refused with places that lie in it.

#![no_main]

use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use podpat::internals::config::{Config, RuleSelection};
use podpat::internals::source::Source;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = Source::from_bytes("-", bytes.to_vec()) else { return };
    let source = Arc::new(source);
    match Config::parse(&source, Path::new("/project")) {
        Ok(config) => {
            let file = Path::new("/project/legacy/a.yaml");
            let sections = config.sections_for(file);
            drop((config.excludes(file), config.settings(&sections, &RuleSelection::default())));
        }
        Err(error) => {
            assert!(error.mistakes().count() > 0);
            error.mistakes().for_each(|mistake| assert!(source.get(mistake.span).is_some(), "{mistake:?}"));
        }
    }
});
