//! The texts of the ConfigMaps that a Pod mounts, any of which may configure any of its containers.

use super::view::PodView;
use crate::composition::ConfigTexts;

/// Returns the texts of all ConfigMaps that a Pod mounts; `None` where one is not in the input, or is too long.
pub(super) fn all<'a>(pod: &PodView<'a>) -> Option<Vec<&'a str>> {
    flattened(mounted(pod).map(|texts| texts?.texts()))
}

/// Returns the texts of the mounted ConfigMaps that the input has; `None` where one of them is too long.
pub(super) fn known<'a>(pod: &PodView<'a>) -> Option<Vec<&'a str>> {
    flattened(mounted(pod).flatten().map(ConfigTexts::texts))
}

fn mounted<'a>(pod: &PodView<'a>) -> impl Iterator<Item = Option<ConfigTexts<'a>>> {
    let maps = pod.pod.spec.volumes.iter().flatten().filter_map(|volume| volume.config_map.as_ref());
    maps.map(|map| pod.context().texts_of(&map.name))
}

fn flattened<'a, T: Iterator<Item = &'a str>>(texts: impl Iterator<Item = Option<T>>) -> Option<Vec<&'a str>> {
    Some(texts.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}
