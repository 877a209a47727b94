//! Changes of manifests as edits of their text: every byte outside an edit stays, and what comes out says what was meant.

use std::sync::Arc;

use podpat::internals::edit::{Change, Draft, Refused, Spot};
use podpat::internals::source::Source;
use podpat::internals::yaml::{COMMENT, FieldPath, Segment};
use serde_json::{Value, json};

/// A path as the API server writes it.
pub(crate) fn path(text: &str) -> FieldPath {
    let steps = text.split(['.', '[']).filter(|step| !step.is_empty()).map(|step| {
        let step = step.trim_end_matches(']');
        step.parse().map_or_else(|_| Segment::Field(step.to_owned().into()), Segment::Index)
    });
    FieldPath::new(steps)
}

fn set(at: &str, value: Value) -> Change {
    Change::Set(path(at), value)
}

fn insert(at: &str, key: &str, value: Value) -> Change {
    Change::insert(path(at), key, value)
}

fn append(at: &str, value: Value) -> Change {
    Change::append(path(at), value)
}

fn remove(at: &str) -> Change {
    Change::Remove(path(at))
}

fn rename(at: &str, key: &str) -> Change {
    Change::Rename(path(at), key.to_owned())
}

/// The text after a change of its first document, proved.
fn changed(text: &str, change: &Change) -> Result<String, Refused> {
    let mut draft = Draft::new(Arc::new(Source::new("-", text)));
    draft.change(0, &FieldPath::default(), change).map(|()| draft.source().text().to_owned())
}

fn check(about: &str, before: &str, change: Change, after: &str) {
    match changed(before, &change) {
        Ok(text) => assert_eq!(text, after, "{about}"),
        Err(refused) => panic!("{about}: {refused}"),
    }
}

#[test]
fn scalars_keep_the_style_of_those_they_replace() {
    let cases = [
        ("plain", "a: x # c\nb: 1\n", json!("z"), "a: z # c\nb: 1\n"),
        ("a text that reads as a number", "a: x\n", json!("1"), "a: \"1\"\n"),
        ("double quotes", "a: \"x\"  # c\n", json!("z\n"), "a: \"z\\n\"  # c\n"),
        ("single quotes", "a: 'x'\n", json!("it's"), "a: 'it''s'\n"),
        ("single quotes that cannot hold it", "a: 'x'\n", json!("\u{1}"), "a: \"\\x01\"\n"),
        ("a number", "a: \"8080\"\n", json!(8080), "a: 8080\n"),
        ("nothing", "a:\nb: 1\n", json!("x"), "a: x\nb: 1\n"),
        ("nothing, and a comment", "a: # c\n", json!(true), "a: true # c\n"),
        ("a tilde", "a: ~\n", json!(2), "a: 2\n"),
        ("an alias", "x: &v 1\na: *v\n", json!(2), "x: &v 1\na: 2\n"),
        ("an anchor that nobody uses", "a: &v x\n", json!("z"), "a: &v z\n"),
        ("in brackets", "{a: x, b: 1}\n", json!("z"), "{a: z, b: 1}\n"),
        ("what means something in brackets", "{a: x}\n", json!("z,z"), "{a: \"z,z\"}\n"),
        ("JSON", "{\"a\": \"x\"}\n", json!("z\"\u{7f}"), "{\"a\": \"z\\\"\u{7f}\"}\n"),
        ("no line break at the end", "b: 1\na: x", json!("z"), "b: 1\na: z"),
        ("a byte order mark", "\u{feff}a: x\n", json!("z"), "\u{feff}a: z\n"),
        (
            "a line of a script",
            "a: |\n    one\n\n    two \n    three\nb: 1\n",
            json!("one\n\n2\nthree\n"),
            "a: |\n    one\n\n    2\n    three\nb: 1\n",
        ),
        ("a script that becomes a word", "a: |\n  one\n  two\nb: 1\n", json!("x"), "a: x\nb: 1\n"),
        ("a word that becomes a script", "a: x\nb: 1\n", json!("y\nz\n"), "a: |\n  y\n  z\nb: 1\n"),
        (
            "a script with carriage returns",
            "a: |\r\n  one\r\n  two\r\nb: 1\r\n",
            json!("one\n2\n"),
            "a: |\r\n  one\r\n  2\r\nb: 1\r\n",
        ),
        ("a list", "a: x # c\nb: 1\n", json!(["z"]), "a: # c\n- z\nb: 1\n"),
        (
            "a mapping with carriage returns",
            "a: x\r\nb: 1\r\n",
            json!({"c": 1, "d": 2}),
            "a:\r\n  c: 1\r\n  d: 2\r\nb: 1\r\n",
        ),
        ("a list for a mapping", "a:\n    c: 1\nb: 1\n", json!([{"x": 1}]), "a:\n- x: 1\nb: 1\n"),
        ("a word for a list", "a:\n- 1\n- 2\nb: 1\n", json!("x"), "a: x\nb: 1\n"),
        ("a word for a list in brackets", "a: [1,\n  2] # c\nb: 1\n", json!("x"), "a: x # c\nb: 1\n"),
    ];
    for (about, before, value, after) in cases {
        check(about, before, set("a", value), after);
    }
}

