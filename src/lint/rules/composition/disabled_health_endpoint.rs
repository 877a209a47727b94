//! The rule `disabled-health-endpoint`.

use crate::composition::Member;
use crate::composition::knowledge::Software;
use crate::k8s::Container;
use crate::lint::health_switches::SWITCHES;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A probe of a helper's health endpoint that the helper's settings do not enable: fluent-bit without `HTTP_Server
    /// On`, the Cloud SQL proxy without `--health-check`, or without the `--http-address` that opens it to the kubelet.
    ///
    /// ## Why it matters
    /// These programs open their HTTP port only if they are configured to. Otherwise nothing listens there: the probe
    /// fails, and the container is restarted again and again.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     args: [--port=5432, "shop:europe-west1:orders"]
    ///     livenessProbe: {httpGet: {path: /liveness, port: 9090}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     args: [--port=5432, --health-check, --http-address=0.0.0.0, "shop:europe-west1:orders"]
    ///     livenessProbe: {httpGet: {path: /liveness, port: 9090}}
    /// ```
    "disabled-health-endpoint", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (member, container) in pod.composition().members.iter().zip(&pod.containers) {
        let software = member.software().map(|software| software.id.as_str());
        let known = SWITCHES.iter().find(|switch| Some(switch.software) == software && is_since(member, switch.since));
        let Some((switch, texts)) = known.and_then(|switch| Some((switch, texts(member, container, pod)?))) else {
            continue;
        };
        let words = texts.join(" ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_on = switch.signs.iter().any(|sign| words.contains(sign));
        let what = match switch.address {
            _ if !is_on => "opens no HTTP port",
            Some(address) if !words.contains(address) => "opens its HTTP port on localhost",
            _ => continue,
        };
        let http = container.probes().find(|probe| probe.spec.http_get.is_some());
        let Some(asked) = http.and_then(|probe| probe.port()) else { continue };
        if switch.port.is_some() && asked.number != switch.port {
            continue;
        }
        out.at(asked.path, format!("`{}` {what} unless it is configured to", member.name)).help(switch.help);
    }
}

fn is_since(member: &Member, major: u32) -> bool {
    major == 0 || member.image.major().is_some_and(|tag| tag >= major)
}

/// Everything that tells a container what to do; `None` where some of it is not in the input or too long.
fn texts(member: &Member, container: &Container<'_>, pod: &PodView<'_>) -> Option<Vec<String>> {
    let spec = &container.spec;
    if member.command.is_script || spec.env_from.as_ref().is_some_and(|from| !from.is_empty()) {
        return None;
    }
    let mut texts = vec![member.command.words.join(" ") + " "];
    for variable in spec.env.iter().flatten() {
        texts.push(format!("{} {}", variable.name, variable.value.as_deref().unwrap_or_default()));
    }
    for mount in spec.volume_mounts.iter().flatten() {
        let Some(volume) = pod.volume(&mount.name) else { continue };
        if volume.secret.is_some() || volume.projected.is_some() {
            return None;
        }
        let is_config =
            |software: &Software| software.config.iter().any(|path| mount.mount_path.starts_with(path.as_str()));
        if volume.config_map.is_none() && member.software().is_some_and(is_config) {
            return None;
        }
        let Some(source) = &volume.config_map else { continue };
        texts.extend(pod.context().texts_of(&source.name)?.texts()?.map(str::to_owned));
    }
    Some(texts)
}
