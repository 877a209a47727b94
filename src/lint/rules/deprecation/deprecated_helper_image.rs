//! The rule `deprecated-helper-image`.

use crate::composition::knowledge::SoftwareKind;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A helper image that is no longer maintained.
    ///
    /// ## Why it matters
    /// It receives no security updates, and will eventually stop working with newer releases of Kubernetes or of the
    /// software beside it.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: promtail
    ///     image: grafana/promtail:3.5.0
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: alloy
    ///     image: grafana/alloy:v1.10.2
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    "deprecated-helper-image", Warning, Deprecation, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in &pod.composition().members {
        let Some(software) = member.image_software() else { continue };
        // Electors have a rule of their own, which says what is wrong with them.
        let Some(instead) = software.deprecated.as_ref().filter(|_| software.kind != SoftwareKind::LeaderElection)
        else {
            continue;
        };
        out.at(member.path.clone().field("image"), format!("{} is no longer maintained", software.id))
            .help(format!("use {instead}"));
    }
}
