//! Catalogue entries of the user's own: found, preferred, refused when broken, and never able to do harm.

use std::fs;

use crate::harness::{Folder, Project, Ran, podpat, podpat_on};

/// A folder of entries.
struct Entries(Folder);

impl Entries {
    /// A folder with the entry `mine`.
    fn with(text: &str) -> Self {
        Self(Folder::with(&[("mine.yaml", text)]))
    }

    fn generate(&self, description: &str) -> Ran {
        podpat_on(description, ["generate", "-", "--patterns", &self.0.name("")])
    }
}

/// The skeleton that `just new-container mine` writes.
fn skeleton() -> String {
    podpat::internals::catalogue::skeleton(podpat::internals::catalogue::Pattern::Sidecar, "mine")
}

const DESCRIPTION: &str = "name: app\nmain: app:1\nsidecar: {use: mine, path: /srv/files/x}\n";

#[test]
fn the_skeleton_is_an_entry_that_works() {
    let folder = Entries::with(&skeleton());
    let ran = folder.generate(DESCRIPTION);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("name: mine"), "{}", ran.out);
    let listed = podpat(["patterns", "--patterns", &folder.0.name("")]).out;
    let path = folder.0.name("mine.yaml");
    assert!(listed.split_whitespace().collect::<String>().contains(&path), "{listed}");
    let folder = folder.0.name("");
    let schema = podpat(["schema", "--patterns", &folder]).json();
    assert!(schema["$defs"]["sidecar"].to_string().contains("\"mine\""));
}

#[test]
fn the_nearest_entry_wins() {
    let folder = Entries::with("");
    let text = skeleton().replace("mine", "git-sync");
    fs::remove_file(folder.0.at("mine.yaml")).expect("removes");
    folder.0.write("git-sync.yaml", text);
    let ran = folder.generate("name: app\nmain: app:1\nsidecar: {use: git-sync, path: /srv/files/x}\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("registry.example.com/git-sync:1.0.0"), "{}", ran.out);
}

#[test]
fn broken_entries_are_told_with_their_place() {
    let whole = skeleton();
    let cases = [
        ("an unknown field", "user:", "usr:", "usr"),
        ("no YAML", &whole, "name: [", "never closed"),
        ("another name", "name: mine", "name: other", "has to be `mine`"),
        ("nothing", &whole, "", "document"),
        ("an unknown type", "type: path", "type: paht", "`paht` is not one of"),
        ("a container's unknown field", "startupProbe:", "startupprobe:", "did you mean `startupProbe`?"),
        ("ports of the container", "container:", "container:\n  ports: []", "stands beside `container`"),
        ("mounts of the container", "container:", "container:\n  volumeMounts: []", "mounts come of `shares`"),
        ("a port nobody has", "user:", "scrape: {port: web, path: /}\nuser:", "no port `web`; there is `health`"),
        ("no port to be like", "{number", "{like: web, number", "no parameter `web`; there is `path`"),
        ("no port number", "number: 8081", "number: 0", "from 1 to 65535"),
        ("a parameter of two meanings", "healthPort", "path", "`path` means something else already"),
        ("a parameter that hides others", "  path:\n", "  ports: {type: int, help: x}\n  path:\n", "called `ports`"),
        ("nothing to choose", "type: path", "type: choice", "lists its `values`"),
        ("what is needed and nowhere", "type: path", "type: path\n    onlyWith: web", "no parameter `web`"),
        ("a share nobody writes", "    writer: helper\n", "", "one side is the `writer`"),
        ("no quantity", "cpu: 10m", "cpu: tiny", "`tiny` is no quantity"),
        ("a summary of two lines", "summary: ", "summary: \"a\\u0085b\" #", "one line without control characters"),
        ("a later podpat", "podpat: 0.1.0", "podpat: 99.0.0\nnews: {}", "it needs podpat 99.0.0 or later"),
        (
            "a script elsewhere",
            "user: 65532",
            "config: {at: /x, files: {a: {script: ../a}}}\nuser: 65532",
            "a file beside the entry",
        ),
        ("no user", "user: 65532", "user: nobody", "a number"),
    ];
    for (what, part, other, says) in cases {
        assert!(whole.contains(part), "{what}");
        let folder = Entries::with(&whole.replacen(part, other, 1));
        let ran = folder.generate(DESCRIPTION);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{what}");
        // Where lines break depends on the length of the folder's name.
        let told = ran.err.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(says) && told.contains("mine.yaml"), "{what}: {}", ran.err);
    }
}

