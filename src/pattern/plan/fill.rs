//! A catalogue entry with its holes filled by one user's parameters.

use indexmap::IndexMap;
use minijinja::value::Serde;
use serde_json::{Map, Value as Json, json};

use crate::catalogue::{Entry, Port, Share, Volume};
use crate::pattern::description::address;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::helper::From;
use crate::pattern::plan::fill_error;
use crate::pattern::plan::fill_request::{FillRequest, Numbers};
use crate::pattern::plan::given::Given;
use crate::pattern::plan::ports::Ports;
use crate::pattern::plan::resolved_helper::{
    Files, HelperPort, HelperScrape, HelperShare, HelperVolume, ResolvedHelper,
};
use crate::pattern::plan::template::environment::{Failure, Templates, refuse_marks};
use crate::pattern::plan::volumes::empty_dir;
use crate::pattern::problem::Problems;

/// Fills the entry. What cannot be filled is reported against the parameter at fault.
pub(crate) fn fill(request: FillRequest<'_>, templates: &Templates, problems: &mut Problems) -> Option<ResolvedHelper> {
    if request.entry.fronts.is_some() && request.upstream_port.is_none() {
        let message = format!("`{}` stands in front of main, and main has no port", request.entry.name);
        let help = "add `ports: [8080]` to `main`, with the port it listens on".to_owned();
        problems.add(&request.helper.place, message, "nothing to pass on to", help);
        return None;
    }
    match Filling::new(request, templates).and_then(|filling| filling.helper()) {
        Ok(wired) => (!fill_error::is_occupied(request, &wired, problems)).then_some(wired),
        Err(failure) => {
            fill_error::report(request, &failure, problems);
            None
        }
    }
}

/// The numbers of the entry's ports: the user's, or free ones from the entry's own on.
pub(crate) fn number_ports(entry: &Entry, given: &Given, instance: &str, ports: &mut Ports) -> Numbers {
    let number = |port: &Port| {
        let chosen = port.parameter.as_ref().and_then(|name| given.values.get(name));
        let chosen = chosen.and_then(|(value, _)| value.as_u64()).and_then(|number| u16::try_from(number).ok());
        let usual = port.like.as_ref().and_then(|name| given.values.get(name));
        let usual = usual.and_then(|(value, _)| address::first_port(value)).map(unprivileged);
        chosen.unwrap_or_else(|| ports.free_from(usual.unwrap_or(port.number), instance))
    };
    let mut number = number;
    entry.ports.iter().map(|(name, port)| (name.clone(), number(port))).collect()
}

/// A number that a process may listen on without being root.
const fn unprivileged(port: u16) -> u16 {
    if port < 1024 { port + 8000 } else { port }
}

/// The values templates see, and the entry they fill.
struct Filling<'a> {
    request: FillRequest<'a>,
    templates: &'a Templates,
    values: minijinja::Value,
}

impl<'a> Filling<'a> {
    fn new(request: FillRequest<'a>, templates: &'a Templates) -> Result<Self, Failure> {
        let main = json!({"name": request.description.main_name(), "port": request.description.main.first_port()});
        let mut context = Map::new();
        context.insert("name".to_owned(), request.description.name.value.clone().into());
        context.insert("instance".to_owned(), request.instance.into());
        context.insert("main".to_owned(), main);
        context.insert("ports".to_owned(), json!(request.numbers));
        context.insert("upstreamPort".to_owned(), json!(request.upstream_port));
        // The name that entries had for it before.
        context.insert("behind".to_owned(), json!(request.upstream_port));
        for (name, parameter) in request.entry.all_parameters() {
            let value = match (request.given.values.get(&name), &parameter.default) {
                (Some((value, _)), _) => value.clone(),
                (None, Some(default)) => {
                    let values = minijinja::Value::from(Serde(&context));
                    templates.value(default, &values)?.ok_or_else(|| Failure::Missing(name.clone()))?
                }
                (None, None) => Json::Null,
            };
            context.insert(name, value);
        }
        Ok(Self { request, templates, values: minijinja::Value::from(Serde(&context)) })
    }

