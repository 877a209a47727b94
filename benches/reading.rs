//! How fast manifests become objects: megabytes a second of a bare event scan, of parsing, of decoding and of judging,
//! and how many times the scan each takes. Processor time on one core, best of several rounds.
//!
//! `cargo bench --bench reading`

use std::hint::black_box;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};

use granit_parser::{Event, Parser};
use podpat::source::Source;
use podpat::validity::{self, Release};
use podpat::{k8s, yaml};

const ROUNDS: u32 = 15;

/// Manifests of all common kinds, as files of one object and as one file of all of them.
fn corpus() -> Vec<Arc<Source>> {
    let mut text = String::new();
    let packed = &include_bytes!("../tests/conformance/cases.jsonl.gz")[..];
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("the cases unpack");
    let cases = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let manifests: Vec<_> = cases
        .filter(|case| case["verdict"] == "accept")
        .filter_map(|case| case["manifest"].as_str().map(|text| format!("# {}\n{text}", case["name"])))
        .collect();
    let all = manifests.join("---\n");
    let files = manifests.into_iter().chain([all]);
    files.map(|text| Arc::new(Source::new("-", text))).collect()
}

fn scan(source: &Source) -> usize {
    let events = Parser::new_from_str(source.text());
    events.filter(|event| matches!(event, Ok((Event::Scalar(..), _)))).count()
}

/// Time this thread has run, where the system tells; otherwise time that has passed since `start`.
fn clock(start: Instant) -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = stat.and_then(|stat| stat.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// A name, and what it does with a source; the number it gives is of no interest.
type Step = (&'static str, fn(&Arc<Source>) -> usize);

const STEPS: [Step; 4] = [
    ("event scan", |source| scan(source)),
    ("parse", |source| yaml::parse(source).documents.len()),
    ("parse + decode", |source| {
        k8s::read(source).manifests.iter().map(|manifest| manifest.untyped().problems().len()).sum()
    }),
    ("parse + decode + judge", |source| {
        let judge = |manifest: &k8s::Manifest| validity::validate(&manifest.untyped(), Release::LATEST).len();
        k8s::read(source).manifests.iter().map(judge).sum()
    }),
];

/// The shortest round of each step, the steps taking turns.
fn best(sources: &[Arc<Source>]) -> [Duration; STEPS.len()] {
    let start = Instant::now();
    let mut best = [Duration::MAX; STEPS.len()];
    for _ in 0..ROUNDS {
        for (best, (_, work)) in best.iter_mut().zip(STEPS) {
            let before = clock(start);
            black_box(sources.iter().map(work).sum::<usize>());
            *best = (*best).min(clock(start).saturating_sub(before));
        }
    }
    best
}

fn main() {
    let sources = corpus();
    let bytes: usize = sources.iter().map(|source| source.text().len()).sum();
    #[allow(clippy::cast_precision_loss)]
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let times = best(&sources);
    println!("{} files, {:.2} MB", sources.len(), speed(Duration::from_secs(1)));
    for ((name, _), time) in STEPS.iter().zip(times) {
        let ratio = time.as_secs_f64() / times[0].as_secs_f64();
        println!("{name:<24}{:>8.1} MB/s{ratio:>8.2} times the scan", speed(time));
    }
}
