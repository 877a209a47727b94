//! What a helper of a description does to main, and what is said where a parameter of one is not what its program takes.

use serde_json::{Value as Json, json};

use crate::harness::{generated, podpat_on};

fn objects(description: &Json) -> Vec<Json> {
    let generated = generated(description).unwrap_or_else(|error| panic!("{error}: {description}"));
    generated.objects.iter().flat_map(|object| podpat::internals::yaml::values(&object.text)).collect()
}

fn refused(description: &Json) -> String {
    let ran = podpat_on(description.to_string(), ["generate", "-", "--error-format", "json"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    let errors: Json = serde_json::from_str(&ran.err).expect("JSON");
    let said = |finding: &Json| format!("{}: {}", finding["message"], finding["help"]).replace('"', "");
    errors["findings"].as_array().expect("findings").iter().map(said).collect::<Vec<_>>().join("\n")
}

fn with(key: &str, helper: &Json) -> Json {
    json!({"name": "shop", "main": {"image": "registry.example.com/shop:1.0", "ports": [8080]}, key: helper})
}

/// The options of a JVM in main, with what main says of them itself.
fn options(own: &Json, variable: &str) -> String {
    let mut description = with("adapter", &json!({"use": "jmx-exporter", "variable": variable}));
    description["main"]["env"] = own.clone();
    let pod = objects(&description).pop().expect("a Pod");
    let env = pod["spec"]["containers"][0]["env"].as_array().expect("env").clone();
    let named: Vec<&Json> = env.iter().filter(|one| one["name"] == variable).collect();
    assert_eq!(named.len(), 1, "{env:?}");
    named[0]["value"].as_str().expect("a value").to_owned()
}

#[test]
fn options_of_mains_own_are_kept_and_those_of_a_helper_follow() {
    let alone = options(&json!({}), "JAVA_TOOL_OPTIONS");
    assert!(alone.starts_with("-Dcom.sun.management.jmxremote.port=9999 "), "{alone}");
    let both = options(&json!({"JAVA_TOOL_OPTIONS": "-Xmx512m -Dx=$(Y)"}), "JAVA_TOOL_OPTIONS");
    assert_eq!(both, format!("-Xmx512m -Dx=$(Y) {alone}"));
    assert_eq!(options(&json!({"JAVA_TOOL_OPTIONS": ""}), "JAVA_TOOL_OPTIONS"), alone);
    assert_eq!(options(&json!({"JAVA_TOOL_OPTIONS": both}), "JAVA_TOOL_OPTIONS"), both, "it is there already");
    let other = options(&json!({"JAVA_TOOL_OPTIONS": "-Xmx1g", "CATALINA_OPTS": "-Xms1g"}), "CATALINA_OPTS");
    assert_eq!(other, format!("-Xms1g {alone}"));
}

#[test]
fn options_that_come_from_elsewhere_are_not_guessed() {
    let mut description = with("adapter", &json!("jmx-exporter"));
    description["main"]["env"] = json!({"JAVA_TOOL_OPTIONS": {"configMapKeyRef": {"name": "jvm", "key": "options"}}});
    assert!(refused(&description).contains("cannot add to `JAVA_TOOL_OPTIONS`"));
    description["adapter"] = json!({"use": "jmx-exporter", "variable": "JDK_JAVA_OPTIONS"});
    objects(&description);
}

#[test]
fn the_note_about_memory_says_the_limit_that_is_written() {
    let share = |writer: &str| {
        json!([
            {"name": "detect", "image": "registry.example.com/detect:1", "share":
                {"path": "/dev/shm", "at": "/dev/shm", "writer": writer, "medium": "Memory", "size": "100Mi"}},
            {"name": "other", "image": "registry.example.com/other:1"},
        ])
    };
    for (writer, limit, said) in [
        ("both", "356Mi", "of 256Mi and a memory limit of 356Mi for `detect`"),
        ("helper", "356Mi", "of 256Mi and a memory limit of 356Mi for `detect`"),
        ("main", "256Mi", "a memory limit of 256Mi (`resources: {}` for none)"),
    ] {
        for main in [json!({}), json!({"memory": "1Gi"})] {
            let mut description = with("sidecar", &share(writer));
            description["main"]["resources"] = main;
            let note = generated(&description).expect("it is generated").notes.join("\n");
            assert!(note.contains(said), "{writer}: {note}");
            let pod = objects(&description).pop().expect("a Pod");
            let detect = &pod["spec"]["initContainers"][0];
            assert_eq!((&detect["name"], &detect["resources"]["limits"]["memory"]), (&json!("detect"), &json!(limit)));
        }
    }
    let mut said = share("both");
    said[0]["resources"] = json!({});
    let note = generated(&with("sidecar", &said)).expect("it is generated").notes.join("\n");
    assert!(!note.contains("detect"), "{note}");
}

#[test]
fn outputs_that_the_program_does_not_have_are_refused() {
    let ship = |output: Json| json!({"use": "fluent-bit", "path": "/var/log/shop", "output": output});
    let said = refused(&with("sidecar", &ship(json!({"name": "elasticsearch", "host": "es"}))));
    assert!(said.contains("has no `output` with `name: elasticsearch`: did you mean `es`?"), "{said}");
    let said = refused(&with("sidecar", &ship(json!([{"name": "stdout"}, {"name": "opensaerch"}]))));
    assert!(said.contains("did you mean `opensearch`?"), "{said}");
    let said = refused(&with("sidecar", &ship(json!({"name": "zzz"}))));
    assert!(said.contains("write one of `azure`") && said.contains("set with `image`"), "{said}");
    for name in ["es", "ES", "Forward", "null", "kafka-rest"] {
        objects(&with("sidecar", &ship(json!({"name": name}))));
    }
    // A build of the user's own may have others.
    let mut own = ship(json!({"name": "zzz"}));
    own["image"] = json!("registry.example.com/fluent-bit:5");
    objects(&with("sidecar", &own));
}

#[test]
fn filebeat_has_one_output_with_the_authority_of_its_server() {
    let ship = |output: Json| {
        with(
            "sidecar",
            &json!({"use": "filebeat", "path": "/var/log/shop", "output": output, "caSecret": "ca",
                    "certificateSecret": "client"}),
        )
    };
    let objects = objects(&ship(json!({"elasticsearch": {"hosts": ["https://es:9200"]}})));
    let text = objects[0]["data"]["filebeat.yml"].as_str().expect("its configuration");
    let configuration = podpat::internals::yaml::values(text).next().expect("YAML");
    let output = &configuration["output"]["elasticsearch"];
    assert_eq!(output["ssl.certificate_authorities"], json!(["/etc/filebeat-ca/ca.crt"]));
    assert_eq!(output["ssl.key"], "/etc/filebeat-certificate/tls.key");
    let pod = &objects[1]["spec"];
    let mounts = pod["initContainers"][0]["volumeMounts"].as_array().expect("mounts");
    assert!(mounts.iter().any(|mount| mount["mountPath"] == "/etc/filebeat-ca"), "{mounts:?}");
    let own = json!({"console": {"ssl.key": "/own.key"}});
    let map = &self::objects(&ship(own))[0]["data"]["filebeat.yml"];
    assert!(map.as_str().is_some_and(|text| text.contains("ssl.key: /own.key")), "{map}");
    assert!(refused(&ship(json!({"elasticsearch": {}, "console": {}}))).contains("exactly one output"));
    assert!(refused(&ship(json!({"opensearch": {}}))).contains("names no output of Filebeat"));
}

#[test]
fn words_that_people_try_lead_to_the_parameter() {
    let sync = |more: Json| {
        let mut helper = json!({"use": "git-sync", "path": "/srv/www/site"});
        helper.as_object_mut().expect("a mapping").extend(more.as_object().expect("a mapping").clone());
        refused(&with("sidecar", &helper))
    };
    let said = sync(json!({"repository": "https://git.example.com/site.git", "Branch": "main"}));
    assert!(said.contains("no `repository`: did you mean `repo`?"), "{said}");
    assert!(said.contains("no `Branch`: did you mean `ref`?") && !said.contains("needs"), "{said}");
    let queue = |redis: &str| {
        refused(&json!({
            "name": "thumbs", "main": {"image": "registry.example.com/thumbs:1", "command": ["thumb"]},
            "queue": {"redis": redis},
        }))
    };
    assert!(queue("nwe").contains("must be `new`, an address with a port, or a mapping: did you mean `new`?"));
    assert!(queue("broker").contains("add the port: `redis: broker:6379`"));
    assert!(queue("a b").contains("write `redis: new`"));
}

#[test]
fn the_first_line_says_what_is_expected_and_mistakes_of_a_kind_are_counted() {
    let said =
        refused(&with("sidecar", &json!({"use": "git-sync", "repo": "https://a.example.com/b.git", "path": "html"})));
    assert!(said.starts_with("`path` must be an absolute path: "), "{said}");
    let many: Vec<String> = (0..3000).map(|at| format!("port-{at}-x")).collect();
    let said = refused(&json!({"name": "a", "main": {"image": "a:1", "ports": many}}));
    assert!(said.contains("2900 more like these are not listed"), "{}", &said[..said.len().min(400)]);
}

#[test]
fn what_main_has_to_serve_is_where_the_exporter_looks() {
    let notes = |url: &str| {
        let helper = json!({"use": "nginx-exporter", "statusUrl": url});
        generated(&with("adapter", &helper)).expect("it is generated").notes.join("\n")
    };
    assert!(notes("http://127.0.0.1:8080/status/nginx?x=1").contains("`location = /status/nginx { stub_status;"));
    assert!(notes("http://127.0.0.1:8080").contains("`location = / { stub_status;"));
}

#[test]
fn an_image_that_nobody_maintains_is_noted_until_there_is_another() {
    let note = |helper: Json| generated(&with("adapter", &helper)).expect("it is generated").notes.join("\n");
    assert!(note(json!("jmx-exporter")).contains("no longer maintained"));
    assert_eq!(note(json!({"use": "jmx-exporter", "image": "registry.example.com/jmx:1"})), "");
}

#[test]
fn two_helpers_set_a_variable_that_programs_know_or_the_user_names_to_one_value() {
    let twice = |key: &str, helper: Json| with(key, &json!([helper, helper]));
    let said = refused(&twice("adapter", json!("jmx-exporter")));
    assert!(said.contains("main's `JAVA_TOOL_OPTIONS` is set by `jmx-exporter` already: choose another"), "{said}");
    let tailscale = twice("sidecar", json!({"use": "tailscale", "authKey": "tailscale/key"}));
    let said = refused(&tailscale);
    assert!(said.starts_with("main's `ALL_PROXY`, `HTTP_PROXY` and `HTTPS_PROXY` are set by `tailscale`"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let mut own = tailscale;
    own["main"]["env"] = json!({"ALL_PROXY": "", "HTTP_PROXY": "", "HTTPS_PROXY": ""});
    objects(&own);
    let otel = json!({"use": "otel-collector", "endpoint": "http://gateway:4317"});
    assert!(refused(&twice("sidecar", otel)).contains("`OTEL_EXPORTER_OTLP_ENDPOINT` is set by"));
    let socat = |variable: &str| json!({"use": "socat", "server": "db:5432", "variable": variable});
    let said = refused(&with("ambassador", &json!([socat("DB"), socat("DB")])));
    assert!(said.contains("`DB` is set by `socat` already: choose another name"), "{said}");
    objects(&with("ambassador", &json!([socat("DB"), socat("OTHER")])));
}

#[test]
fn two_values_that_come_from_elsewhere_are_told_apart() {
    let helper = |name: &str, key: &str| {
        let key = json!({"secretKeyRef": {"name": "queue", "key": key}});
        json!({"name": name, "image": "registry.example.com/proxy:1", "listen": if name == "a" { 7000 } else { 7001 },
               "main": {"env": {"QUEUE": key}}})
    };
    let said = refused(&with("ambassador", &json!([helper("a", "one"), helper("b", "two")])));
    assert!(said.contains("main's `QUEUE` is set by `a` already"), "{said}");
    objects(&with("ambassador", &json!([helper("a", "one"), helper("b", "one")])));
}

#[test]
fn variables_of_a_second_helper_have_its_name_in_front() {
    let cache = |name: &str| json!({"use": "redis-read-write", "name": name, "primary": "redis:6379"});
    let pod = objects(&with("ambassador", &json!([cache("a"), cache("cache")]))).pop().expect("a Pod");
    let env = pod["spec"]["containers"][0]["env"].as_array().expect("env");
    let names: Vec<&str> = env.iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["REDIS_HOST", "REDIS_PORT", "REDIS_URL", "CACHE_REDIS_PORT", "CACHE_REDIS_URL"]);
}

#[test]
fn a_helper_behind_another_is_not_told_to_listen_on_the_loopback() {
    let fronts = json!([
        {"use": "nginx-tls", "secret": "shop-tls"},
        {"use": "oauth2-proxy", "issuer": "https://login.example.com", "clientId": "shop", "secret": "shop-login"},
    ]);
    let notes = generated(&with("sidecar", &fronts)).expect("it is generated").notes.join("\n");
    assert!(notes.contains("nginx-tls: Close port 4180 to other Pods: set `networkPolicy: true`"), "{notes}");
    assert!(notes.contains("oauth2-proxy: Close port 8080 to other Pods: have main listen on 127.0.0.1"), "{notes}");
}

#[test]
fn a_patch_that_takes_a_helpers_arguments_is_noted() {
    let patched = |list: &str, fields: Json| {
        let mut patch = json!({"name": "git-sync"});
        patch.as_object_mut().expect("a mapping").extend(fields.as_object().cloned().expect("a mapping"));
        let mut description = with(
            "sidecar",
            &json!({"use": "git-sync", "repo": "https://a.example.com/b.git", "path": "/usr/share/nginx/html"}),
        );
        description["patch"] = json!({list: [patch]});
        description
    };
    let notes = |description: &Json| generated(description).expect("it is generated").notes.join("\n");
    let said = notes(&patched("initContainers", json!({"args": ["--submodules=off"]})));
    assert!(
        said.contains("git-sync: `patch` replaces all of its `args`: `args` under the helper itself are"),
        "{said}"
    );
    assert_eq!(notes(&patched("initContainers", json!({"env": [{"name": "A", "value": "b"}]}))), "");
    // The list is the one the container stands in.
    let said = refused(&patched("containers", json!({"image": "registry.example.com/git-sync:4"})));
    assert!(said.contains("`git-sync` stands under `initContainers` in this Pod, not under `containers`"), "{said}");
    let mut classic = patched("initContainers", json!({"image": "registry.example.com/git-sync:4"}));
    classic["helpers"] = json!("classic");
    assert!(refused(&classic).contains("patch it under `containers:`"));
}

#[test]
fn a_misspelt_key_is_one_mistake_even_where_the_right_one_is_required() {
    let own = |fields: Json| {
        let mut helper = json!({"name": "own", "image": "registry.example.com/own:1"});
        helper.as_object_mut().expect("a mapping").extend(fields.as_object().cloned().expect("a mapping"));
        helper
    };
    let told = json!({"env": {"OWN": "127.0.0.1:1"}});
    for (description, key) in [
        (with("sidecar", &own(json!({"share": {"pth": "/a/b", "writer": "main"}}))), "path"),
        (with("sidecar", &own(json!({"share": {"path": "/a/b", "writr": "main"}}))), "writer"),
        (with("sidecar", &own(json!({"share": {"path": "/a/b", "writer": "man"}}))), "main"),
        (with("sidecar", &own(json!({"config": {"att": "/etc/a", "files": {"a": "b"}}}))), "at"),
        (with("sidecar", &own(json!({"config": {"at": "/etc/a", "file": {"a": "b"}}}))), "files"),
        (with("ambassador", &own(json!({"listn": 7000, "main": told}))), "listen"),
        (with("adapter", &own(json!({"reads": {"prt": 80}, "exposes": {"port": 91}}))), "port"),
        (with("adapter", &own(json!({"expose": {"port": 91}}))), "exposes"),
        (with("adapter", &own(json!({"exposes": {"prot": 91}}))), "port"),
        (with("autoscale", &json!({"maxReplica": 3})), "maxReplicas"),
        (with("helpers", &json!("clasic")), "classic"),
        (with("scatter", &json!({"leaf": {"image": "a:1", "ports": [80]}, "leavs": 2})), "leaves"),
        (with("queue", &json!({"redi": "new"})), "redis"),
        (with("queue", &json!({"itms": ["a"]})), "items"),
        (with("main", &json!({"image": "a:1", "env": [{"nam": "A", "value": "b"}]})), "name"),
        (with("main", &json!({"image": "a:1", "ports": [{"containerport": 80}]})), "containerPort"),
        (
            with("ambassador", &json!({"use": "tcp", "servers": {"statefulSt": "a", "replicas": 2, "port": 1}})),
            "statefulSet",
        ),
    ] {
        let said = refused(&description);
        assert!(said.ends_with(&format!("did you mean `{key}`?")), "{description}: {said}");
        assert_eq!(said.lines().count(), 1, "{description}: {said}");
    }
}
