//! The rule `implausible-quantity`.

use crate::k8s::quantity::Quantity;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A request or limit with the wrong unit: memory or storage in thousandths of a byte (`128m`), less than a
    /// mebibyte of memory (`128`), or more than 256 whole CPUs (`500`).
    ///
    /// ## Why it matters
    /// `m` means a thousandth: `128m` of memory is an eighth of a byte, and `500` CPUs are five hundred cores, although
    /// `500m` was meant. With such a limit the container cannot start; with such a request no node is large enough, or
    /// the Pod is scheduled as if it needed nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// resources:
    ///   requests: {cpu: "500", memory: 128m}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/shop:2.4.1
    /// resources:
    ///   requests: {cpu: 500m, memory: 128Mi}
    /// ```
    "implausible-quantity", Warning, Resources, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for container in &pod.containers {
        let Some(resources) = &container.spec.resources else { continue };
        let lists = [("resources.requests", &resources.requests), ("resources.limits", &resources.limits)];
        for (field, list) in lists {
            for (resource, quantity) in list.iter().flatten() {
                let Some(fault) = fault(resource, &quantity.0) else { continue };
                out.at(container.path.clone().field(field).key(resource), fault.0).help(fault.1);
            }
        }
    }
    for (index, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let limit = volume.empty_dir.as_ref().and_then(|dir| dir.size_limit.as_ref());
        if let Some((message, help)) = limit.and_then(|limit| fault("storage", &limit.0)) {
            out.at(pod.pod.path().field("volumes").index(index).field("emptyDir.sizeLimit"), message).help(help);
        }
    }
}

/// More CPUs than any container asks for.
const MOST_CPUS: i64 = 256;

/// Returns the fault with the unit of a quantity, and what was most likely meant.
fn fault(resource: &str, text: &str) -> Option<(String, String)> {
    let amount = Quantity::parse(text).ok()?;
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let bytes = matches!(resource, "memory" | "storage" | "ephemeral-storage");
    if bytes && text.ends_with('m') {
        let message = format!("`{text}` is {number} thousandths of a byte");
        return Some((message, format!("write `{number}Mi` for mebibytes")));
    }
    if resource == "memory" && (1..1 << 20).contains(&amount.value()) {
        let message = format!("`{text}` is {} bytes, less than a mebibyte", amount.value());
        return Some((message, format!("write `{number}Mi` for mebibytes")));
    }
    let whole = text.bytes().all(|byte| byte.is_ascii_digit());
    if resource == "cpu" && whole && amount.value() > MOST_CPUS {
        return Some((
            format!("`{text}` is {number} whole CPUs"),
            format!("write `{number}m` for thousandths of a CPU"),
        ));
    }
    None
}
