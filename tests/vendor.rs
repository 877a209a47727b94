//! Catalogue entries of Git repositories: real repositories on the disk, and a stand-in for `ssh` that runs git's own
//! server beside the client.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use podpat::internals::catalogue::{Pattern, skeleton};
use tempfile::TempDir;

/// A project that names repositories, and the repositories.
struct Project {
    folder: TempDir,
    /// `ssh`, or `simple`: one that hands over no version of the protocol, whose oldest gives out no commit by its name.
    variant: &'static str,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: TempDir::new().expect("a folder"), variant: "ssh" };
        project.ssh("for last; do :; done; eval \"$last\"");
        fs::create_dir(project.root()).expect("a folder");
        fs::create_dir(project.root().join(".git")).expect("a folder");
        project
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Says what stands in for `ssh`: that it ran is noted.
    fn ssh(&self, script: &str) {
        let path = self.folder.path().join("ssh");
        let noted = self.folder.path().join("reached");
        fs::write(&path, format!("#!/bin/sh\necho x >> {}\n{script}\n", noted.display())).expect("writes");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }

    fn was_reached(&self) -> bool {
        fs::remove_file(self.folder.path().join("reached")).is_ok()
    }

    /// Commits files to a repository, which is made if there is none.
    fn commit(&self, repository: &str, files: &[(&str, &str)]) {
        let folder = self.folder.path().join(repository);
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("writes");
        }
        self.git(repository, &["init", "--quiet", "--initial-branch=main"]);
        self.git(repository, &["add", "--all"]);
        self.commit_staged(repository);
    }

    fn commit_staged(&self, repository: &str) {
        let name = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        self.git(repository, &[&name[..], &["commit", "--quiet", "--allow-empty", "--message=x"]].concat());
    }

    fn git(&self, repository: &str, args: &[&str]) -> String {
        let folder = self.folder.path().join(repository);
        let ran = Command::new("git").current_dir(folder).args(args).output().expect("git");
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).expect("UTF-8").trim().to_owned()
    }

    fn address(&self, repository: &str) -> String {
        format!("ssh://git@git.example.com{}", self.folder.path().join(repository).display())
    }

    /// Writes a configuration with sources: repository, reference, path.
    fn configure(&self, sources: &[(&str, &str, &str)]) {
        let one = |(repository, reference, path): &(&str, &str, &str)| {
            let path = if path.is_empty() { String::new() } else { format!("  path: {path}\n") };
            format!("- git: {}\n  ref: {reference}\n{path}", self.address(repository))
        };
        self.write(".podpat.yaml", &format!("patterns:\n{}", sources.iter().map(one).collect::<String>()));
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.root().join(name), text).expect("writes");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).expect(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
        command.current_dir(self.root()).args(args).env("HOME", self.folder.path());
        command.env("GIT_SSH_COMMAND", self.folder.path().join("ssh")).env("GIT_SSH_VARIANT", self.variant);
        // A variable that would lead git to another repository.
        command.env("GIT_DIR", "/nowhere").env("XDG_CONFIG_HOME", self.folder.path());
        command
    }

    fn podpat(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().expect("podpat runs"))
    }

    /// The folders of fetched entries.
    fn vendored(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root().join(".podpat/vendor")).into_iter().flatten();
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    /// Standard error on one line.
    err: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let err = text(&output.stderr).replace('│', " ");
        let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { code: output.status.code(), out: text(&output.stdout), err }
    }

    fn refuses(&self, words: &str, about: &str) {
        // Words are broken where lines end.
        let (said, words) = (self.err.replace(' ', ""), words.replace(' ', ""));
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{about}: {}", self.err);
        assert!(said.contains(&words), "{about}: {}", self.err);
    }
}

fn waf(version: &str) -> String {
    skeleton(Pattern::Sidecar, "waf").replace("version: 0.1.0", &format!("version: {version}"))
}

const DESCRIPTION: &str = "name: app\nmain: app:1\nsidecar: {use: waf, path: /srv/files/x}\n";

