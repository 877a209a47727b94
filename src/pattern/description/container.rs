//! A container as a user writes it: the API's own words, and short forms for those that are written most.

use serde_json::{Map, Value as Json, json};

use crate::k8s::field_names;
use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::image;
use crate::pattern::description::spanned_value::Spanned;
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::validity::content;

/// Fields of a container that have short forms, or that podpat writes.
const NOT_TAKEN_OVER: [&str; 6] = ["name", "image", "ports", "env", "resources", "restartPolicy"];

/// The fields of a container that are taken over in the API's own words.
pub(crate) fn api_fields() -> impl Iterator<Item = &'static str> + Clone {
    field_names::of_container().iter().copied().filter(|field| !NOT_TAKEN_OVER.contains(field))
}

/// Returns true if a field is one of [`api_fields`].
pub(crate) fn is_api_field(name: &str) -> bool {
    api_fields().any(|field| field == name)
}

/// A value of the output, and what the user wrote to get it, if anything.
#[derive(Clone, Debug)]
pub(crate) struct Sourced {
    /// In the API's words.
    pub value: Json,
    /// As it was written.
    pub item: Option<SpannedValue>,
}

/// The values of a list, as in the Kubernetes API.
pub(crate) fn values(list: &[Sourced]) -> Vec<Json> {
    list.iter().map(|one| one.value.clone()).collect()
}

/// A container a user described.
#[derive(Clone, Debug)]
pub(crate) struct ContainerSpec {
    /// The place where it was written.
    pub place: Place,
    /// Its name, when one was given.
    pub name: Option<Spanned<String>>,
    /// Its image.
    pub image: Spanned<String>,
    /// Its ports.
    pub ports: Vec<Sourced>,
    /// Its environment.
    pub env: Vec<Sourced>,
    /// Its mounts.
    pub mounts: Vec<Sourced>,
    /// Every other field, as in the Kubernetes API.
    pub rest: Vec<(String, Sourced)>,
}

impl ContainerSpec {
    /// A container of which only the image is known.
    pub(crate) fn of_image(image: Spanned<String>, place: Place) -> Self {
        Self { place, name: None, image, ports: Vec::new(), env: Vec::new(), mounts: Vec::new(), rest: Vec::new() }
    }

