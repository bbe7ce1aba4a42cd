#!/usr/bin/env bash
# pulso route: proves rules, decides mentions and says why, and shows what other rules would do. Needs no server.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
unset PULSO_CONFIG
cd "$T" || give_up "no folder to be in"
figure() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1], {"d": d}))' "$1"; }
brands='brands:
  - { id: telenorte, own: true, accounts: ["@telenorte"], queries: [ { name: tn, query: telenorte } ] }
  - { id: zumovil, queries: [ { name: zm, query: zumovil } ] }'
conf() { # FILE RULE...: a configuration with these rules
    local file=$1 rule
    shift
    { printf '%s\nroute:\n  teams: [care, press, network]\n  rules:\n' "$brands"; for rule; do printf '    - %s\n' "$rule"; done; } >"$file"
}
conf old.yaml '{ name: ours, when: { own: true }, then: ignore }' \
    '{ name: reach, when: { label: negative, followers_from: 10000 }, then: { queue: press }, priority: 95, labels: [reach] }' \
    '{ name: outage, when: { brand: telenorte, topic: [outage, coverage] }, then: { queue: network }, raise: 30 }' \
    '{ name: bad, when: { brand: telenorte, label: negative }, then: { contact: care } }' '{ name: rest, then: ignore }'
conf new.yaml '{ name: ours, when: { own: true }, then: ignore }' \
    '{ name: private, when: { pii: any }, then: { contact: care } }' \
    '{ name: bad, when: { brand: telenorte, label: negative }, then: { contact: care } }' '{ name: rest, then: ignore }'
mention() { # ID HANDLE FOLLOWERS TEXT
    printf '{"v":1,"platform":"x","id":"%s","created_at":"2026-11-22T04:42:13Z","author":{"handle":"%s","followers":%s},"text":"%s"}\n' "$@"
}
{
    mention 1 telenorte 900 'en telenorte estamos trabajando'
    mention 2 ana 12000 'telenorte es un desastre'
    mention 3 leo 10 'telenorte: sin señal desde ayer en todo el barrio'
    mention 4 eva 10 'telenorte pésima atención, un horror, mi mail es eva@example.org'
    mention 5 ivo 10 'qué día de lluvia'
    printf '{"v":1,"platform":"x","id":"5","deleted":true}\n'
} >mentions.jsonl

# --- check
gives "every rule, with its outcome and its proof" 0 '^outage +queue network +[0-9]+ +reached' pulso --config old.yaml route check
gives "and what is proven of all" 0 'every mention ends in exactly one' pulso --config old.yaml route check
expect_eq "for programs" "5 reached" "$(pulso route check old.yaml --json | figure '"%d %s" % (len(d["rules"]), d["rules"][2]["reach"])')"
conf covered.yaml '{ name: a, when: { label: [negative, neutral] }, then: ignore }' '{ name: b, when: { label: positive, platform: x }, then: ignore }' \
    '{ name: c, when: { platform: x, lang: es }, then: { queue: care } }' '{ name: rest, then: ignore }'
gives "a rule that others cover together is refused, with its place" 2 '^.*covered.yaml:[0-9]+:7: rule "c" is never reached: "a" and "b" before it take all' \
    pulso route check covered.yaml
gives "pulso check says so, too" 2 'rule "c" is never reached' pulso check covered.yaml

# --- test
gives "each mention with its rule" 0 '^outage +queue network +[0-9]+ +telenorte: sin señal' pulso --config old.yaml route test --input mentions.jsonl
gives "how many each rule took, none as well" 0 '^bad +contact care +1$' pulso --config old.yaml route test --input mentions.jsonl
gives "deletions are decided by no rule" 0 'deletions and new numbers +1' pulso --config old.yaml route test <mentions.jsonl
expect_not "personal data is masked" grep -q 'eva@' <(pulso --config old.yaml route test --input mentions.jsonl)
expect_eq "for programs" "reach queue press 95 reach" \
    "$(pulso --config old.yaml route test --json --input mentions.jsonl | sed -n 2p | figure '"%s %s %s %d %s" % (d["rule"], d["outcome"], d["team"], d["priority"], d["labels"][0])')"
gives "a line that is no mention is said with its number" 1 '^line 2: ' pulso --config old.yaml route test < <(head -1 mentions.jsonl; echo nothing)
head -5 mentions.jsonl >said.jsonl
pulso --config old.yaml classify <said.jsonl >classified.jsonl
expect_eq "what was classified already is decided the same" "$(pulso --config old.yaml route test --json --input said.jsonl | cksum)" \
    "$(pulso --config old.yaml route test --json --input classified.jsonl | cksum)"

# --- explain
gives "why a rule does not take it" 0 '✗ reach +followers_from: not said' pulso --config old.yaml route explain 'telenorte: sin señal'
gives "which rule takes it" 0 '✓ outage +queue network' pulso --config old.yaml route explain 'telenorte: sin señal'
gives "what makes it urgent" 0 'urgency [0-9]+: base \+30, .*rule \+30' pulso --config old.yaml route explain 'telenorte: sin señal'
expect_eq "for programs" "outage ['ours', 'reach']" \
    "$(pulso --config old.yaml route explain --json 'telenorte: sin señal' | figure '"%s %s" % (d["rule"], [p["rule"] for p in d["passed"]])')"
gives "a text is wanted" 2 'one text or mention is wanted' pulso --config old.yaml route explain

# --- replay
gives "what would end elsewhere" 0 '^5 mentions: 2 would end elsewhere' pulso --config old.yaml route replay new.yaml --input mentions.jsonl
gives "by which rules, and how many" 0 '^reach +queue press +bad +contact care +1$' pulso --config old.yaml route replay new.yaml --input mentions.jsonl
gives "with examples, masked" 0 'outage → bad  telenorte: sin señal' pulso --config old.yaml route replay new.yaml --input mentions.jsonl
expect_eq "for programs" "5 2 1" "$(pulso --config old.yaml route replay new.yaml --json --input mentions.jsonl | figure '"%d %d %d" % (d["mentions"], d["changed"], d["moved"])')"
expect_eq "the same rules change nothing" "0 0" "$(pulso --config old.yaml route replay old.yaml --json --input mentions.jsonl | figure '"%d %d" % (d["changed"], d["moved"])')"
mkdir rules && sed -n '/^route/,$p' new.yaml | grep -v teams >rules/rules.yaml && sed '/^route/,$d' new.yaml >rules/brands.yaml
expect_eq "a directory as for pulso apply" "2 1" "$(pulso --config old.yaml route replay rules --json --input mentions.jsonl | figure '"%d %d" % (d["changed"], d["moved"])')"
