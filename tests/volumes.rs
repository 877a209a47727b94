//! Folders that several containers share: one volume with one writer, as large as anybody needs, its readers named; and
//! what cannot be mounted is refused in the words of the description.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Folder, Ran, podpat_on};

/// A Pod of `main` and sidecars, given as JSON.
fn generate(main: &Value, sidecars: &Value) -> Ran {
    let description = json!({
        "name": "shop", "main": main, "sidecar": sidecars,
        "patch": {"volumes": [{"name": "data", "emptyDir": {"sizeLimit": "1Gi"}}]},
    });
    podpat_on(serde_json::to_string_pretty(&description).expect("JSON"), ["generate", "-"])
}

fn shop() -> Value {
    json!({"image": "registry.example.com/shop:1.0"})
}

/// Main with a volume of its own at `/data`.
fn with_data(mount: &Value) -> Value {
    let mut main = shop();
    main["volumeMounts"] = json!([{"name": "data", "mountPath": "/data"}]);
    main["volumeMounts"][0].as_object_mut().expect("a mount").extend(mount.as_object().expect("a mapping").clone());
    main
}

fn own(name: &str, share: &Value) -> Value {
    json!({"name": name, "image": "registry.example.com/own:1.0", "share": share})
}

#[test]
fn a_shared_volume_names_everybody_and_is_as_large_as_the_largest() {
    let logs = |size: &str| json!({"use": "fluent-bit", "path": "/logs/shop", "size": size});
    let tail = json!({"use": "log-tail", "path": "/logs/shop/a.log"});
    let read = |size: &str| own("reader", &json!({"path": "/logs/shop", "at": "/in", "writer": "main", "size": size}));
    let written = own("maker", &json!({"path": "/srv/made", "writer": "helper"}));
    for (sidecars, comment, size) in [
        (json!([tail]), "shop writes, log-tail reads", "1Gi"),
        (json!([tail, logs("5Gi")]), "shop writes, log-tail and fluent-bit read", "5Gi"),
        (json!([logs("5Gi"), tail]), "shop writes, fluent-bit and log-tail read", "5Gi"),
        (json!([read("900Mi"), tail]), "shop writes, reader and log-tail read", "1Gi"),
        (json!([read("1025Mi"), tail]), "shop writes, reader and log-tail read", "1025Mi"),
        (json!([tail, logs("2000M"), read("1.5Gi")]), "shop writes, log-tail, fluent-bit and reader read", "2000M"),
        (json!([written]), "maker writes, shop reads", "1Gi"),
    ] {
        let ran = generate(&shop(), &sidecars);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let comments: Vec<_> = ran.out.lines().filter(|line| line.contains("  # ") && line.contains(": ")).collect();
        let lines: Vec<_> = ran.out.lines().skip_while(|line| !line.ends_with(comment)).take(4).collect();
        assert_eq!(
            lines.last().copied(),
            Some(format!("      sizeLimit: {size}").as_str()),
            "{comment}: {comments:#?}"
        );
    }
}

