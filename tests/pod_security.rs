//! The levels of the Pod Security Standards, on one Pod a case: what Kubernetes' own admission plugin says of it at 1.36.

use crate::harness::podpat_on;

/// A Pod that the Restricted level takes, with room for more: lines of the spec, of its security context, of the
/// container and of the container's security context.
fn pod(case: &Case) -> String {
    pod_of(case.profile, case.lines)
}

fn pod_of(profile: &str, [spec, context, container, own]: [&str; 4]) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: app, annotations: {{{APPARMOR}: \"{profile}\"}}}}\nspec:\n  {spec}\n  securityContext:\n    \
         seccompProfile: {{type: RuntimeDefault}}\n    runAsNonRoot: true\n    {context}\n  containers:\n    - name: app\n      \
         image: registry.example.com/app:1.0\n      {container}\n      securityContext:\n        \
         allowPrivilegeEscalation: false\n        capabilities: {{drop: [ALL]}}\n        {own}\n"
    )
}

struct Case {
    about: &'static str,
    /// The AppArmor profile of the container, as an annotation.
    profile: &'static str,
    /// Lines of the spec, of its security context, of the container, and of the container's security context.
    lines: [&'static str; 4],
    /// The verdicts: true where the level takes the Pod.
    baseline: bool,
    restricted: bool,
}

const fn case(about: &'static str, lines: [&'static str; 4], baseline: bool, restricted: bool) -> Case {
    Case { about, profile: "", lines, baseline, restricted }
}

/// The annotation that gives the container an AppArmor profile; an empty one means nothing.
const APPARMOR: &str = "container.apparmor.security.beta.kubernetes.io/app";

#[test]
fn the_levels_take_what_the_admission_plugin_takes() {
    let cases = [
        case("a Pod that is as restricted as can be", ["", "", "", ""], true, true),
        case("the network of the node", ["hostNetwork: true", "", "", ""], false, false),
        case("the processes of the node", ["hostPID: true", "", "", ""], false, false),
        case("the IPC namespace of the node", ["hostIPC: true", "", "", ""], false, false),
        case("a folder of the node", ["volumes: [{name: a, hostPath: {path: /a}}]", "", "", ""], false, false),
        case("a file server", ["volumes: [{name: a, nfs: {server: a, path: /a}}]", "", "", ""], true, false),
        case("an image as a volume", ["volumes: [{name: a, image: {reference: a}}]", "", "", ""], true, true),
        case("a volume that names no source", ["volumes: [{name: a}]", "", "", ""], true, true),
        case("a port of the node", ["", "", "ports: [{containerPort: 80, hostPort: 80}]", ""], false, false),
        case("port 0 of the node", ["", "", "ports: [{containerPort: 80, hostPort: 0}]", ""], true, true),
        case("a probe of another host", ["", "", "livenessProbe: {tcpSocket: {host: a, port: 1}}", ""], false, false),
        case("an empty host", ["", "", "livenessProbe: {httpGet: {host: \"\", port: 1}}", ""], true, true),
        case(
            "a hook to another host",
            ["", "", "lifecycle: {preStop: {httpGet: {host: a, port: 1}}}", ""],
            false,
            false,
        ),
        case("privileged", ["", "", "", "privileged: true"], false, false),
        case("an unmasked /proc", ["", "", "", "procMount: Unmasked"], false, false),
        case("an unmasked /proc of own users", ["hostUsers: false", "", "", "procMount: Unmasked"], true, false),
        case("a level of SELinux", ["", "seLinuxOptions: {level: \"s0:c1\"}", "", ""], true, true),
        case("a type of SELinux", ["", "", "", "seLinuxOptions: {type: spc_t}"], false, false),
        case("a type for containers", ["", "", "", "seLinuxOptions: {type: container_engine_t}"], true, true),
        case("a user of SELinux", ["", "seLinuxOptions: {user: root}", "", ""], false, false),
        case("an unconfined container", ["", "", "", "seccompProfile: {type: Unconfined}"], false, false),
        case("a profile of the node", ["", "", "", "seccompProfile: {type: Localhost}"], true, true),
        case("a safe sysctl", ["", "sysctls: [{name: net.ipv4.tcp_rmem, value: a}]", "", ""], true, true),
        case("an unsafe sysctl", ["", "sysctls: [{name: kernel.msgmax, value: a}]", "", ""], false, false),
        case("a sysctl of 1.37", ["", "sysctls: [{name: net.ipv4.tcp_notsent_lowat, value: a}]", "", ""], false, false),
        case("a process of the node", ["", "windowsOptions: {hostProcess: true}", "", ""], false, false),
        case("root", ["", "", "", "runAsUser: 0"], true, false),
        case("root of own users", ["hostUsers: false", "", "", "runAsUser: 0"], true, true),
        case("any user", ["", "", "", "runAsNonRoot: false"], true, false),
        case("any user of own users", ["hostUsers: false", "", "", "runAsNonRoot: false"], true, true),
        case("a user without the check", ["", "", "", "{runAsNonRoot: false, runAsUser: 1}"], true, false),
        case("an AppArmor profile as a field", ["", "appArmorProfile: {type: Unconfined}", "", ""], false, false),
        Case { profile: "unconfined", ..case("as an annotation", ["", "", "", ""], false, false) },
        Case { profile: "localhost/a", ..case("of the node", ["", "", "", ""], true, true) },
    ];
    for case in cases {
        let text =
            pod(&case).replace("{runAsNonRoot: false, runAsUser: 1}", "runAsNonRoot: false\n        runAsUser: 1");
        for (level, taken) in [("pss-baseline", case.baseline), ("pss-restricted", case.restricted)] {
            let ran = podpat_on(&text, ["lint", "-", "--no-config", "--fail-on=info", &format!("--select={level}")]);
            assert_eq!(ran.code == 0, taken, "{} at {level}:\n{}{}", case.about, ran.out, ran.err);
        }
    }
}

