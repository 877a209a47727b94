//! Whatever the bytes, every format of `lint` and `inspect` keeps its structure, and none steers a terminal.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use podpat::internals::lint::{Selector, Settings};
use podpat::internals::report::inspect::{self, InspectFormat};
use podpat::internals::report::{self, Format, Report};
use podpat::internals::terminal::{Output, is_hidden};

/// Settings are made once: there are many rules to choose from.
static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::of(&[Selector::All]));

// One format of each list has its turn, by the bytes of the text: a run is short, and the next text gets others.
fuzz_target!(|text: &str| {
    let turn = text.bytes().fold(0_usize, |turn, byte| turn.wrapping_mul(31).wrapping_add(byte.into()));
    let format = Format::ALL[turn % Format::ALL.len()];
    // SARIF lists all rules with their pages, a quarter of a megabyte, which takes longer than everything else.
    if format != Format::Sarif || turn.is_multiple_of(64) {
        let results = podpat::lint("a\n::error::b\u{1b}[31m.yaml", text, &SETTINGS);
        let text = written(|out| report::write(format, &Report::new(&results, &|_| true), out));
        is_report(&text, format, results.findings.len());
    }
    let format = InspectFormat::ALL[turn / Format::ALL.len() % InspectFormat::ALL.len()];
    let pods = podpat::inspect("a\n\u{202e}.yaml", text);
    is_picture(&written(|out| inspect::write(&pods, format, out)), format);
});

fn is_report(text: &str, format: Format, findings: usize) {
    match format {
        Format::Json | Format::Sarif | Format::Gitlab => is_json(text),
        Format::Junit => is_xml(text),
        Format::Short => assert_eq!(text.lines().count(), findings),
        Format::Github => {
            assert_eq!(text.lines().count(), findings);
            assert!(text.lines().all(|line| line.starts_with("::")));
        }
        Format::Markdown => assert!(text.len() <= 64 << 10),
        Format::Html => is_page(text),
        Format::Human => {}
    }
    is_visible(text);
}

fn is_picture(text: &str, format: InspectFormat) {
    match format {
        InspectFormat::Json => is_json(text),
        InspectFormat::Svg => is_xml(text),
        InspectFormat::Html => is_page(text),
        _ => {}
    }
    is_visible(text);
}

fn written(write: impl FnOnce(&mut Output<'_>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut Output::new(&mut bytes)).expect("memory takes everything");
    String::from_utf8(bytes).expect("reports are UTF-8")
}

fn is_json(text: &str) {
    serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
}

fn is_xml(text: &str) {
    roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
}

/// Checks that nothing foreign became an element.
fn is_page(text: &str) {
    for element in ["<script>", "</script>", "<style>", "</style>", "<main ", "</main>"] {
        assert_eq!(text.matches(element).count(), 1, "{element}: {text}");
    }
}

fn is_visible(text: &str) {
    assert!(!text.contains(|c| is_hidden(c) && !matches!(c, '\n' | '\t')), "{text:?}");
}
