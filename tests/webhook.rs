//! The admission webhook over TLS, and the objects that run it.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use podpat::internals::webhook::{CertificateFiles, Server, ServerConfig};
use podpat::{Settings, Severity};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};

use crate::harness::{Folder, podpat, podpat_on};

const PATIENCE: Duration = Duration::from_millis(1500);

/// A server on a port of its own, and its certificate.
struct Running {
    folder: Folder,
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    ended: Option<JoinHandle<()>>,
}

impl Running {
    fn start(max_connections: usize) -> Self {
        let folder = Folder::new();
        issue(folder.path());
        let file = |name| folder.at(name);
        let server = Server::bind(ServerConfig {
            listen: "127.0.0.1:0".parse().expect("an address"),
            certificate: CertificateFiles { certificate: file("tls.crt"), key: file("tls.key") },
            settings: Settings::default(),
            max_body: 1 << 20,
            threads: NonZeroUsize::MIN,
            max_connections,
            patience: PATIENCE,
            renewal: Duration::from_millis(50),
        })
        .expect("a server");
        let (address, stop) = (server.address(), Arc::new(AtomicBool::new(false)));
        let told = Arc::clone(&stop);
        let ended = thread::spawn(move || server.run(&told, &|_| ()).expect("a listener"));
        Self { folder, address, stop, ended: Some(ended) }
    }

    fn connect(&self) -> Client {
        Client::new(self.address, &trusted(self.folder.path()))
    }

    fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.ended.take().expect("it runs").join().expect("no panic");
    }
}

/// Writes a certificate for localhost that vouches for itself.
fn issue(folder: &Path) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    fs::write(folder.join("tls.crt"), cert.pem()).expect("writes");
    fs::write(folder.join("tls.key"), signing_key.serialize_pem()).expect("writes");
}

fn trusted(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("tls.crt")).expect("a certificate")
}

struct Client(StreamOwned<ClientConnection, TcpStream>);

impl Client {
    fn new(address: SocketAddr, pem: &[u8]) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(pem).expect("a certificate")).expect("a root");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").expect("a name");
        let tls = ClientConnection::new(Arc::new(config), name).expect("a connection");
        let tcp = TcpStream::connect(address).expect("a server");
        tcp.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        Self(StreamOwned::new(tls, tcp))
    }

    /// Sends a request and returns the status and the body of the answer.
    fn ask(&mut self, method: &str, path: &str, body: &[u8]) -> std::io::Result<(u16, Vec<u8>)> {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
        self.0.write_all(head.as_bytes())?;
        self.0.write_all(body)?;
        self.0.flush()?;
        self.answer()
    }

    fn answer(&mut self) -> std::io::Result<(u16, Vec<u8>)> {
        let (mut text, mut byte) = (Vec::new(), [0]);
        while !text.ends_with(b"\r\n\r\n") {
            self.0.read_exact(&mut byte)?;
            text.push(byte[0]);
        }
        let head = String::from_utf8(text).expect("a head");
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        self.0.read_exact(&mut body)?;
        Ok((head[9..12].parse().expect("a status"), body))
    }
}

fn request() -> Vec<u8> {
    let container = json!({"name": "web", "image": "nginx:1.27", "readinessProbe": {"httpGet": {"port": "http"}}});
    let object =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [container]}});
    let request = json!({"uid": "0bf2", "operation": "CREATE", "object": object, "oldObject": null});
    json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).to_string().into_bytes()
}

#[test]
fn answers_are_those_of_a_review() {
    let server = Running::start(8);
    let mut client = server.connect();
    let review = |deny| podpat::review(&request(), &Settings::default(), deny).expect("an answer");
    for _ in 0..3 {
        assert_eq!(client.ask("POST", "/warn?timeout=2s", &request()).expect("an answer"), (200, review(None)));
        let enforced = client.ask("POST", "/enforce", &request()).expect("an answer");
        assert_eq!(enforced, (200, review(Some(Severity::Error))));
    }
    assert_eq!(client.ask("POST", "/warn", b"{").expect("an answer").0, 400);
    assert_eq!(client.ask("GET", "/healthz", b"").expect("an answer").0, 200);
    assert_eq!(client.ask("GET", "/readyz", b"").expect("an answer").0, 200);
    assert_eq!(client.ask("GET", "/warn", b"").expect("an answer").0, 405);
    assert_eq!(client.ask("GET", "/", b"").expect("an answer").0, 404);
    let metrics = String::from_utf8(client.ask("GET", "/metrics", b"").expect("an answer").1).expect("text");
    for line in [
        "podpat_reviews_total{path=\"/enforce\",outcome=\"denied\"} 3",
        "podpat_reviews_total{path=\"/warn\",outcome=\"allowed\"} 3",
        "podpat_reviews_total{path=\"/warn\",outcome=\"malformed\"} 1",
        "podpat_findings_total{rule=\"dangling-probe-port\"} 6",
        "podpat_review_duration_seconds_count 7",
        "podpat_connections 1",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}\n{metrics}");
    }
}

#[test]
fn bodies_are_bounded() {
    let server = Running::start(8);
    let mut client = server.connect();
    client.0.write_all(b"POST /warn HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n").expect("sends");
    assert_eq!(client.answer().expect("an answer before the body").0, 413);
}

