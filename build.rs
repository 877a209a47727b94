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
    }
    let catalogue = catalogue(Path::new("patterns"))?;
    fs::write(Path::new(&out).join("catalogue.json"), serde_json::Value::from(catalogue).to_string())?;
    Ok(())
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
        let ports: Vec<&serde_json::Value> = entry["ports"]
            .as_object()
            .into_iter()
            .flat_map(|ports| ports.values())
            .map(|port| &port["number"])
            .collect();
        entries.push(serde_json::json!({
            "name": entry["name"], "pattern": entry["pattern"], "image": entry["image"],
            "ports": ports, "scraped": !entry["scrape"].is_null(),
        }));
    }
    Ok(entries)
}
