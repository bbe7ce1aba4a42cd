#!/usr/bin/env bash
# An edit of a lexicon takes effect at the offset where it was applied, without a restart, and a rollback takes it back.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 1
config
pulso() { "$BIN/pulso" --config "$T/pulso.yaml" "$@"; }
expect "topics" pulso topics create
mkdir -p "$T/v/lexicon/es"
echo "brands: [{ id: telenorte, queries: [{ name: t, query: telenorte }] }]" >"$T/v/brands.yaml"
said() { # ID: one mention, the same text each time
    printf '{"platform":"x","id":"%s","created_at":"2026-11-22T10:00:00Z","lang":"es","author":{"handle":"ana"},"text":"telenorte es zurrido"}\n' "$1" |
        kcat -P -b "$KAFKA" -t pulso.mentions
    expect_caught_up
}
label() { # ID
    kcat -C -q -e -b "$KAFKA" -t pulso.classified -o beginning | python3 -c 'import json,sys
for l in sys.stdin:
    m = json.loads(l)
    if m.get("id") == sys.argv[1]: print(m["pulso"]["sentiment"]["label"])' "$1"
}
apply() { expect "apply $1" pulso apply --yes --message "$1" "$T/v"; }
lexicon() { printf '[built-in]\n[feelings]\nzurrido\t%s\n' "$1" >"$T/v/lexicon/es/own.tsv"; }

daemon classify
apply "no words of our own"
said 1
lexicon -3
apply "zurrido is bad"
said 2
lexicon 3
apply "zurrido is good"
said 3
expect_eq "before the edit" neutral "$(label 1)"
expect_eq "behind the first one" negative "$(label 2)"
expect_eq "behind the second one" positive "$(label 3)"
version=$(pulso config history --json | python3 -c 'import json,sys; print([v["version"] for v in json.load(sys.stdin) if "bad" in json.dumps(v)][0])')
expect "a version's forms can be compared" grep -q '^~ es  zurrido  -3 -> 3$' <(pulso lexicon diff "$version" "$T/v" </dev/null)
expect "back to it" pulso config rollback --yes "$version"
said 4
expect_eq "behind the rollback" negative "$(label 4)"
lexicon 9
expect_not "a value that cannot be is refused" pulso apply --yes "$T/v"
expect_stop classify
