//! Volumes that a server on the network holds.

use k8s_openapi::api::core::v1::{
    CephFSVolumeSource, FCVolumeSource, FlockerVolumeSource, GlusterfsVolumeSource, ISCSIVolumeSource, NFSVolumeSource,
    QuobyteVolumeSource, RBDVolumeSource, ScaleIOVolumeSource, StorageOSVolumeSource, Volume,
};

use crate::validity::content::FormatError;
use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::Path;

/// `validateNFSVolumeSource`.
pub(in crate::validity) fn nfs(source: &NFSVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("server"), &source.server, "name the server, such as `nfs.example.com`");
    let export = path.field("path");
    if errors.present(&export, &source.path, "write the exported path, such as `/srv/data`") {
        errors.content(&export, &source.path, content::absolute_path(&source.path));
    }
}

/// `validateISCSIVolumeSource`.
pub(in crate::validity) fn iscsi(source: &ISCSIVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let help = "write the address of the target, such as `10.0.2.15:3260`";
    errors.present(&path.field("targetPortal"), &source.target_portal, help);
    if errors.present(&path.field("iqn"), &source.iqn, "name the target, such as `iqn.2001-04.com.example:disk`") {
        errors.content(&path.field("iqn"), &source.iqn, iscsi_name(&source.iqn));
    }
    errors.content(&path.field("lun"), source.lun, content::in_range(source.lun.into(), 0, 255));
    let authenticates = source.chap_auth_discovery == Some(true) || source.chap_auth_session == Some(true);
    if authenticates && source.secret_ref.is_none() {
        errors.required(&path.field("secretRef"), "name the Secret with the CHAP credentials");
    }
    if let Some(initiator) = &source.initiator_name {
        let (odd, place) = (path.field("initiatorname"), path.field("initiatorName"));
        errors.content_at(&odd, &place, initiator, iscsi_name(initiator));
    }
}

/// With an initiator of its own, the volume's name and the portal become one name on the node.
pub(super) fn check_initiator(volume: &Volume, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(source) = volume.iscsi.as_ref().filter(|source| source.initiator_name.is_some()) else { return };
    let length = volume.name.len() + 1 + source.target_portal.len();
    if length > 64 {
        let why = format!("makes {length} bytes with `targetPortal`, which is more than 64");
        errors.invalid(&path.field("name"), &volume.name, why, "shorten the name of the volume");
    }
}

/// The name of an iSCSI target or initiator.
fn iscsi_name(name: &str) -> Option<FormatError> {
    let alphanumeric = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
    // Any one character stands for the dot of `eui.` and `naa.`, as in the server's patterns.
    let hexadecimal = |length: usize| {
        let mut rest = name[3..].chars();
        rest.next().is_some_and(|c| c != '\n') && rest.as_str().len() == length && alphanumeric(rest.as_str())
    };
    let sound = match name.get(..3) {
        Some("iqn") => contains_iqn(name),
        Some("eui") => hexadecimal(16),
        Some("naa") => hexadecimal(32),
        _ => false,
    };
    let help = "write a name such as `iqn.2001-04.com.example:storage.disk1`, `eui.…` or `naa.…`";
    (!sound).then(|| FormatError::new("is not an iSCSI name", help))
}

/// `iqn.yyyy-mm.domain:name`, anywhere up to the end: the server's pattern has no beginning.
fn contains_iqn(name: &str) -> bool {
    name.match_indices("iqn.").any(|(at, found)| {
        let rest = &name[at + found.len()..];
        let bytes = rest.as_bytes();
        let date = bytes.len() > 8
            && bytes[..8].iter().enumerate().all(|(index, b)| match index {
                4 => *b == b'-',
                7 => *b == b'.',
                _ => b.is_ascii_digit(),
            });
        let name_char = |c: char| !matches!(c, ',' | ';' | '*' | '&' | '$' | '|') && !is_regexp_space(c);
        let domain_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        date && rest[8..].split_once(':').is_some_and(|(domain, own)| {
            !domain.is_empty() && domain.chars().all(domain_char) && !own.is_empty() && own.chars().all(name_char)
        })
    })
}

/// `\s` of Go's regexp.
const fn is_regexp_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\x0c' | '\r' | ' ')
}

/// `validateGlusterfsVolumeSource`.
pub(super) fn glusterfs(source: &GlusterfsVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("endpoints"), &source.endpoints, "name the Endpoints of the servers");
    errors.present(&path.field("path"), &source.path, "name the Glusterfs volume");
}

/// `validateFlockerVolumeSource`.
pub(in crate::validity) fn flocker(source: &FlockerVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = source.dataset_name.as_deref().unwrap_or_default();
    match (name.is_empty(), source.dataset_uuid.as_ref().is_none_or(String::is_empty)) {
        (true, true) => {
            errors.required(path, "write `datasetName` or `datasetUUID`");
        }
        (false, false) => {
            errors.push(
                Reason::Invalid,
                path,
                "`datasetName` and `datasetUUID` are there at once",
                "keep one of the two",
            );
        }
        _ => {}
    }
    if name.contains('/') {
        errors.invalid(&path.field("datasetName"), name, "contains `/`", "write a name without `/`");
    }
}

