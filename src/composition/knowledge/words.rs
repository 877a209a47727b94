//! Words by what they say, in lists that the data files hold.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::composition::Image;

/// A list of words. What each is for stands beside it in `words.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordList {
    /// Options and variables whose address is one to listen on.
    Listens,
    /// Something that a program exposes about itself.
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
    /// Words before `HOSTNAME` in variables of the container's own name.
    HasName,
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
    /// Programs that look at the network of the Pod.
    WatchesNetwork,
    /// Words in the names of variables whose address is that of an API.
    Api,
    /// System folders of the node.
    SystemFolders,
    /// Names of images that say nothing.
    NoImage,
    /// Words that say which build of some software an image is.
    Build,
    /// Last words of names that say nothing.
    EmptyName,
    /// Words of names that say front end.
    FrontEnd,
    /// Words of names that say back end.
    BackEnd,
    /// First or last words of the name of one of several applications.
    Application,
    /// Words of a container's name that say that it is the application.
    SaysApplication,
    /// Words for work that is done apart from what is served.
    Works,
    /// Words for what keeps data.
    Store,
    /// Beginnings of words for what keeps data.
    StoreBegins,
    /// Last words of names that say nothing of whether data is kept.
    NoStore,
    /// Words that objects and containers have alike.
    AnyObject,
    /// Last words of what extends a neighbour.
    Extends,
    /// Words for keys, certificates and tokens.
    Credentials,
    /// Words for TLS.
    Tls,
    /// Words for FastCGI.
    FastCgi,
    /// Words in the names of variables for a connection to a database.
    DatabaseSettings,
    /// Options that name an election.
    NamesElection,
    /// Other options of electors.
    OfElection,
    /// Schemes and names of brokers.
    Brokers,
    /// Words for all that hold a part of the data.
    Leaves,
    /// Words for stores that hold a part of the data.
    LeafStores,
    /// Words for all of several equals.
    Members,
    /// Words for all of several equals that know each other.
    Peers,
    /// Words for members that are only asked first.
    FirstContacts,
    /// Names of options and variables that list an ensemble.
    Ensembles,
    /// Words of the names of workers.
    TakesWork,
    /// Programs that put what they read into another form.
    Transforms,
}

impl WordList {
    /// Returns whether a word is in the list.
    pub fn holds(self, word: &str) -> bool {
        self.set().contains(word)
    }

    /// Returns the words of the list.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.set().iter().map(String::as_str)
    }

    /// Returns whether one of some words is in the list.
    pub fn holds_any(self, words: &[impl AsRef<str>]) -> bool {
        let set = self.set();
        words.iter().any(|word| set.contains(word.as_ref()))
    }

    fn set(self) -> &'static HashSet<String> {
        &lists()[self as usize]
    }
}

/// Returns true if an image stands for any image at all: none is named, it is a variable of some template, or its name says
/// nothing but that it is one, as `foo/bar`, `my-image` and `<IMAGE>` do.
pub fn is_placeholder(image: &Image) -> bool {
    let base = image.base().to_lowercase();
    let mut words = base.split(|c: char| !c.is_alphanumeric()).map(|word| word.trim_end_matches(char::is_numeric));
    image.as_str().contains(['{', '<', '$']) && image.base().contains(['{', '}', '<', '>', '$'])
        || words.all(|word| word.is_empty() || WordList::NoImage.holds(word))
}

/// The number of lists.
const LISTS: usize = WordList::Transforms as usize + 1;

/// Returns the words of all lists, in the order of [`WordList`].
fn lists() -> &'static [HashSet<String>; LISTS] {
    static SETS: OnceLock<[HashSet<String>; LISTS]> = OnceLock::new();
    SETS.get_or_init(|| {
        let mut sets = std::array::from_fn(|_| HashSet::new());
        for (list, words) in read() {
            sets[list as usize] = words;
        }
        sets
    })
}

fn read() -> HashMap<WordList, HashSet<String>> {
    serde_json::from_str(super::file!("words")).unwrap_or_default()
}

/// Returns a name in lower-case words, cut at everything that is neither letter nor digit.
pub(in crate::composition) fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // `sidecarcontainer`, `nginxsidecar`.
    let glued =
        |word: &str| ["container", "sidecar"].into_iter().find(|end| word.len() > end.len() + 2 && word.ends_with(end));
    let apart = words.flat_map(|word| match glued(word) {
        Some(end) => [Some(&word[..word.len() - end.len()]), Some(end)],
        None => [Some(word), None],
    });
    apart.flatten().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_that_stand_for_any() {
        for text in ["foo/bar:latest", "myImage1", "your-image", "${IMAGE}", "<image>", "r.io/{{name}}:1", ""] {
            assert!(is_placeholder(&Image::parse(text)), "{text}");
        }
        for text in ["nginx", "couchdb:${VERSION}", "example.com/shop", "barman"] {
            assert!(!is_placeholder(&Image::parse(text)), "{text}");
        }
    }

    #[test]
    fn every_list_is_read() {
        assert_eq!(read().len(), LISTS);
        assert!(lists().iter().all(|words| !words.is_empty()));
        assert!(WordList::Shells.holds("bash") && !WordList::Shells.holds("nginx"));
    }
}
