//! One line a finding: `file:line:column: severity rule message`.

use std::io::{self, Write};

use super::excerpt::printable;
use crate::lint::Results;

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for finding in &results.findings {
        let start = finding.place.start();
        let (file, line, column) = (printable(finding.place.source.name()), start.line, start.column);
        let message = printable(&finding.message);
        writeln!(out, "{file}:{line}:{column}: {} {} {message}", finding.severity, finding.rule.id)?;
    }
    Ok(())
}
