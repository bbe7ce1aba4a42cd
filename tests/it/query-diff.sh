#!/usr/bin/env bash
# pulso query diff: over a file, and over what Kafka holds, without taking anything from anybody.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 2
config
export PULSO_CONFIG=$T/pulso.yaml
pulso() { "$BIN/pulso" "$@"; }
figure() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1], {"d": d}))' "$1"; }
mention() { # ID TEXT
    printf '{"platform":"x","id":"%s","created_at":"2026-11-22T10:00:00Z","author":{"handle":"ana"},"text":"%s"}\n' "$1" "$2"
}
produce() { kcat -P -b "$KAFKA" -X partitioner=murmur2_random -t "$@"; }
topics

for i in $(seq 1 40); do mention "n$i" "Telenorte va mal"; done >"$T/mentions.jsonl"
for i in $(seq 1 10); do mention "f$i" "Telenorte y el futbol"; done >>"$T/mentions.jsonl"
for i in $(seq 1 20); do mention "b$i" "Zumovil atiende bien"; done >>"$T/mentions.jsonl"
gzip -k "$T/mentions.jsonl"
sed "s/'telenorte OR @telenorte'/'(telenorte OR @telenorte) NOT futbol'/" "$T/pulso.yaml" >"$T/edited.yaml"
expect_not "the edit changes the file" cmp -s "$T/pulso.yaml" "$T/edited.yaml"

# --- a file
plain=$(pulso query diff "$T/pulso.yaml" "$T/edited.yaml" --json <"$T/mentions.jsonl")
expect_eq "what is removed is counted" "10 0" "$(figure '"%d %d" % (d["matched"]["removed"], d["matched"]["added"])' <<<"$plain")"
expect_eq "share of voice before and after" "71.4% 66.7%" "$(figure '"%.1f%% %.1f%%" % [(100 * b["before"]["share"], 100 * b["after"]["share"]) for b in d["sets"][0]["brands"] if b["brand"] == "telenorte"][0]' <<<"$plain")"
expect_eq "gzip makes no difference" "$plain" "$(pulso query diff "$T/pulso.yaml" "$T/edited.yaml" --json --input "$T/mentions.jsonl.gz")"
expect_eq "--ids names each of them" 10 "$(pulso query diff "$T/pulso.yaml" "$T/edited.yaml" --ids <"$T/mentions.jsonl" | grep -c '^- x:f')"
expect "a run on a terminal shows how far it is" grep -q '100 %' <(script -qec "'$BIN/pulso' query diff a b --input '$T/mentions.jsonl'" /dev/null)

# --- Kafka
expect_eq "an empty topic is no error" 0 "$(pulso query diff telenorte zumovil --topic --json | figure 'd["mentions"]')"
produce pulso.mentions <"$T/mentions.jsonl"
produce pulso.mentions <"$T/mentions.jsonl"   # once more: repeats
echo 'no mention' | produce pulso.mentions
expect_eq "the topic gives what the file gave" "70 70 1 10" \
    "$(pulso query diff "$T/pulso.yaml" "$T/edited.yaml" --topic --json | figure '"%d %d %d %d" % (d["mentions"], d["repeats"], d["unreadable"], d["matched"]["removed"])')"
expect_eq "a limit takes the newest" "True True" \
    "$(pulso query diff telenorte zumovil --topic --limit 20 --json 2>/dev/null | figure '"%s %s" % (d["cut"], 10 <= d["mentions"] <= 20)')"
expect_eq "a period in the past holds nothing" 0 "$(pulso query diff telenorte zumovil --topic --period 2020-10 --json | figure 'd["mentions"]')"
daemon classify
expect_caught_up
expect_eq "pulso.classified can be read as well" "70 20" \
    "$(pulso query diff telenorte 'telenorte OR zumovil' --topic --classified --json | figure '"%d %d" % (d["mentions"], d["matched"]["added"])')"

# --- the same topic, for rules
printf 'brands: [ { id: telenorte, queries: [ { name: tn, query: telenorte } ] } ]\nroute:\n  rules: [ { name: bad, when: { label: negative }, then: contact }, { name: rest, then: ignore } ]\n' >"$T/one.yaml"
printf 'brands: [ { id: telenorte, queries: [ { name: tn, query: telenorte } ] } ]\nroute:\n  rules: [ { name: rest, then: ignore } ]\n' >"$T/other.yaml"
kcat -C -b "$KAFKA" -t pulso.classified -e -q >"$T/classified.jsonl"
moved() { pulso route replay "$T/other.yaml" --rules "$T/one.yaml" --json "$@" | figure '"%d %d" % (d["mentions"], d["changed"])'; }
expect_eq "pulso route replay reads what was routed" "$(moved --input "$T/classified.jsonl")" "$(moved)"
expect "and finds what would end elsewhere" [ "$(moved | cut -d' ' -f2)" -ge 40 ]
