//! The rule `missing-shell`.

use k8s_openapi::api::core::v1 as core;

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A command, probe or hook that runs a shell in an image that is known to have no shell, such as distroless
    /// images.
    ///
    /// ## Why it matters
    /// The shell is not found: a container with such a command does not start, one with such a hook is killed, and one
    /// with such a probe is restarted again and again.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    /// lifecycle: {postStart: {exec: {command: [sh, -c, /cloud-sql-proxy wait]}}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    /// lifecycle: {postStart: {exec: {command: [/cloud-sql-proxy, wait]}}}
    /// ```
    "missing-shell", Error, Reliability, Check::Container(check)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let image = Image::parse(container.image());
    if !has_no_shell(&image) {
        return;
    }
    let spec = &container.spec;
    let exec = |probe: &Option<core::Probe>| probe.as_ref().and_then(|probe| probe.exec.clone());
    let hook = |hook: Option<&core::LifecycleHandler>| hook.and_then(|hook| hook.exec.clone());
    let lifecycle = spec.lifecycle.as_ref();
    let lists = [
        ("command", Some(core::ExecAction { command: spec.command.clone() })),
        ("startupProbe.exec.command", exec(&spec.startup_probe)),
        ("readinessProbe.exec.command", exec(&spec.readiness_probe)),
        ("livenessProbe.exec.command", exec(&spec.liveness_probe)),
        ("lifecycle.postStart.exec.command", hook(lifecycle.and_then(|hooks| hooks.post_start.as_ref()))),
        ("lifecycle.preStop.exec.command", hook(lifecycle.and_then(|hooks| hooks.pre_stop.as_ref()))),
    ];
    for (field, exec) in lists {
        let program = exec.and_then(|exec| exec.command).and_then(|words| words.into_iter().next());
        let Some(program) = program.filter(|program| is_of_system(program)) else { continue };
        out.at(
            container.path.clone().field(field).index(0),
            format!("the image of `{}` has no `{program}`", container.name()),
        )
        .help("run the image's own program, or use an image with a shell");
    }
}

/// Images whose tags say when they have a shell.
const BARE: [&str; 32] = [
    "traefik/whoami",
    "containous/whoami",
    "hashicorp/http-echo",
    "cloudflare/cloudflared",
    "cloud-sql-connectors/cloud-sql-proxy",
    "fluent/fluent-bit",
    "coredns/coredns",
    "kube-state-metrics/kube-state-metrics",
    "metrics-server/metrics-server",
    "brancz/kube-rbac-proxy",
    "autoscaling/vpa-recommender",
    "autoscaling/vpa-updater",
    "autoscaling/vpa-admission-controller",
    "jetstack/cert-manager-controller",
    "jetstack/cert-manager-webhook",
    "jetstack/cert-manager-cainjector",
    "external-dns/external-dns",
    "envoyproxy/envoy-distroless",
    "prometheus-operator/prometheus-operator",
    "prometheus-operator/prometheus-config-reloader",
    "distroless/static",
    "sig-storage/csi-provisioner",
    "sig-storage/csi-attacher",
    "sig-storage/csi-resizer",
    "sig-storage/csi-snapshotter",
    "sig-storage/snapshot-controller",
    "sig-storage/csi-node-driver-registrar",
    "sig-storage/livenessprobe",
    "autoscaling/cluster-autoscaler",
    "descheduler/descheduler",
    "otel/opentelemetry-collector",
    "otel/opentelemetry-collector-contrib",
];

fn has_no_shell(image: &Image) -> bool {
    let tag = image.tag();
    let with_shell =
        ["debug", "alpine", "bullseye", "bookworm", "buster", "busybox"].iter().any(|word| tag.contains(word));
    let distroless = image.registry() == "gcr.io" && image.repository().starts_with("distroless/");
    // It was built on alpine before.
    let bare_login = image.repository() == "oauth2-proxy/oauth2-proxy" && image.version() >= Some((7, 6));
    !with_shell && (distroless || bare_login || BARE.contains(&image.repository()) || tag.contains("distroless"))
}

/// Returns true if a program is one that comes with a system and not with an application.
fn is_of_system(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or_default();
    let folder = &program[..program.len() - name.len()];
    let of_system = matches!(folder, "" | "/bin/" | "/usr/bin/");
    of_system && matches!(name, "sh" | "bash" | "ash" | "sleep" | "cat" | "curl" | "wget" | "nc" | "test" | "ls")
}
