//! The rule `too-many-containers`.

use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, PodView, Setting, Sink};

static MOST: Setting = Setting { name: "most", default: 8, help: "the number of containers that may run side by side" };

rule! {
    /// ## What it catches
    /// A Pod with many containers that run at the same time (more than `most`, 8 by default).
    ///
    /// ## Why it matters
    /// The Pod is ready only when all of them are ready, and it can only be scheduled on a node with room for all of
    /// them.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: a, image: registry.example.com/a:1.0.0}
    ///   - {name: b, image: registry.example.com/b:1.0.0}
    ///   - {name: c, image: registry.example.com/c:1.0.0}
    ///   - {name: d, image: registry.example.com/d:1.0.0}
    ///   - {name: e, image: registry.example.com/e:1.0.0}
    ///   - {name: f, image: registry.example.com/f:1.0.0}
    ///   - {name: g, image: registry.example.com/g:1.0.0}
    ///   - {name: h, image: registry.example.com/h:1.0.0}
    ///   - {name: i, image: registry.example.com/i:1.0.0}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - {name: a, image: registry.example.com/a:1.0.0}
    ///   - {name: b, image: registry.example.com/b:1.0.0}
    /// ```
    "too-many-containers", Info, Composition, Check::Pod(check), settings(&[&MOST]), cel(Cel::Pod(CEL))
}

const CEL: &str = "variables.running.size() > 8";

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let most = usize::try_from(out.setting(&MOST)).unwrap_or(usize::MAX);
    let count = pod.containers.iter().filter(|container| container.slot.is_long_running()).count();
    if count > most {
        out.at(pod.pod.path().field("containers"), format!("{count} containers run at the same time in one Pod"))
            .help("move containers that do not need each other into Pods of their own");
    }
}
