//! The signs that a container stops others when its work is done, or is stopped by them.

use crate::composition::Member;

/// Returns true if a container is told to end when it is asked to.
pub(super) fn stops_by_request(member: &Member) -> bool {
    member.command.has_option(member.software().map_or(&[][..], |software| &software.stops_with))
}

/// Returns true if a script names the program of a neighbour whose processes it sees, as one that ends it does.
pub(super) fn speaks_of(other: &Member, member: &Member) -> bool {
    let text = other.command.text();
    let known = member.software().map_or(&[][..], |software| software.programs.as_slice());
    let mut programs = member.command.programs().chain(known.iter().map(String::as_str));
    other.command.is_script && (text.contains(&member.name) || programs.any(|program| text.contains(program)))
}

/// Returns true if a container looks as if it stopped its neighbours when it is done.
pub(super) fn stops_others(member: &Member) -> bool {
    let text = member.command.text();
    ["quitquitquit", "kill", "/quit", "shutdown", "/exit", "/stop"].iter().any(|sign| text.contains(sign))
}
