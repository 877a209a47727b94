//! Pictures of Pods: a manifest in `inspect/`, beside it what is shown of it, as text and as the other forms.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use podpat::internals::commands::Streams;
use podpat::internals::terminal::Style;

use crate::harness::podpat_on;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect")
}

/// Name and text of every manifest.
fn manifests() -> Vec<(String, String)> {
    let entries = fs::read_dir(folder()).expect("tests/inspect").map(|entry| entry.expect("an entry").path());
    let mut manifests: Vec<(String, String)> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("a manifest"))
        })
        .collect();
    manifests.sort();
    assert!(manifests.len() > 12, "{}", manifests.len());
    manifests
}

fn shown(name: &str, form: &str) -> String {
    let (_, text) = manifests().into_iter().find(|(own, _)| own == name).expect("a manifest");
    let ran = podpat_on(text, ["inspect", "-o", form, "-"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

#[test]
fn every_shape_reads_well() {
    for (name, text) in manifests() {
        let ran = podpat_on(text, ["inspect", "-"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, ran.out));
    }
}

#[test]
fn no_line_is_wider_than_a_terminal_and_nothing_is_cut() {
    for (name, text) in manifests() {
        let out = podpat_on(text, ["inspect", "-"]).out;
        for line in out.lines() {
            assert!(textwrap::core::display_width(line) <= 80, "{name}: {line}");
        }
        assert!(!out.contains('…') && !out.contains('\u{1b}'), "{name}: {out}");
    }
}

#[test]
fn names_are_whole_once_their_lines_are_put_together() {
    let out = shown("long-names", "text");
    let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
    // The column of the middle box, top to bottom.
    let middle: String = out.lines().filter_map(|line| line.split('┃').nth(1)).map(letters).collect();
    assert!(middle.contains("averyverylongnameofacontainerwithoutanyhyphensinit"), "{middle}");
}

/// Colours come on a terminal, and only the signs for them are added.
#[test]
fn colours_add_nothing_but_themselves() {
    for (name, text) in manifests() {
        let plain = podpat_on(&text, ["inspect", "-"]).out;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams::new(text.as_bytes(), &mut out, &mut err);
        streams.out().set_style(Style { colour: true, width: 80 });
        podpat::internals::cli::run(["podpat", "inspect", "-"].map(OsString::from), &mut streams);
        drop(streams);
        let coloured = String::from_utf8(out).expect("UTF-8");
        assert!(coloured.contains("\u{1b}[1m"), "{name}");
        let stripped: Vec<&str> = coloured
            .split('\u{1b}')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { after_code(part) })
            .collect();
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(&stripped.concat()), lines(&plain), "{name}");
    }
}

fn after_code(part: &str) -> &str {
    part.split_once('m').map_or("", |(_, rest)| rest)
}

#[test]
fn other_forms_say_the_same() {
    for (name, form) in [
        ("both-hands", "mermaid"),
        ("strangers", "mermaid"),
        ("both-hands", "dot"),
        ("strangers", "svg"),
        ("connected", "json"),
        ("connected", "mermaid"),
        ("connected", "dot"),
        ("connected", "svg"),
        ("side-links", "svg"),
        ("several-pods", "json"),
        ("several-pods", "mermaid"),
        ("several-pods", "dot"),
        ("several-pods", "svg"),
    ] {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("{name}-{form}"), shown(name, form)));
    }
}

#[test]
fn boxes_of_an_svg_lie_inside_it_and_apart() {
    for (name, _) in manifests() {
        let svg = shown(&name, "svg");
        let number = |line: &str, key: &str| -> Option<usize> {
            line.split_once(&format!(" {key}=\""))?.1.split('"').next()?.parse().ok()
        };
        let boxes: Vec<[usize; 4]> = svg
            .lines()
            .filter(|line| line.contains("rx=\"6\""))
            .map(|line| ["x", "y", "width", "height"].map(|key| number(line, key).expect("a number")))
            .collect();
        assert!(!boxes.is_empty(), "{name}");
        let size = |key| number(svg.lines().next().expect("a line"), key).expect("a size");
        let (width, height) = (size("width"), size("height"));
        for (at, [x, y, wide, high]) in boxes.iter().enumerate() {
            assert!(x + wide <= width && y + high <= height, "{name}: {svg}");
            for [left, top, width, tall] in &boxes[at + 1..] {
                let apart = x + wide <= *left || left + width <= *x || y + high <= *top || top + tall <= *y;
                assert!(apart, "{name}: {svg}");
            }
        }
    }
}

#[test]
fn one_pod_elects_nobody() {
    let manifest = |replicas: usize| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: manager}}\nspec:\n  replicas: {replicas}\n  \
             selector: {{matchLabels: {{app: manager}}}}\n  template:\n    metadata: {{labels: {{app: manager}}}}\n    spec:\n      \
             containers:\n        - {{name: manager, image: \"registry.example.com/manager:1\", args: [--leader-elect]}}\n"
        )
    };
    let patterns = |replicas| {
        let ran = podpat_on(manifest(replicas), ["inspect", "-o", "json", "-"]);
        ran.json()["pods"][0]["patterns"].clone()
    };
    assert_eq!(patterns(1), serde_json::json!([]));
    assert_eq!(patterns(3), serde_json::json!(["leader-election"]));
}
