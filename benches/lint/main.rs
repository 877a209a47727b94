//! What `podpat lint` takes, as a user has it: the whole process, on one core, for many small files and for one big one.
//! Each line says how fast, how many times a bare event scan of the same bytes, and how much memory at most. Then whether
//! it stays so in files of ever more documents.
//!
//! `cargo bench --bench lint`; with `-- --write FOLDER` it only writes the many small files there.

mod corpus;

use std::fs::{self, File};
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use granit_parser::{Event, Parser};

const ROUNDS: usize = 7;
const APPS: usize = 980;
const SELECTIONS: [(&str, &str); 2] = [("all rules", "--select=all"), ("validity", "--select=validity")];

fn main() -> io::Result<()> {
    let objects = corpus::objects(APPS);
    if let Some(folder) = std::env::args().skip_while(|word| word != "--write").nth(1) {
        return write(Path::new(&folder), &objects);
    }
    let folder = tempfile::tempdir()?;
    let many = folder.path().join("many");
    write(&many, &objects)?;
    let one = folder.path().join("one.yaml");
    fs::write(&one, objects.join("---\n"))?;
    println!("{:<14}{:<12}{:>10}{:>12}{:>14}{:>12}", "input", "rules", "MB/s", "objects/s", "× the scan", "peak MiB");
    measure(&format!("{} files", objects.len()), &many, objects.len())?;
    measure("one file", &one, objects.len())?;
    growth(folder.path())
}

fn write(folder: &Path, objects: &[String]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (at, object) in objects.iter().enumerate() {
        fs::write(folder.join(format!("{at}.yaml")), object)?;
    }
    Ok(())
}

fn measure(name: &str, input: &Path, objects: usize) -> io::Result<()> {
    let files = files(input)?;
    let scan = best(|| scan(&files))?;
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).map_or(0, |file| file.len())).sum();
    row(name, "event scan", scan, scan, bytes, objects, String::new());
    for (rules, select) in SELECTIONS {
        let time = best(|| lint(input, select)?.wait().map(drop))?;
        let peak = peak(lint(input, select)?)?.map_or_else(|| "?".to_owned(), |kib| format!("{:.1}", kib / 1024.0));
        row("", rules, time, scan, bytes, objects, peak);
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
fn row(name: &str, rules: &str, time: Duration, scan: Duration, bytes: u64, objects: usize, peak: String) {
    let seconds = time.as_secs_f64();
    let (speed, rate, ratio) = (bytes as f64 / 1e6 / seconds, objects as f64 / seconds, seconds / scan.as_secs_f64());
    println!("{name:<14}{rules:<12}{speed:>10.1}{rate:>12.0}{ratio:>14.2}{peak:>12}");
}

/// The time a file of so many apps takes, and how many times that of one half as big: 2 where cost is in proportion.
fn growth(folder: &Path) -> io::Result<()> {
    println!("\n{:<14}{:>10}{:>14}", "documents", "seconds", "× the half");
    let (file, mut half) = (folder.join("growing.yaml"), None::<Duration>);
    for documents in [1000, 2000, 4000, 8000] {
        fs::write(&file, corpus::objects(documents)[..documents].join("---\n"))?;
        let time = best(|| lint(&file, "--select=all")?.wait().map(drop))?;
        let ratio = half.map_or_else(String::new, |half| format!("{:.2}", time.as_secs_f64() / half.as_secs_f64()));
        println!("{documents:<14}{:>10.3}{ratio:>14}", time.as_secs_f64());
        half = Some(time);
    }
    Ok(())
}

/// The shortest of several rounds.
fn best(mut work: impl FnMut() -> io::Result<()>) -> io::Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work()?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

fn files(input: &Path) -> io::Result<Vec<PathBuf>> {
    if input.is_file() {
        return Ok(vec![input.to_owned()]);
    }
    fs::read_dir(input)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// The least that anything could do with the files: read them, and ask the parser for every event.
fn scan(files: &[PathBuf]) -> io::Result<()> {
    for file in files {
        let text = fs::read_to_string(file)?;
        let events = Parser::new_from_str(&text);
        black_box(events.filter(|event| matches!(event, Ok((Event::Scalar(..), _)))).count());
    }
    Ok(())
}

fn lint(input: &Path, select: &str) -> io::Result<Child> {
    let mut podpat = Command::new(env!("CARGO_BIN_EXE_podpat"));
    podpat.args(["lint", "--no-config", "--format=json", "--jobs=1", select]).arg(input);
    podpat.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

/// The most memory a process ever had, in KiB; `None` where the system does not tell.
fn peak(mut process: Child) -> io::Result<Option<f64>> {
    let status = PathBuf::from(format!("/proc/{}/status", process.id()));
    let mut peak = None;
    while process.try_wait()?.is_none() {
        let text = File::open(&status).and_then(io::read_to_string).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).or(peak);
        thread::sleep(Duration::from_micros(200));
    }
    Ok(peak)
}
