//! How time grows with the input, for inputs that hold many things against each other: `cargo bench --bench growth
//! [FILTER]` prints the exponent between the last two sizes of each. One is linear; nothing fails. Time is that of all
//! processors, so that what else runs on the machine counts little.

use std::fmt::Write;
use std::time::Duration;

use podpat::internals::lint::{Selector, Settings};

/// One row: the verb, what there is many of, the first size, and the text of a size.
type Row = (Verb, &'static str, usize, fn(usize) -> String);

#[derive(Clone, Copy)]
enum Verb {
    Lint,
    Inspect,
    Generate,
}

const ROWS: [Row; 45] = [
    (Verb::Lint, "a script for many Pods", 250, |n| {
        sharing(n, "x", "    echo a | grep b && curl http://127.0.0.1:8080\n")
    }),
    (Verb::Lint, "variables of a ConfigMap for many Pods", 500, |n| {
        let map = format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n{}",
            lines(n, "  K#: http://h:#\n")
        );
        format!("{}{map}", pods(n, ", envFrom: [{configMapRef: {name: c}}]"))
    }),
    (Verb::Lint, "an nginx.conf for many Pods", 500, |n| sharing(n, "nginx.conf", "    server { listen 80; }\n")),
    (Verb::Lint, "`$((`", 20_000, |n| script(&"$((".repeat(n))),
    (Verb::Lint, "`\"$(`", 20_000, |n| script(&"\\\"$(".repeat(n))),
    (Verb::Lint, "`a &`", 20_000, |n| script(&"a & ".repeat(n))),
    (Verb::Lint, "`for`", 10_000, |n| script(&"for a in b; do ".repeat(n))),
    (Verb::Lint, "`while`", 10_000, |n| script(&"while a; do ".repeat(n))),
    (Verb::Lint, "functions", 5_000, |n| script(&lines(n, "f#() { f#; }; "))),
    (Verb::Lint, "assignments", 5_000, |n| script(&lines(n, "A#=x; curl $A#; "))),
    (Verb::Lint, "commands", 20_000, |n| script(&"a|b&&c||d;".repeat(n))),
    (Verb::Lint, "arguments", 20_000, |n| pods(1, &format!(", args: [{}]", "x, ".repeat(n)))),
    (Verb::Lint, "Services and Pods of one label", 500, |n| pods(n, "") + &lines(n, SERVICE)),
    (Verb::Lint, "Services and Pods of own labels", 500, |n| lines(n, OWN_POD) + &lines(n, OWN_SERVICE)),
    (Verb::Lint, "ports and ports", 500, |n| {
        let ports = pods(1, &format!(", ports: [{}]", lines(n, "{containerPort: #}, ")));
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: a}, ports: [";
        format!("{ports}{service}{}]}}\n", lines(n, "{name: p#, port: #, targetPort: q#}, "))
    }),
    (Verb::Lint, "Services and Pods that share half of their labels", 500, |n| {
        lines(n, HALF_POD) + &lines(n, HALF_SERVICE)
    }),
    (Verb::Lint, "named ports of Services and Pods of one name", 500, |n| {
        pods(n, ", ports: [{name: web, containerPort: 80}]").replace("{name: p", "{name: p, x: p")
            + &lines(n, NAMED_SERVICE)
    }),
    (Verb::Lint, "keys of a ConfigMap that Pods ask for", 500, |n| {
        let pod = ", env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k#}}}]";
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n";
        format!("{}{map}{}", pods(n, pod), lines(n, "  j#: v\n"))
    }),
    (Verb::Lint, "ConfigMaps of one name and Pods", 500, |n| {
        pods(n, ", envFrom: [{configMapRef: {name: c}}]")
            + &lines(n, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k#: v}\n---\n")
    }),
    (Verb::Lint, "files of a ConfigMap that Pods mount", 500, |n| sharing(n, "x", "    a\n") + &lines(n, "  k#: v\n")),
    (Verb::Lint, "files with addresses of a ConfigMap that Pods mount", 500, |n| {
        sharing(n, "x", "    a\n") + &lines(n, "  k#: 'http://h#:80 redis://localhost:6379'\n")
    }),
    (Verb::Lint, "variables that refer to others", 1_000, |n| {
        pods(1, &format!(", env: [{}]", lines(n, "{name: A#, value: '$(B#) $(A#)'}, ")))
    }),
    (Verb::Lint, "addresses of one Pod", 500, |n| {
        let env = format!(", env: [{}]", lines(n, "{name: A#, value: 'http://s1:#'}, "));
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s1}\nspec: {selector: {app: a}, ports: [";
        format!("{}{service}{}]}}\n", pods(1, &env), lines(n, "{name: p#, port: 1#}, "))
    }),
    (Verb::Lint, "backends of an Ingress", 500, |n| {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: a}, ports: [";
        let ingress =
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec: {rules: [{http: {paths: [";
        let path = "{path: /#, pathType: Prefix, backend: {service: {name: s, port: {number: 2#}}}}, ";
        format!("{service}{}]}}\n---\n{ingress}{}]}}}}]}}\n", lines(n, "{name: p#, port: 1#}, "), lines(n, path))
    }),
    (Verb::Lint, "Pods of many containers", 4, |n| {
        let containers = lines(250, "{name: c#, image: a}, ");
        lines(
            n,
            &format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{containers}]}}\n---\n"),
        )
    }),
    (Verb::Lint, "rules of an account and Pods", 500, |n| {
        format!("{}{}rules:\n{}", pods(n, ""), ROLE, lines(n, "- {apiGroups: [''], resources: [r#], verbs: [get]}\n"))
    }),
    (Verb::Lint, "policies and Pods", 500, |n| pods(n, "") + &lines(n, POLICY)),
    (Verb::Lint, "bindings of one account", 500, |n| pods(n, "") + &lines(n, BINDING)),
    (Verb::Lint, "autoscalers of one name", 500, |n| DEPLOYMENT.repeat(n) + &lines(n, AUTOSCALER)),
    (Verb::Lint, "one port of the nodes", 1_000, |n| pods(n, ", ports: [{containerPort: 80, hostPort: 80}]")),
    (Verb::Lint, "one name", 1_000, |n| pods(1, "").repeat(n)),
    (Verb::Lint, "addresses of Services", 500, |n| pods(n, ", args: ['http://s1:80']") + &lines(n, SERVICE)),
    (Verb::Lint, "suppressions", 5_000, |n| format!("{}{}", "# podpat: ignore[latest-image]\n".repeat(n), pods(1, ""))),
    (Verb::Lint, "unknown fields", 5_000, |n| format!("{DEPLOYMENT_HEAD}{}", lines(n, "f#: 1\n"))),
    (Verb::Lint, "keys of a ConfigMap", 5_000, |n| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n{}", lines(n, "  k#: v\n"))
    }),
    (Verb::Lint, "documents that are none", 5_000, |n| "[\n---\n".repeat(n)),
    (Verb::Inspect, "Pods", 500, |n| pods(n, "")),
    (Verb::Inspect, "Services and Pods of one label", 250, |n| pods(n, "") + &lines(n, SERVICE)),
    (Verb::Inspect, "Pods that ask one Service", 250, |n| {
        pods(n, ", args: ['http://s1:80']") + &SERVICE.replace('#', "1")
    }),
    (Verb::Generate, "patched volumes", 500, |n| described(&format!("patch:\n  volumes:\n{}", lines(n, VOLUME)))),
    (Verb::Generate, "volumes", 500, |n| described(&format!("volumes:\n{}", lines(n, &VOLUME[2..])))),
    (Verb::Generate, "patched containers", 500, |n| {
        described(&format!("patch:\n  containers:\n{}", lines(n, "  - {name: v#, image: a:1}\n")))
    }),
    (Verb::Generate, "helpers", 100, |n| described(&format!("sidecar:\n{}", lines(n, "- {name: v#, image: a:1}\n")))),
    (Verb::Generate, "entries", 50, |n| {
        described(&format!("adapter:\n{}", lines(n, "- {use: redis-exporter, name: e#}\n")))
    }),
    (Verb::Generate, "labels", 1_000, |n| described(&format!("labels:\n{}", lines(n, "  k#: v\n")))),
];

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p#, labels: {app: a}}\nspec: {containers: [{name: a, image: 'nginx:1.29.1'@}]}\n---\n";
const OWN_POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p#, labels: {app: a#}}\nspec: {containers: [{name: a, image: 'nginx:1.29.1'}]}\n---\n";
const SERVICE: &str =
    "apiVersion: v1\nkind: Service\nmetadata: {name: s#}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n";
const OWN_SERVICE: &str =
    "apiVersion: v1\nkind: Service\nmetadata: {name: s#}\nspec: {selector: {app: a#}, ports: [{port: 80}]}\n---\n";
const HALF_POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p#, labels: {a: b}}\nspec: {containers: [{name: a, image: 'nginx:1.29.1'}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: q#, labels: {c: d}}\nspec: {containers: [{name: a, image: 'nginx:1.29.1'}]}\n---\n";
const HALF_SERVICE: &str =
    "apiVersion: v1\nkind: Service\nmetadata: {name: s#}\nspec: {selector: {a: b, c: d}, ports: [{port: 80}]}\n---\n";
const NAMED_SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: s#}\nspec: {selector: {app: a}, ports: [{port: 80, targetPort: x#}]}\n---\n";
const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: default}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\n";
const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n#}\nspec: {podSelector: {matchLabels: {app: a}}}\n---\n";
const BINDING: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: n#}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r#}\nsubjects: [{kind: ServiceAccount, name: default}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r#}\nrules: [{apiGroups: [''], resources: [pods], verbs: [get]}]\n---\n";
const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'nginx:1.29.1'}]}}}\n---\n";
const AUTOSCALER: &str = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: n#}\nspec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}\n---\n";
const DEPLOYMENT_HEAD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n";
const VOLUME: &str = "  - {name: v#, emptyDir: {}}\n";