/// Parts of an entry with what takes their place, and what is said of that.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

/// An entry with many mistakes has them all told, by `check` and by `generate`.
#[test]
fn every_mistake_of_an_entry_is_told() {
    let whole = skeleton();
    let several: [Case<'_>; 2] = [
        (
            &[("type: path", "type: paht"), ("bind: pod", "bind: pods"), ("user:", "usr:")],
            &["`paht` is not one of", "did you mean `path`?", "`pods` is not one of", "no field `usr`"],
        ),
        (
            &[
                ("cpu: 10m", "cpu: tiny"),
                ("number: 8081", "number: 0"),
                ("name: mine", "name: other"),
                ("startupProbe:", "starupProbe:"),
            ],
            &["`tiny` is no quantity", "from 1 to 65535", "has to be `mine`", "did you mean `startupProbe`?"],
        ),
    ];
    for (edits, said) in several {
        let text = edits.iter().fold(whole.clone(), |text, (part, other)| {
            assert!(text.contains(part), "{part}");
            text.replacen(part, other, 1)
        });
        let folder = Entries::with(&text);
        let words = |text: &str| text.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let checked = podpat(["patterns", "check", &folder.0.name("mine.yaml")]);
        let generated = folder.generate(DESCRIPTION);
        assert_eq!((checked.code, generated.code), (1, 2));
        for words in [words(&checked.out), words(&generated.err)] {
            assert!(said.iter().all(|part| words.contains(part)), "{said:?} in {words}");
        }
    }
}

/// No mistake of a user's file is told as one of podpat.
#[test]
fn mistakes_of_an_entry_are_not_podpats_own() {
    let whole = skeleton();
    let cases = [
        ("a limit below the request", "limit: 64Mi", "limit: 1Mi"),
        ("an annotation", "user:", "podAnnotations: {\"a b\": c}\nuser:"),
        ("rights to nothing", "user:", "rights: {rules: [{apiGroups: [''], resources: [], verbs: [get]}]}\nuser:"),
        ("a volume's source", "user:", "volumes: {v: {at: /x, source: {csi: {drivr: a}}}}\nuser:"),
        ("a volume's size", "user:", "volumes: {v: {at: /x, size: much}}\nuser:"),
        ("an account", "user:", "serviceAccount: A_B\nuser:"),
        ("a variable of main", "user:", "main: {env: {\"A=B\": c}}\nuser:"),
        ("an init container", "user:", "preparations: {p: {container: {args: 1}}}\nuser:"),
        ("an image", "image: registry", "image: REGISTRY A"),
        ("an object", "user:", "objects: [{apiVersion: v1, kind: Servise, metadata: {name: a}}]\nuser:"),
        ("a probe", "startupProbe:", "livenessProbe: {httpGet: {path: /, prot: 1}}\n  startupProbe:"),
        ("a label", "user:", "podLabels: {\"a b\": c}\nuser:"),
    ];
    for (what, part, other) in cases {
        assert!(whole.contains(part), "{what}");
        let folder = Entries::with(&whole.replacen(part, other, 1));
        let ran = folder.generate(DESCRIPTION);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{what}: {}", ran.err);
        assert!(!ran.err.contains("podpat generated something wrong"), "{what}: {}", ran.err);
        assert!(ran.err.contains("<stdin>:"), "{what} is shown nowhere: {}", ran.err);
    }
}

