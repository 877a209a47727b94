//! Probes and lifecycle hooks, and the handlers they share.

use k8s_openapi::api::core::v1::{
    Container, ExecAction, HTTPGetAction, Lifecycle, LifecycleHandler, Probe, SleepAction, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::whole::Whole;
use crate::validity::{Faults, content};
use crate::yaml::Path;

const SCHEMES: [&str; 2] = ["HTTP", "HTTPS"];

/// `validateLivenessProbe`, `validateReadinessProbe`, `validateStartupProbe`.
pub(super) fn check_all(container: &Container, path: &Path<'_>, faults: &mut Faults) {
    if let Some(probe) = &container.liveness_probe {
        let path = path.field("livenessProbe");
        check(probe, &path, faults);
        check_one_success(probe, &path, faults);
    }
    if let Some(probe) = &container.readiness_probe {
        let path = path.field("readinessProbe");
        check(probe, &path, faults);
        if let Some(seconds) = probe.termination_grace_period_seconds {
            let why = "has no meaning here: a failing readinessProbe ends nothing";
            faults.invalid(&path.field("terminationGracePeriodSeconds"), seconds, why, "take it out");
        }
    }
    if let Some(probe) = &container.startup_probe {
        let path = path.field("startupProbe");
        check(probe, &path, faults);
        check_one_success(probe, &path, faults);
    }
}

/// `validateProbe`.
fn check(probe: &Probe, path: &Path<'_>, faults: &mut Faults) {
    let handlers = Handlers {
        exec: probe.exec.as_ref(),
        http_get: probe.http_get.as_ref(),
        tcp_socket: probe.tcp_socket.as_ref(),
        grpc: probe.grpc.as_ref().map(|grpc| grpc.port),
        sleep: None,
    };
    handlers.check(0, path, faults);
    let fields = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (field, value) in fields {
        let value = value.unwrap_or_default();
        faults.content(&path.field(field), value, content::not_negative(value.into()));
    }
    if let Some(seconds) = probe.termination_grace_period_seconds {
        faults.content(&path.field("terminationGracePeriodSeconds"), seconds, content::positive(seconds));
    }
}

/// Zero is the default, which is 1.
fn check_one_success(probe: &Probe, path: &Path<'_>, faults: &mut Faults) {
    let threshold = probe.success_threshold.unwrap_or_default();
    if threshold > 1 {
        let why = "is too many: one success is enough for this kind of probe";
        faults.invalid(&path.field("successThreshold"), threshold, why, "write 1, or take it out");
    }
}

/// Whether there is a lifecycle once the server has dropped `stopSignal`, whose feature gate is off.
/// `dropContainerStopSignals`.
pub(super) fn has_lifecycle(container: &Container) -> bool {
    let dropped = |lifecycle: &Lifecycle| {
        lifecycle.stop_signal.is_some() && lifecycle.post_start.is_none() && lifecycle.pre_stop.is_none()
    };
    container.lifecycle.as_ref().is_some_and(|lifecycle| !dropped(lifecycle))
}

/// `validateLifecycle`, less `stopSignal`.
pub(super) fn check_lifecycle(lifecycle: Option<&Lifecycle>, whole: &Whole<'_>, path: &Path<'_>, faults: &mut Faults) {
    let Some(lifecycle) = lifecycle else { return };
    for (field, hook) in [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)] {
        if let Some(hook) = hook {
            Handlers::of(hook).check(whole.grace_period(), &path.field(field), faults);
        }
    }
}

/// What a probe or a hook does; exactly one of these.
struct Handlers<'a> {
    exec: Option<&'a ExecAction>,
    http_get: Option<&'a HTTPGetAction>,
    tcp_socket: Option<&'a TCPSocketAction>,
    grpc: Option<i32>,
    sleep: Option<&'a SleepAction>,
}

impl<'a> Handlers<'a> {
    fn of(hook: &'a LifecycleHandler) -> Self {
        Self {
            exec: hook.exec.as_ref(),
            http_get: hook.http_get.as_ref(),
            tcp_socket: hook.tcp_socket.as_ref(),
            grpc: None,
            sleep: hook.sleep.as_ref(),
        }
    }

    /// `validateHandler`: the first is judged, each further one is one too many.
    fn check(&self, grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
        let kinds = [
            ("exec", self.exec.is_some()),
            ("httpGet", self.http_get.is_some()),
            ("tcpSocket", self.tcp_socket.is_some()),
            ("grpc", self.grpc.is_some()),
            ("sleep", self.sleep.is_some()),
        ];
        let mut kinds = kinds.into_iter().filter(|&(_, present)| present).map(|(kind, _)| kind);
        let Some(first) = kinds.next() else {
            let help = "say what is done, such as `httpGet: {path: /, port: 8080}` or `exec: {command: [ls]}`";
            faults.required(path, help).message = "nothing is said to be done here".to_owned();
            return;
        };
        self.check_first(first, grace_period, &path.field(first), faults);
        for kind in kinds {
            let why = format!("there is `{first}` already, and only one thing can be done");
            faults.forbidden(&path.field(kind), why, format!("take `{kind}` or `{first}` out"));
        }
    }

    fn check_first(&self, kind: &str, grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
        match kind {
            "exec" if self.exec.is_some_and(|exec| exec.command.as_ref().is_none_or(Vec::is_empty)) => {
                faults.required(&path.field("command"), "write the command and its arguments as a list");
            }
            "httpGet" => self.http_get.into_iter().for_each(|http| check_http(http, path, faults)),
            "tcpSocket" => self.tcp_socket.into_iter().for_each(|tcp| check_port(&tcp.port, path, faults)),
            "grpc" => self.grpc.into_iter().for_each(|port| check_port(&IntOrString::Int(port), path, faults)),
            "sleep" => self.sleep.into_iter().for_each(|sleep| check_sleep(sleep, grace_period, path, faults)),
            _ => {}
        }
    }
}

/// `validateHTTPGetAction`.
fn check_http(http: &HTTPGetAction, path: &Path<'_>, faults: &mut Faults) {
    check_port(&http.port, path, faults);
    super::spec::check_enum(http.scheme.as_deref(), &path.field("scheme"), &SCHEMES, faults);
    let headers = path.field("httpHeaders");
    for (index, header) in http.http_headers.iter().flatten().enumerate() {
        if let Some(fault) = faults.content(&headers, &header.name, content::http_header_name(&header.name)) {
            fault.at(&headers.index(index).field("name"));
        }
    }
}

/// `ValidatePortNumOrName`.
fn check_port(port: &IntOrString, path: &Path<'_>, faults: &mut Faults) {
    let path = path.field("port");
    match port {
        IntOrString::Int(number) => {
            faults.content(&path, number, content::port_number(*number));
        }
        IntOrString::String(name) => {
            faults.content(&path, name, content::port_name(name));
        }
    }
}

/// `validateSleepAction`.
fn check_sleep(sleep: &SleepAction, grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
    if sleep.seconds < 0 || sleep.seconds > grace_period {
        let why = format!("is not within the {grace_period} seconds the Pod has to stop");
        let help = "sleep less, or raise `terminationGracePeriodSeconds`";
        faults.invalid(path, sleep.seconds, why, help).at(&path.field("seconds"));
    }
}
