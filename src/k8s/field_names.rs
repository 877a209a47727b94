//! The names of the fields that parts of an object have, learnt from the types of `k8s-openapi`.

use std::sync::LazyLock;

use k8s_openapi::api::core::v1::Container;
use serde::de::DeserializeOwned;

use super::formats::ApiTypes;
use crate::yaml;

/// The fields of a container.
pub fn of_container() -> &'static [&'static str] {
    static NAMES: LazyLock<&[&str]> = LazyLock::new(of::<Container>);
    &NAMES
}

/// The fields of a type.
fn of<T: DeserializeOwned>() -> &'static [&'static str] {
    yaml::outline::<T>(&ApiTypes).first().map(|whole| whole.fields).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_container_has_its_fields() {
        let names = super::of_container();
        assert!(["name", "image", "envFrom", "restartPolicy"].iter().all(|name| names.contains(name)), "{names:?}");
    }
}
