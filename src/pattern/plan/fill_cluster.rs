//! Objects that a catalogue entry needs beside its container, with their templates filled: rights, a token, objects,
//! init containers.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use crate::catalogue::{Preparation, Rule};
use crate::pattern::plan::fill::hardened;
use crate::pattern::plan::filling::Filling;
use crate::pattern::plan::resolved_helper::{HelperPreparation, HelperRights, HelperVolume};
use crate::pattern::plan::template::failure::Failure;
use crate::pattern::plan::volume_source::object;
use crate::yaml::COMMENT;

impl Filling<'_> {
    /// Returns the first rule between parameters that does not hold.
    pub(crate) fn broken_rule(&self) -> Result<Option<&Rule>, Failure> {
        for rule in &self.request.entry.rules {
            if !self.holds(Some(&rule.requires))? {
                return Ok(Some(rule));
            }
        }
        Ok(None)
    }

    /// Fills texts by name; those that come to nothing are left out.
    pub(crate) fn texts(&self, templates: &IndexMap<String, String>) -> Result<IndexMap<String, String>, Failure> {
        let mut filled = IndexMap::new();
        for (name, template) in templates {
            if let Some(text) = self.optional(Some(template))? {
                filled.insert(self.text(name)?, text);
            }
        }
        Ok(filled)
    }

    pub(crate) fn rights(&self) -> Result<Option<HelperRights>, Failure> {
        let Some(rights) = &self.request.entry.rights else { return Ok(None) };
        let rights = HelperRights { rules: self.all(&rights.rules)?, cluster_rules: self.all(&rights.cluster_rules)? };
        Ok(Some(rights).filter(|rights| !rights.rules.is_empty() || !rights.cluster_rules.is_empty()))
    }

    pub(crate) fn objects(&self) -> Result<Vec<Map<String, Json>>, Failure> {
        Ok(self.all(&self.request.entry.objects)?.into_iter().map(object).collect())
    }

    /// Fills mappings; those whose `when` does not hold are left out.
    fn all(&self, templates: &[Map<String, Json>]) -> Result<Vec<Json>, Failure> {
        let mut filled = Vec::new();
        for template in templates {
            filled.extend(self.templates.value(&Json::Object(template.clone()), &self.values)?);
        }
        Ok(filled)
    }

    /// The token of the account, in the helper alone.
    pub(crate) fn token(&self) -> Result<Option<HelperVolume>, Failure> {
        let Some(token) = &self.request.entry.token else { return Ok(None) };
        if !self.holds(token.when.as_deref())? {
            return Ok(None);
        }
        let mut account = json!({"path": "token", "expirationSeconds": token.expiration_seconds});
        if let Some(audience) = self.optional(token.audience.as_deref())? {
            account["audience"] = audience.into();
        }
        let namespace = json!({"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}});
        let sources = json!([
            {"serviceAccountToken": account},
            {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
            {"downwardAPI": {"items": [namespace]}},
        ]);
        Ok(Some(HelperVolume {
            key: "token".to_owned(),
            name: format!("{}-token", self.request.instance),
            at: token.at.clone(),
            main: None,
            source: object(json!({"projected": {"sources": sources}})),
            about: Some(format!("only {} may access the API server", self.request.instance)),
            read_only: true,
        }))
    }

    /// The init containers that run before it.
    pub(crate) fn preparations(&self, image: &str) -> Result<Vec<HelperPreparation>, Failure> {
        let mut preparations = Vec::new();
        for (name, preparation) in &self.request.entry.preparations {
            if self.holds(preparation.when.as_deref())? {
                preparations.push(self.preparation(name, preparation, image)?);
            }
        }
        Ok(preparations)
    }

    fn preparation(&self, name: &str, preparation: &Preparation, image: &str) -> Result<HelperPreparation, Failure> {
        let registry = &self.request.description.registry;
        let own = self.optional(preparation.image.as_deref())?.map(|image| registry.mirrored(&image));
        let user = self.templates.value(preparation.user.as_ref().unwrap_or(&self.request.entry.user), &self.values)?;
        let mut fields = Map::new();
        let comment = format!("prepares {} {}", self.request.entry.pattern.name(), self.request.instance);
        fields.insert(COMMENT.to_owned(), comment.into());
        fields.insert("image".to_owned(), own.as_deref().unwrap_or(image).into());
        let filled = self.templates.value(&Json::Object(preparation.container.clone()), &self.values)?;
        fields.extend(filled.map(object).unwrap_or_default());
        let resources = json!({"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "64Mi"}});
        fields.entry("resources").or_insert(resources);
        fields.entry("securityContext").or_insert(hardened(user.as_ref(), true));
        let mut mounts = IndexMap::new();
        for (key, at) in &preparation.mounts {
            mounts.insert(key.clone(), self.text(at)?);
        }
        Ok(HelperPreparation { name: format!("{}-{name}", self.request.instance), fields, mounts })
    }
}
