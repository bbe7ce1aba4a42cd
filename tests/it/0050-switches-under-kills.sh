#!/usr/bin/env bash
# The configuration is switched three times and rolled back while records flow and classify is killed (-9) again and again; once `pulso apply`
# itself is killed between two partitions and repeated. Then each of three switches comes while a batch from before it is produced and not
# committed, and classify is killed there. Every record is judged by the version in force at its offset, and counted once.
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
. "$KIT/hold.sh"
stack_up --partitions 4
config 'route: { teams: [care], rules: [{ name: rest, then: { queue: care } }] }'
hold_proxy commit
expect "topics" pulso topics create
gen g --records "${RECORDS:-20000}" --seed "${SEED:-50}" --truth
gen h --records 8000 --seed "${SEED:-50}" --prefix h --truth
expect "history is empty" eval 'pulso config history | grep -q "nothing was applied yet"'
daemon classify --instance c1
daemon classify --instance c2
feed_kafka g --rate "${RATE:-3000}" &
feeder=$!
few() { feed_kafka h --rate 0 --skip $(($1 * 1000)) --take 1000; } # so that every version judges some, however slow the machine is
killed_apply() { expect "apply $1 is killed when some partitions have it" python3 "$KIT/switch.py" kill 2 -- "$BIN/pulso" --config "$T/pulso.yaml" apply --yes "$T/v/$1"; }
first_version() { pulso --json config history | jq '.[-1].version'; }
switches() {
    few 0
    apply a
    few 1
    sleep 1
    killed_apply b
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
    expect "rollback to the first" pulso config rollback --yes "$(first_version)"
    few 4
}
in_background switches
kill_at_random "${KILLS:-7}" c1 c2
wait "$feeder"
what_it_said switches

# What is judged again after the kill must be judged as before it, though something newer stands in pulso.config by now.
before_kill() { # N COMMAND...: a switch, while some of the Nth thousand were judged by the version before it, and are not committed
    expect_caught_up --deadline 60
    hold_batch few "$1"
    shift
    "$@"
    kill_held c1 c2
}
before_kill 5 apply b
before_kill 6 killed_apply c
apply c
before_kill 7 expect "rollback while a batch waits" pulso config rollback --yes "$(first_version)"
expect_caught_up --deadline 60
expect_not "nothing is uncommitted in the end" uncommitted
expect "each record is judged by the version in force at its offset" switch check --least 5
expect "the books agree" pulso audit
expect_stop c1
expect_stop c2
