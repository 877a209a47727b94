//! The log files that programs are told to write: by options, variables, and the configurations of web servers.

use super::view::PodView;
use crate::yaml::FieldPath;

/// Returns the files that a container is told to log to, each with the place that says so.
pub(super) fn told(pod: &PodView<'_>, member: usize) -> Vec<(String, FieldPath)> {
    let (container, member) = (&pod.containers[member], &pod.composition().members[member]);
    let mut files = Vec::new();
    for option in member.command.options() {
        let file = option.value.filter(|value| says_log(option.name) && is_file(value));
        files.extend(file.map(|file| (file.to_owned(), member.command.place_of(option.at, &member.path))));
    }
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let file = variable.value.as_deref().filter(|value| says_log(&variable.name) && is_file(value));
        let place = || member.path.clone().field("env").index(at).field("value");
        files.extend(file.map(|file| (file.to_owned(), place())));
    }
    let is_web_server = member.software().is_some_and(|software| !software.config.is_empty());
    for (at, mount) in container.spec.volume_mounts.iter().flatten().enumerate().filter(|_| is_web_server) {
        let map = pod.volume(&mount.name).and_then(|volume| volume.config_map.as_ref());
        let texts = map.and_then(|map| pod.context().texts_of(&map.name)?.texts());
        let logs = texts.into_iter().flatten().flat_map(str::lines).filter_map(directive);
        files.extend(logs.map(|file| (file.to_owned(), member.path.clone().field("volumeMounts").index(at))));
    }
    files
}

/// Returns the file of a directive of nginx or Apache.
fn directive(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let is_log = matches!(words.next()?, "access_log" | "error_log" | "CustomLog" | "ErrorLog" | "TransferLog");
    let file = words.next().filter(|_| is_log)?.trim_end_matches(';').trim_matches('"');
    is_file(file).then_some(file)
}

/// Returns true if a name means a log: `--log-file`, `LOG_PATH`, `--access-logfile`.
fn says_log(name: &str) -> bool {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    has(&["logfile", "accesslog", "errorlog", "logpath"])
        || has(&["log", "logs", "logging"]) && has(&["file", "filename", "path", "output"])
}

/// Returns true if a value is the whole path of a file.
fn is_file(value: &str) -> bool {
    let name = value.rsplit('/').next().unwrap_or_default();
    value.starts_with('/') && !value.starts_with("/dev/") && name.contains('.') && !value.contains(['$', ' ', '*', '%'])
}
