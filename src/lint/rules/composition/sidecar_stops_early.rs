//! The rule `sidecar-stops-early`.

use crate::k8s::{Container, Slot};
use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A native sidecar with a preStop hook that ends it.
    ///
    /// ## Why it matters
    /// The preStop hooks of all containers run when termination begins, but a native sidecar must keep serving until
    /// the main containers have ended. If the hook ends the sidecar, the main containers lose it, and the kubelet
    /// restarts it again and again.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [shop:europe-west1:orders, --quitquitquit]
    ///     lifecycle: {preStop: {exec: {command: [/cloud-sql-proxy, shutdown]}}}
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [shop:europe-west1:orders]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    /// ```
    "sidecar-stops-early", Warning, Composition, Check::Container(check), cel(Cel::Container(CEL))
}

const CEL: &str = "
    variables.sidecars.exists(s, s.name == c.name) &&
    (c.?lifecycle.?preStop.?exec.?command.orValue([]) + [c.?lifecycle.?preStop.?httpGet.?path.orValue('')])
    .exists(w, w.lowerAscii().matches(
    '(^|[^a-z0-9])(shutdown|quitquitquit|kill|quit|stop|terminate|exit|term|drain)([^a-z0-9]|$)'))";

/// Words in a command or an address that end a program.
const ENDS: [&str; 9] = ["shutdown", "quitquitquit", "kill", "quit", "stop", "terminate", "exit", "term", "drain"];

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let hook = container.spec.lifecycle.as_ref().and_then(|lifecycle| lifecycle.pre_stop.as_ref());
    let Some(hook) = hook.filter(|_| container.slot == Slot::Sidecar) else { return };
    let command = hook.exec.as_ref().and_then(|exec| exec.command.as_deref()).map(|words| words.join(" "));
    let address = hook.http_get.as_ref().and_then(|get| get.path.clone());
    let text = command.or(address).unwrap_or_default().to_ascii_lowercase();
    let ends = text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| ENDS.contains(&word));
    if ends {
        out.at(
            container.path.clone().field("lifecycle.preStop"),
            format!(
                "this hook ends `{}` when termination begins, before the containers that need it",
                container.name()
            ),
        )
        .help("remove the hook: the kubelet stops native sidecars last");
    }
}
