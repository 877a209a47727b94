//! Every catalogue entry, as a user meets it: put through the same trial as entries of users by `podpat patterns check`.
//! And that the trial finds what is wrong.

use std::sync::Arc;

use podpat::internals::catalogue::{Catalogue, Entry, Pattern};
use podpat::internals::source::Source;
use podpat::internals::trial::{self, Extent};
use serde_json::{Value, json};

use crate::harness::podpat_on;

const IMAGE: &str = "registry.example.com/app:1.0";

/// Patterns of which any number stands beside or before one main container.
pub(crate) const HELPERS: [Pattern; 4] = Pattern::LISTED;

/// Every shipped entry, and its file.
pub(crate) fn entries() -> Vec<(Arc<Entry>, Arc<Source>)> {
    let catalogue = Catalogue::built_in();
    let read = |listed: &podpat::internals::catalogue::Listed| {
        (Arc::new(listed.read().expect("the catalogue reads")), Arc::new(listed.text().expect("a text")))
    };
    catalogue.files().iter().map(read).collect()
}

/// Every entry of which a description lists any number.
pub(crate) fn helpers() -> Vec<Arc<Entry>> {
    let listed = |entry: &Arc<Entry>| Pattern::LISTED.contains(&entry.pattern);
    entries().into_iter().map(|(entry, _)| entry).filter(listed).collect()
}

