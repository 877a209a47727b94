//! JUnit XML: a suite a file, a case a finding, and one passed case for a file in which nothing was found. A finding
//! that does not make the run fail is a passed case that says what was found.

use std::io::{self, Write};

use super::fails::Fails;
use crate::lint::{Finding, Results};
use crate::source::Position;
use crate::terminal::visible_lines;

pub(super) fn write(results: &Results, fails: &Fails<'_>, out: &mut dyn Write) -> io::Result<()> {
    let failures = count(&results.findings, fails);
    let cases: usize = results.files.iter().map(|file| findings_of(results, file).len().max(1)).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="podpat" tests="{cases}" failures="{failures}" errors="0">"#)?;
    for file in &results.files {
        suite(file, findings_of(results, file), fails, out)?;
    }
    writeln!(out, "</testsuites>")
}

/// The findings of one file; they are sorted by it.
fn findings_of<'a>(results: &'a Results, file: &str) -> &'a [Finding] {
    let start = results.findings.partition_point(|finding| finding.place.source.name() < file);
    let rest = &results.findings[start..];
    &rest[..rest.partition_point(|finding| finding.place.source.name() == file)]
}

fn count(findings: &[Finding], fails: &Fails<'_>) -> usize {
    findings.iter().filter(|finding| fails(finding)).count()
}

fn suite(file: &str, findings: &[Finding], fails: &Fails<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name = escaped(file);
    let (tests, failures) = (findings.len().max(1), count(findings, fails));
    writeln!(out, r#"  <testsuite name="{name}" tests="{tests}" failures="{failures}" errors="0">"#)?;
    if findings.is_empty() {
        writeln!(out, r#"    <testcase name="{name}" classname="podpat"/>"#)?;
    }
    for finding in findings {
        case(finding, fails(finding), out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(finding: &Finding, fails: bool, out: &mut dyn Write) -> io::Result<()> {
    let file = escaped(finding.place.source.name());
    let start = if finding.is_rendered { Position::FIRST } else { finding.place.start() };
    let (line, column, rule) = (start.line, start.column, finding.rule.id);
    let message = escaped(&finding.message);
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {}", escaped(help)));
    let title = format!("{rule} at {line}:{column}");
    writeln!(out, r#"    <testcase name="{title}" classname="{rule}" file="{file}" line="{line}">"#)?;
    let severity = finding.severity;
    let place = format!("{file}:{line}:{column}");
    if fails {
        writeln!(out, r#"      <failure message="{message}" type="{severity}">{place}{help}</failure>"#)?;
    } else {
        writeln!(out, "      <system-out>{place}: {severity}: {message}{help}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

/// Text for XML 1.0, in which most control characters cannot be written at all: they are made visible.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible_lines(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            _ => escaped.push(c),
        }
    }
    escaped
}
