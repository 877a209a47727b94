//! The rule `replaced-git-program`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A git-sync container that is configured to run another program as git (`GITSYNC_GIT` or `--git`).
    ///
    /// ## Why it matters
    /// git-sync runs whatever is configured there. Whoever may change the variable, or the file, can run a program of
    /// their own with the credentials of the repository.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.k8s.io/git-sync/git-sync:v4.4.2
    /// env: [{name: GITSYNC_GIT, value: /tmp/git}]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.k8s.io/git-sync/git-sync:v4.4.2
    /// env: [{name: GITSYNC_REPO, value: "https://git.example.com/shop.git"}]
    /// ```
    "replaced-git-program", Warning, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        if variable.name == "GITSYNC_GIT" {
            let place = container.path.clone().field("env").index(at);
            out.at(place, "git-sync runs another program than the git of its image").help("remove the variable");
        }
    }
    let is_git_sync = Image::parse(container.image()).base() == "git-sync";
    for (at, word) in container.spec.args.iter().flatten().enumerate().filter(|_| is_git_sync) {
        if word == "--git" || word.starts_with("--git=") {
            let place = container.path.clone().field("args").index(at);
            out.at(place, "git-sync runs another program than the git of its image").help("remove the flag");
        }
    }
}
