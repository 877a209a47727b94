//! The rule `uid-mismatch-on-shared-volume`.

use crate::composition::{Mount, VolumeKind};
use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// Two containers that share a volume, run as different users, and have no group in common: neither `fsGroup` nor
    /// root on one side.
    ///
    /// ## Why it matters
    /// Files of one user can be read by another one only if the program made them readable for everybody, and cannot be
    /// changed or deleted. `fsGroup` gives all containers of the Pod a common group on the files of the volume.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: content, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginxinc/nginx-unprivileged:1.29.1
    ///     securityContext: {runAsUser: 101}
    ///     volumeMounts: [{name: content, mountPath: /usr/share/nginx/html, readOnly: true}]
    ///   - name: git-sync
    ///     image: registry.k8s.io/git-sync/git-sync:v4.4.0
    ///     securityContext: {runAsUser: 65533}
    ///     volumeMounts: [{name: content, mountPath: /git}]
    /// ```
    /// ## Write
    /// ```yaml
    /// securityContext: {fsGroup: 65533}
    /// volumes: [{name: content, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginxinc/nginx-unprivileged:1.29.1
    ///     securityContext: {runAsUser: 101}
    ///     volumeMounts: [{name: content, mountPath: /usr/share/nginx/html, readOnly: true}]
    ///   - name: git-sync
    ///     image: registry.k8s.io/git-sync/git-sync:v4.4.0
    ///     securityContext: {runAsUser: 65533}
    ///     volumeMounts: [{name: content, mountPath: /git}]
    /// ```
    "uid-mismatch-on-shared-volume", Info, Composition, Check::Pod(check), fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.pod.spec.security_context.as_ref();
    if context.is_some_and(|context| context.fs_group.is_some() || context.supplemental_groups.is_some()) {
        return;
    }
    let composition = pod.composition();
    for volume in
        composition.volumes.iter().filter(|volume| matches!(volume.kind, VolumeKind::EmptyDir | VolumeKind::Claim))
    {
        let user = |mount: &Mount| composition.members[mount.member].uid.filter(|&uid| uid != 0);
        let Some((writer, own)) = volume.mounts.iter().filter(|m| !m.read_only).find_map(|m| Some((m, user(m)?)))
        else {
            continue;
        };
        let stranger = volume.mounts.iter().find_map(|mount| Some((mount, user(mount).filter(|&uid| uid != own)?)));
        let Some((other, uid)) = stranger else { continue };
        let (writes, uses) = (&composition.members[writer.member], &composition.members[other.member]);
        let group = pod.pod.path().field("securityContext.fsGroup");
        let message = format!(
            "`{}` runs as user {uid}, and `{}`, which writes to `{}`, as user {own}",
            uses.name, writes.name, volume.name
        );
        out.at(&other.place, message)
            .help(format!("set `fsGroup: {own}` in the securityContext of the Pod"))
            .fix(Repair::to_review("give the files to a group of all containers", [Change::Set(group, own.into())]))
            .related(&writer.place, format!("written by user {own}"));
    }
}
