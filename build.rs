//! What is part of the program beside its code: a new file in the catalogue or among the templates is a reason to build
//! again, and what is known of software becomes JSON, which is read faster than YAML.

use std::error::Error;
use std::path::Path;
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
    Ok(())
}
