//! The options of a JVM in main, read by a JVM.

use std::process::Command;

use super::helper::Helper;
use super::server::Server;
use super::{free_port, listens, program};

/// The registry of RMI is a program of every Java runtime that runs on. It is told its options as main would be.
#[test]
fn a_jvm_opens_its_port_beside_options_of_its_own() {
    let Some(registry) = program("rmiregistry") else { return };
    let port = free_port();
    let helper = Helper::of(&format!(
        "name: shop\nmain: {{image: \"registry.example.com/shop:1.0\", env: {{JAVA_TOOL_OPTIONS: -Xmx40m}}}}\n\
         adapter: {{use: jmx-exporter, port: {port}}}\n"
    ));
    let mut command = Command::new(registry);
    command.arg(free_port().to_string()).env("JAVA_TOOL_OPTIONS", helper.main_env("JAVA_TOOL_OPTIONS"));
    let mut main = Server::start(&mut command, helper.folder());
    main.until("the port of JMX", || listens(port).then_some(()));
    assert!(main.log().contains("Picked up JAVA_TOOL_OPTIONS: -Xmx40m -Dcom.sun.management"), "{}", main.log());
    main.terminate();
}
