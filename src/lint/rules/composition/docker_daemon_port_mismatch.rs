//! The rule `docker-daemon-port-mismatch`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that is configured to use a Docker daemon of its Pod at port 2375, while the daemon listens on 2376
    /// with TLS.
    ///
    /// ## Why it matters
    /// Since version 19 the official `docker:dind` image generates certificates and listens on 2376 only. Port 2375,
    /// without TLS, is open only if `DOCKER_TLS_CERTDIR` is empty. The client cannot connect to the daemon.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: build
    ///     image: docker:28-cli
    ///     env: [{name: DOCKER_HOST, value: "tcp://localhost:2375"}]
    ///   - name: dind
    ///     image: docker:28-dind
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: build
    ///     image: docker:28-cli
    ///     env: [{name: DOCKER_HOST, value: "tcp://localhost:2375"}]
    ///   - name: dind
    ///     image: docker:28-dind
    ///     env: [{name: DOCKER_TLS_CERTDIR, value: ""}]
    /// ```
    "docker-daemon-port-mismatch", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(daemon) = pod.containers.iter().find(|container| has_tls(container)) else { return };
    for container in pod.containers.iter().filter(|container| container.path != daemon.path) {
        for (at, variable) in container.spec.env.iter().flatten().enumerate() {
            let value = variable.value.as_deref().unwrap_or_default();
            let local =
                ["tcp://localhost:2375", "tcp://127.0.0.1:2375"].iter().any(|address| value.starts_with(address));
            if variable.name == "DOCKER_HOST" && local {
                out.at(
                    container.path.clone().field("env").index(at).field("value"),
                    format!("the Docker daemon `{}` listens on 2376 with TLS, not on 2375", daemon.name()),
                )
                .help(
                    "use tcp://localhost:2376 with its certificates, or set `DOCKER_TLS_CERTDIR` to \"\" in the daemon",
                )
                .related(&daemon.path, "makes certificates when it starts");
            }
        }
    }
}

/// Returns true if a container runs the official daemon as it is.
fn has_tls(container: &Container<'_>) -> bool {
    let image = Image::parse(container.image());
    let official = image.is_official() && image.base() == "docker" && image.tag().contains("dind");
    let old = image.major().is_some_and(|major| major < 19);
    let spec = &container.spec;
    let told = spec.command.is_some() || spec.args.as_ref().is_some_and(|args| !args.is_empty());
    let variables = spec.env.iter().flatten().any(|variable| variable.name.starts_with("DOCKER_"));
    official && !old && !told && !variables && spec.env_from.is_none()
}
