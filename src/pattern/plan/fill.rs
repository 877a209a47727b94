//! A catalogue entry with its holes filled by one user's parameters.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::catalogue::{Entry, Pattern, Port, Share, Type, Volume};
use crate::pattern::description::address;
use crate::pattern::description::container::{Sourced, read_list};
use crate::pattern::description::helper::From;
use crate::pattern::description::image;
use crate::pattern::description::several_pods::MainRole;
use crate::pattern::description::spanned_value::{Field, Place};
use crate::pattern::plan::fill_error;
use crate::pattern::plan::fill_request::{FillRequest, Numbers};
use crate::pattern::plan::filling::{Filling, unsourced};
use crate::pattern::plan::given::Given;
use crate::pattern::plan::main_env;
use crate::pattern::plan::ports::Ports;
use crate::pattern::plan::resolved_helper::{
    Files, HelperFront, HelperPort, HelperScrape, HelperShare, HelperVolume, ResolvedHelper,
};
use crate::pattern::plan::template::environment::Templates;
use crate::pattern::plan::template::expansion::refuse_marks;
use crate::pattern::plan::template::failure::Failure;
use crate::pattern::plan::volume_source::{empty_dir, object};
use crate::pattern::problem::Problems;

/// Fills the entry. What cannot be filled is reported against the parameter at fault.
pub(crate) fn fill(request: FillRequest<'_>, templates: &Templates, problems: &mut Problems) -> Option<ResolvedHelper> {
    let is_root = request.description.role == MainRole::Root && request.entry.pattern == Pattern::ScatterGather;
    if request.entry.fronts.is_some() && request.upstream_port.is_none() && !is_root {
        let message = format!("`{}` stands in front of main, and main has no port", request.entry.name);
        let help = "add `ports: [8080]` to `main`, with the port it listens on".to_owned();
        problems.add(&request.helper.place, message, "nothing to pass on to", help);
        return None;
    }
    let filled = Filling::new(request, templates).and_then(|filling| {
        let rule = filling.broken_rule()?.cloned();
        Ok((rule, filling.helper()?))
    });
    match filled {
        Ok((Some(rule), _)) => {
            fill_error::report_rule(request, &rule, problems);
            None
        }
        Ok((None, helper)) => (!fill_error::is_occupied(request, &helper, problems)).then_some(helper),
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
        let usual = usual.and_then(|(value, _)| {
            let by_choice = value.as_str().and_then(|value| port.numbers.get(value)).copied();
            by_choice.or_else(|| address::first_port(value))
        });
        let usual = usual.map(unprivileged);
        chosen.unwrap_or_else(|| ports.free_from(usual.unwrap_or(port.number), instance))
    };
    let mut number = number;
    entry.ports.iter().map(|(name, port)| (name.clone(), number(port))).collect()
}

/// A number that a process may listen on without being root.
const fn unprivileged(port: u16) -> u16 {
    if port < 1024 { port + 8000 } else { port }
}

