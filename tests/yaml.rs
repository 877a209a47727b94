//! podpat's reading of YAML against Kubernetes' own. The answers in `yaml/kubernetes.jsonl` are those of the API
//! machinery's document reader and `sigs.k8s.io/yaml` over go-yaml v2; `yaml/disagreements.txt` names every case where
//! podpat answers otherwise, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use podpat::internals::source::Source;
use podpat::internals::yaml::{self, Segment};
use serde_json::Value;

/// One case: a text, the JSON of its documents up to the first one refused, and whether one was refused.
struct Case {
    id: String,
    text: Option<String>,
    documents: Vec<Value>,
    refused: bool,
    duplicate: bool,
}

fn cases() -> Vec<Case> {
    include_str!("yaml/kubernetes.jsonl").lines().map(case).collect()
}

fn case(line: &str) -> Case {
    let case: Value = serde_json::from_str(line).expect("a case is JSON");
    let text = match case["base64"].as_str() {
        Some(bytes) => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(bytes).expect("base64");
            Source::from_bytes("-", bytes).ok().map(|source| source.text().to_owned())
        }
        None => case["yaml"].as_str().map(str::to_owned),
    };
    let documents = case["documents"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Case {
        id: case["id"].as_str().expect("an id").to_owned(),
        text,
        // Null documents are passed over by kubectl.
        documents: documents
            .filter(|text| !text.is_empty())
            .map(|text| numbers(&serde_json::from_str(text).expect("JSON")))
            .collect(),
        refused: case["error"].is_string(),
        duplicate: case["duplicate_key"] == true,
    }
}

/// The texts of all cases that are text.
pub(crate) fn texts() -> Vec<String> {
    cases().into_iter().filter_map(|case| case.text).collect()
}

/// JSON with all numbers to 12 digits: what a number is written like is not its value.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::from(format!("{:.12e}", number.as_f64().expect("a number"))),
        Value::Array(items) => items.iter().map(numbers).collect(),
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), numbers(value))).collect(),
        other => other.clone(),
    }
}

/// What podpat makes of a case, in the words of the list of disagreements; `None` where it is the same.
fn disagreement(case: &Case) -> Option<&'static str> {
    let Some(text) = &case.text else { return (!case.refused).then_some("refused") };
    let stream = yaml::parse(&Arc::new(Source::new("-", text.as_str())));
    let trees: Vec<_> = stream.documents.iter().map_while(|document| document.tree.as_ref().ok()).collect();
    let refused = trees.len() < stream.documents.len();
    let documents: Vec<_> = trees.iter().map(|tree| numbers(&tree.root().to_json())).collect();
    let duplicate = trees.iter().any(|tree| tree.root().duplicates().next().is_some());
    match () {
        () if refused && !case.refused => Some("refused"),
        () if !refused && case.refused => Some("taken"),
        () if documents != case.documents => Some("other value"),
        () if !refused && duplicate != case.duplicate => Some("duplicate"),
        () => None,
    }
}

#[test]
fn reads_as_kubernetes_does() {
    let known: BTreeMap<_, _> = include_str!("yaml/disagreements.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let mut fields = line.split('\t');
            (fields.next().unwrap_or_default().to_owned(), fields.next().unwrap_or_default().to_owned())
        })
        .collect();
    let found: BTreeMap<_, _> =
        cases().iter().filter_map(|case| Some((case.id.clone(), disagreement(case)?.to_owned()))).collect();
    assert_eq!(found, known, "left: what podpat does; right: what disagreements.txt says");
}

/// The JSON of the documents of a text; what is wrong with one that cannot be read.
fn json(text: &str) -> Vec<String> {
    let stream = yaml::parse(&Arc::new(Source::new("-", text)));
    let documents = stream.documents.into_iter();
    documents.map(|it| it.tree.map_or_else(|error| error.message, |tree| tree.root().to_json().to_string())).collect()
}

