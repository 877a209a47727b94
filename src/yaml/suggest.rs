//! The nearest known name to a misspelt one.

/// The name in `known` that a person most likely meant by `word`, when one is near enough to be worth saying.
///
/// Near means a distance of edits (insertions, deletions, changes, neighbours exchanged) of at most a third of the longer
/// word, rounded up; where that is half of the shorter one or more, both begin alike. Letter case counts for nothing.
/// Words that hold one another (`repos`, `repo`) count as near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody misspells a name by kilobytes; the distance is quadratic in its input.
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = |name: &str| lower.len().max(name.len()).div_ceil(3).min(4);
    known
        .into_iter()
        // A character has four bytes at most.
        .filter(|name| name.len() <= 64 && name.len().abs_diff(lower.len()) <= 4 * allowed(name))
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|&(distance, name)| distance <= allowed(name) && is_like(&lower, name, distance))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// Returns true if two words are alike although so many edits lie between them, which are few for long words only.
fn is_like(lower: &str, name: &str, distance: usize) -> bool {
    let first = |word: &str| word.chars().next().map(|c| c.to_ascii_lowercase());
    distance * 2 < lower.len().min(name.len()) || first(lower) == first(name)
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
        assert_eq!(nearest("org", ["args"]), None);
        assert_eq!(nearest("img", ["image"]), Some("image"));
    }
}
