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

fuzz_target!(|text: &str| {
    let results = podpat::lint("a\n::error::b\u{1b}[31m.yaml", text, &SETTINGS);
    // SARIF lists all rules with their pages, a quarter of a megabyte, which takes longer than everything else.
    let formats = Format::ALL.into_iter().filter(|format| *format != Format::Sarif || text.len() % 64 == 0);
    for format in formats {
        let text = written(|out| report::write(format, &Report::new(&results, &|_| true), out));
        match format {
            Format::Json | Format::Sarif | Format::Gitlab => is_json(&text),
            Format::Junit => is_xml(&text),
            Format::Short => assert_eq!(text.lines().count(), results.findings.len()),
            Format::Github => {
                assert_eq!(text.lines().count(), results.findings.len());
                assert!(text.lines().all(|line| line.starts_with("::")));
            }
            Format::Markdown => assert!(text.len() <= 64 << 10),
            Format::Html => is_page(&text),
            Format::Human => {}
        }
        is_visible(&text);
    }
    let pods = podpat::inspect("a\n\u{202e}.yaml", text);
    for format in InspectFormat::ALL {
        let text = written(|out| inspect::write(&pods, format, out));
        match format {
            InspectFormat::Json => is_json(&text),
            InspectFormat::Svg => is_xml(&text),
            InspectFormat::Html => is_page(&text),
            _ => {}
        }
        is_visible(&text);
    }
});

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
