//! `nginx-tls` on a real nginx: its configuration is sound, TLS ends there, and a renewed certificate is taken up.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::json;

use crate::harness::{Folder, podpat_on};

use super::{Running, config_file, free_port, generated, listens, program, replaced, wait_until};

/// nginx on a generated configuration, of which only ports and folders are others.
struct Setup {
    folder: Folder,
    https: u16,
    health: u16,
    main: u16,
}

impl Setup {
    fn new(parameters: &serde_json::Value) -> Self {
        let mut sidecar = json!({"use": "nginx-tls", "secret": "shop-tls"});
        sidecar.as_object_mut().expect("a mapping").extend(parameters.as_object().cloned().unwrap_or_default());
        let main = json!({"image": "registry.example.com/shop:2.4.1", "ports": [8080]});
        let objects = generated(&json!({"name": "shop", "main": main, "sidecar": sidecar}).to_string());
        let folder = Folder::new();
        let (https, health, main) = (free_port(), free_port(), free_port());
        let path = folder.name("");
        let text = replaced(
            &config_file(&objects, "nginx.conf").replace("/etc/nginx-tls/clients", &path),
            &[
                ("/etc/nginx-tls/certificate", &path),
                ("pid /tmp", &format!("pid {path}")),
                ("_path /tmp", &format!("_path {path}")),
                ("listen 8443 ", &format!("listen 127.0.0.1:{https} ")),
                ("listen 8444 ", &format!("listen 127.0.0.1:{health} ")),
                ("127.0.0.1:8080", &format!("127.0.0.1:{main}")),
            ],
        );
        folder.write("nginx.conf", text);
        Self { folder, https, health, main }
    }

    fn certify(&self, name: &str) {
        let made = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-days", "1", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-subj", &format!("/CN={name}"), "-keyout", "tls.key", "-out", "tls.crt"])
            .current_dir(self.folder.path())
            .output()
            .expect("openssl runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // Where the test runs as root, nginx's workers are somebody else.
        for path in ["", "tls.key"] {
            allow_all(&self.folder.at(path));
        }
    }

    fn nginx(&self, nginx: &Path) -> Command {
        let mut command = Command::new(nginx);
        command.arg("-c").arg(self.folder.at("nginx.conf"));
        command
    }

    /// A TLS client on one of the ports: what it prints of the connection, or with `-quiet` of the answer alone.
    fn client(port: u16, request: &str, flags: &[&str]) -> String {
        let mut client = Command::new("openssl")
            .args(["s_client", "-connect", &format!("127.0.0.1:{port}"), "-servername", "shop.example.com"])
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl runs");
        // A server that hangs up first is for the answer to tell.
        drop(client.stdin.take().expect("piped").write_all(request.as_bytes()));
        let answer = client.wait_with_output().expect("an answer").stdout;
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(port: u16, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n");
        Self::client(port, &request, &["-quiet", "-ign_eof"])
    }

    /// The line that names who the certificate is for.
    fn subject(port: u16) -> String {
        let seen = Self::client(port, "", &[]);
        seen.lines().find(|line| line.starts_with("subject=")).unwrap_or_default().to_owned()
    }
}

fn allow_all(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("allowed");
}

/// Answers every request with the request itself.
fn serve_echo(port: u16) {
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = vec![0; 8192];
            let length = stream.read(&mut request).unwrap_or_default();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&request[..length])));
        }
    });
}

#[test]
fn nginx_takes_the_configuration() {
    let (Some(nginx), Some(_)) = (program("nginx"), program("openssl")) else { return };
    for parameters in [json!({}), json!({"timeout": "1m30s"})] {
        let setup = Setup::new(&parameters);
        setup.certify("one");
        let checked = setup.nginx(&nginx).arg("-t").output().expect("nginx runs");
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success(), "{parameters}: {said}");
        assert!(!said.contains("[warn]"), "{parameters}: {said}");
    }
}

#[test]
fn nginx_ends_tls_in_front_of_main_and_follows_the_certificate() {
    let (Some(nginx), Some(_)) = (program("nginx"), program("openssl")) else { return };
    let setup = Setup::new(&json!({}));
    setup.certify("one");
    serve_echo(setup.main);
    let _running = Running::start(&mut setup.nginx(&nginx));
    wait_until("nginx listens", || listens(setup.https) && listens(setup.health));

    let answer = Setup::get(setup.https, "/cart?a=1");
    for part in ["200 OK", "GET /cart?a=1", "Host: shop.example.com", "X-Forwarded-Proto: https", "X-Real-IP: 127."] {
        assert!(answer.contains(part), "no `{part}` in\n{answer}");
    }
    let health = Setup::get(setup.health, "/");
    assert!(health.contains("200 OK") && health.ends_with("ok\n"), "{health}");

    assert!(Setup::subject(setup.https).ends_with("one"));
    setup.certify("two");
    assert!(Setup::subject(setup.https).ends_with("two"), "the renewed certificate is not taken up");
}

