#!/usr/bin/env bash
# The connection to Redis ends after a commit went out and before its answer came, again and again, and within the answers
# to what a batch reads: whether it was applied is unknown each time, and every counter equals the ledger. What is passed on
# stays whole: under the sanitizers, since what was sent must not be touched before Kafka has it.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
CUTS=${CUTS:-15}
sanitized
stack_up --partitions 4
proxy=127.0.0.1:$(free_port)
shas() { for script in commit read; do echo --sha "$(sha1sum <"$ROOT/common/io/$script.lua" | cut -d' ' -f1)"; done; }
# shellcheck disable=SC2046 # a list of options
python3 "$KIT/cut.py" "$proxy" "$REDIS" $(shas) --chance "${CHANCE:-0.6}" --spare "${SPARE:-0.7}" --any "${ANY:-0.002}" --seed "${SEED:-71}" >"$T/cuts.txt" &
PID[proxy]=$!
config
sed -i "s/address: \"$REDIS\"/address: \"$proxy\"/" "$T/pulso.yaml"
# What a turn sent before its connection ended is still on its way when the next turn begins.
sed -i 's/replication: 1 }/replication: 1, options: { linger.ms: 1500 } }/' "$T/pulso.yaml"
topics
gen g --records "${RECORDS:-20000}" --seed "${SEED:-71}"
feed_kafka g --rate 2000 &
feeder=$!
daemon classify --instance c1
wait "$feeder"
expect_caught_up --deadline 60
cuts=$(grep -c 'an answer' "$T/cuts.txt")
expect "$cuts commits and reads lost their answer" [ "$cuts" -ge "$CUTS" ]
expect_exact g
expect_complete
expect "what was passed on is whole" python3 "$KIT/classified.py" sound --kafka "$KAFKA" --redis "$REDIS"
expect_stop c1
expect_no_report c1
