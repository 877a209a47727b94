//! Markdown for job summaries and comments: counts, a table of findings a file, their details, what fixes change, and the
//! Pods concerned as Mermaid charts. What does not fit the place it is posted to is left out and counted.
//! Source of the limits: docs.github.com, "Workflow commands" (1 MiB a summary); a comment has at most 65,536 characters.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::contents::{PodIndex, Report};
use super::excerpt;
use super::fix_diff;
use super::inspect::{Analysed, mermaid};
use super::markdown_text::{block, cell, code, message, prose};
use super::totals;
use crate::lint::{Finding, Severity};
use crate::wording::{counted, in_words};

/// Bytes kept for what is written around tables, details and charts.
const FRAME: usize = 1500;
/// Bytes of the lines around what belongs to a file, besides its name.
const FILE_FRAME: usize = 240;
/// Bytes of the lines around a chart, besides its title.
const CHART_FRAME: usize = 80;
/// Bytes of a message in a table.
const SHORT: usize = 400;
/// Characters of a chart that Mermaid draws.
const MOST_CHART: usize = 50_000;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let analysed = Analysed::of(report.pods).drawn();
    let layout = analysed.layout();
    let chart = |at: usize| (layout.pods[at].title.clone(), mermaid::pod(&layout, at));
    let parts = Parts::chosen(report, &chart);
    heading(report, out)?;
    let findings: Vec<(usize, &Finding)> = report.results.findings.iter().enumerate().collect();
    for of_file in findings.chunk_by(|one, other| name(one.1) == name(other.1)) {
        parts.write(of_file, out)?;
    }
    parts.left_out(report, out)
}

fn name(finding: &Finding) -> &str {
    finding.place.source.name()
}

fn heading(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let results = report.results;
    let found = totals::found(results).unwrap_or_else(|| "nothing found".to_owned());
    let (checked, hidden) = (totals::checked(results), totals::hidden(results));
    writeln!(out, "## podpat: {found}\n\n{}{}", prose(&checked), prose(&hidden))
}

/// The parts of a report that fit, by the number of the finding or of the Pod.
struct Parts {
    rows: Vec<Option<String>>,
    details: Vec<Option<String>>,
    /// The charts, each at the last finding about its Pod.
    charts: Vec<Option<String>>,
    /// The number of charts that do not fit.
    charts_left_out: usize,
}

impl Parts {
    /// Chooses what fits: first the rows of all findings, the worst first, then their details, then the charts.
    fn chosen(report: &Report<'_>, chart: &dyn Fn(usize) -> (String, String)) -> Self {
        let findings = &report.results.findings;
        let mut room = Room(report.most.saturating_sub(FRAME));
        let mut order: Vec<usize> = (0..findings.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(findings[at].severity));
        let (mut rows, mut details) = (vec![None; findings.len()], vec![None; findings.len()]);
        let mut files = BTreeSet::new();
        for &at in &order {
            let file = if files.insert(name(&findings[at])) { FILE_FRAME + code(name(&findings[at])).len() } else { 0 };
            match room.take(row(&findings[at], report.results.is_cluster), file) {
                Some(row) => rows[at] = Some(row),
                None => break,
            }
        }
        for &at in order.iter().filter(|&&at| rows[at].is_some()) {
            match room.take(detail(&findings[at], report.results.is_cluster), 0) {
                Some(detail) => details[at] = Some(detail),
                None => break,
            }
        }
        let mut parts = Self { charts: vec![None; rows.len()], rows, details, charts_left_out: 0 };
        parts.choose_charts(report, &mut room, chart);
        parts
    }

    fn choose_charts(&mut self, report: &Report<'_>, room: &mut Room, chart: &dyn Fn(usize) -> (String, String)) {
        let (pods, mut last) = (PodIndex::of(report.pods), BTreeMap::new());
        for (at, finding) in report.results.findings.iter().enumerate().filter(|(at, _)| self.rows[*at].is_some()) {
            last.extend(pods.get(finding).map(|pod| (pod, at)));
        }
        for (pod, at) in last {
            let fits = Some(pod).filter(|_| self.charts_left_out == 0).map(chart);
            let fits = fits.filter(|(_, chart)| chart.chars().count() <= MOST_CHART);
            let text = fits
                .map(|(title, chart)| folded(&format!("<code>{}</code>", prose(&title)), &block("mermaid", &chart)));
            self.charts[at] = text.and_then(|text| room.take(text, CHART_FRAME));
            self.charts_left_out += usize::from(self.charts[at].is_none());
        }
    }

