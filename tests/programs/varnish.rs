//! `varnish` between clients and main: what it caches, and what it does not.

use super::helper::Helper;
use super::web::Web;
use super::{free_port, program, wire};

#[test]
fn responses_are_cached_but_for_paths_that_bypass_the_cache() {
    let Some(varnish) = program("varnishd") else { return };
    let (main, port) = (free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: shop\nmain: {{image: registry.example.com/shop:1.0, ports: [{main}]}}\nsidecar:\n  use: varnish\n  \
         port: {port}\n  healthPort: {}\n  memory: 16Mi\n  ttl: 1s\n  grace: 1ms\n  bypass: [/api]\n",
        free_port()
    ));
    let web = Web::start(main, |number, _| (200, number.to_string()));
    let mut server = helper.start_unprivileged(&varnish, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    assert!(helper.passes("livenessProbe"));
    assert!(web.requests().is_empty(), "probes are for Varnish, not for main");

    let get = |path: &str| wire::get(port, path).expect("an answer").1;
    assert_eq!(get("/a"), get("/a"), "cached");
    assert_ne!(get("/api/a"), get("/api/a"), "not cached");
    assert_ne!(get("/api"), get("/api"), "not cached");
    assert_eq!(get("/apix"), get("/apix"), "another path");
    let first = get("/b");
    server.until("the end of its time", || (get("/b") != first).then_some(()));
    server.terminate();
}
