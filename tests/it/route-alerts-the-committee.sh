#!/usr/bin/env bash
# A burst of negatives is told to the committee's hook once for each level, within seconds, signed, also when the
# receiver stumbles and when the process that watches is killed.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
export PULSO_TEST_HOOK_SECRET=it-secret

receiver_up() { # PLAN: on $RECEIVER, the same port every time
    python3 "$KIT/receiver.py" --secret "$PULSO_TEST_HOOK_SECRET" --port "$RECEIVER" --plan "$1" --log "$T/hook.jsonl" >/dev/null 2>"$T/receiver.log" &
    PID[receiver]=$!
    within 5 curl -s -o /dev/null "http://127.0.0.1:$RECEIVER/" || give_up "the receiver does not start"
}
say() { python3 "$KIT/say.py" "$@" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random || fail "say $*"; }
heard() { jq -r "select(.key != null) | $1" "$T/hook.jsonl" 2>/dev/null; } # JQ
accepted() { heard 'select(.did == "200" and .signed == true) | .key'; }
accepted_like() { accepted | grep -qE -- "$1"; }
all_alerts() { kcat -C -b "$KAFKA" -t pulso.alerts -o beginning -e -q -X isolation.level=read_committed; }
alerts() { all_alerts | grep -v '"brand":"fibranube"'; }
owner() { for i in r1 r2; do [ "$(metric $i pulso_route_control_owner)" = 1 ] && echo $i; done; }
now_ms() { date +%s%3N; }

RECEIVER=$(free_port)
: >"$T/hook.jsonl"
stack_up --partitions 4
config "$(route_rules "  crisis: { floor: 15 }" "  hooks: [ { name: committee, type: webhook, url: 'http://127.0.0.1:$RECEIVER/alert', secret: 'env:PULSO_TEST_HOOK_SECRET', give_up: 30s } ]")"
topics
route_topics
receiver_up ""
daemon classify
daemon route --instance r1
daemon route --instance r2
within 20 eval '[ "$(owner | wc -l)" = 1 ]' || fail "not exactly one of them watches: $(owner)"

# After a silence or a lag a burst comes in one batch with all that was said since: it is judged as of when it was said, and is a crisis at once.
say fibranube neutral 30 q 25
within 10 eval '[ "$(metric "$(owner)" pulso_route_event_lag_seconds)" -gt 1000 ]' || fail "nobody looks at what was said 25 minutes ago"
{
    python3 "$KIT/say.py" fibranube negative 70 g 20
    python3 "$KIT/say.py" fibranube neutral 30 r
} | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random || fail "say what came late"
within 15 accepted_like '^[0-9a-f]{16}-crisis$' || fail "what came late, all at once, is no crisis: $(heard .key)"
expect_eq "it is one of twenty minutes ago, told once" "crisis true 1" \
    "$(all_alerts | grep fibranube | tail -n 1 | jq -r --argjson now "$(date +%s)" '"\(.level) \(($now - (.opened[0:19] + "Z" | fromdate)) | . > 1000 and . < 1320)"') $(accepted | grep -c -- '-crisis$')"
kill9 receiver
: >"$T/hook.jsonl"
receiver_up "500,500"

say telenorte neutral 200 n
say telenorte negative 14 a
say zumovil negative 60 old 600
say segurpampa negative 40 late 50
sleep 4
expect_eq "fourteen negatives, sixty of ten hours ago, and forty that are late by 50 minutes, are no alert" "" "$(heard .key)"
expect_eq "and nothing is written" "" "$(alerts)"

# What waits to be counted is neither calm nor crisis, and people can see that it waits.
behind() { metric "$(owner)" pulso_route_control_behind_records; }
where() { "$BIN/pulso" --config "$T/pulso.yaml" incident list | tail -n 1; }
expect "whoever looks has seen all that came in" eval 'where | grep -qE "^r[12] has looked at all that came in, [0-9]+ s ago$"'
pause classify
say telenorte neutral 40 k
within 10 eval '[ "$(behind)" = 40 ]' || fail "$(behind) records wait, not 40"
expect "the list of incidents says so" eval 'where | grep -qE "^r[12] looks at what was said [0-9]+ s ago: 40 mentions wait to be counted$"'
resume classify
within 10 eval '[ "$(behind)" = 0 ]' || fail "$(behind) records still wait"
expect_eq "lag is no alert" "" "$(heard .key)"

