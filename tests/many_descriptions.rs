//! Several descriptions in one run, the folder that they are written to, and diagnostics for machines.

use std::fs;
use std::path::Path;

use crate::harness::{Folder, Ran, podpat, podpat_on};
use serde_json::Value as Json;

const SHOP: &str = "name: shop\nkind: Deployment\nmain: {image: \"app:1.0\", ports: [8080]}\nservice: true\n";
const BLOG: &str = "name: blog\nmain: app:1.0\n";

/// A folder with descriptions, and the folder that is written to.
struct Project(Folder);

impl Project {
    fn with(files: &[(&str, &str)]) -> Self {
        Self(Folder::with(files))
    }

    fn path(&self, name: &str) -> String {
        self.0.name(name)
    }

    fn generate(&self, flags: &[&str]) -> Ran {
        let out = self.path("out");
        let folder = self.path("in");
        podpat(["generate", &folder, "--out-dir", &out].iter().chain(flags))
    }

    fn written(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("out")).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn text(&self, name: &str) -> String {
        self.0.text(name)
    }

    fn write(&self, name: &str, text: &str) {
        self.0.write(name, text);
    }
}

fn names(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("  name: ")).collect()
}

#[test]
fn documents_files_and_folders_are_generated_in_order() {
    let ran = podpat_on(format!("{SHOP}---\n\n---\n{BLOG}"), ["generate", "-"]);
    assert_eq!((ran.code, names(&ran.out)), (0, vec!["shop", "shop", "blog"]), "{}", ran.err);
    assert_eq!(ran.out.matches("\n---\n").count(), 2, "{}", ran.out);
    let project = Project::with(&[
        ("in/b.podpat.yml", BLOG),
        ("in/sub/shop.podpat.yaml", SHOP),
        ("in/values.yaml", "no: description"),
        ("in/.hidden.podpat.yaml", "no: description"),
    ]);
    let (folder, file) = (project.path("in"), project.path("in/b.podpat.yml"));
    let ran = podpat(["generate", &folder, &file, "-f", &file]);
    assert_eq!((ran.code, names(&ran.out)), (0, vec!["blog", "shop", "shop"]), "{}", ran.err);
    let json = podpat(["generate", &folder, "-o", "json"]).json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(3));
    let ran = podpat(["generate", &project.path("in/sub/shop.podpat.yaml"), &file, "--set", "namespace=x"]);
    assert_eq!(ran.out.matches("namespace: x").count(), 3, "flags hold for all: {}", ran.out);
}

