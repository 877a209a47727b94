//! A cluster as `kubectl get pods -A -o json` prints it: `cargo bench --bench cluster [PODS]` judges so many Pods, three of
//! each ReplicaSet, and says how long it took and how much memory; `cargo bench --bench cluster -- PODS --print` prints
//! them. 100,000 are about as many bytes as clusters of that size have.

use std::io::{self, Read, Write};
use std::time::Instant;

use podpat::internals::composition::knowledge::Knowledge;
use podpat::internals::lint::{self, Resources, Settings, Text};

/// A Pod: `#` is its number, `@` that of its ReplicaSet, `%` those of its namespace and its node.
const POD: &str = include_str!("pod.json");

/// The Pods of a cluster, printed as they are read.
struct Cluster {
    pods: usize,
    next: usize,
    /// The object as it stands in the list.
    template: String,
    text: Vec<u8>,
    at: usize,
    is_ended: bool,
}

impl Cluster {
    fn of(pods: usize) -> Self {
        let template = POD.trim_end().lines().map(|line| format!("        {line}")).collect::<Vec<_>>().join("\n");
        let text = b"{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n".to_vec();
        Self { pods, next: 0, template, text, at: 0, is_ended: false }
    }

    /// Prints the next piece.
    fn print(&mut self) {
        self.at = 0;
        if self.next == self.pods {
            self.is_ended = true;
            self.text =
                b"    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n"
                    .to_vec();
            return;
        }
        let (pod, owner, few) = (self.next.to_string(), (self.next / 3).to_string(), (self.next / 3 % 50).to_string());
        let object = self.template.replace('#', &pod).replace('@', &owner).replace('%', &few);
        self.next += 1;
        self.text = (object + if self.next == self.pods { "\n" } else { ",\n" }).into_bytes();
    }
}

impl Read for Cluster {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() && !self.is_ended {
            self.print();
        }
        let count = (&self.text[self.at..]).read(into)?;
        self.at += count;
        Ok(count)
    }
}

struct Stream {
    pods: usize,
    settings: Settings,
}

impl Text for Stream {
    fn name(&self) -> &'static str {
        "-"
    }

    fn is_named(&self) -> bool {
        true
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn size(&self) -> Option<u64> {
        None
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        Some(Box::new(Cluster::of(self.pods)))
    }

    fn can_be_opened_again(&self) -> bool {
        false
    }
}

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let pods = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    if args.iter().any(|arg| arg == "--print") {
        return io::copy(&mut Cluster::of(pods), &mut io::stdout().lock()).and_then(|_| io::stdout().flush());
    }
    let bytes = io::copy(&mut Cluster::of(pods), &mut io::sink())?;
    let resources = Resources { jobs: 2, ..Resources::default() };
    let begin = Instant::now();
    let stream = Stream { pods, settings: Settings::default() };
    let results = lint::run(&[stream], &Knowledge::default(), resources, &mut |_, _| {});
    let (took, megabytes) = (begin.elapsed().as_secs_f64(), bytes / 1_000_000);
    println!(
        "{} Pods ({megabytes} MB) in {took:.1} s, {} findings, peak {}",
        results.objects,
        results.findings.len(),
        peak()
    );
    Ok(())
}

/// The most memory that this process ever took, as the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |peak| peak.trim().to_owned())
}
