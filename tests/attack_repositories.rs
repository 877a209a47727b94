//! Repositories that mean harm by what their files say of other files: patterns, configurations, entries, descriptions.

use std::path::Path;

use crate::harness::{Folder, Ran, podpat, podpat_on};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: nginx:1.29.1, tty: maybe}]}\n";

fn repository(files: &[(&str, String)]) -> Folder {
    let folder = Folder::with(files);
    folder.write(".git/HEAD", "");
    folder
}

fn lint(folder: &Path) -> Ran {
    podpat(["lint".into(), "--select=wrong-type".into(), "-oshort".into(), folder.as_os_str().to_owned()])
}

fn told(ran: &Ran) -> String {
    ran.err.replace("\n  │ ", " ").replace('\n', " ")
}

/// Each path is compared with each pattern that has wildcards, which a few files could make take hours.
#[test]
fn patterns_without_measure() {
    let patterns = |count: usize| (0..count).map(|at| format!("**/*a*b*{at}*.yaml\n")).collect::<String>();
    for name in [".gitignore", ".ignore"] {
        let folder = repository(&[(name, patterns(501)), ("a.yaml", POD.to_owned())]);
        let ran = lint(folder.path());
        assert_eq!((ran.code, ran.out.lines().count()), (2, 1), "{}{}", ran.out, ran.err);
        assert!(told(&ran).contains("more than 500 patterns with wildcards"), "{}", ran.err);
    }
    // Those of the folders above count; names and endings are looked up, and do not.
    let names: String = (0..2000).map(|at| format!("/name-{at}\n*.x{at}\n")).collect();
    let folder = repository(&[
        (".gitignore", patterns(300) + &names),
        ("d/.gitignore", patterns(300)),
        ("a.yaml", POD.to_owned()),
        ("d/a.yaml", POD.to_owned()),
    ]);
    let ran = lint(folder.path());
    assert_eq!((ran.code, ran.out.lines().count()), (2, 2), "{}{}", ran.out, ran.err);
    assert!(told(&ran).contains("d/.gitignore"), "{}", ran.err);
    // A pattern that is longer than any path names none.
    let folder = repository(&[(".gitignore", format!("{}\n", "*".repeat(1 << 19))), ("a.yaml", POD.to_owned())]);
    assert_eq!(lint(folder.path()).code, 1);
}

#[test]
fn configurations_without_measure() {
    let sections: String = (0..101).map(|at| format!("- {{files: 'a{at}', ignore: all}}\n")).collect();
    let patterns = (0..501).map(|at| format!("'*a*{at}'")).collect::<Vec<_>>().join(", ");
    for (text, words) in [
        (format!("paths:\n{sections}"), "`paths` has more than 100 entries"),
        (format!("exclude: [{patterns}]\n"), "at most 500 patterns may have wildcards"),
        (format!("exclude: ['{}']\n", "a".repeat(1025)), "of 1024 bytes each"),
    ] {
        let folder = repository(&[(".podpat.yaml", text), ("a.yaml", POD.to_owned())]);
        let ran = lint(folder.path());
        assert!(ran.code == 2 && told(&ran).contains(words), "{words}: {}", ran.err);
    }
}

