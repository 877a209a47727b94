# What developers type. `just` lists it.

[private]
default:
    @just --list

# what has to hold before a change lands
check:
    .ci/run

# every test; those that need real programs say when they are skipped
test *ARGS:
    cargo test {{ARGS}}

# rewrite what is generated: snapshots, completions
bless:
    PODPAT_BLESS=1 INSTA_UPDATE=always cargo test

# the skeleton of a catalogue container
new-container NAME:
    sed 's/^name: .*/name: {{NAME}}/' tests/skeletons/container.yaml > patterns/{{NAME}}.yaml
    @echo "fill in patterns/{{NAME}}.yaml, then run: just test"

# the skeleton of a lint rule: its file and its fixtures
new-rule CATEGORY ID:
    cp src/lint/rules/composition/unused_volume.rs src/lint/rules/{{CATEGORY}}/{{replace(ID, "-", "_")}}.rs
    mkdir -p tests/rules/{{ID}}
    touch tests/rules/{{ID}}/ok.yaml tests/rules/{{ID}}/bad.yaml
    @echo "rewrite the rule, list it in src/lint/rules/{{CATEGORY}}/mod.rs and src/lint/rules/registry.rs, fill the fixtures"

# how well podpat tells what containers are to each other, on labelled Pods
score:
    cargo test -q --test main -- corpus --nocapture

# how fast podpat reads
bench:
    cargo bench
