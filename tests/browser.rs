//! Reports and the book in a real browser: Chromium, driven by Playwright for Python, and judged by axe. Where one of them is missing,
//! the test says so on standard error and passes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::{Folder, podpat};

/// A Pod with an ambassador, and faults.
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  containers:
  - name: app
    imge: nginx
    env: [{name: REDIS_HOST, value: '127.0.0.1:6379'}]
  - {name: redis-proxy, image: 'haproxy:3.0', ports: [{containerPort: 6379}]}
";
/// Findings of all severities, and a fix.
const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: 'nginx:latest', livenessProbe: {httpGet: {path: /, port: 81}}}
      - {name: a-sidecar-with-a-very-long-name-that-has-to-be-broken-somewhere, image: fluent/fluent-bit}
";

#[test]
#[ignore = "starts a browser: `just attack`"]
fn reports_work_in_a_browser() {
    let Some(chromium) = chromium() else { return };
    let pages = pages();
    look("check.py", &[pages.path(), &root().join("target/browser"), &chromium]);
}

#[test]
#[ignore = "starts a browser: `just attack`"]
fn the_book_works_in_a_browser() {
    let mdbook = root().join("target/ci/bin/mdbook");
    if !mdbook.is_file() {
        eprintln!("skipped: mdbook is not installed (.ci/setup does that)");
        return;
    }
    let Some(chromium) = chromium() else { return };
    let book = Folder::new();
    let built =
        Command::new(mdbook).arg("build").arg("--dest-dir").args([book.path(), root()]).output().expect("mdbook");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    look("book.py", &[book.path(), &chromium]);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Chromium, where it and what drives it are installed.
fn chromium() -> Option<PathBuf> {
    let python = root().join("target/ci/python");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let chromium = std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|path| path.is_file());
    let has_playwright = python.join("playwright").is_dir() && python.join("axe_playwright_python").is_dir();
    let found = chromium.filter(|_| has_playwright);
    if found.is_none() {
        eprintln!("skipped: `chromium` and Playwright are not installed (.ci/setup does that)");
    }
    found
}

/// Runs a script that looks at pages and fails where something is wrong with them.
fn look(script: &str, args: &[&Path]) {
    let ran = Command::new("python3")
        .arg(root().join("tests/browser").join(script))
        .args(args)
        .env("PYTHONPATH", root().join("target/ci/python"))
        .stdin(Stdio::null())
        .output()
        .expect("python3");
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}

/// The pages that the browser looks at.
fn pages() -> Folder {
    let input = Folder::new();
    input.write("k8s/pod.yaml", POD.replace("NAME", "shop"));
    input.write("k8s/web.yaml", DEPLOYMENT);
    let hostile = "</script><img src=x onerror=alert(1)><script>alert(2)</script>";
    input.write(
        "hostile.yaml",
        POD.replace("NAME", &format!("'{hostile}'")).replace("redis-proxy", &format!("'{hostile}'")),
    );
    input.write("empty.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    let many = (0..130).map(|at| format!("---\n{}", POD.replace("NAME", &format!("shop-{at}"))));
    input.write("many.yaml", many.collect::<String>());
    let pages = Folder::new();
    let write = |page: &str, args: &[&str], from: &str| {
        let args = args.iter().map(PathBuf::from).chain([input.at(from)]);
        pages.write(page, podpat(args).out);
    };
    let lint = ["lint", "--no-config", "--select=all", "--format=html"];
    write("lint.html", &lint, "k8s");
    write("hostile.html", &lint, "hostile.yaml");
    pages.write("empty.html", podpat(["lint", "--no-config", "--format=html", &input.name("empty.yaml")]).out);
    write("many.html", &lint, "many.yaml");
    write("inspect.html", &["inspect", "-o", "html"], "k8s");
    pages
}
