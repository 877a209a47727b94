//! The rule `command-without-program`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A `command` whose first element is an option or an argument instead of a program.
    ///
    /// ## Why it matters
    /// `command` replaces the image's entry point, so its first element must be a program. There is no program called
    /// `--port=5432`, and the container cannot start. Arguments for the image's own program belong in `args`.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    /// command: [--port=5432, shop:europe-west1:orders]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    /// args: [--port=5432, shop:europe-west1:orders]
    /// ```
    "command-without-program", Error, Reliability, Check::Container(check)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(program) = container.spec.command.as_ref().and_then(|command| command.first()) else { return };
    if program.chars().any(char::is_whitespace) || !(program.starts_with('-') || is_address(program)) {
        return;
    }
    let name = container.name();
    out.at(
        container.path.clone().field("command").index(0),
        format!("there is no program `{program}` in `{name}`: this is an argument"),
    )
    .help("move the arguments to `args`, which the image's own program gets");
}

/// Returns true if a word without a folder holds what instances, addresses and URLs do.
fn is_address(word: &str) -> bool {
    word.contains("://") || !word.contains('/') && word.matches(':').count() >= 2
}
