//! `podpat remove`: what `add` put there goes, and the very bytes of before are left.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use podpat::Release;
use podpat::internals::catalogue::Catalogue;
use podpat::internals::pattern::HelperFlags;
use podpat::internals::rework::{self, Wanted};
use podpat::internals::source::Source;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::add::{HELPERS, KNOWN, SHOP};
use crate::edit_formats::written;
use crate::harness::{Ran, podpat, podpat_on};

/// The names of the containers of [`HELPERS`].
const NAMES: [&str; 6] = ["git-sync", "fluent-bit", "tcp", "statsd-exporter", "wait-for", "k8s-sidecar"];

/// Helpers that change more than they put in: a Service, and the process namespace of the Pod.
const CHANGING: [[&str; 2]; 2] = [
    ["--sidecar", "nginx-tls,secret=shop-tls"],
    ["--sidecar", "signal-reloader,path=/etc/podpat,configMap=shop,process=nginx,user=101"],
];

fn add(text: &str, helper: [&str; 2]) -> Ran {
    podpat_on(text, ["add", "-"].into_iter().chain(helper))
}

fn remove(text: &str, helper: &str) -> Ran {
    podpat_on(text, ["remove", helper, "-"])
}

/// What `add` makes of a text, without the command line around it: for tests of hundreds.
fn added(text: &str, [flag, helper]: [&'static str; 2]) -> Result<String, String> {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    let helpers = vec![(flag.trim_start_matches('-'), helper.to_owned())];
    let asked = HelperFlags { helpers, ..HelperFlags::default() };
    let made = rework::add(&[Arc::new(Source::new("-", text))], &Wanted::default(), &asked, &CATALOGUE);
    made.map(|made| made.texts[0].text().to_owned()).map_err(|error| format!("{error:?}"))
}

/// What `remove` makes of a text.
fn removed(text: &str, helper: &str) -> Result<String, String> {
    let made = rework::remove(&[Arc::new(Source::new("-", text))], helper, &Wanted::default());
    made.map(|made| made.texts[0].text().to_owned()).map_err(|error| format!("{error:?}"))
}

/// Adds and takes out again. Returns what is wrong, and `None` where nothing can be added for a known reason.
fn there_and_back(text: &str, at: usize) -> Option<Result<(), String>> {
    let (helper, name) = (HELPERS[at], NAMES[at]);
    let once = match added(text, helper) {
        Ok(once) if once == text => return None,
        Ok(once) => once,
        Err(error) => {
            let is_known = KNOWN.iter().any(|known| error.contains(known));
            return (!is_known).then(|| Err(format!("{name}: {error}")));
        }
    };
    if let Some(twice) = added(&once, helper).ok().filter(|twice| *twice != once) {
        return Some(Err(format!("{name} twice:\n{twice}\nis not\n{once}")));
    }
    let back = removed(&once, name);
    let is_same = back.as_deref() == Ok(text);
    Some(is_same.then_some(()).ok_or_else(|| format!("{name}: {back:?}\nis not\n{text:?}\nfrom\n{once}")))
}

fn corpus() -> Vec<(PathBuf, String)> {
    let folder = format!("{}/tests/corpus", env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|it| it == "yaml")).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).expect("a text"))).collect()
}

/// The same manifests in other words: line ends, a byte order mark, no last line break, JSON, among other documents.
fn variant(text: &str, number: usize) -> String {
    match number % 7 {
        0 => text.to_owned(),
        1 => text.replace('\n', "\r\n"),
        2 => format!("\u{feff}{text}"),
        3 => text.trim_end().to_owned(),
        4 => format!("# first\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\n{text}---\n# last\n"),
        5 => json(text, false),
        _ => json(text, true),
    }
}

