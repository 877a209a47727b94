//! The rule `unprivileged-signal`.

use crate::composition::Member;
use crate::composition::knowledge::SoftwareKind;
use crate::lint::root_images::runs_as_root;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that sends a signal to a program of another container which runs as another user, without being root
    /// itself.
    ///
    /// ## Why it matters
    /// A shared process namespace only makes processes visible: a signal reaches only processes of the same user,
    /// unless root sends it. The script fails with `Operation not permitted`, and the program never reads its new
    /// configuration.
    ///
    /// ## Instead of
    /// ```yaml
    /// shareProcessNamespace: true
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     securityContext: {runAsUser: 0}
    ///   - name: reload
    ///     image: busybox:1.37
    ///     command: [sh, -c, "while true; do inotifyd - /conf:w | head -1; pkill -HUP nginx; done"]
    ///     securityContext: {runAsUser: 65534}
    /// ```
    /// ## Write
    /// ```yaml
    /// shareProcessNamespace: true
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     securityContext: {runAsUser: 0}
    ///   - name: reload
    ///     image: busybox:1.37
    ///     command: [sh, -c, "while true; do inotifyd - /conf:w | head -1; pkill -HUP nginx; done"]
    ///     securityContext: {runAsUser: 0}
    /// ```
    "unprivileged-signal", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.share_process_namespace != Some(true) {
        return;
    }
    let members = &pod.composition().members;
    // Databases start as root and go on as somebody else; the first process of a web server stays root's.
    let is_web_server = |member: &Member| member.kind() == Some(SoftwareKind::WebServer);
    let users = pod.containers.iter().zip(members).map(|(container, member)| {
        let by_image = || (is_web_server(member) && runs_as_root(container.image())).then_some(0);
        pod.pod.run_as_user(container).or_else(by_image)
    });
    let users: Vec<Option<i64>> = users.collect();
    for (member, &user) in members.iter().zip(&users).filter(|(member, _)| member.is_long_running()) {
        let Some(user) = user.filter(|&user| user != 0) else { continue };
        for name in member.command.signalled() {
            let others =
                || members.iter().zip(&users).filter(|(other, _)| other.is_long_running() && other.path != member.path);
            let Some((other, theirs)) = others().find(|(other, _)| other.runs_program(name)) else { continue };
            let Some(theirs) = theirs.filter(|&theirs| theirs != user) else { continue };
            let at = member.command.words.len().saturating_sub(1);
            out.at(
                member.command.place_of(at, &member.path),
                format!("`{}` runs as user {user}, who may not signal {name} of user {theirs}", member.name),
            )
            .help(format!("run `{}` as user {theirs}", member.name))
            .related(&other.path, format!("runs {name} as user {theirs}"));
            break;
        }
    }
}
