//! The rule `unrelated-containers`.

use crate::composition::{Composition, Role, Separation, Unrelated};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// Containers in one Pod that are services of their own: a front end and a back end, an application and its
    /// database, the same server twice, or services that nothing couples.
    ///
    /// ## Why it matters
    /// They start, scale, fail and move together. Two replicas of the application are then two databases with
    /// different data, and a new version of one restarts the other. An address on localhost does not couple them
    /// more than a Service would; podpat looks for shared volumes, processes and ports that do.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: wordpress
    ///     image: wordpress:6.7
    ///     env: [{name: WORDPRESS_DB_HOST, value: 127.0.0.1}]
    ///   - name: mysql
    ///     image: mysql:8.4
    /// ```
    /// ## Write
    /// ```yaml
    /// containers: # and MySQL in a StatefulSet of its own, behind a Service called `mysql`
    ///   - name: wordpress
    ///     image: wordpress:6.7
    ///     env: [{name: WORDPRESS_DB_HOST, value: mysql}]
    /// ```
    "unrelated-containers", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let Some(Separation { kind, pair: (first, second) }) = composition.separation else { return };
    // What moves out is the store; between equals it is the one that comes later.
    let keeps_data = |index: usize| composition.members[index].keeps_data();
    let swap = kind == Unrelated::AppDatabase && keeps_data(first) && !keeps_data(second);
    let (staying, moving) = if swap { (second, first) } else { (first, second) };
    let (moving, staying) = (&composition.members[moving], &composition.members[staying]);
    let what = match kind {
        Unrelated::AppDatabase => "an application and the server it keeps its data in",
        Unrelated::FrontendBackend => "a front end and a back end",
        Unrelated::DuplicateService => "the same server twice",
        Unrelated::IndependentServices => "services of their own",
    };
    let message =
        format!("`{}` and `{}` share a Pod, and are {what}: {}", staying.name, moving.name, coupling(composition));
    let mut draft = out
        .at(&moving.path, message)
        .help(format!("run `{}` in a Pod of its own, and reach it through a Service", moving.name));
    let mains = composition.groups.iter().filter_map(|group| main_of(composition, group));
    for other in mains.filter(|&index| composition.members[index].path != moving.path) {
        draft = draft.related(&composition.members[other].path, "has its own life");
    }
}

fn main_of(composition: &Composition, group: &[usize]) -> Option<usize> {
    group.iter().copied().find(|&index| composition.members[index].role == Role::Main)
}

/// What was found between the groups, or what was looked for in vain.
fn coupling(composition: &Composition) -> String {
    let group_of = |index: usize| composition.groups.iter().position(|group| group.contains(&index));
    let across = composition.links.iter().find(|link| {
        let (from, to) = (group_of(link.from), group_of(link.to));
        from.is_some() && to.is_some() && from != to
    });
    match across {
        Some(link) if link.via.is_network() => {
            format!("{} is all that couples them, and a Service does that", link.detail)
        }
        Some(link) => {
            // What one of them does there belongs in another sentence.
            let what = link.detail.split(": ").next().unwrap_or_default();
            format!("that both use {what} does not make one a helper of the other")
        }
        None => "no shared volume, address, process or known helper couples them".to_owned(),
    }
}