#[test]
fn entries_are_fetched_locked_and_used() {
    let project = Project::new();
    project.commit("team", &[("patterns/waf.yaml", &waf("1.0.0")), ("README.md", "x"), ("patterns/README.md", "x")]);
    project.configure(&[("team", "main", "patterns")]);
    project.write("app.podpat.yaml", DESCRIPTION);
    let generate = || project.podpat(&["generate", "app.podpat.yaml"]);
    generate().refuses("are not fetched", "before");
    let synced = project.podpat(&["patterns", "sync"]);
    assert!(synced.code == Some(0) && synced.out.starts_with("fetched ssh://"), "{}{}", synced.out, synced.err);
    let first = project.git("team", &["rev-parse", "HEAD"]);
    assert!(project.read(".podpat/lock.yaml").contains(&first));
    let folders = project.vendored();
    let names: Vec<_> =
        fs::read_dir(&folders[0]).expect("a folder").map(|it| it.expect("a file").file_name()).collect();
    assert_eq!(names, ["waf.yaml"], "nothing but entries and their scripts");
    assert!(project.was_reached());

    // Nothing but `sync` reaches for the network.
    let made = generate();
    assert!(made.out.contains("# sidecar waf 1.0.0: "), "{}{}", made.out, made.err);
    let manifest = project.root().join("app.yaml");
    fs::write(&manifest, &made.out).expect("writes");
    for verb in ["lint", "inspect"] {
        let ran = project.podpat(&[verb, "app.yaml"]);
        assert!(ran.code != Some(2), "{verb}: {}", ran.err);
    }
    let listed = project.podpat(&["patterns"]).out;
    assert!(listed.split_whitespace().collect::<String>().contains(".podpat/vendor/team-"), "{listed}");
    assert!(!project.was_reached());

    // What is locked stays, until an update is asked for.
    project.commit("team", &[("patterns/waf.yaml", &waf("2.0.0"))]);
    let again = project.podpat(&["patterns", "sync"]);
    assert!(again.out.starts_with("unchanged ") && !project.was_reached(), "{}", again.out);
    fs::remove_dir_all(project.root().join(".podpat/vendor")).expect("removes");
    generate().refuses("are not fetched", "without the folder");
    assert_eq!(project.podpat(&["patterns", "sync"]).code, Some(0));
    assert!(generate().out.contains("# sidecar waf 1.0.0: "), "the locked commit");
    assert_eq!(project.podpat(&["patterns", "sync", "--update"]).code, Some(0));
    assert!(generate().out.contains("# sidecar waf 2.0.0: "), "the newest commit");
    assert!(!project.read(".podpat/lock.yaml").contains(&first));
    assert_eq!(project.vendored().len(), 1, "nothing is left behind");
}