#[test]
fn templates_are_stopped_before_they_do_harm() {
    let cases = [
        ("a loop", "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}"),
        ("a flood", "{% set a = 'x' * 60000 %}{% for b in range(9000) %}{{ a }}{% endfor %}"),
        ("recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
        ("a huge text", "{{ 'x' * 9999999999 }}"),
        ("a file", "{% include '/etc/passwd' %}"),
        ("nothing there", "{{ nobody.knows }}"),
        ("syntax", "{% if %}"),
        ("another tag", "{% filter upper %}a{% endfilter %}"),
        ("a filter that is not there", "{{ '%1000000000d' | format(1) }}"),
        ("a filter that makes much", "{{ 'x' | replace('', 'xxxxxxxxxx' * 9000) | replace('', 'xxxxxxxxxx' * 9000) }}"),
        ("a deep block", "{{ [[1]] | block(18446744073709551613) }}"),
        ("a namespace", "{% set n = namespace() %}{% set n.a = n %}{{ n }}"),
        ("a macro that doubles", "{% macro m(a) %}{{ m(a ~ a) }}{% endmacro %}{{ m('x') }}"),
    ];
    for (what, template) in cases {
        let argument = serde_json::to_string(&format!("a {template}")).expect("JSON");
        let text = skeleton().replace("--out=/data", &argument);
        let folder = Entries::with(&text);
        let ran = folder.generate(DESCRIPTION);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{what}: {}", ran.err);
        assert!(ran.err.contains("cannot be filled"), "{what}: {}", ran.err);
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let ran = podpat(["patterns", "--patterns", "/no/such/folder"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("/no/such/folder"), "{}", ran.err);
}

/// An entry of an own image, of a name that tells nothing.
fn own_adapter() -> String {
    let scrape = "scrape: {port: health, path: /metrics}";
    let adapter = skeleton().replace("pattern: sidecar", "pattern: adapter");
    let image = adapter.lines().find(|line| line.starts_with("image:")).expect("an image").to_owned();
    adapter.replace(&image, &format!("image: registry.example.com/team/quux:1.0.0\n{scrape}"))
}

/// A Pod of an application that nobody knows and a helper of the same kind.
const POD: &str = "{apiVersion: v1, kind: Pod, metadata: {name: app}, spec: {containers: [\
    {name: app, image: 'registry.example.com/team/app:1', ports: [{containerPort: 8080}]},\
    {name: quux, image: 'registry.example.com/team/quux:2.1'}]}}";

#[test]
fn inspect_and_lint_know_the_images_of_own_entries() {
    let folder = Entries::with(&own_adapter());
    let path = folder.0.name("");
    let helper = |arguments: &[&str]| {
        let ran = podpat_on(POD, arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let container = ran.json()["pods"][0]["containers"][1].clone();
        (container["role"].clone(), container["function"].clone())
    };
    assert_ne!(helper(&["inspect", "-", "-o", "json"]).0, "adapter");
    let known = helper(&["inspect", "-", "-o", "json", "--patterns", &path]);
    assert_eq!(known, ("adapter".into(), "metrics-exporter".into()));
    let findings = |arguments: &[&str]| podpat_on(POD, arguments).out;
    let lint = ["lint", "-", "--select", "unscraped-adapter", "-o", "short"];
    assert!(!findings(&lint).contains("unscraped-adapter"));
    let with = findings(&[&lint[..], &["--patterns", &path]].concat());
    assert!(with.contains("unscraped-adapter"), "{with}");
}

#[test]
fn a_stock_image_of_an_own_entry_remains_what_it_is() {
    let image = "image: registry.example.com/team/quux:1.0.0";
    let folder = Entries::with(&own_adapter().replace(image, "image: busybox:1.37.0"));
    let pod = POD.replace("registry.example.com/team/quux:2.1", "busybox:1.37.0");
    let path = folder.0.name("");
    let ran = podpat_on(&pod, ["inspect", "-", "-o", "json", "--patterns", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_ne!(ran.json()["pods"][0]["containers"][1]["role"], "adapter");
}

#[test]
fn a_broken_own_entry_hides_no_findings() {
    let folder = Entries::with("name: [");
    let path = folder.0.name("");
    let ran = podpat_on(POD, ["inspect", "-", "-o", "json", "--patterns", &path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("mine.yaml: skipped: "), "{}", ran.err);
}

/// A sidecar with files in languages of their own.
fn with_languages() -> String {
    let skeleton = podpat::internals::catalogue::skeleton(podpat::internals::catalogue::Pattern::Sidecar, "mine");
    let parameters = "    example: /var/lib/app\n";
    assert!(skeleton.contains(parameters) && skeleton.contains("container:\n"));
    let more = "    example: /var/lib/app
  note: {type: string, default: a, help: A text.}
";
    let config = "config:
  at: /etc/mine
  files:
    mine.hcl: {syntax: hcl, content: \"note = {{ note }}\\n\"}
    mine.properties: {syntax: properties, content: \"note={{ note }}\\n\"}
    mine.ini: {syntax: ini, content: \"note = {{ note }}\\n\"}
container:
";
    skeleton.replacen(parameters, more, 1).replacen("container:\n", config, 1)
}

#[test]
fn values_stand_in_the_language_of_their_file() {
    let folder = Project::new([(".podpat/patterns/mine.yaml", with_languages().as_str())]);
    let checked = folder.podpat(["patterns", "check"]);
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    let description = r#"{"name": "app", "main": "app:1", "sidecar": {"use": "mine", "path": "/srv/files/x",
        "note": "it's \\ é"}}"#;
    folder.write("app.json", description);
    let ran = folder.podpat(["generate", "app.json", "-o", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files = &ran.json()["items"][0]["data"];
    assert_eq!(files["mine.hcl"], "note = \"it's \\\\ é\"\n");
    assert_eq!(files["mine.properties"], "note=it's \\\\ \\u00e9\n");
    assert_eq!(files["mine.ini"], "note = it's \\ é\n");
}

#[test]
fn a_verbatim_text_stands_in_a_file_as_it_is() {
    let entry = with_languages()
        .replace("hcl, content: \"note = {{ note }}", "hcl, content: \"note = 1")
        .replace("note={{ note }}", "note=1")
        .replace(
            "note: {type: string, default: a, help: A text.}",
            "note: {type: text, verbatim: true, help: Statements of VCL.}",
        )
        .replace(
            "mine.ini: {syntax: ini, content: \"note = {{ note }}\\n\"}",
            "mine.vcl: {syntax: plain, content: \"vcl 4.1;\\n{{ note if note }}\"}",
        );
    let folder = Project::new([(".podpat/patterns/mine.yaml", entry.as_str())]);
    let snippet = "sub vcl_recv {\n    if (req.url ~ \"^/a {{ 7*7 }}\") { return (pass); }\n}\n";
    let description = serde_json::json!({"name": "app", "main": "app:1",
        "sidecar": {"use": "mine", "path": "/srv/files/x", "note": snippet}});
    folder.write("app.json", description.to_string());
    let ran = folder.podpat(["generate", "app.json", "-o", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.json()["items"][0]["data"]["mine.vcl"], format!("vcl 4.1;\n{snippet}"));
    let checked = folder.podpat(["patterns", "check"]);
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    folder.write(".podpat/patterns/mine.yaml", entry.replace("type: text, verbatim", "type: string, verbatim"));
    let ran = folder.podpat(["generate", "app.json"]);
    assert!(ran.code == 2 && ran.err.contains("only a `text`"), "{}", ran.err);
}

#[test]
fn the_entries_of_the_project_are_checked_when_nothing_is_named() {
    let folder = Project::new([("below/README.md", "")]);
    let none = folder.podpat_in("below", ["patterns", "check"], "");
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("no `.podpat/patterns`") && none.err.contains("patterns check FILE"), "{}", none.err);
    assert_eq!(folder.podpat(["patterns", "new", "waf"]).code, 0);
    let fine = folder.podpat_in("below", ["patterns", "check"], "");
    assert_eq!(fine.code, 0, "{}{}", fine.out, fine.err);
    assert!(fine.out.contains("1 container tried"), "{}", fine.out);
}
