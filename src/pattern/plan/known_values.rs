//! Values in the mappings of a user's that name a part of the program, such as an output: whether the catalogue's image has
//! it.

use crate::catalogue::Parameter;
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;
use crate::wording::choices;
use crate::yaml;

/// Reports values that the program does not know. Programs do not tell capital letters from small ones there.
pub(crate) fn check(entry: &str, what: &str, parameter: &Parameter, item: &SpannedValue, problems: &mut Problems) {
    for (key, known) in &parameter.known {
        for value in fields::one_or_many(item).iter().filter_map(|mapping| mapping.get(key)) {
            let Some(said) = value.raw() else { continue };
            if known.keys().any(|name| name.eq_ignore_ascii_case(said)) {
                continue;
            }
            let is_other_word = |words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(said));
            let meant = known.iter().find(|(_, words)| is_other_word(words)).map(|(name, _)| name.as_str());
            let help = match meant.or_else(|| yaml::nearest(said, known.keys().map(String::as_str))) {
                Some(name) => format!("did you mean `{name}`? A build that has more is set with `image`"),
                None => format!("write one of {}; a build that has more is set with `image`", choices(known.keys())),
            };
            problems.add(
                &value.place,
                format!("`{entry}` has no {what} with `{key}: {said}`"),
                "not in the catalogue's image",
                help,
            );
        }
    }
}