    /// Takes a container's fields; those not among [`api_fields`] are left for the caller.
    pub(crate) fn read(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Self> {
        let image = match fields.take("image") {
            Some(item) => image::read(item, problems),
            None => {
                let help = "add `image:`, such as `image: nginx:1.27`".to_owned();
                problems.add(fields.place, format!("{} has no `image`", fields.what()), "missing here", help);
                None
            }
        };
        let ports = fields.take("ports").map(|item| read_ports(item, problems)).unwrap_or_default();
        let env = fields.take("env").map(|item| read_env(item, problems)).unwrap_or_default();
        let resources = fields.take("resources").and_then(|item| read_resources(item, problems));
        let mut spec = Self { ports, env, ..Self::of_image(image?, fields.place.clone()) };
        spec.rest.extend(resources.map(|resources| ("resources".to_owned(), resources)));
        for entry in fields.rest().filter(|entry| is_api_field(&entry.key)) {
            if entry.key == "volumeMounts" {
                spec.mounts = read_list(&entry.item);
            } else if !matches!(entry.item.value, Value::Null) {
                spec.rest.push((entry.key.clone(), of_item(&entry.item)));
            }
        }
        Some(spec)
    }

    /// The number of the first port.
    pub(crate) fn first_port(&self) -> Option<i64> {
        self.ports.first()?.value["containerPort"].as_i64()
    }

    /// The value of a field of the rest.
    pub(crate) fn field(&self, name: &str) -> Option<&Sourced> {
        self.rest.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

fn of_item(item: &SpannedValue) -> Sourced {
    Sourced { value: item.to_json(), item: Some(item.clone()) }
}

/// The entries of a list in the API's words.
pub(crate) fn read_list(item: &SpannedValue) -> Vec<Sourced> {
    fields::one_or_many(item).iter().map(of_item).collect()
}

/// `ports`: numbers, `name:number`, or the API's own form.
pub(crate) fn read_ports(item: &SpannedValue, problems: &mut Problems) -> Vec<Sourced> {
    fields::one_or_many(item).iter().filter_map(|item| read_port(item, problems)).collect()
}

fn read_port(item: &SpannedValue, problems: &mut Problems) -> Option<Sourced> {
    let value = match &item.value {
        Value::Scalar { raw, .. } => match raw.split_once(':') {
            Some((name, number)) => json!({"name": name, "containerPort": port_number(number, item, problems)?}),
            None => json!({"containerPort": port_number(raw, item, problems)?}),
        },
        Value::Map(_) => {
            let mut fields = Fields::of(item, "a port", "", problems)?;
            let mut port = Map::new();
            let name = fields.take("name");
            port.extend(name.map(|name| ("name".to_owned(), name.to_json())));
            let number = fields.take("port").or_else(|| fields.take("containerPort"));
            let Some(number) = number else {
                let key = if fields.is_misspelt("containerPort") { "containerPort" } else { "port" };
                fields::missing(item, key, "a port has no number", "add `port: 8080`", problems);
                return None;
            };
            let raw = fields::text(number, "`port`", problems)?;
            port.insert("containerPort".to_owned(), port_number(raw, number, problems)?.into());
            for key in ["protocol", "hostPort", "hostIP"] {
                port.extend(fields.take(key).map(|value| (key.to_owned(), value.to_json())));
            }
            fields.take("containerPort");
            fields.refuse_others([], problems);
            Json::Object(port)
        }
        _ => {
            let help = "write a number, `name:number`, or `{name: http, port: 8080}`".to_owned();
            fields::mismatch(item, "a port", "a number, a text or a mapping", help, problems);
            return None;
        }
    };
    if let Some(name) = value["name"].as_str()
        && let Some(error) = content::port_name(name)
    {
        let message = format!("the name of a port is the text `{name}`, which {}", error.why);
        problems.add(&item.place, message, "not the name of a port", error.help.into_owned());
    }
    Some(Sourced { value, item: Some(item.clone()) })
}

fn port_number(raw: &str, item: &SpannedValue, problems: &mut Problems) -> Option<u16> {
    let number = raw.parse::<u16>().ok().filter(|port| *port > 0);
    if number.is_none() {
        let help = "write a number from 1 to 65535, or `name:number`".to_owned();
        fields::mismatch(item, "a port", "a number from 1 to 65535", help, problems);
    }
    number
}

/// `env`: a mapping of names to values, or the API's list.
pub(crate) fn read_env(item: &SpannedValue, problems: &mut Problems) -> Vec<Sourced> {
    let Value::Map(entries) = &item.value else {
        if let Value::List(items) = &item.value {
            for item in items.iter().filter(|item| item.get("name").is_none()) {
                let help = "write `{name: NAME, value: …}`, or `env: {NAME: value}`".to_owned();
                fields::missing(item, "name", "an entry of `env` has no `name`", help, problems);
            }
            return read_list(item);
        }
        let help = "write `env: {NAME: value}`".to_owned();
        fields::mismatch(item, "`env`", "a mapping", help, problems);
        return Vec::new();
    };
    let mut env = Vec::with_capacity(entries.len());
    for entry in entries {
        let value = match &entry.item.value {
            // Numbers and booleans mean the text that was typed: the API takes nothing else.
            Value::Scalar { raw, .. } => json!({"name": entry.key, "value": raw}),
            Value::Null => json!({"name": entry.key, "value": ""}),
            Value::Map(_) => json!({"name": entry.key, "valueFrom": entry.item.to_json()}),
            Value::List(_) => {
                let help = "write a text, or `{secretKeyRef: {name: …, key: …}}`".to_owned();
                problems.add(&entry.item.place, format!("`{}` is a list", entry.key), "a text is expected", help);
                continue;
            }
        };
        env.push(Sourced { value, item: Some(entry.item.clone()) });
    }
    env
}

/// `resources`: `{cpu, memory}` means both as requests and memory as a limit too; or the API's own form.
pub(crate) fn read_resources(item: &SpannedValue, problems: &mut Problems) -> Option<Sourced> {
    if ["requests", "limits", "claims"].iter().any(|key| item.get(key).is_some()) {
        return Some(of_item(item));
    }
    let mut fields = Fields::of(item, "`resources`", "write `resources: {cpu: 250m, memory: 256Mi}`", problems)?;
    let quantity = |item: Option<&SpannedValue>, problems: &mut Problems| {
        item.and_then(|item| fields::text(item, "a resource", problems)).map(Json::from)
    };
    let cpu = quantity(fields.take("cpu"), problems);
    let memory = quantity(fields.take("memory"), problems);
    fields.refuse_others(["requests", "limits"], problems);
    let mut requests = Map::new();
    requests.extend(cpu.map(|cpu| ("cpu".to_owned(), cpu)));
    requests.extend(memory.clone().map(|memory| ("memory".to_owned(), memory)));
    let mut value = json!({"requests": requests});
    if let Some(memory) = memory {
        value["limits"] = json!({"memory": memory});
    }
    Some(Sourced { value, item: Some(item.clone()) })
}

/// `health: /path`: a readinessProbe and a more patient livenessProbe on the first port.
pub(crate) fn read_health(item: &SpannedValue, spec: &mut ContainerSpec, problems: &mut Problems) {
    let Some(path) = fields::text(item, "`health`", problems) else { return };
    if !path.starts_with('/') {
        let help = "write the path that answers when main is well, such as `/healthz`".to_owned();
        fields::mismatch(item, "`health`", "a path that begins with `/`", help, problems);
        return;
    }
    let Some(port) = spec.ports.first().map(|port| port.value["containerPort"].clone()) else {
        let help = "add `ports: [8080]`, or write `readinessProbe` as in the Kubernetes API".to_owned();
        problems.add(&item.place, "`health` has no port to ask", "main has no `ports`", help);
        return;
    };
    let get = json!({"path": path, "port": port});
    let probes = [
        ("readinessProbe", json!({"httpGet": get, "periodSeconds": 5})),
        ("livenessProbe", json!({"httpGet": get, "periodSeconds": 10, "failureThreshold": 6})),
    ];
    for (name, value) in probes {
        if spec.field(name).is_none() {
            spec.rest.push((name.to_owned(), Sourced { value, item: Some(item.clone()) }));
        }
    }
}