/// Returns a text so many times, with the number of each in the place of `#`.
fn lines(count: usize, text: &str) -> String {
    (1..=count).map(|at| text.replace('#', &at.to_string())).collect()
}

fn pods(count: usize, fields: &str) -> String {
    lines(count, &POD.replace('@', fields))
}

fn script(text: &str) -> String {
    pods(1, &format!(", command: [sh, -c, \"{text}\"]"))
}

/// Returns so many Pods that mount one file of so many lines.
fn sharing(count: usize, file: &str, line: &str) -> String {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p#}\nspec:\n  volumes: [{name: s, configMap: {name: c}}]\n  containers: [{name: a, image: 'nginx:1.29.1', command: [sh, /etc/nginx/x], volumeMounts: [{name: s, mountPath: /etc/nginx}]}]\n---\n";
    let mut text = lines(count, pod);
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n";
    write!(text, "{map}  {file}: |\n{}", line.repeat(count)).expect("memory takes everything");
    text
}

fn described(fields: &str) -> String {
    format!("name: x\nmain: nginx:1.29.1\n{fields}")
}

/// Returns the time that processors spent on this process.
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("time goes on")
}

fn run(verb: Verb, text: &str) -> Duration {
    let begin = spent();
    match verb {
        Verb::Lint => drop(podpat::lint("-", text, &Settings::of(&[Selector::All]))),
        Verb::Inspect => drop(podpat::inspect("-", text)),
        Verb::Generate => drop(podpat::generate(text)),
    }
    spent().saturating_sub(begin)
}

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for (verb, what, first, text) in ROWS.iter().filter(|(_, what, ..)| what.contains(&filter)) {
        // Each size twice: the first run of a size also finds memory for it.
        let measure = |size: usize| {
            let text = text(size);
            (text.len(), run(*verb, &text).min(run(*verb, &text)))
        };
        let mut last = (*first, measure(*first));
        let mut exponent = 0.0;
        for doubled in 1..=6 {
            let size = first << doubled;
            let (bytes, time) = measure(size);
            exponent = (time.as_secs_f64() / last.1.1.as_secs_f64()).log2();
            last = (size, (bytes, time));
            if time > Duration::from_secs(1) {
                break;
            }
        }
        let verb = match verb {
            Verb::Lint => "lint",
            Verb::Inspect => "inspect",
            Verb::Generate => "generate",
        };
        let (size, (bytes, time)) = last;
        println!("{exponent:5.2}  {time:9.1?}  {:6} KB  {size:8}  {verb}: {what}", bytes / 1000);
    }
}