#[test]
fn many_clients_are_answered_each() {
    let server = Running::start(64);
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                let mut client = server.connect();
                for _ in 0..3 {
                    let (status, body) = client.ask("POST", "/warn", &request()).expect("an answer");
                    assert_eq!((status, serde_json::from_slice::<Value>(&body).is_ok()), (200, true));
                }
            });
        }
    });
}

#[test]
fn slow_clients_keep_nobody_waiting_and_are_sent_away() {
    let server = Running::start(8);
    let begin = Instant::now();
    let mut slow = server.connect();
    slow.0.write_all(b"POST /warn HTTP/1.1\r\nContent-").expect("sends");
    let silent = TcpStream::connect(server.address).expect("a server");
    assert_eq!(server.connect().ask("POST", "/warn", &request()).expect("an answer").0, 200);
    slow.0.read_exact(&mut [0]).expect_err("nothing to read");
    silent.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    drop((&silent).read_to_end(&mut Vec::new()));
    assert!(begin.elapsed() >= PATIENCE, "they had their time");
}

#[test]
fn connections_beyond_the_limit_are_closed() {
    let server = Running::start(2);
    let mut open: Vec<Client> = (0..2).map(|_| server.connect()).collect();
    for client in &mut open {
        assert_eq!(client.ask("GET", "/healthz", b"").expect("an answer").0, 200);
    }
    server.connect().ask("GET", "/healthz", b"").expect_err("one too many");
    drop(open);
    let begin = Instant::now();
    while server.connect().ask("GET", "/healthz", b"").is_err() {
        assert!(begin.elapsed() < Duration::from_secs(20), "connections that are closed make room");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_renewed_certificate_is_taken_into_use_and_a_broken_one_is_not() {
    let server = Running::start(8);
    let old = trusted(server.folder.path());
    let works = |pem: &[u8]| Client::new(server.address, pem).ask("GET", "/healthz", b"").is_ok();
    assert!(works(&old));
    server.folder.write("tls.crt", "nonsense");
    thread::sleep(Duration::from_millis(300));
    assert!(works(&old), "the certificate before stays in use");
    issue(server.folder.path());
    let (new, begin) = (trusted(server.folder.path()), Instant::now());
    while !works(&new) {
        assert!(begin.elapsed() < Duration::from_secs(20), "the new certificate is not in use");
        thread::sleep(Duration::from_millis(20));
    }
    assert!(!works(&old));
}

#[test]
fn a_server_that_stops_finishes_what_it_is_at() {
    let mut server = Running::start(8);
    let mut client = server.connect();
    assert_eq!(client.ask("GET", "/readyz", b"").expect("an answer").0, 200);
    let body = request();
    let head = format!("POST /warn HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
    client.0.write_all(&[head.as_bytes(), &body[..10]].concat()).expect("sends");
    client.0.flush().expect("sends");
    thread::sleep(Duration::from_millis(100));
    server.stop.store(true, Ordering::Relaxed);
    thread::sleep(Duration::from_millis(100));
    client.0.write_all(&body[10..]).expect("sends");
    assert_eq!(client.answer().expect("an answer").0, 200);
    client.ask("GET", "/healthz", b"").expect_err("the connection is closed then");
    server.stop();
    TcpStream::connect(server.address).expect_err("nobody listens");
}

#[test]
fn a_server_needs_a_certificate() {
    let folder = Folder::new();
    issue(folder.path());
    let file = |name: &str| folder.name(name);
    let run = |certificate: String, key: String| podpat(["webhook", "--tls-cert", &certificate, "--tls-key", &key]);
    for (certificate, key, says) in [
        (file("tls.key"), file("tls.key"), "holds no usable certificate"),
        (file("tls.crt"), file("tls.crt"), "holds no usable private key"),
        (file("nothing"), file("tls.key"), "nothing"),
    ] {
        let ran = run(certificate, key);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}

#[test]
fn what_runs_the_webhook_is_sound() {
    let folder = Folder::new();
    issue(folder.path());
    let bundle = folder.name("tls.crt");
    let image = "registry.example.com/podpat:0.1.0";
    for trust in [vec!["--cert-manager"], vec!["--ca-bundle", &bundle]] {
        let args = ["export", "webhook", "--image", image].into_iter().chain(trust);
        let ran = podpat(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let lint = podpat_on(&ran.out, ["lint", "-", "--no-config", "--fail-on=warning"]);
        assert_eq!(lint.code, 0, "{}", lint.out);
    }
    let ran = podpat(["export", "webhook", "--image", image, "--cert-manager", "--namespace", "Not_A_Name"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(podpat(["export", "webhook", "--image", image]).code, 2, "one of the two is needed");
    let ran = podpat(["export", "webhook", "--image", image, "--ca-bundle", &format!("{bundle}.key")]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

#[test]
fn the_exported_webhook_warns_everywhere_and_refuses_where_a_label_says_so() {
    let ran = podpat(["export", "webhook", "--image", "podpat", "--cert-manager"]);
    insta::assert_snapshot!(ran.out);
}
