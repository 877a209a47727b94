//! `podpat add`: helpers in manifests that exist, and every other byte as it was.

use std::fs;

use podpat::Release;

use crate::harness::{podpat, podpat_on};

pub(crate) const SHOP: &str = "\
# our shop
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: prod}
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        # the web server
        - name: web   # main
          image: \"nginx:1.27\"
          ports: [{containerPort: 80}]
          env:
            - {name: MODE, value: fast}
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: prod}
spec:
  selector: {app: shop}
  ports: [{port: 80}]
";

/// Helpers that fit nearly every workload, one of each pattern.
pub(crate) const HELPERS: [[&str; 2]; 6] = [
    ["--sidecar", "git-sync,repo=https://git.example.com/site.git,path=/srv/podpat/site"],
    ["--sidecar", "fluent-bit,path=/var/log/podpat,output={name: forward, host: logs.internal}"],
    ["--ambassador", "tcp,servers=[amqp-0.example.com:5672],variable=PODPAT_AMQP"],
    ["--adapter", "statsd-exporter"],
    ["--init", "wait-for,servers=db.example.com:5432"],
    ["--sidecar", "k8s-sidecar,label=dashboard,path=/srv/podpat/dashboards"],
];

#[test]
fn helpers_are_wired_to_what_is_there() {
    let args = [
        "add",
        "-",
        "--diff",
        "--ambassador",
        "tcp,servers=[amqp-0.amqp:5672],variable=AMQP",
        "--sidecar",
        "nginx-tls,secret=shop-tls",
    ];
    let ran = podpat_on(SHOP, args);
    assert_eq!(ran.code, 1, "{}", ran.err);
    insta::assert_snapshot!(format!("{}{}", ran.out, ran.err));
}

#[test]
fn twice_is_the_same_as_once() {
    for helper in HELPERS {
        let once = podpat_on(SHOP, ["add", "-"].into_iter().chain(helper));
        assert_eq!(once.code, 0, "{}", once.err);
        let twice = podpat_on(&once.out, ["add", "-"].into_iter().chain(helper));
        assert_eq!((twice.code, &twice.out), (0, &once.out), "{helper:?}");
        assert!(twice.err.contains("is in the Pod already"), "{}", twice.err);
    }
}

/// What fills in an image later is not to be known.
#[test]
fn the_image_of_main_may_be_any_text() {
    let images = ["ko://example.com/cmd/shop", "$REGISTRY/Shop:latest", "IMAGE"];
    for image in images {
        let text = SHOP.replace("nginx:1.27", image);
        let ran = podpat_on(&text, ["add", "-", "--adapter", "statsd-exporter"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(&format!("image: \"{image}\"")), "{}", ran.out);
    }
}

#[test]
fn a_helper_with_the_name_of_main_is_there() {
    let text = SHOP.replace("name: web", "name: opa");
    let ran = podpat_on(&text, ["add", "-", "--sidecar", "opa"]);
    assert_eq!((ran.code, &ran.out), (0, &text), "{}", ran.err);
    assert!(ran.err.contains("`opa` is in the Pod already"), "{}", ran.err);
}

/// Where two ports of a Pod have one name, Services and probes that name it lead to the first.
#[test]
fn ports_get_names_that_no_other_container_has() {
    let beside = "        - {name: sessions, image: \"redis:8\", ports: [{name: metrics, containerPort: 6379}]}\n---";
    let text = SHOP.replacen("---", beside, 1);
    let ran = podpat_on(&text, ["add", "-", "-c", "web", "--adapter", "statsd-exporter"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("name: metrics-2\n"), "{}", ran.out);
    assert_eq!(ran.out.matches("name: metrics\n").count(), 0, "{}", ran.out);
}

#[test]
fn json_and_flow_style_stay_what_they_are() {
    let json = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "a:1"}]}}"#;
    for helper in HELPERS {
        let ran = podpat_on(json, ["add", "-"].into_iter().chain(helper));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let values = serde_json::Deserializer::from_str(&ran.out).into_iter::<serde_json::Value>();
        let first = values.map(|value| value.expect("JSON")).next().expect("a Pod");
        let spec = &first["spec"];
        let count = ["containers", "initContainers"].iter().filter_map(|key| spec[*key].as_array()).flatten().count();
        assert_eq!(count, 2, "{}", ran.out);
    }
}