    /// Writes what there is of one file.
    fn write(&self, findings: &[(usize, &Finding)], out: &mut dyn Write) -> io::Result<()> {
        let rows: Vec<&String> = findings.iter().filter_map(|(at, _)| self.rows[*at].as_ref()).collect();
        let Some((_, first)) = findings.first().filter(|_| !rows.is_empty()) else { return Ok(()) };
        writeln!(out, "\n### {}\n\n| severity | place | object | rule | finding |", code(name(first)))?;
        writeln!(out, "|---|---|---|---|---|")?;
        rows.into_iter().try_for_each(|row| out.write_all(row.as_bytes()))?;
        let details: Vec<&str> = findings.iter().filter_map(|(at, _)| self.details[*at].as_deref()).collect();
        if !details.is_empty() {
            write!(
                out,
                "\n{}",
                folded(&format!("Details of {}", counted(details.len(), "finding")), &details.concat())
            )?;
        }
        let mut charts = findings.iter().filter_map(|(at, _)| self.charts[*at].as_ref());
        charts.try_for_each(|chart| write!(out, "\n{chart}"))
    }

    /// Says what did not fit.
    fn left_out(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let missing = |parts: &[Option<String>]| parts.iter().filter(|part| part.is_none()).count();
        let (rows, details) = (missing(&self.rows), missing(&self.details));
        let charts = self.charts_left_out;
        let mut parts: Vec<String> = (rows > 0).then(|| counted(rows, "finding")).into_iter().collect();
        parts.extend((details > rows).then(|| format!("the details of {}", counted(details - rows, "more finding"))));
        parts.extend((charts > 0).then(|| counted(charts, "picture")));
        if parts.is_empty() {
            return Ok(());
        }
        let (left_out, most) = (in_words(&parts), report.most);
        writeln!(out, "\n> Left out, as this report may have {most} bytes: {left_out}. `podpat lint` shows everything.")
    }
}

/// The bytes that are left.
struct Room(usize);

impl Room {
    /// Returns a part if it fits with so many bytes around it.
    fn take(&mut self, part: String, around: usize) -> Option<String> {
        self.0 = self.0.checked_sub(part.len() + around)?;
        Some(part)
    }
}

/// Returns Markdown behind a line of HTML.
fn folded(summary: &str, content: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{content}\n</details>\n")
}

fn row(finding: &Finding, is_cluster: bool) -> String {
    let severity = match finding.severity {
        Severity::Error => "**error**",
        severity => severity.as_str(),
    };
    let object = finding.object.as_ref().map(|object| code(&object.to_string())).unwrap_or_default();
    let mut text = finding.message.clone();
    if text.len() > SHORT {
        text.truncate(text.floor_char_boundary(SHORT));
        text.push('…');
    }
    let cells = [severity.to_owned(), place(finding, is_cluster), object, code(finding.rule.id), message(&text)];
    format!("| {} |\n", cells.map(|text| cell(&text)).join(" | "))
}

/// Returns line and column, or the field of an object that has no lines.
fn place(finding: &Finding, is_cluster: bool) -> String {
    let start = finding.place.start();
    if is_cluster { code(&finding.place.path.to_string()) } else { format!("{}:{}", start.line, start.column) }
}

fn detail(finding: &Finding, is_cluster: bool) -> String {
    let (severity, place) = (finding.severity, place(finding, is_cluster));
    let mut text = format!("**{place}** {severity} {}: {}\n", code(finding.rule.id), message(&finding.message));
    if let Some(help) = &finding.help {
        text += &format!("\nHelp: {}\n", message(help));
    }
    if !is_cluster {
        text += &format!("\n{}", excerpt(finding));
    }
    for related in &finding.related {
        let (file, start) = (related.place.source.name(), related.place.start());
        let at = if is_cluster { related.place.path.to_string() } else { format!("{file}:{}", start.line) };
        text += &format!("\n- {}: {}\n", code(&at), message(&related.message));
    }
    if let Some(fix) = &finding.fix {
        let flag = if fix.is_safe { "--fix" } else { "--fix --unsafe-fixes" };
        text += &format!("\nFix with `{flag}`: {}\n", message(&fix.message));
        let lines: Vec<String> =
            fix_diff::diff(fix, finding.place.source.name()).iter().map(fix_diff::DiffLine::written).collect();
        if !lines.is_empty() {
            text += &format!("\n{}", block("diff", &lines.join("\n")));
        }
    }
    text + "\n---\n\n"
}

/// Returns the lines of a finding with their numbers, the place underlined.
fn excerpt(finding: &Finding) -> String {
    let lines = excerpt::lines(&finding.place);
    let digits = lines.last().map_or(0, |line| line.number.to_string().len());
    let mut text = String::new();
    for line in &lines {
        let (number, whole) = (line.number, format!("{}{}{}", line.before, line.marked, line.after));
        text += &format!("{}\n", format!("{number:>digits$} | {whole}").trim_end());
        if line.is_own && !line.marked.is_empty() {
            let (before, marked) = (line.before.chars().count(), line.marked.chars().count());
            text += &format!("{:digits$} | {}{}\n", "", " ".repeat(before), "^".repeat(marked));
        }
    }
    if text.is_empty() { text } else { block("", &text) }
}
