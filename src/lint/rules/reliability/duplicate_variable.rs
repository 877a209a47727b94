//! The rule `duplicate-variable`.

use std::collections::HashMap;

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// An environment variable that one container defines twice in `env`.
    ///
    /// ## Why it matters
    /// The last definition wins, and the API server warns about it. Server-side apply and strategic merge patches merge
    /// the list by name: they reject it, or keep the other definition.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// env:
    ///   - {name: LOG_LEVEL, value: info}
    ///   - {name: LOG_LEVEL, value: debug}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// env:
    ///   - {name: LOG_LEVEL, value: debug}
    /// ```
    "duplicate-variable", Warning, Reliability, Check::Container(check), fixable(Fixable::Mixed)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let name = variable.name.as_str();
        let Some(&before) = first.get(name).filter(|_| !name.is_empty()) else {
            first.insert(name, at);
            continue;
        };
        // A value that is put together from the one before needs it.
        let extends = variable.value.as_deref().is_some_and(|value| value.contains(&format!("$({name})")));
        if !extends {
            let place = |at| container.path.clone().field("env").index(at).field("name");
            let variables = container.spec.env.as_deref().unwrap_or_default();
            let change = [Change::Remove(container.path.clone().field("env").index(before))];
            let message = "remove the first definition, which does not count";
            let is_same = variables[before] == *variable;
            let repair = if is_same { Repair::safe(message, change) } else { Repair::to_review(message, change) };
            out.at(place(at), format!("`{name}` is defined twice, and only the last value counts"))
                .help(format!("remove one definition of `{name}`"))
                .fix(repair)
                .related(place(before), "defined here first");
        }
    }
}
