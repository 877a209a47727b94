//! Phrases that messages are made of: names in a row, sentences that go on. Knows nothing of what they speak of.

/// Names in backquotes, joined by commas and a last "and".
pub fn listed(names: &[&str]) -> String {
    in_words(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// `a, b and c`
pub fn in_words(names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, front)) => format!("{} and {last}", front.join(", ")),
    }
}

/// A sentence as it goes on behind other words: with a small first letter.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{in_words, listed};

    #[test]
    fn names_in_a_row() {
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(in_words(&["a".to_owned()]), "a");
        assert_eq!(in_words(&[]), "");
    }
}
