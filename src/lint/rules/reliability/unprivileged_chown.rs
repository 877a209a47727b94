//! The rule `unprivileged-chown`.

use crate::composition::{Joint, Step};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A script that gives files to another user or group with `chown`, in a container that is not root or has no
    /// `CHOWN` capability.
    ///
    /// ## Why it matters
    /// Only root may change the owner of files. The command fails: an init container that does nothing else never
    /// succeeds, and the Pod does not start.
    ///
    /// ## Instead of
    /// ```yaml
    /// securityContext: {runAsUser: 1000}
    /// initContainers:
    ///   - name: own
    ///     image: busybox:1.37
    ///     command: [chown, -R, "postgres", /data]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    /// ```
    /// ## Write
    /// ```yaml
    /// securityContext: {runAsUser: 1000, fsGroup: 1000}
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    /// ```
    "unprivileged-chown", Warning, Reliability, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let Some((_, member)) = pod.member(container) else { return };
    let user = pod.pod.run_as_user(container).filter(|&user| user != 0);
    let allowed = container.keeps_capability("CHOWN");
    if user.is_none() && allowed {
        return;
    }
    // A script may ask who it is, or go on when it fails.
    let asks = ["id -u", "whoami", "EUID", "set +e"].iter().any(|sign| member.command.text().contains(sign));
    // Who owns the files already may give them to itself.
    let own = user.map(|user| user.to_string());
    let to_itself = |word: &String| own.as_deref().is_some_and(|own| word.split([':', '.']).next() == Some(own));
    // So may who makes the folders, and the number of a name is not known.
    let makes = member.command.steps.iter().any(|step| step.program() == "mkdir");
    let to_name = |word: &String| word.starts_with(|c: char| c.is_ascii_alphabetic()) && !word.starts_with("root");
    let is_chown = |step: &&Step| {
        let fails = step.program() == "chown" && step.joint != Some(Joint::Or) && !step.is_condition();
        let owner = step.arguments().iter().find(|word| !word.starts_with('-'));
        let may_be_own = user.is_some() && makes && owner.is_some_and(to_name);
        fails && !may_be_own && !step.arguments().iter().any(to_itself)
    };
    if asks || !member.command.steps.iter().any(|step| is_chown(&step)) {
        return;
    }
    let name = container.name();
    let message = match user {
        Some(user) => format!("`{name}` runs as user {user}, who may not change the owner of files"),
        None => format!("`{name}` drops the capability CHOWN, and may not change the owner of files"),
    };
    let word = member.command.words.iter().position(|word| word.contains("chown")).unwrap_or_default();
    let help = match user {
        Some(_) => "set `fsGroup` in the Pod's securityContext, or run this container as user 0",
        None => "set `fsGroup` in the Pod's securityContext, or add the capability CHOWN",
    };
    out.at(member.command.place_of(word, &container.path), message).help(help);
}
