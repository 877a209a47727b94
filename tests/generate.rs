//! `podpat generate` as users meet it: what comes out, what is refused, and how.

use podpat::pattern::Mistakes;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::harness::{Ran, generated, podpat, podpat_on};

/// The first description of the README.
const WEB: &str = "\
name: demo-web
main: nginx:1.27
sidecar:
  use: git-sync
  repo: https://github.com/ansilh/k8s-demo-web.git
  path: /usr/share/nginx/html
";

/// A description of every form at once.
const SHOP: &str = "\
name: shop
kind: Deployment            # Pod (default), Deployment, StatefulSet, DaemonSet, Job, CronJob
namespace: shop
replicas: 3
main:
  image: registry.example.com/shop:2.4.1
  ports: [8080]             # a number, \"name:number\", or {name, port, protocol}
  env: {LOG_DIR: /var/log/shop}
  resources: {cpu: 250m, memory: 256Mi}
  health: /healthz
sidecar:
  - use: fluent-bit
    path: /var/log/shop
    output: {name: forward, host: logs.internal}
ambassador:
  - use: redis-read-write   # main finds it at 127.0.0.1:6379
    primary: redis-primary:6379
    replicas: [redis-replica-0:6379, redis-replica-1:6379]
adapter:
  - use: statsd-exporter
";

