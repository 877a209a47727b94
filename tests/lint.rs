//! `podpat lint` as users type it: input, selection, thresholds, exit codes.

use std::fs;
use std::path::Path;

use crate::harness::{Folder, Ran, podpat, podpat_on};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: nginx:1.29.1}]}\n";
const BAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {contianers: []}\n";

/// Runs `podpat lint` with short output on paths below a folder.
fn lint(folder: &Path, names: &[&str], flags: &[&str]) -> Ran {
    let paths = names.iter().map(|name| folder.join(name).into_os_string());
    podpat(["lint", "-o", "short"].into_iter().chain(flags.iter().copied()).map(Into::into).chain(paths))
}

/// The files that findings are in, below a folder, each once.
fn files(folder: &Path, ran: &Ran) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    let name = |line: &str| line.strip_prefix(&prefix).and_then(|rest| rest.split(':').next()).map(str::to_owned);
    let mut names: Vec<String> = ran.out.lines().filter_map(name).collect();
    names.dedup();
    names
}

#[test]
fn folders_are_searched_to_the_bottom_in_order() {
    let dir = Folder::with(&[
        ("b.yaml", BAD),
        ("a/x.yml", BAD),
        ("a/y/z.json", r#"{"apiVersion": "v1", "kind": "Pod", "spce": 1}"#),
        ("a/notes.txt", BAD),
        (".hidden/x.yaml", BAD),
        (".x.yaml", BAD),
        ("gen/x.yaml", BAD),
        (".gitignore", "gen/\n"),
        (".git/HEAD", ""),
    ]);
    let ran = lint(dir.path(), &[""], &["--select=unknown-field"]);
    assert_eq!(files(dir.path(), &ran), ["a/x.yml", "a/y/z.json", "b.yaml"]);
    assert_eq!(ran.code, 1);
    // What is hidden or ignored is read when it is named.
    let ran = lint(dir.path(), &["gen", ".hidden", ".x.yaml", "a/notes.txt"], &["--select=unknown-field"]);
    assert_eq!(files(dir.path(), &ran), [".hidden/x.yaml", ".x.yaml", "a/notes.txt", "gen/x.yaml"]);
}

#[test]
fn a_file_named_twice_counts_once() {
    let dir = Folder::with(&[("a.yaml", BAD)]);
    let ran = lint(dir.path(), &["a.yaml", "", "./a.yaml"], &["--select=unknown-field"]);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
}

#[test]
fn paths_are_taken_as_kubectl_users_type_them() {
    let dir = Folder::with(&[("a.yaml", BAD), ("b.yaml", BAD)]);
    let path = |name| dir.at(name).display().to_string();
    let both = format!("{},{}", path("a.yaml"), path("b.yaml"));
    for args in [vec!["-f", &both], vec!["-f", &path("a.yaml"), "-f", &path("b.yaml")], vec!["-R", "-f", &path("")]] {
        let ran = podpat(["lint", "-o", "short", "--select", "unknown-field"].into_iter().chain(args));
        assert_eq!(files(dir.path(), &ran), ["a.yaml", "b.yaml"], "{}", ran.err);
    }
    assert_eq!(podpat_on(BAD, ["lint", "-f", "-"]).code, 1);
}

#[test]
fn what_cannot_be_read_is_said_and_hides_nothing() {
    let dir = Folder::with(&[("bad.yaml", BAD), ("latin.yaml", ""), ("empty/x.txt", "")]);
    dir.write("latin.yaml", b"kind: Pod\nname: \xE9\n");
    let ran = lint(dir.path(), &["bad.yaml", "none.yaml", "empty"], &["--select=validity"]);
    assert_eq!(ran.code, 2);
    assert_eq!(files(dir.path(), &ran), ["bad.yaml"]);
    assert!(ran.err.contains("none.yaml` does not exist") && ran.err.contains("no manifests in"), "{}", ran.err);
    let ran = lint(dir.path(), &["latin.yaml"], &["--select=syntax-error"]);
    assert_eq!(ran.code, 1, "bytes that are no text are a finding: {}", ran.err);
    assert!(ran.out.contains("latin.yaml:2:7: error syntax-error") && ran.out.contains("0xE9"), "{}", ran.out);
    let ran = podpat(["lint", "https://example.com/x.yaml"]);
    assert!(ran.code == 2 && ran.err.contains("curl"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn pipes_and_loops_are_errors_and_never_waited_for() {
    use std::os::unix::fs::symlink;
    let dir = Folder::with(&[("bad.yaml", BAD)]);
    let pipe = dir.at("pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let ran = lint(dir.path(), &["pipe.yaml"], &[]);
    assert!(ran.code == 2 && ran.err.contains("is a named pipe"), "{}", ran.err);
    let ran = lint(dir.path(), &[""], &["--select=unknown-field"]);
    assert_eq!((ran.code, files(dir.path(), &ran)), (2, vec!["bad.yaml".to_owned()]), "{}", ran.err);
    fs::remove_file(&pipe).expect("removed");
    symlink(dir.path(), dir.at("loop")).expect("a link");
    symlink("self", dir.at("self")).expect("a link");
    symlink("nowhere", dir.at("nowhere.yaml")).expect("a link");
    let ran = lint(dir.path(), &[""], &["--select=unknown-field"]);
    assert_eq!((ran.code, files(dir.path(), &ran)), (2, vec!["bad.yaml".to_owned()]), "{}", ran.err);
    // The folder that the loop leads to was searched already.
    assert!(!ran.err.contains("loop") && ran.err.contains("nowhere.yaml"), "{}", ran.err);
    assert_eq!(lint(dir.path(), &["self"], &[]).code, 2);
}

#[test]
fn nothing_to_check_is_not_the_same_as_nothing_wrong() {
    for text in ["", "\n\n", "# a comment\n", "---\n---\n", "null\n"] {
        let ran = podpat_on(text, ["lint", "-"]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{text:?}");
        assert!(ran.err.contains("nothing to check"), "{}", ran.err);
    }
    let dir = Folder::with(&[("values.yaml", "replicas: 3\n"), ("package.json", "{}"), ("list.yaml", "- 1\n")]);
    assert_eq!(lint(dir.path(), &[""], &[]).code, 2);
    // Beside manifests, other YAML of a folder is passed over; named, it is judged.
    dir.write("pod.yaml", POD);
    let ran = lint(dir.path(), &[""], &["--select=validity"]);
    assert_eq!((ran.code, &*ran.out), (0, ""));
    let ran = lint(dir.path(), &["values.yaml", "list.yaml"], &["--select=validity"]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "{}", ran.out);
    assert!(ran.err.contains("values.yaml: skipped: this is a file of Helm values"), "{}", ran.err);
}

#[test]
fn templates_are_skipped_with_a_note() {
    let templates = [
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
        "{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"{{ name }}\"\n",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: '{{ image }}'\n",
    ];
    for text in templates {
        let ran = podpat_on(text, ["lint", "-"]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{text}");
        assert!(ran.err.contains("helm template"), "{}", ran.err);
        let ran = podpat_on(format!("{text}\n---\n{POD}"), ["lint", "-", "--select=validity"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("helm template"), "{}", ran.err);
    }
    let speaks_of_it = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {alert: 'value {{ $value }}'}\n";
    let ran = podpat_on(speaks_of_it, ["lint", "-"]);
    assert_eq!((ran.code, &*ran.err), (0, ""), "{}", ran.out);
}

#[test]
fn rules_are_selected_by_id_category_and_preset() {
    let text = format!("{BAD}# podpat: ignore[nonsense]\n");
    let ids = |flags: &[&str]| {
        let ran = podpat_on(&text, ["lint", "-", "-o", "short", "--no-config"].iter().chain(flags));
        ran.out.lines().filter_map(|line| line.split(' ').nth(2).map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--select=unknown-field"]), ["unknown-field"]);
    assert_eq!(ids(&["--select=validity,hygiene", "--ignore=missing-field"]), ["unknown-field", "unused-suppression"]);
    assert_eq!(ids(&["--select=hygiene"]), ["unused-suppression"]);
    assert_eq!(ids(&["--select=all", "--ignore=all"]), Vec::<String>::new());
    for category in podpat::internals::lint::Category::ALL.map(podpat::internals::lint::Category::as_str) {
        let has_rules = podpat::internals::lint::rules::all().iter().any(|rule| rule.category.as_str() == category);
        let ran = podpat_on(&text, ["lint", "-", "--fail-on=never", "--select", category]);
        assert_eq!(ran.code == 0, has_rules, "{category}: nothing to run is not nothing wrong");
    }
    let ran = podpat_on(&text, ["lint", "-", "--select=unknown-feild"]);
    assert!(ran.code == 2 && ran.err.contains("did you mean `unknown-field`?"), "{}", ran.err);
}

#[test]
fn the_threshold_decides_how_a_run_ends() {
    let warning = format!("{POD}# podpat: ignore[nonsense]\n");
    let code = |text: &str, flags: &[&str]| podpat_on(text, ["lint", "-", "--no-config"].iter().chain(flags)).code;
    assert_eq!([code(POD, &[]), code(&warning, &[]), code(BAD, &[])], [0, 1, 1]);
    assert_eq!([code(&warning, &["--fail-on=error"]), code(BAD, &["--fail-on=error"])], [0, 1]);
    assert_eq!([code(&warning, &["--fail-on=info"]), code(BAD, &["--fail-on=never"])], [1, 0]);
    assert_eq!(code(BAD, &["--fail-on=sometimes"]), 2);
}

#[test]
fn output_is_the_same_whatever_the_number_of_threads() {
    let files: Vec<(String, String)> = (0..40).map(|at| (format!("{at}.yaml"), format!("{BAD}---\n{BAD}"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let dir = Folder::with(&files);
    let one = lint(dir.path(), &[""], &["--jobs=1"]);
    for jobs in ["--jobs=2", "--jobs=7"] {
        assert_eq!(lint(dir.path(), &[""], &[jobs]).out, one.out);
    }
    assert!(one.out.lines().count() >= 80);
}

#[test]
fn output_goes_to_a_file_when_asked() {
    let dir = Folder::with(&[("a.yaml", BAD)]);
    let path = dir.at("report.txt");
    let ran = lint(dir.path(), &["a.yaml"], &["--output-file", &path.display().to_string()]);
    assert_eq!((ran.code, &*ran.out), (1, ""), "{}", ran.err);
    assert!(fs::read_to_string(&path).expect("a report").contains("error unknown-field"));
    let ran = lint(dir.path(), &["a.yaml"], &["--output-file", "/nowhere/x"]);
    assert!(ran.code == 2 && ran.err.contains("cannot write"), "{}", ran.err);
}

/// Variants of one application stand in folders of their own: each Pod reads the ConfigMap beside it.
#[test]
fn of_several_config_maps_the_nearest_counts() {
    let map = |host: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: db}}\ndata: {{DB_URL: \"postgres://{host}:5432/shop\"}}\n"
        )
    };
    let pod = "\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - {name: shop, image: \"registry.example.com/shop:1\", ports: [{containerPort: 8080}], envFrom: [{configMapRef: {name: db}}]}
    - {name: proxy, image: \"gcr.io/cloudsql-docker/gce-proxy:1.37.10\", command: [/cloud_sql_proxy, -instances=a:b:c=tcp:5432]}
";
    let files = [
        ("local/config.yaml", map("db")),
        ("local/pod.yaml", pod.to_owned()),
        ("cloud/config.yaml", map("127.0.0.1")),
        ("cloud/pod.yaml", pod.to_owned()),
        ("more/config.yaml", map("db")),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let folder = Folder::with(&files);
    let ran = lint(folder.path(), &["."], &["--select", "ambassador-bypassed"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(matches!(lines.as_slice(), [line] if line.contains("local/pod.yaml")), "{}", ran.out);
}

/// Folders of examples hold objects of one name that have nothing to do with each other.
#[test]
fn objects_of_other_places_are_held_against_nobody() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {host: db}\n";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: shop, labels: {app: shop}}\nspec: {containers: [{name: shop, image: 'shop:1', env: [{name: DB, value: 'postgres://db:5432'}, {name: A, valueFrom: {configMapKeyRef: {name: app, key: colour}}}]}]}\n";
    let db = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {selector: {app: db}, ports: [{port: 5432}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: db}}\nspec: {containers: [{name: db, image: 'postgres:17'}]}\n";
    let closed =
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: closed}\nspec: {podSelector: {}}\n";
    let scaler = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}\n";
    let keda = "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: web}\nspec: {scaleTargetRef: {name: web}, triggers: []}\n";
    let table = [
        ("unknown-config-key", map, pod, "a.yaml", "b.yaml"),
        ("blocked-by-network-policy", closed, &format!("{db}---\n{pod}"), "policies/a.yaml", "b.yaml"),
        ("misdirected-scaler", scaler, keda, "a.yaml", "b.yaml"),
    ];
    for (rule, one, other, first, second) in table {
        let select = format!("--select={rule}");
        let apart = Folder::with(&[(first, one), (second, other)]);
        assert_eq!(lint(apart.path(), &[""], &[&select]).out, "", "{rule}");
        let together = Folder::with(&[("a.yaml", &*format!("{one}---\n{other}"))]);
        assert!(lint(together.path(), &[""], &[&select]).out.contains(rule), "{rule}");
    }
}

#[test]
fn monitors_are_held_against_all_services_or_none() {
    let service = |at: usize| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{at}, labels: {{app: s{at}}}}}\nspec: {{ports: [{{name: web, port: 80}}]}}\n"
        )
    };
    let monitor = |app: &str, port: &str| {
        format!(
            "---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{name: m}}\nspec: {{selector: {{matchLabels: {{app: {app}}}}}, endpoints: [{{port: {port}}}]}}\n"
        )
    };
    for (services, app, port, found) in [
        (499, "shop", "web", "monitor-without-service"),
        (499, "s7", "metrics", "unknown-monitor-port"),
        (499, "s7", "web", ""),
        // Too many to look through for each monitor.
        (501, "shop", "web", ""),
        (501, "s7", "metrics", ""),
    ] {
        let input: String = (0..services).map(service).chain([monitor(app, port)]).collect();
        let ran =
            podpat_on(&input, ["lint", "-", "--select", "monitor-without-service,unknown-monitor-port", "-o", "json"]);
        let rules: Vec<String> =
            ran.json()["findings"].as_array().expect("findings").iter().map(|it| it["rule"].to_string()).collect();
        assert_eq!(rules.concat().trim_matches('"'), found, "{services} {app} {port}");
    }
}
