//! Whatever a user gives a catalogue container arrives as that very value, or is refused with an error that names the
//! parameter: for every parameter of every entry that takes text. The trial of entries tries known hostile values; here
//! are all of them, long ones and random ones.

use std::sync::LazyLock;

use podpat::internals::catalogue::Catalogue;
use podpat::internals::trial::{Hostile, VALUES};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

use crate::catalogue::helpers;

/// Each entry with its parameters that take text.
fn tried() -> &'static [Hostile<'static>] {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    static TRIED: LazyLock<Vec<Hostile<'static>>> =
        LazyLock::new(|| helpers().iter().map(|entry| Hostile::of(entry, &CATALOGUE)).collect());
    &TRIED
}

/// Every parameter that takes text.
fn parameters() -> Vec<(&'static Hostile<'static>, &'static str)> {
    tried().iter().flat_map(|hostile| hostile.parameters().map(move |(name, _)| (hostile, name))).collect()
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn every_hostile_value_arrives_in_every_parameter_or_is_refused() {
    let all = parameters().into_iter().flat_map(|it| VALUES.iter().map(move |text| (it, text)));
    let tried = |((hostile, name), text): ((&Hostile<'_>, &str), &&str)| {
        hostile.check(name, text).err().map(|why| format!("{} {name}={text:?} {why}", hostile.entry_name()))
    };
    let faults: Vec<String> = all.filter_map(tried).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// How long a text may be is for its type to say, whatever the entry.
#[test]
#[ignore = "slow: `just attack` runs it"]
fn long_texts_arrive_or_are_refused() {
    let (long, longest) = ("a".repeat(200 << 10), "a".repeat(1 << 20));
    let mut seen = Vec::new();
    for (hostile, name) in parameters() {
        let parameter = hostile.parameters().find(|(it, _)| *it == name).expect("it is there").1;
        let kind = (parameter.kind, parameter.of);
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        for text in [&long, &longest] {
            if let Err(fault) = hostile.check(name, text) {
                panic!("{}", fault.chars().take(600).collect::<String>());
            }
        }
        assert!(hostile.refuses(name, &longest), "{} {name}", hostile.entry_name());
    }
}

/// Tries so many texts, each on some parameter.
fn try_any_texts(count: u32) {
    let parameters = parameters();
    let text =
        prop_oneof!["\\PC{1,24}", "[-a:#{}\\[\\]$'\"\\\\%|>&*!@`,;=/. \n\t]{1,16}", "https://[a-z./?=&#%$;]{1,16}"];
    let mut runner =
        TestRunner::new(ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&(0..parameters.len(), text), |(at, text)| {
        let (hostile, name) = parameters[at];
        hostile.check(name, &text).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(why, (at, text))) = outcome {
        let (hostile, name) = parameters[at];
        panic!("{} {name} {text:?}: {why}", hostile.entry_name());
    }
}

#[test]
fn any_text_arrives_or_is_refused() {
    try_any_texts(100);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn any_of_many_texts_arrives_or_is_refused() {
    try_any_texts(2000);
}