#[test]
fn reads_the_same_documents_without_the_comments() {
    let texts = cases().into_iter().filter_map(|case| case.text);
    let commented = "# c\na: # c\n  # c\n  - # c\n    b: | # c\n      x # t\n    # c\n  - !!str # c\n    ? k\n    # c\n    : &x # c\n      'q' # c\n\
                     d: {e: # c\n  , f:, # c\n  g: [::, # c\n  h]} # c\ni: # c\nj: *x # c\nk: > # c\n  y\n# c\n";
    // Two faults, of which a reader that stops at comments meets the other one first.
    let faults = ["# & : {}b'-: &d #\"\n '\r1'\nr:", "a: # c\n- b\n  c\n d: [ # c\n", "? # c\n- # c\n: 'x\n"];
    let others = faults.into_iter().chain([commented, "a: \"b\"#c\n"]).map(str::to_owned);
    for text in texts.chain(others) {
        let source = Arc::new(Source::new("-", text));
        let (bare, with) = (yaml::parse(&source), yaml::parse_with_comments(&source));
        assert_eq!(format!("{:?}", bare.documents), format!("{:?}", with.documents), "{}", source.text());
        assert!(bare.comments.is_empty());
    }
    let stream = yaml::parse_with_comments(&Arc::new(Source::new("-", commented)));
    assert!(stream.documents[0].tree.is_ok());
    assert_eq!(stream.comments.len(), commented.matches("# c").count());
}

