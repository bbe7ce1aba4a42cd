#!/usr/bin/env bash
# Personal data: what `pulso classify` says of real texts, and that no screen shows it unless asked to.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
DATA=$(realpath -m "${PULSO_DATA:-$ROOT/../shared/data}/mentions")
stack_up --partitions 1
config
export PULSO_CONFIG=$T/pulso.yaml
pulso() { "$BIN/pulso" "$@"; }
holds() { grep -qF -- "$1" <<<"$2"; }
produce() { kcat -P -b "$KAFKA" -X partitioner=murmur2_random -t "$@"; }
topics

said='Telenorte, llámame al 55 1234 5678 o a ana.ruiz@correo.example, tarjeta 4111 1111 1111 1111'
masked='Telenorte, llámame al ** **** **78 o a a*******@correo.example, tarjeta **** **** **** 1111'
mention='{"platform":"x","id":"p1","created_at":"2026-11-22T10:00:00Z","author":{"handle":"ana"},"text":"'$said'"}'

# --- classify says the kinds, and leaves the text alone
line=$(pulso classify <<<"$mention")
expect "the classified mention names the kinds" holds '"pii":["card","phone","email"]' "$line"
expect "and keeps its text" holds "$said" "$line"

# --- tail
printf '%s\n' "$mention" | produce pulso.mentions
daemon classify
expect_caught_up
expect "tail masks" holds "$masked" "$(pulso tail --from beginning --count 1)"
line=$(pulso tail --from beginning --count 1 --json)
expect "tail --json masks the text" holds "\"text\":\"$masked\"" "$line"
expect "and is JSON with the same id" holds '"id":"p1"' "$(python3 -c 'import json,sys; print(json.dumps(json.load(sys.stdin), separators=(",", ":")))' <<<"$line")"
expect "tail --raw does not" holds "$said" "$(pulso tail --from beginning --count 1 --raw)"
expect "tail --raw --json gives the record" holds "\"text\":\"$said\"" "$(pulso tail --from beginning --count 1 --raw --json)"

# --- query tools
expect "query test masks, and still shows what matched" holds '«Telenorte», llámame al ** **** **78 o a a*******@correo.example' "$(pulso query test telenorte <<<"$mention")"
expect "query test shows where inside of what is masked" holds '« »' "$(pulso query test '"55 1234"~1' <<<"$mention" | sed 's/«[*]*»/« »/')"
expect "query diff masks its examples" holds '** **** **78' "$(pulso query diff zumovil telenorte <<<"$mention")"
expect_not "in JSON, too" holds '1234 5678' "$(pulso query diff zumovil telenorte --json <<<"$mention")"

# --- dead letters
printf '%s\n' "${mention/\"id\"/\"no_id\"}" | produce pulso.mentions
printf 'no JSON: %s\n' "$said" | produce pulso.mentions
within 20 eval '[ "$(topic_count pulso.dlq)" = 2 ]'
all="$(pulso dlq list; pulso dlq list --json; pulso dlq show 0:0; pulso dlq show 0:1)"
expect_not "neither dlq list nor show says a number" grep -qE '1234 5678|1111 1111 1111|ana\.ruiz' <<<"$all"
expect "dlq show masks what is JSON" holds "$masked" "$(pulso dlq show 0:0)"
expect "and what is none" holds "no JSON: $masked" "$(pulso dlq show 0:1)"
expect_eq "dlq show --raw gives the very bytes" "no JSON: $said" "$(pulso dlq show 0:1 --raw)"
expect_not "no log has them" grep -qE '1234 5678|1111 1111|ana\.ruiz' "$T/classify.log"

# --- real texts. What was found there was read, one by one: docs/privacy.md. Fewer is a loss, more a false alarm.
story() { # NAME KIND LEAST MOST ...
    local name=$1 file n
    shift
    file=$(python3 "$KIT/real_pii.py" file "$name")
    [ -r "$DATA/$file" ] || { echo "SKIP  $name: $DATA/$file is absent (PULSO_DATA names the folder)"; return; }
    python3 "$KIT/real_pii.py" mentions "$name" "$DATA" | pulso classify | python3 "$KIT/real_pii.py" count >"$T/$name.kinds"
    expect "$name has some" [ -s "$T/$name.kinds" ]
    while [ $# -gt 0 ]; do
        n=$(sed -n "s/^$1 //p" "$T/$name.kinds")
        n=${n:-0}
        if [ "$n" -ge "$2" ] && [ "$n" -le "$3" ]; then ok "$name: $1 in $n texts"; else fail "$name: $1 in $n texts, between $2 and $3 are wanted"; fi
        shift 3
    done
}
story finance card 0 1 iban 0 0 cbu 0 0 clabe 0 0 dni 0 0 nif 0 0 nie 0 0 cuit 0 0 curp 0 0 rfc 0 0 cpf 0 0 cnpj 0 0 phone 14 18 email 90 110 address 9 12
story banks card 0 0 clabe 0 0 nif 0 0 rfc 0 0 cpf 0 0 dni 2 2 phone 2 3 email 8 9 address 1 1
story banamex card 1 1 clabe 0 0 rfc 1 1 phone 3 3 email 11 14 address 3 5
story airlines card 0 0 cuit 0 0 nif 0 0 phone 14 17 email 14 17 address 1 1