/// `validateRBDVolumeSource`.
pub(super) fn rbd(source: &RBDVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    if source.monitors.is_empty() {
        errors.required(&path.field("monitors"), "list the Ceph monitors, such as `[10.16.154.78:6789]`");
    }
    errors.present(&path.field("image"), &source.image, "name the RADOS image");
}

/// `validateCephFSVolumeSource`.
pub(super) fn cephfs(source: &CephFSVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    if source.monitors.is_empty() {
        errors.required(&path.field("monitors"), "list the Ceph monitors, such as `[10.16.154.78:6789]`");
    }
}

/// `validateQuobyteVolumeSource`.
pub(in crate::validity) fn quobyte(source: &QuobyteVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let help = "write `host:port`, or several with commas between them";
    if errors.present(&path.field("registry"), &source.registry, help) {
        if source.tenant.as_ref().is_some_and(|tenant| tenant.len() >= 65) {
            let fault = errors.required(&path.field("tenant"), "use at most 64 bytes");
            "`tenant` is longer than a UUID".clone_into(&mut fault.message);
        } else if !source.registry.split(',').all(has_port) {
            errors.invalid(&path.field("registry"), &source.registry, "is not a list of hosts and ports", help);
        }
    }
    errors.present(&path.field("volume"), &source.volume, "name the Quobyte volume");
}

/// Returns true if Go's `net.SplitHostPort` can take it apart.
fn has_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else { return false };
    match host.strip_prefix('[') {
        Some(inside) => {
            inside.strip_suffix(']').is_some_and(|inside| !inside.contains(['[', ']'])) && !port.contains(['[', ']'])
        }
        None => !host.contains([':', '[', ']']) && !port.contains(['[', ']']),
    }
}

/// `validateFCVolumeSource`.
pub(in crate::validity) fn fibre_channel(source: &FCVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let names = path.field("targetWWNs");
    let has = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    match (has(&source.target_wwns), has(&source.wwids)) {
        (false, false) => {
            errors.required(&names, "write `targetWWNs` and `lun`, or `wwids`");
        }
        (true, true) => {
            errors.push(Reason::Invalid, &names, "`targetWWNs` and `wwids` are there at once", "keep one of the two");
        }
        _ => {}
    }
    if has(&source.target_wwns) {
        match source.lun {
            None => {
                errors.required(&path.field("lun"), "write the number of the unit, such as `lun: 2`");
            }
            Some(lun) => {
                errors.content(&path.field("lun"), lun, content::in_range(lun.into(), 0, 255));
            }
        }
    }
}

/// Checks the name and namespace of a StorageOS volume.
pub(in crate::validity) fn storage_os_volume(
    name: Option<&str>,
    namespace: Option<&str>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let name = name.unwrap_or_default();
    if errors.present(&path.field("volumeName"), name, "name the StorageOS volume") {
        errors.content(&path.field("volumeName"), name, content::dns_label(name));
    }
    if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
        errors.content(&path.field("volumeNamespace"), namespace, content::dns_label(namespace));
    }
}

/// `validateStorageOSVolumeSource`.
pub(super) fn storage_os(source: &StorageOSVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let (name, namespace) = (source.volume_name.as_deref(), source.volume_namespace.as_deref());
    storage_os_volume(name, namespace, path, errors);
    if let Some(secret) = &source.secret_ref {
        errors.present(&path.field("secretRef.name"), &secret.name, "name the Secret");
    }
}

/// `validateScaleIOVolumeSource`.
pub(super) fn scale_io(source: &ScaleIOVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("gateway"), &source.gateway, "write the address of the ScaleIO gateway");
    errors.present(&path.field("system"), &source.system, "name the ScaleIO system");
    let name = source.volume_name.as_deref().unwrap_or_default();
    errors.present(&path.field("volumeName"), name, "name the ScaleIO volume");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iscsi_names() {
        let sound = [
            "iqn.2001-04.com.example:storage.kube.sys1.xyz",
            "iqn-iqn.2001-04.com:a",
            "eui.0123456789ABCDEF",
            "naa.0123456789abcdef0123456789ABCDEF",
        ];
        for name in sound {
            assert_eq!(iscsi_name(name), None, "{name}");
        }
        for bad in [
            "",
            "x",
            "iqn",
            "iqn.2001-04.com.example",
            "iqn.2001-4.com:a",
            "iqn.2001-04.com:a b",
            "eui.0",
            "naa",
            "iqn.2001-04.:a,",
        ] {
            assert!(iscsi_name(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn hosts_and_ports() {
        assert!(["a:1", ":1", "a:", "[::1]:80", "[]:", ":"].iter().all(|text| has_port(text)));
        assert!(
            ["", "a", "::1", "a:1:2", "[::1]", "[::1]a:1", "a]:1", "[a:1", "a:1]"].iter().all(|text| !has_port(text))
        );
    }
}
