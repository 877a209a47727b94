//! Things that a helper of the user's own shares with main or exposes: folders, and ports to be read.

use crate::catalogue::Side;
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::formats::{is_path, is_quantity, without_last_slash};
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// A folder shared with main.
#[derive(Clone, Debug)]
pub(crate) struct Share {
    /// The place where it was written.
    pub place: Place,
    /// The folder in main.
    pub path: String,
    /// The folder in the helper.
    pub at: String,
    /// The side that writes.
    pub writer: Side,
    /// The most it may hold.
    pub size: Option<String>,
    /// True if it is kept in memory.
    pub in_memory: bool,
}

impl Share {
    pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<Self> {
        let expected = "write `share: {path: /var/uploads, at: /in, writer: main}`";
        let mut fields = Fields::of(item, "`share`", expected, problems)?;
        let (path, at, writer) = (fields.take("path"), fields.take("at"), fields.take("writer"));
        let size = fields.take("size").and_then(|item| read_size(item, problems));
        let in_memory = fields.take("medium").is_some_and(|item| is_memory(item, problems));
        let path = read_path(path, &fields, problems);
        let at = at.map_or_else(|| path.clone(), |item| path_of(item, "at", problems));
        let writer = read_writer(writer, &fields, problems);
        fields.refuse_others([], problems);
        Some(Self { place: item.place.clone(), path: path?, at: at?, writer: writer?, size, in_memory })
    }
}

const WRITERS: &str =
    "write `main` or `helper`, and the other side mounts it read-only; or `both`, as for shared memory";

fn read_writer(item: Option<&SpannedValue>, fields: &Fields<'_>, problems: &mut Problems) -> Option<Side> {
    let Some(item) = item else {
        let help = format!("add `writer:`; {WRITERS}");
        fields.missing("writer", "this share does not specify who writes", help, problems);
        return None;
    };
    match fields::text(item, "`writer`", problems)? {
        "main" => Some(Side::Main),
        "helper" | "sidecar" => Some(Side::Helper),
        "both" => Some(Side::Both),
        _ => {
            fields::not_a_word(item, "`writer`", &["main", "helper", "both"], WRITERS, problems);
            None
        }
    }
}

/// Returns true if `medium` is `Memory`, the one there is beside the node's disk.
fn is_memory(item: &SpannedValue, problems: &mut Problems) -> bool {
    let is_memory = fields::text(item, "`medium`", problems) == Some("Memory");
    if !is_memory {
        let help = "write `Memory`, or leave it out for the node's disk".to_owned();
        fields::mismatch(item, "`medium`", "`Memory`", help, problems);
    }
    is_memory
}

/// The most a shared folder may hold: a quantity.
fn read_size(item: &SpannedValue, problems: &mut Problems) -> Option<String> {
    let text = fields::text(item, "`size`", problems)?;
    let is_size = is_quantity(text);
    if !is_size {
        let help = "write a quantity such as `64Mi` or `1Gi`".to_owned();
        fields::mismatch(item, "`size`", "a quantity", help, problems);
    }
    is_size.then(|| text.to_owned())
}

/// Returns what an adapter reads: a port of main, which needs no wiring, or a folder, which main writes.
pub(crate) fn read_reads(item: &SpannedValue, problems: &mut Problems) -> Option<Share> {
    let expected = "write `reads: {port: 8080, path: /stats}`, or `reads: {path: /var/log/app}` for a folder";
    let mut fields = Fields::of(item, "`reads`", expected, problems)?;
    let (port, path) = (fields.take("port"), fields.take("path"));
    if let Some(port) = port {
        fields::whole(port, "`reads.port`", 1, 65535, problems);
        fields.refuse_others([], problems);
        return None;
    }
    let at = fields.take("at");
    let path = if path.is_none() && fields.is_misspelt("port") { None } else { read_path(path, &fields, problems) };
    fields.refuse_others([], problems);
    let path = path?;
    let at = at.map_or_else(|| Some(path.clone()), |item| path_of(item, "at", problems))?;
    Some(Share { place: item.place.clone(), path, at, writer: Side::Main, size: None, in_memory: false })
}

/// The port at which an adapter is read.
#[derive(Clone, Debug)]
pub(crate) struct Exposed {
    /// The number.
    pub port: i64,
    /// The path of the metrics.
    pub path: String,
    /// `https`, where it is not `http`.
    pub scheme: Option<String>,
    /// The place where it was said.
    pub place: Place,
}

/// `{port, path, scheme}`, or a port.
pub(crate) fn read_exposes(item: &SpannedValue, problems: &mut Problems) -> Option<Exposed> {
    let exposed = |port, path: &str, scheme| Exposed { port, path: path.to_owned(), scheme, place: item.place.clone() };
    if let Value::Scalar { .. } = item.value {
        return fields::whole(item, "`exposes`", 1, 65535, problems).map(|port| exposed(port, "/metrics", None));
    }
    let mut fields = Fields::of(item, "`exposes`", "write `exposes: {port: 9102, path: /metrics}`", problems)?;
    let port = fields.take("port");
    let path = fields.take("path").map_or(Some("/metrics"), |item| fields::text(item, "`exposes.path`", problems));
    let scheme = fields.take("scheme").and_then(|item| read_scheme(item, problems));
    if port.is_none() {
        fields.missing("port", "`exposes` has no `port`", "add `port: 9102`", problems);
    }
    fields.refuse_others([], problems);
    let port = fields::whole(port?, "`exposes.port`", 1, 65535, problems)?;
    Some(exposed(port, path?, scheme.filter(|scheme| scheme != "http")))
}

fn read_scheme(item: &SpannedValue, problems: &mut Problems) -> Option<String> {
    let text = fields::text(item, "`exposes.scheme`", problems)?;
    if ["http", "https"].contains(&text) {
        return Some(text.to_owned());
    }
    let help = "write `http` or `https`".to_owned();
    fields::mismatch(item, "`exposes.scheme`", "`http` or `https`", help, problems);
    None
}

/// Returns the path of a folder in main, which has to be there.
fn read_path(item: Option<&SpannedValue>, fields: &Fields<'_>, problems: &mut Problems) -> Option<String> {
    if item.is_none() {
        fields.missing("path", "`path` is missing", "add `path: /an/absolute/path`", problems);
    }
    path_of(item?, "path", problems)
}

fn path_of(item: &SpannedValue, key: &str, problems: &mut Problems) -> Option<String> {
    let text = without_last_slash(fields::text(item, &format!("`{key}`"), problems)?);
    if is_path(text) && text != "/" {
        return Some(text.to_owned());
    }
    let help = "write an absolute path of a folder, such as `/var/uploads`".to_owned();
    fields::mismatch(item, &format!("`{key}`"), "an absolute path of a folder", help, problems);
    None
}
