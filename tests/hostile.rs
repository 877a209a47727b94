//! Input that means harm: nothing panics, nothing overflows, and cost stays in proportion to size.

use std::fmt::Write;
use std::sync::Arc;

use podpat::internals::k8s;
use podpat::internals::source::Source;
use podpat::internals::validity;
use podpat::internals::yaml;
use proptest::prelude::*;

/// Reads, decodes and judges a text; the number of objects.
fn swallow(text: &str) -> usize {
    let source = Arc::new(Source::new("-", text));
    for document in yaml::parse(&source).documents {
        assert!(document.span.end <= text.len());
        match document.tree {
            Ok(tree) => drop(tree.root().to_json()),
            Err(error) => {
                assert!(text.get(error.span.start..error.span.end).is_some(), "{error:?}");
                assert!(!error.message.is_empty() && !error.help.is_empty());
            }
        }
    }
    let read = k8s::read(&source);
    for manifest in &read.manifests {
        for fault in validity::validate(manifest, validity::Release::LATEST) {
            let span = fault.span.unwrap_or_else(|| manifest.locate(&fault.path));
            assert!(text.get(span.start..span.end).is_some(), "{fault:?}");
        }
    }
    read.manifests.len()
}

/// Only a message, no value: too deep, too much, in a circle.
fn is_refused(text: &str) {
    let stream = yaml::parse(&Arc::new(Source::new("-", text)));
    assert!(stream.documents.iter().any(|document| document.tree.is_err()), "{}", &text[..text.len().min(60)]);
    swallow(text);
}

#[test]
fn nesting_without_end() {
    for part in
        ["[", "{a: ", "- ", "? ", "{", "[{", "{\"a\":", "[\n", "- - ", "!!seq [", "&a [", "{? ", "\"a\": [", "a: {b: "]
    {
        is_refused(&part.repeat(100_000));
    }
    let mut text = String::new();
    for depth in 0..2000 {
        let _ = writeln!(text, "{:depth$}a:", "");
    }
    is_refused(&text);
    is_refused(&format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)));
    is_refused(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
}

#[test]
fn the_deepest_that_is_read_fits_the_stack_of_a_thread() {
    // One level of a schema is two of YAML; the types of a CRD are the biggest that hold themselves.
    let problems = |levels: usize| {
        let inner = format!("{{default: {}1{}}}", "[".repeat(130), "]".repeat(130));
        let schema = format!("{}{inner}{}", "{properties: {a: ".repeat(levels), "}}".repeat(levels));
        let head = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\n";
        let text = format!("{head}spec: {{versions: [{{name: v1, schema: {{openAPIV3Schema: {schema}}}}}]}}\n");
        let read = move || k8s::read(&Arc::new(Source::new("-", text))).manifests[0].problems().to_vec();
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(read);
        thread.expect("a thread").join().expect("no overflow")
    };
    assert_eq!(problems(40), []);
    assert!(problems(58).iter().any(|problem| problem.what == yaml::What::TooBig));
}

#[test]
fn aliases_in_circles() {
    for text in ["a: &a {b: *a}", "&a [*a]", "a: &a\n  <<: *a\n", "a: &a [{b: [*a]}]", "a: &x [1, *x]\nb: *x"] {
        is_refused(text);
    }
}

#[test]
fn aliases_without_measure() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    let mut merges = String::from("m0: &m0 {a: 1, b: 2, c: 3, d: 4, e: 5}\n");
    let mut chain = String::from("c0: &c0 {k: 1}\n");
    for at in 1..40 {
        let before = at - 1;
        let aliases = format!("*a{before}, ").repeat(10);
        let _ = writeln!(laughs, "a{at}: &a{at} [{aliases}]");
        let mapped = format!("*m{before}, ").repeat(10);
        let _ = writeln!(merges, "m{at}: &m{at} {{<<: [{mapped}]}}");
    }
    for at in 1..1000 {
        let _ = writeln!(chain, "c{at}: &c{at} {{n: *c{}}}", at - 1);
    }
    for text in [laughs, merges, chain] {
        is_refused(&text);
    }
    let args = "x, ".repeat(5000);
    let bomb = format!("a: &a [{args}]\nb: [{}]\n", "*a, ".repeat(200_000));
    assert!(bomb.len() > 800_000);
    is_refused(&bomb);
}

