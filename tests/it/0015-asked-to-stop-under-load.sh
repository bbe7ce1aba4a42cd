#!/usr/bin/env bash
# SIGTERM under load: classify ends with 0 in time and leaves nothing to replay: no record stands in pulso.classified beyond
# the committed offset, and at the end none stands there twice. Then the same program under the sanitizers, start to finish.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
config
topics
gen g --records "${RECORDS:-60000}" --seed "${SEED:-61}"
daemon classify --instance c1
feed_kafka g --rate 6000 &
feeder=$!
for _ in $(seq "${STOPS:-6}"); do
    sleep "0.$((RANDOM % 9 + 1))"
    expect_stop c1
    expect_not "nothing is left to replay" python3 "$KIT/classified.py" uncommitted --kafka "$KAFKA" --redis "$REDIS" --owner c1
    daemon classify --instance c1
done
wait "$feeder"
expect_caught_up --deadline 30
expect_exact g
expect "no record was passed on twice" python3 "$KIT/classified.py" once --kafka "$KAFKA" --redis "$REDIS"
expect_stop c1

sanitized
gen s --records "${SANITIZED:-8000}" --seed "${SEED:-61}" --prefix s --poison 1
daemon classify --instance c1
feed_kafka s --rate 2000
expect_caught_up --deadline 30
expect "every counter is exact under the sanitizers, too" python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" "$T/s/ledger.json"
expect_complete
expect_stop c1
expect_no_report c1
