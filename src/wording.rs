//! Phrases that messages are made of: names in a row, sentences that go on. Knows nothing of what they speak of.

use std::fmt::Display;

/// Names in backquotes, joined by commas and a last "and".
pub fn listed(names: &[&str]) -> String {
    in_words(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// The most names that a sentence lists.
const MOST_NAMES: usize = 20;

/// Returns names joined by commas and a last "and": the first ones, and how many more there are.
pub fn in_words(names: &[String]) -> String {
    if names.len() > MOST_NAMES {
        return format!("{} and {} more", names[..MOST_NAMES].join(", "), names.len() - MOST_NAMES);
    }
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, front)) => format!("{} and {last}", front.join(", ")),
    }
}

/// Choices that are listed of many.
const MOST_CHOICES: usize = 12;

/// The first of some choices in backquotes, joined by commas, and `…` where there are more.
pub fn choices(all: impl IntoIterator<Item = impl Display>) -> String {
    let mut all = all.into_iter();
    let listed: Vec<String> = all.by_ref().take(MOST_CHOICES).map(|choice| format!("`{choice}`")).collect();
    listed.join(", ") + if all.next().is_some() { " …" } else { "" }
}

/// Names in backquotes, joined by commas and a last "or".
pub fn either(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match shown.split_last() {
        Some((last, front)) if !front.is_empty() => format!("{} or {last}", front.join(", ")),
        _ => shown.concat(),
    }
}

/// Returns a number and what is counted: `1 replica`, `2 replicas`.
pub fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// A sentence as it goes on behind other words: with a small first letter.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{choices, either, in_words, listed};

    #[test]
    fn names_in_a_row() {
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(in_words(&["a".to_owned()]), "a");
        assert_eq!(in_words(&[]), "");
        let many: Vec<String> = (0..5000).map(|at| format!("p{at}")).collect();
        assert!(in_words(&many).ends_with(", p18, p19 and 4980 more"), "{}", in_words(&many));
        assert_eq!((either(&["a"]), either(&["a", "b"])), ("`a`".to_owned(), "`a` or `b`".to_owned()));
    }

    #[test]
    fn of_many_choices_the_first_are_listed() {
        assert_eq!(choices([80, 8080]), "`80`, `8080`");
        assert_eq!(choices(1..=1000).matches('`').count(), 24);
        assert!(choices(1..=13).ends_with("`12` …") && choices(1..=12).ends_with("`12`"));
    }
}