#[test]
fn mistakes_of_all_descriptions_are_told_and_nothing_is_printed() {
    let ran = podpat_on("name: a\nmian: x\n---\nname: b\nmain: app:1.0\nsidecar: git-snyc\n", ["generate", "-"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("`mian`") && ran.err.contains("git-snyc") && ran.err.contains("<stdin>:6:"),
        "{}",
        ran.err
    );
    let project = Project::with(&[("in/a.podpat.yaml", "name: a\n"), ("in/b.podpat.yaml", "main: app:1.0\n")]);
    let ran = podpat(["generate", &project.path("in")]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("a.podpat.yaml") && ran.err.contains("b.podpat.yaml"), "{}", ran.err);
}

#[test]
fn one_name_is_made_once() {
    let project = Project::with(&[("in/a.podpat.yaml", BLOG), ("in/b.podpat.yaml", BLOG)]);
    let ran = project.generate(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("the Pod `blog` is generated twice"), "{}", ran.err);
    assert!(!Path::new(&project.path("out")).exists());
    // One name in two namespaces is none twice, but no two files can have one name.
    project.write("in/b.podpat.yaml", &format!("{BLOG}namespace: other\n"));
    assert_eq!(podpat(["generate", &project.path("in")]).code, 0);
    let ran = project.generate(&[]);
    assert!(ran.code == 2 && ran.err.contains("two files would be called"), "{}", ran.err);
}

#[test]
fn a_folder_without_descriptions_is_an_error() {
    let project = Project::with(&[("in/values.yaml", "a: b")]);
    let ran = podpat(["generate", &project.path("in")]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no descriptions in") && ran.err.contains("*.podpat.yaml"), "{}", ran.err);
}

#[test]
fn what_differs_is_shown_and_fails() {
    let project = Project::with(&[("in/shop.podpat.yaml", SHOP)]);
    for flag in ["--check", "--diff"] {
        let ran = project.generate(&[flag]);
        assert_eq!(ran.code, 1, "{flag}: nothing is there yet: {}", ran.err);
        assert!(ran.out.contains("--- /dev/null\n") && ran.out.contains("+kind: Deployment\n"), "{flag}: {}", ran.out);
        assert!(!Path::new(&project.path("out")).exists(), "{flag} writes");
    }
    assert_eq!(project.generate(&[]).code, 0);
    let ran = project.generate(&["--check"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let written = project.text("out/service-shop.yaml");
    project.write("out/service-shop.yaml", &written.replace("port: 8080", "port: 80\u{1b}[2J"));
    let ran = project.generate(&["--check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("+  - port: 8080\n") && ran.out.contains("-  - port: 80"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}') && ran.err.contains("1 file in"), "{}{}", ran.out, ran.err);
    assert_ne!(project.text("out/service-shop.yaml"), written);
}

#[test]
fn only_what_podpat_wrote_and_nobody_changed_is_pruned() {
    let project = Project::with(&[("in/shop.podpat.yaml", SHOP), ("in/blog.podpat.yaml", BLOG)]);
    assert_eq!(project.generate(&[]).code, 0);
    project.write("out/mine.yaml", "mine");
    let whole = ["deployment-shop.yaml", "mine.yaml", "pod-blog.yaml", "service-shop.yaml"];
    assert_eq!(project.written()[1..], whole);
    project.write("in/shop.podpat.yaml", "name: other\nmain: app:1.0\n");
    project.write("out/service-shop.yaml", "changed");
    // Nothing is forgotten by a run that does not prune.
    assert_eq!(project.generate(&["--force"]).code, 0);
    assert_eq!(project.written().len(), 6);
    let ran = project.generate(&["--check", "--prune"]);
    assert!(
        ran.code == 1 && ran.out.contains("+++ /dev/null") && ran.out.contains("deployment-shop.yaml"),
        "{}",
        ran.out
    );
    let ran = project.generate(&["--force", "--prune"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("deleted ") && ran.err.contains("kept ") && ran.err.contains("changed since"),
        "{}",
        ran.err
    );
    let left = ["mine.yaml", "pod-blog.yaml", "pod-other.yaml", "service-shop.yaml"];
    assert_eq!(project.written()[1..], left);
    assert_eq!(project.generate(&["--check", "--prune"]).code, 0);
}

#[test]
fn a_manifest_leads_nowhere_else() {
    for path in ["../victim", "/etc/passwd", "a/b.yaml", ".git", ""] {
        let digest = podpat::internals::files::digest(b"victim");
        let manifest = serde_json::json!({"version": 1, "files": [{"path": path, "digest": digest}]}).to_string();
        let files = [("in/blog.podpat.yaml", BLOG), ("out/.podpat-manifest.json", &manifest), ("victim", "victim")];
        let project = Project::with(&files);
        let ran = project.generate(&["--prune"]);
        assert_eq!(ran.code, 2, "{path}");
        assert!(ran.err.contains("no file of this folder"), "{path}: {}", ran.err);
        assert_eq!(project.text("victim"), "victim");
        assert_eq!(project.written().len(), 1, "nothing is written");
    }
    for broken in ["", "[]", "{\"version\": 2}", "{\"version\": 1, \"files\": [{}]}"] {
        let project = Project::with(&[("in/blog.podpat.yaml", BLOG), ("out/.podpat-manifest.json", broken)]);
        let ran = project.generate(&["--prune"]);
        assert!(ran.code == 2 && ran.err.contains("is not a list of files"), "{broken}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_file_is_not_pruned() {
    let project = Project::with(&[("in/blog.podpat.yaml", BLOG)]);
    assert_eq!(project.generate(&[]).code, 0);
    fs::rename(project.path("out/pod-blog.yaml"), project.path("kept.yaml")).expect("moves");
    std::os::unix::fs::symlink(project.path("kept.yaml"), project.path("out/pod-blog.yaml")).expect("a link");
    project.write("in/blog.podpat.yaml", "name: other\nmain: app:1.0\n");
    let ran = project.generate(&["--prune"]);
    assert!(ran.err.contains("kept "), "{}", ran.err);
    assert!(project.text("out/pod-blog.yaml").contains("name: blog"));
}

#[test]
fn a_kustomization_lists_what_is_there() {
    let project = Project::with(&[("in/shop.podpat.yaml", SHOP), ("in/blog.podpat.yaml", BLOG)]);
    assert_eq!(project.generate(&["--kustomization"]).code, 0);
    let text = project.text("out/kustomization.yaml");
    let listed: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert_eq!(listed, ["deployment-shop.yaml", "pod-blog.yaml", "service-shop.yaml"], "{text}");
    assert_eq!(project.generate(&["--kustomization", "--check"]).code, 0);
    fs::remove_file(project.path("in/blog.podpat.yaml")).expect("removes");
    assert_eq!(project.generate(&["--kustomization", "--force", "--prune"]).code, 0);
    assert!(!project.text("out/kustomization.yaml").contains("blog"));
    assert_eq!(project.generate(&["--kustomization", "--check", "--prune"]).code, 0);
}

#[test]
fn flags_of_the_folder_ask_for_the_folder() {
    for flag in ["--check", "--diff", "--prune", "--kustomization"] {
        let ran = podpat_on(BLOG, ["generate", "-", flag]);
        assert!(ran.code == 2 && ran.err.contains("--out-dir"), "{flag}: {}", ran.err);
    }
}

#[test]
fn diagnostics_for_machines_are_one_object_on_standard_error() {
    let run = |text: &str| {
        let ran = podpat_on(text, ["generate", "-", "--error-format", "json"]);
        let told: Json = serde_json::from_str(&ran.err).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
        (ran, told)
    };
    let (ran, told) = run(&format!("{BLOG}---\nname: b\nmain: app:1.0\nservice: maybé\nsidecar: git-snyc\n"));
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let finding = &told["findings"][0];
    assert_eq!(told["version"], 1);
    assert_eq!(told["summary"]["errors"], told["findings"].as_array().map(Vec::len).unwrap_or_default());
    assert_eq!(
        (&finding["severity"], &finding["file"], &finding["document"]),
        (&"error".into(), &"-".into(), &1.into())
    );
    let starts: Vec<_> =
        told["findings"].as_array().into_iter().flatten().map(|it| &it["span"]["start"]["line"]).collect();
    assert!(starts.contains(&&Json::from(7)), "{told:#}");
    let (ran, told) = run(BLOG);
    assert_eq!((ran.code, &told["findings"], &told["summary"]["objects"]), (0, &Json::Array(Vec::new()), &1.into()));
    let (ran, told) = run("name: a\nmain: {image: \"app:1.0\", env: {DB_PASSWORD: x}}\n");
    assert_eq!((ran.code, &told["findings"][0]["severity"]), (0, &"info".into()), "{told:#}");
    let ran = podpat(["generate", "/no/such/file", "--error-format", "json"]);
    let told: Json = serde_json::from_str(&ran.err).expect("JSON");
    assert_eq!((ran.code, &told["findings"][0]["file"]), (2, &Json::Null));
}

#[test]
fn flags_of_other_tools_lead_to_those_of_podpat() {
    let table = [
        (&["--image", "nginx"][..], "`--main IMAGE`"),
        (&["--replicas=3"], "`--set replicas=3`"),
        (&["--env", "A=b"], "`--set main.env.NAME=VALUE`"),
        (&["--dry-run=client"], "kubectl apply"),
        (&["--expose"], "`--set service=true`"),
    ];
    for (flags, tip) in table {
        let ran = podpat(["generate", "--name", "web", "--main", "nginx:1.29.1"].iter().chain(flags));
        assert_eq!(ran.code, 2, "{flags:?}");
        assert!(ran.err.contains(tip) && !ran.err.contains("as a value"), "{flags:?}: {}", ran.err);
    }
}

#[test]
fn verbs_of_other_tools_lead_to_those_of_podpat() {
    for (words, tip) in [
        (&["check", "a.yaml"][..], "`podpat lint`"),
        (&["fix"], "`podpat lint --fix`"),
        (&["describe"], "`podpat inspect`"),
        (&["patterns", "list"], "`podpat patterns`"),
        (&["git-sync"], "`podpat patterns show git-sync`"),
    ] {
        let ran = podpat(words.iter().copied());
        assert_eq!(ran.code, 2, "{words:?}");
        assert!(ran.err.contains(tip), "{words:?}: {}", ran.err);
    }
}
