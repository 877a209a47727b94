//! The pages of the rules, `docs/rules.md` and a page for each category, are made of the rules.

use podpat::internals::lint::{Category, Fixable, Peer, Rule, rules};

use super::compare;

const HEAD: &str = "# Rules\n\n<!-- written by `just bless` from the rules -->\n\n\
    Every rule of `podpat lint`, by category. `podpat explain RULE` prints one of these pages in a terminal, and\n\
    `podpat rules -o json` prints the list for scripts. [Configuration](configuration.md) describes how to choose rules and\n\
    change their severity; [adopting podpat](adopting.md#answering-a-finding) describes how to suppress a single finding.\n\n\
    A rule that is off by default runs when it is selected, by itself or by a preset. Safe fixes are applied by\n\
    `podpat lint --fix`, unsafe ones with `--unsafe-fixes` as well; see [fixes](fixes.md).\n";

#[test]
fn the_pages_say_what_the_rules_say() {
    let mut index = HEAD.to_owned();
    for category in Category::ALL {
        let name = category.as_str();
        let mut rules: Vec<&Rule> = rules::all().iter().copied().filter(|rule| rule.category == category).collect();
        rules.sort_by_key(|rule| rule.id);
        let title = title(name);
        index += &format!("\n## {title}\n\n{}\n\n", about(category));
        index += "| rule | severity | default | fix | what it catches |\n|---|---|---|---|---|\n";
        index += &rules.iter().map(|rule| row(name, rule)).collect::<String>();
        let sections: String = rules.iter().map(|rule| section(rule)).collect();
        let head = format!("# {title}\n\n<!-- written by `just bless` from `src/lint/rules/{name}/` -->\n\n");
        compare(&format!("docs/rules/{name}.md"), &format!("{head}{}\n{sections}", about(category)));
    }
    compare("docs/rules.md", &index);
}

fn title(category: &str) -> String {
    match category {
        "rbac" => "RBAC".to_owned(),
        name => name[..1].to_uppercase() + &name[1..],
    }
}

/// The sentence above the rules of a category.
const fn about(category: Category) -> &'static str {
    match category {
        Category::Validity => "The API server would refuse the object. These rules are checked offline.",
        Category::Composition => "The containers of one Pod do not work together.",
        Category::References => "A name or number leads to nothing, or to something else than was meant.",
        Category::Reliability => "The workload does not survive failures, updates or maintenance as it could.",
        Category::Resources => "Requests and limits are missing or implausible.",
        Category::Security => "An attacker could use this.",
        Category::Networking => "Services, Ingresses, ports and network policies do not do what they seem to do.",
        Category::Images => "An image reference is invalid, or may change unnoticed.",
        Category::Rbac => "A role or binding grants too much, or too little.",
        Category::Deprecation => "A field, image or flag is on its way out.",
        Category::Hygiene => "The manifest itself is untidy.",
    }
}

const fn fix(rule: &Rule) -> &'static str {
    match rule.fixable {
        None => "",
        Some(Fixable::Mixed) => "safe or unsafe",
        Some(fixable) => fixable.as_str(),
    }
}

fn row(category: &str, rule: &Rule) -> String {
    let Rule { id, severity, .. } = rule;
    let on = if rule.on { "on" } else { "off" };
    let summary = rule.summary().replace('|', "\\|");
    format!("| [`{id}`](rules/{category}.md#{id}) | {severity} | {on} | {} | {summary} |\n", fix(rule))
}

/// A rule: its documentation with the headings one level lower, its settings, and its names in other linters.
fn section(rule: &Rule) -> String {
    let Rule { id, severity, .. } = rule;
    let on = if rule.on { "on by default" } else { "off by default" };
    let fixes = match fix(rule) {
        "" => String::new(),
        kind => format!(" · {kind} fix"),
    };
    let lines = rule.page();
    let lines = lines.lines().map(|line| match line.strip_prefix("## ") {
        Some(heading) => format!("**{heading}**\n\n"),
        None => format!("{line}\n"),
    });
    let page = lines.collect::<String>().replace("```\n**", "```\n\n**");
    let settings: String = rule
        .settings
        .iter()
        .map(|setting| format!("- `{}` (default {}): {}\n", setting.name, setting.default, setting.help))
        .collect();
    let settings = if settings.is_empty() { settings } else { format!("\n**Settings**\n\n{settings}") };
    let twins: Vec<String> = Peer::twins_of(id).map(|name| format!("`{name}`")).collect();
    let twins = if twins.is_empty() { String::new() } else { format!("\nIn other linters: {}\n", twins.join(", ")) };
    format!("\n## {id}\n\n{severity} · {on}{fixes}\n\n{}\n{settings}{twins}", page.trim_end())
}
