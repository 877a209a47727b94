//! Whatever the bytes, a split is refused and prints nothing, or prints documents that can be read back.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use podpat::internals::cli;
use podpat::internals::commands::Streams;
use podpat::internals::source::Source;
use podpat::internals::yaml::parse;

fuzz_target!(|bytes: &[u8]| {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let argv = ["podpat", "split", "-"].map(Into::into);
    cli::run(argv, &mut Streams::new(bytes, &mut out, &mut err));
    let text = String::from_utf8(out).expect("documents are UTF-8");
    let can_be_read = |text: &str| {
        let documents = parse(&Arc::new(Source::new("-", text))).documents;
        documents.iter().all(|document| document.tree.is_ok())
    };
    // Documents that are broken stay as they are, beside the others.
    let was_read = std::str::from_utf8(bytes).is_ok_and(can_be_read);
    assert!(!was_read || can_be_read(&text), "{text}");
});
