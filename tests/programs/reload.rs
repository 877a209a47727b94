//! `signal-reloader` on a real busybox beside a real nginx: the one process that reads its configuration anew is told,
//! and nobody else.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::helper::Helper;
use super::server::Server;
use super::{free_port, program, read, wire};

/// The folder of the ConfigMap in main.
const FOLDER: &str = "/etc/nginx/conf.d";

fn helper(process: &str, signal: &str) -> Helper {
    Helper::of(&format!(
        "name: proxy\nmain: nginx:1.27\nsidecar:\n  use: signal-reloader\n  configMap: sites\n  path: {FOLDER}\n  \
         process: {process}\n  signal: {signal}\n  user: 101\n"
    ))
}

/// Puts a new file into the folder as kubelet does: in a folder of its own, to which the link `..data` is turned.
fn update(folder: &Path, version: &str, site: &str) {
    let path = folder.join(FOLDER.trim_start_matches('/'));
    fs::create_dir_all(path.join(version)).expect("a folder");
    fs::write(path.join(version).join("site.conf"), site).expect("written");
    symlink(version, path.join("..new")).expect("a link");
    fs::rename(path.join("..new"), path.join("..data")).expect("turned");
    // It may be there already.
    drop(symlink("..data/site.conf", path.join("site.conf")));
}

/// A program under another name: that of no other process on this machine.
fn renamed(program: &Path, folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    symlink(program, &path).expect("a link");
    path
}

/// Starts the sidecar with busybox for every program, and waits until it knows what is there; `before` is done by its
/// shell first.
fn watch(helper: &Helper, busybox: &Path, before: &str) -> Server {
    for applet in ["sh", "printf", "readlink", "sleep"] {
        renamed(busybox, helper.folder(), applet);
    }
    let command = helper.command(busybox, &[]);
    let mut shell = Command::new(helper.folder().join("sh"));
    shell.args(["-c", &format!("{before}\n. \"$0\"")]).args(command.get_args());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("PATH", helper.folder());
    let mut server = Server::start(&mut shell, helper.folder());
    let children = format!("/proc/{0}/task/{0}/children", server.id());
    let sleeps = |child: &str| read(Path::new(&format!("/proc/{child}/comm"))) == "sleep\n";
    server.until("its sleep", || read(Path::new(&children)).split_whitespace().any(sleeps).then_some(()));
    server
}

#[test]
fn nginx_reads_the_new_files() {
    let (Some(busybox), Some(nginx)) = (program("busybox"), program("nginx")) else { return };
    let port = free_port();
    // The kernel keeps fifteen characters of a name.
    let name = format!("nginx-{port}-of-main");
    let helper = helper(&name, "HUP");
    let folder = helper.folder();
    let site = |answer: &str| format!("server {{ listen 127.0.0.1:{port}; return 200 {answer}; }}\n");
    update(folder, "..1", &site("before"));
    let here = folder.display();
    let configuration = format!(
        "daemon off; pid {here}/pid; error_log stderr notice; worker_processes 2; events {{}}\n\
         http {{ access_log off; include {here}{FOLDER}/*.conf; }}\n"
    );
    fs::write(folder.join("nginx.conf"), configuration).expect("written");
    let mut command = Command::new(renamed(&nginx, folder, &name));
    let mut main = Server::start(command.arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]), folder);
    let answers = |answer: &str| wire::get(port, "/").filter(|(_, body)| body == answer);
    main.until("the first files", || answers("before"));
    // Of the same name and younger; the signal would end it.
    let second = folder.join("second");
    fs::create_dir(&second).expect("a folder");
    let mut younger = Command::new(renamed(&busybox, &second, &name));
    let mut younger = Server::start(younger.arg0("busybox").args(["sleep", "60"]), folder);

    let reloader = watch(&helper, &busybox, "");
    update(folder, "..2", &site("after"));
    main.until("the new files", || answers("after"));
    let told = format!("sent HUP to {name}, process {}\n", main.id());
    reloader.until_says(&told);
    assert_eq!(main.log().matches("signal 1 (SIGHUP) received").count(), 1, "{}", main.log());
    assert!(younger.runs(), "the signal reached another process of that name");
}

#[test]
fn the_reloader_does_not_tell_itself() {
    let Some(busybox) = program("busybox") else { return };
    let name = format!("shell-{}", free_port());
    let helper = helper(&name, "USR1");
    update(helper.folder(), "..1", "");
    let take_name = format!("printf {name} > /proc/$$/comm");
    let reloader = watch(&helper, &busybox, &take_name);
    let script = format!("trap 'echo told; exit' USR1; {take_name}; echo ready; while :; do sleep 0.1; done");
    let main = Server::start(Command::new("sh").args(["-c", &script]), helper.folder());
    main.until_says("ready\n");
    update(helper.folder(), "..2", "");
    main.until_says("ready\ntold\n");
    reloader.until_says(&format!("sent USR1 to {name}, process {}\n", main.id()));
}
