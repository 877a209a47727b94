//! What every helper keeps: it is hardened, bounded, asked for its health where kubelet reaches it, and writes no secrets
//! down.

use k8s_openapi::api::core::v1::{self as core, HTTPGetAction, TCPSocketAction};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::check::Check;
use super::made::declares;

impl Check<'_> {
    /// Checks one helper that runs beside main.
    pub(super) fn helper(&mut self, helper: &core::Container) {
        self.image(helper);
        self.hardening(helper);
        self.resources(helper);
        self.words(helper);
        self.probes(helper);
        for env in helper.env.iter().flatten() {
            let name = env.name.to_uppercase();
            let is_secret = ["PASSWORD", "PASS", "TOKEN", "SECRET"].iter().any(|word| name.ends_with(word));
            self.expect(
                !is_secret || env.value.as_deref().unwrap_or_default().is_empty(),
                &["container", "env"],
                || {
                    (
                        format!("`{}` is written down in the Pod", env.name),
                        "take it from a Secret: a parameter of the type `secretKey`, and `valueFrom`",
                    )
                },
            );
        }
    }

    fn image(&mut self, helper: &core::Container) {
        let tag = helper.image.as_deref().and_then(|image| image.rsplit_once(':')).map(|(_, tag)| tag);
        let is_fixed = tag.is_some_and(|tag| tag != "latest" && !tag.contains('/'));
        self.expect(is_fixed, &["image"], || {
            (
                "the image has no tag that stays the same".to_owned(),
                "write the tag of a release, and its digest if there is one",
            )
        });
    }

    fn hardening(&mut self, helper: &core::Container) {
        let security = helper.security_context.clone().unwrap_or_default();
        let is_user = security.run_as_user.is_some_and(|user| user > 0) && security.run_as_non_root == Some(true);
        self.expect(is_user, &["user"], || {
            ("it runs as root".to_owned(), "name a user above 0 that the image can run as")
        });
        self.expect(security.allow_privilege_escalation == Some(false), &["container", "securityContext"], || {
            ("it may gain privileges".to_owned(), "leave `allowPrivilegeEscalation` to podpat, which writes `false`")
        });
    }

    fn resources(&mut self, helper: &core::Container) {
        let resources = helper.resources.clone().unwrap_or_default();
        let is_bounded = resources.limits.is_some_and(|limits| limits.contains_key("memory"))
            && resources.requests.is_some_and(|requests| requests.len() == 2);
        self.expect(is_bounded, &["resources"], || {
            ("its memory is not bounded".to_owned(), "say `cpu`, `memory` and `limit`")
        });
    }

    fn words(&mut self, helper: &core::Container) {
        for (field, words) in [("command", &helper.command), ("args", &helper.args)] {
            for word in words.iter().flatten() {
                self.expect(!word.contains("tail -f"), &["container", field], || {
                    ("`tail -f` does not follow a file that is not there yet".to_owned(), "write `tail -F`")
                });
                self.expect(!word.to_lowercase().contains("password="), &["container", field], || {
                    (
                        "a password is written down among the arguments".to_owned(),
                        "take it from a Secret by an environment variable or a file",
                    )
                });
            }
        }
    }

    fn probes(&mut self, helper: &core::Container) {
        self.expect(helper.readiness_probe.is_none(), &["container", "readinessProbe"], || {
            (
                "a helper that is not ready takes main out of service".to_owned(),
                "ask for its health in a `livenessProbe`",
            )
        });
        for (field, probe) in [("startupProbe", &helper.startup_probe), ("livenessProbe", &helper.liveness_probe)] {
            let Some(probe) = probe else { continue };
            let at = &["container", field];
            let Some(port) = asked(probe) else {
                self.expect(probe.exec.is_some() || probe.grpc.is_some(), at, || {
                    ("a probe asks a host of its own".to_owned(), "leave `host` out: kubelet asks the Pod's address")
                });
                continue;
            };
            self.expect(declares(helper, &port), at, || {
                let message = format!("a probe asks {}, which kubelet cannot reach", shown(&port));
                (message, "ask a port of `ports` that has `bind: pod`, or run a program with `exec`")
            });
        }
    }
}

/// Returns the port that a probe asks on the Pod's address.
fn asked(probe: &core::Probe) -> Option<IntOrString> {
    match (&probe.http_get, &probe.tcp_socket) {
        (Some(HTTPGetAction { port, host: None, .. }), _) | (_, Some(TCPSocketAction { port, host: None })) => {
            Some(port.clone())
        }
        _ => None,
    }
}

fn shown(port: &IntOrString) -> String {
    match port {
        IntOrString::Int(number) => format!("port {number}"),
        IntOrString::String(name) => format!("the port `{name}`"),
    }
}
