//! A catalogue entry with its holes filled by one user's parameters.

use indexmap::IndexMap;
use minijinja::value::Serde;
use serde_json::{Map, Value as Json, json};

use super::container::Sourced;
use super::description::{Description, From, Helper};
use super::entry::{Bind, Entry, Port, Protocol, Share, Volume};
use super::parameter::is_path;
use super::parameters::{self, Given};
use super::ports::Ports;
use super::problem::Problems;
use super::resolve;
use super::template::{Failure, Templates};
use super::wired::{Files, Wired, WiredPort, WiredScrape, WiredShare, WiredVolume};

/// Folders of an image that a volume must not take the place of: main's own files are there.
const OCCUPIED: &[&str] = &[
    "",
    "/app",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/run",
];

/// One helper to fill.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    /// The whole description, of which templates see names and main's first port.
    pub description: &'a Description,
    /// The helper as it was asked for.
    pub helper: &'a Helper,
    /// Its entry.
    pub entry: &'a Entry,
    /// Its parameters.
    pub given: &'a Given,
    /// The name of its container.
    pub instance: &'a str,
}

/// Fills the entry. What cannot be filled is reported against the parameter at fault.
pub(super) fn wire(ask: Ask<'_>, templates: &Templates, ports: &mut Ports, problems: &mut Problems) -> Option<Wired> {
    let numbers = number_ports(ask, ports);
    match Filling::new(ask, templates, &numbers).and_then(|filling| filling.wire()) {
        Ok(wired) => refuse_occupied(ask, wired, problems),
        Err(failure) => {
            report(ask, &failure, problems);
            None
        }
    }
}

/// The numbers of the entry's ports: the user's, or free ones from the entry's own on.
fn number_ports(ask: Ask<'_>, ports: &mut Ports) -> IndexMap<String, u16> {
    let number = |port: &Port| {
        let chosen = port.parameter.as_ref().and_then(|name| ask.given.values.get(name));
        let chosen = chosen.and_then(|(value, _)| value.as_u64()).and_then(|number| u16::try_from(number).ok());
        chosen.unwrap_or_else(|| ports.free_from(port.number, ask.instance))
    };
    let mut number = number;
    ask.entry.ports.iter().map(|(name, port)| (name.clone(), number(port))).collect()
}

/// The values templates see, and the entry they fill.
struct Filling<'a> {
    ask: Ask<'a>,
    templates: &'a Templates,
    numbers: &'a IndexMap<String, u16>,
    values: minijinja::Value,
}

impl<'a> Filling<'a> {
    fn new(ask: Ask<'a>, templates: &'a Templates, numbers: &'a IndexMap<String, u16>) -> Result<Self, Failure> {
        let main = json!({"name": resolve::main_name(ask.description), "port": ask.description.main.first_port()});
        let mut context = Map::new();
        context.insert("name".to_owned(), ask.description.name.text.clone().into());
        context.insert("instance".to_owned(), ask.instance.into());
        context.insert("main".to_owned(), main);
        context.insert("ports".to_owned(), json!(numbers));
        for (name, parameter) in parameters::of(ask.entry) {
            let value = match (ask.given.values.get(&name), &parameter.default) {
                (Some((value, _)), _) => value.clone(),
                (None, Some(default)) => {
                    let values = minijinja::Value::from(Serde(&context));
                    templates.value(default, &values)?.unwrap_or_default()
                }
                (None, None) => Json::Null,
            };
            context.insert(name, value);
        }
        Ok(Self { ask, templates, numbers, values: minijinja::Value::from(Serde(&context)) })
    }

    fn wire(&self) -> Result<Wired, Failure> {
        let Ask { helper, entry, instance, .. } = self.ask;
        let From::Catalogue { image, resources, .. } = &helper.from else {
            return Err(Failure::Template("not of the catalogue".to_owned()));
        };
        let image = image.as_ref().map_or_else(|| entry.image.clone(), |image| image.text.clone());
        let mut rest = self.container()?;
        let env = match rest.shift_remove("env") {
            Some(Sourced { value: Json::Array(env), .. }) => env.into_iter().map(unsourced).collect(),
            _ => Vec::new(),
        };
        rest.insert("resources".to_owned(), resources.clone().unwrap_or_else(|| unsourced(self.resources())));
        Ok(Wired {
            pattern: entry.pattern,
            instance: instance.to_owned(),
            place: helper.place.clone(),
            about: format!("{} {}: {}", entry.pattern.name(), entry.name, entry.summary),
            image: unsourced(Json::from(image)),
            ports: self.ports(),
            declared: Vec::new(),
            env,
            mounts: Vec::new(),
            rest,
            shares: self.shares()?,
            volumes: self.volumes()?,
            files: self.files()?,
            gives: self.gives()?,
            gives_mounts: helper.mounts.clone(),
            scrape: self.scrape()?,
            fronts: self.fronts(),
            service_account: self.optional(entry.service_account.as_deref())?,
            demands: self.demands()?,
        })
    }

