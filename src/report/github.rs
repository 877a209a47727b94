//! Workflow commands, which GitHub Actions turns into annotations beside the lines.
//! Source of the escaping: `actions/toolkit`, packages/core/src/command.ts.

use std::io::{self, Write};

use crate::lint::{Results, Severity};
use crate::terminal::{visible, visible_lines};

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for finding in &results.findings {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = (finding.place.start(), finding.place.end());
        let file = property(finding.place.source.name());
        let title = property(finding.rule.id);
        let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\n{}", visible(help)));
        let message = data(&format!("{}{help}", visible(&finding.message)));
        write!(out, "::{level} file={file},")?;
        if !finding.is_rendered {
            write!(out, "line={},endLine={},", start.line, end.line)?;
        }
        // Columns only count for GitHub where the range stays on one line.
        if start.line == end.line && !finding.is_rendered {
            write!(out, "col={},endColumn={},", start.column, end.column)?;
        }
        writeln!(out, "title={title}::{message}")?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    let text = visible_lines(text);
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
