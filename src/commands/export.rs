//! `podpat export`: the objects that run podpat in a cluster.

use std::path::PathBuf;

use super::Streams;
use super::review::settings;
use crate::export::{self, DENY_LABEL, NAME, NAMESPACE, SECRET, Trust, WebhookExport};
use crate::files::{self, Size};
use crate::lint::Severity;
use crate::outcome::Outcome;
use crate::validity::Release;

/// The most bytes of a bundle of certificates.
const LARGEST: Size = Size(1 << 20);

/// Flags of `podpat export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Print an admission webhook that returns findings as warnings, and refuses errors in namespaces with a label
    Webhook(WebhookArgs),
    /// Print admission policies, for clusters without webhooks, with the rules that the API server can evaluate itself
    Vap(VapArgs),
}

/// Flags of `podpat export vap`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
`podpat export vap | kubectl apply -f -` requires Kubernetes 1.30 or later. Only rules that can be expressed exactly in \
the Common Expression Language are exported; the webhook and `podpat lint` have all rules.")]
struct VapArgs {
    /// Use the rules of this configuration
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Label of the namespaces in which objects with errors are refused
    #[arg(long, value_name = "KEY=VALUE", default_value = DENY_LABEL, value_parser = label)]
    deny_label: (String, String),
}

/// Flags of `podpat export webhook`.
#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
struct WebhookArgs {
    /// Image that contains podpat
    #[arg(long)]
    image: String,
    /// Namespace to run in
    #[arg(short, long, default_value = NAMESPACE)]
    namespace: String,
    #[command(flatten)]
    trust: TrustArgs,
    /// Label of the namespaces in which objects with errors are refused
    #[arg(long, value_name = "KEY=VALUE", default_value = DENY_LABEL, value_parser = label)]
    deny_label: (String, String),
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct TrustArgs {
    /// PEM file with the certificate authority of the server's certificate
    #[arg(long, value_name = "FILE")]
    ca_bundle: Option<PathBuf>,
    /// Let cert-manager issue the certificate
    #[arg(long)]
    cert_manager: bool,
}

fn after_help() -> String {
    format!(
        "`podpat export webhook --image registry.example.com/podpat:{version} --cert-manager | kubectl apply -f -` installs \
         the webhook in a cluster with cert-manager. With --ca-bundle, first create the Secret `{SECRET}` with the server's certificate:\n  \
         kubectl -n {NAMESPACE} create secret tls {SECRET} --cert=tls.crt --key=tls.key\n\
         The certificate must be valid for {NAME}.{NAMESPACE}.svc.",
        version = env!("CARGO_PKG_VERSION"),
    )
}

fn label(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("write `KEY=VALUE`, such as `{DENY_LABEL}`"))?;
    Ok((key.to_owned(), value.to_owned()))
}

/// A bundle that the API server would refuse.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` holds no certificate")]
#[diagnostic(help("name a PEM file with `BEGIN CERTIFICATE` in it"))]
struct NoCertificate(String);

/// A value of a flag that the API server would refuse.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the API server would refuse the objects: {message} ({path})")]
#[diagnostic(help("correct the flag that the value comes from"))]
struct Refused {
    message: String,
    path: String,
}

/// A configuration that leaves no rule for policies.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the configuration selects no rule that a policy can check")]
#[diagnostic(help("run `podpat export webhook` for the other rules"))]
struct NoRule;

/// Prints the objects.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let text = match &args.what {
        What::Webhook(args) => webhook(args)?,
        What::Vap(args) => export::policies(&settings(args.config.as_deref())?, &args.deny_label),
    };
    // What a flag says may be no name or no label.
    if let Some(fault) =
        crate::validate("export", &text, Release::LATEST).findings.into_iter().find(|it| it.severity == Severity::Error)
    {
        return Err(Refused { message: fault.message, path: fault.place.path.to_string() }.into());
    }
    if text.is_empty() {
        return Err(NoRule.into());
    }
    streams.print_encoded(text)?;
    Ok(Outcome::Clean)
}

fn webhook(args: &WebhookArgs) -> miette::Result<String> {
    let trust = match &args.trust.ca_bundle {
        None => Trust::CertManager,
        Some(path) => {
            let pem = files::bytes(path, LARGEST)?;
            if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
                return Err(NoCertificate(path.display().to_string()).into());
            }
            Trust::Bundle(pem)
        }
    };
    let export = WebhookExport {
        image: args.image.clone(),
        namespace: args.namespace.clone(),
        trust,
        deny_label: args.deny_label.clone(),
    };
    Ok(export.yaml())
}
