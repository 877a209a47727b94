//! CertificateSigningRequest: a certificate that a signer is asked for. Signatures are not verified.
//!
//! Source: `pkg/apis/certificates/validation/validation.go`, `ValidateSignerName` in
//! `pkg/apis/core/validation/names.go`. What is written of `status` and of the requester is dropped.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use k8s_openapi::api::certificates::v1::CertificateSigningRequest;

use super::content::FormatError;
use super::metadata::{self, Scope};
use super::{FieldErrors, content};
use crate::yaml::Path;

const USAGES: [&str; 23] = [
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
];

/// The signer of the times before signers had names.
const LEGACY_SIGNER: &str = "kubernetes.io/legacy-unknown";
/// Seconds.
const SHORTEST: i32 = 600;
/// Bytes of the domain of a signer.
const DOMAIN_LIMIT: usize = 253;
/// Bytes of a signer: a domain, a slash, a namespace, a dot and a name.
const SIGNER_LIMIT: usize = DOMAIN_LIMIT + 1 + 253 + 63 + 1;

/// `validateCertificateSigningRequest`.
pub(super) fn check_request(object: &CertificateSigningRequest, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, content::path_segment, &meta, errors);
    let (spec, path) = (&object.spec, Path::ROOT.field("spec"));
    if !is_request(&spec.request.0) {
        let help = "write `openssl req`'s PEM file in base64, as `base64 -w0 request.pem` does";
        errors.invalid(&path.field("request"), "the text", "is no PEM block `CERTIFICATE REQUEST`", help);
    }
    check_usages(spec.usages.as_deref().unwrap_or_default(), &path.field("usages"), errors);
    check_signer(&spec.signer_name, &path.field("signerName"), errors);
    if let Some(seconds) = spec.expiration_seconds.filter(|&seconds| seconds < SHORTEST) {
        let why = "is less than 10 minutes";
        errors.invalid(&path.field("expirationSeconds"), seconds, why, format!("use {SHORTEST} or more"));
    }
}

fn check_usages(usages: &[String], list: &Path<'_>, errors: &mut FieldErrors) {
    if usages.is_empty() {
        errors.required(list, "list what the key is for, such as `[client auth]`");
    }
    let mut seen = BTreeSet::new();
    for (index, usage) in usages.iter().enumerate() {
        errors.supported(&list.index(index), usage, &USAGES);
        if !seen.insert(usage) {
            errors.duplicate(&list.index(index), usage, "list each usage once");
        }
    }
}

/// `ValidateSignerName`.
fn check_signer(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if !errors.present(path, name, "name the signer, such as `kubernetes.io/kube-apiserver-client`") {
        return;
    }
    if name == LEGACY_SIGNER {
        errors.invalid(path, name, "is not a signer of this API", "name another signer");
        return;
    }
    let Some((domain, own)) = name.split_once('/').filter(|(_, own)| !own.contains('/')) else {
        errors.invalid(path, name, "is not a domain and a path", "write it like `example.com/signer`");
        return;
    };
    if domain.len() > DOMAIN_LIMIT {
        errors.too_long(path, DOMAIN_LIMIT);
    }
    if !domain.contains('.') {
        errors.invalid(path, domain, "is a domain of one part", "write it like `example.com/signer`");
    }
    let first = |parts: &str, test: fn(&str) -> Option<FormatError>| parts.split('.').find_map(test);
    errors.content(path, domain, first(domain, content::dns_label));
    errors.content(path, own, first(own, content::dns_subdomain));
    if name.len() > SIGNER_LIMIT {
        errors.too_long(path, SIGNER_LIMIT);
    }
}

/// Returns true if the first PEM block of a text is a request, as far as its outermost layer tells. `ParseCSR`.
fn is_request(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().map(str::trim_end);
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) else { continue };
        let end = format!("-----END {kind}-----");
        let body: String = lines.by_ref().take_while(|line| *line != end).filter(|line| !line.contains(':')).collect();
        let Ok(bytes) = STANDARD.decode(body.split_whitespace().collect::<String>()) else { continue };
        return kind == "CERTIFICATE REQUEST" && is_der_sequence(&bytes);
    }
    false
}

/// Returns true if the bytes are one sequence of DER, from the first byte to the last.
fn is_der_sequence(bytes: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = bytes else { return false };
    if *length < 0x80 {
        return rest.len() == usize::from(*length);
    }
    let count = usize::from(*length & 0x7f);
    let Some((length, content)) = rest.split_at_checked(count).filter(|_| (1..=4).contains(&count)) else {
        return false;
    };
    let length = length.iter().fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte));
    u64::try_from(content.len()) == Ok(length)
}
