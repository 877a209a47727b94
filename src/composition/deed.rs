//! What a script does for its neighbours: follows or rewrites their files, writes what they serve, asks them.

use super::command::Command;
use super::knowledge::SoftwareKind;
use super::link::Link;
use super::member::Member;
use super::role::Role;
use super::seeming::{Seems, Weight, says_main};
use super::step::{Joint, Step};
use super::volume::{Mount, Volume};

/// What one container does for another.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) role: Role,
    pub(super) function: &'static str,
    pub(super) why: String,
    /// Whether it is plain enough to overrule a name.
    pub(super) sure: bool,
}

const TRANSFORMS: [&str; 9] = ["sed", "awk", "gawk", "cut", "tr", "jq", "perl", "column", "xargs"];

/// Lets the deeds of scripts decide where software and names left it open.
pub(super) fn apply(members: &[Member], volumes: &[Volume], links: &[Link], seems: &mut [Seems]) {
    let mut mounts: Vec<Vec<(usize, &Mount)>> = vec![Vec::new(); members.len()];
    for (at, volume) in volumes.iter().enumerate().filter(|(_, volume)| volume.carries_data()) {
        for mount in &volume.mounts {
            mounts[mount.member].push((at, mount));
        }
    }
    let before: Vec<Seems> = seems.to_vec();
    for (index, member) in members.iter().enumerate().filter(|(_, member)| member.is_long_running()) {
        let scene = Scene { index, members, volumes, links, seems: &before };
        let Some(deed) = deed(member, &mounts[index], &scene) else { continue };
        let Deed { role, function, why, sure } = deed;
        if says_main(&member.name) {
            continue;
        }
        match &mut seems[index] {
            Seems::Plain => seems[index] = Seems::helper(role, function.to_owned(), why, Weight::Deed),
            Seems::Helper { weight: Weight::Name, .. } if sure => {
                seems[index] = Seems::helper(role, function.to_owned(), why, Weight::Deed);
            }
            Seems::Helper { function: named, .. } if named.as_deref().is_none_or(|name| name == "placeholder") => {
                *named = Some(function.to_owned());
            }
            _ => {}
        }
    }
}

struct Scene<'a> {
    index: usize,
    members: &'a [Member],
    volumes: &'a [Volume],
    links: &'a [Link],
    seems: &'a [Seems],
}

impl Scene<'_> {
    /// The other running containers that mount a volume, with their mounts.
    fn others(&self, volume: usize) -> impl Iterator<Item = &Mount> {
        let mounts = self.volumes[volume].mounts.iter();
        mounts.filter(|mount| mount.member != self.index && self.members[mount.member].is_long_running())
    }

    fn may_be_main(&self, mount: &Mount) -> bool {
        self.seems[mount.member].may_be_main()
    }
}

/// Whether it runs a script, or a program that any system has, rather than an application that is known.
pub(super) fn is_script(member: &Member) -> bool {
    let plain =
        |kind| matches!(kind, SoftwareKind::Toolbox | SoftwareKind::Shell | SoftwareKind::Runtime | SoftwareKind::Task);
    (member.command.is_script || is_plain(member))
        && !member.command.steps.is_empty()
        && member.kind().is_none_or(plain)
}

/// Whether all it runs are programs that any system has.
pub(super) fn is_plain(member: &Member) -> bool {
    !member.command.steps.is_empty() && member.command.programs().all(super::program::is_plain)
}

fn deed(member: &Member, mounts: &[(usize, &Mount)], scene: &Scene<'_>) -> Option<Deed> {
    if !is_script(member) {
        return None;
    }
    let kernel = |file: &String| file.starts_with("/proc/sys/") || file.starts_with("/sys/");
    if member.command.runs("sysctl") || member.command.steps.iter().any(|step| step.writes.iter().any(kernel)) {
        return Some(Deed {
            role: Role::Sidecar,
            function: "sysctl-setter",
            why: "it sets kernel parameters".to_owned(),
            sure: true,
        });
    }
    let asks_helper = scene.links.iter().any(|link| link.from == scene.index && scene.seems[link.to].is_helper());
    writes_for_others(member, mounts, scene)
        .filter(|_| !asks_helper)
        .or_else(|| reads_of_others(member, mounts, scene))
        .or_else(|| asks_others(member, scene))
        .or_else(|| borrows_image(member, scene))
}

/// Runs a script in the image of a neighbour that runs what the image is for.
fn borrows_image(member: &Member, scene: &Scene<'_>) -> Option<Deed> {
    let general = |kind| matches!(kind, SoftwareKind::Shell | SoftwareKind::Toolbox | SoftwareKind::Runtime);
    if !is_plain(member) || member.image_software.is_some_and(|software| general(software.kind)) {
        return None;
    }
    let owner = scene.members.iter().enumerate().find(|(index, other)| {
        *index != scene.index
            && other.is_long_running()
            && other.image.same_repository(&member.image)
            && !is_plain(other)
    })?;
    let why = format!("it runs a script in the image of `{}`", owner.1.name);
    scene.seems[owner.0].may_be_main().then_some(Deed { role: Role::Sidecar, function: "script", why, sure: true })
}