#[test]
fn entries_are_put_in_as_their_neighbours_are_written() {
    let both = json!({"c": 1, "d": ["x"]});
    let cases = [
        (
            "behind the last",
            "s:\n  a: 1 # c\n\n# next\nb: 1\n",
            insert("s", "k", json!("x")),
            "s:\n  a: 1 # c\n  k: x\n\n# next\nb: 1\n",
        ),
        (
            "below a deeper comment",
            "s:\n  a:\n    b: 1\n    # deep\n# next\nb: 1\n",
            insert("s", "k", json!(1)),
            "s:\n  a:\n    b: 1\n    # deep\n  k: 1\n# next\nb: 1\n",
        ),
        (
            "four blanks, lists indented",
            "s:\n    a:\n        - x\n    b:\n        c: 1\n",
            insert("s", "k", both.clone()),
            "s:\n    a:\n        - x\n    b:\n        c: 1\n    k:\n        c: 1\n        d:\n            - x\n",
        ),
        (
            "lists under their key",
            "s:\n  a:\n  - x\n",
            insert("s", "k", both.clone()),
            "s:\n  a:\n  - x\n  k:\n    c: 1\n    d:\n    - x\n",
        ),
        (
            "in an item",
            "l:\n- a: 1\n  b: 2\n- a: 3\n",
            insert("l[0]", "k", json!(1)),
            "l:\n- a: 1\n  b: 2\n  k: 1\n- a: 3\n",
        ),
        (
            "in the only entry of an item",
            "l:\n  - a: 1\n",
            insert("l[0]", "k", json!({"x": 1})),
            "l:\n  - a: 1\n    k:\n      x: 1\n",
        ),
        ("no line break at the end", "s:\n  a: 1", insert("s", "k", json!(1)), "s:\n  a: 1\n  k: 1"),
        (
            "carriage returns",
            "s:\r\n  a: 1\r\nb: 1\r\n",
            insert("s", "k", json!({"x": 1})),
            "s:\r\n  a: 1\r\n  k:\r\n    x: 1\r\nb: 1\r\n",
        ),
        ("mappings that are missing", "s:\n  a: 1\n", set("s.x.z", json!(1)), "s:\n  a: 1\n  x:\n    z: 1\n"),
        (
            "a mapping that is null",
            "s:\n  a: # c\n  b: 1\n",
            set("s.a.z", json!(1)),
            "s:\n  a: # c\n    z: 1\n  b: 1\n",
        ),
        ("a mapping that is empty", "s:\n  a: {}\n  b: 1\n", set("s.a.z", json!(1)), "s:\n  a:\n    z: 1\n  b: 1\n"),
        (
            "a list that is missing",
            "s:\n  a: 1\n",
            append("s.l", json!({"x": 1, "z": 2})),
            "s:\n  a: 1\n  l:\n  - x: 1\n    z: 2\n",
        ),
        (
            "in the root, before the next document",
            "a: 1\n---\na: 2\n",
            insert("", "k", json!(1)),
            "a: 1\nk: 1\n---\na: 2\n",
        ),
        (
            "behind a text that keeps its line breaks",
            "s:\n  a: |+\n    x\n\nb: 1\n",
            insert("s", "k", json!(1)),
            "s:\n  a: |+\n    x\n\n  k: 1\nb: 1\n",
        ),
    ];
    for (about, before, change, after) in cases {
        check(about, before, change, after);
    }
}

