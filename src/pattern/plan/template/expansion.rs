//! Marks in whose place Kubernetes or a program puts something else: no value may bring them in.

use serde_json::Value as Json;

use crate::pattern::plan::template::failure::Failure;

/// Kubernetes expands `$(NAME)` and turns `$$` into `$` in arguments and environment values, so a value that holds
/// them would not arrive as it is.
pub(super) fn refuse_expansion(template: &str, filled: &Json) -> Result<(), Failure> {
    let texts: Vec<&str> = match filled {
        Json::String(text) => vec![text],
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect(),
        _ => return Ok(()),
    };
    texts.into_iter().try_for_each(|text| refuse_marks(template, text, &["$(", "$$"], "Kubernetes"))
}

/// Refuses what a value brought in; the marks that the entry itself writes are meant.
pub(crate) fn refuse_marks(template: &str, text: &str, marks: &[impl AsRef<str>], by: &str) -> Result<(), Failure> {
    let count = |text: &str, mark: &str| text.matches(mark).count();
    match marks.iter().map(AsRef::as_ref).find(|mark| count(text, mark) > count(template, mark)) {
        Some(mark) => Err(Failure::Expanded { mark: mark.to_owned(), by: by.to_owned() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;
    use serde_json::json;

    use super::*;
    use crate::pattern::plan::template::environment::Templates;

    #[test]
    fn what_kubernetes_would_expand_is_refused() {
        let values = context!(x => "$(HOME)");
        let failure = Templates::new().value(&json!("--a={{ x }}"), &values.clone().into());
        assert!(matches!(failure, Err(Failure::Expanded { .. })), "{failure:?}");
        let kept = Templates::new().value(&json!("--pod=$(POD_NAME)"), &values.into());
        assert_eq!(kept.expect("fills"), Some(json!("--pod=$(POD_NAME)")));
    }
}
