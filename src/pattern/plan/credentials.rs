//! Literals of a description that look like credentials by their key.

use crate::pattern::description::helper::From;
use crate::pattern::description::spanned_value::{Field, SpannedValue, Value};
use crate::pattern::description::workload::Description;

/// Words that end the key of a credential.
const WORDS: [&str; 9] =
    ["password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey", "credentials"];

/// Returns a note for each literal that looks like a credential.
pub(crate) fn notes(description: &Description) -> Vec<String> {
    let mut notes = Vec::new();
    let env = description.main.env.iter();
    for variable in env.filter(|one| one.value["value"].as_str().is_some_and(is_literal)) {
        let name = variable.value["name"].as_str().unwrap_or_default();
        if is_credential(name) {
            let form = format!("env: {{{name}: {{secretKeyRef: {{name: SECRET, key: KEY}}}}}}");
            notes.push(format!("`{name}` of main looks like a credential in the clear; write `{form}`"));
        }
    }
    for helper in &description.helping {
        if let From::Catalogue { parameters, .. } = &helper.from {
            // A parameter of an entry that ends with "secret" is the name of a Secret.
            let values = parameters.iter().filter(|field| !field.key.to_lowercase().ends_with("secret"));
            values.for_each(|field| of_parameter(field, &mut notes));
        }
    }
    notes
}

fn of_parameter(field: &Field, notes: &mut Vec<String>) {
    match &field.item.value {
        Value::Map(fields) => fields.iter().for_each(|field| of_parameter(field, notes)),
        Value::List(items) => items.iter().for_each(|item| of_item(item, notes)),
        // `pass_access_token: true` is none.
        Value::Scalar { raw, json } if !json.is_boolean() && is_credential(&field.key) && is_literal(raw) => {
            let what = format!("`{}` looks like a credential in the clear, and ends in a ConfigMap", field.key);
            let help = "keep it in a Secret, give the helper its key as a variable with `env`, and refer to that";
            notes.push(format!("{what}; {help}"));
        }
        _ => {}
    }
}

fn of_item(item: &SpannedValue, notes: &mut Vec<String>) {
    match &item.value {
        Value::Map(fields) => fields.iter().for_each(|field| of_parameter(field, notes)),
        Value::List(items) => items.iter().for_each(|item| of_item(item, notes)),
        _ => {}
    }
}

/// Returns true if a key is that of a credential: `DB_PASSWORD`, `http_passwd`, `apiKey`, but not `passwordSecret`.
fn is_credential(key: &str) -> bool {
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    WORDS.iter().any(|word| key.ends_with(word) && key != "imagepullsecret") && !key.ends_with("fromsecret")
}

/// Marks with which programs refer to a value that stands elsewhere: Kubernetes, shells, Vector and Vault Agent.
const REFERENCES: [&str; 4] = ["$(", "${", "SECRET[", "{{"];

/// Returns true if a text is a value itself, and neither a reference to one nor the path of a file with one.
fn is_literal(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('/') && !REFERENCES.iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::{is_credential, is_literal};

    #[test]
    fn by_its_key() {
        assert!(
            ["DB_PASSWORD", "http_passwd", "token", "apiKey", "client-secret"].iter().all(|key| is_credential(key))
        );
        assert!(["passwordFile", "TOKEN_URL", "secretName", "keys", "path"].iter().all(|key| !is_credential(key)));
        assert!(is_literal("hunter2") && !is_literal("${HTTP_PASSWD}") && !is_literal("$(TOKEN)"));
        assert!(!is_literal("SECRET[pod.key]") && !is_literal("/var/run/secrets/token"));
    }
}