#[test]
fn entries_are_put_in_between_brackets() {
    let both = json!({"c": 1, "d": ["x"]});
    let cases = [
        (
            "in brackets",
            "s: {a: 1, b: 2} # c\n",
            insert("s", "k", json!({"x": "z,z"})),
            "s: {a: 1, b: 2, k: {x: \"z,z\"}} # c\n",
        ),
        ("in brackets with a comma at the end", "s: { a: 1, }\n", insert("s", "k", json!(1)), "s: { a: 1, k: 1, }\n"),
        (
            "in brackets on several lines",
            "s: {\n  a: 1,\n  b: 2\n}\n",
            insert("s", "k", json!(1)),
            "s: {\n  a: 1,\n  b: 2,\n  k: 1\n}\n",
        ),
        ("empty, within brackets", "{s: {}, b: 1}\n", insert("s", "k", json!(1)), "{s: {k: 1}, b: 1}\n"),
        (
            "JSON on one line",
            "{\"s\":{\"a\":1},\"b\":2}",
            insert("s", "k", both.clone()),
            "{\"s\":{\"a\":1,\"k\":{\"c\":1,\"d\":[\"x\"]}},\"b\":2}",
        ),
        (
            "JSON on several lines",
            "{\n    \"s\": {\n        \"a\": 1\n    }\n}\n",
            insert("s", "k", both.clone()),
            "{\n    \"s\": {\n        \"a\": 1,\n        \"k\": {\n            \"c\": 1,\n            \"d\": [\n                \"x\"\n            ]\n        }\n    }\n}\n",
        ),
        (
            "an empty mapping of JSON on several lines",
            "{\n  \"s\": {}\n}\n",
            insert("s", "k", json!([1])),
            "{\n  \"s\": {\n    \"k\": [\n      1\n    ]\n  }\n}\n",
        ),
        (
            "a mapping missing in JSON",
            "{\n  \"a\": 1\n}\n",
            set("s.x", json!(1)),
            "{\n  \"a\": 1,\n  \"s\": {\n    \"x\": 1\n  }\n}\n",
        ),
    ];
    for (about, before, change, after) in cases {
        check(about, before, change, after);
    }
}

#[test]
fn entries_are_put_in_where_they_are_wanted() {
    let new = |spot| {
        let entries = json!({COMMENT: "new", "k": 1}).as_object().cloned().expect("a mapping");
        Change::Insert(path("l[0]"), entries, spot)
    };
    let text = "l:\n- a: 1\n  # of b\n  b: 2\n";
    check("behind one", text, new(Spot::After("a".into())), "l:\n- a: 1\n  # new\n  k: 1\n  # of b\n  b: 2\n");
    check("before one", text, new(Spot::Before("b".into())), "l:\n- a: 1\n  # new\n  k: 1\n  # of b\n  b: 2\n");
    let first = Change::Insert(
        path("l[0]"),
        json!({"k": 1}).as_object().cloned().expect("a mapping"),
        Spot::Before("a".into()),
    );
    check("behind the dash", text, first, "l:\n- k: 1\n  a: 1\n  # of b\n  b: 2\n");
    let flow =
        Change::Insert(path("s"), json!({"k": 1}).as_object().cloned().expect("a mapping"), Spot::Before("b".into()));
    check("in brackets", "s: {a: 1, b: 2}\n", flow, "s: {a: 1, k: 1, b: 2}\n");
}

#[test]
fn items_are_put_in_as_their_neighbours_are_written() {
    let cases = [
        (
            "at the parent's column",
            "l:\n- a: 1\n  b: 2\nx: 1\n",
            append("l", json!({"a": 3, "b": [4]})),
            "l:\n- a: 1\n  b: 2\n- a: 3\n  b:\n  - 4\nx: 1\n",
        ),
        ("deeper", "l:\n    - a # c\nx: 1\n", append("l", json!("b")), "l:\n    - a # c\n    - b\nx: 1\n"),
        (
            "far behind the dash",
            "l:\n-   a: 1\n    b: 2\n",
            append("l", json!({"a": 3, "b": 4})),
            "l:\n-   a: 1\n    b: 2\n-   a: 3\n    b: 4\n",
        ),
        (
            "with a comment",
            "l:\n  - a: 1\n",
            append("l", json!({COMMENT: "new", "a": 2})),
            "l:\n  - a: 1\n  # new\n  - a: 2\n",
        ),
        (
            "in front of one and its comment",
            "l:\n# first\n- a\n# second\n- b\n",
            Change::InsertItem(path("l"), 1, json!("k")),
            "l:\n# first\n- a\n- k\n# second\n- b\n",
        ),
        (
            "in front of the first",
            "l:\n  # first\n  - a\n",
            Change::InsertItem(path("l"), 0, json!("k")),
            "l:\n  - k\n  # first\n  - a\n",
        ),
        (
            "a list of lists",
            "l:\n- - a\n  - b\n- - c\n",
            append("l[0]", json!("k")),
            "l:\n- - a\n  - b\n  - k\n- - c\n",
        ),
        ("items that are null", "l:\n-\n- a\n-\n", append("l", json!("k")), "l:\n-\n- a\n-\n- k\n"),
        ("behind a comment after the dash", "l:\n- # c\n  a: 1\n", append("l", json!("k")), "l:\n- # c\n  a: 1\n- k\n"),
        ("an anchored list", "l: &x\n- &z a\n", append("l", json!("k")), "l: &x\n- &z a\n- k\n"),
        ("an empty list", "l: []\nx: 1\n", append("l", json!({"a": 1})), "l:\n- a: 1\nx: 1\n"),
        (
            "a list in brackets, with its quotes",
            "l: [\"a\", \"b\"]\n",
            append("l", json!("k")),
            "l: [\"a\", \"b\", \"k\"]\n",
        ),
        ("one in brackets without blanks", "l: [a,b]\n", append("l", json!("k")), "l: [a,b,k]\n"),
        (
            "a list of JSON",
            "{\n  \"l\": [\n    {\n      \"a\": 1\n    }\n  ]\n}\n",
            append("l", json!({"a": 2})),
            "{\n  \"l\": [\n    {\n      \"a\": 1\n    },\n    {\n      \"a\": 2\n    }\n  ]\n}\n",
        ),
        ("a document that is a list", "# head\n- a\n- b\n", append("", json!("k")), "# head\n- a\n- b\n- k\n"),
    ];
    for (about, before, change, after) in cases {
        check(about, before, change, after);
    }
}

