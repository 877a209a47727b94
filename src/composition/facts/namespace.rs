//! The namespace of objects that name none.

/// The namespace an object is in.
pub(crate) fn namespace(namespace: Option<&str>) -> &str {
    namespace.unwrap_or("default")
}
