//! The values that the templates of one catalogue entry see, and how a template is filled with them.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::container::Sourced;
use crate::pattern::description::helper::From;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::fill_request::FillRequest;
use crate::pattern::plan::template::environment::{Templates, Values};
use crate::pattern::plan::template::failure::Failure;

/// The values templates see, and the entry they fill.
pub(crate) struct Filling<'a> {
    pub(crate) request: FillRequest<'a>,
    pub(crate) templates: &'a Templates,
    pub(crate) values: Values,
}

impl<'a> Filling<'a> {
    pub(crate) fn new(request: FillRequest<'a>, templates: &'a Templates) -> Result<Self, Failure> {
        let main = json!({"name": request.description.main_name(), "port": request.main_port});
        let mut context = Map::new();
        context.insert("name".to_owned(), request.description.name.value.clone().into());
        context.insert("instance".to_owned(), request.instance.into());
        context.insert("main".to_owned(), main);
        context.insert("image".to_owned(), own_image(request));
        context.insert("workload".to_owned(), workload(request));
        context.insert("ports".to_owned(), json!(request.numbers));
        context.insert("upstreamPort".to_owned(), json!(request.upstream_port));
        // The name that entries had for it before.
        context.insert("behind".to_owned(), json!(request.upstream_port));
        for (name, parameter) in request.entry.all_parameters() {
            let value = match (request.given.values.get(&name), &parameter.default) {
                (Some((value, _)), _) => value.clone(),
                (None, Some(default)) => {
                    templates.value(default, &Values::of(&context))?.ok_or_else(|| Failure::Missing(name.clone()))?
                }
                (None, None) => Json::Null,
            };
            context.insert(name, value);
        }
        let parameters = &request.entry.parameters;
        let is_verbatim = |key: &str| parameters.get(key).is_some_and(|parameter| parameter.verbatim);
        Ok(Self { request, templates, values: Values::with_verbatim(&context, is_verbatim) })
    }

    pub(crate) fn text(&self, template: &str) -> Result<String, Failure> {
        Ok(match self.templates.value(&Json::from(template), &self.values)? {
            Some(Json::String(text)) => text,
            Some(Json::Null) | None => String::new(),
            Some(other) => other.to_string(),
        })
    }

    pub(crate) fn optional(&self, template: Option<&str>) -> Result<Option<String>, Failure> {
        let text = template.map(|template| self.text(template)).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    pub(crate) fn holds(&self, when: Option<&str>) -> Result<bool, Failure> {
        when.map_or(Ok(true), |when| self.templates.holds(when, &self.values))
    }
}

/// Returns the image that the user gives in place of the entry's.
fn own_image(request: FillRequest<'_>) -> Json {
    match &request.helper.from {
        From::Catalogue { image: Some(image), .. } => image.value.clone().into(),
        _ => Json::Null,
    }
}

/// Returns what templates know of the workload.
fn workload(request: FillRequest<'_>) -> Json {
    let description = request.description;
    json!({
        "kind": description.kind.name(),
        "namespace": description.namespace.as_ref().map(|namespace| &namespace.value),
        "helpers": request.mode.name(),
        "selector": selector(description),
        "networkPolicy": description.network_policy.is_some(),
        "metricsPolicy": description.network_policy.as_ref().is_some_and(|policy| policy.metrics_from.is_some()),
    })
}

/// The labels that find the Pods, as one text.
fn selector(description: &Description) -> String {
    let labels = description.selector_labels();
    let pairs = labels.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    pairs.collect::<Vec<_>>().join(",")
}

/// A value that nobody wrote.
pub(crate) fn unsourced(value: Json) -> Sourced {
    Sourced { value, item: None }
}
