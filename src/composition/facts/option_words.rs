//! The words in names of options and variables, and what they say of the value.

use crate::composition::knowledge::WordList;

/// The words of an option's or variable's name.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Returns true if the words of an option's or variable's name make its address one to listen on, whatever the interface.
pub(crate) fn says_listen(words: &[String]) -> bool {
    WordList::Listens.holds_any(words) || shows(words)
}

/// Returns true if they name something that a program shows of itself.
pub(crate) fn shows(words: &[String]) -> bool {
    WordList::Shows.holds_any(words) && !WordList::Connects.holds_any(words)
}

/// Returns true if the words of a variable's name say that its value is a host.
pub(super) fn names_host(words: &[String]) -> bool {
    let is_own = matches!(words, [whose, name] if name == "hostname" && WordList::HasName.holds(whose));
    !is_own && words.last().is_some_and(|word| WordList::Host.holds(word))
}
