//! One line a finding: `file:line:column: severity rule message`.

use std::io::{self, Write};

use crate::lint::Results;

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for finding in &results.findings {
        let start = finding.place.start();
        let (file, line, column) = (finding.place.source.name(), start.line, start.column);
        writeln!(out, "{file}:{line}:{column}: {} {} {}", finding.severity, finding.rule.id, finding.message)?;
    }
    Ok(())
}
