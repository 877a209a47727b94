//! Variables of main whose values are lists, such as the options of a JVM: main's own list is kept, and that of a helper
//! follows it.

use serde_json::Value as Json;

use crate::pattern::description::container::Sourced;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::Problems;
use crate::yaml::COMMENT;

/// An addition of a helper to a list of main's own.
struct Addition<'a> {
    helper: &'a ResolvedHelper,
    name: &'a str,
    separator: &'a str,
    value: &'a str,
}

fn additions(helpers: &[ResolvedHelper]) -> impl Iterator<Item = Addition<'_>> {
    helpers.iter().flat_map(|helper| {
        helper.main_env.iter().filter_map(move |given| {
            let name = given.value["name"].as_str()?;
            let separator = helper.main_env_appended.get(name)?;
            Some(Addition { helper, name, separator, value: given.value["value"].as_str()? })
        })
    })
}

/// Adds what helpers give to the lists among main's own variables.
pub(crate) fn extend(own: &mut [Json], helpers: &[ResolvedHelper]) {
    for Addition { helper, name, separator, value } in additions(helpers) {
        let Some(variable) = own.iter_mut().find(|own| own["name"] == name) else { continue };
        let Some(list) = variable["value"].as_str().filter(|list| !list.contains(value)) else { continue };
        let extended = if list.is_empty() { value.to_owned() } else { format!("{list}{separator}{value}") };
        variable["value"] = extended.into();
        variable[COMMENT] = format!("main's own, and what {} {} adds", helper.pattern.name(), helper.instance).into();
    }
}

/// Reports lists that are not in the description, so that nothing can be added to them.
pub(crate) fn check(description: &Description, helpers: &[ResolvedHelper], problems: &mut Problems) {
    for Addition { helper, name, .. } in additions(helpers) {
        let of_elsewhere = |own: &&Sourced| own.value["name"] == name && own.value.get("valueFrom").is_some();
        let Some(own) = description.main.env.iter().find(of_elsewhere) else { continue };
        let place = own.item.as_ref().map_or(&helper.place, |item| &item.place);
        let message = format!("`{}` cannot add to `{name}`, whose value is not in the description", helper.instance);
        let help = format!("write its value here as a text, or choose another variable for `{}`", helper.instance);
        problems.add(place, message, "comes from elsewhere", help);
    }
}
