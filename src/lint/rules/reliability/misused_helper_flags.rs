//! The rule `misused-helper-flags`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A helper that is given a path, or `-` for a stream, where it expects the name of a built-in plugin.
    ///
    /// ## Why it matters
    /// The helper does not know a plugin of that name and exits immediately: no logs are shipped, and the Pod never
    /// becomes ready.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     args: [--input, /logs/app.log, --output, "-"]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     args: [--input=tail, --prop=path=/logs/app.log, --output=stdout]
    /// ```
    "misused-helper-flags", Error, Reliability, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in &pod.composition().members {
        let Some(software) = member.software().filter(|software| !software.named.is_empty()) else { continue };
        for option in member.command.options() {
            let named = software.named.iter().find(|named| named.options.iter().any(|name| name == option.name));
            let is_path = option.value.is_some_and(|value| value == "-" || value.contains('/'));
            let Some(named) = named.filter(|_| is_path) else { continue };
            out.at(
                member.command.place_of(option.at, &member.path),
                format!(
                    "`{}` of {} takes a name, not `{}`",
                    option.name,
                    software.id,
                    option.value.unwrap_or_default()
                ),
            )
            .help(format!("give it {}", named.takes));
        }
    }
}