#[test]
fn comments_are_found_between_values_only() {
    let cases: [(&str, &[&str]); 9] = [
        ("# a\n\t# b\n#c", &[" a", " b", "c"]),
        ("a: 'b # c' # d\ne: \"#f\n  # g\" #h\n", &[" d", "h"]),
        ("a: |-  # b\n\n  # c\n  d # e\n # f\n# g\n", &[" b", " f", " g"]),
        ("a:\n- # b\n  > # c\n  # d\n\n# e\n- f#g # h\n", &[" b", " c", " e", " h"]),
        ("a: !b#c # d\ne: [ # f\n  'g'#h\n  , i # j\n] # k\n", &[" d", " f", "h", " j", " k"]),
        ("# a\r\nb: c # d\r\n", &[" a", " d"]),
        // What comes behind the end of the document is not read.
        ("a: b # c\n... # d\n# e\n", &[" c"]),
        // Where reading stops, what stands before is known.
        ("# a\nb: # c\n  d: ]\n# e\n", &[" a", " c"]),
        ("a: b # c\nd: 'e\n # f\n", &[" c"]),
    ];
    for (text, expected) in cases {
        let stream = yaml::parse_with_comments(&Arc::new(Source::new("-", text)));
        let found: Vec<_> = stream.comments.iter().map(|comment| &*comment.text).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn reads_what_only_kubernetes_reads() {
    let cases = [
        ("a: [1.2.3.4, 001:db8::]\n", r#"{"a":["1.2.3.4","001:db8::"]}"#),
        ("a: [::, fe80::, b]\n", r#"{"a":["::","fe80::","b"]}"#),
        ("a: {fe80::}\n", r#"{"a":{"fe80::":null}}"#),
        ("a: {b:, c: d}\n", r#"{"a":{"b:":null,"c":"d"}}"#),
        ("a: {b: , c: d}\n", r#"{"a":{"b":null,"c":"d"}}"#),
        ("a: {\"b\":, c: d}\n", r#"{"a":{"b":null,"c":"d"}}"#),
        ("a: [b: , {c: }]\n", r#"{"a":[{"b":null},{"c":null}]}"#),
        // Re-indented output of `kubectl get -o yaml`.
        (
            "a:\n    b: 'x\n  y\n\n  z''s'\n    c: \"u\n v\\\" \\\n w\" # comment\n    d: 1\n",
            r#"{"a":{"b":"x y\nz's","c":"u v\" w","d":1}}"#,
        ),
        ("a: |\n  x", r#"{"a":"x\n"}"#),
        ("a: \"x\"#c\n", r#"{"a":"x"}"#),
        ("x: &x\n  a: 1\nz:\n  a: 2\n  <<: *x\n", r#"{"x":{"a":1},"z":{"a":1}}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(json(text), [expected], "{text}");
    }
}

/// What kubectl 1.36 reads.
#[test]
fn separators_end_lines_and_stay_in_values() {
    let cases = [
        ("in double quotes", "\"x\u{2028}y\"", "x\u{2028}y"),
        ("in single quotes", "'x\u{2028}y'", "x\u{2028}y"),
        ("blanks around one", "\"x \u{2028}  y\"", "x\u{2028}y"),
        ("an escaped tab before one", "\"x\\t\u{2028}y\"", "x\t\u{2028}y"),
        ("two of them", "\"x\u{2028}\u{2029}y\"", "x\u{2028}\u{2029}y"),
        ("a line break behind one", "\"x\u{2028}\n   y\"", "x\u{2028}\ny"),
        ("another separator behind one", "\"x\u{2028}\u{85}y\"", "x\u{2028}\ny"),
        ("a line break before one", "\"x\n   \u{2028}y\"", "x\u{2028}y"),
        ("line breaks around one", "\"x\n\n   \u{2028} \n\n y\"", "x\n\u{2028}\n\ny"),
        ("in a plain text", "x\u{2028}   y", "x\u{2028}y"),
        ("in a plain text of several lines", "x\u{2029}   y\n   z", "x\u{2029}y z"),
        ("in a literal block", "|\n    x\u{2028}    y\n    z", "x\u{2028}y\nz\n"),
        ("before a line break of a literal block", "|\n    x\u{2028}\n    y", "x\u{2028}\ny\n"),
        ("blanks before one in a literal block", "|\n    x  \u{2028}    y", "x  \u{2028}y\n"),
        ("at the end of a literal block", "|\n    x\u{2028}", "x\u{2028}"),
        ("at the end of a block that keeps its line breaks", "|+\n    x\u{2028}\n", "x\u{2028}\n\n"),
        ("in a block without the last line break", "|-\n    x\u{2028}    y", "x\u{2028}y"),
    ];
    for (what, written, value) in cases {
        let expected = serde_json::json!({"a": value, "b": "c"}).to_string();
        assert_eq!(json(&format!("a: {written}\nb: c\n")), [expected], "{what}");
    }
}

/// Programs that wrap quoted texts at the indentation of the key do so hundreds of times; a block text may look the same.
#[test]
fn reads_many_quoted_texts_left_of_their_keys() {
    let many: String = (0..300).map(|at| format!("  k{at}: 'a\n  b''{at}'\n")).collect();
    let values: Vec<_> = (0..300).map(|at| format!(r#""k{at}":"a b'{at}""#)).collect();
    let values = values.join(",");
    let sound = format!("m:\n{many}");
    assert_eq!(json(&sound), [format!(r#"{{"m":{{{values}}}}}"#)]);

    let few: String = many.lines().take(20).map(|line| format!("{line}\n")).collect();
    let few_values: Vec<_> = values.split(',').take(10).collect();
    let text = format!("m:\n{few}t: |\n  k: 'x\n y: z\n  k: \"x\n  y\"\n");
    let expected = "this line does not line up with the mapping it belongs to";
    assert_eq!(json(&text), [expected], "the block text ends at its second line");
    let text = format!("m:\n{few}t: |\n  k: 'x\n  y: z\n  k: \"x\n  y\"\n");
    let block = r#""t":"k: 'x\ny: z\nk: \"x\ny\"\n""#;
    assert_eq!(json(&text), [format!(r#"{{"m":{{{}}},{block}}}"#, few_values.join(","))]);
}

#[test]
fn says_what_is_wrong_and_where() {
    let texts = [
        "a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> other\n",
        "a: 1\n\tb: 2\n",
        "a:\n  - x\n\t- y\n",
        "-\ta\n",
        "a: 1\n  b: 2\n",
        "a: b: c\n",
        "a\nb: c\n",
        "a: 1\n}\n",
        "a: [x, y\nb: 1\n",
        "a: [x}\n",
        "a: {x: 1\n",
        "a: \"x\n",
        "a: 'it's'\n",
        "a: \"\\d+\"\n",
        "a: \"x\\/y\"\n",
        "a: \"\\ud83d\\ude00\"\n",
        "a: @x\n",
        "a: [x, y?z]\n",
        "a: %x\n",
        "a: {{ .Values.x }}\n",
        "a: *x\n",
        "a: &x.y 1\n",
        "a: .inf\n",
        "a: !!int x\n",
        "a: |x\n  y\n",
        "~: a\n",
        "? [a]\n: b\n",
        "<<: x\n",
        "a:\n- b\n  c: d\n",
        "a:\n  b: 1\n c: 2\n",
        "- a\nb: c\n",
        "--- {a: 1}\n",
        "a: |\n-----BEGIN CERTIFICATE-----\n",
        "%YAML 1.2\n---\na: 1\n",
        "a: \u{7}\n",
        "a: \u{0}\n",
        "a: x\u{2028}y\n",
        "a: &a [*a]\n",
        "a: [1, 2] 3\n",
        "a: b\n- c\n",
        "key: value\n  more\nnext\n",
        "a: ,\n",
        "a: - b\n",
        "{\"a\": 1,}\n}\n",
    ];
    let mut report = String::new();
    for text in texts {
        let source = Arc::new(Source::new("-", text));
        let stream = yaml::parse(&source);
        let errors: Vec<_> = stream.documents.iter().filter_map(|document| document.tree.as_ref().err()).collect();
        assert!(!errors.is_empty(), "{text:?} is taken");
        for error in errors {
            let at = source.position(error.span.start);
            let place = source.slice(error.span);
            let place = (at.line, at.column, place);
            report += &format!("{text:?}\n  {place:?} {}\n  {}\n", error.message, error.help);
        }
    }
    insta::assert_snapshot!(report);
}

#[test]
fn reads_json_as_kubectl_does() {
    let cases: [(&str, &[&str]); 9] = [
        (r#"{"a": "x\/y é 😀", "a": "\ud83d\ude00\t"}"#, &[r#"{"a":"😀\t"}"#]),
        (r#"{"a": "\ud83d", "b": "\ude00x\ud83dy"}"#, &["{\"a\":\"\u{fffd}\",\"b\":\"\u{fffd}x\u{fffd}y\"}"]),
        ("{\"a\": 1}{\"b\": [1.5, -2e3, true, null]}\n{}", &[r#"{"a":1}"#, r#"{"b":[1.5,-2000,true,null]}"#, "{}"]),
        ("{\"a\": 1}\n---\n{\"b\": 2}\n---\nc: 3\n", &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#]),
        // Not JSON, and so YAML.
        ("{a: 1, b: [x, 010]}\n", &[r#"{"a":1,"b":["x",8]}"#]),
        ("{\"a\": 010}\n", &[r#"{"a":8}"#]),
        ("{\"a\": 1,}\n", &[r#"{"a":1}"#]),
        ("{\"a\": \"x\n  y\"}\n", &[r#"{"a":"x y"}"#]),
        ("[1, \"a\"]\n", &[r#"[1,"a"]"#]),
    ];
    for (text, expected) in cases {
        assert_eq!(json(text), expected, "{text}");
    }
}

#[test]
fn spans_are_what_was_written() {
    use podpat::internals::yaml::{FieldPath, Segment};
    let text = "\u{feff}# é head\r\na: &x 'é''s' # é\r\nb: [*x, \"q\\n\", {c: d}]\r\nlit: !!str |- # h\r\n  é1\r\n   l2\r\n\r\n\
        fold: >\r\n  x\r\n  y\r\nplain: é\r\n  more\r\nnone:\r\nlast:\r\n- é: {x: y}\r\n";
    let source = Arc::new(Source::new("-", text));
    let stream = yaml::parse_with_comments(&source);
    let tree = stream.documents[0].tree.as_ref().expect("sound");
    let key = |name: &'static str| Segment::Field(name.into());
    let cases = [
        (vec![key("a")], "'é''s'", "é's"),
        (vec![key("b")], "[*x, \"q\\n\", {c: d}]", ""),
        (vec![key("b"), Segment::Index(0)], "*x", "é's"),
        (vec![key("b"), Segment::Index(1)], "\"q\\n\"", "q\n"),
        (vec![key("b"), Segment::Index(2)], "{c: d}", ""),
        (vec![key("b"), Segment::Index(2), key("c")], "d", "d"),
        (vec![key("lit")], "|- # h\r\n  é1\r\n   l2", "é1\n l2"),
        (vec![key("fold")], ">\r\n  x\r\n  y", "x y\n"),
        (vec![key("plain")], "é\r\n  more", "é more"),
        (vec![key("none")], "", ""),
        (vec![key("last")], "- é: {x: y}", ""),
        (vec![key("last"), Segment::Index(0)], "é: {x: y}", ""),
    ];
    for (path, written, meaning) in cases {
        let path = FieldPath::new(path);
        let node = tree.root().at(&path).unwrap_or_else(|| panic!("nothing at {path}"));
        assert_eq!((source.slice(node.span()), node.text()), (written, meaning), "{path}");
    }
    let comments: Vec<_> = stream.comments.iter().map(|it| (source.slice(it.span), &*it.text)).collect();
    assert_eq!(comments, [("# é head", " é head"), ("# é", " é"), ("# h", " h")]);
    let position = source.position(tree.root().get("b").expect("b").span().start);
    assert_eq!((position.line, position.column), (3, 4));
}

#[test]
fn entries_are_found_by_name_and_elements_by_index_however_many() {
    for count in [3, 63, 64, 65, 1000] {
        let plain: String = (0..count).map(|at| format!("k{}: {at}\n", at * 7919 % 1009)).collect();
        let odd = format!("yes: 1\n? 010\n: 2\n{plain}k0: again\nmerged: &m {{k1: x, own: y}}\n<<: *m\n");
        for text in [&plain, &odd] {
            let source = Arc::new(Source::new("-", text.as_str()));
            let stream = yaml::parse(&source);
            let root = stream.documents[0].tree.as_ref().expect("a tree").root();
            for entry in root.entries() {
                let found = root.entry(&entry.name).expect("the entry");
                assert_eq!((found.key, found.name, found.value), (entry.key, entry.name, entry.value), "{count}");
            }
            assert_eq!(root.get("none"), None);
            assert_eq!(root.step(&Segment::Index(0)), None);
        }
        let source = Arc::new(Source::new("-", format!("[{}]", "x, ".repeat(count))));
        let stream = yaml::parse(&source);
        let root = stream.documents[0].tree.as_ref().expect("a tree").root();
        assert_eq!(root.get("x"), None);
        for (index, item) in root.items().enumerate() {
            assert_eq!(root.step(&Segment::Index(index)), Some(item));
        }
        assert_eq!(root.step(&Segment::Index(count)), None);
    }
}

#[test]
fn keys_that_stand_twice_are_told_by_their_paths() {
    let text = "a: {b: [{}, {c: 1, c: 2}, [{d: 1, d: 2, d: 3}]]}\ne: &e {f: 1, f: 2}\ng: *e\nh: {i: {j: {k: 1, k: 2}}, i2: 1}\na: 1\n";
    let stream = yaml::parse(&Arc::new(Source::new("-", text)));
    let root = stream.documents[0].tree.as_ref().expect("a tree").root();
    let paths: Vec<_> = root.duplicates().map(|twice| twice.path.to_string()).collect();
    assert_eq!(paths, ["a", "a.b[1].c", "a.b[2][0].d", "a.b[2][0].d", "e.f", "h.i.j.k"]);
}
