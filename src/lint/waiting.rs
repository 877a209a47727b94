//! The commands of a container that wait for a server, and the hosts they name.

use crate::composition::{Member, Step};

/// Returns true if a script repeats a command until it succeeds.
pub(super) fn waits(step: &Step) -> bool {
    const TOOLS: [&str; 5] = ["wait-for-it.sh", "wait-for-it", "wait-for", "wait4x", "dockerize"];
    const ASK: [&str; 10] =
        ["nc", "ncat", "netcat", "curl", "wget", "pg_isready", "redis-cli", "mysqladmin", "mongosh", "psql"];
    step.is_condition() && ASK.contains(&step.program()) || TOOLS.contains(&step.program())
}

/// The arguments of an image that does nothing but wait.
pub(super) fn of_waiter(member: &Member) -> impl Iterator<Item = &str> {
    let is_waiter = member.software().is_some_and(|software| software.id == "wait-for");
    member.command.words.iter().map(String::as_str).filter(move |_| is_waiter)
}

/// The arguments of a command without those that name a user, a database or a password.
pub(super) fn addresses(step: &Step) -> impl Iterator<Item = &str> {
    const OTHERS: [&str; 7] = ["-U", "-u", "-d", "-a", "--username", "--user", "--dbname"];
    let mut before = "";
    step.arguments()
        .iter()
        .map(String::as_str)
        .filter(move |word| !OTHERS.contains(&std::mem::replace(&mut before, word)))
}

/// Returns true if a word names a host: `db`, `db:5432`, `http://db.shop.svc:9200/health`.
pub(super) fn is_host(word: &str, name: &str) -> bool {
    let rest = word.split_once("://").map_or(word, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    host == name || host.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') && rest.contains(".svc"))
}
