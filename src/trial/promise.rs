//! The promises of each pattern.

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::case::Aspect;
use super::check::Check;
use super::made::{declares, is_one_shot};
use crate::catalogue::{Bind, Pattern};

impl Check<'_> {
    /// Checks all that holds of the Pod, of each helper, and of the pattern.
    pub(super) fn promises(&mut self) {
        let made = self.made;
        let Some(pod) = made.pod() else { return };
        self.pod(pod.spec);
        let helpers = made.containers_of(self.entry);
        let count = self.case.count;
        self.expect(helpers.len() == count, &["name"], || {
            (format!("{} of {count} containers of the entry are in the Pod", helpers.len()), "")
        });
        for &helper in &helpers {
            match self.entry.pattern {
                Pattern::Init => self.expect(is_one_shot(pod.spec, helper), &["pattern"], || {
                    ("it never ends".to_owned(), "leave `restartPolicy` out")
                }),
                _ => self.helper(helper),
            }
            match self.entry.pattern {
                Pattern::Sidecar => self.sidecar(pod.spec, helper),
                Pattern::Ambassador => self.ambassador(helper),
                Pattern::Adapter => self.adapter(helper),
                _ => {}
            }
            if let Aspect::Port(name, number) = &self.case.aspect {
                self.port(helper, name, *number);
            }
        }
        if self.case.aspect == Aspect::Front {
            self.front(&helpers);
        }
    }

    /// It shares what it is there for with main: files, processes, or main's place behind the Service. Who brings
    /// files has brought them before main starts, and who reads main's does not wait for them.
    fn sidecar(&mut self, spec: &core::PodSpec, helper: &core::Container) {
        let Some(main) = spec.containers.iter().find(|container| container.name != helper.name) else { return };
        let of_main = |name: &str| main.volume_mounts.iter().flatten().find(|mount| mount.name == name);
        let shared = helper.volume_mounts.iter().flatten().filter_map(|mount| Some((mount, of_main(&mount.name)?)));
        let shared: Vec<_> = shared.collect();
        let always = self.entry.shares.values().filter(|share| share.when.is_none()).count();
        self.expect(shared.len() >= always, &["shares"], || {
            ("main does not get all folders that are shared".to_owned(), "say `when` if a share is not always there")
        });
        let brings = shared.iter().any(|(own, main)| own.read_only.is_none() && main.read_only == Some(true));
        let reads = shared.iter().any(|(own, main)| main.read_only.is_none() && own.read_only == Some(true));
        let is_waited_for = helper.startup_probe.is_some();
        // A plain container has no startup that others wait for.
        self.expect(!brings || is_waited_for, &["shares"], || {
            let message = "main may start before its files are there".to_owned();
            (message, "add a `startupProbe` that succeeds once they are")
        });
        self.expect(!reads || brings || !is_waited_for, &["container", "startupProbe"], || {
            let message = "main waits for what reads its files".to_owned();
            (message, "leave the `startupProbe` out: main writes the files after it has started")
        });
        let sees_processes = spec.share_process_namespace == Some(true);
        self.expect(sees_processes == self.entry.shares_processes.is_some(), &["sharesProcesses"], || {
            let message = "the Pod's processes are shared, or not, against what the entry says".to_owned();
            (message, "say `sharesProcesses` where the helper has to see main's processes, and nowhere else")
        });
        let joined = !shared.is_empty()
            || self.entry.shares_processes.is_some()
            || self.entry.fronts.is_some()
            || self.made.text.contains("127.0.0.1");
        self.expect(joined, &["pattern"], || {
            let message = "it has nothing to do with main".to_owned();
            (
                message,
                "say what the two share: `shares`, `sharesProcesses`, `fronts`, or an address of main on 127.0.0.1",
            )
        });
    }

    /// Main is told of the local address; nothing but health can be reached from outside; others wait until it serves.
    fn ambassador(&mut self, helper: &core::Container) {
        let made = self.made;
        let told = made.main_env();
        self.expect(told.values().any(|value| value.contains("127.0.0.1")), &["main"], || {
            let message = "main does not know where to find it".to_owned();
            (message, "give main a variable under `main.env` with `127.0.0.1:{{ ports.NAME }}`")
        });
        self.expect(told.values().all(|value| !value.contains("localhost:")), &["main", "env"], || {
            let message = "main is told `localhost`, which may be another address where IPv6 is on".to_owned();
            (message, "write 127.0.0.1")
        });
        self.expect(helper.startup_probe.is_some(), &["container"], || {
            let message = "main may start before it can connect through the helper".to_owned();
            (message, "add a `startupProbe`; a port on the loopback is asked with `exec`")
        });
        let led_to = made.service_targets().into_iter().any(|target| declares(helper, target));
        self.expect(!led_to, &["ports"], || {
            ("a Service leads to it".to_owned(), "it is for main alone: leave `scrape` and `fronts` out")
        });
        let data = self.entry.ports.values().filter(|port| port.bind == Bind::Loopback);
        let data: Vec<u16> = data.map(|port| port.number).collect();
        self.expect(!data.is_empty(), &["ports"], || {
            ("it has no port on the loopback".to_owned(), "say `bind: loopback` of the port that main connects to")
        });
        for number in data {
            let open = [format!("0.0.0.0:{number}"), format!("*:{number}"), format!("[::]:{number}")];
            self.expect(!open.iter().any(|open| made.text.contains(open)), &["ports"], || {
                let message = format!("it listens on all addresses of the Pod at port {number}");
                (message, "let it listen on 127.0.0.1")
            });
        }
    }

    /// It shows a named port that Prometheus is led to, and main neither waits for it nor leaves service with it.
    fn adapter(&mut self, helper: &core::Container) {
        let made = self.made;
        self.expect(helper.ports.iter().flatten().any(|port| port.name.is_some()), &["ports"], || {
            ("it declares no named port".to_owned(), "add the port it shows under `ports`, with `bind: pod`")
        });
        self.expect(helper.startup_probe.is_none(), &["container", "startupProbe"], || {
            ("main waits for it".to_owned(), "ask for its health in a `livenessProbe`")
        });
        let Some(pod) = made.pod() else { return };
        let main = pod.spec.containers.iter().find(|container| container.name != helper.name);
        let mounts = main.and_then(|main| main.volume_mounts.as_deref()).unwrap_or_default();
        let reads = |mount: &core::VolumeMount| {
            mount.read_only == Some(true) && mounts.iter().any(|other| other.name == mount.name)
        };
        let by_files = helper.volume_mounts.iter().flatten().any(reads);
        self.expect(by_files || made.text.contains("127.0.0.1"), &["pattern"], || {
            ("it does not read main".to_owned(), "let it read main's port on 127.0.0.1, or a share that main writes")
        });
        let annotations = pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
        let by_annotation = annotations.and_then(|it| it.get("prometheus.io/port")?.parse().ok()).map(IntOrString::Int);
        let mut ways = made.service_targets().into_iter().cloned().chain(by_annotation);
        self.expect(ways.any(|port| declares(helper, &port)), &["scrape"], || {
            ("nothing leads Prometheus to it".to_owned(), "say `scrape: {port: NAME, path: /metrics}`")
        });
    }

    /// A port that was chosen is declared if others may reach it, and the program is told of it.
    fn port(&mut self, helper: &core::Container, name: &str, number: u16) {
        let made = self.made;
        let is_open = self.entry.ports.get(name).is_some_and(|port| port.bind == Bind::Pod);
        self.expect(declares(helper, &IntOrString::Int(i32::from(number))) == is_open, &["ports", name], || {
            (format!("the port `{name}` is not where it was put"), "say who can reach it with `bind`")
        });
        let of_kubernetes = |line: &str| line.starts_with("containerPort:") || line.starts_with("port:");
        let mut lines = made.text.lines().map(|line| line.trim_start_matches(['-', ' ']));
        let is_told = lines.any(|line| !of_kubernetes(line) && line.contains(&number.to_string()));
        self.expect(is_told, &["ports", name], || {
            let message = format!("the program is not told the number of the port `{name}`");
            (message, "write `{{ ports.NAME }}` where the program is told of it")
        });
    }

    /// Services lead to the helper in front of main, and that passes on to main by the loopback.
    fn front(&mut self, helpers: &[&core::Container]) {
        let made = self.made;
        let led =
            made.service_targets().into_iter().all(|target| helpers.iter().any(|helper| declares(helper, target)));
        self.expect(led, &["fronts"], || {
            ("the Service leads past it".to_owned(), "name the port of `ports` that clients connect to")
        });
        self.expect(made.text.contains("127.0.0.1:8080"), &["fronts"], || {
            let message = "it does not pass on to main".to_owned();
            (message, "let it connect to `127.0.0.1:{{ upstreamPort }}`")
        });
    }
}
