//! One line a finding: `file:line:column: severity rule message`.

use std::io;

use crate::lint::Results;
use crate::terminal::{Output, shown};

pub(super) fn write(results: &Results, out: &mut Output<'_>) -> io::Result<()> {
    for finding in &results.findings {
        let start = finding.place.start();
        let (file, line, column) = (finding.place.source.name(), start.line, start.column);
        let (severity, rule) = (finding.severity, finding.rule.id);
        out.show(shown!("{}:{}:{}: {} {} {}\n", file, line, column, severity, rule, finding.message))?;
    }
    Ok(())
}
