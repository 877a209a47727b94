//! The whole of `podpat lint` on input that means harm: every run ends, with an exit code, in proportion to its input.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::harness::{Folder, Ran, podpat, podpat_on};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: web
    image: nginx:1.29.1
    env: [{name: REDIS_HOST, value: 127.0.0.1}]
    volumeMounts: [{name: logs, mountPath: /var/log}]
  - name: shipper
    image: \"fluent/fluent-bit:4.0\"
    args: ['-c', \"/e\\u0074c/x\"]
    volumeMounts: [{name: logs, mountPath: /in, readOnly: true}]
  volumes:
  - name: logs
    emptyDir: &none {}
  - {name: more, emptyDir: *none}
";

/// Every rule on a text, in a form whose places can be looked up.
fn lint(text: impl AsRef<[u8]>) -> Ran {
    let ran = podpat_on(&text, ["lint", "-", "--no-config", "--select=all", "--format=json"]);
    assert!(ran.code <= 2, "{}", ran.err);
    assert_eq!(ran.out.is_empty(), ran.code == 2, "{}", ran.err);
    if !ran.out.is_empty() {
        let end = text.as_ref().len() as u64;
        for finding in ran.json()["findings"].as_array().expect("findings") {
            let [from, to] = ["start", "end"].map(|at| finding["span"][at]["offset"].as_u64().expect("an offset"));
            assert!(from <= to && to <= end, "{finding}");
        }
    }
    ran
}

/// The rules that found something and the lines they found it in.
fn found(ran: &Ran) -> Vec<(String, u64)> {
    let json = ran.json();
    let of = |finding: &serde_json::Value| {
        (
            finding["rule"].as_str().expect("a rule").to_owned(),
            finding["span"]["start"]["line"].as_u64().expect("a line"),
        )
    };
    json["findings"].as_array().expect("findings").iter().map(of).collect()
}

/// Cuts a manifest off at every `step`th byte.
fn cut_off(step: usize) {
    for end in (0..POD.len()).step_by(step) {
        lint(&POD[..end]);
    }
}

/// Puts a byte into every `step`th place of a manifest.
fn put_bytes_in(step: usize) {
    let bytes = [0, 9, 0x7f, 0x80, 0xc3, 0xff, b'{', b'"', b'\n', b'&'].into_iter().cycle();
    for (at, byte) in (0..POD.len()).step_by(step).zip(bytes) {
        let mut bytes = POD.as_bytes().to_vec();
        bytes[at] = byte;
        lint(bytes);
    }
}

#[test]
fn a_manifest_cut_off_in_many_places() {
    cut_off(5);
}

#[test]
fn a_manifest_with_any_byte_in_many_places() {
    put_bytes_in(5);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_manifest_cut_off_or_changed_anywhere() {
    cut_off(1);
    put_bytes_in(1);
}

#[test]
fn a_document_of_other_bytes_is_one_finding_and_hides_no_other() {
    let bad = POD.replace("4.0\"", "4.\u{e4}\" # podpat: ignore[unknown-field]");
    let latin = |text: &str| text.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect::<Vec<u8>>();
    let misspelt = POD.replace("args", "arsg");
    for (text, expected) in [
        (bad.clone(), vec![("syntax-error", 11)]),
        (format!("# \u{e9}\n---\n{misspelt}"), vec![("syntax-error", 1), ("unknown-field", 14)]),
        (format!("{bad}---\n{misspelt}"), vec![("syntax-error", 11), ("unknown-field", 30)]),
        (
            format!("{misspelt}---\n{bad}---\n{bad}"),
            vec![("unknown-field", 12), ("syntax-error", 29), ("syntax-error", 47)],
        ),
    ] {
        let ran = lint(latin(&text));
        let found: Vec<_> =
            found(&ran).into_iter().filter(|(rule, _)| rule.contains("error") || rule.contains("-field")).collect();
        let expected: Vec<_> = expected.into_iter().map(|(rule, line)| (rule.to_owned(), line)).collect();
        assert_eq!(found, expected, "{text}");
        assert!(!ran.out.contains("unused-suppression"), "{}", ran.out);
    }
    let ran = lint(latin(&bad));
    assert_eq!(ran.json()["findings"][0]["message"], "the byte 0xE4 is no character of UTF-8");
}

#[test]
fn other_encodings_and_zero_bytes_are_one_finding() {
    let wide = |order: fn(u16) -> [u8; 2]| POD.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for bytes in
        [wide(u16::to_le_bytes), wide(u16::to_be_bytes), POD.replace("web,", "w\0b,").into_bytes(), vec![0; 1000]]
    {
        let ran = lint(&bytes);
        assert_eq!(found(&ran).iter().map(|(rule, _)| &**rule).collect::<Vec<_>>(), ["syntax-error"], "{}", ran.out);
    }
}

#[test]
fn aliases_and_nesting_without_measure() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..40 {
        let _ = writeln!(laughs, "a{at}: &a{at} [{}]", format!("*a{}, ", at - 1).repeat(10));
    }
    let args = "x, ".repeat(5000);
    let bomb = format!("a: &a [{args}]\nb: [{}]\n", "*a, ".repeat(250_000));
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  x: ";
    for text in [laughs, bomb, "[".repeat(100_000), "{a: ".repeat(100_000), format!("{head}{}", "- ".repeat(100_000))] {
        let ran = lint(&text);
        assert_eq!(found(&ran).len(), 1, "{}", &ran.out[..ran.out.len().min(500)]);
    }
}

#[test]
fn a_value_of_many_megabytes() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: ";
    let ran = lint(format!("{head}\"{}\"}}\n", "x".repeat(8 << 20)));
    assert_eq!(found(&ran).iter().map(|(rule, _)| &**rule).collect::<Vec<_>>(), ["too-long"]);
    // No more than is allowed is even read.
    let ran = podpat_on(format!("{head}{}", "x".repeat(50 << 20)), ["lint", "-"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    assert!(ran.err.contains("larger than 32 MiB"), "{}", ran.err);
}

#[test]
fn a_stream_without_end_is_left() {
    let endless = std::io::repeat(b'a');
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let argv = ["podpat", "lint", "-"].map(Into::into);
    let code =
        podpat::internals::cli::run(argv, &mut podpat::internals::commands::Streams::new(endless, &mut out, &mut err));
    assert_eq!((code, out.len()), (std::process::ExitCode::from(2), 0));
    assert!(String::from_utf8_lossy(&err).contains("larger than 32 MiB"));
}

#[test]
fn one_file_of_a_thousand_documents() {
    lint_one_file_of(1_000);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn one_file_of_ten_thousand_documents() {
    lint_one_file_of(10_000);
}

fn lint_one_file_of(documents: usize) {
    let service =
        |at: usize| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s{at}}}\nspec: {{prots: []}}\n");
    let ran = lint((0..documents).map(service).collect::<Vec<_>>().join("---\n"));
    let json = ran.json();
    assert_eq!(json["summary"]["objects"], documents);
    let last = json["findings"].as_array().and_then(|all| all.last()).expect("findings");
    let at = documents - 1;
    assert_eq!((&last["document"], &last["object"]["name"]), (&at.into(), &format!("s{at}").into()));
    // Documents that are no objects, and templates.
    for text in
        ["a: 1\n---\n", "kind: Pod\n---\n", "[\n---\n", "{{ a }}: \"\n---\n", "kind: Pod\napiVersion: '{{ a }}'\n---\n"]
    {
        lint(text.repeat(documents));
    }
}

#[test]
fn a_folder_of_a_thousand_files() {
    lint_a_folder_of(1_000);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_folder_of_ten_thousand_files() {
    lint_a_folder_of(10_000);
}

fn lint_a_folder_of(files: usize) {
    let folder = Folder::new();
    for at in 0..files {
        let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{at}}}\n");
        folder.write(format!("{at}.yaml"), text);
    }
    let ran = podpat(["lint".into(), folder.path().as_os_str().to_owned()]);
    let summary = format!("{files} objects in {files} files, nothing found\n");
    assert_eq!((ran.code, &ran.out), (0, &summary), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_or_cannot_be_read_hides_nothing() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new();
    let at = |name: &str| folder.at(name);
    fs::write(at("good.yaml"), POD.replace("args", "arsg")).expect("a file");
    fs::create_dir(at("down")).expect("a folder");
    symlink(folder.path(), at("down/up")).expect("a link");
    symlink(at("itself.yaml"), at("itself.yaml")).expect("a link");
    symlink("good.yaml", at("other.yaml")).expect("a link");
    symlink("nowhere", at("dangling.yaml")).expect("a link");
    fs::create_dir(at("folder.yaml")).expect("a folder");
    fs::write(at("locked.yaml"), POD).expect("a file");
    fs::set_permissions(at("locked.yaml"), fs::Permissions::from_mode(0o000)).expect("no permissions");
    let made = std::process::Command::new("mkfifo").arg(at("pipe.yaml")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let ran = podpat([
        "lint".into(),
        "--select=unknown-field".into(),
        "-oshort".into(),
        folder.path().as_os_str().to_owned(),
    ]);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    let told = ran.err.replace("\n  │ ", "").replace('\n', " ");
    let locked = if is_root(folder.path()) { "" } else { "locked.yaml" };
    for name in ["itself.yaml", "dangling.yaml", "pipe.yaml", locked] {
        assert!(told.contains(name), "{name}: {}", ran.err);
    }
}

/// Root reads everything.
#[cfg(unix)]
fn is_root(folder: &Path) -> bool {
    fs::read(folder.join("locked.yaml")).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        lint(bytes);
    }

    #[test]
    fn any_lines_of_a_manifest_in_any_order(lines in proptest::collection::vec(proptest::sample::select(POD.lines().collect::<Vec<_>>()), 0..40)) {
        lint(lines.join("\n"));
    }
}

#[test]
fn of_many_faults_of_one_kind_a_thousand_are_listed_and_the_rest_counted() {
    for (count, end) in [
        (1000, "here"),
        (1001, "here; 1 more like it in this object are not listed"),
        (2500, "; 1500 more like it in this object are not listed"),
    ] {
        let fields: String = (0..count).map(|at| format!("  f{at}: 1\n")).collect();
        let ran = lint(format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers: [{{name: a}}]\n{fields}"
        ));
        let json = ran.json();
        let all = json["findings"].as_array().expect("findings").iter();
        let unknown: Vec<_> = all.filter(|finding| finding["rule"] == "unknown-field").collect();
        assert_eq!(unknown.len(), 1000);
        let last = unknown[999]["message"].as_str().expect("a message");
        assert!(last.ends_with(end), "{last}");
    }
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn rules_look_at_no_crowd_and_say_so() {
    for (count, is_crowd) in [(256, false), (257, true)] {
        let containers: String = (0..count).map(|at| format!("  - {{name: c{at}, image: nginx}}\n")).collect();
        let text =
            format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  x: 1\n  containers:\n{containers}");
        let ran = lint(&text);
        assert_eq!(ran.err.contains("so many that only validity was judged"), is_crowd, "{}", ran.err);
        let rules: Vec<_> = found(&ran).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(rules.iter().any(|rule| rule == "too-many-containers"), !is_crowd);
        assert!(rules.iter().any(|rule| rule == "unknown-field"));
        let ran = podpat_on(&text, ["lint", "-", "--no-config", "--select=validity"]);
        assert!(!ran.err.contains("so many"), "{}", ran.err);
    }
}