/// Who comes without a certificate is let in only where that is optional, and main learns who came.
#[test]
fn nginx_asks_clients_for_certificates() {
    let (Some(nginx), Some(_)) = (program("nginx"), program("openssl")) else { return };
    for (wanted, anonymous) in [("required", "400 Bad Request"), ("optional", "X-Client-Verify: NONE")] {
        let setup = Setup::new(&json!({"clientCaSecret": "clients", "clientCertificate": wanted}));
        // A client that signed its certificate itself is an authority of its own.
        setup.certify("cart");
        let at = |name: &str| setup.folder.name(name);
        for (from, to) in [("tls.crt", "ca.crt"), ("tls.crt", "client.crt"), ("tls.key", "client.key")] {
            fs::copy(at(from), at(to)).expect("copied");
        }
        setup.certify("shop");
        serve_echo(setup.main);
        let _running = Running::start(&mut setup.nginx(&nginx));
        wait_until("nginx listens", || listens(setup.https) && listens(setup.health));
        let request = "GET / HTTP/1.1\r\nHost: shop\r\nX-Client-Verify: SUCCESS\r\nConnection: close\r\n\r\n";
        let known = ["-quiet", "-ign_eof", "-cert", &at("client.crt"), "-key", &at("client.key")];
        let answer = Setup::client(setup.https, request, &known);
        assert!(
            answer.contains("X-Client-Verify: SUCCESS") && answer.contains("X-Client-Subject: CN=cart"),
            "{answer}"
        );
        let answer = Setup::client(setup.https, request, &["-quiet", "-ign_eof"]);
        assert!(answer.contains(anonymous) && !answer.contains("X-Client-Verify: SUCCESS"), "{wanted}: {answer}");
        assert!(Setup::get(setup.health, "/").contains("200 OK"), "kubelet has no certificate");
    }
}

/// Without any one of its semicolons nginx refuses a configuration, and `lint` says so; with all of them neither does.
#[test]
fn nginx_and_lint_miss_the_same_semicolons() {
    const WHOLE: &str = "pid nginx.pid;\nevents { worker_connections 16; }\nhttp {\n  log_format short '$status; {';\n  \
        access_log off;\n  upstream shop {\n    hash $request_uri consistent;\n    server 127.0.0.1:8081;\n    server \
        127.0.0.1:8082;\n  }\n  server {\n    listen 127.0.0.1:8099; # }\n    root \"/srv\";\n    location / {\n      \
        proxy_pass http://shop;\n      proxy_set_header Host ${host};\n    }\n  }\n}\n";
    let Some(nginx) = program("nginx") else { return };
    let folder = Folder::new();
    let file = folder.at("nginx.conf");
    let refused = |text: &str| {
        fs::write(&file, text).expect("written");
        let mut command = Command::new(&nginx);
        command.arg("-t").arg("-p").arg(folder.path()).arg("-c").arg(&file).args(["-e", "stderr"]);
        let checked = command.output().expect("nginx runs");
        (!checked.status.success(), String::from_utf8_lossy(&checked.stderr).into_owned())
    };
    let found = |text: &str| {
        let map =
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, "data": {"a.conf": text}});
        let ran = podpat_on(map.to_string(), ["lint", "-", "--no-config", "--select=unterminated-directive"]);
        ran.code == 1
    };
    let (refuses, said) = refused(WHOLE);
    assert!(!refuses && !found(WHOLE), "{said}");
    let ends = WHOLE.match_indices(";\n").chain(WHOLE.match_indices("; ")).map(|(at, _)| at);
    // One stands in quotes, and to the format before the next nginx takes whatever follows.
    let ends: Vec<usize> =
        ends.filter(|&at| !WHOLE[..at].ends_with("$status") && !WHOLE[..at].ends_with('\'')).collect();
    assert_eq!(ends.len(), 10);
    for at in ends {
        let text = [&WHOLE[..at], &WHOLE[at + 1..]].concat();
        let (refuses, said) = refused(&text);
        assert!(refuses, "nginx takes\n{text}");
        assert!(found(&text), "not found: {said}\n{text}");
    }
}
