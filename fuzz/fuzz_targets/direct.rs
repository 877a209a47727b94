//! Of every text that both readers of YAML read, they make the same trees with the same comments.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use podpat::internals::source::Source;
use podpat::internals::yaml::{self, Readers, Stream};

fuzz_target!(|text: &str| {
    let source = Arc::new(Source::new("-", text));
    let by = |readers| yaml::chunks(&source, true).by(readers);
    for (direct, parsed) in by(Readers::Direct).zip(by(Readers::Parser)) {
        let Some(first) = direct.documents.first() else {
            assert!(direct.comments.is_empty() || direct.comments == parsed.comments);
            continue;
        };
        if source.slice(first.span).trim_start().starts_with('{') {
            is_same_json(&direct, &parsed, text);
            // JSON may have several values where YAML has one document, and those behind them other numbers.
            if direct.documents.len() != parsed.documents.len() {
                return;
            }
        } else {
            assert!(direct == parsed);
        }
    }
});

/// The parser reads JSON as YAML, which knows neither several values nor some escapes, and sees more line breaks.
fn is_same_json(direct: &Stream, parsed: &Stream, text: &str) {
    if let ([direct], [parsed]) = (&direct.documents[..], &parsed.documents[..])
        && let (Ok(direct), Ok(parsed)) = (&direct.tree, &parsed.tree)
        && !text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}'])
    {
        assert!(direct == parsed);
    }
}
