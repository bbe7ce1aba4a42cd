#!/usr/bin/env bash
# What needs no server: help, man pages and completion from one table; slips of the hand; check; classify on standard input.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
unset PULSO_CONFIG
cd "$T" || give_up "no folder to be in"

# --- help
commands=$(pulso --help | sed -n '/^commands:/,/^options:/s/^  \([a-z]\{2,\}\) .*/\1/p')
expect_eq "--help lists the commands" "$(cd "$ROOT/cli" && for c in cmd_*.c; do c=${c#cmd_}; echo "${c%.c}"; done | sort | xargs)" "$(sort <<<"$commands" | xargs)"
for c in $commands; do
    gives "$c --help shows its usage" 0 "^usage: pulso $c" pulso "$c" --help
    expect_eq "help $c is the same" "$(pulso "$c" --help)" "$(pulso help "$c")"
    expect_eq "the man page of $c has no mistake" "" "$(pulso --man "$c" | man --warnings -l - 2>&1 >/dev/null)"
    page=$(pulso --man "$c" | man -l - 2>/dev/null)
    for o in $(pulso "$c" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
        grep -qE -- "^ +--$o( |$)" <<<"$page" || fail "the man page of $c lacks --$o"
    done
done
expect_eq "no line of help is wider than a small terminal" "" "$(for c in $commands; do pulso help "$c"; done | grep -v '^  ' | awk 'length > 80')"
gives "--version says which" 0 '^pulso [0-9]+\.' pulso --version
gives "without a command it shows what there is, and 2" 2 '^commands:' pulso
expect_eq "the shipped completion is the program's own" "$(pulso --completion)" "$(cat "$ROOT/deploy/completion/pulso.bash")"
complete_words() { # WORD...: what <Tab> offers after them
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pulso; echo "${COMPREPLY[@]}"' - "$ROOT/deploy/completion/pulso.bash" "$@"
}
expect_eq "completion knows commands" "train" "$(complete_words pulso tr)"
expect_eq "completion knows options" "--period --platform" "$(complete_words pulso sov --p)"
expect_eq "completion knows choices" "minute" "$(complete_words pulso sov --by m)"
expect_eq "completion knows actions" "replay" "$(complete_words pulso dlq r)"

# --- slips
gives "a near miss of a command" 2 'did you mean .pulso classify.' pulso clasify
gives "a near miss of an option" 2 'did you mean --period' pulso sov --peroid 7d
gives "a word that is no choice" 2 'one of brand\|platform' pulso sov --by week
gives "a value that is missing" 2 'wants a value' pulso sov --period
gives "a number that is none" 2 'whole number' pulso tail --count many
gives "an argument that nobody asked for" 2 'takes no arguments' pulso sov now
gives "an action that does not exist" 2 'list\|create\|verify' pulso topics destroy
gives "a configuration that is not there" 2 'no configuration' pulso sov
gives "check as well says where one is looked for" 2 'neither ./pulso.yaml nor .* can be read; name the file' pulso check
# shellcheck disable=SC2016 # the inner shell expands it
gives "a full disk behind the output" 1 'standard output' bash -c '"$1" --help >/dev/full' - "$BIN/pulso"

# --- check
KAFKA=127.0.0.1:1 REDIS=127.0.0.1:1 PARTITIONS=2
# shellcheck disable=SC2119 # our own arguments are not meant
config
gives "a good file is fine" 0 '^pulso.yaml: fine \(6 brands, 6 queries, 1 source, 0 rules\)$' pulso check
{ printf '\357\273\277'; cat pulso.yaml; } >marked.yaml
gives "a byte order mark in front does no harm" 0 ': fine \(6 brands' pulso check marked.yaml
{ cat pulso.yaml; printf 'log:\n'; } | sed 's/^brands:/brands:\n  - { id: mute }/' >mute.yaml
gives "a brand that no query looks for is a warning" 0 "^warning: mute.yaml:[0-9]+:11: brand 'mute' has no query" pulso check mute.yaml
expect_eq "also for programs" 1 "$(pulso check mute.yaml --json | python3 -c 'import json,sys; print(len(json.load(sys.stdin)["warnings"]))')"
sed 's/^zone: .*/zone:/' pulso.yaml >zone.yaml
gives "a zone with nothing behind it is not the default" 2 '^zone.yaml:2:1: zone: nothing stands behind it' pulso check zone.yaml
cat >bad.yaml <<'YAML'
prefix: pulso.
zone: Mars/Olympus
brands:
  - id: a
    queries: [ { name: q, query: 'a AND (b' } ]
ingest:
  sources: [ { name: f, typ: file } ]
YAML
gives "every section's mistake is said, with its place" 2 '^bad.yaml:2:[0-9]+: ' pulso check bad.yaml
gives "also the query's" 2 '^bad.yaml:5:[0-9]+: ' pulso check bad.yaml
gives "also the source's" 2 '^bad.yaml:7:[0-9]+: ' pulso check bad.yaml
expect_eq "each once" 3 "$(pulso check bad.yaml --json 2>/dev/null | python3 -c 'import json,sys; print(len(json.load(sys.stdin)["errors"]))')"

# --- queries in a configuration
printf 'brands:\n  - id: a\n    queries:\n      - name: q\n        query: >-\n          oro AND\n            (plata or cobre)\n' >folded.yaml
gives "a mistake in a folded query is found where it stands" 2 '^folded.yaml:7:20: operators are written in capitals: OR' pulso query check folded.yaml
expect_eq "with the caret under it" "                     ^~" "$(pulso query check folded.yaml 2>&1 | sed -n 3p)"
printf 'brands:\n  - { id: a, queries: [{ name: q, query: "oro OR plata" }] }\n  - { id: b, queries: [{ name: r, query: "(oro) OR plata" }] }\n' >twins.yaml
gives "the same query for two brands is a warning" 0 "^twins.yaml:3:43: warning: the same query is another brand's, 'q' of a in twins.yaml:2:43" pulso query check twins.yaml
expect "and no mistake" pulso query check twins.yaml

# --- classify
cat >in.jsonl <<'JSON'
{"platform":"x","id":"1","created_at":"2026-11-22T10:00:00Z","author":{"handle":"ana"},"text":"Telenorte es un desastre, pésimo, horrible","mine":[1,{"a":"}"}]}
no mention
{"platform":"x","id":"2","created_at":"2026-11-22T10:00:00Z","author":{"handle":"ana"},"text":"Bancosur es excelente, muchas gracias"}
{"platform":"x","id":"3","created_at":"2026-11-22T10:00:00Z","author":{"handle":"ana"}}
{"platform":"x","id":"4","created_at":"2026-11-22T10:00:00Z","author":{"handle":"ana"},"text":"x","pulso":{}}
JSON
# shellcheck disable=SC2016
gives "bad lines are said with their number, and the exit code is 1" 1 '^line 2: ' bash -c '"$1" classify <in.jsonl' - "$BIN/pulso"
expect_eq "all bad lines are" "2 4 5" "$(pulso classify <in.jsonl 2>&1 >/dev/null | sed 's/line \([0-9]*\):.*/\1/' | xargs)"
pulso classify <in.jsonl >out.jsonl 2>/dev/null
expect_eq "the good ones go on" "telenorte negative bancosur positive" "$(python3 -c '
import json
for line in open("out.jsonl"):
    b = json.loads(line)["pulso"]["brands"]
    print(b[0]["brand"], b[0]["sentiment"]["label"])' | xargs)"
printf '%s\n' 'no funciona nada' '{"text":"thank you, great service","mine":1}' '{así empieza un texto}' 'muy "bueno" & malo' >texts
bare() (cd "$T/elsewhere" && env -u PULSO_CONFIG "$BIN/pulso" classify "$@")
mkdir "$T/elsewhere"
expect_eq "--text takes lines and texts, in order, without a configuration" "no funciona nada|thank you, great service|{así empieza un texto}|muy \"bueno\" & malo" \
    "$(bare --text <texts 2>/dev/null | jq -r 'select(.pulso.sentiment.label and .pulso.brands == []) | .text' | paste -sd'|')"
expect_eq "a text alone is enough, and its language is believed" "pt" "$(bare 2>/dev/null <<<'{"text":"hola","lang":"pt"}' | jq -r .pulso.lang)"
gives "what is no UTF-8 is said" 1 '^line 1: byte 4 is no UTF-8' bash -c 'printf "bad\\377\\n" | "$1" classify --text' - "$BIN/pulso"
printf '%s\t%s\t%s\n' neg 'pésimo servicio, nadie contesta' complaint neu '¿a qué hora abren mañana?' question >judged.tsv
calibration() { env -u PULSO_CLASSIFY_MODELS "$BIN/pulso" eval --lang "$1" --json judged.tsv | jq -r '.intent | "\(.texts) \(.told_confidence) \(.calibration_error != null and .calibration_error < 0.6)"'; }
expect_eq "eval judges learned intents by their confidence" "2 2 true" "$(calibration es)"
expect_eq "and not those that signs decided, which tell none" "2 0 false" "$(calibration en)"
expect "unknown members travel on untouched" grep -qF '"mine":[1,{"a":"}"}],"pulso":{' out.jsonl
expect "--pretty is the same JSON" python3 - <<PY
import json, subprocess
text = subprocess.run(["$BIN/pulso", "classify", "--pretty"], stdin=open("in.jsonl"), capture_output=True, text=True).stdout
decoder, at, seen = json.JSONDecoder(), 0, []
while at < len(text.rstrip()):
    one, at = decoder.raw_decode(text, at)
    seen.append(one)
    at += len(text[at:]) - len(text[at:].lstrip())
assert seen == [json.loads(l) for l in open("out.jsonl")], "not the same"
assert text.count("\n") > 20, "not indented"
PY

# --- a brand's model that is no better is refused
awk 'BEGIN { split("negative neutral positive", l, " ")
    for (i = 0; i < 60; i++) { c = (c * 1103 + 12345) % 65536; printf "%s\tla tienda %c%c de la calle %c%c\n", l[1 + int(c / 64) % 3], 97 + i % 23, 97 + i / 7, 97 + i % 11, 97 + i % 5 } }' >chance.tsv
gives "labels by chance make no model" 1 '^refused: on unseen texts.*nothing was written' pulso train --brand telenorte --base es chance.tsv --out tn.model
gives "too few make none" 1 '^refused: 20 corrections' bash -c 'head -n 20 chance.tsv >few.tsv && "$1" train --brand telenorte --base es few.tsv --out tn.model' - "$BIN/pulso"
expect_not "and none is there" test -e tn.model

# --- the labels' tools, without what they need
gives "labels/texts without a file says how it is used" 1 '^usage: labels/texts LABELS.tsv' "$ROOT/labels/texts"
gives "labels/irony without programs says what to do" 1 'run .make.' env BIN="$T/nowhere" "$ROOT/labels/irony"
gives "and without the texts where to look" 1 "not in $T/nowhere: say PULSO_DATA" env BIN="$BIN" PULSO_DATA="$T/nowhere" "$ROOT/labels/irony"
