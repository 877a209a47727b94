//! The file that a baseline is kept in: JSON with one finding a line, so that changes can be reviewed and merged.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use super::config_error::{ConfigError, Mistake};
use crate::files::{self, Size};
use crate::lint::{Baseline, Fingerprint, KnownFinding};
use crate::source::Source;
use crate::terminal::json;
use crate::yaml::{self, Kind, Node, Scalar};

/// The version of the form.
const VERSION: i64 = 1;

const HELP: &str = "write a new one with `podpat lint --write-baseline FILE`";

/// Reads the baseline at `path`.
///
/// # Errors
/// Fails if it cannot be read, or is no baseline.
pub fn load_baseline(path: &Path) -> miette::Result<Baseline> {
    let source = files::text(path, Size::MANIFEST).map_err(|error| {
        miette::miette!(help = "write it with `podpat lint --write-baseline FILE`", "cannot read the baseline: {error}")
    })?;
    Ok(parse(&Arc::new(source))?)
}

/// Returns the text of a baseline.
pub fn baseline_text(baseline: &Baseline) -> Vec<u8> {
    let lines = baseline.known.iter().map(|known| format!("\n    {}", json::line(known)));
    let lines = lines.collect::<Vec<_>>().join(",");
    let end = if lines.is_empty() { "" } else { "\n  " };
    format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{lines}{end}]\n}}\n").into_bytes()
}

fn parse(source: &Arc<Source>) -> Result<Baseline, ConfigError> {
    let stream = yaml::parse(source);
    let error = |mistake| ConfigError::new("baseline", source, vec![mistake]);
    let document = match stream.documents.as_slice() {
        [document] => document.tree.as_ref().map_err(|error| Mistake {
            span: error.span,
            message: error.message.clone(),
            help: HELP.to_owned(),
        }),
        _ => Err(mistake_at(source, None, "this is no baseline of podpat")),
    };
    let root = document.map_err(error)?.root();
    if root.get("version").is_none() || root.get("findings").is_none_or(|list| list.kind() != Kind::Sequence) {
        return Err(error(mistake_at(source, Some(root), "this is no baseline of podpat")));
    }
    if root.get("version").map(Node::scalar) != Some(Scalar::Int(VERSION)) {
        let message = "this baseline has a version that this podpat does not know";
        return Err(error(Mistake {
            help: "update podpat, or write a new baseline with `podpat lint --write-baseline FILE`".to_owned(),
            ..mistake_at(source, root.get("version"), message)
        }));
    }
    let known = root.get("findings").into_iter().flat_map(Node::items).map(|item| finding(source, item));
    let mut known: Vec<KnownFinding> = known.collect::<Result<_, _>>().map_err(error)?;
    known.sort();
    Ok(Baseline { known })
}

fn mistake_at(source: &Source, node: Option<Node<'_>>, message: impl Into<String>) -> Mistake {
    let first = source.line(1).unwrap_or_default();
    let span = node.map(Node::span).filter(|span| source.position(span.end).line == source.position(span.start).line);
    Mistake { span: span.unwrap_or(first), message: message.into(), help: HELP.to_owned() }
}

fn finding(source: &Source, item: Node<'_>) -> Result<KnownFinding, Mistake> {
    let text = |key: &str| item.get(key).and_then(Node::as_str).map(str::to_owned);
    let needed =
        |key: &str| text(key).ok_or_else(|| mistake_at(source, Some(item), format!("this finding has no `{key}`")));
    let fingerprint = Fingerprint::from_str(&needed("fingerprint")?)
        .map_err(|message| mistake_at(source, item.get("fingerprint"), message))?;
    let (file, rule) = (needed("file")?, needed("rule")?);
    Ok(KnownFinding { file, rule, object: text("object"), message: text("message").unwrap_or_default(), fingerprint })
}
