//! What is part of the program beside its code: a new file in the catalogue or among the templates is a reason to build
//! again, and what is known of software becomes JSON, which is read faster than YAML. The images of the catalogue are
//! known software too.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

const KNOWLEDGE: &str = "src/composition/knowledge";

fn main() -> Result<(), Box<dyn Error>> {
    for folder in ["patterns", "templates", KNOWLEDGE] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = env::var_os("OUT_DIR").ok_or("Cargo says where to write")?;
    for entry in fs::read_dir(KNOWLEDGE)? {
        let path = entry?.path();
        let Some(stem) = path.file_stem().filter(|_| path.extension().is_some_and(|end| end == "yaml")) else {
            continue;
        };
        let entries: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(&path)?)?;
        fs::write(Path::new(&out).join(stem).with_extension("json"), entries.to_string())?;
        if stem == "functions" {
            fs::write(Path::new(&out).join("functions.rs"), functions(&entries)?)?;
        }
    }
    let catalogue = catalogue(Path::new("patterns"))?;
    fs::write(Path::new(&out).join("catalogue.json"), serde_json::Value::from(catalogue).to_string())?;
    Ok(())
}

/// Returns the enum of functions and their traits, as Rust.
fn functions(entries: &serde_json::Value) -> Result<String, Box<dyn Error>> {
    let (mut variants, mut names, mut traits) = (String::new(), String::new(), String::new());
    for entry in entries.as_array().ok_or("functions.yaml is a list")? {
        let name = entry["name"].as_str().ok_or("a function has a name")?;
        let variant = camel_case(name);
        variants.push_str(&format!("/// `{name}`\n{variant},\n"));
        names.push_str(&format!("Self::{variant} => \"{name}\",\n"));
        let words = entry["traits"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        let list: Vec<String> = words.map(|word| format!("FunctionTrait::{}", camel_case(word))).collect();
        if !list.is_empty() {
            traits.push_str(&format!("Self::{variant} => &[{}],\n", list.join(", ")));
        }
    }
    Ok(format!(
        "/// What a container does, in the word that users see.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]\n\
         #[serde(rename_all = \"kebab-case\")]\n\
         pub enum Function {{\n{variants}}}\n\
         impl Function {{\n\
         /// Returns the word that users see.\n\
         pub const fn as_str(self) -> &'static str {{\nmatch self {{\n{names}}}\n}}\n\
         pub(super) const fn traits(self) -> &'static [FunctionTrait] {{\nmatch self {{\n{traits}_ => &[],\n}}\n}}\n\
         }}\n"
    ))
}

/// Returns `log-shipper` as `LogShipper`.
fn camel_case(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').map(capital).collect()
}

/// Returns what the entries of the catalogue say of their images, in the words of the table of software.
fn catalogue(folder: &Path) -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Box<dyn Error>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "yaml"));
    paths.sort();
    let mut entries = Vec::new();
    for path in paths {
        let entry: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(&path)?)?;
        let scripts = scripts(folder, &entry)?;
        let ports: Vec<&serde_json::Value> = entry["ports"]
            .as_object()
            .into_iter()
            .flat_map(|ports| ports.values())
            .map(|port| &port["number"])
            .collect();
        entries.push(serde_json::json!({
            "name": entry["name"], "pattern": entry["pattern"], "image": entry["image"],
            "ports": ports, "scraped": !entry["scrape"].is_null(), "scripts": scripts,
        }));
    }
    Ok(entries)
}

/// Returns the scripts that the container of an entry runs: the path of each, and its first line.
fn scripts(folder: &Path, entry: &serde_json::Value) -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
    let command = entry["container"]["command"].as_array().cloned().unwrap_or_default();
    let at = entry["config"]["at"].as_str().unwrap_or_default();
    let mut scripts = Vec::new();
    for (name, file) in entry["config"]["files"].as_object().into_iter().flatten() {
        let (path, Some(script)) = (format!("{at}/{name}"), file["script"].as_str()) else { continue };
        if command.iter().any(|word| *word == *path) {
            let text = fs::read_to_string(folder.join(script))?;
            scripts.push(serde_json::json!({"path": path, "begins": text.lines().next()}));
        }
    }
    Ok(scripts)
}
