//! The rule `served-git-folder`.

use crate::composition::knowledge::SoftwareKind;
use crate::composition::{Composition, Mount};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A web server that serves a folder into which another container of the Pod clones a Git repository.
    ///
    /// ## Why it matters
    /// The clone contains a `.git` folder, which the web server serves like all other files. Anybody can then read the
    /// whole history, including deleted files, unmerged branches, and a password in the URL of the repository.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: html, emptyDir: {}}]
    /// initContainers:
    ///   - name: content
    ///     image: alpine/git:2.49.1
    ///     args: [clone, "https://example.com/site.git", /html]
    ///     volumeMounts: [{name: html, mountPath: /html}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: html, mountPath: /usr/share/nginx/html, readOnly: true}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: html, emptyDir: {}}]
    /// initContainers:
    ///   - name: content
    ///     image: alpine/git:2.49.1
    ///     args: [clone, --separate-git-dir=/tmp/git, "https://example.com/site.git", /html]
    ///     volumeMounts: [{name: html, mountPath: /html}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: html, mountPath: /usr/share/nginx/html, readOnly: true}]
    /// ```
    "served-git-folder", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for volume in &composition.volumes {
        for cloned in &volume.mounts {
            let Some(below) = &cloned.clone else { continue };
            let mut others = volume.mounts.iter().filter(|mount| mount.member != cloned.member);
            let served = others.find(|mount| mount.sub_path == cloned.sub_path && is_served(mount, composition));
            let Some(served) = served else { continue };
            let name = |mount: &Mount| &composition.members[mount.member].name;
            let folder = [served.path.as_str(), below, ".git"].join("/").replace("//", "/");
            let place = served.place.clone().field("mountPath");
            out.at(place, format!("`{}` serves `{folder}`, the history of a repository", name(served)))
                .help("clone with `--separate-git-dir`, delete `.git`, or let git-sync check it out")
                .related(cloned.place.clone().field("mountPath"), format!("`{}` clones it here", name(cloned)));
        }
    }
}

/// Returns true if a web server shows the files of a mount to everybody. One that is configured may keep some to
/// itself.
fn is_served(mount: &Mount, composition: &Composition) -> bool {
    let Some(server) =
        composition.members[mount.member].software().filter(|software| software.kind == SoftwareKind::WebServer)
    else {
        return false;
    };
    let within = |path: &str, folders: &[String]| {
        let inside =
            |folder: &String| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        folders.iter().any(inside)
    };
    let own = composition.volumes.iter().flat_map(|volume| &volume.mounts).filter(|other| other.member == mount.member);
    let is_configured = own.into_iter().any(|own| within(&own.path, &server.config));
    within(&mount.path, &server.reads) && !is_configured
}
