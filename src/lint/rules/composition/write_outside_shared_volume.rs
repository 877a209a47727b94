//! The rule `write-outside-shared-volume`.

use crate::composition::{Composition, Member, Volume};
use crate::k8s::Container;
use crate::lint::log_files;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A container that shares a volume with another one but writes to a folder outside of it: git-sync with a root
    /// that is in no volume, or a script or log file that the other container expects in the volume.
    ///
    /// ## Why it matters
    /// What is written outside the volume stays in the container's own file system. The other container waits for a
    /// file that never appears.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: content, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: content, mountPath: /usr/share/nginx/html, readOnly: true}]
    ///   - name: git-sync
    ///     image: registry.k8s.io/git-sync/git-sync:v4.4.0
    ///     args: [--repo=https://example.com/site.git, --root=/git]
    ///     volumeMounts: [{name: content, mountPath: /tmp/git}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: content, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: content, mountPath: /usr/share/nginx/html, readOnly: true}]
    ///   - name: git-sync
    ///     image: registry.k8s.io/git-sync/git-sync:v4.4.0
    ///     args: [--repo=https://example.com/site.git, --root=/git]
    ///     volumeMounts: [{name: content, mountPath: /git}]
    /// ```
    "write-outside-shared-volume", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for (at, (member, container)) in composition.members.iter().zip(&pod.containers).enumerate() {
        let shared = |volume: &&Volume| volume.carries_data() && is_shared(volume, at);
        let Some(volume) = composition.volumes.iter().find(shared) else { continue };
        let lost = sync_root(member, container).or_else(|| awaited_file(composition, at));
        let lost = lost.or_else(|| awaited_log(pod, at));
        let Some((path, place)) = lost.filter(|(path, _)| !is_mounted(composition, at, path)) else { continue };
        let Some(mount) = volume.mounts.iter().find(|mount| mount.member == at) else { continue };
        out.at(place, format!("`{}` writes {path}, which is in no volume that another container sees", member.name))
            .help(format!("write below {}, or mount `{}` where it writes", mount.path, volume.name))
            .related(&mount.place, format!("`{}` is mounted here", volume.name));
    }
}

fn is_shared(volume: &Volume, member: usize) -> bool {
    let mut others = volume.mounts.iter();
    volume.mounts.iter().any(|mount| mount.member == member) && others.any(|mount| mount.member != member)
}

/// Returns true if a path lies in any volume of a container.
fn is_mounted(composition: &Composition, member: usize, path: &str) -> bool {
    let mut mounts =
        composition.volumes.iter().flat_map(|volume| &volume.mounts).filter(|mount| mount.member == member);
    mounts.any(|mount| is_within(path, &mount.path))
}

fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder that git-sync is told to check out into.
fn sync_root(member: &Member, container: &Container<'_>) -> Option<(String, FieldPath)> {
    member.software().filter(|software| software.id == "git-sync")?;
    let options = member.command.options();
    let root = options.iter().find(|option| matches!(option.name, "--root" | "-root"));
    if let Some(option) = root {
        return Some((option.value?.to_owned(), member.command.place_of(option.at, &member.path)));
    }
    let is_root = |name: &str| matches!(name, "GIT_SYNC_ROOT" | "GITSYNC_ROOT");
    let at = container.spec.env.iter().flatten().position(|variable| is_root(&variable.name))?;
    let value = container.spec.env.as_ref()?.get(at)?.value.clone()?;
    Some((value, member.path.clone().field("env").index(at).field("value")))
}

/// A log file that a program is told to write, where another container reads one of that name from a volume of both.
fn awaited_log(pod: &PodView<'_>, at: usize) -> Option<(String, FieldPath)> {
    let composition = pod.composition();
    let logs = log_files::told(pod, at);
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let inside = |file: &str| logs.iter().any(|(log, _)| name(log) == name(file) && is_mounted(composition, at, log));
    logs.iter().find(|(log, _)| awaits(composition, at, log) && !inside(log)).cloned()
}

/// Returns true if another container reads a file of that name from a volume of both.
fn awaits(composition: &Composition, at: usize, file: &str) -> bool {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let shared = composition.volumes.iter().filter(|volume| volume.carries_data() && is_shared(volume, at));
    shared.flat_map(|volume| &volume.mounts).filter(|mount| mount.member != at).any(|mount| {
        let reads = &composition.members[mount.member].reads;
        reads.iter().any(|read| is_within(read, &mount.path) && name(read) == name(file))
    })
}

/// A file that a script writes, where another container reads one of that name from a volume of both.
fn awaited_file(composition: &Composition, at: usize) -> Option<(String, FieldPath)> {
    let member = &composition.members[at];
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let file = member.writes.iter().find(|file| name(file).contains('.') && awaits(composition, at, file))?;
    // The file may be written in the volume as well.
    let inside = member.writes.iter().any(|other| name(other) == name(file) && is_mounted(composition, at, other));
    let word = member.command.words.iter().position(|word| word.contains(file.as_str()))?;
    (!inside).then(|| (file.clone(), member.command.place_of(word, &member.path)))
}
