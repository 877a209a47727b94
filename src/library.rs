//! The functions that other programs call: one function for each thing that podpat does with a text. They read no
//! files and write nothing; the command line does that, with the same modules below.

use std::io::Read;
use std::sync::Arc;

use crate::catalogue::Catalogue;
use crate::composition::knowledge::Knowledge;
use crate::composition::{ObjectIndex, ScaledObject};
use crate::inspection::Inspection;
use crate::k8s::{InputReader, Manifest};
use crate::lint::{self, Category, Resources, Results, Selector, Settings};
use crate::pattern::{self, Generated, Input, Request};
use crate::report::inspect::Inspected;
use crate::source::Source;
use crate::validity::Release;

/// Turns a description into Kubernetes objects, with the catalogue that podpat ships and for the latest release of
/// Kubernetes. [`pattern::generate`] takes other ones.
///
/// # Errors
/// All mistakes in the description, as [`pattern::Mistakes`].
///
/// ```
/// let generated = podpat::generate("{name: web, main: 'nginx:1.29.1', adapter: nginx-exporter}")?;
/// let workload = generated.objects.last().expect("a workload comes last");
/// assert_eq!((workload.kind.as_str(), workload.name.as_str()), ("Pod", "web"));
/// assert!(workload.text.contains("image: nginx:1.29.1"));
/// # Ok::<(), miette::Report>(())
/// ```
pub fn generate(description: &str) -> miette::Result<Generated> {
    let file = Some(Arc::new(Source::new("description", description)));
    let description = Input { file, ..Input::default() };
    pattern::generate(&Request { description, helpers: None, kubernetes: Release::LATEST }, &Catalogue::built_in())
}

/// Runs rules on the manifests of a text; `name` is what findings call it.
///
/// ```
/// let text = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {contianers: []}}";
/// let results = podpat::lint("web.yaml", text, &podpat::Settings::default());
/// assert!(results.findings.iter().any(|finding| finding.rule.id == "unknown-field"));
/// assert_eq!(results.findings[0].place.start().line, 1);
/// ```
pub fn lint(name: &str, text: &str, settings: &Settings) -> Results {
    let text = Text { name, content: text, settings };
    lint::run(std::slice::from_ref(&text), &Knowledge::default(), Resources::default(), &mut |_, _| {})
}

/// Returns what the API server of a release of Kubernetes would refuse in the manifests of a text.
///
/// ```
/// let text = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: A, image: nginx}]}}";
/// let results = podpat::validate("web.yaml", text, "1.34".parse()?);
/// assert_eq!(results.findings[0].place.path.to_string(), "spec.containers[0].name");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn validate(name: &str, text: &str, release: Release) -> Results {
    let mut settings = Settings::of(&[Selector::Category(Category::Validity)]);
    settings.set_release(release);
    lint(name, text, &settings)
}

/// Says what the Pods of a text are made of. Services, ConfigMaps and other objects of the text count.
///
/// ```
/// let text = "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [\
///     {name: app, image: 'nginx:1.29.1'}, {name: metrics, image: 'nginx/nginx-prometheus-exporter:1.4'}]}}";
/// let pods = podpat::inspect("web.yaml", text);
/// let roles: Vec<&str> = pods[0].composition.members.iter().map(|member| member.role.as_str()).collect();
/// assert_eq!(roles, ["main", "adapter"]);
/// ```
pub fn inspect(name: &str, text: &str) -> Vec<Inspected> {
    let reader = InputReader::open(name, Box::new(text.as_bytes()), Resources::default().sizes(), true, None);
    let manifests: Vec<Manifest> = reader.flat_map(|read| read.manifests).collect();
    let known = manifests.iter().filter(|manifest| ObjectIndex::takes(manifest));
    let count = manifests.iter().filter(|manifest| manifest.pod_node().is_some()).count();
    let objects = ObjectIndex::of(known.map(|manifest| (name, manifest.object()))).with_pod_count(count);
    let mut inspection = Inspection::default();
    for manifest in manifests.iter().filter(|manifest| manifest.pod_node().is_some()) {
        inspection.count(manifest);
    }
    for manifest in &manifests {
        inspection.add(manifest, &objects);
    }
    inspection.into_pods(manifests.iter().filter_map(ScaledObject::of).collect())
}

/// A text in memory.
struct Text<'a> {
    name: &'a str,
    content: &'a str,
    settings: &'a Settings,
}

impl lint::Text for Text<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn is_named(&self) -> bool {
        true
    }

    fn settings(&self) -> &Settings {
        self.settings
    }

    fn size(&self) -> Option<u64> {
        Some(self.content.len() as u64)
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        Some(Box::new(self.content.as_bytes()))
    }
}
