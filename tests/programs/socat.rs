//! `socat` between main and a server.

use super::helper::Helper;
use super::web::Web;
use super::{free_port, program, wire};

#[test]
fn bytes_go_to_the_server() {
    let Some(socat) = program("socat") else { return };
    let (local, remote) = (free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: report\nmain: registry.example.com/report:1.0\nambassador: {{use: socat, port: {local}, server: \
         '127.0.0.1:{remote}', variable: DB}}\n"
    ));
    let mut server = helper.start(&socat, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    let _web = Web::start(remote, |_, _| (200, "the server".to_owned()));
    assert_eq!(helper.main_env("DB"), format!("127.0.0.1:{local}"));
    assert_eq!(wire::get(local, "/"), Some((200, "the server".to_owned())));
    server.terminate();
}
