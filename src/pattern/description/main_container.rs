//! The main container of a description: an image, or a mapping.

use crate::pattern::description::container::{self, ContainerSpec};
use crate::pattern::description::fields::Fields;
use crate::pattern::description::image;
use crate::pattern::description::name;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// Reads `main`, or another container that does the work of a workload.
pub(crate) fn read(item: &SpannedValue, what: &str, problems: &mut Problems) -> Option<ContainerSpec> {
    if let Value::List(items) = &item.value {
        let (place, label, help) = match items.get(1) {
            Some(second) => (
                &second.place,
                "a second one",
                "keep one; its helpers go under `sidecar`, `ambassador` or `adapter`, and anything else belongs in a workload of its own",
            ),
            None => (&item.place, "a list", "write it without the list: `main: IMAGE`"),
        };
        problems.add(place, "a Pod has one main container", label, help.to_owned());
        return None;
    }
    if let Value::Scalar { .. } = item.value {
        return Some(ContainerSpec::of_image(image::read(item, problems)?, item.place.clone()));
    }
    let mut fields = Fields::of(item, format!("`{what}`"), "write an image, or a mapping with `image:`", problems)?;
    let health = fields.take("health");
    let name = fields.take("name").and_then(|item| name::label(item, &format!("`{what}.name`"), problems));
    let mut spec = ContainerSpec::read(&mut fields, problems);
    fields.refuse_others(container::api_fields(), problems);
    if let (Some(health), Some(spec)) = (health, &mut spec) {
        container::read_health(health, spec, problems);
    }
    if let Some(spec) = &mut spec {
        spec.name = name;
    }
    spec
}
