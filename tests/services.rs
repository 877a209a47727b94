//! Services of descriptions: where each port leads, and what it is called.

use serde_json::{Value as Json, json};

use crate::harness::{generated, podpat_on};

/// The ports of the Service of a description in JSON.
fn ports(description: &Json) -> Json {
    let generated = generated(description).unwrap_or_else(|error| panic!("{error}: {description}"));
    let objects = generated.objects.iter().flat_map(|object| podpat::internals::yaml::values(&object.text));
    let service = objects.into_iter().find(|object| object["kind"] == "Service").expect("a Service");
    service["spec"]["ports"].clone()
}

fn shop(ports: &Json, service: &Json) -> Json {
    json!({
        "name": "shop", "kind": "Deployment", "service": service,
        "main": {"image": "registry.example.com/shop:1.0", "ports": ports},
    })
}

fn behind(mut description: Json, helper: &Json) -> Json {
    description["sidecar"] = helper.clone();
    description
}

#[test]
fn a_port_without_a_target_leads_to_the_only_port_there_is() {
    let waf = json!({"name": "waf", "image": "registry.example.com/waf:2", "fronts": 8081});
    let tls = json!({"use": "nginx-tls", "secret": "shop-tls"});
    let cases = [
        ("main has one port", shop(&json!([8080]), &json!({"ports": [{"port": 80}]})), json!([8080])),
        ("and it has a name", shop(&json!(["http:8080"]), &json!({"ports": [{"port": 80}]})), json!(["http"])),
        ("its own number", shop(&json!([8080]), &json!({"ports": [{"port": 8080}]})), json!([null])),
        (
            "what the user says",
            shop(&json!([8080]), &json!({"ports": [{"port": 80, "targetPort": 9000}]})),
            json!([9000]),
        ),
        (
            "by name and by number",
            shop(
                &json!(["http:8080", "admin:9000"]),
                &json!({"ports": [{"name": "admin", "port": 81}, {"name": "x", "port": 8080}]}),
            ),
            json!(["admin", null]),
        ),
        (
            "a helper in front, also for main's number",
            behind(
                shop(&json!([8080]), &json!({"ports": [{"port": 80, "name": "a"}, {"port": 8080, "name": "b"}]})),
                &waf,
            ),
            json!(["front", "front"]),
        ),
        (
            "another port of main beside a helper in front",
            behind(
                shop(
                    &json!([8080, 9000]),
                    &json!({"ports": [{"name": "a", "port": 443}, {"name": "b", "port": 9000}]}),
                ),
                &tls,
            ),
            json!(["https", null]),
        ),
        (
            "of the other transport",
            shop(&json!([8080]), &json!({"ports": [{"port": 53, "protocol": "UDP"}]})),
            json!([null]),
        ),
        ("headless", shop(&json!([8080]), &json!({"clusterIP": "None", "ports": [{"port": 80}]})), json!([null])),
    ];
    for (words, description, expected) in cases {
        let ports = ports(&description);
        let targets: Vec<&Json> = ports.as_array().expect("ports").iter().map(|port| &port["targetPort"]).collect();
        assert_eq!(json!(targets), expected, "{words}");
    }
}

#[test]
fn a_port_that_may_mean_several_is_refused() {
    let description = "\
name: shop
main: {image: \"registry.example.com/shop:1.0\", ports: [\"http:8080\", \"admin:9000\"]}
service: {ports: [{port: 8080}, {port: 80, name: web}]}
";
    let ran = podpat_on(description, ["generate", "-", "--error-format", "json"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    let errors: Json = serde_json::from_str(&ran.err).expect("JSON");
    let finding = &errors["findings"][0];
    assert!(finding["message"].as_str().expect("a message").contains("port 80"), "{finding}");
    assert_eq!(finding["help"], "add `targetPort`, which is one of `http`, `admin`");
    assert_eq!((&finding["span"]["start"]["line"], &finding["span"]["start"]["column"]), (&json!(3), &json!(33)));
}

#[test]
fn a_helper_in_front_takes_the_name_of_the_port_it_stands_for() {
    let waf =
        |ports: Json| json!({"name": "waf", "image": "registry.example.com/waf:2", "fronts": 8081, "ports": ports});
    let main = json!(["http:8080"]);
    let cases = [
        ("an entry whose port is called like main's", json!({"use": "varnish"}), json!("http"), json!("http-2")),
        ("an entry with another protocol", json!({"use": "nginx-tls", "secret": "x"}), json!("https"), json!("https")),
        ("a container of one's own", waf(json!([])), json!("http"), json!("front")),
        ("with a name for its port", waf(json!(["waf:8081"])), json!("http"), json!("waf")),
        ("with a port that has none", waf(json!([8081])), json!("http"), json!(8081)),
    ];
    for (words, helper, name, target) in cases {
        let ports = ports(&behind(shop(&main, &json!(true)), &helper));
        assert_eq!((&ports[0]["name"], &ports[0]["targetPort"]), (&name, &target), "{words}");
    }
    let unnamed = ports(&behind(shop(&json!([8080]), &json!(true)), &waf(json!([]))));
    assert_eq!(unnamed[0]["name"], "front");
}
