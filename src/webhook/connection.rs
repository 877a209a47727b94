//! One connection: requests and answers in turn, within bounds of time.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::http::{self, Incoming};
use super::pages;
use super::shared::Shared;

/// The time that a connection may be idle between two requests.
const IDLE: Duration = Duration::from_secs(90);

/// Serves a connection to its end. What goes wrong with a connection concerns its client alone.
pub(super) fn serve(tcp: TcpStream, tls: Arc<ServerConfig>, shared: &Shared) {
    let Ok(connection) = ServerConnection::new(tls) else { return };
    drop(tcp.set_nodelay(true));
    let mut stream = Bounded { tcp, until: Instant::now() };
    stream.allow(shared.patience);
    let mut stream = StreamOwned::new(connection, stream);
    drop(exchange(&mut stream, shared));
    stream.conn.send_close_notify();
    stream.sock.allow(Duration::from_secs(1));
    drop(stream.flush());
    drop(stream.sock.tcp.shutdown(Shutdown::Write));
}

fn exchange(stream: &mut StreamOwned<ServerConnection, Bounded>, shared: &Shared) -> io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        let request = match http::read(stream, &mut buffer, shared.max_body)? {
            Incoming::Request(request) => request,
            Incoming::Refused(refused) => {
                stream.sock.allow(shared.patience);
                return refused.answer().write(stream, false);
            }
            Incoming::Closed => return Ok(()),
        };
        let answer = pages::answer(&request, shared);
        let keeps_alive = request.keeps_alive && !shared.is_stopping();
        stream.sock.allow(shared.patience);
        answer.write(stream, keeps_alive)?;
        if !keeps_alive {
            return Ok(());
        }
        if buffer.is_empty() {
            wait(stream, &mut buffer, shared)?;
        }
        stream.sock.allow(shared.patience);
    }
}

/// Waits for the first bytes of the next request, in short steps: a server that stops has no time for idle connections.
fn wait(stream: &mut StreamOwned<ServerConnection, Bounded>, buffer: &mut Vec<u8>, shared: &Shared) -> io::Result<()> {
    let begin = Instant::now();
    let mut chunk = [0; 4096];
    loop {
        stream.sock.allow(shared.patience.min(Duration::from_millis(500)));
        match stream.read(&mut chunk) {
            Ok(count) => {
                buffer.extend_from_slice(&chunk[..count]);
                return if count == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) };
            }
            Err(error) if is_timeout(&error) && begin.elapsed() < IDLE && !shared.is_stopping() => {}
            Err(error) => return Err(error),
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

/// A socket whose reads and writes end at some time, however few bytes each of them has.
struct Bounded {
    tcp: TcpStream,
    until: Instant,
}

impl Bounded {
    /// Gives the client so much time from now on.
    fn allow(&mut self, time: Duration) {
        self.until = Instant::now() + time;
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Bounded {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(self.left()?)?;
        self.tcp.read(bytes)
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.left()?)?;
        self.tcp.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