    fn helper(&self) -> Result<ResolvedHelper, Failure> {
        let FillRequest { helper, entry, instance, .. } = self.request;
        let From::Catalogue { image, resources, .. } = &helper.from else {
            return Err(Failure::Template("not of the catalogue".to_owned()));
        };
        let image = image.as_ref().map_or_else(|| entry.image.clone(), |image| image.value.clone());
        let mut rest = self.container()?;
        let env = match rest.shift_remove("env") {
            Some(Sourced { value: Json::Array(env), .. }) => env.into_iter().map(unsourced).collect(),
            _ => Vec::new(),
        };
        rest.insert("resources".to_owned(), resources.clone().unwrap_or_else(|| unsourced(self.resources())));
        Ok(ResolvedHelper {
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
            main_env: self.main_env()?,
            main_mounts: helper.mounts.clone(),
            scrape: self.scrape()?,
            fronts: self.fronts(),
            shares_processes: entry.shares_processes.is_some() && self.holds(entry.shares_processes.as_deref())?,
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
        let entry = self.request.entry;
        let filled = self.templates.value(&Json::Object(entry.container.clone()), &self.values)?;
        let Some(Json::Object(mut fields)) = filled else { return Ok(IndexMap::new()) };
        let user = self.templates.value(&entry.user, &self.values)?;
        let mut security = json!({
            "runAsUser": user,
            "runAsGroup": user,
            "runAsNonRoot": user != Some(Json::from(0)),
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
        let resources = &self.request.entry.resources;
        json!({
            "requests": {"cpu": resources.cpu, "memory": resources.memory},
            "limits": {"memory": resources.limit},
        })
    }

    fn ports(&self) -> Vec<HelperPort> {
        let ports = self.request.entry.ports.iter().zip(self.request.numbers.values());
        ports
            .map(|((name, port), &number)| HelperPort {
                name: name.clone(),
                number,
                protocol: port.protocol,
                bind: port.bind,
            })
            .collect()
    }

    fn shares(&self) -> Result<Vec<HelperShare>, Failure> {
        let mut shares = Vec::new();
        for (name, share) in &self.request.entry.shares {
            if self.holds(share.when.as_deref())? {
                shares.push(self.share(name, share)?);
            }
        }
        Ok(shares)
    }

    fn share(&self, name: &str, share: &Share) -> Result<HelperShare, Failure> {
        let source = match self.optional(share.config_map.as_deref())? {
            Some(name) => json!({"configMap": {"name": name}}),
            None => empty_dir(self.optional(share.size.as_deref())?.as_deref()),
        };
        let path = self.request.given.values.get("path").map(|(_, item)| &item.place);
        Ok(HelperShare {
            place: path.unwrap_or(&self.request.helper.place).clone(),
            name: name.to_owned(),
            main: self.text(&share.main)?,
            helper: self.text(&share.helper)?,
            writer: share.writer,
            source: object(source),
            clears: share.clears,
            about: share.about.clone(),
        })
    }

    fn volumes(&self) -> Result<Vec<HelperVolume>, Failure> {
        let mut volumes = Vec::new();
        for (name, volume) in &self.request.entry.volumes {
            if self.holds(volume.when.as_deref())? {
                volumes.push(self.volume(name, volume)?);
            }
        }
        Ok(volumes)
    }

    fn volume(&self, name: &str, volume: &Volume) -> Result<HelperVolume, Failure> {
        let secret = self.optional(volume.secret.as_deref())?;
        let config_map = self.optional(volume.config_map.as_deref())?;
        // A mode is printed as the number it is: readers of YAML do not agree on what 0440 means.
        let about = secret.as_ref().map(|_| "read by the Pod's group alone: 288 is 0440".to_owned());
        let (source, read_only) = match (secret, config_map) {
            (Some(secret), _) => (json!({"secret": {"secretName": secret, "defaultMode": 0o440}}), true),
            (None, Some(name)) => (json!({"configMap": {"name": name}}), true),
            (None, None) => (empty_dir(self.optional(volume.size.as_deref())?.as_deref()), false),
        };
        let name = format!("{}-{name}", self.request.instance);
        Ok(HelperVolume { name, at: self.text(&volume.at)?, source: object(source), about, read_only })
    }

    fn files(&self) -> Result<Option<Files>, Failure> {
        let Some(config) = &self.request.entry.config else { return Ok(None) };
        let mut files = IndexMap::new();
        for (name, file) in &config.files {
            let text = self.templates.file(file.syntax, &file.content, &self.values)?;
            let marks = self.templates.value(&Json::from(file.expands.clone()), &self.values)?.unwrap_or_default();
            let marks: Vec<&str> = marks.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            refuse_marks(&file.content, &text, &marks, &self.request.entry.name)?;
            files.insert(name.clone(), text);
        }
        Ok(Some((config.at.clone(), files)))
    }

    fn main_env(&self) -> Result<Vec<Sourced>, Failure> {
        let mut main_env = self.request.helper.main_env.clone();
        for (name, template) in &self.request.entry.main.env {
            let name = self.text(name)?;
            let said = main_env.iter().any(|one| one.value["name"] == name.as_str());
            if let Some(value) = self.optional(Some(template))?.filter(|_| !said) {
                main_env.push(unsourced(json!({"name": name, "value": value})));
            }
        }
        Ok(main_env)
    }

    fn scrape(&self) -> Result<Option<HelperScrape>, Failure> {
        let Some(scrape) = &self.request.entry.scrape else { return Ok(None) };
        let mut params = IndexMap::new();
        for (name, template) in &scrape.params {
            params.insert(name.clone(), self.text(template)?);
        }
        let number = self.request.numbers.get(&scrape.port).copied().unwrap_or_default();
        Ok(Some(HelperScrape { number, path: self.text(&scrape.path)?, params }))
    }

    fn fronts(&self) -> Option<(String, u16)> {
        self.request.entry.fronts.as_ref().map(|fronts| (fronts.port.clone(), fronts.service))
    }

    fn demands(&self) -> Result<Vec<String>, Failure> {
        let demands =
            self.request.entry.demands.iter().map(|demand| self.text(demand)).collect::<Result<Vec<_>, _>>()?;
        Ok(demands.into_iter().filter(|demand| !demand.is_empty()).collect())
    }
}

fn unsourced(value: Json) -> Sourced {
    Sourced { value, item: None }
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}
