//! The rule `typographic-character`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// Typographic quotes or dashes where plain ones were meant: `“nginx”` around a value, `–port` for an option.
    ///
    /// ## Why it matters
    /// Word processors and web pages put them in. To YAML and to programs they are ordinary characters: the quotes
    /// become part of the image name, and the program does not recognise the option.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// args: [–port=80]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// args: [--port=80]
    /// ```
    "typographic-character", Warning, Hygiene, Check::Container(check), fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = &container.spec;
    let path = &container.path;
    let mut texts = vec![(path.clone().field("image"), container.image())];
    for (list, words) in [("command", &spec.command), ("args", &spec.args)] {
        let words = words.iter().flatten().enumerate();
        texts.extend(words.map(|(at, word)| (path.clone().field(list).index(at), word.as_str())));
    }
    for (at, variable) in spec.env.iter().flatten().enumerate() {
        let value = variable.value.as_deref().unwrap_or_default();
        texts.push((path.clone().field("env").index(at).field("value"), value));
    }
    for (place, text) in texts {
        if let Some((message, help)) = fault(text) {
            let repair = meant(text)
                .map(|new| Repair::to_review("write plain characters", [Change::Set(place.clone(), new.into())]));
            out.at(place, message).help(help).fix(repair);
        }
    }
}

/// Returns the text without quotes that are part of it; two plain dashes stand for a long one.
fn meant(text: &str) -> Option<String> {
    let rest = text.trim_start_matches(DASHES);
    match text.chars().next()? {
        '‐' | '−' => Some(format!("-{rest}")),
        dash if DASHES.contains(&dash) => Some(format!("--{rest}")),
        _ => Some(text.trim_matches(QUOTES).to_owned()),
    }
}

const QUOTES: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '‚', '‛'];
const DASHES: [char; 5] = ['–', '—', '‒', '−', '‐'];

fn fault(text: &str) -> Option<(String, String)> {
    let dash = text.chars().next().filter(|first| DASHES.contains(first));
    if let Some(dash) = dash.filter(|_| text.chars().nth(1).is_some_and(char::is_alphabetic)) {
        let rest = &text[dash.len_utf8()..];
        return Some((format!("`{dash}` is not a plain dash"), format!("write `--{rest}` or `-{rest}`")));
    }
    let quoted = text.starts_with(QUOTES) && text.ends_with(QUOTES) && text.chars().count() > 1;
    let inner = text.trim_matches(QUOTES);
    (quoted && !inner.contains(QUOTES))
        .then(|| ("these quotes are part of the value".to_owned(), format!("write `\"{inner}\"`, with plain quotes")))
}
