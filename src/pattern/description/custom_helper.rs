//! A helper with an image of the user's own, and how it is wired.

use indexmap::IndexMap;

use crate::catalogue::Pattern;
use crate::pattern::description::container::{self, ContainerSpec, Sourced};
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::formats::is_path;
use crate::pattern::description::share::{self, Exposed, Share};
use crate::pattern::description::spanned_value::{Place, Spanned, SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::validity::content;

/// A helper of the user's own.
#[derive(Clone, Debug)]
pub(crate) struct CustomHelper {
    /// The container.
    pub spec: ContainerSpec,
    /// The folders it shares with main.
    pub shares: Vec<Share>,
    /// The local port main reaches it on.
    pub listen: Option<(i64, Place)>,
    /// The port the outside world reaches it on, and the path there.
    pub exposes: Option<Exposed>,
    /// The port it listens on in front of main.
    pub fronts: Option<(i64, Place)>,
    /// Its configuration files.
    pub config: Option<Files>,
}

/// Configuration files of a helper of the user's own.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// The folder they are mounted in.
    pub at: String,
    /// The texts by name.
    pub files: IndexMap<String, String>,
}

impl CustomHelper {
    pub(crate) fn read(
        pattern: Pattern,
        fields: &mut Fields<'_>,
        name: Option<&Spanned<String>>,
        main_env: &[Sourced],
        problems: &mut Problems,
    ) -> Option<Self> {
        let spec = ContainerSpec::read(fields, problems);
        let port = |item: Option<&SpannedValue>, what: &str, problems: &mut Problems| {
            let item = item?;
            fields::whole(item, what, 1, 65535, problems).map(|port| (port, item.place.clone()))
        };
        let fronts = port(fields.take("fronts"), "`fronts`", problems);
        let config = fields.take("config").and_then(|item| read_config(item, problems));
        let mut shares: Vec<Share> = Vec::new();
        let mut listen = None;
        let mut exposes = None;
        match pattern {
            Pattern::Ambassador => {
                listen = port(fields.take("listen"), "`listen`", problems);
                require_listen(fields, main_env, problems);
            }
            Pattern::Adapter => {
                if let Some(item) = fields.take("reads") {
                    shares.extend(share::read_reads(item, problems));
                }
                exposes = fields.take("exposes").and_then(|item| share::read_exposes(item, problems));
                if exposes.is_none() && fields.value("exposes").is_none() {
                    let help = "add `exposes: {port: 9102, path: /metrics}`, where the outside world reads it";
                    fields.missing("exposes", "this adapter says no `exposes`", help, problems);
                }
            }
            _ => {
                let items = fields.take("share").map(fields::one_or_many).unwrap_or_default();
                shares = items.iter().filter_map(|item| Share::read(item, problems)).collect();
            }
        }
        if name.is_none() {
            let message = format!("{} has no `name`", fields.what());
            fields.missing("name", message, "add `name:`, the name of the container", problems);
        }
        fields.refuse_others(container::api_fields(), problems);
        Some(Self { spec: spec?, shares, listen, exposes, fronts, config })
    }
}

/// Refuses an ambassador without a port, or of which main is not told.
fn require_listen(fields: &Fields<'_>, main_env: &[Sourced], problems: &mut Problems) {
    if fields.value("listen").is_none() {
        let help = "add `listen: PORT`, the port on 127.0.0.1 that main connects to";
        fields.missing("listen", "this ambassador says no `listen`", help, problems);
    }
    if main_env.is_empty() {
        let help = "add `main: {env: {NAME: \"127.0.0.1:PORT\"}}`, so that main finds it".to_owned();
        problems.add(&fields.place.head(), "main is not configured to use this ambassador", "no `main.env`", help);
    }
}

/// `{at: PATH, files: {name: text}}`
fn read_config(item: &SpannedValue, problems: &mut Problems) -> Option<Files> {
    let expected = "write `config: {at: /etc/app, files: {app.conf: \"…\"}}`";
    let mut fields = Fields::of(item, "`config`", expected, problems)?;
    let at = fields.take("at").and_then(|item| {
        let text = fields::text(item, "`config.at`", problems)?;
        if is_path(text) && text != "/" {
            return Some(text.to_owned());
        }
        let help = "write an absolute path of a folder, such as `/etc/app`".to_owned();
        fields::mismatch(item, "`config.at`", "an absolute path of a folder", help, problems);
        None
    });
    let files = fields.take("files");
    for (key, there) in [("at", item.get("at").is_some()), ("files", files.is_some())] {
        if !there {
            fields.missing(key, format!("`config` has no `{key}`"), expected, problems);
        }
    }
    fields.refuse_others([], problems);
    let files = files?;
    let Value::Map(entries) = &files.value else {
        let help = "write a mapping of names to texts".to_owned();
        fields::mismatch(files, "`files`", "a mapping", help, problems);
        return None;
    };
    let mut texts = IndexMap::new();
    for entry in entries {
        if let Some(complaint) = content::config_map_key(&entry.key) {
            let message = format!("`{}` {}", entry.key, complaint.why);
            problems.add(&entry.place, message, "not the name of a file", complaint.help.into_owned());
        }
        let text = fields::text(&entry.item, &format!("`{}`", entry.key), problems)?;
        texts.insert(entry.key.clone(), text.to_owned());
    }
    Some(Files { at: at?, files: texts })
}
