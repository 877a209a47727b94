//! `podpat generate` as users meet it: what comes out, what is refused, and how.

use podpat::internals::pattern::Mistakes;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::harness::{Folder, Ran, generated, podpat, podpat_on};

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
    let base = Folder::new();
    let (folder, out) = (base.at("out"), base.name("out"));
    let first = generate(OWN, &["--out-dir", &out]);
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("a file").file_name()).collect();
    names.sort();
    assert_eq!(names, [".podpat-manifest.json", "deployment-gallery.yaml", "service-gallery.yaml"]);
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
}

#[test]
fn nothing_readable_is_an_error() {
    for (file, says) in
        [(concat!(env!("CARGO_MANIFEST_DIR"), "/benches"), "no descriptions in"), ("/no/such/file", "does not exist")]
    {
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

/// Puts other values, and nothing, in the place of every value of a description, of seven every `step`th, beginning one
/// further on for each place: it is the user's to mend and podpat says where, or it is right.
fn try_other_values(step: usize) {
    let values = [json!(null), json!(-1), json!("x y"), json!([]), json!({}), json!([null])];
    let others: Vec<Option<Json>> = values.into_iter().map(Some).chain([None]).collect();
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
                if let Some(other) = other {
                    *changed.pointer_mut(&place).expect("the place") = other.clone();
                } else if let Some((holder, key)) = place.rsplit_once('/')
                    && let Some(Json::Object(holder)) = changed.pointer_mut(holder)
                {
                    holder.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
                }
                match generated(&changed).map_err(miette::Report::downcast::<Mistakes>) {
                    Ok(_) | Err(Ok(_)) => {}
                    Err(Err(bug)) => wrong.push(format!("{place} is {other:?}: {bug:?}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_mistake_of_a_user_is_taken_for_one_of_podpat() {
    try_other_values(20);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn no_mistake_of_a_user_in_any_place_is_taken_for_one_of_podpat() {
    try_other_values(1);
}

#[test]
fn entries_without_their_names_are_pointed_at() {
    for (what, kind, field, message) in [
        ("a volume", "Pod", "volumes: [{name: a, emptyDir: {}}, {emptyDir: {}}]", "`name` is required"),
        (
            "a volume among those of helpers",
            "StatefulSet",
            "volumes: [{emptyDir: {}}]\nsidecar: {use: git-sync, repo: 'https://a.b/c', path: /srv/a}",
            "`name` is required",
        ),
        ("an alias of hosts", "Deployment", "hostAliases: [{hostnames: [a]}]", "is not an IP address"),
        (
            "a constraint",
            "Deployment",
            "topologySpreadConstraints: [{maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]",
            "`topologyKey` is required",
        ),
        ("a gate", "Pod", "schedulingGates: [{}]", "is empty"),
        ("a claim", "Pod", "resourceClaims: [{resourceClaimName: a}]", "`name` is required"),
    ] {
        let text = format!("name: a\nkind: {kind}\nmain: registry.example.com/a:1.0\n{field}\n");
        let ran = podpat_on(&text, ["generate", "-"]);
        assert_eq!(ran.code, 2, "{what}: {}{}", ran.out, ran.err);
        let said = ran.err.replace("\n  │", "");
        assert!(said.contains(message) && !said.contains("podpat generated"), "{what}: {}", ran.err);
        assert!(said.contains("<stdin>:4:"), "{what}: {}", ran.err);
    }
}

/// Descriptions, and what becomes of them: the place in the output, from the kind of the object on, and the value.
fn cases_of_a_workload() -> Vec<(&'static str, &'static str, &'static str, Json)> {
    vec![
        ("a field of the pod spec", "nodeSelector: {disk: ssd}", "/Pod/spec/nodeSelector/disk", json!("ssd")),
        (
            "a volume of one's own",
            "volumes: [{name: x, emptyDir: {}}]\nmain: {image: 'a:1', volumeMounts: [{name: x, mountPath: /x}]}",
            "/Pod/spec/volumes/0/name",
            json!("x"),
        ),
        (
            "a word that YAML 1.1 takes for a boolean",
            "main: {image: 'a:1', env: {MODE: off}}",
            "/Pod/spec/containers/0/env/0/value",
            json!("off"),
        ),
        (
            "annotations of the Pods",
            "kind: Deployment\npodAnnotations: {a.b/c: d}",
            "/Deployment/spec/template/metadata/annotations/a.b~1c",
            json!("d"),
        ),
        (
            "annotations of the workload",
            "kind: Deployment\nannotations: {a.b/c: d}",
            "/Deployment/metadata/annotations/a.b~1c",
            json!("d"),
        ),
        (
            "labels of the Pods",
            "kind: Deployment\npodLabels: {tier: web}",
            "/Deployment/spec/template/metadata/labels/tier",
            json!("web"),
        ),
        (
            "a selector that is already used",
            "kind: Deployment\nselector: {app: old}",
            "/Deployment/spec/selector/matchLabels",
            json!({"app": "old"}),
        ),
        (
            "its labels on the Pods",
            "kind: Deployment\nselector: {matchLabels: {app: old}}",
            "/Deployment/spec/template/metadata/labels/app",
            json!("old"),
        ),
        (
            "its labels in the Service",
            "kind: Deployment\nselector: {app: old}\nservice: true\nmain: {image: 'a:1', ports: [80]}",
            "/Service/spec/selector",
            json!({"app": "old"}),
        ),
        (
            "annotations of a Service",
            "service: {annotations: {a.b/c: d}, type: NodePort}\nmain: {image: 'a:1', ports: [80]}",
            "/Service/metadata/annotations/a.b~1c",
            json!("d"),
        ),
        (
            "a Service past main to a helper",
            "service: [{name: m, to: statsd-exporter}]\nadapter: statsd-exporter",
            "/Service/spec/ports/0/targetPort",
            json!(9102),
        ),
    ]
}

/// The same for objects beside a workload.
fn cases_of_objects() -> Vec<(&'static str, &'static str, &'static str, Json)> {
    vec![
        ("an account that is there", "serviceAccount: robot", "/Pod/spec/serviceAccountName", json!("robot")),
        (
            "whose token is the account's to say",
            "serviceAccount: robot",
            "/Pod/spec/automountServiceAccountToken",
            json!(null),
        ),
        ("no account, no token", "", "/Pod/spec/automountServiceAccountToken", json!(false)),
        (
            "rights of main",
            "serviceAccount: {rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}",
            "/Role/rules/0/verbs",
            json!(["list"]),
        ),
        (
            "bound to its account",
            "serviceAccount: {name: r, create: true, rules: [{apiGroups: [''], resources: [pods], verbs: [list]}]}",
            "/RoleBinding/subjects/0/name",
            json!("r"),
        ),
        (
            "no annotations for Prometheus",
            "monitor: none\nadapter: statsd-exporter",
            "/Pod/metadata/annotations/prometheus.io~1scrape",
            json!(null),
        ),
        (
            "a PodMonitor",
            "monitor: {kind: podmonitor, labels: {release: p}, interval: 15s}\nadapter: statsd-exporter",
            "/PodMonitor/spec/podMetricsEndpoints/0/interval",
            json!("15s"),
        ),
        (
            "a ServiceMonitor",
            "monitor: servicemonitor\nadapter: statsd-exporter",
            "/ServiceMonitor/spec/endpoints/0/port",
            json!("statsd-exporter"),
        ),
        (
            "a budget",
            "kind: Deployment\nreplicas: 3\ndisruptionBudget: {minAvailable: 2}",
            "/PodDisruptionBudget/spec/minAvailable",
            json!(2),
        ),
        (
            "scaling by main alone",
            "kind: Deployment\nautoscale: {maxReplicas: 5}\nmain: {image: 'a:1', resources: {cpu: 1}}",
            "/HorizontalPodAutoscaler/spec/metrics/0/containerResource/container",
            json!("demo"),
        ),
        (
            "an Ingress with its Service",
            "ingress: {host: a.example.com}\nmain: {image: 'a:1', ports: [80]}",
            "/Ingress/spec/rules/0/http/paths/0/backend/service/name",
            json!("demo"),
        ),
        (
            "a NetworkPolicy",
            "networkPolicy: true\nmain: {image: 'a:1', ports: [80]}",
            "/NetworkPolicy/spec/ingress/0/ports/0/port",
            json!(80),
        ),
        (
            "a NetworkPolicy of another protocol",
            "networkPolicy: true\nmain: {image: 'a:1', ports: [{port: 53, protocol: UDP}]}",
            "/NetworkPolicy/spec/ingress/0/ports/0/protocol",
            json!("UDP"),
        ),
        (
            "who reads metrics",
            "networkPolicy: {metricsFrom: [{podSelector: {matchLabels: {a: b}}}]}\nadapter: statsd-exporter",
            "/NetworkPolicy/spec/ingress/0/from/0/podSelector/matchLabels/a",
            json!("b"),
        ),
        ("a NetworkPolicy that opens nothing", "networkPolicy: true", "/NetworkPolicy/spec/ingress", json!(null)),
        (
            "metrics with TLS",
            "adapter: {name: s, image: 's:1', exposes: {port: 8443, scheme: https}}",
            "/Pod/metadata/annotations/prometheus.io~1scheme",
            json!("https"),
        ),
        (
            "a mirror",
            "registry: m.example.com/x\nadapter: statsd-exporter",
            "/Pod/spec/initContainers/0/image",
            json!("m.example.com/x/prom/statsd-exporter:v0.30.0"),
        ),
    ]
}

/// The same for helpers.
fn cases_of_helpers() -> Vec<(&'static str, &'static str, &'static str, Json)> {
    vec![
        (
            "what runs before main",
            "init: {name: migrate, image: 'a:1', command: [migrate]}",
            "/Pod/spec/initContainers/0/restartPolicy",
            json!(null),
        ),
        (
            "arguments are added",
            "adapter: {use: statsd-exporter, args: [--x]}",
            "/Pod/spec/initContainers/0/args/4",
            json!("--x"),
        ),
        (
            "resources are replaced",
            "adapter: {use: statsd-exporter, resources: {cpu: 1}}",
            "/Pod/spec/initContainers/0/resources",
            json!({"requests": {"cpu": "1"}}),
        ),
        (
            "no resources",
            "adapter: {use: statsd-exporter, resources: {}}",
            "/Pod/spec/initContainers/0/resources",
            json!(null),
        ),
        (
            "null removes",
            "adapter: {use: statsd-exporter, readinessProbe: null}",
            "/Pod/spec/initContainers/0/readinessProbe",
            json!(null),
        ),
        (
            "the security context is merged",
            "adapter: {use: statsd-exporter, securityContext: {runAsUser: 7}}",
            "/Pod/spec/initContainers/0/securityContext/allowPrivilegeEscalation",
            json!(false),
        ),
        (
            "environment of a helper",
            "adapter: {use: statsd-exporter, env: {A: b}}",
            "/Pod/spec/initContainers/0/env/0",
            json!({"name": "A", "value": "b"}),
        ),
        (
            "the old name of a parameter",
            "ambassador: {use: tcp, servers: 'a:1', env: DB}",
            "/Pod/spec/containers/0/env/0/name",
            json!("DB"),
        ),
        (
            "a helper in front of main",
            "service: true\nmain: {image: 'a:1', ports: [80]}\nsidecar: {name: waf, image: 'w:1', fronts: 8081}",
            "/Service/spec/ports/0/targetPort",
            json!("front"),
        ),
        (
            "files of a helper of one's own",
            "sidecar: {name: w, image: 'w:1', config: {at: /etc/w, files: {a.conf: x}}}",
            "/ConfigMap/data",
            json!({"a.conf": "x"}),
        ),
        (
            "shared memory",
            "sidecar: {name: w, image: 'w:1', share: {path: /dev/shm, at: /dev/shm, writer: both, medium: Memory, size: 256Mi}}",
            "/Pod/spec/volumes/0/emptyDir",
            json!({"sizeLimit": "256Mi", "medium": "Memory"}),
        ),
        (
            "which main may write",
            "sidecar: {name: w, image: 'w:1', share: {path: /dev/shm, at: /dev/shm, writer: both, medium: Memory}}",
            "/Pod/spec/containers/0/volumeMounts/0/readOnly",
            json!(null),
        ),
        (
            "and which counts against the limit",
            "sidecar: {name: w, image: 'w:1', share: {path: /dev/shm, at: /dev/shm, writer: both, medium: Memory, size: 256Mi}}",
            "/Pod/spec/initContainers/0/resources/limits/memory",
            json!("512Mi"),
        ),
        (
            "Pods of a StatefulSet by their own Service",
            "ambassador: {use: tcp, servers: {statefulSet: db, replicas: 1, port: 5432}}",
            "/ConfigMap/metadata/name",
            json!("demo-tcp"),
        ),
        (
            "a Pod of Windows",
            "os: {name: windows}\nadapter: statsd-exporter",
            "/Pod/spec/initContainers/0/securityContext/seccompProfile",
            json!(null),
        ),
    ]
}

#[test]
fn all_of_a_workload_can_be_said() {
    for (what, text, place, expected) in [cases_of_a_workload(), cases_of_objects(), cases_of_helpers()].concat() {
        let main = if text.contains("main:") { "" } else { "main: app:1\n" };
        let all = objects(&format!("name: demo\n{main}{text}\n"), &[]);
        let (kind, rest) = place[1..].split_once('/').expect("a kind and a place");
        let object = all.iter().find(|object| object["kind"] == kind).unwrap_or_else(|| panic!("{what}: no {kind}"));
        let found = object.pointer(&format!("/{rest}")).cloned().unwrap_or_default();
        assert_eq!(found, expected, "{what}: {object:#}");
    }
}

#[test]
fn what_cannot_be_said_is_told_with_its_place() {
    let cases = [
        ("containers", "containers: [{name: a}]"),
        ("a template", "template: {}"),
        ("overhead alone", "overhead: {cpu: 1}"),
        ("a misspelt field of the pod spec", "nodeSelecter: {a: b}"),
        ("a wrong value in the pod spec", "tolerations: [{key: a, operator: Equals}]"),
        ("a deadline of a Deployment", "kind: Deployment\nactiveDeadlineSeconds: 3"),
        ("a helper that ends", "adapter: {use: statsd-exporter, restartPolicy: Never}"),
        ("a wrong field of a helper", "adapter: {use: statsd-exporter, livenessProbe: {httpGet: {prt: 1}}}"),
        ("arguments that are no list", "adapter: {use: statsd-exporter, args: --x}"),
        ("a Service to nobody", "service: {to: nobody}"),
        ("an account that is not created", "serviceAccount: {name: a, create: false, annotations: {b: c}}"),
        ("no monitor", "monitor: prometheus"),
        ("two bounds", "kind: Deployment\ndisruptionBudget: {minAvailable: 1, maxUnavailable: 1}"),
        (
            "two who scale",
            "kind: Deployment\nreplicas: 2\nautoscale: {maxReplicas: 3}\nmain: {image: 'a:1', resources: {cpu: 1}}",
        ),
        ("no request to take a percentage of", "kind: Deployment\nautoscale: {maxReplicas: 3}"),
        ("nothing to scale", "autoscale: {maxReplicas: 3}\nmain: {image: 'a:1', resources: {cpu: 1}}"),
        ("an Ingress to nothing", "ingress: {host: a.example.com}"),
        ("a wrong host", "ingress: {host: 'A B'}\nmain: {image: 'a:1', ports: [80]}"),
        ("no registry", "registry: 'a b'"),
        ("two accounts", "serviceAccount: a\nserviceAccountName: b"),
        ("a field of main's", "env: {A: b}"),
        ("arguments of a script", "sidecar: {use: log-tail, path: /var/log/x/a.log, args: [-v]}"),
        ("a misspelt setting", "sidecar: {use: fluent-bit, path: /var/log/x, output: {name: es, hots: a}}"),
        ("a size of nothing", "sidecar: {use: git-sync, repo: 'https://a/b', path: /srv/w/x, size: 0}"),
        ("two Services of one name", "service: [{port: 80}, {port: 81}]\nmain: {image: 'a:1', ports: [80]}"),
        ("a port's field", "service: {port: 80, targetPort: 8081}\nmain: {image: 'a:1', ports: [80]}"),
        ("a label that contradicts the selector", "podLabels: {app.kubernetes.io/name: other}"),
        ("no interval", "monitor: {kind: podmonitor, interval: often}\nadapter: statsd-exporter"),
        ("an interval of annotations", "monitor: {kind: annotations, interval: 30s}\nadapter: statsd-exporter"),
        ("no port to open", "networkPolicy: {from: [{podSelector: {}}]}"),
        ("no scheme", "adapter: {name: s, image: 's:1', exposes: {port: 80, scheme: ftp}}"),
        ("a setting outside of `settings`", "adapter: {use: jmx-exporter, lowercaseOutputName: true}"),
        ("no medium", "sidecar: {name: w, image: 'w:1', share: {path: /x/y, writer: both, medium: Disk}}"),
        ("a file's name", "sidecar: {name: w, image: 'w:1', config: {at: /etc/w, files: {a/b: x}}}"),
        ("a wrong rule", "serviceAccount: {rules: [{resources: [pods], verbs: []}]}"),
        ("nothing to wait for", "sidecar: {use: git-sync, repo: 'https://a/b', path: /srv/w/x, period: 0s}"),
        (
            "the name of a claim",
            "kind: StatefulSet\nvolumeClaimTemplates: [{metadata: {name: Data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]\nmain: {image: 'a:1', volumeMounts: [{name: Data, mountPath: /x}]}",
        ),
        ("another scheme", "sidecar: {use: git-sync, repo: 'https://a/b', path: /srv/w/x, webhook: 'ftp://a'}"),
    ];
    let mut told = String::new();
    for (what, text) in cases {
        let main = if text.contains("main:") { "" } else { "main: app:1\n" };
        let ran = generate(&format!("name: demo\n{main}{text}\n"), &[]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{what}: {}", ran.err);
        assert!(!ran.err.contains("podpat generated something wrong"), "{what}: {}", ran.err);
        told += &format!("## {what}\n{}\n", ran.err);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn credentials_in_the_clear_are_noted() {
    let clear = "name: demo\nmain: {image: 'a:1', env: {DB_PASSWORD: hunter2}}\n";
    let ran = generate(clear, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("`DB_PASSWORD` of main looks like a credential"), "{}", ran.err);
    let kept = "name: demo\nmain: {image: 'a:1', env: {DB_PASSWORD: {secretKeyRef: {name: a, key: b}}}}\n";
    assert_eq!(generate(kept, &[]).err, "");
}

/// Every whole description of the documentation is one that podpat takes.
#[test]
fn the_documentation_is_right() {
    let pages = [
        (include_str!("../docs/description.md"), 8),
        (include_str!("../docs/patch.md"), 1),
        (include_str!("../docs/recipes.md"), 5),
        (include_str!("../docs/catalogue.md"), 40),
    ];
    for (page, least) in pages {
        let blocks = page.split("```yaml\n").skip(1);
        let whole: Vec<&str> =
            blocks.filter_map(|rest| rest.split("```").next()).filter(|it| it.starts_with("name:")).collect();
        assert!(whole.len() >= least, "{} descriptions", whole.len());
        for description in whole {
            let ran = generate(description, &[]);
            assert_eq!(ran.code, 0, "{description}\n{}", ran.err);
        }
    }
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