/// Writes what a server reads.
fn writes_for_others(member: &Member, mounts: &[(usize, &Mount)], scene: &Scene<'_>) -> Option<Deed> {
    let (volume, server) = mounts.iter().filter(|(_, mount)| mount.writes.is_some()).find_map(|&(volume, _)| {
        let served = |mount: &&Mount| {
            let other = &scene.members[mount.member];
            let serves = other.kind() == Some(SoftwareKind::WebServer) || !is_script(other) && mount.writes.is_none();
            scene.may_be_main(mount) && serves
        };
        Some((volume, scene.others(volume).find(served)?))
    })?;
    let function = match () {
        () if member.command.runs("git") => "git-sync",
        () if member.command.runs("wget") || member.command.runs("curl") => "content-fetcher",
        () if scene.members[server.member].kind() == Some(SoftwareKind::WebServer) => "content-writer",
        () => "file-writer",
    };
    let (name, other) = (&scene.volumes[volume].name, &scene.members[server.member].name);
    Some(Deed {
        role: Role::Sidecar,
        function,
        why: format!("it writes the files in `{name}` that `{other}` reads"),
        sure: true,
    })
}

/// Reads what another container writes.
fn reads_of_others(member: &Member, mounts: &[(usize, &Mount)], scene: &Scene<'_>) -> Option<Deed> {
    let (volume, writer, writes_too) =
        mounts.iter().filter(|(_, mount)| mount.reads.is_some()).find_map(|&(volume, mount)| {
            let wrote = |other: &&Mount| scene.may_be_main(other) && (other.writes.is_some() || other.reads.is_none());
            Some((volume, scene.others(volume).find(wrote)?, mount.writes.is_some()))
        })?;
    let runs = |program: &str| member.command.runs(program);
    let rewrites = rewrites(&member.command, mounts);
    let (role, function) = match () {
        () if rewrites == Some(Rewriting::Line) && runs("grep") => (Role::Sidecar, "log-monitor"),
        () if rewrites.is_some() => (Role::Adapter, "log-format-adapter"),
        // Two scripts that both write are equals.
        () if writes_too && scene.index < writer.member => return None,
        () if runs("tail") => (Role::Sidecar, "log-streamer"),
        () if runs("grep") => (Role::Sidecar, "log-monitor"),
        () if runs("ls") || runs("find") || runs("wc") || runs("du") => (Role::Sidecar, "file-watcher"),
        () => (Role::Sidecar, "file-reader"),
    };
    let (name, other) = (&scene.volumes[volume].name, &scene.members[writer.member].name);
    let verb = if role == Role::Adapter { "rewrites" } else { "reads" };
    let sure = role != Role::Adapter || rewrites == Some(Rewriting::Form);
    Some(Deed { role, function, why: format!("it {verb} what `{other}` writes to `{name}`"), sure })
}

/// How a script rewrites what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rewriting {
    /// A program puts it into another form.
    Form,
    /// It goes through it line by line, and may print each as it is.
    Line,
}

/// Whether a script puts what it reads from a shared volume into another form: `tail f | sed …`, `sed … f > g`,
/// `while read …; done < f`.
fn rewrites(command: &Command, mounts: &[(usize, &Mount)]) -> Option<Rewriting> {
    let shared = |text: &String| mounts.iter().any(|(_, mount)| !mount.path.is_empty() && text.contains(&mount.path));
    let transforms = |step: &Step| {
        let leaves_as_is = step.program() == "jq"
            && step.words.iter().skip(1).all(|word| matches!(word.as_str(), "." | "-c" | "-C" | "-M"));
        TRANSFORMS.contains(&step.program()) && !leaves_as_is
    };
    let mut by_lines = false;
    let mut piped = false;
    let mut by_line = false;
    for step in command.steps.iter() {
        let reads = step.arguments().iter().any(shared) || step.reads.iter().any(shared);
        let taken = piped || reads;
        if transforms(step) && taken {
            return Some(Rewriting::Form);
        }
        by_lines |= step.program() == "read" && taken || by_line && step.reads.iter().any(shared);
        piped = step.joint == Some(Joint::Pipe) && (piped || reads);
        by_line |= step.program() == "read";
    }
    by_lines.then_some(Rewriting::Line)
}

/// Asks a neighbour over the network, time and again.
fn asks_others(member: &Member, scene: &Scene<'_>) -> Option<Deed> {
    let asked = scene
        .links
        .iter()
        .find(|link| link.from == scene.index && link.via.is_network() && scene.seems[link.to].may_be_main())?;
    let other = &scene.members[asked.to].name;
    is_plain(member).then(|| Deed {
        role: Role::Sidecar,
        function: "poller",
        why: format!("it asks `{other}` ({})", asked.detail),
        sure: true,
    })
}
