//! Markdown on a terminal: the little of it that rule pages use.

/// The page as it is shown. Without a terminal it stays Markdown, which every other reader understands.
pub(super) fn render(markdown: &str, terminal: bool) -> String {
    if !terminal {
        return format!("{}\n", markdown.trim_end());
    }
    let mut code = false;
    let mut shown = |line: &str| {
        if line.starts_with("```") {
            code = !code;
            return String::new();
        }
        let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("# "));
        match heading {
            _ if code => format!("    \x1b[36m{line}\x1b[0m\n"),
            Some(heading) => format!("\x1b[1m{heading}\x1b[0m\n"),
            None => format!("{line}\n"),
        }
    };
    markdown.trim_end().lines().map(&mut shown).collect()
}
