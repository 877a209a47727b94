//! The rule `unknown-config-key`.

use crate::composition::Keys;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::volume_sources::{Source, sources};
use crate::lint::{Check, PodView, Sink};
use crate::yaml::{FieldPath, nearest};

rule! {
    /// ## What it catches
    /// A reference to a key that the ConfigMap or Secret in the input does not have: in `env`, in the `items` of a
    /// volume, or as the `subPath` of a mount.
    ///
    /// ## Why it matters
    /// A container with such a variable is not created (`CreateContainerConfigError`), and a Pod with such a volume
    /// waits forever. A mount by `subPath` shows an empty folder where a file is expected.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {DB_HOST: db.example.com}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: DB_HOST, valueFrom: {configMapKeyRef: {name: shop, key: DB_HOSTNAME}}}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {DB_HOST: db.example.com}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: DB_HOST, valueFrom: {configMapKeyRef: {name: shop, key: DB_HOST}}}]
    /// ```
    "unknown-config-key", Error, References, Check::Container(check)
}

/// Keys among which the one is looked for that was meant.
const MOST_NAMES: usize = 100;

/// A key that is asked of an object.
struct Asked<'a> {
    /// The keys that the object has; `None` where the input does not have it, or something else may add keys.
    keys: Option<Keys<'a>>,
    kind: &'static str,
    name: &'a str,
    key: &'a str,
    place: FieldPath,
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    for asked in variables(container, pod).into_iter().chain(mounts(container, pod)) {
        let Asked { keys, kind, name, key, place } = asked;
        let Some(keys) = keys.filter(|keys| !keys.contains(key) && keys.names().next().is_some()) else { continue };
        let help = match nearest(key, keys.names().take(MOST_NAMES)) {
            Some(near) => format!("did you mean `{near}`?"),
            // One of another file may be for something else, as in folders of examples.
            None if !pod.context().are_here(kind, name) => continue,
            None => format!("add the key to the {kind}, or write one that it has"),
        };
        out.at(place, format!("the {kind} `{name}` has no key `{key}`")).help(help);
    }
}

fn variables<'a>(container: &'a Container<'_>, pod: &'a PodView<'_>) -> Vec<Asked<'a>> {
    let mut asked = Vec::new();
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let Some(from) = &variable.value_from else { continue };
        let place = |field: &'static str| container.path.clone().field("env").index(at).field(field);
        if let Some(of) = from.config_map_key_ref.as_ref().filter(|of| of.optional != Some(true)) {
            let (kind, name, place) = ("ConfigMap", &of.name, place("valueFrom.configMapKeyRef.key"));
            asked.push(Asked { keys: keys(kind, name, pod), kind, name, key: &of.key, place });
        }
        if let Some(of) = from.secret_key_ref.as_ref().filter(|of| of.optional != Some(true)) {
            let (kind, name, place) = ("Secret", &of.name, place("valueFrom.secretKeyRef.key"));
            asked.push(Asked { keys: keys(kind, name, pod), kind, name, key: &of.key, place });
        }
    }
    asked
}

/// The keys that mounts of single files and the items of mounted volumes ask for.
fn mounts<'a>(container: &'a Container<'_>, pod: &'a PodView<'_>) -> Vec<Asked<'a>> {
    let mut asked = Vec::new();
    for (at, mount) in container.spec.volume_mounts.iter().flatten().enumerate() {
        let Some(volume) = pod.volume(&mount.name) else { continue };
        let place = || container.path.clone().field("volumeMounts").index(at);
        let part = mount.sub_path.as_deref();
        for Source { kind, name, items } in sources(volume) {
            let keys = keys(kind, name, pod);
            for item in items.unwrap_or_default() {
                asked.push(Asked { keys, kind, name, key: &item.key, place: place().field("name") });
            }
            if let (Some(key), None, None) = (part, items, &volume.projected) {
                asked.push(Asked { keys, kind, name, key, place: place().field("subPath") });
            }
        }
    }
    asked
}

fn keys<'a>(kind: &str, name: &str, pod: &'a PodView<'_>) -> Option<Keys<'a>> {
    if kind == "Secret" { pod.context().secret_keys(name) } else { pod.context().config_map_keys(name) }
}
