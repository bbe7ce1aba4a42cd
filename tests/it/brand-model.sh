#!/usr/bin/env bash
# From a correction to a better label, and back: mentions are marked by hand, a model learns from them, is applied, judges
# the next mention of that brand, and a rollback takes it away again.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
stack_up --partitions 2
config
export PULSO_CONFIG=$T/pulso.yaml
expect "topics" pulso topics create
mkdir -p "$T/v/model/brands"
brands() { # MODEL
    printf 'brands:\n  - { id: telenorte, queries: [{ name: t, query: telenorte }]%s }\n  - { id: zumovil, queries: [{ name: z, query: zumovil }] }\n' "$1" >"$T/v/brands.yaml"
}
produce() { kcat -P -b "$KAFKA" -X partitioner=murmur2_random "$@"; }
mention() { # ID TEXT
    printf 'x:%s|{"platform":"x","id":"%s","created_at":"2026-11-22T10:00:00Z","lang":"es","author":{"handle":"ana"},"text":"%s"}\n' "$1" "$1" "$2"
}
said() { # ID: its label toward the brand, and whether the new model judged all of it, and the brand
    kcat -C -q -e -b "$KAFKA" -t pulso.classified -o beginning | python3 -c 'import json,sys
for l in sys.stdin:
    m = json.loads(l)
    if m.get("id") == sys.argv[1]: print(m["pulso"]["brands"][0]["sentiment"]["label"], m["pulso"]["model"] == sys.argv[2], m["pulso"]["brands"][0].get("model") == sys.argv[2])' "$1" "$model"
}
# Words that nobody knows yet: where telenorte is zorbo, its customers are glad; where it is frunco, they are not.
python3 - >"$T/mentions" 2>"$T/truth" <<'EOF'
import json, sys
word, plain = ["frunco", "tienda", "zorbo"], ["la mesa azul", "el tren de las seis", "una calle", "ayer en la plaza", "dos libros"]
for i in range(150):
    text = f"telenorte {word[i % 3]} {plain[i % 5]} {chr(97 + i % 23)}{chr(97 + i // 23)} {chr(97 + i % 7)}"
    print(f"x:{i}|" + json.dumps({"platform": "x", "id": str(i), "created_at": "2026-11-22T10:00:00Z", "lang": "es", "author": {"handle": "ana"}, "text": text}))
    print(i, ["negative", "neutral", "positive"][i % 3], file=sys.stderr)
EOF

daemon classify
brands ''
expect "the first version" pulso apply --yes --message plain "$T/v"
produce -t pulso.mentions -K '|' <"$T/mentions"
{ mention two "telenorte zorbo y zumovil también"; mention gone "telenorte frunco una calle"; } | produce -t pulso.mentions -K '|'
expect_caught_up

# --- marking
gives "marking says what the mention was called" 0 'x:0, telenorte: it said neutral; kept' pulso label mark x:0 --label negative --intent complaint --by lucia
gives "what is right can be said, too" 0 'it said neutral; kept' pulso label mark x:1 --right
gives "what was wrongly marked" 0 kept pulso label mark x:3 --label positive --by lucia
gives "is marked again" 0 kept pulso label mark x:3 --label negative --by ana
gives "a mention may be of another brand" 0 kept pulso label mark x:4 --not-of-brand --note 'the station'
gives "of several brands one has to be named" 2 'of 2 brands: say of which' pulso label mark x:two --label positive
gives "and then it is" 0 'x:two, zumovil' pulso label mark x:two --label positive --brand zumovil
gives "a mention that is not there" 2 'no mention x:nobody' pulso label mark x:nobody --label positive
gives "no intent" 2 '--intent angry: one of' pulso label mark x:0 --intent angry
gives "nothing said" 2 'say what it should be' pulso label mark x:0
gives "a brand that nobody listens for" 2 'did you mean telenorte' pulso label mark x:0 --label positive --brand telenort
expect "what will be deleted" pulso label mark x:gone --label negative
printf 'x:gone|{"platform":"x","id":"gone","deleted":true}\n' | produce -t pulso.mentions -K '|'
# All others as the dashboard writes them; one is sent twice, one cannot be read, one is taken back.
while read -r id label; do
    case $id in 0 | 1 | 3 | 4) continue ;; esac
    printf 'x:%s|{"v":1,"id":"web-%s","kind":"wrong","at":"2026-11-22T12:00:00Z","by":"lucia","role":"analyst","mention":"x:%s","conversation":"x:%s","data":{"label":"%s"}}\n' \
        "$id" "$id" "$id" "$id" "$label"
