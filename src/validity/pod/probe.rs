//! Probes and lifecycle hooks, and the handlers they share.

use k8s_openapi::api::core::v1::{
    Container, ExecAction, GRPCAction, HTTPGetAction, Lifecycle, LifecycleHandler, Probe, SleepAction, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

const SCHEMES: [&str; 2] = ["HTTP", "HTTPS"];

/// `validateLivenessProbe`, `validateReadinessProbe`, `validateStartupProbe`.
pub(super) fn check_all(container: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(probe) = &container.liveness_probe {
        let path = path.field("livenessProbe");
        check(probe, &path, errors);
        check_one_success(probe, &path, errors);
    }
    if let Some(probe) = &container.readiness_probe {
        let path = path.field("readinessProbe");
        check(probe, &path, errors);
        if let Some(seconds) = probe.termination_grace_period_seconds {
            let why = "has no meaning here: a failing readinessProbe ends nothing";
            errors.invalid(&path.field("terminationGracePeriodSeconds"), seconds, why, "take it out");
        }
    }
    if let Some(probe) = &container.startup_probe {
        let path = path.field("startupProbe");
        check(probe, &path, errors);
        check_one_success(probe, &path, errors);
    }
}

/// `validateProbe`.
fn check(probe: &Probe, path: &Path<'_>, errors: &mut FieldErrors) {
    let handlers = [
        probe.exec.as_ref().map(Handler::Exec),
        probe.http_get.as_ref().map(Handler::HttpGet),
        probe.tcp_socket.as_ref().map(Handler::TcpSocket),
        probe.grpc.as_ref().map(Handler::Grpc),
    ];
    check_handlers(handlers, 0, path, errors);
    let fields = [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ];
    for (field, value) in fields {
        let value = value.unwrap_or_default();
        errors.content(&path.field(field), value, content::not_negative(value.into()));
    }
    if let Some(seconds) = probe.termination_grace_period_seconds {
        errors.content(&path.field("terminationGracePeriodSeconds"), seconds, content::positive(seconds));
    }
}

/// Zero is the default, which is 1.
fn check_one_success(probe: &Probe, path: &Path<'_>, errors: &mut FieldErrors) {
    let threshold = probe.success_threshold.unwrap_or_default();
    if threshold > 1 {
        let why = "is too many: one success is enough for this kind of probe";
        errors.invalid(&path.field("successThreshold"), threshold, why, "write 1, or take it out");
    }
}

/// Returns true if there is a lifecycle once the server has dropped `stopSignal`, whose feature gate is off.
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
    errors: &mut FieldErrors,
) {
    let Some(lifecycle) = lifecycle else { return };
    for (field, hook) in [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)] {
        if let Some(hook) = hook {
            check_hook(hook, defaults.grace_period(), &path.field(field), errors);
        }
    }
}

fn check_hook(hook: &LifecycleHandler, grace_period: i64, path: &Path<'_>, errors: &mut FieldErrors) {
    let handlers = [
        hook.exec.as_ref().map(Handler::Exec),
        hook.http_get.as_ref().map(Handler::HttpGet),
        hook.tcp_socket.as_ref().map(Handler::TcpSocket),
        hook.sleep.as_ref().map(Handler::Sleep),
    ];
    check_handlers(handlers, grace_period, path, errors);
}

/// The action of a probe or a hook.
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

    fn check(self, grace_period: i64, path: &Path<'_>, errors: &mut FieldErrors) {
        match self {
            Self::Exec(exec) if exec.command.as_ref().is_none_or(Vec::is_empty) => {
                errors.required(&path.field("command"), "write the command and its arguments as a list");
            }
            Self::Exec(_) => {}
            Self::HttpGet(http) => check_http(http, path, errors),
            Self::TcpSocket(tcp) => check_port(&tcp.port, path, errors),
            Self::Grpc(grpc) => check_port(&IntOrString::Int(grpc.port), path, errors),
            Self::Sleep(sleep) => check_sleep(sleep, grace_period, path, errors),
        }
    }
}

/// `validateHandler`: exactly one; the first is judged, each further one is one too many.
fn check_handlers(handlers: [Option<Handler<'_>>; 4], grace_period: i64, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut handlers = handlers.into_iter().flatten();
    let Some(first) = handlers.next() else {
        let help = "say what is done, such as `httpGet: {path: /, port: 8080}` or `exec: {command: [ls]}`";
        let fault = errors.required(path, help);
        "nothing is said to be done here".clone_into(&mut fault.message);
        return;
    };
    first.check(grace_period, &path.field(first.field()), errors);
    for handler in handlers {
        let (field, first) = (handler.field(), first.field());
        let why = format!("there is `{first}` already, and only one thing can be done");
        errors.forbidden(&path.field(field), why, format!("take `{field}` or `{first}` out"));
    }
}

/// `validateHTTPGetAction`.
fn check_http(http: &HTTPGetAction, path: &Path<'_>, errors: &mut FieldErrors) {
    check_port(&http.port, path, errors);
    errors.supported_or_empty(&path.field("scheme"), http.scheme.as_deref(), &SCHEMES);
    let headers = path.field("httpHeaders");
    for (index, header) in http.http_headers.iter().flatten().enumerate() {
        let place = headers.index(index);
        let error = content::http_header_name(&header.name);
        errors.content_at(&headers, &place.field("name"), &header.name, error);
    }
}

/// `ValidatePortNumOrName`.
fn check_port(port: &IntOrString, path: &Path<'_>, errors: &mut FieldErrors) {
    let path = path.field("port");
    match port {
        IntOrString::Int(number) => {
            errors.content(&path, number, content::port_number(*number));
        }
        IntOrString::String(name) => {
            let fault = errors.content(&path, name, content::port_name(name));
            if let Some(fault) = fault.filter(|_| name.parse::<u16>().is_ok()) {
                fault.message = format!("`{name}` in quotes is the name of a port, and a name has a letter in it");
                fault.help = format!("take the quotes off: `port: {name}`");
            }
        }
    }
}

/// `validateSleepAction`.
fn check_sleep(sleep: &SleepAction, grace_period: i64, path: &Path<'_>, errors: &mut FieldErrors) {
    if sleep.seconds < 0 || sleep.seconds > grace_period {
        let why = format!("seconds are not within the {grace_period} s that the Pod has to stop");
        let help = "sleep less, or raise `terminationGracePeriodSeconds`";
        errors.invalid(path, sleep.seconds, why, help).at(&path.field("seconds"));
    }
}
