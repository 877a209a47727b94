//! The rule `unshared-helper`.

use crate::composition::knowledge::{FileUse, Function, SoftwareKind};
use crate::composition::{Composition, Role, Step, VolumeKind};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A helper that works on files, such as a log shipper or git-sync, and shares no volume with another container; or
    /// a script that follows a file that is in no volume.
    ///
    /// ## Why it matters
    /// Containers of a Pod see each other's files only in volumes that both mount. A log shipper without a shared
    /// volume waits for a file that never appears, and no container can serve what git-sync fetches.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: content, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///   - name: git-sync
    ///     image: registry.k8s.io/git-sync/git-sync:v4.4.0
    ///     args: [--repo=https://example.com/site.git]
    ///     volumeMounts: [{name: content, mountPath: /git}]
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
    ///     args: [--repo=https://example.com/site.git]
    ///     volumeMounts: [{name: content, mountPath: /git}]
    /// ```
    "unshared-helper", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for (index, member) in composition.members.iter().enumerate().filter(|(_, member)| member.is_long_running()) {
        if let Some(file) = tails_alone(composition, index) {
            out.at(&member.path, format!("`{}` follows {file}, which no other container can write to", member.name))
                .help(format!(
                    "mount one volume at its folder, in `{}` and in the container that writes it",
                    member.name
                ));
            continue;
        }
        let files = member.software().and_then(|software| software.files);
        let Some(verb) = files.and_then(verb).filter(|_| member.role.is_helper()) else { continue };
        if composition.with_role(Role::Main).next().is_none()
            || shares(composition, index)
            || is_fed(composition, index)
        {
            continue;
        }
        let what = member.function.map_or("helper", Function::as_str);
        out.at(&member.path, format!("`{}` ({what}) shares no volume with another container", member.name))
            .help(format!("mount one volume in `{}` and in the container whose files it {verb}", member.name));
    }
}

const fn verb(files: FileUse) -> Option<&'static str> {
    match files {
        FileUse::Reads => Some("reads"),
        FileUse::Writes => Some("writes"),
        FileUse::Socket => None,
    }
}

/// Returns true if another container mounts a volume that this one mounts too.
fn shares(composition: &Composition, index: usize) -> bool {
    composition.volumes.iter().any(|volume| {
        let own = || volume.mounts.iter().filter(|mount| mount.member == index);
        let mut others = volume.mounts.iter().filter(|mount| mount.member != index);
        others.any(|other| own().any(|own| own.overlaps(other)))
    })
}

/// Returns true if its work comes another way: from the node's files, or over the network.
fn is_fed(composition: &Composition, index: usize) -> bool {
    let from_node = composition.volumes.iter().any(|volume| {
        let mounted = volume.mounts.iter().any(|mount| mount.member == index);
        mounted && !matches!(volume.kind, VolumeKind::EmptyDir | VolumeKind::Injected)
    });
    let asked = composition.links.iter().any(|link| link.via.is_network() && (link.from == index || link.to == index));
    from_node || asked || !composition.members[index].ports.is_empty()
}

/// The file that the script of a system image follows although none of its volumes holds it and nobody else sees it.
fn tails_alone(composition: &Composition, index: usize) -> Option<&str> {
    let member = &composition.members[index];
    let steps = &member.command.steps;
    let bare = member.image_software().is_some_and(|software| software.kind == SoftwareKind::Shell);
    let running = || composition.members.iter().filter(|member| member.is_long_running()).count();
    if !bare || running() < 2 || steps.iter().any(|step| step.program() == "touch") {
        return None;
    }
    let mut mounts = composition.volumes.iter().flat_map(|volume| &volume.mounts).filter(|mount| mount.member == index);
    let mut tails = steps.iter().filter(|step| step.program() == "tail").flat_map(Step::arguments);
    let system = |file: &str| ["/dev/", "/proc/", "/sys/", "/etc/"].iter().any(|folder| file.starts_with(folder));
    let file = tails.find(|word| word.starts_with('/') && !system(word))?;
    let own = steps.iter().any(|step| step.writes.iter().any(|written| written == file));
    let mounted = mounts.any(|mount| mount.path.is_empty() || file.starts_with(mount.path.trim_end_matches('/')));
    (!own && !mounted).then_some(file)
}
