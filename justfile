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
