//! The server: it takes connections, as many as are allowed, until it is told to stop; those that are open then may
//! finish what they are at.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustls::crypto::ring;

use super::certificate::{Certificate, CertificateError, CertificateFiles};
use super::connection;
use super::shared::Shared;
use crate::lint::Settings;
use crate::terminal::{Text, shown};

/// The interval at which a server that stops looks whether its connections are done.
const TICK: Duration = Duration::from_millis(50);

/// Room for the deepest nesting that is read, in the plainest build.
const STACK: usize = 1 << 20;

/// The choices there are for a server.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The certificate and its key.
    pub certificate: CertificateFiles,
    /// The rules.
    pub settings: Settings,
    /// The most bytes of a request's body.
    pub max_body: usize,
    /// The number of reviews that run at a time.
    pub threads: NonZeroUsize,
    /// The most connections at a time.
    pub max_connections: usize,
    /// The time that a client may take to send a request or to take an answer, and the server to end.
    pub patience: Duration,
    /// The interval at which the files of the certificate are read again.
    pub renewal: Duration,
}

/// A reason for which the server cannot run.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum ServerError {
    /// The certificate cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Certificate(#[from] CertificateError),
    /// The TLS library refuses.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The address cannot be had.
    #[error("cannot listen on {0}: {1}")]
    #[diagnostic(help("name a free address with `--listen`, such as `0.0.0.0:8443`"))]
    Listen(SocketAddr, io::Error),
}

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    tls: Arc<rustls::ServerConfig>,
    certificate: Arc<Certificate>,
    renewal: Duration,
    max_connections: usize,
    shared: Arc<Shared>,
}

impl Server {
    /// Reads the certificate and listens.
    ///
    /// # Errors
    /// Fails where the certificate cannot be used, or the address is not to be had.
    pub fn bind(config: ServerConfig) -> Result<Self, ServerError> {
        let certificate = Arc::new(Certificate::load(config.certificate)?);
        let mut tls = rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&certificate) as _);
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let refused = |error| ServerError::Listen(config.listen, error);
        let listener = TcpListener::bind(config.listen).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let shared = Shared::new(&config.settings, config.max_body, config.patience, config.threads);
        let (renewal, max_connections) = (config.renewal, config.max_connections);
        Ok(Self {
            listener,
            address,
            tls: Arc::new(tls),
            certificate,
            renewal,
            max_connections,
            shared: Arc::new(shared),
        })
    }

    /// Returns the address that the server listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is set, then until the open connections are done or out of time. `log` is told what an
    /// operator has to know.
    ///
    /// # Errors
    /// Fails where the system takes the listener away.
    pub fn run(&self, stop: &AtomicBool, log: &(dyn Fn(Text) + Sync)) -> io::Result<()> {
        self.listener.set_nonblocking(true)?;
        let mut renewed = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            match self.listener.accept() {
                Ok((tcp, _)) => self.take(tcp),
                // Too many open files, a client that is gone already: it may be better in a moment.
                Err(_) => thread::sleep(TICK / 10),
            }
            if renewed.elapsed() >= self.renewal {
                renewed = Instant::now();
                self.renew(log);
            }
        }
        self.shared.stop();
        let begin = Instant::now();
        while self.shared.connections() > 0 && begin.elapsed() < self.shared.patience {
            thread::sleep(TICK);
        }
        Ok(())
    }

    /// Serves a connection on a thread of its own, if there are not too many.
    fn take(&self, tcp: TcpStream) {
        if self.shared.connections() >= self.max_connections || tcp.set_nonblocking(false).is_err() {
            self.shared.metrics.rejected();
            return;
        }
        let open = self.shared.open();
        let (shared, tls) = (Arc::clone(&self.shared), Arc::clone(&self.tls));
        let serve = move || {
            let _open = open;
            connection::serve(tcp, tls, &shared);
        };
        // Where there is no thread to be had, the connection is closed.
        drop(thread::Builder::new().stack_size(STACK).spawn(serve));
    }

    fn renew(&self, log: &(dyn Fn(Text) + Sync)) {
        match self.certificate.renew() {
            Ok(false) => {}
            Ok(true) => {
                self.shared.metrics.renewed();
                log(Text::from("the certificate was renewed\n"));
            }
            Err(error) => log(shown!("the certificate was not renewed: {}\n", error)),
        }
    }
}
