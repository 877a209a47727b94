# What developers type. `just` lists it.

[private]
default:
    @just --list

# what has to hold before a change lands
check:
    .ci/run

# the fast tests; those that need real programs say when they are skipped
test *ARGS:
    cargo test {{ARGS}}

# the slow tests: every combination, every hostile value, inputs without measure
attack:
    cargo test --locked --test main -- --ignored --skip chaos

# the containers of elections, queues and scatter/gather under faults, for minutes
chaos:
    cargo test --locked --test main -- --ignored --test-threads 1 chaos

# rewrite what is generated: snapshots, completions, manual pages
bless:
    PODPAT_BLESS=1 INSTA_UPDATE=always cargo test

# build the book into target/book
book:
    target/ci/bin/mdbook build

# the skeleton of a catalogue container
new-container NAME:
    cargo run --quiet -- patterns new {{NAME}} --out-dir patterns

# the skeleton of a lint rule: its file, its place in the lists, its fixtures
new-rule CATEGORY ID:
    .ci/new-rule {{CATEGORY}} {{ID}}

# how well podpat tells what containers are to each other, on labelled Pods
score:
    cargo test -q --test main -- corpus --nocapture

# how fast podpat reads and lints, in how much memory, and how time grows with the input
bench:
    cargo bench

# podpat beside kubeconform, kube-linter and kube-score, where they are installed
bench-peers *PATH:
    .ci/bench-peers {{PATH}}

# looks for texts that break podpat: parse, direct, lint, edit, formats, generate, set, flags, entries or configuration
fuzz TARGET SECONDS="600":
    .ci/fuzz {{TARGET}} {{SECONDS}}