done <"$T/truth" >"$T/actions"
first=$(head -n 1 "$T/actions")
echo "${first/positive/negative}" >>"$T/actions"
printf 'x:5|{"v":1,"id":"bad","kind":"wrong","at":"2026-11-22T12:00:01Z","by":"l","role":"analyst","mention":"x:5","conversation":"x:5","data":{"label":"angry"}}\n' >>"$T/actions"
produce -t pulso.actions -K '|' <"$T/actions"
expect "taking one back" pulso label mark x:149 --withdraw
expect_caught_up

# --- reading them back
pulso label export --brand telenorte --lang es >"$T/corrections.tsv" 2>"$T/said"
expect_eq "all of the brand's but the one of another brand, the deleted and the withdrawn" 148 "$(wc -l <"$T/corrections.tsv")"
expect_eq "the latest of a mention stands" 1 "$(grep -c '^negative	telenorte frunco ayer en la plaza da d$' "$T/corrections.tsv")"
expect_eq "with the intent" 1 "$(grep -c '^negative	telenorte frunco la mesa azul.*	complaint$' "$T/corrections.tsv")"
expect_eq "the first record of an id counts" 1 "$(grep -c '^positive	telenorte zorbo una calle ca c$' "$T/corrections.tsv")"
gives "what is left out is said" 0 'left out: 1 \(not of the brand\)' cat "$T/said"
gives "and that one could not be read" 0 '1 actions could not be read' cat "$T/said"
gives "list shows who said what" 0 'ana +x:3 +telenorte +neutral +negative' pulso label list --brand telenorte
gives "list of another brand" 0 'x:two +zumovil' pulso label list --brand zumovil
gives "list for programs" 0 '"mention":"x:4","brand":"telenorte".*"of_brand":false' pulso label list --json
expect "all of it is JSON" python3 -c 'import json,sys; assert sum(1 for l in sys.stdin if json.loads(l)["wrong"]) == 151' < <(pulso label list --json)

# --- training, and putting it in force
model=$(pulso train --brand telenorte --base es "$T/corrections.tsv" --out "$T/v/model/brands/telenorte.model" | sed -n 's/ is in .*//p')
expect "a model is made" grep -qE '^es-[0-9a-f]{8}$' <<<"$model"
gives "one that no brand names is a slip" 2 'no brand says that it is its model' pulso apply --yes "$T/v"
brands ', model: model/brands/telenorte.model'
expect "applied" pulso apply --yes --message learned "$T/v"
{ mention n1 "telenorte frunco una calle"; mention n2 "zumovil frunco una calle"; } | produce -t pulso.mentions -K '|'
expect_caught_up
expect_eq "before, nobody knew" "neutral False False" "$(said 0)"
expect_eq "behind it, it is known of the brand" "negative True True" "$(said n1)"
expect_eq "and of no other" "neutral False False" "$(said n2)"
version=$(pulso config history --json | python3 -c 'import json,sys; print([v["version"] for v in json.load(sys.stdin) if "plain" in json.dumps(v)][0])')
expect "back to the first version" pulso config rollback --yes "$version"
mention n3 "telenorte frunco una calle" | produce -t pulso.mentions -K '|'
expect_caught_up
expect_eq "behind the rollback nobody knows any more" "neutral False False" "$(said n3)"
expect_stop classify
