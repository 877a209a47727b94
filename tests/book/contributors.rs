//! What contributors read in the book is what stands in `CONTRIBUTING.md` and at the head of `src/lib.rs`.

use super::{compare, text};

#[test]
fn the_pages_for_contributors_are_taken_from_where_they_stand() {
    let contributing = text("CONTRIBUTING.md").replace("](docs/", "](");
    let (title, rest) = contributing.split_once('\n').expect("a title");
    compare(
        "docs/contributing.md",
        &format!("{title}\n\n<!-- written by `just bless` from CONTRIBUTING.md -->\n{rest}"),
    );

    let library = text("src/lib.rs");
    let head = library.lines().map_while(|line| line.strip_prefix("//!"));
    let head: String = head.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect();
    // Links to items of the library mean something to rustdoc alone.
    let head = head.replace("[`", "`").replace("`]", "`").replace("\n# ", "\n## ");
    compare(
        "docs/architecture.md",
        &format!("# Architecture\n\n<!-- written by `just bless` from the head of `src/lib.rs` -->\n\n{head}"),
    );
}
