//! Pages that an editor shows beside a place, in Markdown.

use std::fmt::Write;

use crate::catalogue::{Entry, Parameter};
use crate::lint::{Selector, rule_page, rules};

/// Returns the page of a rule, or of a word that stands for several.
pub(super) fn of_selector(word: &str) -> Option<String> {
    match word.parse().ok()? {
        Selector::Rule(rule) => Some(rule_page(rule)),
        selector => {
            let covered = rules::all().iter().filter(|rule| selector.covers(rule));
            let lines: String = covered.map(|rule| format!("- `{}`: {}\n", rule.id, rule.summary())).collect();
            Some(format!("# {word}\n\nStands for these rules:\n\n{lines}"))
        }
    }
}

/// Returns the page of an entry of the catalogue.
pub(super) fn of_entry(entry: &Entry) -> String {
    let Entry { name, pattern, summary, use_when, not_when, image, example, .. } = entry;
    let mut page = format!(
        "# {name}\n\n{}: {summary}\n\nUse it when: {use_when}\n\nNot when: {not_when}\n\nImage: `{image}`\n",
        pattern.name()
    );
    let parameters = entry.all_parameters();
    if !parameters.is_empty() {
        page.push_str("\n## Parameters\n");
        for (name, parameter) in &parameters {
            let _ = writeln!(page, "- {}", of_parameter(name, parameter));
        }
    }
    let _ = write!(page, "\n## Example\n```yaml\n{}\n```\n", example.trim_end());
    page
}

/// Returns the line of a parameter.
pub(super) fn of_parameter(name: &str, parameter: &Parameter) -> String {
    format!("`{name}` ({}, {}): {}", parameter.form(), parameter.presence(), parameter.help)
}