/// What the levels take since a release: the Pod has it at that release, and has not at the one before.
#[test]
fn the_levels_are_those_of_the_release() {
    let sysctl = |name: &str| format!("sysctls: [{{name: {name}, value: a}}]");
    let [ports, probes, memory] =
        ["ip_local_reserved_ports", "tcp_keepalive_time", "tcp_rmem"].map(|name| sysctl(&format!("net.ipv4.{name}")));
    let lines: [(&str, u8, [&str; 4]); 7] = [
        ("pss-baseline", 27, ["", &ports, "", ""]),
        ("pss-baseline", 29, ["", &probes, "", ""]),
        ("pss-baseline", 32, ["", &memory, "", ""]),
        ("pss-baseline", 31, ["", "seLinuxOptions: {type: container_engine_t}", "", ""]),
        ("pss-baseline", 35, ["hostUsers: false", "", "", "procMount: Unmasked"]),
        ("pss-restricted", 35, ["hostUsers: false", "", "", "runAsUser: 0"]),
        ("pss-restricted", 35, ["hostUsers: false", "", "", "runAsNonRoot: false"]),
    ];
    let takes = |level: &str, minor: u8, lines: [&str; 4]| {
        let text = pod_of("", lines);
        let flags = [format!("--select={level}"), format!("--kubernetes-version=1.{minor}")];
        let fixed = ["lint", "-", "--no-config", "--fail-on=info"].map(str::to_owned);
        podpat_on(&text, fixed.into_iter().chain(flags)).code == 0
    };
    for (level, since, lines) in lines {
        assert_eq!((takes(level, since - 1, lines), takes(level, since, lines)), (false, true), "{lines:?}");
    }
    let probe = ["", "", "livenessProbe: {tcpSocket: {host: a, port: 1}}", ""];
    assert_eq!((takes("pss-baseline", 33, probe), takes("pss-baseline", 34, probe)), (true, false));
}

#[test]
fn what_capabilities_may_be_added_and_dropped() {
    let cases = [
        ("{drop: [ALL], add: [NET_BIND_SERVICE]}", true, true),
        ("{drop: [ALL], add: [CHOWN]}", true, false),
        ("{drop: [ALL], add: [NET_RAW]}", false, false),
        ("{drop: [ALL], add: [CAP_CHOWN]}", false, false),
        ("{drop: [all]}", true, false),
        ("{drop: [NET_RAW]}", true, false),
        ("{}", true, false),
    ];
    for (capabilities, baseline, restricted) in cases {
        let base = pod(&case("", ["", "", "", ""], true, true));
        let text = base.replace("{drop: [ALL]}", capabilities);
        for (level, taken) in [("pss-baseline", baseline), ("pss-restricted", restricted)] {
            let ran = podpat_on(&text, ["lint", "-", "--no-config", "--fail-on=info", &format!("--select={level}")]);
            assert_eq!(ran.code == 0, taken, "{capabilities} at {level}:\n{}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn windows_needs_nothing_that_only_linux_has() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n  os: {name: windows}\n  securityContext: \
                {runAsNonRoot: true}\n  containers: [{name: app, image: app}]\n";
    let ran = podpat_on(text, ["lint", "-", "--no-config", "--fail-on=info", "--select=pss-restricted"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}
