//! The rule `dynamic-busybox`.

use crate::composition::{Image, Member};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A busybox that is copied from its official image into a volume for a container with another image, in a variant
    /// that needs the C library of its original image.
    ///
    /// ## Why it matters
    /// `busybox:1.37` is linked to glibc. In an image without glibc, such as Alpine or a distroless image, it fails
    /// with `no such file or directory`. The variants `-musl` and `-uclibc` are statically linked.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: tools
    ///     image: busybox:1.37
    ///     command: [cp, /bin/busybox, /tools/]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    ///     command: [/tools/busybox, sh, -c, "exec /app"]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// volumes: [{name: tools, emptyDir: {}}]
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: tools
    ///     image: busybox:1.37-musl
    ///     command: [cp, /bin/busybox, /tools/]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    ///     command: [/tools/busybox, sh, -c, "exec /app"]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// volumes: [{name: tools, emptyDir: {}}]
    /// ```
    "dynamic-busybox", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let copies = |member: &Member| member.slot == Slot::Init && is_dynamic(&member.image) && copies_itself(member);
    for (at, source) in composition.members.iter().enumerate().filter(|(_, member)| copies(member)) {
        let mounted = composition.volumes.iter().filter(|volume| volume.members().contains(&at));
        let runs = mounted.flat_map(|volume| &volume.mounts).find_map(|mount| {
            let member = composition.members.get(mount.member).filter(|_| mount.member != at)?;
            (runs_from(member, &mount.path) && !has_glibc(&member.image)).then_some(member)
        });
        let Some(user) = runs else { continue };
        let tag = source.image.tag().trim_end_matches("-glibc");
        let better = if tag.is_empty() || tag == "latest" { "musl".to_owned() } else { format!("{tag}-musl") };
        out.at(
            source.path.clone().field("image"),
            format!("`{}` runs this busybox, which needs the C library of its own image", user.name),
        )
        .help(format!("write `busybox:{better}`"))
        .related(&user.path, "runs it from the volume");
    }
}

/// Returns true if an image is the official one in its variant with glibc.
fn is_dynamic(image: &Image) -> bool {
    image.is_official() && image.base() == "busybox" && !["musl", "uclibc"].iter().any(|it| image.tag().contains(it))
}

fn copies_itself(member: &Member) -> bool {
    let copies = |program: &str| matches!(program, "cp" | "install");
    let is_it = |word: &String| word.ends_with("/busybox");
    member.command.steps.iter().any(|step| copies(step.program()) && step.arguments().iter().any(is_it))
}

/// Returns true if a container runs busybox from a folder.
fn runs_from(member: &Member, folder: &str) -> bool {
    let is_it = |word: &String| word.ends_with("/busybox") && word.starts_with(folder.trim_end_matches('/'));
    member.command.steps.iter().filter_map(|step| step.words.first()).chain(member.command.words.first()).any(is_it)
}

/// Returns true if an image is known to have glibc.
fn has_glibc(image: &Image) -> bool {
    const KNOWN: [&str; 9] =
        ["debian", "ubuntu", "fedora", "centos", "rockylinux", "almalinux", "amazonlinux", "busybox", "buildpack-deps"];
    KNOWN.contains(&image.base()) || image.base() == "base-debian12" || image.tag().contains("bookworm")
}
