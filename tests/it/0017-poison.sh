#!/usr/bin/env bash
# Malformed records of forty kinds among good ones, with classify under the sanitizers: every one goes to pulso.dlq, whole and
# with its reason, the good ones are counted exactly, and nothing ends classify.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
sanitized
POISON=${POISON:-10000}
stack_up --partitions 3
config
topics
gen g --records "${RECORDS:-12000}" --seed "${SEED:-51}"
feed_kafka g --rate 2000 &
feeder=$!
expect "poison" python3 "$KIT/poison.py" feed "$KAFKA" "$POISON" "${SEED:-51}" &
poisoner=$!
daemon classify --instance c1
wait "$feeder"
wait "$poisoner"
expect_caught_up --deadline 60
python3 - "$T/g/ledger.json" "$POISON" <<'PY'
import json
import sys
path, poison = sys.argv[1:]
with open(path) as f:
    ledger = json.load(f)
ledger["outcomes"]["dlq"] += int(poison)
with open(path, "w") as f:
    json.dump(ledger, f)
PY
expect_exact g
expect_complete
expect "every poisoned record stands in pulso.dlq with its reason" python3 "$KIT/poison.py" check "$KAFKA" "$POISON" "${SEED:-51}"
expect_stop c1
expect_no_report c1
