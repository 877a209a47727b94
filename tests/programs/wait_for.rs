//! `wait-for` on a real busybox: it ends when everything is there, or when it has waited long enough.

use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Duration;

use super::helper::Helper;
use super::server::Server;
use super::web::Web;
use super::{free_port, program};

/// Starts it with busybox for every program.
fn start(parameters: &str) -> Option<(Helper, Server)> {
    let busybox = program("busybox")?;
    let text = format!("name: shop\nmain: registry.example.com/shop:1.0\ninit: {{use: wait-for, {parameters}}}\n");
    let helper = Helper::named(&text, "wait-for");
    for applet in ["sh", "date", "nc", "wget", "timeout", "sleep", "true"] {
        symlink(&busybox, helper.folder().join(applet)).expect("a link");
    }
    let generated = helper.command(&busybox, &[]);
    let mut command = Command::new(helper.folder().join("sh"));
    command.args(generated.get_args()).env("PATH", helper.folder());
    command.envs(generated.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let server = Server::start(&mut command, helper.folder());
    Some((helper, server))
}

#[test]
fn it_ends_once_every_server_is_there() {
    let (tcp, web) = (free_port(), free_port());
    let parameters = format!("servers: '127.0.0.1:{tcp}', urls: 'http://127.0.0.1:{web}/ready'");
    let Some((_helper, mut waiting)) = start(&parameters) else { return };
    std::thread::sleep(Duration::from_millis(1500));
    assert!(waiting.runs(), "{}", waiting.log());
    let _tcp = Web::start(tcp, |_, _| (200, String::new()));
    // The first answer is that it is not ready.
    let ready = Web::start(web, |number, _| (if number == 1 { 503 } else { 200 }, String::new()));
    let status = waiting.ended();
    assert!(status.success(), "{status}: {}", waiting.log());
    assert!(ready.requests().len() >= 2, "it did not wait for the page to be ready");
}

#[test]
fn it_fails_when_the_time_is_over() {
    let Some((_helper, mut waiting)) = start(&format!("servers: '127.0.0.1:{}', timeout: 1s", free_port())) else {
        return;
    };
    let status = waiting.ended();
    assert_eq!(status.code(), Some(1), "{}", waiting.log());
    assert!(waiting.log().contains("did not answer in time"), "{}", waiting.log());
}
