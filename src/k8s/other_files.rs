//! YAML that lies beside manifests and is none: charts, pipelines, compose files, and what podpat itself reads. Told by
//! the keys of a document, or by the name of the file where the keys may be any.

/// The kind of a document that is no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFile {
    /// A description, which `podpat generate` makes manifests of.
    Description,
    /// Something else.
    Named {
        /// The name of the kind, with its article.
        what: &'static str,
        /// The way to manifests.
        instead: Option<Instead>,
    },
}

/// The way to manifests from a file that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A program, in a clause that says what it does.
    Run(&'static str),
    /// To render the chart that it is of.
    Render,
}

/// One kind of document by its keys.
struct Keys {
    what: &'static str,
    instead: Option<Instead>,
    /// The keys that it has.
    all: &'static [&'static str],
    /// The keys of which it has one.
    any: &'static [&'static str],
    /// The keys that it does not have.
    none: &'static [&'static str],
}

const CHART: Option<Instead> = Some(Instead::Render);

/// The keys that every manifest has.
const OF_MANIFESTS: [&str; 3] = ["apiVersion", "metadata", "spec"];

/// The keys of descriptions, of which each has one besides its name.
const OF_DESCRIPTIONS: [&str; 6] = ["main", "sidecar", "ambassador", "adapter", "queue", "scatter"];

const fn keys(what: &'static str, all: &'static [&'static str], any: &'static [&'static str]) -> Keys {
    Keys { what, instead: None, all, any, none: &["kind", "metadata", "spec"] }
}

/// The kinds that are told by their keys; in a list, by those of its first item.
const BY_KEYS: [Keys; 22] = [
    Keys { instead: CHART, ..keys("a Helm chart's own description", &["apiVersion", "name", "version"], &[]) },
    Keys { none: &["kind", "spec"], ..keys("a devfile", &["apiVersion", "metadata"], &["projects", "components"]) },
    Keys { none: &["kind", "spec"], ..keys("a workload of Score", &["apiVersion", "metadata", "containers"], &[]) },
    keys("a baseline of podpat", &["version", "findings"], &[]),
    keys("an entry of podpat's catalogue", &["name", "pattern", "container"], &[]),
    keys("a workflow of GitHub", &["on", "jobs"], &[]),
    keys("an action of GitHub", &["name", "runs"], &[]),
    keys("a configuration of Dependabot", &["version", "updates"], &[]),
    keys("a pipeline of GitLab", &["stages"], &[]),
    keys("a pipeline of CircleCI", &["version", "jobs"], &[]),
    keys("a pipeline of Azure", &["steps"], &["trigger", "pool"]),
    keys("a compose file", &["services"], &[]),
    keys("a configuration of pre-commit", &["repos"], &[]),
    keys("a list of pre-commit hooks", &["id", "entry", "language"], &[]),
    keys("a helmfile", &["releases"], &[]),
    keys("a JSON patch", &["op", "path"], &[]),
    keys("a playbook of Ansible", &["hosts"], &["tasks", "roles"]),
    keys("an OpenAPI document", &["info"], &["openapi", "swagger"]),
    keys("a JSON Schema", &["$schema"], &[]),
    keys("a configuration of Prometheus", &[], &["scrape_configs", "scrape_config_files"]),
    keys("a file of Prometheus rules", &["groups"], &[]),
    keys("a package of npm", &["name", "version"], &["dependencies", "devDependencies", "scripts"]),
];

impl OtherFile {
    /// Returns what a file is by its name, whatever stands in it.
    pub(super) fn named(name: &str) -> Option<Self> {
        by_name(name).map(|(what, instead)| Self::Named { what, instead })
    }

    /// Returns what a file is that begins with a line: git-crypt encrypts files of any name, and the second byte of a gzip
    /// archive is no text.
    pub(super) fn begun(line: &str) -> Option<Self> {
        const BEGINNINGS: [(&str, &str, Instead); 2] = [
            ("\0GITCRYPT\0", "a file that git-crypt has encrypted", Instead::Run("`git-crypt unlock` decrypts it")),
            ("\u{1f}?\u{8}", "a gzip archive, as a packed Helm chart is", Instead::Render),
        ];
        let found = BEGINNINGS.into_iter().find(|(beginning, ..)| line.starts_with(beginning));
        found.map(|(_, what, instead)| Self::Named { what, instead: Some(instead) })
    }

    /// Returns what a document is that is no manifest; `name` is the file's, `keys` are those at its top.
    pub fn of(name: &str, keys: &[Box<str>]) -> Option<Self> {
        let has = |key: &&str| keys.iter().any(|known| **known == **key);
        if has(&"name") && OF_DESCRIPTIONS.iter().any(&has) && !OF_MANIFESTS.iter().any(&has) {
            return Some(Self::Description);
        }
        let fits = |row: &&Keys| {
            row.all.iter().all(&has) && (row.any.is_empty() || row.any.iter().any(&has)) && !row.none.iter().any(&has)
        };
        let named = |(what, instead)| Self::Named { what, instead };
        let is_manifest = has(&"kind") && has(&"apiVersion");
        by_name(name)
            .filter(|_| !is_manifest)
            .or_else(|| BY_KEYS.iter().find(fits).map(|row| (row.what, row.instead)))
            .map(named)
    }
}

/// Files whose keys may be any.
fn by_name(name: &str) -> Option<(&'static str, Option<Instead>)> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let words = |separator: char| stem.split(separator).any(|word| word == "values");
    match stem {
        ".podpat" => Some(("the configuration of podpat", None)),
        ".gitlab-ci" => Some(("a pipeline of GitLab", None)),
        ".pre-commit-config" => Some(("a configuration of pre-commit", None)),
        "Chart" => Some(("a Helm chart's own description", CHART)),
        _ if words('-') || words('.') || words('_') => Some(("a file of Helm values", CHART)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_by_the_name_of_the_file() {
        for name in ["values.yaml", "a/values.yml", "values-prod.yaml", "prod.values.yaml", "prod-values.yaml"] {
            assert!(matches!(OtherFile::of(name, &[]), Some(OtherFile::Named { .. })), "{name}");
        }
        for name in ["evaluesx.yaml", "values", "values/a.yaml", "values.json"] {
            assert_eq!(OtherFile::of(name, &[]), None, "{name}");
        }
    }
}