#[test]
fn what_is_removed_takes_its_own_comments_along() {
    let cases = [
        (
            "an entry",
            "# head\na: 1\n# of b\n# too\nb: 2 # b\n\n# of c\nc: 3\n",
            remove("b"),
            "# head\na: 1\n\n# of c\nc: 3\n",
        ),
        ("the first entry of a document", "# head\na: 1\nb: 2\n", remove("a"), "# head\nb: 2\n"),
        ("the last line", "a: 1\nb: 2", remove("b"), "a: 1"),
        ("the last line, and carriage returns", "a: 1\r\nb:\r\n  c: 1\r\n", remove("b"), "a: 1\r\n"),
        ("the last line with carriage returns and without the last", "a: 1\r\nb: 2", remove("b"), "a: 1"),
        ("a mapping", "a:\n  b:\n    c: 1\n    # deep\n  # of d\n  d: 1\n", remove("a.b"), "a:\n  # of d\n  d: 1\n"),
        ("an item", "l:\n# one\n- a: 1\n  b: 1\n# two\n- a: 2\n", remove("l[0]"), "l:\n# two\n- a: 2\n"),
        ("the last item", "l:\n  - a\n  - b\nx: 1\n", remove("l[1]"), "l:\n  - a\nx: 1\n"),
        ("what stands behind a dash", "l:\n- a: 1\n  b: 2\n", remove("l[0].a"), "l:\n- b: 2\n"),
        ("the only entry", "s: # c\n  a: 1\nx: 1\n", remove("s.a"), "s: {} # c\nx: 1\n"),
        ("the only item", "s:\n  l:\n  # own\n  - a: 1\n    b: 1\nx: 1\n", remove("s.l[0]"), "s:\n  l: []\nx: 1\n"),
        ("the only entry of an item", "l:\n- a: 1\n- b\n", remove("l[0].a"), "l:\n- {}\n- b\n"),
        ("first in brackets", "s: {a: 1, b: 2}\n", remove("s.a"), "s: {b: 2}\n"),
        ("last in brackets", "s: [a, b, c ]\n", remove("s[2]"), "s: [a, b ]\n"),
        ("only one in brackets", "s: [ a, ]\n", remove("s[0]"), "s: []\n"),
        ("in JSON", "{\n  \"a\": 1,\n  \"b\": [\n    1\n  ]\n}\n", remove("b"), "{\n  \"a\": 1\n}\n"),
    ];
    for (about, before, change, after) in cases {
        check(about, before, change, after);
    }
}

#[test]
fn keys_get_other_names() {
    check("plain", "a:\n  b: 1 # c\n", rename("a.b", "c"), "a:\n  c: 1 # c\n");
    check("in quotes", "'a': 1\n", rename("a", "b"), "'b': 1\n");
    check("JSON", "{\"a\" : 1}", rename("a", "b"), "{\"b\" : 1}");
    check("one that reads as something else", "a: 1\n", rename("a", "on"), "\"on\": 1\n");
}

