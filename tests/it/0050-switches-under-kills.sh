#!/usr/bin/env bash
# The configuration is switched three times and rolled back while records flow and classify is killed (-9) again and again; once `pulso apply`
# itself is killed between two partitions and repeated. Every record is judged by the version in force at its offset, and counted once.
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
KILLS=${KILLS:-3}
stack_up --partitions 4
config 'route: { teams: [care], rules: [{ name: rest, then: { queue: care } }] }'
expect "topics" pulso topics create
gen g --records "${RECORDS:-60000}" --seed "${SEED:-50}" --truth
gen h --records 5000 --seed "${SEED:-50}" --prefix h --truth
expect "history is empty" eval 'pulso config history | grep -q "nothing was applied yet"'
daemon classify --instance c1
daemon classify --instance c2
feed_kafka g --rate "${RATE:-3000}" &
feeder=$!
few() { feed_kafka h --rate 0 --skip $(($1 * 1000)) --take 1000; } # so that every version judges some, however slow the machine is
switches() {
    few 0
    sleep 1
    apply a
    few 1
    sleep 2
    expect "apply b is killed when some partitions have it" python3 "$KIT/switch.py" kill 2 -- "$BIN/pulso" --config "$T/pulso.yaml" apply --yes "$T/v/b"
    few 2
    expect "history shows that it is incomplete" eval 'pulso config history 2>&1 | grep -q incomplete'
    expect_not "and so does its exit code" pulso config history
    expect "the partitions are at two versions" [ "$(at_versions)" = 2 ]
    sleep 1
    apply b
    expect "the same apply again completes it" [ "$(at_versions)" = 1 ]
    expect "history is complete" pulso config history
    sleep 1
    apply c
    few 3
    sleep 1
    expect "rollback to the first" pulso config rollback --yes "$(pulso --json config history | jq '.[-1].version')"
    few 4
}
in_background switches
kill_uncommitted "$KILLS" c1 c2
wait "$feeder"
what_it_said switches
expect_caught_up --deadline 60
expect "each record is judged by the version in force at its offset" switch check --least 5
expect "the books agree" pulso audit
expect_stop c1
expect_stop c2