/// Tries every `step`th entry as `podpat patterns check` does.
fn try_entries(step: usize, extent: Extent) {
    let catalogue = Catalogue::built_in();
    let entries: Vec<_> = entries().into_iter().step_by(step).collect();
    let failures = |part: &[(Arc<Entry>, Arc<Source>)]| -> Vec<String> {
        let tried = part.iter().flat_map(|(entry, source)| {
            let report = trial::run(entry, source, &catalogue, extent);
            assert!(report.cases > 0, "{} was not tried", entry.name);
            report.failures.into_iter().map(|failure| format!("{}: {failure:?}", entry.name))
        });
        tried.collect()
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts: Vec<_> =
            entries.chunks(entries.len().div_ceil(4)).map(|part| scope.spawn(|| failures(part))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("it ends")).collect()
    });
    assert!(wrong.is_empty(), "{} failures\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn entries_pass_the_trial() {
    try_entries(6, Extent::EachOf(40));
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn every_entry_passes_the_trial() {
    try_entries(1, Extent::EachOf(13));
}

#[test]
fn every_pattern_has_entries() {
    for pattern in Pattern::ALL {
        assert!(entries().iter().any(|(entry, _)| entry.pattern == pattern), "{}", pattern.name());
    }
}

#[test]
fn who_passes_on_to_main_asks_for_its_port() {
    for entry in helpers().into_iter().filter(|entry| trial::needs_port(entry)) {
        let helper = trial::with_required(&entry).expect("examples");
        let description = json!({"name": "demo", "main": IMAGE, entry.pattern.key(): helper});
        let ran = podpat_on(description.to_string(), ["generate", "-"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", entry.name);
        assert!(ran.err.contains("port"), "{}: {}", entry.name, ran.err);
    }
}

#[test]
fn every_entry_says_what_people_need_to_know() {
    for (entry, _) in entries() {
        let name = &entry.name;
        for (field, text) in [
            ("summary", &entry.summary),
            ("useWhen", &entry.use_when),
            ("notWhen", &entry.not_when),
            ("verified", &entry.verified),
        ] {
            assert!(text.trim_end().ends_with('.'), "{name}: `{field}` is no sentence: {text}");
        }
        assert!(entry.sources.iter().all(|source| source.starts_with("https://")), "{name}: {:?}", entry.sources);
        assert!(!entry.sources.is_empty(), "{name} has no sources");
        for (parameter, it) in &entry.parameters {
            assert!(it.help.ends_with('.'), "{name}: the help of `{parameter}` is no sentence");
            assert!(it.only_with.iter().all(|needed| entry.parameters.contains_key(needed)), "{name}: {parameter}");
            assert!(!(it.required && it.default.is_some()), "{name}: `{parameter}` is required and has a default");
        }
        let like = entry.ports.values().filter_map(|port| port.like.as_ref());
        assert!(like.into_iter().all(|it| entry.parameters.contains_key(it)), "{name}: a port like what?");
        for demand in &entry.demands {
            let text = demand.trim_end_matches("}}").trim_end();
            assert!(!text.ends_with('.') && text.starts_with(|c: char| !c.is_lowercase()), "{name}: {demand}");
        }
    }
}

/// A helper that deletes files it does not know gets no folder in which main keeps things, whatever the volume.
#[test]
fn who_clears_a_folder_gets_none_of_main() {
    let clearing = helpers().into_iter().filter(|entry| entry.shares.values().any(|share| share.clears));
    let mut count = 0;
    for entry in clearing {
        let helper = trial::with_required(&entry).expect("examples");
        let path = helper["path"].as_str().expect("a path").to_owned();
        let claim = json!({"name": "data", "persistentVolumeClaim": {"claimName": "data"}});
        let description = json!({
            "name": "demo",
            "main": {"image": IMAGE, "ports": [8080], "volumeMounts": [{"name": "data", "mountPath": path}]},
            entry.pattern.name(): helper,
            "patch": {"volumes": [claim]},
        });
        let ran = podpat_on(description.to_string(), ["generate", "-"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}: main's volume is given away", entry.name);
        assert!(ran.err.contains("would delete"), "{}: {}", entry.name, ran.err);
        count += 1;
    }
    assert!(count > 0, "no entry says that it clears its folder");
}

/// Native sidecars start one after the other and stop in reverse: what others connect through is there first, what
/// reads last words goes last.
#[test]
fn helpers_start_in_the_order_in_which_they_are_needed() {
    let description = json!({
        "name": "demo",
        "main": {"image": IMAGE, "ports": [8080]},
        "adapter": "statsd-exporter",
        "sidecar": [
            {"use": "git-sync", "repo": "https://example.com/a.git", "path": "/srv/www/site"},
            {"use": "log-tail", "path": "/var/log/app/app.log"},
        ],
        "ambassador": {"use": "tcp", "servers": "db:5432"},
    });
    let made = podpat_on(description.to_string(), ["generate", "-", "-o", "json"]).json();
    let pod =
        made["items"].as_array().and_then(|items| items.iter().find(|item| item["kind"] == "Pod")).expect("a Pod");
    let helpers = pod["spec"]["initContainers"].as_array().expect("helpers");
    let names: Vec<&Value> = helpers.iter().map(|helper| &helper["name"]).collect();
    assert_eq!(names, ["tcp", "log-tail", "git-sync", "statsd-exporter"]);
}

/// Mistakes in an entry that decodes, and what the trial says of each, where.
/// Tries every `step`th of some entries with a mistake each, which the trial must find.
fn find_mistakes(step: usize) {
    let cases = [
        (
            "sidecar",
            "image: registry.example.com/mine:1.0.0",
            "image: registry.example.com/mine:latest",
            "tag",
            "image",
        ),
        ("sidecar", "user: 65532", "user: 0", "runs as root", "user"),
        ("sidecar", "  startupProbe:", "  livenessProbe:", "before its files are there", "shares"),
        ("sidecar", "port: \"{{ ports.health }}\"}", "port: 9999}", "kubelet cannot reach", "startupProbe"),
        ("sidecar", "- --out=/data", "- --password=x", "password", "args"),
        ("sidecar", "- --out=/data", "- tail -f /data/x", "tail -F", "args"),
        ("sidecar", "parameter: healthPort, ", "", "no parameter sets", "health"),
        ("sidecar", "- --listen=:{{ ports.health }}", "- --listen=:8081", "not told the number", "health"),
        ("sidecar", "    example: /var/lib/app\n", "", "shows no `example`", "path"),
        ("sidecar", "    path: /var/lib/app\n", "    paht: /var/lib/app\n", "line 5 of the example", "example"),
        ("sidecar", "- --out=/data", "- \"{{ nobody.knows }}\"", "`nobody` is undefined", "nobody.knows"),
        (
            "sidecar",
            "container:",
            "container:\n  readinessProbe: {httpGet: {path: /, port: 8081}}",
            "out of service",
            "readinessProbe",
        ),
        ("sidecar", "container:", "container:\n  env: [{name: DB_TOKEN, value: abc}]", "written down", "env"),
        (
            "ambassador",
            "main:\n  env:\n    SERVICE_ADDRESS: \"127.0.0.1:{{ ports.service }}\"\n",
            "",
            "does not know where",
            "name",
        ),
        ("ambassador", "127.0.0.1:{{ ports.service }}\"", "localhost:{{ ports.service }}\"", "localhost", "env"),
        ("ambassador", "  startupProbe:", "  livenessProbe:", "before it can connect", "container"),
        ("ambassador", "- --listen=127.0.0.1:", "- --listen=0.0.0.0:", "on all addresses", "ports"),
        ("ambassador", "bind: loopback", "bind: pod", "no port on the loopback", "ports"),
        ("adapter", "scrape: {port: metrics, path: /metrics}\n", "", "nothing leads Prometheus", "name"),
        ("adapter", "  livenessProbe:", "  startupProbe:", "main waits for it", "startupProbe"),
        (
            "adapter",
            "- --from=http://127.0.0.1:{{ mainPort }}{{ path }}",
            "- --from={{ path }}{{ mainPort }}",
            "does not read main",
            "pattern",
        ),
        (
            "adapter",
            "- --from=http://127.0.0.1:{{ mainPort }}{{ path }}",
            "- --from=http://127.0.0.1:{{ mainPort }}",
            "does not arrive",
            "path",
        ),
    ];
    for (pattern, part, other, says, at) in cases.into_iter().step_by(step) {
        let whole = podpat::internals::catalogue::skeleton(pattern_of(pattern), "mine");
        assert!(whole.contains(part), "{pattern}: {part}");
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("mine.yaml");
        std::fs::write(&path, whole.replacen(part, other, 1)).expect("writes");
        let ran = podpat_on("", ["patterns", "check", "-o", "json", &path.display().to_string()]);
        let found = ran.json();
        let findings = found["findings"].as_array().expect("findings");
        assert_eq!(ran.code, 1, "{pattern}: {part}: {}", ran.err);
        let text = std::fs::read_to_string(&path).expect("reads");
        let is_there = findings.iter().any(|finding| {
            let start = finding["span"]["start"]["offset"].as_u64().and_then(|at| usize::try_from(at).ok());
            let line = text[..start.unwrap_or_default()].lines().count();
            let shown = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let shown = if text[..start.unwrap_or_default()].ends_with('\n') {
                text.lines().nth(line).unwrap_or_default()
            } else {
                shown
            };
            let said = format!("{} {}", finding["message"], finding["help"]);
            said.contains(says) && shown.contains(at)
        });
        assert!(is_there, "{pattern}: {part}: {says} at {at}: {findings:#?}");
    }
}

#[test]
fn the_trial_finds_what_is_wrong() {
    find_mistakes(4);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn the_trial_finds_all_that_is_wrong() {
    find_mistakes(1);
}

/// The mistake shows in every case, the example's too; it is one mistake, at one place.
#[test]
fn a_mistake_in_a_template_is_told_once_at_its_line() {
    let config = "\
config:
  at: /etc/mine
  files:
    mine.yaml:
      syntax: yaml
      content: |
        a: 1

        b: {{ path | no_filter }}
container:
";
    let cases = [
        ("container:\n", config, "filter no_filter is unknown", "b: {{ path | no_filter }}"),
        ("user: 65532", "user: \"{{ no_user }}\"", "`no_user` is undefined", "\"{{ no_user }}\""),
        ("    about: the files", "    about: the files\n    when: no_share", "`no_share` is undefined", "no_share"),
        ("- --out=/data", "- \"{{ path\"", "unexpected end of input", "\"{{ path\""),
    ];
    for (part, other, says, place) in cases {
        let whole = podpat::internals::catalogue::skeleton(Pattern::Sidecar, "mine");
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("mine.yaml");
        let text = whole.replacen(part, other, 1);
        std::fs::write(&path, &text).expect("writes");
        let found = podpat_on("", ["patterns", "check", "-o", "json", &path.display().to_string()]).json();
        let findings = found["findings"].as_array().expect("findings");
        assert_eq!(findings.len(), 1, "{part}: {findings:#?}");
        let at = |end: &str| {
            let offset = findings[0]["span"][end]["offset"].as_u64().expect("an offset");
            usize::try_from(offset).expect("a place of the file")
        };
        assert!(findings[0]["message"].as_str().is_some_and(|it| it.contains(says)), "{findings:#?}");
        assert_eq!(&text[at("start")..at("end")], place, "{part}");
    }
}

fn pattern_of(name: &str) -> Pattern {
    Pattern::ALL.into_iter().find(|pattern| pattern.name() == name).expect("a pattern")
}