    fn text(&self, template: &str) -> Result<String, Failure> {
        Ok(match self.templates.value(&Json::from(template), &self.values)? {
            Some(Json::String(text)) => text,
            Some(Json::Null) | None => String::new(),
            Some(other) => other.to_string(),
        })
    }

    fn optional(&self, template: Option<&str>) -> Result<Option<String>, Failure> {
        let text = template.map(|template| self.text(template)).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    fn holds(&self, when: Option<&str>) -> Result<bool, Failure> {
        when.map_or(Ok(true), |when| self.templates.holds(when, &self.values))
    }

    /// The container's own fields, hardened: what the entry says of its security context goes over the defaults.
    fn container(&self) -> Result<IndexMap<String, Sourced>, Failure> {
        let entry = self.ask.entry;
        let filled = self.templates.value(&Json::Object(entry.container.clone()), &self.values)?;
        let Some(Json::Object(mut fields)) = filled else { return Ok(IndexMap::new()) };
        let mut security = json!({
            "runAsUser": entry.user,
            "runAsGroup": entry.user,
            "runAsNonRoot": entry.user != 0,
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": !entry.writes_root,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        });
        if let (Some(Json::Object(own)), Some(security)) =
            (fields.shift_remove("securityContext"), security.as_object_mut())
        {
            security.extend(own);
        }
        fields.insert("securityContext".to_owned(), security);
        Ok(fields.into_iter().map(|(name, value)| (name, unsourced(value))).collect())
    }

    fn resources(&self) -> Json {
        let resources = &self.ask.entry.resources;
        json!({
            "requests": {"cpu": resources.cpu, "memory": resources.memory},
            "limits": {"memory": resources.limit},
        })
    }

    fn ports(&self) -> Vec<WiredPort> {
        let ports = self.ask.entry.ports.iter().zip(self.numbers.values());
        ports
            .map(|((name, port), &number)| WiredPort {
                name: name.clone(),
                number,
                protocol: port.protocol,
                bind: port.bind,
            })
            .collect()
    }

    fn shares(&self) -> Result<Vec<WiredShare>, Failure> {
        let mut shares = Vec::new();
        for (name, share) in &self.ask.entry.shares {
            if self.holds(share.when.as_deref())? {
                shares.push(self.share(name, share)?);
            }
        }
        Ok(shares)
    }

    fn share(&self, name: &str, share: &Share) -> Result<WiredShare, Failure> {
        let source = match self.optional(share.config_map.as_deref())? {
            Some(name) => json!({"configMap": {"name": name}}),
            None => empty_dir(self.optional(share.size.as_deref())?.as_deref()),
        };
        Ok(WiredShare {
            name: name.to_owned(),
            main: self.text(&share.main)?,
            helper: self.text(&share.helper)?,
            writer: share.writer,
            source: object(source),
            about: share.about.clone(),
        })
    }

    fn volumes(&self) -> Result<Vec<WiredVolume>, Failure> {
        let mut volumes = Vec::new();
        for (name, volume) in &self.ask.entry.volumes {
            if self.holds(volume.when.as_deref())? {
                volumes.push(self.volume(name, volume)?);
            }
        }
        Ok(volumes)
    }

    fn volume(&self, name: &str, volume: &Volume) -> Result<WiredVolume, Failure> {
        let secret = self.optional(volume.secret.as_deref())?;
        let config_map = self.optional(volume.config_map.as_deref())?;
        let (source, read_only) = match (secret, config_map) {
            // Readable by the owner and the Pod's fsGroup, nobody else: 0440.
            (Some(secret), _) => (json!({"secret": {"secretName": secret, "defaultMode": 0o440}}), true),
            (None, Some(name)) => (json!({"configMap": {"name": name}}), true),
            (None, None) => (empty_dir(self.optional(volume.size.as_deref())?.as_deref()), false),
        };
        let name = format!("{}-{name}", self.ask.instance);
        Ok(WiredVolume { name, at: self.text(&volume.at)?, source: object(source), read_only })
    }

    fn files(&self) -> Result<Option<Files>, Failure> {
        let Some(config) = &self.ask.entry.config else { return Ok(None) };
        let mut files = IndexMap::new();
        for (name, file) in &config.files {
            files.insert(name.clone(), self.templates.file(file.syntax, &file.content, &self.values)?);
        }
        Ok(Some((config.at.clone(), files)))
    }

    fn gives(&self) -> Result<Vec<Sourced>, Failure> {
        let mut gives = self.ask.helper.gives.clone();
        for (name, template) in &self.ask.entry.main.env {
            let said = gives.iter().any(|one| one.value["name"] == name.as_str());
            if let Some(value) = self.optional(Some(template))?.filter(|_| !said) {
                gives.push(unsourced(json!({"name": name, "value": value})));
            }
        }
        Ok(gives)
    }

    fn scrape(&self) -> Result<Option<WiredScrape>, Failure> {
        let Some(scrape) = &self.ask.entry.scrape else { return Ok(None) };
        let mut params = IndexMap::new();
        for (name, template) in &scrape.params {
            params.insert(name.clone(), self.text(template)?);
        }
        let number = self.numbers.get(&scrape.port).copied().unwrap_or_default();
        Ok(Some(WiredScrape { number, path: self.text(&scrape.path)?, params }))
    }

    fn fronts(&self) -> Option<(String, u16)> {
        self.ask.entry.fronts.as_ref().map(|fronts| (fronts.port.clone(), fronts.service))
    }

    fn demands(&self) -> Result<Vec<String>, Failure> {
        let demands = self.ask.entry.demands.iter().map(|demand| self.text(demand)).collect::<Result<Vec<_>, _>>()?;
        Ok(demands.into_iter().filter(|demand| !demand.is_empty()).collect())
    }
}

fn unsourced(value: Json) -> Sourced {
    Sourced { value, item: None }
}

/// An `emptyDir`; without a size it may fill the node's disk, so there always is one.
pub(super) fn empty_dir(size: Option<&str>) -> Json {
    json!({"emptyDir": {"sizeLimit": size.unwrap_or("1Gi")}})
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// A volume over a folder that main's image needs would hide the program itself.
fn refuse_occupied(ask: Ask<'_>, wired: Wired, problems: &mut Problems) -> Option<Wired> {
    let Some(share) =
        wired.shares.iter().find(|share| OCCUPIED.contains(&share.main.as_str()) || !is_path(&share.main))
    else {
        return Some(wired);
    };
    let shown = if share.main.is_empty() { "/" } else { &share.main };
    let (what, place) = match ask.given.values.get("path") {
        Some((_, item)) => ("`path`".to_owned(), &item.place),
        None => (format!("`{}`", ask.entry.name), &ask.helper.place),
    };
    let message = format!("{what} would put a volume with {} over `{shown}` in main", share.about);
    let help = "choose a folder deeper down, of which the parent holds nothing else that main needs".to_owned();
    problems.add(place, message, "would hide main's own files", help);
    None
}

/// Points at the parameter whose value is at fault.
fn report(ask: Ask<'_>, failure: &Failure, problems: &mut Problems) {
    let name = &ask.entry.name;
    match failure {
        Failure::Value { value, why } => {
            let culprit = ask.given.values.iter().find(|(_, (given, _))| holds_text(given, value));
            let (message, place) = match culprit {
                Some((parameter, (_, item))) => {
                    (format!("`{parameter}` cannot be given to `{name}` as it is"), &item.place)
                }
                None => (format!("a value cannot be given to `{name}` as it is"), &ask.helper.place),
            };
            problems.add(place, message, why.clone(), "write it without those characters".to_owned());
        }
        Failure::Template(what) => {
            let message = format!("the catalogue entry `{name}` cannot be filled: {what}");
            problems.add(&ask.helper.place, message, "asked for here", "mend the entry's template".to_owned());
        }
    }
}

/// Whether `text` was made of a text in `value`.
fn holds_text(value: &Json, text: &str) -> bool {
    match value {
        Json::String(part) => !part.is_empty() && text.contains(part.as_str()),
        Json::Array(items) => items.iter().any(|item| holds_text(item, text)),
        Json::Object(entries) => entries.iter().any(|(key, item)| text == key || holds_text(item, text)),
        _ => false,
    }
}

/// The protocols a port is declared with.
pub(super) fn protocols(port: &WiredPort) -> &'static [&'static str] {
    match (port.bind, port.protocol) {
        (Bind::Loopback, _) => &[],
        (Bind::Pod, Protocol::Tcp) => &["TCP"],
        (Bind::Pod, Protocol::Udp) => &["UDP"],
        (Bind::Pod, Protocol::Both) => &["TCP", "UDP"],
    }
}
