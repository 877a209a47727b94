//! The page of a rule for people, in Markdown.

use super::options::Setting;
use super::peers::Peer;
use super::rule::Rule;

/// Returns the page of a rule: what it says of itself, and how to live with it.
pub fn rule_page(rule: &Rule) -> String {
    let on = if rule.on { "on by default" } else { "runs when selected" };
    let setting = |setting: &&Setting| format!("- `{}` ({}): {}\n", setting.name, setting.default, setting.help);
    let settings = match rule.settings {
        [] => String::new(),
        settings => format!("## Settings\n{}\n", settings.iter().map(setting).collect::<String>()),
    };
    let twins: String = Peer::twins_of(rule.id).map(|name| format!("- `{name}`\n")).collect();
    let twins = if twins.is_empty() { twins } else { format!("\n## In other linters\n{twins}") };
    let Rule { id, severity, category, .. } = rule;
    format!(
        "# {id}\n\n{severity}, {category}, {on}\n\n{}\n{settings}## To allow it once\n```yaml\n# podpat: ignore[{id}] the reason\n```\n{twins}",
        rule.page()
    )
}
