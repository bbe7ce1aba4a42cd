#!/usr/bin/env bash
# The process that watches is paused for longer than its session and comes back: its successor tells the crisis, and it
# itself neither writes nor tells anything more. And: a hook that cannot be reached is given up in time, not in silence. And: one
# whom the group fences, as a broker that died may do to the only process of a name, joins anew; twice within a minute is one too many.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
export PULSO_TEST_HOOK_SECRET=it-secret
say() { python3 "$KIT/say.py" "$@" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random || fail "say $*"; }
alerts() { kcat -C -b "$KAFKA" -t pulso.alerts -o beginning -e -q -X isolation.level=read_committed; }
owner() { for i in r1 r2; do [ "$(metric $i pulso_route_control_owner)" = 1 ] && echo $i; done; }

NOBODY=$(free_port)
stack_up --partitions 4
config "$(route_rules "  hooks: [ { name: committee, type: webhook, url: 'http://127.0.0.1:$NOBODY/', secret: 'env:PULSO_TEST_HOOK_SECRET', give_up: 1s } ]")"
topics
route_topics
daemon classify
daemon route --instance r1
daemon route --instance r2
within 20 eval '[ "$(owner | wc -l)" = 1 ]' || fail "not exactly one of them watches: $(owner)"

say telenorte negative 20 a
within 15 eval 'alerts | grep -q "\"notified\":\"alert\""' && ok "the alert is settled although nobody could be told" || fail "the alert hangs"
letter=$(kcat -C -b "$KAFKA" -t pulso.dlq -o beginning -e -q -X isolation.level=read_committed -f '%h %s\n')
expect_eq "one dead letter" 1 "$(wc -l <<<"$letter")"
case $letter in *reason=hook\ committee:*stage=hook*'"brand":"telenorte"'*) ok "the dead letter says who could not be told, and of what" ;; *) fail "the dead letter: $letter" ;; esac
case $letter in *it-secret*) fail "it holds the secret" ;; *) ok "and nothing secret" ;; esac
expect_not "no log holds the secret" grep -l it-secret "$T"/r1.log "$T"/r2.log

watching=$(owner)
other=$([ "$watching" = r1 ] && echo r2 || echo r1)
pause "$watching"
within 30 eval "[ \"\$(metric $other pulso_route_control_owner)\" = 1 ]" && ok "the other takes over" || fail "nobody takes over"
say telenorte negative 80 b
within 10 eval 'alerts | grep -q "\"level\":\"crisis\""' && ok "and sees the crisis" || fail "no crisis"
before=$(alerts | wc -l)
resume "$watching"
within 20 eval '[ "$(owner)" = '"$other"' ]' || fail "who watches: $(owner)"
sleep 3
expect_eq "still the other watches, and it alone" "$other" "$(owner)"
expect_eq "one incident, whatever happened" 1 "$(alerts | grep '"id"' | jq -r .id | sort -u | wc -l)"
expect_eq "the one that was paused raised nothing" "0" "$(curl -s "http://127.0.0.1:${PORT[$watching]}/metrics" | awk '/alerts_total.*crisis/ { n += $NF } END { print n + 0 }')"
[ "$(alerts | wc -l)" -le $((before + 2)) ] && ok "and wrote nothing" || fail "$before records became $(alerts | wc -l)"

with_its_name() { # takes its place in the group until it is fenced in turn
    timeout 60 kcat -b "$KAFKA" -X group.instance.id="$other" -X partition.assignment.strategy=cooperative-sticky -X session.timeout.ms=6000 \
        -X heartbeat.interval.ms=1000 -G pulso.control pulso.control >"$T/kcat.log" 2>&1 &
    kcat=$!
}
with_its_name
within 20 grep -q 'event=fenced topic=pulso.control' "$T/$other.log" && ok "it is fenced" || fail "nobody was fenced"
within 40 eval '[ "$(owner)" = '"$other"' ]' && ok "and watches again" || fail "who watches: $(owner)"
expect "it is the same process" alive "$other"
kill -KILL "$kcat" 2>/dev/null
say telenorte positive 3 c
expect "which is sound" ready "$other" 20
with_its_name
if ended "$other" 20; then expect_eq "fenced again at once it ends with 2" 2 "$exit_code"; else fail "it still runs"; fi
expect_log "$other" 'another process runs with the same --instance'
kill -KILL "$kcat" 2>/dev/null
expect_stop "$watching"
expect_stop classify
