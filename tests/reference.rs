//! The reference of catalogue entries in docs/own-entries.md is what the code says: its types, and their documentation.

use std::fs;
use std::path::Path;

use syn::{Attribute, Expr, ExprLit, GenericArgument, Item, ItemEnum, ItemStruct, Lit, Meta, PathArguments, Type};

/// The files that declare what an entry may say.
const FILES: [&str; 8] = [
    include_str!("../src/catalogue/entry.rs"),
    include_str!("../src/catalogue/pattern.rs"),
    include_str!("../src/catalogue/port.rs"),
    include_str!("../src/catalogue/share.rs"),
    include_str!("../src/catalogue/config.rs"),
    include_str!("../src/catalogue/rights.rs"),
    include_str!("../src/catalogue/parameter.rs"),
    include_str!("../src/catalogue/syntax.rs"),
];

/// The tables, in the order in which people meet them: a heading, and the type whose fields or words it lists.
const TABLES: [(&str, &str); 18] = [
    ("The file", "Entry"),
    ("One of `parameters`", "Parameter"),
    ("`type` of a parameter", "Type"),
    ("One of `rules`", "Rule"),
    ("One of `ports`", "Port"),
    ("One of `shares`", "Share"),
    ("One of `volumes`", "Volume"),
    ("`config`", "Config"),
    ("One of `files`", "File"),
    ("`syntax` of a file", "Syntax"),
    ("One of `preparations`", "Preparation"),
    ("`main`", "MainSettings"),
    ("`resources`", "Resources"),
    ("`scrape`", "Scrape"),
    ("`fronts`", "Fronts"),
    ("`rights`", "Rights"),
    ("`token`", "Token"),
    ("One of `tested`", "Tested"),
];

const START: &str = "<!-- what an entry may say: written by `just bless` -->\n";
const END: &str = "<!-- end -->\n";

#[test]
fn the_page_lists_every_field_and_word() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/own-entries.md");
    let text = fs::read_to_string(&path).expect("the page");
    let (head, rest) = text.split_once(START).expect("a place for the reference");
    let (_, tail) = rest.split_once(END).expect("the end of the reference");
    let told = format!("{head}{START}{}{END}{tail}", reference());
    if std::env::var_os("PODPAT_BLESS").is_some() {
        fs::write(&path, told).expect("writes");
    } else {
        assert!(text == told, "docs/own-entries.md is out of date: run `just bless`");
    }
}

#[test]
fn the_page_names_every_filter() {
    let contributing = include_str!("../docs/own-entries.md");
    let sources = [
        include_str!("../src/pattern/plan/template/filters.rs"),
        include_str!("../src/pattern/plan/template/builtin.rs"),
    ];
    let filters = sources.into_iter().flat_map(|source| source.split("add(environment, \"").skip(1));
    let names: Vec<&str> = filters.filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.contains(&"parent") && names.contains(&"replace"), "{names:?}");
    for name in names {
        let is_named = [format!("| {name}"), format!("`{name}`")].iter().any(|words| contributing.contains(words));
        assert!(is_named, "the filter `{name}`");
    }
}

fn reference() -> String {
    let files = FILES.map(|text| syn::parse_file(text).expect("Rust"));
    let items: Vec<&Item> = files.iter().flat_map(|file| &file.items).collect();
    let table = |(heading, name): (&str, &str)| {
        let rows = items.iter().find_map(|item| match item {
            Item::Struct(it) if it.ident == name => Some(fields(it, &items)),
            Item::Enum(it) if it.ident == name => Some(words(it)),
            _ => None,
        });
        format!("\n### {heading}\n\n{}", rows.unwrap_or_else(|| panic!("no type {name}")))
    };
    TABLES.map(table).concat()
}

fn fields(item: &ItemStruct, items: &[&Item]) -> String {
    let mut rows = "| field | type | description |\n|---|---|---|\n".to_owned();
    for field in item.fields.iter().filter(|field| !serde(&field.attrs).contains("skip")) {
        let name = renamed(&field.attrs).unwrap_or_else(|| camel(&field.ident.as_ref().expect("a name").to_string()));
        let optional = if serde(&field.attrs).contains("default") { ", optional" } else { "" };
        rows += &format!("| `{name}` | {}{optional} | {} |\n", takes(&field.ty, items), documentation(&field.attrs));
    }
    rows
}

fn words(item: &ItemEnum) -> String {
    let rows = item.variants.iter().zip(words_of(item));
    let rows = rows.map(|(variant, word)| format!("| {word} | {} |\n", documentation(&variant.attrs)));
    "| word | meaning |\n|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn words_of(item: &ItemEnum) -> Vec<String> {
    let form = serde(&item.attrs);
    let word = |name: String| {
        if form.contains("UPPERCASE") {
            name.to_uppercase()
        } else if form.contains("kebab-case") {
            let apart = |(at, c): (usize, char)| (at > 0 && c.is_uppercase()).then_some('-').into_iter().chain([c]);
            name.chars().enumerate().flat_map(apart).collect::<String>().to_lowercase()
        } else if form.contains("camelCase") {
            name[..1].to_lowercase() + &name[1..]
        } else {
            name.to_lowercase()
        }
    };
    item.variants.iter().map(|variant| format!("`{}`", word(variant.ident.to_string()))).collect()
}

/// The plural of what a field takes.
fn several(one: &str) -> String {
    match one.strip_prefix("list of ") {
        Some(items) => format!("lists of {items}"),
        None if one.ends_with(" by name") => format!("mappings of {one},"),
        None => format!("{one}s"),
    }
}

/// What a field takes, in the words of YAML.
fn takes(kind: &Type, items: &[&Item]) -> String {
    let Type::Path(path) = kind else { panic!("no path") };
    let last = path.path.segments.last().expect("a type");
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(inner) => match inner.args.last() {
            Some(GenericArgument::Type(inner)) => takes(inner, items),
            _ => panic!("no type"),
        },
        _ => String::new(),
    };
    match last.ident.to_string().as_str() {
        "Option" => inner,
        "Vec" => format!("list of {}", several(&inner)),
        "IndexMap" => format!("{} by name", several(&inner)),
        "String" => "text".to_owned(),
        "bool" => "`true` or `false`".to_owned(),
        "u16" | "i64" => "number".to_owned(),
        "Json" => "value".to_owned(),
        name => items
            .iter()
            .find_map(|item| match item {
                Item::Enum(it) if it.ident == name && TABLES.iter().all(|(_, told)| *told != name) => {
                    Some(words_of(it).join(" or "))
                }
                Item::Enum(it) if it.ident == name => Some("word".to_owned()),
                _ => None,
            })
            .unwrap_or_else(|| "mapping".to_owned()),
    }
}

/// The doc comment on one line.
fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        }
    });
    lines.collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What is said to serde.
fn serde(attributes: &[Attribute]) -> String {
    let lists = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.to_string()),
        _ => None,
    });
    lists.collect::<Vec<_>>().join(", ")
}

fn renamed(attributes: &[Attribute]) -> Option<String> {
    let said = serde(attributes);
    let (_, rest) = said.split_once("rename = \"")?;
    Some(rest.split('"').next()?.to_owned())
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}