#[test]
fn entries_without_measure() {
    let skeleton = podpat::internals::catalogue::skeleton(podpat::internals::catalogue::Pattern::Sidecar, "mine");
    let parameters: String = (0..300).map(|at| format!("  p{at}: {{type: string, help: x}}\n")).collect();
    let text = skeleton.replace("parameters:\n", &format!("parameters:\n{parameters}"));
    let folder = repository(&[("mine.yaml", text)]);
    let ran = podpat(["patterns".into(), "--patterns".into(), folder.path().as_os_str().to_owned()]);
    assert!(ran.code == 2 && told(&ran).contains("at most 256 of `parameters`"), "{}", ran.err);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_pod_without_measure() {
    let helpers = |count: usize| (0..count).map(|at| format!("- {{name: h{at}, image: a:1}}\n")).collect::<String>();
    let ran = podpat_on(format!("name: x\nmain: y:1\nsidecar:\n{}", helpers(1001)), ["generate", "-"]);
    assert!(ran.code == 2 && told(&ran).contains("more than 1000 helpers"), "{}", ran.err);
    // What is too much for the reader is so as a whole, and no mistake of podpat's.
    let shares: String = (0..900)
        .map(|at| format!("- {{name: h{at}, image: a:1, share: {{path: /a{at}, at: /b, writer: main}}}}\n"))
        .collect();
    let env: String = (0..40_000).map(|at| format!("    K{at}: v\n")).collect();
    let text = format!("name: x\nmain:\n  image: y:1\n  env:\n{env}sidecar:\n{shares}");
    let ran = podpat_on(text, ["generate", "-"]);
    assert!(!ran.err.contains("generated something wrong"), "{}", ran.err);
}

/// A folder that a helper shares with main is the user's words, whatever rule has something to say of it.
#[test]
fn the_root_of_main_as_a_shared_folder_is_the_users_word() {
    let text = "name: x\nmain: {image: y:1, ports: [3000]}\nsidecar: {use: k8s-sidecar, label: a, path: /}\n";
    let ran = podpat_on(text, ["generate", "-"]);
    assert!(!ran.err.contains("generated something wrong"), "{}", ran.err);
    assert!(ran.err.contains("path: /"), "{}", ran.err);
}

#[test]
fn a_merge_finds_entries_by_name_and_removes_them_one_by_one() {
    let volumes: String = (0..3000).map(|at| format!("  - {{name: v{at}, emptyDir: {{}}}}\n")).collect();
    let removed: String = (0..2999).map(|at| format!("  - {{name: v{at}, $patch: delete}}\n")).collect();
    let text = format!("name: x\nmain: y:1\nvolumes:\n{volumes}patch:\n  volumes:\n{removed}");
    let ran = podpat_on(text, ["generate", "-"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("v2999") && !ran.out.contains("v2998"), "{}", ran.out);
}

/// A template is taken apart as minijinja does it: what looks like a beginning or an end in a comment, a raw text or a
/// literal hides nothing from its bounds.
#[test]
fn templates_that_look_shorter_than_they_are() {
    let skeleton = podpat::internals::catalogue::skeleton(podpat::internals::catalogue::Pattern::Sidecar, "mine");
    let doubled = format!("{{% set a = 'xxxxxxxxxxxxxxxx' %}}{}", "{% set a = a ~ a %}".repeat(24));
    let signs = format!("{{{{ '}}}}' ~ {}1 }}}}", "1 ~ ".repeat(5000));
    for (template, words) in [
        (format!("x{doubled}{{{{ a | length }}}}"), "may make more than"),
        (format!("x{{# {{{{ #}}{doubled}{{# }}}} #}}{{{{ a | length }}}}"), "may make more than"),
        (format!("x{{% raw %}}{{{{{{% endraw %}}{doubled}{{{{ a | length }}}}"), "may make more than"),
        (doubled.replace("a ~ a %}", "'%}' and a ~ a %}") + "{{ a | length }}", "may make more than"),
        (signs, "an expression that is too long"),
    ] {
        let text = skeleton.replace("- --out=/data", &format!("- {}", serde_json::Value::from(template)));
        let folder = repository(&[("mine.yaml", text)]);
        let flags = ["generate", "-", "--patterns"].map(Into::into);
        let ran = podpat_on(
            "name: x\nmain: nginx:1.29.1\nsidecar: {use: mine, path: /srv}\n",
            flags.into_iter().chain([folder.path().as_os_str().to_owned()]),
        );
        assert!(ran.code == 2 && told(&ran).contains(words), "{words}: {}", ran.err);
    }
}