#[test]
fn a_kilobyte_of_memory_for_three_bytes_of_text() {
    let containers = "{},".repeat(200_000);
    let text = format!("{{apiVersion: v1, kind: Pod, metadata: {{name: x}}, spec: {{containers: [{containers}]}}}}");
    let read = k8s::read(&Arc::new(Source::new("-", text)));
    assert!(read.manifests[0].problems().iter().any(|problem| problem.what == yaml::What::TooBig));
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_fault_for_each_of_many_lines() {
    let lines = |line: &dyn Fn(usize) -> String| (0..8_000).map(line).collect::<String>();
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n";
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules:\n";
    for text in [
        format!("{pod}{}", lines(&|at| format!("  f{at}: 1\n"))),
        format!("{pod}{}  <<: {{a: 1}}\n", lines(&|at| format!("  f{at}: 1\n"))),
        format!("{pod}{}", lines(&|_| "  f: 1\n".to_owned())),
        format!("{pod}  x:\n{}", lines(&|_| "  - {a: 1, a: 2}\n".to_owned())),
        format!("{pod}  x:\n{}", lines(&|at| format!("    f{at}: {{a: 1, a: 2}}\n"))),
        format!("{config}{}", lines(&|at| format!("  f{at}: 1\n"))),
        format!("{config}{}", lines(&|at| format!("  f {}: ''\n", at * 7919 % 8_009))),
        format!("{role}{}", lines(&|_| "- {}\n".to_owned())),
    ] {
        let read = k8s::read(&Arc::new(Source::new("-", text.as_str())));
        let faults = validity::validate(&read.manifests[0], validity::Release::LATEST);
        let told: usize = faults.iter().map(|fault| 1 + fault.more).sum();
        assert!(told >= 7_999 && faults.len() <= 2 * yaml::KEPT, "{told}: {}", &text[..150]);
        assert_eq!(swallow(&text), 1);
    }
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn big_and_odd_texts() {
    let long = "x".repeat(1 << 17);
    let escapes = "\\n".repeat(1 << 16);
    let lines = "\n  x".repeat(1 << 15);
    for text in [
        format!("a: {long}"),
        format!("a: '{long}'"),
        format!("a: \"{escapes}\""),
        format!("a: |{lines}"),
        format!("a: >{lines}"),
        format!("a: \"{lines}\""),
        format!("a:{lines}"),
        format!("{long}: a"),
        format!("a: {}", "1".repeat(1 << 17)),
        format!("a: .{}", "1".repeat(1 << 17)),
        "a: 1\n".repeat(1 << 14),
        "# c\n".repeat(1 << 15),
        "\n".repeat(1 << 17),
        "---\n".repeat(1 << 15),
        "--- x\n".repeat(1 << 11),
        "{}\n---\n".repeat(1 << 11),
        "{} ".repeat(1 << 13),
        " ".repeat(1 << 17),
        "\t".repeat(1 << 17),
        format!("[{}]", "a, ".repeat(1 << 15)),
        format!("[{}]", "a: b, ".repeat(1 << 14)),
        format!("{{{}}}", "a, ".repeat(1 << 15)),
        "\"a\" ".repeat(1 << 13),
        "a: 'x\ny'\n".repeat(1 << 10),
        "a: \"x\"#c\n".repeat(1 << 10),
        "&a ".repeat(1 << 13),
        "!a ".repeat(1 << 13),
        "*a ".repeat(1 << 13),
        "a: \u{0}".to_owned(),
        "\u{feff}\u{feff}a: 1".to_owned(),
        "\u{feff}".to_owned(),
        "%YAML 1.2\n---\na: 1".to_owned(),
    ] {
        swallow(&text);
    }
}

proptest! {
    #[test]
    fn any_text(text in "\\PC{0,200}") {
        swallow(&text);
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(source) = Source::from_bytes("-", bytes) {
            swallow(source.text());
        }
    }

    #[test]
    fn any_sequence_of_signs(
        signs in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "b: ", ": ", ":", "- ", "-", "? ", "[", "]", "{", "}", ", ", "\n", "\n  ", "\n    ", "\t", " ", "'", "\"",
                "|", ">", "|-\n", "&a ", "*a", "!!int ", "!x ", "# c", "#", "<<: ", "---\n", "\n---\n", "...\n", "%", "@", "`",
                "~", "1", "0x", ".inf", "\\", "\\u00", "\r\n", "\r", "\u{feff}", "\u{2028}", "\u{85}", "é", "\u{0}",
                "apiVersion: v1\nkind: Pod\n", "kind: List\n", "items:\n", "metadata: ", "spec:\n", "containers:\n", "null",
            ]),
            0..40,
        )
    ) {
        swallow(&signs.concat());
    }
}
