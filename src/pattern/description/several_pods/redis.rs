//! The Redis of a queue: one that exists, or a StatefulSet of one Pod that loses no item.

use serde_json::{Value as Json, json};

use super::expanded::Expanded;
use super::values::{is_off, of_json, set, set_default, take, text_of};
use crate::pattern::description::address;
use crate::pattern::description::fields;
use crate::pattern::description::registry;
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::yaml;

/// The image of a new Redis.
const IMAGE: &str = "redis:8-alpine";

/// Puts the address of Redis in the place of what `redis` says, and adds a new one to the workloads. Returns the
/// address as others reach it from outside the namespace.
pub(super) fn resolve(expanded: &mut Expanded, helper: &mut SpannedValue, problems: &mut Problems) -> Option<String> {
    let asked = helper.get("redis")?.clone();
    let namespace = text_of(expanded.value.get("namespace"));
    let (new, fields) = match &asked.value {
        Value::Scalar { raw, .. } if raw == "new" => {
            (of_json(&json!(true), &asked.place), of_json(&json!({}), &asked.place))
        }
        Value::Scalar { raw, .. } if address::read(raw, None).is_some() => return Some(raw.clone()),
        Value::Map(_) if asked.get("new").is_some() => {
            let mut fields = asked.clone();
            (take(&mut fields, "new")?.item, fields)
        }
        _ => {
            refuse(&asked, problems);
            return None;
        }
    };
    refuse_of_another(helper, problems);
    let name = format!("{}-redis", expanded.name()?);
    let secret = text_of(helper.get("secret"));
    // What is wrong with it is told where it stands.
    let registry = expanded.value.get("registry").and_then(|item| registry::read(item, &mut Problems::default()));
    let image = registry.unwrap_or_default().mirrored(IMAGE);
    let redis = description(&name, &new, fields, main(&image, secret.as_deref()), &asked.place, problems);
    expanded.add(Expanded::of(redis));
    set(helper, "redis", of_json(&json!(format!("{name}:6379")), &asked.place));
    Some(namespace.map_or_else(|| format!("{name}:6379"), |namespace| format!("{name}.{namespace}.svc:6379")))
}

/// Reports what a new Redis does not have: it is asked inside the cluster, by its password.
fn refuse_of_another(helper: &SpannedValue, problems: &mut Problems) {
    for key in ["tls", "caSecret", "username"] {
        if let Some(asked) = helper.get(key).filter(|asked| !is_off(asked)) {
            let help = "leave it out, or write the address of a Redis that has it: `redis: HOST:PORT`".to_owned();
            problems.add(&asked.place, format!("`{key}` beside a new Redis"), "it has only a password", help);
        }
    }
}

/// Returns the address and what stands beside it, where a URL or a host and a port are written.
fn as_address(asked: &SpannedValue) -> Option<String> {
    if let (Some(host), port) = (asked.get("host"), asked.get("port")) {
        let port = port.and_then(SpannedValue::raw).unwrap_or("6379");
        return Some(format!("`redis: {}:{port}`", host.raw()?));
    }
    let (scheme, rest) = asked.raw()?.split_once("://")?;
    let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
    let host = host.split(['/', '?']).next()?;
    let port = if host.contains(':') { "" } else { ":6379" };
    let tls = if scheme == "rediss" { ", `tls: true`" } else { "" };
    let secret = if user.is_some() { ", and the Secret of its password as `secret: NAME`" } else { "" };
    Some(format!("`redis: {host}{port}`{tls}{secret}"))
}

/// Reports what names no Redis.
fn refuse(asked: &SpannedValue, problems: &mut Problems) {
    let forms = "write `redis: new`, `redis: HOST:PORT`, or `redis: {new: {storage: 1Gi}}`";
    let said = asked.raw().unwrap_or_default();
    let is_true = asked.to_json() == json!(true);
    let help = match yaml::nearest(said, ["new"]) {
        _ if as_address(asked).is_some() => format!("write {}", as_address(asked).unwrap_or_default()),
        near if near.is_some() || is_true => {
            "did you mean `new`? It creates a Redis; `HOST:PORT` uses one that exists".to_owned()
        }
        _ if address::read(said, Some(6379)).is_some() => format!("add the port: `redis: {said}:6379`"),
        _ => forms.to_owned(),
    };
    fields::mismatch(asked, "`redis`", "`new`, an address with a port, or a mapping", help, problems);
}

/// The description of a new Redis, with pod and workload fields of the user's.
fn description(
    name: &str,
    new: &SpannedValue,
    mut fields: SpannedValue,
    mut container: Json,
    place: &Place,
    problems: &mut Problems,
) -> SpannedValue {
    let storage = new.get("storage").map_or_else(|| json!("1Gi"), SpannedValue::to_json);
    let mut claim = json!({"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}});
    if let Some(class) = new.get("storageClassName") {
        claim["storageClassName"] = class.to_json();
    }
    for key in new.keys().filter(|key| !["storage", "storageClassName"].contains(key)) {
        let help = "`new` takes `storage` and `storageClassName`; fields of the Pod stand beside it".to_owned();
        problems.add(&new.place, format!("`new` takes no `{key}`"), "unknown key", help);
    }
    for key in ["image", "resources"] {
        if let Some(own) = take(&mut fields, key) {
            container[key] = own.item.to_json();
        }
    }
    for (key, value) in [
        ("name", json!(name)),
        ("kind", json!("StatefulSet")),
        ("main", container),
        ("service", json!(true)),
        ("securityContext", json!({"fsGroup": 999, "fsGroupChangePolicy": "OnRootMismatch"})),
        ("volumeClaimTemplates", json!([{"metadata": {"name": "data"}, "spec": claim}])),
    ] {
        set_default(&mut fields, key, &value, place);
    }
    if let Some(storage) = new.get("storage") {
        // Where it is written, so that what is wrong with it is told there.
        let path = "volumeClaimTemplates[0].spec.resources.requests.storage";
        drop(fields.set(path, &storage.place, storage.clone()));
    }
    fields
}

/// Every item is on disk before its producer hears that it is there, and none is evicted.
fn main(image: &str, secret: Option<&str>) -> Json {
    let mut args = json!([
        "--dir",
        "/data",
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction"
    ]);
    let mut main = json!({
        "name": "redis",
        "image": image,
        "command": ["redis-server"],
        "ports": ["redis:6379"],
        "volumeMounts": [{"name": "data", "mountPath": "/data"}],
        "readinessProbe": {"exec": {"command": ["redis-cli", "ping"]}, "periodSeconds": 5},
        "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "512Mi"}},
        "securityContext": {
            "runAsUser": 999, "runAsGroup": 999, "runAsNonRoot": true, "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    });
    if let Some(secret) = secret {
        let password = json!({"secretKeyRef": {"name": secret, "key": "password"}});
        main["env"] = json!({"REDIS_PASSWORD": password, "REDISCLI_AUTH": password});
        if let Some(args) = args.as_array_mut() {
            args.extend([json!("--requirepass"), json!("$(REDIS_PASSWORD)")]);
        }
    } else if let Some(args) = args.as_array_mut() {
        // Without a password, Redis answers only its own Pod unless it is told otherwise.
        args.extend([json!("--protected-mode"), json!("no")]);
    }
    main["args"] = args;
    main
}
