//! A new file in the catalogue or among the templates is a reason to build again; Cargo sees changes to old ones only.

fn main() {
    for folder in ["patterns", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
