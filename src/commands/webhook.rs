//! `podpat webhook`: the admission webhook, over HTTPS.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use signal_hook::consts::TERM_SIGNALS;

use super::Streams;
use super::review::settings;
use crate::files::Size;
use crate::outcome::Outcome;
use crate::terminal::shown;
use crate::webhook::{CertificateFiles, Server, ServerConfig};

/// The most connections at a time. An API server keeps a few.
const CONNECTIONS: usize = 256;

/// The time that a client may take to send a request, and the server to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// The interval at which the files of the certificate are read again.
const RENEWAL: Duration = Duration::from_secs(10);

/// Flags of `podpat webhook`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
POST /warn answers with warnings; POST /enforce also refuses objects with new errors. GET /healthz, /readyz and /metrics \
are for the kubelet and Prometheus. `podpat export webhook` prints the objects for running \
the webhook in a cluster.")]
pub struct Args {
    /// PEM file with the server's certificate chain; read again when it changes
    #[arg(long, value_name = "FILE")]
    tls_cert: PathBuf,
    /// PEM file with the private key of the certificate
    #[arg(long, value_name = "FILE")]
    tls_key: PathBuf,
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "0.0.0.0:8443")]
    listen: SocketAddr,
    /// Use the rules of this configuration
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Maximum size of a request
    #[arg(long, value_name = "SIZE", default_value = "8MiB")]
    max_body: Size,
    /// Number of concurrent reviews; one per processor by default
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Serves until the process is told to end.
pub fn run(args: &Args, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
    let threads = args.threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let server = Server::bind(ServerConfig {
        listen: args.listen,
        certificate: CertificateFiles { certificate: args.tls_cert.clone(), key: args.tls_key.clone() },
        settings: settings(args.config.as_deref())?,
        max_body: args.max_body.length(),
        threads,
        max_connections: CONNECTIONS,
        patience: PATIENCE,
        renewal: RENEWAL,
    })?;
    let stop = Arc::new(AtomicBool::new(false));
    for &signal in TERM_SIGNALS {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(Unheard)?;
    }
    streams.note(shown!("listening on https://{}\n", server.address()));
    let log = |text| Streams::of_process().note(text);
    server.run(&stop, &log).map_err(Gone)?;
    streams.note("stopped\n");
    Ok(Outcome::Clean)
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot listen for signals: {0}")]
struct Unheard(std::io::Error);

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot listen any more: {0}")]
struct Gone(std::io::Error);