began=$(now_ms)
say telenorte negative 1 b
within 10 accepted_like '^[0-9a-f]{16}-alert$' || fail "no alert came"
first=$(heard 'select(.did == "500") | .at * 1000 | floor' | head -n 1)
took=$((first - began))
if [ "$took" -le 2000 ]; then ok "the tipping mention was on the wire after $took ms"; else fail "it took $took ms from the tipping mention to the wire"; fi
expect_eq "two refusals and one success, with one key" "500 500 200 1" "$(heard .did | tr '\n' ' ')$(heard .key | sort -u | wc -l)"
key=$(accepted | head -n 1)
expect_eq "it says which brand, and how much" "telenorte alert open 15" "$(heard 'select(.did == "200") | .body | fromjson | "\(.brand) \(.level) \(.state) \(.x)"')"
within 5 eval 'alerts | tail -n 1 | grep -q "\"notified\":\"alert\""' && ok "that people know is written down" || fail "no record says that people know"

# The one that watches is killed while the receiver is down: its successor knows the incident, and tells the crisis once it can.
kill9 receiver
watching=$(owner)
say telenorte negative 60 c
within 10 eval 'alerts | tail -n 1 | grep -q "\"level\":\"crisis\""' || fail "no crisis is written"
kill9 "$watching"
receiver_up ""
within 40 accepted_like "^${key%-alert}-crisis\$" && ok "the successor told the crisis of the same incident" || fail "no crisis was told: $(heard .key | sort | uniq -c)"
sleep 3
expect_eq "nothing else was told" "$key ${key%-alert}-crisis" "$(heard .key | sort -u | tr '\n' ' ' | sed 's/ $//')"

# Another type is another incident of the same brand, and says what it is about.
say telenorte negative 110 p 0 'La factura de Telenorte es un robo, una vergüenza'
within 15 eval '[ "$(accepted | sort -u | wc -l)" = 3 ]' || fail "no alert of the second type: $(accepted | sort | uniq -c)"
expect_eq "it is commercial, of the brand that has an institutional one" "commercial telenorte crisis open institutional" \
    "$(heard "select(.key != \"$key\" and .did == \"200\" and (.key | startswith(\"${key%-alert}\") | not)) | .body | fromjson | \"\(.type) \(.brand) \(.level) \(.state)\"") $(heard "select(.key == \"$key\" and .did == \"200\") | .body | fromjson | .type")"
heard 'select(.did == "200" and (.body | contains("commercial"))) | .body' | tail -n 1 >"$T/commercial"
expect_eq "it says which words, whose and where, and each kind makes the whole excess" "term author platform true" \
    "$(jq -r '. as $i | [.causes[] | select(.kind != "topic")] | group_by(.kind) | "\(any(.[][]; .kind == "term" and (.name | contains("factura"))) | if . then "term" else "-" end) \(any(.[][]; .kind == "author") | if . then "author" else "-" end) \(any(.[][]; .kind == "platform") | if . then "platform" else "-" end) \(all(.[] | select(.[0].kind != "platform"); (map(.excess) | add) - ($i.x - $i.mu) | fabs < 1))"' "$T/commercial")"
expect_eq "and five of its mentions, each of another author" "5 5 true" "$(jq -r '"\(.samples | length) \([.samples[].author] | unique | length) \(all(.samples[]; .text | contains("factura")))"' "$T/commercial")"
expect_eq "every request was signed" "true" "$(heard .signed | sort -u)"

# Redis loses everything: what was said is counted anew from Kafka, and nobody is told again.
say bancosur negative 40 d
within 20 eval '[ "$(accepted | sort -u | wc -l)" = 4 ]' || fail "no alert of the second brand"
told=$(accepted | sort -u)
redis flushall >/dev/null
say bancosur neutral 50 e
expect_caught_up --deadline 60
sleep 4
expect_eq "nobody is told again" "$told" "$(accepted | sort -u)"
other=$([ "$watching" = r1 ] && echo r2 || echo r1)
expect_log "$other" 'event=control_holds partition=[0-9]+ offset=[0-9]+ evaluated='
expect_stop "$other"
expect_stop classify
