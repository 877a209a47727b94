//! A real PostgreSQL server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::Server;
use super::unprivileged;

/// Of the password, everything that ends a string somewhere.
pub(super) const PASSWORD: &str = "o\"p ' e\\n $s";

/// A program of the newest PostgreSQL that is installed, none of which is on the path in Debian.
pub(super) fn postgres(name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.is_file()).max()
}

/// A server with the superuser `owner`, whose password is in the file `password`.
pub(super) fn server(folder: &Path, port: u16) -> Server {
    fs::write(folder.join("password"), PASSWORD).expect("written");
    let data = folder.join("data");
    let mut made = Command::new(postgres("initdb").expect("initdb"));
    made.args(["-U", "owner", "-A", "scram-sha-256", "--pwfile", "password", "-D"]).arg(&data).current_dir(folder);
    unprivileged(&mut made, folder);
    let made = made.output().expect("initdb runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut command = Command::new(postgres("postgres").expect("postgres"));
    command.args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"]).arg(folder).arg("-D").arg(&data);
    unprivileged(&mut command, folder);
    Server::start(&mut command, folder)
}