/// Containers of the user's own, in each role.
const OWN: &str = "\
name: gallery
kind: Deployment
main: {image: \"registry.example.com/gallery:1.0\", ports: [\"http:8080\"]}
service: true
sidecar:
  - name: thumbnails
    image: registry.example.com/thumbs:1.4
    share: {path: /var/uploads, at: /in, writer: main}
ambassador:
  - name: queue
    image: registry.example.com/amqp-proxy:3.0
    listen: 5672
    main: {env: {AMQP_URL: \"amqp://127.0.0.1:5672\"}}
adapter:
  - name: stats
    image: registry.example.com/stats2prom:2
    reads: {port: 8080, path: /stats}
    exposes: {port: 9102, path: /metrics}
";

/// What is told of the defaults of helpers of the user's own.
const DEFAULTS_OF_OWN: &str = "note: helpers of your own get a memory limit of 256Mi (`resources: {}` for none) and no capabilities (`securityContext: {}` for the image's own)\n";

fn generate(description: &str, flags: &[&str]) -> Ran {
    podpat_on(description, ["generate", "-"].iter().chain(flags))
}

/// The objects of a description that has to be right.
fn objects(description: &str, flags: &[&str]) -> Vec<Json> {
    let ran = generate(description, &[flags, &["-o", "json"]].concat());
    assert_eq!(ran.code, 0, "{description}\n{}", ran.err);
    match ran.json()["items"].take() {
        Json::Array(items) => items,
        other => panic!("no list: {other}"),
    }
}

/// The pod spec of the workload, which comes last.
fn pod(description: &str, flags: &[&str]) -> Json {
    let workload = objects(description, flags).pop().unwrap_or_default();
    let spec = &workload["spec"];
    match workload["kind"].as_str() {
        Some("Pod") => spec.clone(),
        Some("CronJob") => spec["jobTemplate"]["spec"]["template"]["spec"].clone(),
        _ => spec["template"]["spec"].clone(),
    }
}

#[test]
fn the_examples() {
    for (name, description) in [("web", WEB), ("shop", SHOP), ("own", OWN)] {
        let ran = generate(description, &[]);
        let noted = if name == "own" { DEFAULTS_OF_OWN } else { "" };
        assert_eq!((ran.code, ran.err.as_str()), (0, noted), "{name}");
        insta::assert_snapshot!(format!("generate_{name}"), ran.out);
        assert_eq!(generate(description, &[]).out, ran.out, "the same input gives the same bytes");
    }
}

#[test]
fn flags_say_the_same_as_a_file() {
    let repo = "git-sync,repo=https://github.com/ansilh/k8s-demo-web.git,path=/usr/share/nginx/html";
    let ran = podpat(["generate", "--name", "demo-web", "--main", "nginx:1.27", "--sidecar", repo]);
    assert_eq!(ran.out, generate(WEB, &[]).out, "{}", ran.err);
    let file = "name: a\nkind: Deployment\nreplicas: 2\nmain: {image: \"nginx:1\", ports: [80, 81], env: {A: \"1\"}}\nambassador:\n- use: redis-read-write\n  primary: p\n  replicas: [r0, \"r1:7000\"]\n";
    let flags = [
        "generate",
        "--name",
        "a",
        "--kind",
        "Deployment",
        "--main",
        "nginx:1",
        "--port",
        "80",
        "--port",
        "81",
        "--ambassador",
        "redis-read-write,primary=p,replicas=[r0,r1:7000]",
        "--set",
        "replicas=2",
        "--set",
        "main.env.A=1",
    ];
    let ran = podpat(flags);
    assert_eq!(ran.out, generate(file, &[]).out, "{}", ran.err);
}

#[test]
fn a_setting_overrides_the_file() {
    let settings = ["--set", "sidecar.path=/srv/www/site", "--set", "kind=Deployment", "--set", "replicas=7"];
    let objects = objects(WEB, &settings);
    assert_eq!(objects[0]["spec"]["replicas"], 7);
    assert_eq!(pod(WEB, &settings)["containers"][0]["volumeMounts"][0]["mountPath"], "/srv/www");
}

#[test]
fn a_setting_says_more_of_what_was_written_short() {
    let short = "name: app\nmain: app:1\nadapter: statsd-exporter\nreplicas: 3\n";
    let settings =
        ["main.env.MODE=fast", "main.ports=[80]", "adapter.port=9000", "adapter[0].name=stats", "replicas=null"];
    let flags: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
    let long = "name: app\nmain: {image: app:1, env: {MODE: fast}, ports: [80]}\nadapter: [{use: statsd-exporter, port: 9000, name: stats}]\n";
    assert_eq!(generate(short, &flags).out, generate(long, &[]).out);
    assert_eq!(generate(short, &["--main", "app:2", "--set", "replicas=null"]).code, 0);
}

#[test]
fn both_readers_of_yaml_and_both_forms_agree() {
    for description in [WEB, SHOP, OWN] {
        let yaml = generate(description, &[]).out;
        let documents = serde_yaml::Deserializer::from_str(&yaml);
        let read: Vec<Json> =
            documents.map(|document| serde::Deserialize::deserialize(document).expect("YAML 1.2")).collect();
        assert_eq!(read, objects(description, &[]));
    }
}

#[test]
fn every_kind() {
    for kind in ["Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"] {
        let extra = if kind == "CronJob" { "schedule: '0 3 * * *'\n" } else { "" };
        let description = format!("{WEB}kind: {kind}\n{extra}");
        let workload = objects(&description, &[]).pop().unwrap_or_default();
        assert_eq!(workload["kind"], kind);
        let pod = pod(&description, &[]);
        assert_eq!(pod["initContainers"][0]["restartPolicy"], "Always", "{kind}");
        let never = matches!(kind, "Job" | "CronJob");
        assert_eq!(pod["restartPolicy"] == "Never", never, "{kind}");
    }
}

#[test]
fn older_clusters_get_plain_containers() {
    for flags in [&["--kubernetes-version", "1.28"][..], &["--helpers", "classic"]] {
        let pod = pod(WEB, flags);
        assert_eq!(pod["initContainers"], Json::Null);
        assert_eq!(pod["containers"][0]["name"], "demo-web");
        assert_eq!(pod["containers"][1]["name"], "git-sync");
        assert_eq!(pod["containers"][1]["restartPolicy"], Json::Null);
    }
    let job = generate(&format!("{WEB}kind: Job\n"), &["--kubernetes-version", "1.28"]);
    assert_eq!((job.code, job.out.as_str()), (2, ""));
    assert!(job.err.contains("never completes"), "{}", job.err);
}

#[test]
fn helpers_of_one_kind_do_not_collide() {
    let description = "\
name: app
main: {image: \"app:1\", ports: [9102]}
ambassador:
- {use: redis-read-write, primary: a, replicas: [b]}
- {use: redis-read-write, name: sessions, primary: c, replicas: [d]}
adapter: [statsd-exporter, {use: statsd-exporter, name: second}]
";
    let pod = pod(description, &[]);
    let containers = pod["initContainers"].as_array().expect("helpers");
    let names: Vec<_> = containers.iter().map(|container| container["name"].as_str().unwrap_or_default()).collect();
    assert_eq!(names, ["redis-read-write", "sessions", "statsd-exporter", "second"]);
    let mut ports: Vec<_> =
        containers.iter().flat_map(|c| c["ports"].as_array().cloned().unwrap_or_default()).collect();
    ports.push(pod["containers"][0]["ports"][0].clone());
    let mut numbers: Vec<_> = ports.iter().map(|port| port["containerPort"].as_u64()).collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "{ports:?}");
    let env: Vec<_> = pod["containers"][0]["env"]
        .as_array()
        .expect("env")
        .iter()
        .map(|env| (env["name"].as_str(), env["value"].as_str()))
        .collect();
    assert!(env.contains(&(Some("REDIS_PORT"), Some("6379"))), "{env:?}");
    assert!(env.contains(&(Some("SESSIONS_REDIS_PORT"), Some("6380"))), "{env:?}");
    let volumes: Vec<_> =
        pod["volumes"].as_array().expect("volumes").iter().map(|volume| volume["name"].as_str()).collect();
    assert_eq!(volumes.len(), 4, "one configuration each: {volumes:?}");
}

#[test]
fn a_patch_is_the_way_out() {
    let description = format!(
        "{WEB}patch:\n  nodeSelector: {{disk: ssd}}\n  containers:\n  - name: demo-web\n    workingDir: /srv\n  volumes:\n  - {{name: extra, emptyDir: {{}}}}\n"
    );
    let pod = pod(&description, &[]);
    assert_eq!(pod["nodeSelector"]["disk"], "ssd");
    assert_eq!(pod["containers"][0]["workingDir"], "/srv");
    assert_eq!(pod["containers"][0]["image"], "nginx:1.27");
    assert_eq!(pod["volumes"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_share_joins_the_volume_that_main_mounts_there() {
    let description = "\
name: app
main:
  image: app:1
  volumeMounts: [{name: data, mountPath: /var/uploads}]
sidecar:
- {name: thumbs, image: \"thumbs:1\", share: {path: /var/uploads, at: /in, writer: main}}
patch:
  volumes: [{name: data, persistentVolumeClaim: {claimName: uploads}}]
";
    let pod = pod(description, &[]);
    assert_eq!(pod["volumes"].as_array().map(Vec::len), Some(1), "{pod:#}");
    assert_eq!(pod["initContainers"][0]["volumeMounts"][0]["name"], "data");
    assert_eq!(pod["initContainers"][0]["volumeMounts"][0]["readOnly"], true);
}

#[test]
fn mistakes_are_told_with_their_place() {
    let cases = [
        ("unknown helper", "name: a\nmain: nginx:1\nsidecar: git-snyc\n"),
        (
            "unknown parameter",
            "name: a\nmain: nginx:1\nsidecar:\n  use: git-sync\n  repos: https://a/b\n  path: /srv/w/x\n",
        ),
        ("missing parameter", "name: a\nmain: nginx:1\nsidecar: git-sync\n"),
        ("wrong types", "name: a\nmain: nginx:1\nsidecar: {use: git-sync, repo: [1], path: srv, depth: many}\n"),
        ("wrong pattern", "name: a\nmain: nginx:1\nambassador: statsd-exporter\n"),
        ("bad image", "name: a\nmain: NGINX latest\n"),
        ("bad name", "name: My_App\nmain: nginx\n"),
        ("port out of range", "name: a\nmain: {image: nginx, ports: [80800]}\n"),
        (
            "port taken",
            "name: a\nmain: {image: nginx, ports: [6379]}\nambassador: {use: redis-read-write, primary: p, replicas: [r], port: 6379}\n",
        ),
        ("two main containers", "name: a\nmain: [nginx, redis]\n"),
        ("given twice", "name: a\nmain: nginx\nmain: redis\n"),
        ("syntax", "name: [\n"),
        ("empty", ""),
        ("only a comment", "# nothing\n"),
        ("a text", "nginx\n"),
        ("a manifest", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n"),
        ("no name, no main", "kind: Pod\n"),
        ("unknown key", "name: a\nmain: nginx\nreplica: 3\nkind: Deployment\n"),
        ("key of another kind", "name: a\nmain: nginx\nreplicas: 3\n"),
        ("unknown kind", "name: a\nkind: deployment\nmain: nginx\n"),
        ("API words", "name: a\nmain: {image: nginx, readinessProbe: {httpGet: {path: /, prot: 80}}}\n"),
        ("API types", "name: a\nmain: {image: nginx, args: run}\npatch: {hostNetwork: 'yes'}\n"),
        ("occupied folder", "name: a\nmain: nginx\nsidecar: {use: git-sync, repo: 'https://a/b', path: /app/site}\n"),
        ("no writer", "name: a\nmain: nginx\nsidecar: {name: s, image: s, share: {path: /x}}\n"),
        ("ambassador unknown to main", "name: a\nmain: nginx\nambassador: {name: s, image: s, listen: 80}\n"),
        (
            "two writers",
            "name: a\nmain: nginx\nsidecar:\n- {name: s, image: s, share: {path: /x/y, writer: helper}}\n- {name: t, image: t, share: {path: /x/y, writer: helper}}\n",
        ),
        ("two names", "name: a\nmain: nginx\nsidecar:\n- {name: a, image: s, share: {path: /x/y, writer: helper}}\n"),
        ("a port's name", "name: a\nkind: StatefulSet\nmain: {image: nginx, ports: ['1:80', {name: Web, port: 81}]}\n"),
        ("a label too long", &format!("name: {}\nkind: Deployment\nmain: nginx\n", "a".repeat(64))),
        ("a Service with a dot", "name: a.b\nkind: StatefulSet\nmain: {image: nginx, ports: [80]}\n"),
        (
            "expanded value",
            "name: a\nmain: nginx\nsidecar: {use: git-sync, repo: 'https://a/b', path: /srv/w/x, ref: $(HOME)}\n",
        ),
    ];
    let mut told = String::new();
    for (what, description) in cases {
        let ran = generate(description, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{what}: {}", ran.err);
        assert!(ran.err.contains("help:"), "{what}: {}", ran.err);
        assert!(!ran.err.contains("podpat generated something wrong"), "{what}: {}", ran.err);
        told += &format!("## {what}\n{}\n", ran.err);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn mistakes_in_flags_are_told_with_the_flag() {
    let cases: [&[&str]; 9] = [
        &["--name", "a", "--main", "nginx", "--sidecar", "git-sync,repo"],
        &["--name", "a", "--main", "nginx", "--sidecar", "git-sync,repo=https://a/b,path=x"],
        &["--name", "a", "--main", "nginx", "--port", "http"],
        &["--name", "a", "--main", "nginx", "--set", "main.env"],
        &["--name", "a", "--main", "nginx", "--set", "name.x=1"],
        &["--name", "a", "--main", "nginx", "--set", "=1"],
        &["--name", "a", "--main", "nginx", "--set", "main.ports=[80, x:0]"],
        &["--name", "a", "--main", "nginx", "--set", "zone=a"],
        &["--name", "a"],
    ];
    let mut told = String::new();
    for flags in cases {
        let ran = podpat([&["generate"], flags].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{flags:?}: {}", ran.err);
        told += &format!("## {}\n{}\n", flags.join(" "), ran.err);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let folder = std::env::temp_dir().join(format!("podpat-out-{}", std::process::id()));
    let out = folder.display().to_string();
    let first = generate(OWN, &["--out-dir", &out]);
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("a file").file_name()).collect();
    names.sort();
    assert_eq!(names, ["deployment-gallery.yaml", "service-gallery.yaml"]);
    let service = folder.join("service-gallery.yaml");
    std::fs::write(&service, "mine").expect("writes");
    std::fs::remove_file(folder.join("deployment-gallery.yaml")).expect("removes");
    let second = generate(OWN, &["--out-dir", &out]);
    assert_eq!(second.code, 2);
    assert!(second.err.contains("already exists"), "{}", second.err);
    assert!(!folder.join("deployment-gallery.yaml").exists(), "nothing is half written");
    assert_eq!(std::fs::read_to_string(&service).expect("reads"), "mine");
    assert_eq!(generate(OWN, &["--out-dir", &out, "--force"]).code, 0);
    assert_ne!(std::fs::read_to_string(&service).expect("reads"), "mine");
    std::fs::remove_dir_all(&folder).expect("removes");
}

#[test]
fn nothing_readable_is_an_error() {
    for (file, says) in [("/", "is a folder"), ("/no/such/file", "does not exist")] {
        let ran = podpat(["generate", file]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(says), "{}", ran.err);
    }
    assert_eq!(podpat(["generate"]).code, 2);
    assert_eq!(generate("name: \u{0}", &[]).code, 2);
    assert_eq!(podpat_on(b"\xff\xfen\x00", ["generate", "-"]).code, 2);
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    assert_eq!(generate(bomb, &[]).code, 2);
}

/// A description with everything at once: every key podpat knows, and every helper's way of being wired.
const ALL: &str = "\
name: all
kind: StatefulSet
namespace: all
labels: {team: a}
annotations: {example.com/a: b}
replicas: 2
serviceName: all
service: {name: front, port: 80, type: ClusterIP}
helpers: native
main:
  name: main
  image: registry.example.com/all:1
  ports: [{name: http, port: 8080}, \"admin:9000\"]
  env: {A: b, C: {secretKeyRef: {name: s, key: k}}}
  resources: {cpu: 1, memory: 1Gi}
  health: /healthz
  volumeMounts: [{name: data, mountPath: /data}]
  securityContext: {runAsUser: 1}
patch: {volumes: [{name: data, emptyDir: {}}], nodeSelector: {a: b}}
sidecar:
- {use: git-sync, name: git, image: \"git:1\", resources: {cpu: 1, memory: 1Gi}, repo: \"https://a/b\", path: /srv/www/html, main: {env: {X: y}}}
- {name: own, image: \"own:1\", share: [{path: /srv/x, at: /in, writer: main, size: 1Gi}], env: [{name: A, value: b}]}
ambassador:
- {use: tcp, servers: [\"a:1\"]}
- {name: amb, image: \"amb:1\", listen: 5000, main: {env: {AMB: \"127.0.0.1:5000\"}}}
adapter:
- {name: ada, image: \"ada:1\", reads: {path: /srv/x}, exposes: {port: 9102, path: /metrics}}
";

/// Every place in a value, as a JSON pointer.
fn pointers(value: &Json, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| pointers(item, &format!("{at}/{n}"), found));
        }
        Json::Object(entries) => entries.iter().for_each(|(key, item)| {
            pointers(item, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

/// Puts other values in the place of every value of a description, of six values every `step`th, beginning one further
/// on for each place: it is the user's to mend and podpat says where, or it is right.
fn try_other_values(step: usize) {
    let others = [json!(null), json!(-1), json!("x y"), json!([]), json!({}), json!([null])];
    let mut wrong = Vec::new();
    for kind in ["StatefulSet", "CronJob"] {
        let mut whole: Json = serde_yaml::from_str(ALL).expect("YAML");
        whole["kind"] = kind.into();
        if kind == "CronJob" {
            whole
                .as_object_mut()
                .expect("a mapping")
                .retain(|key, _| !["replicas", "serviceName"].contains(&key.as_str()));
            whole["schedule"] = "0 3 * * *".into();
        }
        assert_eq!(generate(&whole.to_string(), &[]).code, 0, "{}", generate(&whole.to_string(), &[]).err);
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        // What is alike in both kinds is told once.
        places.retain(|place| {
            kind == "StatefulSet"
                || !["/main/", "/sidecar/", "/ambassador/", "/adapter/"].iter().any(|own| place.starts_with(own))
        });
        for (at, place) in places.into_iter().enumerate() {
            for other in others.iter().skip(at % step).step_by(step) {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).expect("the place") = other.clone();
                match generated(&changed).map_err(miette::Report::downcast::<Mistakes>) {
                    Ok(_) | Err(Ok(_)) => {}
                    Err(Err(bug)) => wrong.push(format!("{place} is {other}: {bug:?}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_mistake_of_a_user_is_taken_for_one_of_podpat() {
    try_other_values(5);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn no_mistake_of_a_user_in_any_place_is_taken_for_one_of_podpat() {
    try_other_values(1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any text at all is answered: objects, or a mistake with exit code 2 and nothing on standard output.
    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}|[a-z:\\[\\]{}&*\\-#|>'\"\n ]{0,80}") {
        let ran = generate(&text, &[]);
        prop_assert!(ran.code == 2 && ran.out.is_empty() || ran.code == 0, "{}", ran.err);
    }

    /// Values of main arrive as they are.
    #[test]
    fn environment_arrives(value in "[^\0-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{fffe}\u{ffff}]{0,40}") {
        let description = format!("name: a\nmain: {{image: nginx, env: {{V: {}}}}}\n", serde_json::to_string(&value).expect("JSON"));
        let ran = generate(&description, &["-o", "json"]);
        prop_assert_eq!(ran.code, 0, "{}", ran.err);
        prop_assert_eq!(&ran.json()["items"][0]["spec"]["containers"][0]["env"][0]["value"], &Json::from(value));
    }
}
