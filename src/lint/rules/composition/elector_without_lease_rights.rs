//! The rule `elector-without-lease-rights`.

use crate::composition::{Member, Role};
use crate::lint::api_rights::{Missing, lease_needs};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A leader elector whose service account has no permission to read and write Leases, according to the roles and
    /// bindings in the input.
    ///
    /// ## Why it matters
    /// An elector takes part in an election by reading and writing a Lease. Without these permissions it logs an error
    /// every few seconds, no leader is ever elected, and the application does nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env: [{name: ELECTOR_URL, value: "http://127.0.0.1:4040"}]
    ///   - name: elector
    ///     image: registry.example.com/leader-elector:0.8.0
    ///     args: [--election=scheduler, --http=127.0.0.1:4040]
    /// ```
    /// ## Write
    /// ```yaml
    /// serviceAccountName: scheduler # which a RoleBinding gives get, create and update of leases
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env: [{name: ELECTOR_URL, value: "http://127.0.0.1:4040"}]
    ///   - name: elector
    ///     image: registry.example.com/leader-elector:0.8.0
    ///     args: [--election=scheduler, --http=127.0.0.1:4040]
    /// ```
    "elector-without-lease-rights", Warning, Composition, Check::Pod(check), needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    // Those that elect by Endpoints have a rule of their own.
    let by_lease = |member: &&Member| member.image_software().is_none_or(|software| software.deprecated.is_none());
    let Some(elector) = pod.composition().with_role(Role::LeaderElection).find(by_lease) else { return };
    let spec = pod.pod.spec;
    let account = spec.service_account_name.as_deref().or(spec.service_account.as_deref()).unwrap_or("default");
    let place = pod.pod.path().field("serviceAccountName");
    let context = pod.context();
    let needs = lease_needs(elector);
    let missing = needs.iter().find_map(|need| Some((need.missing(account, &context)?, need.name.clone())));
    // Nobody gives rights to the default account without writing it down; of others the input may not say all.
    let unbound = || account == "default" && context.rules_of(account, None).is_none();
    let none = || unbound().then_some((Missing { verb: "get", given_to: None }, None));
    let Some((Missing { verb, given_to }, name)) = missing.or_else(none) else { return };
    let help = match given_to {
        Some((binding, other)) => {
            format!("the RoleBinding `{binding}` gives this right to `{other}`: make the two one")
        }
        None => "bind a Role with get, create and update of `leases` in `coordination.k8s.io` to the service account"
            .to_owned(),
    };
    let lease = name.map_or_else(|| "one".to_owned(), |name| format!("the Lease `{name}`"));
    let place = if spec.service_account_name.is_some() { place } else { elector.path.clone() };
    out.at(
        place,
        format!(
            "`{}` elects a leader by a Lease, and the service account `{account}` may not {verb} {lease}",
            elector.name
        ),
    )
    .help(help);
}
