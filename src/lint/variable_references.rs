//! References to variables within values and command lines: as Kubernetes replaces them, and as a shell does.

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

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
