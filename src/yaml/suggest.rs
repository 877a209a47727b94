//! The nearest known name to a misspelt one.

/// The name in `known` that a person most likely meant by `word`, when one is near enough to be worth saying.
///
/// Near means a Damerau–Levenshtein distance of at most a third of the longer word; letter case counts for nothing.
/// Words that hold one another (`repos`, `repo`) count as near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody misspells a name by kilobytes; the distance is quadratic in its input.
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    known
        .into_iter()
        .filter(|name| name.len() <= 64)
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|&(distance, name)| distance <= lower.len().max(name.len()).div_ceil(3).min(4))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant_or_nothing() {
        let known = ["git-sync", "fluent-bit", "vector", "ports"];
        assert_eq!(nearest("git-snyc", known), Some("git-sync"));
        assert_eq!(nearest("Port", known), Some("ports"));
        assert_eq!(nearest("elasticsearch", known), None);
        assert_eq!(nearest("", known), None);
    }
}