/// The documents of a text as JSON.
fn json(text: &str, pretty: bool) -> String {
    let source = Arc::new(Source::new("", text));
    let trees = podpat::internals::yaml::parse(&source).documents.into_iter().filter_map(|document| document.tree.ok());
    let values = trees.map(|tree| tree.root().to_json());
    let texts = values.map(|value| if pretty { format!("{value:#}\n") } else { format!("{value}\n") });
    texts.collect()
}

/// Adds to every `step`th of the real manifests, and removes again.
fn add_and_remove(step: usize) {
    let (mut done, mut wrong) = (0, Vec::new());
    let is_valid = |text: &str| podpat::validate("it", text, Release::LATEST).findings.is_empty();
    for (at, (file, text)) in corpus().into_iter().enumerate().step_by(step).filter(|(_, (_, text))| is_valid(text)) {
        // Each manifest has another helper for each kind of variant in the course of time.
        for number in [at, at + 3] {
            let text = variant(&text, number);
            match there_and_back(&text, (at + number) % HELPERS.len()) {
                None => {}
                Some(Ok(())) => done += 1,
                Some(Err(reason)) => wrong.push(format!("{} {}: {reason}", file.display(), number % 7)),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {done}:\n{}", wrong.len(), wrong[..wrong.len().min(4)].join("\n\n"));
    assert!(done > 120 / step, "{done}");
}

#[test]
fn real_manifests_come_back_to_the_byte() {
    add_and_remove(6);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn manifests_of_the_corpus_come_back_to_the_byte() {
    add_and_remove(1);
}

/// A workload with what helpers join in many forms: missing, null, empty and there.
fn workload() -> impl Strategy<Value = Value> {
    let list = |item: Value| {
        prop_oneof![Just(None), Just(Some(Value::Null)), Just(Some(json!([]))), Just(Some(json!([item])))]
    };
    let map = |entry: Value| prop_oneof![Just(None), Just(Some(Value::Null)), Just(Some(json!({}))), Just(Some(entry))];
    let parts = (
        list(json!({"name": "MODE", "value": "fast"})),
        list(json!({"name": "scratch", "mountPath": "/scratch"})),
        list(json!({"name": "scratch", "emptyDir": {}})),
        list(json!({"name": "first", "image": "busybox:1.36", "command": ["true"]})),
        map(json!({"team": "web"})),
        map(json!({"runAsNonRoot": true, "runAsUser": 1000})),
        any::<bool>(),
    );
    parts.prop_map(|(env, mounts, volumes, init, annotations, security, is_pod)| {
        let mut container = json!({"name": "app", "image": "nginx:1.29.1"});
        let mut spec = json!({});
        let mut metadata = json!({"labels": {"app": "shop"}});
        let put = |object: &mut Value, field: &str, value: Option<Value>| {
            if let Some(value) = value {
                object[field] = value;
            }
        };
        put(&mut metadata, "annotations", annotations);
        put(&mut container, "env", env);
        put(&mut spec, "initContainers", init);
        put(&mut spec, "securityContext", security);
        // A mount needs its volume.
        let has_volume = volumes.as_ref().is_some_and(|list| list.as_array().is_some_and(|list| !list.is_empty()));
        if let Some(mounts) = mounts.filter(|mounts| has_volume || mounts.as_array().is_none_or(Vec::is_empty)) {
            container["volumeMounts"] = mounts;
        }
        spec["containers"] = json!([container]);
        if let Some(volumes) = volumes {
            spec["volumes"] = volumes;
        }
        if is_pod {
            metadata["name"] = "shop".into();
            return json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec});
        }
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop"},
            "spec": {"selector": {"matchLabels": {"app": "shop"}}, "template": {"metadata": metadata, "spec": spec}}
        })
    })
}