impl Filling<'_> {
    fn helper(&self) -> Result<ResolvedHelper, Failure> {
        let FillRequest { helper, entry, instance, .. } = self.request;
        let From::Catalogue { image, overrides, .. } = &helper.from else {
            return Err(Failure::of_entry("not of the catalogue"));
        };
        let registry = &self.request.description.registry;
        let shipped = || self.image().map(|image| registry.mirrored(&image));
        let image = image.as_ref().map_or_else(shipped, |image| Ok(image.value.clone()))?;
        let mut rest = self.container()?;
        let env = match rest.shift_remove("env") {
            Some(Sourced { value: Json::Array(env), .. }) => env.into_iter().map(unsourced).collect(),
            _ => Vec::new(),
        };
        rest.insert("resources".to_owned(), unsourced(self.resources()));
        Ok(ResolvedHelper {
            pattern: entry.pattern,
            instance: instance.to_owned(),
            place: helper.place.clone(),
            about: self.about(),
            entry_file: entry.file.clone(),
            is_custom: false,
            image: unsourced(Json::from(image.as_str())),
            ports: self.ports(),
            declared: Vec::new(),
            env,
            mounts: overrides.iter().filter(|it| is_mounts(it)).flat_map(|it| read_list(&it.item)).collect(),
            rest,
            overrides: overrides.iter().filter(|it| !is_mounts(it)).cloned().collect(),
            added_args: entry.added_args,
            preparations: self.preparations(&image)?,
            shares: self.shares()?,
            volumes: self.volumes()?,
            files: self.files()?,
            main_env: self.main_env()?,
            main_env_appended: self.main_env_appended()?,
            main_env_fixed: self.main_env_fixed()?,
            main_mounts: helper.mounts.clone(),
            scrape: self.scrape()?,
            fronts: self.fronts(),
            shares_processes: entry.shares_processes.is_some() && self.holds(entry.shares_processes.as_deref())?,
            service_account: self.optional(entry.service_account.as_deref())?,
            rights: self.rights()?,
            pod_labels: self.texts(&entry.pod_labels)?,
            service_selector: self.texts(&entry.service_selector)?,
            pod_annotations: self.texts(&entry.pod_annotations)?,
            objects: self.objects()?,
            demands: self.demands()?,
        })
    }

    /// Returns the entry's own image.
    fn image(&self) -> Result<String, Failure> {
        let image = self.text(&self.request.entry.image)?;
        match image::check(&image) {
            Ok(()) => Ok(image),
            Err(why) => Err(Failure::of_entry(format!("its image is `{image}`, and {why}"))),
        }
    }

    /// Returns a few words on it, for the comment above it.
    fn about(&self) -> String {
        let entry = self.request.entry;
        let version = entry.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
        // An entry may be called like its pattern.
        let name = if entry.name == entry.pattern.name() { String::new() } else { format!(" {}", entry.name) };
        format!("{}{name}{version}: {}", entry.pattern.name(), entry.summary)
    }

    /// The container's own fields, hardened: what the entry says of its security context goes over the defaults.
    fn container(&self) -> Result<IndexMap<String, Sourced>, Failure> {
        let entry = self.request.entry;
        let filled = self.templates.value(&Json::Object(entry.container.clone()), &self.values)?;
        let Some(Json::Object(mut fields)) = filled else { return Ok(IndexMap::new()) };
        let user = self.templates.value(&entry.user, &self.values)?;
        let mut security = hardened(user.as_ref(), !entry.writes_root);
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
            rotates: share.rotates,
            locks: share.locks,
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
        volumes.extend(self.token()?);
        Ok(volumes)
    }

    fn volume(&self, name: &str, volume: &Volume) -> Result<HelperVolume, Failure> {
        let secret = self.optional(volume.secret.as_deref())?;
        let config_map = self.optional(volume.config_map.as_deref())?;
        let other = self.templates.value(&Json::Object(volume.source.clone()), &self.values)?.map(object);
        // A mode is printed as the number it is: readers of YAML do not agree on what 0440 means.
        let about = secret.as_ref().map(|_| "readable only by the Pod's group: 288 is 0440".to_owned());
        let (source, read_only) = match (secret, config_map, other) {
            (Some(secret), ..) => (object(json!({"secret": {"secretName": secret, "defaultMode": 0o440}})), true),
            (None, Some(name), _) => (object(json!({"configMap": {"name": name}})), true),
            (None, None, Some(source)) if !source.is_empty() => (source, volume.read_only),
            (None, None, _) => (object(empty_dir(self.optional(volume.size.as_deref())?.as_deref())), false),
        };
        let (key, name) = (name.to_owned(), format!("{}-{name}", self.request.instance));
        let main = self.optional(volume.main.as_deref())?;
        Ok(HelperVolume { key, name, at: self.text(&volume.at)?, main, source, about, read_only })
    }

    fn files(&self) -> Result<Option<Files>, Failure> {
        let Some(config) = &self.request.entry.config else { return Ok(None) };
        let mut files = IndexMap::new();
        for (name, file) in &config.files {
            if !self.holds(file.when.as_deref())? {
                continue;
            }
            let Some(syntax) = file.syntax.filter(|_| !file.raw) else {
                files.insert(name.clone(), file.content.clone());
                continue;
            };
            let text = self.templates.file(syntax, &file.content, &self.values)?;
            let marks = self.templates.value(&Json::from(file.expands.clone()), &self.values)?.unwrap_or_default();
            let marks: Vec<&str> = marks.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            refuse_marks(&file.content, &text, &marks, &self.request.entry.name)?;
            files.insert(name.clone(), text);
        }
        Ok((!files.is_empty()).then(|| (config.at.clone(), files)))
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
        for (name, path) in &self.request.entry.main.fields {
            let value = json!({"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}});
            main_env.push(unsourced(value));
        }
        Ok(main_env)
    }

    fn main_env_appended(&self) -> Result<IndexMap<String, String>, Failure> {
        let appended = &self.request.entry.main.append;
        appended.iter().map(|(name, separator)| Ok((self.text(name)?, separator.clone()))).collect()
    }

    fn main_env_fixed(&self) -> Result<IndexMap<String, Place>, Failure> {
        let FillRequest { helper, entry, given, .. } = self.request;
        let mut fixed = main_env::written(helper);
        for name in &entry.main.fixed {
            fixed.entry(self.text(name)?).or_insert_with(|| helper.place.clone());
        }
        let is_variable = |name: &str| entry.parameters.get(name).is_some_and(|it| it.kind == Type::Variable);
        let chosen = given.values.iter().filter(|(name, _)| is_variable(name));
        for (value, item) in chosen.map(|(_, value)| value) {
            fixed.extend(value.as_str().map(|name| (name.to_owned(), item.place.clone())));
        }
        Ok(fixed)
    }

    fn scrape(&self) -> Result<Option<HelperScrape>, Failure> {
        let Some(scrape) = &self.request.entry.scrape else { return Ok(None) };
        let mut params = IndexMap::new();
        for (name, template) in &scrape.params {
            params.insert(name.clone(), self.text(template)?);
        }
        let number = self.request.numbers.get(&scrape.port).copied().unwrap_or_default();
        let scheme = self.optional(scrape.scheme.as_deref())?.filter(|scheme| scheme != "http");
        Ok(Some(HelperScrape { number, path: self.text(&scrape.path)?, scheme, params }))
    }

    fn fronts(&self) -> Option<HelperFront> {
        let fronts = self.request.entry.fronts.as_ref()?;
        Some(HelperFront { target: fronts.port.clone().into(), name: fronts.port.clone(), service: fronts.service })
    }

    fn demands(&self) -> Result<Vec<String>, Failure> {
        let demands =
            self.request.entry.demands.iter().map(|demand| self.text(demand)).collect::<Result<Vec<_>, _>>()?;
        Ok(demands.into_iter().filter(|demand| !demand.is_empty()).collect())
    }
}

/// Mounts of the user's are looked at with those of podpat.
fn is_mounts(field: &Field) -> bool {
    field.key == "volumeMounts" && !field.item.is_null()
}

/// The security context of a container whose image is known: an unprivileged user, and nothing it does not need.
pub(crate) fn hardened(user: Option<&Json>, read_only_root: bool) -> Json {
    json!({
        "runAsUser": user,
        "runAsGroup": user,
        "runAsNonRoot": user != Some(&Json::from(0)),
        "allowPrivilegeEscalation": false,
        "readOnlyRootFilesystem": read_only_root,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    })
}
