//! How fast manifests become findings: megabytes a second of each step, and how many times a bare event scan it takes.
//! Processor time on one core, best of several rounds. Each step does what those before it do, too, but for the first
//! two, which another reader takes for what the tree is.
//!
//! `cargo bench --bench reading`; with `-- --instructions`, instructions a byte instead, and how many more than the step
//! before, counted by Valgrind: they are the same on a busy machine.

use std::hint::black_box;
use std::io::Read;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use granit_parser::{Event, Parser};
use podpat::internals::composition::{Context, ObjectIndex, analyse_without};
use podpat::internals::k8s;
use podpat::internals::lint::{Selector, Settings};
use podpat::internals::source::Source;
use podpat::internals::validity::{self, Release};
use podpat::internals::yaml::{self, Readers};
use podpat::lint;

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

const STEPS: [Step; 9] = [
    ("event scan", |source| scan(source)),
    ("tree by the parser", |source| documents(source, Readers::Parser)),
    ("bytes", |source| source.text().bytes().filter(|&byte| byte == b'\n').count()),
    ("tree", |source| documents(source, Readers::Both)),
    ("decode", |source| objects(source, |manifest| manifest.problems().len())),
    ("validity", |source| objects(source, judge)),
    ("composition", |source| objects(source, |manifest| judge(manifest) + members(manifest))),
    ("default rules", |source| lint("-", source.text(), &Settings::default()).findings.len()),
    ("all rules", |source| lint("-", source.text(), &Settings::of(&[Selector::All])).findings.len()),
];

fn documents(source: &Arc<Source>, readers: Readers) -> usize {
    yaml::chunks(source, false).by(readers).map(|stream| stream.documents.len()).sum()
}

fn objects(source: &Arc<Source>, work: fn(&k8s::Manifest) -> usize) -> usize {
    // Untyped copies, so that an object is forgotten before the next one.
    k8s::read(source).manifests.iter().map(|manifest| work(&manifest.untyped())).sum()
}

fn judge(manifest: &k8s::Manifest) -> usize {
    validity::validate(manifest, Release::LATEST).len()
}

fn members(manifest: &k8s::Manifest) -> usize {
    let alone = ObjectIndex::default();
    let context = Context::of(manifest, &alone);
    manifest.pod().map_or(0, |pod| analyse_without(&pod, &context, &[]).members.len())
}

/// The word that has this program do one step and end; without a step, it only reads the texts.
const ONCE: &str = "--once";

/// Counts the instructions that this program takes for one step, or only to read the texts; `None` without Valgrind.
fn instructions(step: &str) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let valgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let output = Command::new("valgrind").args(valgrind).arg(program).args([ONCE, step]).output().ok()?;
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    words.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

/// Prints the instructions that each step takes for a byte.
#[allow(clippy::cast_precision_loss)]
fn count(bytes: usize) {
    let Some(base) = instructions("") else { return println!("Valgrind is not installed") };
    let mut before = 0.0;
    for (name, _) in STEPS {
        let count = instructions(name).unwrap_or_default().saturating_sub(base) as f64 / bytes as f64;
        println!("{name:<20}{count:>8.1} instructions a byte{:>+8.1}", count - before);
        before = count;
    }
}

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
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == ONCE) {
        let steps = STEPS.iter().filter(|(name, _)| args.get(at + 1).is_some_and(|step| step == name));
        return steps.for_each(|(_, work)| {
            black_box(sources.iter().map(work).sum::<usize>());
        });
    }
    if args.iter().any(|arg| arg == "--instructions") {
        return count(bytes);
    }
    #[allow(clippy::cast_precision_loss)]
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let times = best(&sources);
    println!("{} files, {:.2} MB", sources.len(), speed(Duration::from_secs(1)));
    for ((name, _), time) in STEPS.iter().zip(times) {
        let ratio = time.as_secs_f64() / times[0].as_secs_f64();
        println!("{name:<20}{:>8.1} MB/s{ratio:>8.2} times the scan", speed(time));
    }
}
