//! The rule `stale-helper-flags`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A flag of a known helper that only older versions than that of its image have, such as `--branch` of git-sync
    /// from version 4 on.
    ///
    /// ## Why it matters
    /// The flag is deprecated or removed: it is ignored, or the program refuses to start. The documentation of the
    /// version in use does not describe it.
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
    ///     args: [--repo=https://example.com/site.git, --branch=main]
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
    ///     args: [--repo=https://example.com/site.git, --ref=main]
    ///     volumeMounts: [{name: content, mountPath: /tmp/git}]
    /// ```
    "stale-helper-flags", Warning, Deprecation, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in &pod.composition().members {
        let (Some(software), Some(major)) = (member.image_software(), member.image.major()) else { continue };
        for option in member.command.options() {
            let stale = software.stale.iter().find(|stale| stale.option == option.name && major >= stale.since);
            let Some(stale) = stale else { continue };
            out.at(
                member.command.place_of(option.at, &member.path),
                format!("`{}` is obsolete since version {} of {}", stale.option, stale.since, software.id),
            )
            .help(format!("write {}", stale.instead));
        }
    }
}
