//! Probes and lifecycle hooks, and the handlers they share.

use k8s_openapi::api::core::v1::{
    Container, ExecAction, GRPCAction, HTTPGetAction, Lifecycle, LifecycleHandler, Probe, SleepAction, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::pod_defaults::PodDefaults;
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
    let handlers = [
        probe.exec.as_ref().map(Handler::Exec),
        probe.http_get.as_ref().map(Handler::HttpGet),
        probe.tcp_socket.as_ref().map(Handler::TcpSocket),
        probe.grpc.as_ref().map(Handler::Grpc),
    ];
    check_handlers(handlers, 0, path, faults);
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
pub(super) fn check_lifecycle(
    lifecycle: Option<&Lifecycle>,
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    faults: &mut Faults,
) {
    let Some(lifecycle) = lifecycle else { return };
    for (field, hook) in [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)] {
        if let Some(hook) = hook {
            check_hook(hook, defaults.grace_period(), &path.field(field), faults);
        }
    }
}

fn check_hook(hook: &LifecycleHandler, grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
    let handlers = [
        hook.exec.as_ref().map(Handler::Exec),
        hook.http_get.as_ref().map(Handler::HttpGet),
        hook.tcp_socket.as_ref().map(Handler::TcpSocket),
        hook.sleep.as_ref().map(Handler::Sleep),
    ];
    check_handlers(handlers, grace_period, path, faults);
}

/// What a probe or a hook does.
#[derive(Clone, Copy)]
enum Handler<'a> {
    Exec(&'a ExecAction),
    HttpGet(&'a HTTPGetAction),
    TcpSocket(&'a TCPSocketAction),
    Grpc(&'a GRPCAction),
    Sleep(&'a SleepAction),
}

impl Handler<'_> {
    const fn field(self) -> &'static str {
        match self {
            Self::Exec(_) => "exec",
            Self::HttpGet(_) => "httpGet",
            Self::TcpSocket(_) => "tcpSocket",
            Self::Grpc(_) => "grpc",
            Self::Sleep(_) => "sleep",
        }
    }

    fn check(self, grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
        match self {
            Self::Exec(exec) if exec.command.as_ref().is_none_or(Vec::is_empty) => {
                faults.required(&path.field("command"), "write the command and its arguments as a list");
            }
            Self::Exec(_) => {}
            Self::HttpGet(http) => check_http(http, path, faults),
            Self::TcpSocket(tcp) => check_port(&tcp.port, path, faults),
            Self::Grpc(grpc) => check_port(&IntOrString::Int(grpc.port), path, faults),
            Self::Sleep(sleep) => check_sleep(sleep, grace_period, path, faults),
        }
    }
}

/// `validateHandler`: exactly one; the first is judged, each further one is one too many.
fn check_handlers(handlers: [Option<Handler<'_>>; 4], grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
    let mut handlers = handlers.into_iter().flatten();
    let Some(first) = handlers.next() else {
        let help = "say what is done, such as `httpGet: {path: /, port: 8080}` or `exec: {command: [ls]}`";
        let fault = faults.required(path, help);
        "nothing is said to be done here".clone_into(&mut fault.message);
        return;
    };
    first.check(grace_period, &path.field(first.field()), faults);
    for handler in handlers {
        let (field, first) = (handler.field(), first.field());
        let why = format!("there is `{first}` already, and only one thing can be done");
        faults.forbidden(&path.field(field), why, format!("take `{field}` or `{first}` out"));
    }
}

/// `validateHTTPGetAction`.
fn check_http(http: &HTTPGetAction, path: &Path<'_>, faults: &mut Faults) {
    check_port(&http.port, path, faults);
    super::spec::check_enum(http.scheme.as_deref(), &path.field("scheme"), &SCHEMES, faults);
    let headers = path.field("httpHeaders");
    for (index, header) in http.http_headers.iter().flatten().enumerate() {
        let place = headers.index(index);
        let error = content::http_header_name(&header.name);
        faults.content_at(&headers, &place.field("name"), &header.name, error);
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
            let fault = faults.content(&path, name, content::port_name(name));
            if let Some(fault) = fault.filter(|_| name.parse::<u16>().is_ok()) {
                fault.message = format!("`{name}` in quotes is the name of a port, and a name has a letter in it");
                fault.help = format!("take the quotes off: `port: {name}`");
            }
        }
    }
}

/// `validateSleepAction`.
fn check_sleep(sleep: &SleepAction, grace_period: i64, path: &Path<'_>, faults: &mut Faults) {
    if sleep.seconds < 0 || sleep.seconds > grace_period {
        let why = format!("seconds are not within the {grace_period} s that the Pod has to stop");
        let help = "sleep less, or raise `terminationGracePeriodSeconds`";
        faults.invalid(path, sleep.seconds, why, help).at(&path.field("seconds"));
    }
}