#[test]
fn who_shares_a_volume_of_the_user_sees_what_main_sees() {
    for part in [json!({}), json!({"subPath": "logs"}), json!({"subPathExpr": "$(POD_NAME)"})] {
        let mut main = with_data(&part);
        main["env"] = json!([{"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]);
        let mut sidecar = own("two", &json!({"path": "/data", "at": "/in", "writer": "main"}));
        sidecar["env"] = main["env"].clone();
        let ran = generate(&main, &json!(sidecar));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let pod: Value = serde_yaml::from_str(&ran.out).expect("YAML");
        let mut mount = json!({"name": "data", "mountPath": "/in", "readOnly": true});
        mount.as_object_mut().expect("a mapping").extend(part.as_object().expect("a mapping").clone());
        assert_eq!(pod["spec"]["initContainers"][0]["volumeMounts"], json!([mount]));
    }
}

#[test]
fn what_cannot_be_mounted_is_refused() {
    let config =
        |name: &str, path: &str| json!({"use": "config-reloader", "configMap": name, "path": path, "port": 80});
    let git = json!({"use": "git-sync", "repo": "https://example.com/a.git", "path": "/srv/www/html"});
    let share = |path: &str, writer: &str| json!({"path": path, "writer": writer});
    let maker = |name: &str, path: &str| own(name, &share(path, "helper"));
    let two = json!([{"path": "/a", "at": "/in", "writer": "main"}, {"path": "/b", "at": "/in", "writer": "main"}]);
    let mounted = with_data(&json!({}));
    for (main, sidecars, message) in [
        (shop(), json!([maker("a", "/x"), maker("b", "/x")]), "two containers would write `/x`: `a` and `b`"),
        (shop(), json!([maker("a", "/x"), own("b", &share("/x", "main"))]), "two containers would write `/x`"),
        (mounted.clone(), json!([maker("a", "/data"), maker("b", "/data")]), "two containers would write `/data`"),
        (
            shop(),
            json!([config("a", "/etc/x/y"), config("b", "/etc/x/y")]),
            "`shop` would have two volumes at `/etc/x/y`",
        ),
        (
            shop(),
            json!([config("a", "/etc/x/y"), maker("b", "/etc/x/y")]),
            "`shop` would have two volumes at `/etc/x/y`",
        ),
        (shop(), json!(own("a", &two)), "`a` would have two volumes at `/in`"),
        (shop(), json!({"use": "fluent-bit", "path": "/var/lib/fluent-bit"}), "`fluent-bit` would have two volumes at"),
        (shop(), json!({"use": "fluent-bit", "path": "/etc/fluent-bit/x"}), "`fluent-bit` cannot have a volume at"),
        (shop(), json!([git, config("b", "/srv/www/conf")]), "`shop` cannot have a volume at `/srv/www/conf`"),
        (mounted.clone(), json!([maker("a", "/data/x"), config("b", "/data/x/y")]), "`shop` cannot have a volume at"),
        (shop(), json!(own("a", &json!({"path": "/x", "writer": "main", "size": "lots"}))), "the text `lots`"),
        (shop(), json!(own("a", &json!({"path": "/x", "writer": "main", "size": "-1Gi"}))), "the text `-1Gi`"),
    ] {
        let ran = generate(&main, &sidecars);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{message}");
        assert!(ran.err.contains(message), "{message}: {}", ran.err);
        assert!(ran.err.contains("╭─[<stdin>:"), "{message}: no place: {}", ran.err);
    }
}

#[test]
fn what_can_be_mounted_is_not_refused() {
    let config =
        |name: &str, path: &str| json!({"use": "config-reloader", "configMap": name, "path": path, "port": 80});
    let main_writes = |name: &str, path: &str| own(name, &json!({"path": path, "at": "/in", "writer": "main"}));
    for (main, sidecars) in [
        // The same ConfigMap, told to two.
        (shop(), json!([config("a", "/etc/x/y"), config("a", "/etc/x/y")])),
        // A folder that main may write to gets the inner one when it is mounted.
        (shop(), json!([main_writes("a", "/logs"), config("b", "/logs/conf")])),
        // A volume of the user's own may have the folder.
        (with_data(&json!({"readOnly": true})), json!([config("b", "/data/conf")])),
        // No folder of the other, for all that they begin alike.
        (shop(), json!([config("a", "/etc/x/y"), config("b", "/etc/x/y-2")])),
    ] {
        let ran = generate(&main, &sidecars);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}

/// Does to a folder what git-sync does at its start: a root that holds no repository is emptied.
fn init_repository(root: &Path) {
    if root.is_dir() && !root.join(".git").exists() {
        fs::remove_dir_all(root).expect("an old root");
    }
    fs::create_dir_all(root.join(".git")).expect("a repository");
}

#[test]
fn git_sync_deletes_nothing_that_main_keeps_in_a_volume_of_its_own() {
    let git = json!({"use": "git-sync", "repo": "https://example.com/a.git", "path": "/data/site"});
    for part in [json!({}), json!({"subPath": "www"})] {
        let ran = generate(&with_data(&part), &json!(git));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let pod: Value = serde_yaml::from_str(&ran.out).expect("YAML");
        let helper = &pod["spec"]["initContainers"][0];
        let mount = helper["volumeMounts"].as_array().expect("mounts").iter().find(|mount| mount["name"] == "data");
        let mount = mount.expect("git-sync mounts the volume of main");
        assert_eq!(mount["subPath"], part["subPath"]);
        let volume = Folder::new();
        fs::write(volume.path().join("orders.db"), "kept").expect("a file of main");
        let flag = |name: &str| {
            let mut args = helper["args"].as_array().expect("args").iter().filter_map(Value::as_str);
            let value = args.find_map(|arg| arg.strip_prefix(name)?.strip_prefix('=')).expect(name);
            let inside = value.strip_prefix(mount["mountPath"].as_str().expect("a path")).expect("in the volume");
            volume.path().join(inside.trim_start_matches('/'))
        };
        init_repository(&flag("--root"));
        std::os::unix::fs::symlink(flag("--root"), flag("--link")).expect("the link to the checkout");
        assert_eq!(fs::read_to_string(volume.path().join("orders.db")).expect("main's file"), "kept");
        assert!(volume.path().join("site/.git").exists(), "main finds the checkout at /data/site");
    }
}

#[test]
fn a_helper_that_clears_its_folder_gets_none_that_main_has() {
    let entry = podpat::internals::catalogue::skeleton(podpat::internals::catalogue::Pattern::Sidecar, "mine");
    let entry = entry.replace("    writer: helper\n", "    writer: helper\n    clears: true\n");
    let folder = Folder::new();
    folder.write("mine.yaml", entry);
    let patterns = folder.name("");
    for (path, code) in [("/data", 2), ("/data/own", 0), ("/elsewhere", 0)] {
        let description = json!({
            "name": "shop", "main": with_data(&json!({})), "sidecar": {"use": "mine", "path": path},
            "patch": {"volumes": [{"name": "data", "emptyDir": {"sizeLimit": "1Gi"}}]},
        });
        let ran = podpat_on(description.to_string(), ["generate", "-", "--patterns", &patterns]);
        assert_eq!(ran.code, code, "{path}: {}", ran.err);
        assert_eq!(code == 2, ran.err.contains("`mine` would delete what `shop` keeps in `/data`"), "{}", ran.err);
    }
}
