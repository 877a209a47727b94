//! A web server that a test scripts: main behind a proxy, or a server in front of which one stands.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A server on the loopback, one request a connection. It ends with the process.
pub(super) struct Web {
    requests: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// Serves on a port; `answer` says the status and the body from the number of the request and its first line.
    pub(super) fn start(port: u16, answer: impl Fn(usize, &str) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &seen, answer.as_ref()));
            }
        });
        Self { requests }
    }

    /// The requests so far, with their headers.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("whole").clone()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answer: &impl Fn(usize, &str) -> (u16, String)) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let number = {
        let mut seen = seen.lock().expect("whole");
        seen.push(request.clone());
        seen.len()
    };
    let (status, body) = answer(number, request.lines().next().unwrap_or_default());
    let head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // The client may have left.
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
}
