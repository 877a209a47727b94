//! The port of its Pods that a port of a Service leads to.

use k8s_openapi::api::core::v1::ServicePort;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The port of the Pods that a port of a Service leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetPort<'a> {
    /// A number.
    Number(i32),
    /// The name of a port of a container.
    Name(&'a str),
}

impl<'a> TargetPort<'a> {
    /// Returns where a port of a Service leads to: the server puts the port itself in the place of a `targetPort` that is
    /// missing, 0 or empty (`SetDefaults_Service` in `pkg/apis/core/v1/defaults.go` of Kubernetes).
    pub fn of(port: &'a ServicePort) -> Self {
        match &port.target_port {
            Some(IntOrString::Int(number)) if *number != 0 => Self::Number(*number),
            Some(IntOrString::String(name)) if !name.is_empty() => Self::Name(name),
            _ => Self::Number(port.port),
        }
    }

    /// Returns the number, where it is one.
    pub const fn number(self) -> Option<i32> {
        match self {
            Self::Number(number) => Some(number),
            Self::Name(_) => None,
        }
    }

    /// Returns the name, where it is one.
    pub const fn name(self) -> Option<&'a str> {
        match self {
            Self::Number(_) => None,
            Self::Name(name) => Some(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_target_is_the_port_itself() {
        let of = |target_port| ServicePort { port: 80, target_port, ..ServicePort::default() };
        for none in [None, Some(IntOrString::Int(0)), Some(IntOrString::String(String::new()))] {
            assert_eq!(TargetPort::of(&of(none)), TargetPort::Number(80));
        }
        assert_eq!(TargetPort::of(&of(Some(IntOrString::Int(8080)))).number(), Some(8080));
        assert_eq!(TargetPort::of(&of(Some(IntOrString::String("http".to_owned())))).name(), Some("http"));
    }
}