#[test]
fn what_cannot_be_added_is_said() {
    let two = SHOP.to_owned()
        + "---\n{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: b, image: b:1}]}}\n";
    let strangers = "{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: front, image: \"shop/front:1\"}, {name: mail, image: \"shop/mail:1\"}]}}";
    let statsd = ["--adapter", "statsd-exporter"];
    let cases: [(&str, &[&str], &str); 9] = [
        (SHOP, &[], "nothing to add"),
        ("a: 1", &statsd, "there is no workload"),
        (&two, &statsd, "several workloads: `deployment/shop` and `pod/b`"),
        (SHOP, &["--to", "sts/shop", statsd[0], statsd[1]], "there is no StatefulSet `shop`"),
        (SHOP, &["--to", "shop", statsd[0], statsd[1]], "write KIND/NAME"),
        (SHOP, &["-c", "app", statsd[0], statsd[1]], "no container `app`"),
        (strangers, &statsd, "podpat cannot tell which container of `b` is main"),
        (SHOP, &["--sidecar", "git-syn"], "did you mean `git-sync`?"),
        (SHOP, &["--in-place", statsd[0], statsd[1]], "standard input cannot be changed in place"),
    ];
    for (text, args, says) in cases {
        let ran = podpat_on(text, ["add", "-"].iter().chain(args).copied());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    let ran = podpat_on(&two, ["add", "-", "--to", "po/b", "--adapter", "statsd-exporter"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn the_helper_part_of_a_description_may_stand_in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let (manifest, helpers) = (
        write("shop.yaml", SHOP),
        write("helpers.yaml", "adapter: statsd-exporter\ninit: {use: wait-for, servers: [\"db:5432\"]}\n"),
    );
    let ran = podpat(["add", &manifest, "--with", &helpers, "--in-place"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let text = fs::read_to_string(&manifest).expect("there");
    assert!(text.contains("name: statsd-exporter") && text.contains("name: wait-for"), "{text}");
    let bad = write("bad.yaml", "queue: {redis: new}\nimage: x\n");
    let ran = podpat(["add", &manifest, "--with", &bad]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("`queue` cannot be added") && ran.err.contains("`image` cannot be added"), "{}", ran.err);
}

/// Returns true if all of one sequence stands in another, in that order.
fn is_within<T: PartialEq>(mut these: impl Iterator<Item = T>, mut all: impl Iterator<Item = T>) -> bool {
    these.all(|this| all.any(|other| other == this))
}

/// Every `step`th of the real manifests: what was accepted still is, nothing warns that did not warn before, and all
/// lines are kept.
fn add_to_the_corpus(step: usize) {
    let folder = format!("{}/tests/corpus", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let (mut added, mut refused) = (0, Vec::new());
    for (at, file) in
        files.iter().filter(|file| file.extension().is_some_and(|it| it == "yaml")).enumerate().step_by(step)
    {
        let text = fs::read_to_string(file).expect("a text");
        if !podpat::validate("it", &text, Release::LATEST).findings.is_empty() {
            continue;
        }
        let helper = HELPERS[at % HELPERS.len()];
        let ran = podpat_on(&text, ["add", "-"].into_iter().chain(helper));
        if ran.code != 0 {
            refused.push(format!("{}: {}", file.display(), ran.err));
            continue;
        }
        added += 1;
        let is_flow = text.lines().any(|line| line == "{");
        // What is empty may be filled.
        let lines = text.lines().filter(|line| !line.ends_with(['}', ']']));
        let is_kept =
            if is_flow { is_within(text.bytes(), ran.out.bytes()) } else { is_within(lines, ran.out.lines()) };
        assert!(is_kept, "{}:\n{}", file.display(), ran.out);
        assert!(podpat::validate("it", &ran.out, Release::LATEST).findings.is_empty(), "{}", ran.out);
    }
    let unknown: Vec<_> = refused.iter().filter(|text| !KNOWN.iter().any(|known| text.contains(known))).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(added > 60 / step, "{added} of {}: {refused:#?}", files.len());
}

#[test]
fn real_manifests_keep_every_line() {
    add_to_the_corpus(4);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn manifests_of_the_corpus_keep_every_line() {
    add_to_the_corpus(1);
}

/// Reasons for which nothing can be added to a manifest.
pub(crate) const KNOWN: [&str; 6] = [
    "not a name Kubernetes takes",
    "cannot tell which container of",
    "several workloads",
    "there is no workload",
    "never completes",
    "has no `metadata.name`",
];
