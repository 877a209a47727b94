//! References to variables within values and command lines: as Kubernetes replaces them, and as a shell does.

use crate::composition::Image;

/// Returns the names in `$(NAME)`, as people call variables; `$(date)` is meant for a shell.
pub(super) fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("$(").filter_map(|(at, _)| {
        let escaped = text[..at].ends_with('$');
        let (name, _) = text[at + 2..].split_once(')')?;
        (!escaped && is_name(name)).then_some(name)
    })
}

/// Returns the first variable as a shell writes it: `${NAME}` or `$NAME`.
pub(super) fn shell_reference(text: &str) -> Option<&str> {
    text.match_indices('$').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let name = match rest.strip_prefix('{') {
            Some(rest) => rest.split_once('}')?.0,
            None => rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()?,
        };
        (is_name(name) && !text[..at].ends_with(['$', '\\'])).then_some(name)
    })
}

/// Returns true if a variable is one that the kubelet defines for every Service: `DB_SERVICE_HOST`, `DB_PORT_5432_TCP`.
pub(super) fn is_of_service(name: &str) -> bool {
    name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT")
}

/// Returns true if a program is known to put in variables itself, as Spring, the JVM's frameworks and the Beats do.
pub(super) fn expands_itself(image: &Image, word: &str) -> bool {
    let known = ["beat", "logstash", "telegraf", "otel", "collector", "alloy", "agent", "promtail", "loki", "vector"];
    let option = ["-D", "--spring", "-E", "--Dspring"];
    known.iter().any(|name| image.base().contains(name))
        || option.iter().any(|start| word.starts_with(start))
        || word.contains("config.expand-env")
        || word.contains(char::is_whitespace)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
