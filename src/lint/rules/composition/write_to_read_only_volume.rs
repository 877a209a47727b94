//! The rule `write-to-read-only-volume`.

use crate::composition::{Joint, Member, Mount, Step, Volume, VolumeKind};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A script that writes into a mounted ConfigMap or Secret: `sed -i`, `>` or `chown` of a file there.
    ///
    /// ## Why it matters
    /// ConfigMaps, Secrets and projected volumes are always read-only in a container. The command fails, and with `&&`
    /// or `set -e` the container ends before its program has started.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: config, configMap: {name: shop}}]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [sh, -c, "sed -i s/HOST/$HOSTNAME/ /etc/shop/shop.conf && exec /shop"]
    ///     volumeMounts: [{name: config, mountPath: /etc/shop}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: config, configMap: {name: shop}}, {name: filled, emptyDir: {}}]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [sh, -c, "sed s/HOST/$HOSTNAME/ /config/shop.conf > /etc/shop/shop.conf && exec /shop"]
    ///     volumeMounts: [{name: config, mountPath: /config}, {name: filled, mountPath: /etc/shop}]
    /// ```
    "write-to-read-only-volume", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for (at, member) in composition.members.iter().enumerate() {
        let mounts = || {
            let of = |volume| volume_mounts(volume, at);
            composition.volumes.iter().flat_map(of)
        };
        let mut told = Vec::new();
        for file in &member.writes {
            // The deepest mount is the one that holds the file.
            let holding =
                mounts().filter(|(_, mount)| holds(&mount.path, file)).max_by_key(|(_, mount)| mount.path.len());
            let is_read_only =
                |(volume, mount): &(&Volume, &Mount)| volume.kind == VolumeKind::Injected || mount.read_only;
            let Some((volume, mount)) = holding.filter(is_read_only) else { continue };
            if told.contains(&&volume.name) || tolerates_failure(member, file) {
                continue;
            }
            told.push(&volume.name);
            let word = member.command.words.iter().position(|word| word.contains(file.as_str()));
            let last = member.command.words.len().saturating_sub(1);
            out.at(
                member.command.place_of(word.unwrap_or(last), &member.path),
                format!("`{}` writes {file}, and `{}` is read-only", member.name, volume.name),
            )
            .help("copy the files to an emptyDir first, and change them there")
            .related(&mount.place, format!("`{}` is mounted here", volume.name));
        }
    }
}

fn volume_mounts(volume: &Volume, member: usize) -> impl Iterator<Item = (&Volume, &Mount)> {
    volume.mounts.iter().filter(move |mount| mount.member == member).map(move |mount| (volume, mount))
}

fn holds(folder: &str, file: &str) -> bool {
    !folder.is_empty() && file.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns true if the script goes on when it cannot write: `chmod +x /scripts/run.sh || true`.
fn tolerates_failure(member: &Member, file: &str) -> bool {
    let names = |step: &Step| step.words.iter().chain(&step.writes).any(|word| word.contains(file));
    let mut steps = member.command.steps.iter().filter(|step| names(step));
    steps.any(|step| step.joint == Some(Joint::Or) || step.is_condition() || step.program() == "mkdir")
}