#[test]
fn of_a_key_that_stands_twice_the_first_goes() {
    let text = "a: 1\nb: 2\n# again\na: 3\n";
    check("the first", text, Change::RemoveRepeated(path(""), 0), "b: 2\n# again\na: 3\n");
    assert_eq!(changed(text, &Change::RemoveRepeated(path(""), 5)), Err(Refused::Missing(path(""))));
    // The last one counts: without it the document says something else.
    assert_eq!(changed(text, &Change::RemoveRepeated(path(""), 18)), Err(Refused::Differs));
}

#[test]
fn what_cannot_be_edited_safely_is_refused() {
    let merged = "x: &x {a: 1}\ns:\n  <<: *x\n  b: 2\n";
    let cases = [
        ("behind an alias", "x: &x {a: 1}\ns: *x\n", set("s.a", json!(2)), Refused::Alias(path("s.a"))),
        ("an entry of an alias", "x: &x {a: 1}\ns: *x\n", insert("s", "b", json!(2)), Refused::Alias(path("s"))),
        ("what a merge key brings", merged, set("s.a", json!(2)), Refused::Merged(path("s.a"))),
        ("what others refer to", "x: &x {a: 1}\ns: *x\n", set("x.a", json!(2)), Refused::Differs),
        ("a key that is there", "a: 1\n", insert("", "a", json!(2)), Refused::Exists(path("").key("a"))),
        ("a name that is there", "a: 1\nb: 1\n", rename("a", "b"), Refused::Exists(path("a"))),
        ("nothing to remove", "a: 1\n", remove("b"), Refused::Missing(path("b"))),
        ("comments in brackets", "s: [a, # one\n  b] \n", remove("s[0]"), Refused::Comments(path("s[0]"))),
        (
            "comments behind the last in brackets",
            "s: [a, b # two\n  ]\n",
            append("s", json!("c")),
            Refused::Comments(path("s")),
        ),
        ("comments in what is replaced", "s:\n  # one\n  a: 1\n", set("s", json!("x")), Refused::Comments(path("s"))),
        (
            "a comment for what is in brackets",
            "s: [a]\n",
            append("s", json!({COMMENT: "x", "a": 1})),
            Refused::Comments(path("s")),
        ),
        ("the whole document", "a: 1\n", set("", json!({})), Refused::Form(path(""))),
        ("below a word", "a: x\n", set("a.b", json!(1)), Refused::Missing(path("a.b"))),
    ];
    for (about, text, change, refused) in cases {
        assert_eq!(changed(text, &change), Err(refused), "{about}");
    }
    check(
        "beside what a merge key brings",
        merged,
        set("s.c", json!(3)),
        "x: &x {a: 1}\ns:\n  <<: *x\n  b: 2\n  c: 3\n",
    );
}

#[test]
fn other_documents_stay_as_they_are() {
    let text = "# one\na: 1\n---\n# two\na: 2\n--- # three\n{\"a\": 3}\n{\"a\": 4}\n";
    let mut draft = Draft::new(Arc::new(Source::new("-", text)));
    let root = FieldPath::default();
    for document in 0..4 {
        draft
            .change(document, &root, &set("k", json!(document)))
            .unwrap_or_else(|refused| panic!("{document}: {refused}"));
    }
    let after = "# one\na: 1\nk: 0\n---\n# two\na: 2\nk: 1\n--- # three\n{\"a\": 3, \"k\": 2}\n{\"a\": 4, \"k\": 3}\n";
    assert_eq!(draft.source().text(), after);
    draft.add_document(&json!({"b": 1}), "c");
    assert_eq!(draft.source().text(), format!("{after}---\n# c\nb: 1\n"));
    draft.remove_document(4, true).expect("removed");
    assert_eq!(draft.source().text(), after);
    let mut draft = Draft::new(Arc::new(Source::new("-", "kind: List\r\nitems:\r\n- a: 1")));
    draft.change(0, &path("items[0]"), &set("b", json!(2))).expect("a change");
    let before = draft.source().text().to_owned();
    draft.add_document(&json!({"c": [3]}), "d");
    assert_eq!(draft.source().text(), format!("{before}\r\n---\r\n# d\r\nc:\r\n- 3\r\n"));
    draft.remove_document(1, false).expect("removed");
    assert_eq!(draft.source().text(), before);
    for text in ["{\"a\": 1}", "{\"a\": 1}\n"] {
        let mut draft = Draft::new(Arc::new(Source::new("-", text)));
        draft.add_document(&json!({"b": 1}), "d");
        let end = text.strip_prefix("{\"a\": 1}").expect("a line break");
        assert_eq!(draft.source().text(), format!("{{\"a\": 1}}\n{{\n  \"b\": 1\n}}{end}"));
        draft.remove_document(1, false).expect("removed");
        assert_eq!(draft.source().text(), text);
    }
}
