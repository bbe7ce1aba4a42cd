#!/usr/bin/env bash
# The whole pipeline while everything dies: ingest, two classify, two route, each killed (-9) at least twice at random
# moments, Redis and Kafka once, 2,500 mentions a second coming in. Every counter equals the ledger, every id is there,
# route decided each mention once, and every queue is whole.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 8
config "$(route_rules)"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
gen g --records "${RECORDS:-60000}" --seed "${SEED:-31}" --poison 0.2
RANDOM=${SEED:-31}
declare -A KIND=([i1]=ingest [c1]=classify [c2]=classify [r1]=route [r2]=route)
for i in "${!KIND[@]}"; do daemon "${KIND[$i]}" --instance "$i" --no-wait; done
for i in "${!KIND[@]}"; do expect "$i is ready" ready "$i"; done
feed_file g --rate "${RATE:-2500}" &
feeder=$!

file_is_read() { [ "$(stat -c %s "$T/feed.jsonl")" = "$(sed 's/.* offset=\([0-9]*\) .*/\1/' "$T/.state/feed.cursor")" ]; }
kills=0
kill_all() { # each one once, in a random order
    local i
    for i in $(shuf -e "${!KIND[@]}" --random-source="$T/g/stream.jsonl"); do
        sleep "0.$((RANDOM % 8 + 1))"
        expect "$i lives until it is killed" alive "$i"
        kill9 "$i"
        kills=$((kills + 1))
        sleep "0.$((RANDOM % 3))"
        daemon "${KIND[$i]}" --instance "$i" --no-wait
    done
}
kill_all
stack redis-kill
sleep "0.$((RANDOM % 9))"
stack redis-start
sleep 1
stack kafka-kill
sleep "0.$((RANDOM % 9))"
stack kafka-start
for _ in $(seq "${ROUNDS:-1}"); do kill_all; done
expect "mentions came in all the time" kill -0 "$feeder"
wait "$feeder"
said() { # NAME COMMAND...: as expect, and shows what was found
    expect "$@"
    "${@:2}" 2>/dev/null | sed 's/^/      /'
}
expect "all of the file is read" within 30 file_is_read
expect_caught_up --route --deadline 40
expect_exact g --at-least-once --poison-stays-out
expect_complete
said "every id is in pulso.mentions" python3 "$KIT/real_pipeline.py" ids "$T/g/stream.jsonl" --kafka "$KAFKA"
said "route decided each origin once, and every queue is whole" python3 "$KIT/real_pipeline.py" routed --kafka "$KAFKA" --redis "$REDIS"
expect "the audit agrees" "$BIN/pulso" audit --config "$T/pulso.yaml"
for i in "${!KIND[@]}"; do expect_stop "$i"; done
echo "      $kills kills"
