//! The facts in the names of a container and its image, read once for each container. No judgement.

use super::member::Member;
use super::store_name::means_store;
use crate::composition::Image;
use crate::composition::knowledge::{self, Hint, Knowledge, KnownSoftware, Software, WordList};

/// The facts in the names of one container.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by itself, and any of them may be")]
pub(in crate::composition) struct Names {
    /// Words of the container's name.
    pub(in crate::composition) words: Vec<String>,
    /// Words of the image's base name.
    pub(in crate::composition) image: Vec<String>,
    /// The hint in the container's name.
    pub(in crate::composition) hint: Option<Hint>,
    /// True if one of the names says front end.
    pub(in crate::composition) front: bool,
    /// True if one of the names says back end.
    pub(in crate::composition) back: bool,
    /// True if it keeps data, by its software or, for want of that, its name.
    pub(in crate::composition) keeps_data: bool,
    /// True if both names say that it is one of several applications: `user-app`, `service-two`.
    pub(in crate::composition) application: bool,
    /// The last word of its image's name, where nobody knows the image and the word says that it is one of several
    /// applications: `api` of `users-api`.
    pub(in crate::composition) one_of: Option<String>,
    /// The words of its image's name but the one that is its own name, where nobody knows the image: `shop`, `api` of
    /// `shop-users-api` in the container `users`.
    pub(in crate::composition) part_of: Option<Vec<String>>,
    /// True if one of the names says application: `goapp`, `python-app`.
    pub(in crate::composition) says_application: bool,
    /// The software that the container is named after, where its image is not known and nothing replaces its program.
    software: Option<KnownSoftware>,
}

impl Names {
    pub(in crate::composition) fn of(member: &Member, knowledge: &Knowledge) -> Self {
        let (words, image) = (telling(knowledge::words(&member.name)), knowledge::words(member.image.base()));
        let end = |list| says_end(&words, list) || says_end(&image, list);
        let is_kind = |word: Option<&String>| word.is_some_and(|word| WordList::Application.holds(word));
        let unknown = member.image_software().is_none();
        let own = unknown && words == image && words.len() > 1;
        let is_app = |word: &String| WordList::Application.holds(word) || word.len() > 3 && word.ends_with("app");
        let is_app_name = |words: &[String]| words.last().is_some_and(is_app);
        let silent = member.image_software().is_none() && member.command.steps.is_empty();
        let software = silent.then(|| knowledge.of_image(&Image::parse(&words.join("-")), None)).flatten();
        Self {
            says_application: is_app_name(&words) || is_app_name(&image),
            software,
            hint: knowledge::of_name(&member.name),
            front: end(WordList::FrontEnd),
            back: end(WordList::BackEnd),
            keeps_data: member.keeps_data(),
            one_of: image
                .last()
                .filter(|last| unknown && image.len() > 1 && WordList::Application.holds(last))
                .cloned(),
            part_of: part_of(&words, &image).filter(|_| unknown),
            application: own && (is_kind(words.last()) || is_kind(words.first())),
            words,
            image,
        }
    }

    /// Returns the software that the container is named after.
    pub(in crate::composition) fn software(&self) -> Option<&Software> {
        self.software.as_deref()
    }

    /// Returns true if the container has the name of its image.
    pub(in crate::composition) fn is_image_name(&self) -> bool {
        !self.words.is_empty() && self.words == self.image
    }

    /// Returns what the name states outright: a word that names a pattern.
    pub(in crate::composition) fn outright(&self) -> Option<&Hint> {
        self.hint.as_ref().filter(|hint| hint.outright)
    }

    /// Returns true if the name says that the container has work of its own: `shop-worker`.
    pub(in crate::composition) fn says_work(&self) -> bool {
        self.words.last().is_some_and(|word| WordList::Works.holds(word))
    }

    /// Returns true if the name is that of another container with something added that is no work of its own:
    /// `scheduler-log-groomer` beside `scheduler`.
    pub(in crate::composition) fn tends(&self, other: &Self) -> bool {
        let longer = self.words.len() > other.words.len() && !other.words.is_empty();
        longer && self.words.starts_with(&other.words) && !self.says_work()
    }

    /// Returns true if the name says that the container is the main one: `main`, `main-app`, `maincontainer`.
    pub(in crate::composition) fn says_main(&self) -> bool {
        self.words.iter().any(|word| word.starts_with("main") && word.len() < 9 && word != "mainnet")
    }
}

/// Returns the words of an image's name but the one that is the container's name, if it says what the container is.
fn part_of(words: &[String], image: &[String]) -> Option<Vec<String>> {
    let [own] = words else { return None };
    let vague = [WordList::EmptyName, WordList::SaysApplication, WordList::Application];
    let telling = own.len() > 2 && !vague.into_iter().any(|list| list.holds(own));
    let rest: Vec<String> = image.iter().filter(|word| *word != own).cloned().collect();
    (telling && !rest.is_empty() && rest.len() + 1 == image.len()).then_some(rest)
}

/// Returns the words of a name without those at its end that say only that it is a container: `scheduler-ctr`.
fn telling(mut words: Vec<String>) -> Vec<String> {
    while words.len() > 1
        && words.last().is_some_and(|word| matches!(word.as_str(), "container" | "containers" | "ctr"))
    {
        words.pop();
    }
    words
}

/// Returns true if the words of a name say front end or back end.
fn says_end(words: &[String], ends: WordList) -> bool {
    // `mybackend` says as much as `my-backend`.
    let says = |word: &String| ends.holds(word) || ends.words().any(|end| end.len() > 6 && word.ends_with(end));
    // `database-client` is a client of another kind.
    let asks = words.last().is_some_and(|last| last == "client") && words.iter().any(|word| means_store(word));
    !asks && words.iter().any(says)
}

/// Returns true if two names are made of the same words in the same order.
pub(in crate::composition) fn same_words(one: &str, other: &str) -> bool {
    !one.is_empty() && knowledge::words(one) == knowledge::words(other)
}

/// Returns true if an object is named after one of its containers: `antrea-agent` in `antrea-agent-windows`. A single word
/// such as `proxy` has to be the whole name.
pub(in crate::composition) fn gives_its_name(name: &str, object: &str) -> bool {
    let (own, object) = (knowledge::words(name), knowledge::words(object));
    own.len() > 1 && object.starts_with(&own) || !own.is_empty() && own == object
}
