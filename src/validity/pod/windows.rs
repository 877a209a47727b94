//! Windows options of security contexts, and HostProcess Pods.

use k8s_openapi::api::core::v1::WindowsSecurityContextOptions;

use super::pod_defaults::PodDefaults;
use crate::validity::content::FormatError;
use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::Path;

/// Bytes of a GMSA credential spec.
const LONGEST_SPEC: usize = 64 * 1024;

/// `validateWindowsSecurityContextOptions`.
pub(super) fn check_options(
    options: Option<&WindowsSecurityContextOptions>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let Some(options) = options else { return };
    if let Some(name) = &options.gmsa_credential_spec_name {
        errors.content(&path.field("gmsaCredentialSpecName"), name, content::dns_subdomain(name));
    }
    if let Some(spec) = &options.gmsa_credential_spec {
        let error = match spec.len() {
            0 => Some(FormatError::new("is empty", "write the credential spec, or take the field out")),
            length if length > LONGEST_SPEC => Some(FormatError::new("is too long", "use at most 64 KiB")),
            _ => None,
        };
        errors.content(&path.field("gmsaCredentialSpec"), spec, error);
    }
    if let Some(name) = &options.run_as_user_name {
        errors.content(&path.field("runAsUserName"), name, user_name(name));
    }
}

/// A user of Windows: `user` or `DOMAIN\user`.
fn user_name(name: &str) -> Option<FormatError> {
    let help = "write a user such as `ContainerUser`, or `DOMAIN\\user`";
    let refuse = |why: &'static str| Some(FormatError::new(why, help));
    if name.is_empty() {
        return refuse("is empty");
    }
    if name.chars().any(|c| c.is_ascii_control()) {
        return refuse("contains a control character");
    }
    let mut parts = name.splitn(3, '\\');
    let (domain, user) = match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(_), Some(_)) => return refuse("contains more than one `\\`"),
        (Some(domain), Some(user), None) => (Some(domain), user),
        (first, _, _) => (None, first.unwrap_or_default()),
    };
    match domain {
        Some(domain) if domain.len() >= 256 => return refuse("has a domain of 256 bytes or more"),
        Some(domain) if !is_netbios(domain) && !is_domain(domain) => {
            return refuse("has a domain that is neither a NetBIOS nor a DNS name");
        }
        _ => {}
    }
    if user.is_empty() {
        refuse("names no user")
    } else if user.len() > 104 {
        refuse("names a user of more than 104 bytes")
    } else if user.chars().all(|c| matches!(c, '.' | ' ')) {
        refuse("names a user of dots and spaces only")
    } else if user.contains(|c| "\"/\\:;|=,+*?<>@[]".contains(c)) {
        refuse("names a user with one of `\"/\\:;|=,+*?<>@[]`")
    } else {
        None
    }
}

/// One to fifteen characters, no dot first.
fn is_netbios(domain: &str) -> bool {
    let allowed = |c: char| !"\\/:*?\"<>|".contains(c);
    (1..=15).contains(&domain.chars().take(16).count()) && !domain.starts_with('.') && domain.chars().all(allowed)
}

fn is_domain(domain: &str) -> bool {
    let ends = |c: char| c.is_ascii_alphanumeric();
    domain.split('.').all(|part| {
        part.len() <= 63
            && part.starts_with(ends)
            && part.ends_with(ends)
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// `validateWindowsHostProcessPod`: all containers are HostProcess containers, or none is.
pub(super) fn check_host_process(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let of_pod = defaults.spec.security_context.as_ref();
    let of_pod = of_pod.and_then(|context| context.windows_options.as_ref()?.host_process);
    let (mut all, mut on) = (0_usize, 0_usize);
    defaults.each_container(path, |container, path| {
        let own = container.security_context.as_ref();
        let own = own.and_then(|context| context.windows_options.as_ref()?.host_process);
        if let (Some(pod), Some(own)) = (of_pod, own)
            && pod != own
        {
            let path = path.field("securityContext.windowsOptions.hostProcess");
            let why = format!("differs from the Pod's `hostProcess: {pod}`");
            errors.invalid(&path, own, why, "take it out; the Pod's counts for every container");
        }
        all += 1;
        on += usize::from(own.or(of_pod) == Some(true));
    });
    if on > 0 && on != all {
        let help = "set `hostProcess: true` in the Pod's `securityContext.windowsOptions`";
        errors.push(Reason::Invalid, path, "some containers are HostProcess containers and others are not", help);
    }
    if on > 0 && !defaults.host_network() {
        let help = "add `hostNetwork: true` to the Pod";
        errors.push(
            Reason::Invalid,
            &path.field("hostNetwork"),
            "HostProcess containers need the node's network",
            help,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users() {
        for sound in ["ContainerUser", "DOMAIN\\user", "corp.example.com\\a b", "NT AUTHORITY\\SYSTEM", "a."] {
            assert_eq!(user_name(sound), None, "{sound}");
        }
        let long = "u".repeat(105);
        for bad in ["", "a\tb", "a\\b\\c", "\\user", ".bad.\\user", "DOMAIN\\", "..", ". .", "a@b", "a:b", &long] {
            assert!(user_name(bad).is_some(), "{bad}");
        }
        assert!(user_name(&format!("{}\\u", "d".repeat(256))).is_some());
        assert!(user_name(&format!("{}\\u", "d".repeat(16))).is_none(), "a DNS name");
        assert!(user_name(&format!("{}\\u", "d".repeat(64))).is_some());
    }
}
