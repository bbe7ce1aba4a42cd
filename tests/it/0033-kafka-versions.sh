#!/usr/bin/env bash
# The whole pipeline on the other Kafka, 3.9.1: the same topics, the same client, every counter exact.
KAFKA=3.9.1
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 4
config "$(route_rules)"
expect_eq "it is that Kafka" 3.9.1 "$KAFKA_VERSION"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
expect "and as they should be" "$BIN/pulso" topics verify --config "$T/pulso.yaml"
gen g --records "${RECORDS:-2000}" --seed "${SEED:-33}" --poison 1
for d in ingest classify route; do daemon $d --instance $d; done
feed_file g --rate 0
lines() { [ "$(($(topic_count pulso.mentions) + $(topic_count pulso.dlq)))" = "$(wc -l <"$T/g/stream.jsonl")" ]; }
expect "every line is in Kafka" within 20 lines
expect_caught_up --route --deadline 20
expect_exact g --poison-stays-out
expect_complete
expect "every id is in pulso.mentions" python3 "$KIT/real_pipeline.py" ids "$T/g/stream.jsonl" --kafka "$KAFKA"
expect "route decided each origin once, and every queue is whole" python3 "$KIT/real_pipeline.py" routed --kafka "$KAFKA" --redis "$REDIS"
expect "the audit agrees" "$BIN/pulso" audit --config "$T/pulso.yaml"
for d in ingest classify route; do expect_stop $d; done
