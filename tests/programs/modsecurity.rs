//! `modsecurity` between clients and main: what it lets through, and what it blocks.

use std::path::Path;

use super::helper::Helper;
use super::web::Web;
use super::{free_port, program, wire};

/// Where the image and Debian keep the same things.
const PLACES: [(&str, &str); 3] = [
    ("/etc/nginx/modules/", "/usr/lib/nginx/modules/"),
    ("/opt/owasp-crs/crs-setup.conf", "/etc/modsecurity/crs/crs-setup.conf"),
    ("/opt/owasp-crs/rules/", "/usr/share/modsecurity-crs/rules/"),
];

/// Where the image keeps the mapping of characters, and where Debian's packages do.
const MAPPING: &str = "/etc/modsecurity.d/unicode.mapping";
const MAPPINGS: [&str; 2] = ["/etc/nginx/unicode.mapping", "/etc/modsecurity/unicode.mapping"];

const ATTACK: &str = "/?id=1%27%20or%20%271%27=%271";

/// What a client is answered: to a plain request, to an attack, and to a body that is no JSON.
fn statuses(parameters: &str) -> Option<(u16, u16, u16)> {
    program("nginx")?;
    if !Path::new("/usr/share/modsecurity-crs").is_dir() || !Path::new(PLACES[0].1).is_dir() {
        eprintln!("skipped: `modsecurity-crs` is not installed");
        return None;
    }
    let Some(mapping) = MAPPINGS.into_iter().find(|path| Path::new(path).is_file()) else {
        eprintln!("skipped: no `unicode.mapping` is installed");
        return None;
    };
    let (main, port) = (free_port(), free_port());
    let helper = Helper::of(&format!(
        "name: shop\nmain: {{image: registry.example.com/shop:1.0, ports: [{main}]}}\nsidecar:\n  use: modsecurity\n  \
         port: {port}\n  healthPort: {}\n{parameters}",
        free_port()
    ));
    helper.edit("/etc/modsecurity-waf/nginx.conf", &PLACES[..1]);
    helper.edit("/etc/modsecurity-waf/rules.conf", &[PLACES[1], PLACES[2], (MAPPING, mapping)]);
    let _web = Web::start(main, |_, _| (200, "main".to_owned()));
    let mut server = helper.start(Path::new("nginx"), &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    assert_eq!(wire::get(port, "/cart?a=1").map(|(_, body)| body).as_deref(), Some("main"));
    let status = |path: &str| wire::get(port, path).expect("an answer").0;
    let body = "POST / HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: test\r\nAccept: */*\r\nContent-Type: \
                application/json\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{\"a\":";
    let answer = wire::ask(port, body, |_| false).expect("an answer");
    let broken = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Some((status("/"), status(ATTACK), broken))
}

#[test]
fn attacks_are_blocked() {
    let Some(statuses) = statuses("") else { return };
    assert_eq!(statuses, (200, 403, 400));
}

#[test]
fn attacks_are_only_logged_where_asked() {
    let Some(statuses) = statuses("  mode: detect\n") else { return };
    assert_eq!(statuses, (200, 200, 200));
}

#[test]
fn excluded_rules_do_not_count() {
    // libinjection's rule is the one that finds the attack.
    let Some(statuses) = statuses("  exclude: [942100]\n") else { return };
    assert_eq!(statuses, (200, 200, 400));
}