#[test]
fn what_does_not_match_the_lock_is_refused() {
    let project = Project::new();
    project.commit("team", &[("waf.yaml", &waf("1.0.0"))]);
    project.configure(&[("team", "main", "")]);
    project.write("app.podpat.yaml", DESCRIPTION);
    assert_eq!(project.podpat(&["patterns", "sync"]).code, Some(0));
    let folder = project.vendored().remove(0);
    let refused = |words: &str, about: &str| {
        for args in
            [&["generate", "app.podpat.yaml"][..], &["lint", "app.podpat.yaml"], &["inspect", "app.podpat.yaml"]]
        {
            project.podpat(args).refuses(words, about);
        }
        assert_eq!(project.podpat(&["patterns", "sync"]).code, Some(0), "{about}");
        assert_eq!(project.podpat(&["generate", "app.podpat.yaml"]).code, Some(0), "{about}");
    };
    fs::write(folder.join("waf.yaml"), waf("6.6.6")).expect("writes");
    refused("does not match what", "another text");
    fs::write(folder.join("more.yaml"), waf("1.0.0")).expect("writes");
    refused("does not match what", "one more file");
    fs::remove_file(folder.join("waf.yaml")).expect("removes");
    symlink(project.folder.path().join("team/waf.yaml"), folder.join("waf.yaml")).expect("a link");
    refused("are not fetched", "a link");
    // A lock that says something else of the commit.
    let lock = project.read(".podpat/lock.yaml");
    let at = lock.find("sha256:").expect("a digest") + 7;
    fs::remove_dir_all(&folder).expect("removes");
    project.write(".podpat/lock.yaml", &format!("{}{}", &lock[..at], "0".repeat(64)));
    project.podpat(&["patterns", "sync"]).refuses("has other files", "another digest");
    assert!(project.vendored().is_empty());
    for text in [
        "version: 2\nsources: []\n",
        "version: 1\nsuorces: []\n",
        "[",
        "version: 1\nsources: [{git: a, ref: b, commit: --x, digest: c}]\n",
    ] {
        project.write(".podpat/lock.yaml", text);
        project.podpat(&["generate", "app.podpat.yaml"]).refuses("is not a lock file", text);
        project.podpat(&["patterns", "sync"]).refuses("is not a lock file", text);
    }
    // Without its sources, the project has no need of them.
    project.write(".podpat.yaml", "");
    let ran = project.podpat(&["generate", "--name", "a", "--main", "app:1"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn names_are_there_once_and_shadows_are_noted() {
    let project = Project::new();
    let own = skeleton(Pattern::Sidecar, "git-sync");
    project.commit("one", &[("waf.yaml", &waf("1.0.0")), ("git-sync.yaml", &own)]);
    project.commit("two", &[("a/waf.yaml", &waf("1.0.0")), ("b/other.yaml", &skeleton(Pattern::Adapter, "other"))]);
    project.configure(&[("one", "main", ""), ("two", "main", "a")]);
    project.podpat(&["patterns", "sync"]).refuses("`waf` is in two repositories", "twice");
    assert!(project.vendored().is_empty());
    project.configure(&[("one", "main", ""), ("two", "main", "b")]);
    assert_eq!(project.podpat(&["patterns", "sync"]).code, Some(0));
    let ran = project.podpat(&["generate", "--name", "a", "--main", "app:1", "--port", "80", "--adapter", "other"]);
    assert!(ran.err.contains("takes the place of podpat's own `git-sync`"), "{}", ran.err);
    assert_eq!(project.vendored().len(), 2);
    // What is no longer named goes away.
    project.configure(&[("two", "main", "b")]);
    assert_eq!(project.podpat(&["patterns", "sync"]).code, Some(0));
    assert_eq!(project.vendored().len(), 1);
}

#[test]
fn tags_commits_and_scripts() {
    let mut project = Project::new();
    let scripted =
        waf("1.0.0").replace("user: 65532", "config: {at: /x, files: {run.sh: {script: waf.sh}}}\nuser: 65532");
    project.commit("team", &[("waf.yaml", &scripted), ("waf.sh", "echo hello\n"), ("other.sh", "x")]);
    project.git("team", &["-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "v1", "-m", "x"]);
    let first = project.git("team", &["rev-parse", "HEAD"]);
    project.commit("team", &[("waf.yaml", &waf("2.0.0"))]);
    project.write("app.podpat.yaml", DESCRIPTION);
    for (variant, reference) in [("ssh", "v1"), ("ssh", first.as_str()), ("simple", first.as_str())] {
        project.variant = variant;
        project.configure(&[("team", reference, "")]);
        drop(fs::remove_dir_all(project.root().join(".podpat/vendor")));
        let ran = project.podpat(&["patterns", "sync"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(project.read(".podpat/lock.yaml").contains(&first), "{reference}");
        let made = project.podpat(&["generate", "app.podpat.yaml"]);
        assert!(made.out.contains("echo hello"), "{}{}", made.out, made.err);
    }
    project.configure(&[("team", "v9", "")]);
    project.podpat(&["patterns", "sync"]).refuses("couldn't find remote ref v9", "no such tag");
}

#[test]
fn repositories_that_mean_harm_are_refused() {
    let project = Project::new();
    let huge = "#".repeat((1 << 20) + 1);
    let newer = waf("1.0.0").replace("podpat: 0.1.0", "podpat: 99.0.0\nnews: {}");
    let scripted = waf("1.0.0").replace("user: 65532", "config: {at: /x, files: {a: {script: huge.sh}}}\nuser: 65532");
    project.commit(
        "bad",
        &[
            ("huge/waf.yaml", huge.as_str()),
            ("script/waf.yaml", scripted.as_str()),
            ("script/huge.sh", huge.as_str()),
            ("broken/waf.yaml", "name: ["),
            ("newer/waf.yaml", newer.as_str()),
            ("none/README.md", "x"),
            ("name/Some_Thing.yaml", "a: b"),
        ],
    );
    let link = project.folder.path().join("bad/link");
    fs::create_dir(&link).expect("a folder");
    symlink("/etc/passwd", link.join("waf.yaml")).expect("a link");
    project.git("bad", &["add", "--all"]);
    let head = project.git("bad", &["rev-parse", "HEAD"]);
    project.git("bad", &["update-index", "--add", "--cacheinfo", &format!("160000,{head},module/waf.yaml")]);
    project.commit_staged("bad");
    for (path, words) in [
        ("huge", "huge/waf.yaml` of"),
        ("huge", "is larger than 1 MiB"),
        ("script", "script/huge.sh` of"),
        ("broken", "waf.yaml of ssh://"),
        ("newer", "it needs podpat 99.0.0 or later"),
        ("none", "is a folder without entries"),
        ("name", "Some_Thing.yaml` of"),
        ("link", "is a symbolic link"),
        ("module", "is a submodule"),
        ("nowhere", "is no folder at `main`"),
        ("broken/waf.yaml", "is no folder at `main`"),
    ] {
        project.configure(&[("bad", "main", path)]);
        project.podpat(&["patterns", "sync"]).refuses(words, path);
        assert!(project.vendored().is_empty(), "{path}");
        assert!(!project.root().join(".podpat/lock.yaml").exists(), "{path}");
    }
}

#[test]
fn addresses_that_mean_harm_are_refused() {
    let project = Project::new();
    project.commit("team", &[("waf.yaml", &waf("1.0.0"))]);
    let marker = project.folder.path().join("marker");
    let local = project.folder.path().join("team");
    let addresses = [
        format!("ext::sh -c touch% {}", marker.display()),
        format!("--upload-pack=touch {}", marker.display()),
        format!("file://{}", local.display()),
        local.display().to_string(),
        "git://git.example.com/a".to_owned(),
        "http://git.example.com/a".to_owned(),
        "https://user:hunter2@git.example.com/a".to_owned(),
        format!("ssh://-oProxyCommand=touch{}/a", marker.display()),
    ];
    for address in &addresses {
        project.write(".podpat.yaml", &format!("patterns:\n- {{git: {address:?}, ref: main}}\n"));
        project.podpat(&["patterns", "sync"]).refuses("does not fetch from this `git`", address);
        project.podpat(&["generate", "--name", "a", "--main", "app:1"]).refuses("does not fetch from", address);
    }
    for (key, value) in [("ref", "--upload-pack=x"), ("ref", "a:b"), ("ref", ""), ("path", "../x"), ("path", "-x")] {
        let other = if key == "ref" { String::new() } else { ", ref: main".to_owned() };
        project.write(".podpat.yaml", &format!("patterns: [{{git: 'git@h:a', {key}: {value:?}{other}}}]\n"));
        project.podpat(&["patterns", "sync"]).refuses(&format!("does not fetch from this `{key}`"), value);
    }
    assert!(!marker.exists() && !project.was_reached());
    // Settings of git may replace one address by another, but lead to no other transport.
    let settings = format!("[url \"file://{}\"]\n\tinsteadOf = https://git.example.com/team\n", local.display());
    fs::write(project.folder.path().join(".gitconfig"), settings).expect("writes");
    project.write(".podpat.yaml", "patterns: [{git: 'https://git.example.com/team', ref: main}]\n");
    project.podpat(&["patterns", "sync"]).refuses("transport 'file' not allowed", "another transport");
    assert!(project.vendored().is_empty());
}

#[test]
fn what_git_and_ssh_say_is_told_with_the_address_that_is_used() {
    let project = Project::new();
    let settings = "[url \"ssh://git:hunter2@mirror.example.com/\"]\n\tinsteadOf = https://git.example.com/\n";
    fs::write(project.folder.path().join(".gitconfig"), settings).expect("writes");
    project.write(".podpat.yaml", "patterns: [{git: 'https://git.example.com/team', ref: main}]\n");
    project.ssh("echo 'ssh: Could not resolve hostname mirror.example.com' >&2; exit 255");
    let ran = project.podpat(&["patterns", "sync"]);
    ran.refuses("Could not resolve hostname mirror.example.com", "the words of ssh");
    ran.refuses("replace the address with `ssh://mirror.example.com/team`", "what git was led to");
    assert!(!ran.err.contains("hunter2"), "{}", ran.err);
    for address in ["/srv/team", "../team", "file:///srv/team"] {
        project.write(".podpat.yaml", &format!("patterns: [{{git: '{address}', ref: main}}]\n"));
        project.podpat(&["patterns", "sync"]).refuses("name it with `--patterns FOLDER`", address);
    }
}

#[test]
fn servers_that_never_answer_and_links_in_the_way() {
    let project = Project::new();
    project.commit("team", &[("waf.yaml", &waf("1.0.0"))]);
    project.configure(&[("team", "main", "")]);
    project.ssh("exec sleep 987654");
    let begin = std::time::Instant::now();
    project.podpat(&["patterns", "sync", "--timeout", "1"]).refuses("it takes longer than 1 s", "a silent server");
    assert!(begin.elapsed().as_secs() < 30);
    assert!(!is_running("987654"), "what git started was left behind");
    project.ssh("echo no such host >&2; exit 255");
    project.podpat(&["patterns", "sync"]).refuses("cannot be fetched", "a server that refuses");
    // The folder of entries leads out of the project.
    project.ssh("for last; do :; done; eval \"$last\"");
    let outside = project.folder.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    fs::remove_dir_all(project.root().join(".podpat")).expect("removes");
    symlink(&outside, project.root().join(".podpat")).expect("a link");
    project.podpat(&["patterns", "sync"]).refuses("is a link", "a link");
    fs::remove_file(project.root().join(".podpat")).expect("removes");
    fs::create_dir(project.root().join(".podpat")).expect("a folder");
    symlink(&outside, project.root().join(".podpat/vendor")).expect("a link");
    project.podpat(&["patterns", "sync"]).refuses("is a link", "a link");
    assert!(fs::read_dir(&outside).expect("a folder").next().is_none());
}

/// Returns true if a process with such an argument runs.
fn is_running(argument: &str) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let is_it = |path: &Path| {
        let words = fs::read(path.join("cmdline")).unwrap_or_default();
        words.split(|byte| *byte == 0).any(|word| word == argument.as_bytes())
    };
    processes.into_iter().any(|entry| is_it(&entry.path()))
}
