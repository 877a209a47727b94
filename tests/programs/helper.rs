//! A helper as podpat generates it, run as kubelet would: its files, arguments, environment and probes.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::Folder;

use super::server::Server;
use super::{generated, listens, replaced, unprivileged, wire};

/// The container of a helper, and its configuration files where it expects them, but below the test's folder.
pub(super) struct Helper {
    container: Value,
    main: Value,
    annotations: Value,
    /// What is mounted, and where it is here.
    mounts: BTreeMap<String, String>,
    folder: Folder,
}

impl Helper {
    /// The only helper of a description.
    pub(super) fn of(description: &str) -> Self {
        Self::find(description, |container| container["restartPolicy"] == "Always")
    }

    /// The init container of that name.
    pub(super) fn named(description: &str, name: &str) -> Self {
        Self::find(description, |container| container["name"] == name)
    }

    fn find(description: &str, is_it: impl Fn(&Value) -> bool) -> Self {
        let items = generated(description);
        let pod = items.iter().find(|item| item["kind"] == "Pod").expect("a Pod");
        let mut containers = pod["spec"]["initContainers"].as_array().into_iter().flatten();
        let container = containers.find(|container| is_it(container)).expect("the helper").clone();
        let folder = Folder::new();
        let mut mounts = BTreeMap::new();
        let mut files = Vec::new();
        for mount in container["volumeMounts"].as_array().into_iter().flatten() {
            let at = mount["mountPath"].as_str().expect("a path");
            let here = folder.at(at.trim_start_matches('/'));
            fs::create_dir_all(&here).expect("a folder");
            mounts.insert(at.to_owned(), here.display().to_string());
            let volumes = pod["spec"]["volumes"].as_array().expect("volumes");
            let volume = volumes.iter().find(|volume| volume["name"] == mount["name"]).expect("a volume");
            let map = items
                .iter()
                .find(|item| item["kind"] == "ConfigMap" && item["metadata"]["name"] == volume["configMap"]["name"]);
            for (name, text) in map.and_then(|map| map["data"].as_object()).into_iter().flatten() {
                files.push((here.join(name), text.as_str().expect("a text").to_owned()));
            }
        }
        let main = pod["spec"]["containers"][0].clone();
        let annotations = pod["metadata"]["annotations"].clone();
        let helper = Self { container, main, annotations, mounts, folder };
        for (path, text) in files {
            fs::write(path, helper.here(&text)).expect("written");
        }
        helper
    }

    /// Where a mount of the container is here.
    pub(super) fn mounted(&self, at: &str) -> &Path {
        Path::new(self.mounts.get(at).unwrap_or_else(|| panic!("nothing is mounted at {at}")))
    }

    /// Replaces parts of a configuration file, each of which has to be there.
    pub(super) fn edit(&self, path: &str, parts: &[(&str, &str)]) {
        let path = self.here(path);
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(&path, replaced(&text, parts)).expect("written");
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A text with the places of mounts as they are here, looked for once from left to right.
    fn here(&self, text: &str) -> String {
        let mut done = String::new();
        let mut rest = text;
        while let Some((at, _, mount)) =
            self.mounts.keys().filter_map(|mount| Some((rest.find(mount)?, Reverse(mount.len()), mount))).min()
        {
            done += &rest[..at];
            done += &self.mounts[mount];
            rest = &rest[at + mount.len()..];
        }
        done + rest
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let texts = self.container[key].as_array().into_iter().flatten();
        texts.map(|text| self.here(text.as_str().expect("a text"))).collect()
    }

    /// The command that kubelet would run, with `program` for the image's entry point; a command of the container's
    /// own is looked up where the test runs. Secrets are given by their keys.
    pub(super) fn command(&self, program: &Path, secrets: &[(&str, &str)]) -> Command {
        let own = self.texts("command");
        let mut command = match own.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest);
                command
            }
            None => Command::new(program),
        };
        command.args(self.texts("args")).current_dir(self.folder.path());
        for one in self.container["env"].as_array().into_iter().flatten() {
            let name = one["name"].as_str().expect("a name");
            let secret = one["valueFrom"]["secretKeyRef"]["key"].as_str();
            let value = secret.map(|key| {
                let known = secrets.iter().find(|(name, _)| *name == key);
                known.unwrap_or_else(|| panic!("the test gives no secret `{key}`")).1.to_owned()
            });
            let value = value.or_else(|| one["value"].as_str().map(|value| self.here(value)));
            command.env(name, value.expect("a value"));
        }
        command
    }

    /// Runs the helper.
    pub(super) fn start(&self, program: &Path, secrets: &[(&str, &str)]) -> Server {
        Server::start(&mut self.command(program, secrets), self.folder.path())
    }

    /// Runs the helper as a user without rights, as some programs refuse to run as root.
    pub(super) fn start_unprivileged(&self, program: &Path, secrets: &[(&str, &str)]) -> Server {
        let mut command = self.command(program, secrets);
        unprivileged(&mut command, self.folder.path());
        Server::start(&mut command, self.folder.path())
    }

    /// Runs a program to its end, a check of the configuration.
    pub(super) fn run(&self, program: &Path, args: &[&str]) -> Output {
        let args = args.iter().map(|arg| self.here(arg));
        Command::new(program).args(args).current_dir(self.folder.path()).output().expect("the program runs")
    }

    /// Whether a probe of the container passes, asked on the loopback in place of the Pod's address.
    pub(super) fn passes(&self, probe: &str) -> bool {
        let probe = &self.container[probe];
        let port = |value: &Value| u16::try_from(value["port"].as_u64().expect("a port")).expect("a port");
        if let Some(get) = probe.get("httpGet") {
            let path = get["path"].as_str().expect("a path");
            return wire::get(port(get), path).is_some_and(|(status, _)| (200..400).contains(&status));
        }
        if let Some(socket) = probe.get("tcpSocket") {
            return listens(port(socket));
        }
        let command = probe["exec"]["command"].as_array().expect("a probe");
        let words: Vec<String> = command.iter().map(|word| self.here(word.as_str().expect("a word"))).collect();
        Command::new(&words[0]).args(&words[1..]).output().is_ok_and(|output| output.status.success())
    }

    /// What Prometheus gets where the Pod's annotations lead it.
    pub(super) fn scraped(&self) -> Option<String> {
        let says = |name: &str| self.annotations[format!("prometheus.io/{name}")].as_str().expect("an annotation");
        let (status, body) = wire::get(says("port").parse().expect("a port"), says("path"))?;
        (status == 200).then_some(body)
    }

    /// The value of a variable that main gets.
    pub(super) fn main_env(&self, name: &str) -> &str {
        let env = self.main["env"].as_array().into_iter().flatten();
        let one = env.into_iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("main gets no {name}"));
        one["value"].as_str().expect("a value")
    }
}
