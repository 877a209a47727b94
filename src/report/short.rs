//! One line a finding: `file:line:column: severity rule message`; in a cluster, `kind namespace/name path: …`;
//! in what was rendered, the same behind the file.

use std::io;

use crate::lint::Results;
use crate::terminal::{Output, shown};

pub(super) fn write(results: &Results, out: &mut Output<'_>) -> io::Result<()> {
    for finding in &results.findings {
        let has_no_lines = results.is_cluster || finding.is_rendered;
        if let Some(object) = finding.object.as_deref().filter(|_| has_no_lines) {
            let (severity, rule, path) = (finding.severity, finding.rule.id, finding.place.path.to_string());
            if finding.is_rendered {
                out.show(shown!("{}: ", finding.place.source.name()))?;
            }
            out.show(shown!("{} {}: {} {} {}\n", object.to_string(), path, severity, rule, finding.message))?;
            continue;
        }
        let start = finding.place.start();
        let (file, line, column) = (finding.place.source.name(), start.line, start.column);
        let (severity, rule) = (finding.severity, finding.rule.id);
        out.show(shown!("{}:{}:{}: {} {} {}\n", file, line, column, severity, rule, finding.message))?;
    }
    Ok(())
}
