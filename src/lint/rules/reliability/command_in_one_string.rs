//! The rule `command-in-one-string`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A `command` whose first element is a whole command line.
    ///
    /// ## Why it matters
    /// `command` is not read by a shell: its first element is the name of the program to run. There is no program
    /// called `nginx -g daemon off;`, and the container cannot start.
    ///
    /// ## Instead of
    /// ```yaml
    /// command: ["nginx -g daemon off;"]
    /// image: nginx:1.29.1
    /// ```
    /// ## Write
    /// ```yaml
    /// command: [nginx, -g, daemon off;]
    /// image: nginx:1.29.1
    /// ```
    "command-in-one-string", Error, Reliability, Check::Container(check)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(program) = container.spec.command.as_ref().and_then(|command| command.first()) else { return };
    // A path with a blank in it is odd, but may be one.
    let words = program.split_whitespace().count();
    let (first, rest) = program.trim().split_once(char::is_whitespace).unwrap_or((program, ""));
    if words < 2 || (rest.starts_with(char::is_alphanumeric) && first.contains('/') && words == 2) {
        return;
    }
    let name = container.name();
    out.at(
        container.path.clone().field("command").index(0),
        format!("there is no program `{}` in `{name}`", shortened(program)),
    )
    .help("write each word as an element of its own, or `[sh, -c, …]` for a script");
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > 40 { line.chars().take(40).chain(['…']).collect() } else { line.to_owned() }
}
