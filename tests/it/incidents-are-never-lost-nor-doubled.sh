#!/usr/bin/env bash
# Many brands in trouble at once, while whoever watches is killed, receivers fail, hang, drop and answer 500, and Redis and
# Kafka stand still or die: every incident is told, acknowledged and settled within 30 s of recovery, under one key; and a hook
# that nobody answers holds up nobody and is seen in the dead letters. INCIDENTS=200 for the long one.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
N=${INCIDENTS:-12} AT_ONCE=$(((N + 23) / 24)) RANDOM=${SEED:-7}
into() { kcat -P -b "$KAFKA" -t "$1" -K "$(printf '\t')" -X partitioner=murmur2_random -X message.timeout.ms=60000; } # TOPIC
dump() { kcat 2>>"$T/kcat.log" -C -b "$KAFKA" -t "$1" -o beginning -e -q -X isolation.level=read_committed -f '%h %k\n%s\n'; } # TOPIC
owner() { for i in r1 r2; do [ "$(metric $i pulso_route_control_owner)" = 1 ] && echo $i; done; }
truth() { dump pulso.alerts >"$T/alerts"; dump pulso.dlq >"$T/letters"; python3 "$KIT/incidents.py" check "$T/alerts" "$T/letters" "$T/hook.jsonl" "$N" >"$T/truth"; }
receiver_up() { # PLAN
    python3 "$KIT/receiver.py" --secret none --unsigned --port "$RECEIVER" --hang-s 3 --plan "$1" --log "$T/hook.jsonl" >/dev/null 2>>"$T/receiver.log" &
    PID[receiver]=$!
}
kafka_pid() { cut -d' ' -f1 "$T/stack/kafka.pid"; }
redis_pid() { cut -d' ' -f1 "$T/stack/redis.pid"; }
stand_still() { kill -STOP "$1"; sleep "$2"; kill -CONT "$1"; } # PID SECONDS
fault() { # N
    local watching
    case $(($1 % 6)) in
    0 | 2 | 4) watching=$(owner | head -n 1); watching=${watching:-r1}; kill9 "$watching"; kills=$((kills + 1)); daemon route --instance "$watching" --no-wait ;;
    1) kill9 receiver; sleep 1; receiver_up "500,hang,drop,302,503,hang,500,500" ;;
    3) stack redis-kill; sleep 1; stack redis-start ;;
    5) if [ -n "${LONG:-}" ]; then stack kafka-kill; stack kafka-start; else stand_still "$(kafka_pid)" 2; fi ;;
    esac
    [ -z "${LONG:-}" ] || [ $(($1 % 4)) != 3 ] || stand_still "$(redis_pid)" 2
}

RECEIVER=$(free_port) NOBODY=$(free_port) kills=0
: >"$T/hook.jsonl"
stack_up --partitions 4
{
    printf 'prefix: pulso.\nkafka: { brokers: "%s", partitions: %s, replication: 1 }\nredis: { address: "%s" }\n' "$KAFKA" "$PARTITIONS" "$REDIS"
    python3 "$KIT/incidents.py" brands "$N"
    cat <<TXT
ingest: { sources: [ { name: feed, type: file, path: "$T/feed.jsonl", follow: true } ] }
route:
  teams: [care, press]
  rules: [ { name: all, then: { queue: care } } ]
  crisis: { fresh: 0ms }
  hooks:
    - { name: room, type: webhook, url: 'http://127.0.0.1:$RECEIVER/room', body: '{{body}}', timeout: 1s }
    - { name: dead, type: webhook, url: 'http://127.0.0.1:$NOBODY/', body: '{{body}}', give_up: 3s }
TXT
} >"$T/pulso.yaml"
: >"$T/feed.jsonl"
topics
route_topics
receiver_up "500,drop,hang"
daemon classify
daemon route --instance r1
daemon route --instance r2
within 20 eval '[ "$(owner | wc -l)" = 1 ]' || fail "not exactly one of them watches: $(owner)"

persist() { # a source that goes on until Kafka has it, as ingest does: the same ids again are duplicates
    local tries
    for tries in 1 2 3 4 5 6 7 8 9 10; do
        "$@" 2>>"$T/kcat.log" && return
        sleep 2
    done
    echo "$*" >>"$T/unsaid"
}
burst() { python3 "$KIT/incidents.py" burst "$1" 20 | into pulso.mentions; }
(for ((k = 0; k < N; k++)); do
    persist burst $k
    [ $(((k + 1) % AT_ONCE)) != 0 ] || sleep 0.8
done) &
feeding=$!
for ((f = 0; f < ${FAULTS:-6}; f++)); do
    sleep "1.$((RANDOM % 10))"
    fault $f
done
wait $feeding
expect_not "every burst was said" test -e "$T/unsaid"
within 60 eval 'dump pulso.alerts >"$T/alerts"; [ "$(python3 "$KIT/incidents.py" acts "$T/alerts" | wc -l)" -ge $(((N + 1) / 2)) ]' || fail "not all incidents are known"
python3 "$KIT/incidents.py" acts "$T/alerts" >"$T/acts"
into pulso.actions <"$T/acts" && into pulso.actions <"$T/acts"      # as from a producer that got no answer
fault 0
recovered=$SECONDS
if within 30 truth; then ok "told, once, $((SECONDS - recovered)) s after recovery, and $kills kills: $(cat "$T/truth")"; else fail "30 s after recovery: $(cat "$T/truth")"; fi
[ "$(jq -r 'select(.did != "200") | .did' "$T/hook.jsonl" | wc -l)" -ge 3 ] && ok "the receiver did fail" || fail "the receiver never failed"
sleep 3
expect "and nothing else is told afterwards" truth
for i in r1 r2; do ready $i 30 || fail "$i is not ready"; done
expect_stop r1
expect_stop r2
expect_stop classify
kill9 receiver
