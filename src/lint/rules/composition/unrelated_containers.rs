//! The rule `unrelated-containers`.

use crate::composition::{Composition, Role, Separation, Unrelated};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// Containers in one Pod that are independent services: a front end and a back end, an application and its
    /// database, the same server twice, or services with nothing in common.
    ///
    /// ## Why it matters
    /// Containers of a Pod are started, scaled, updated and stopped together. Two replicas of the application then have
    /// two databases with different data, and a new version of one restarts the other. Connecting over localhost is no
    /// reason for a common Pod, because a Service does the same; podpat looks for shared volumes, processes and ports
    /// that do require one. `podpat split` takes such a workload apart.
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
        Unrelated::IndependentServices => "independent services",
    };
    let message =
        format!("`{}` and `{}` share a Pod and are {what}: {}", staying.name, moving.name, coupling(composition));
    let mut draft = out
        .at(&moving.path, message)
        .help(format!("run `{}` in a Pod of its own and connect to it through a Service", moving.name));
    let mains = composition.groups.iter().filter_map(|group| main_of(composition, group));
    for other in mains.filter(|&index| composition.members[index].path != moving.path) {
        draft = draft.related(&composition.members[other].path, "an independent service");
    }
}

fn main_of(composition: &Composition, group: &[usize]) -> Option<usize> {
    group.iter().copied().find(|&index| composition.members[index].role == Role::Main)
}

/// Returns what was found between the groups, or what was looked for in vain.
fn coupling(composition: &Composition) -> String {
    let group_of = |index: usize| composition.groups.iter().position(|group| group.contains(&index));
    let across = composition.links.iter().find(|link| {
        let (from, to) = (group_of(link.from), group_of(link.to));
        from.is_some() && to.is_some() && from != to
    });
    match across {
        Some(link) if link.via.is_network() => {
            format!("they are connected only by {}, which a Service can do as well", link.detail)
        }
        Some(link) => {
            // What one of them does there belongs in another sentence.
            let what = link.detail.split(": ").next().unwrap_or_default();
            format!("both use {what}, but neither is a helper of the other")
        }
        None => "they share no volume, address or process, and neither is a known helper".to_owned(),
    }
}
