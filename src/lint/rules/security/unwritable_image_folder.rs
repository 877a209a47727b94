//! The rule `unwritable-image-folder`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An official image whose program cannot write to a folder that it needs, because the root file system is
    /// read-only or because the user is not the one that the image was made for: nginx without a volume at
    /// `/var/cache/nginx`, PostgreSQL without one at `/var/run/postgresql`.
    ///
    /// ## Why it matters
    /// The server creates files in these folders when it starts. If it cannot, it exits with an error, and the
    /// container is restarted again and again.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     securityContext: {readOnlyRootFilesystem: true}
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: cache, emptyDir: {}}, {name: run, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     securityContext: {readOnlyRootFilesystem: true}
    ///     volumeMounts: [{name: cache, mountPath: /var/cache/nginx}, {name: run, mountPath: /run}]
    /// ```
    "unwritable-image-folder", Warning, Security, Check::Container(check)
}

/// The folders that an image writes to when it starts. Those that it declares as volumes are writable in any case.
struct Needs {
    /// Its repository; of official images the last part alone.
    image: &'static str,
    /// Folders it has to be able to write to.
    folders: &'static [&'static str],
    /// True if these folders belong to root in the image, so that no other user may write there.
    of_root: bool,
    /// Folders whose files can tell the program to write elsewhere.
    config: &'static [&'static str],
}

const NEEDS: [Needs; 7] = [
    Needs { image: "nginx", folders: &["/var/cache/nginx", "/run"], of_root: true, config: &["/etc/nginx"] },
    Needs { image: "postgres", folders: &["/run/postgresql"], of_root: false, config: &["/etc/postgresql"] },
    Needs { image: "mysql", folders: &["/run/mysqld"], of_root: false, config: &["/etc/mysql", "/etc/my.cnf"] },
    Needs { image: "mariadb", folders: &["/run/mysqld"], of_root: false, config: &["/etc/mysql"] },
    Needs {
        image: "httpd",
        folders: &["/usr/local/apache2/logs"],
        of_root: true,
        config: &["/usr/local/apache2/conf"],
    },
    Needs { image: "mongo", folders: &["/tmp"], of_root: false, config: &["/etc/mongo"] },
    Needs { image: "grafana/grafana", folders: &["/var/lib/grafana"], of_root: false, config: &["/etc/grafana"] },
];

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let image = Image::parse(container.image());
    let name = if image.is_official() { image.base() } else { image.repository() };
    let known = NEEDS.iter().find(|needs| name == needs.image);
    let Some(needs) = known.filter(|_| container.slot.is_long_running() && runs_its_program(container)) else { return };
    let mounts = || container.spec.volume_mounts.iter().flatten();
    if mounts().any(|mount| needs.config.iter().any(|folder| mount.mount_path.starts_with(folder))) {
        return;
    }
    let mounted = |folder: &str| mounts().any(|mount| is_within(folder, &mount.mount_path));
    let read_only = container.has_read_only_root();
    let other_user = needs.of_root && pod.pod.run_as_user(container).is_some_and(|user| user != 0);
    let Some(folder) = needs.folders.iter().find(|folder| !mounted(folder)).filter(|_| read_only || other_user) else {
        return;
    };
    let name = container.name();
    let user = pod.pod.run_as_user(container).unwrap_or_default();
    let message = if read_only {
        format!("`{name}` has to write to {folder}, and its root file system is read-only")
    } else {
        format!("`{name}` has to write to {folder}, which belongs to root, and runs as user {user}")
    };
    out.at(container.path.clone().field("image"), message).help(format!("mount an emptyDir at {folder}"));
}

/// Returns true if the container starts the program its image is made for.
fn runs_its_program(container: &Container<'_>) -> bool {
    // Another folder may be named among the arguments.
    let moved = container.spec.args.iter().flatten().any(|word| word.contains("path") || word.contains("prefix"));
    // The scripts that official images start with run what the arguments name.
    let image = Image::parse(container.image());
    let first = container.spec.args.iter().flatten().next();
    let is_own = first.is_none_or(|word| word.starts_with('-') || word.contains(image.base()) || word.ends_with('d'));
    container.spec.command.iter().flatten().next().is_none() && is_own && !moved
}

/// Returns true if a folder lies in a mount; `/var/run` is a link to `/run` in these images.
fn is_within(folder: &str, mount: &str) -> bool {
    let mount = mount.strip_prefix("/var").filter(|rest| rest.starts_with("/run")).unwrap_or(mount);
    folder.strip_prefix(mount.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
