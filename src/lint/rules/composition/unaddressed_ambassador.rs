//! The rule `unaddressed-ambassador`.

use crate::composition::{Member, Role};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An ambassador whose address appears nowhere in the other containers of the Pod: not in a variable, an argument,
    /// a script or a mounted ConfigMap.
    ///
    /// ## Why it matters
    /// An ambassador is useful only to containers that connect to it. If main reads the address from a Secret or has it
    /// built in, the manifest cannot show it and nothing is wrong; otherwise main bypasses the ambassador.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1
    ///   - name: ambassador
    ///     image: registry.example.com/gate:1
    ///     ports: [{containerPort: 5672}]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1
    ///     env: [{name: AMQP_URL, value: "amqp://127.0.0.1:5672"}]
    ///   - name: ambassador
    ///     image: registry.example.com/gate:1
    ///     ports: [{containerPort: 5672}]
    /// ```
    "unaddressed-ambassador", Info, Composition, Check::Pod(check), off, needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let Some(main) = composition.with_role(Role::Main).find(|member| member.idle.is_none()) else { return };
    let ambassadors = composition.members.iter().enumerate().filter(|(_, member)| member.role == Role::Ambassador);
    for (index, ambassador) in ambassadors.filter(|(_, member)| member.is_long_running() && member.idle.is_none()) {
        let mut own = composition.links.iter().filter(|link| [link.from, link.to].contains(&index));
        if own.any(|link| link.via.is_network() || link.volume.is_some()) {
            continue;
        }
        let at = first_port(ambassador).map_or_else(|| "127.0.0.1".to_owned(), |port| format!("127.0.0.1:{port}"));
        out.at(&ambassador.path, format!("`{}` is not configured to use `{}`", main.name, ambassador.name))
            .help(format!("give `{}` a variable with {at}", main.name))
            .related(&main.path, "the container it is for");
    }
}

fn first_port(member: &Member) -> Option<u16> {
    member.ports.first().map(|listen| listen.port)
}
