//! The words that names of variables, options and keys are made of.

use std::mem;

/// Cuts a name into words in small letters: at signs, and where a capital follows a small letter.
pub(super) fn words(name: &str) -> Vec<String> {
    let (mut words, mut word, mut was_small) = (Vec::new(), String::new(), false);
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && was_small {
            words.push(mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        was_small = c.is_lowercase();
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_are_cut_at_signs_and_at_capitals() {
        for name in ["SHARD_COUNT", "shard-count", "shardCount", "--shard.count"] {
            assert_eq!(words(name), ["shard", "count"], "{name}");
        }
        assert_eq!(words("_"), Vec::<String>::new());
    }
}
