//! Words by what they say, in lists that the data files hold.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

/// A list of words. What each is for stands beside it in `words.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordList {
    /// Options and variables whose address is one to listen on.
    Listens,
    /// What a program shows of itself.
    Shows,
    /// Options whose address is one to listen on when it is not a loopback one.
    MayListen,
    /// Whole names of options that say where to listen.
    Binds,
    /// Options and variables whose address is another server's.
    Connects,
    /// Words before `PORT` in variables of the container's own.
    OwnPort,
    /// Variables whose `localhost` is the container's own name.
    OwnName,
    /// Last words of variables whose value is a host.
    Host,
    /// Options that say the interface alone.
    Interface,
    /// Options named for what they are handed to.
    HandsOn,
    /// Shells.
    Shells,
    /// Programs that people name in `args` alone.
    Familiar,
    /// Interpreters.
    Interpreters,
    /// Arguments that make a program serve.
    Serving,
    /// Arguments that make a program do one piece of work.
    Work,
    /// Programs that change nothing.
    Inert,
    /// Programs that end by themselves.
    Ending,
    /// Other programs of any system.
    SystemPrograms,
    /// System folders of the node.
    SystemFolders,
    /// Names of images that say nothing.
    NoImage,
    /// Words that say which build of some software an image is.
    Build,
    /// Last words of names that say nothing.
    EmptyName,
}

impl WordList {
    /// Returns whether a word is in the list.
    pub fn holds(self, word: &str) -> bool {
        lists().get(&self).is_some_and(|words| words.contains(word))
    }

    /// Returns whether one of some words is in the list.
    pub fn holds_any(self, words: &[impl AsRef<str>]) -> bool {
        lists().get(&self).is_some_and(|list| words.iter().any(|word| list.contains(word.as_ref())))
    }
}

type Lists = HashMap<WordList, HashSet<String>>;

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| serde_json::from_str(super::file!("words")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read() {
        let lists: Lists = serde_json::from_str(super::super::file!("words")).expect("lists of words");
        assert_eq!(lists.len(), WordList::EmptyName as usize + 1);
        assert!(lists.values().all(|words| !words.is_empty()));
        assert!(WordList::Shells.holds("bash") && !WordList::Shells.holds("nginx"));
    }
}