/// A workload in one of the formattings that a hand or a program gives a manifest, to which a helper is added, and
/// another one to that, comes back to the byte.
fn comes_back(text: &str, at: usize, next: usize) -> Result<(), TestCaseError> {
    let there = there_and_back(text, at);
    // Anchors may stand in the way.
    let is_refused = |reason: &str| reason.contains("cannot be changed") && text.contains('&');
    match there {
        Some(Err(reason)) if !is_refused(&reason) => return Err(TestCaseError::fail(reason)),
        Some(Ok(())) => {}
        _ => return Ok(()),
    }
    // Two helpers, taken out in either order.
    let next = (at + next) % HELPERS.len();
    let one = added(text, HELPERS[at]).expect("added before");
    let Ok(two) = added(&one, HELPERS[next]) else { return Ok(()) };
    for names in [[NAMES[at], NAMES[next]], [NAMES[next], NAMES[at]]] {
        let first = removed(&two, names[0]).map_err(TestCaseError::fail)?;
        let second = removed(&first, names[1]);
        prop_assert_eq!(second.as_deref(), Ok(text), "{:?} from\n{}\nby\n{}", names, two, first);
    }
    Ok(())
}

/// Tries that many formattings.
fn try_formattings(count: u32) {
    let values = (workload(), prop::collection::vec(any::<u8>(), 8..40), 0..HELPERS.len(), 1..HELPERS.len());
    let config = ProptestConfig { source_file: Some(file!()), ..ProptestConfig::with_cases(count) };
    let tried = TestRunner::new(config)
        .run(&values, |(value, bytes, at, next)| comes_back(&written(&value, &bytes).0, at, next));
    tried.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn some_formattings_come_back_to_the_byte() {
    try_formattings(12);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn every_formatting_comes_back_to_the_byte() {
    try_formattings(192);
}

#[test]
fn changed_scalars_come_back() {
    for text in [SHOP.to_owned(), SHOP.replace("{port: 80}", "{port: 80, targetPort: 80}"), json(SHOP, true)] {
        for (helper, name) in CHANGING.into_iter().zip(["nginx-tls", "signal-reloader"]) {
            let added = add(&text, helper);
            assert_eq!(added.code, 0, "{}", added.err);
            let back = remove(&added.out, name);
            assert_eq!((back.code, back.out.as_str()), (0, text.as_str()), "{}\n{}", back.err, added.out);
        }
    }
}

#[test]
fn helpers_that_were_added_together_are_taken_out_one_by_one() {
    let args = ["add", "-", "--adapter", "statsd-exporter", "--sidecar", "nginx-tls,secret=a", "--ambassador"];
    let both = podpat_on(SHOP, args.into_iter().chain(["tcp,servers=[a:5672],variable=AMQP"]));
    assert_eq!(both.code, 0, "{}", both.err);
    let one = remove(&both.out, "nginx-tls");
    assert!(one.out.contains("name: statsd-exporter") && one.out.contains("AMQP"), "{}", one.out);
    assert!(!one.out.contains("nginx-tls"), "{}", one.out);
    let none = remove(&one.out, "statsd-exporter,tcp");
    assert_eq!((none.code, none.out.as_str()), (0, SHOP), "{}", none.err);
}

#[test]
fn what_was_edited_since_is_left_and_said() {
    let text = SHOP.replace("{port: 80}", "{port: 80, targetPort: 80}");
    let with = add(&text, CHANGING[0]).out;
    let cases: [(&str, &str, &str, &str); 3] = [
        // A port that leads elsewhere by now.
        ("targetPort: https}", "targetPort: 9000}", "left `spec.ports[0].targetPort`", "targetPort: 9000}"),
        // A container of somebody else that mounts the volume.
        (
            "            - {name: MODE, value: fast}\n",
            "            - {name: MODE, value: fast}\n        - {name: more, image: \"a:1\", volumeMounts: [{name: nginx-tls-tmp, mountPath: /tmp}]}\n",
            "`more` mounts it",
            "        - name: nginx-tls-tmp\n          emptyDir:",
        ),
        // A volume of somebody else beside those that were added.
        (
            "      volumes:\n",
            "      volumes:\n        - {name: own, emptyDir: {}}\n",
            "",
            "      volumes:\n        - {name: own, emptyDir: {}}\n---",
        ),
    ];
    for (from, to, says, keeps) in cases {
        let edited = with.replacen(from, to, 1);
        assert_ne!(edited, with, "{from}");
        let ran = remove(&edited, "nginx-tls");
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
        assert!(ran.out.contains(keeps) && !ran.out.contains("podpat add"), "{}", ran.out);
    }
    // A new image goes with its container.
    let ran = remove(&with.replace("unprivileged:1", "unprivileged:2"), "nginx-tls");
    assert_eq!((ran.code, ran.out), (0, text));
}

#[test]
fn what_cannot_be_taken_out_is_said() {
    let added = add(SHOP, HELPERS[2]).out;
    let bare: String =
        added.lines().filter(|line| !line.contains("podpat add")).map(|line| format!("{line}\n")).collect();
    let twice = format!("{added}---\n{}", added.replace("name: shop", "name: other"));
    let broken = added.replacen("  selector:\n", "  selector: [\n", 1);
    let cases: [(&str, &[&str], &str); 7] = [
        (&broken, &["tcp"], "cannot be read"),
        (SHOP, &["tcp"], "nothing here carries a mark"),
        (&added, &["git-sync"], "the marks are those of `tcp`"),
        (&bare, &["tcp"], "the container carries no mark"),
        (&added, &["tcp", "--to", "sts/shop"], "there is no StatefulSet `shop`"),
        (&added, &["tcp", "-c", "app"], "no container `app`"),
        (&twice, &["tcp"], "several workloads: `deployment/other` and `deployment/shop`"),
    ];
    for (text, args, says) in cases {
        let ran = podpat_on(text, ["remove"].into_iter().chain(args.iter().copied()).chain(["-"]));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    let ran = podpat_on(&twice, ["remove", "tcp", "-", "--to", "deploy/other"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with(&added), "{}", ran.out);
}

#[test]
fn several_files_are_changed_together_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let (deployment, service) = SHOP.split_once("---\n").expect("two documents");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("there");
    write("deploy.yaml", deployment);
    write("service.yaml", service);
    write("notes.txt", "a");
    let path = folder.path().to_str().expect("a name");
    let ran = podpat(["add", path, "--in-place", "--sidecar", "nginx-tls,secret=a"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(read("deploy.yaml").contains("name: nginx-tls"));
    assert!(read("service.yaml").contains("targetPort: https"), "{}", read("service.yaml"));
    let ran = podpat(["remove", "nginx-tls", path, "--diff"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("service.yaml\n") && ran.out.contains("deploy.yaml\n"), "{}", ran.out);
    let ran = podpat(["remove", "nginx-tls", path, "--in-place"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!((read("deploy.yaml").as_str(), read("service.yaml").as_str()), (deployment, service));
    let ran = podpat(["add", path, "--adapter", "statsd-exporter"]);
    assert!(ran.code == 0 && ran.out.matches("\n---\n").count() == 2, "{}{}", ran.out, ran.err);
}

#[cfg(unix)]
#[test]
fn links_and_files_without_right_to_write_are_refused_with_nothing_written() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    let (deployment, service) = SHOP.split_once("---\n").expect("two documents");
    let (own, real, link) =
        (folder.path().join("deploy.yaml"), outside.path().join("service.yaml"), folder.path().join("service.yaml"));
    fs::write(&own, deployment).expect("written");
    fs::write(&real, service).expect("written");
    symlink(&real, &link).expect("a link");
    let names = [&own, &link].map(|path| path.to_str().expect("a name").to_owned());
    let ran = podpat(["add", &names[0], &names[1], "--in-place", "--sidecar", "nginx-tls,secret=a"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is a link to") && ran.err.contains(real.to_str().expect("a name")), "{}", ran.err);
    assert_eq!(
        (fs::read_to_string(&own).expect("there").as_str(), fs::read_to_string(&real).expect("there").as_str()),
        (deployment, service)
    );
}
