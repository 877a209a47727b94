//! Flags and verbs that other tools have and podpat has under another name: what to write instead.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::catalogue::Catalogue;

/// Flags of `kubectl run`, `kubectl create` and `docker run`, and what podpat calls them.
const FLAGS: [(&str, &str); 12] = [
    ("--image", "the image of the main container is `--main IMAGE`"),
    ("--env", "write `--set main.env.NAME=VALUE`"),
    ("-e", "write `--set main.env.NAME=VALUE`"),
    ("--replicas", "write `--set replicas=3`, with `--kind Deployment`"),
    ("--command", "write `--set 'main.command=[sh, -c, …]'`"),
    ("--args", "write `--set 'main.args=[…]'`"),
    ("--expose", "write `--set service=true`, with `--port 8080`"),
    ("--labels", "write `--set labels.KEY=VALUE`"),
    ("-l", "write `--set labels.KEY=VALUE`"),
    ("--schedule", "write `--set 'schedule=0 3 * * *'`, with `--kind CronJob`"),
    ("--volume", "a helper shares files with main by `path`; other volumes are `volumes:` in a description"),
    ("--dry-run", "podpat applies nothing: what it prints goes to `kubectl apply --dry-run=server -f -`"),
];

/// Verbs of other tools, and the command that does what they do.
const VERBS: [(&str, &str); 7] = [
    ("check", "`podpat lint` finds what is wrong with manifests"),
    ("validate", "`podpat lint` finds what is wrong with manifests"),
    ("score", "`podpat lint` finds what is wrong with manifests"),
    ("fix", "`podpat lint --fix` mends what can be mended"),
    ("render", "`podpat generate` makes manifests of a description"),
    ("describe", "`podpat inspect` says what the containers of a Pod are to each other"),
    ("list", "`podpat patterns` lists the catalogue, and `podpat rules` the rules"),
];

/// Returns clap's error with the tip that helps, where a flag or a verb is one of another tool, or a container stands in
/// the place of a verb.
pub fn explained(mut error: Error) -> Error {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) {
        let verb = VERBS.iter().find(|(verb, _)| verb == word).map(|(_, tip)| (*tip).to_owned());
        let of_catalogue = || {
            let known = Catalogue::built_in().get(word).is_some();
            known.then(|| format!("`{word}` is a container of the catalogue: `podpat patterns show {word}`"))
        };
        if let Some(tip) = verb.or_else(of_catalogue) {
            error.remove(ContextKind::SuggestedSubcommand);
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
        }
        return error;
    }
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return error };
    let typed = flag.split('=').next().unwrap_or_default();
    if let Some((_, tip)) = FLAGS.iter().find(|(flag, _)| *flag == typed) {
        error.remove(ContextKind::SuggestedArg);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(*tip)]));
    }
    error
}
