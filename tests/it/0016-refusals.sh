#!/usr/bin/env bash
# What Kafka no longer holds, or holds otherwise than it was counted, is never passed over in silence: retention shorter than
# an outage, nothing stored where the log has lost its beginning, a topic made again, offsets beyond its end, another count
# of partitions. Each is refused with what to do, and a gap that a person accepts is counted.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
kafka() { python3 "$KIT/kafka.py" "$1" "$KAFKA" pulso.mentions "${@:2}"; }
state() { redis hget "{pulso.m.$1}:s" "$2"; }
end_of() { kafka ends | awk -v p="$1" '$1 == p { print $3 }'; }
gap_accept() { # PARTITION FROM TO: as `pulso gap accept` does
    if [ -x "$BIN/pulso" ]; then
        PULSO_CONFIG=$T/pulso.yaml "$BIN/pulso" gap accept "$1" --yes >"$T/gap.log" 2>&1 || fail "pulso gap accept: $(cat "$T/gap.log")"
    else
        expect_eq "the gap of $1 is accepted" ok "$(redis eval "$(tail -n +2 "$ROOT/common/io/gap.lua")" 1 "{pulso.m.$1}" "$2" "$3" | head -n 1)"
    fi
}
gap_is() { [ "$(metric c1 pulso_classify_gap_offsets)" = "$1" ]; }
again() { # as many partitions, no record
    expect "the topic is deleted" kafka delete
    expect "and made again" within 10 python3 "$KIT/kafka.py" create "$KAFKA" pulso.mentions 2 message.timestamp.type=LogAppendTime
}
fresh() { # nothing counted, an empty topic
    again
    redis flushall >/dev/null
}
stack_up --partitions 2
config
sed -i 's/replication: 1 }/replication: 1, options: { topic.metadata.refresh.interval.ms: 500 } }/' "$T/pulso.yaml"
topics
gen g --records 2000 --seed "${SEED:-91}"
gen h --records 3000 --seed "${SEED:-92}" --prefix h

# --- retention shorter than the outage
feed_kafka g --rate 0
daemon classify --instance c1
expect_caught_up --deadline 20
expect_stop c1
off0=$(state 0 off) off1=$(state 1 off)
feed_kafka h --rate 0
kafka trim 0 $((off0 + 100))
kafka trim 1 $((off1 + 7))
daemon classify --instance c1 --no-wait
expect_reason c1 "retention dropped (100|7) records .*pulso gap accept [01]"
expect_log c1 "level=error .*event=partition_refused partition=0 .*retention dropped 100 records \($off0 to $((off0 + 99))\)"
expect_log c1 "level=error .*event=partition_refused partition=1 .*retention dropped 7 records"
expect "the metric says how many in all" within 5 gap_is 107
expect_eq "nothing was passed over" "$off0 $off1" "$(state 0 off) $(state 1 off)"
gap_accept 0 "$off0" $((off0 + 100))
caught_up() { [ "$(state "$1" off)" = "$(end_of "$1")" ]; }
expect "the accepted one goes on by itself" within 10 caught_up 0
expect_eq "the gap is counted" "100 " "$(state 0 gap) $(state 1 gap)"
expect "the metric says what is left" within 5 gap_is 7
expect_reason c1 "retention dropped 7 records"
gap_accept 1 "$off1" $((off1 + 7))
expect_caught_up --deadline 15
expect "it is ready" ready c1 10
expect "no gap is left" gap_is 0
expect_eq "and nothing is wrong in the books" 0 "$(python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" | grep -cE 'booked|no name|not in|beyond')"

# --- nothing stored, and the log has lost its beginning
redis flushall >/dev/null
expect_reason c1 "Redis knows no offset, and Kafka's log starts at $((off0 + 100)), not at 0.*pulso gap accept 0"
gap_accept 0 "" $((off0 + 100))
gap_accept 1 "" $((off1 + 7))
expect_caught_up --deadline 15
expect_eq "all before is counted as lost" "$((off0 + 100)) $((off1 + 7))" "$(state 0 gap) $(state 1 gap)"

# --- the topic made again under a running classify, and as long as before
expect_stop c1
fresh
feed_kafka g --rate 0
daemon classify --instance c1
expect_caught_up --deadline 20
again
feed_kafka g --rate 0
expect_reason c1 'is not the one that was counted: the topic was made again; use a new prefix, or clear'
expect_eq "nothing of it is counted" 0 "$(python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" >/dev/null; echo $?)"
expect_stop c1

# --- made again while classify was away: longer, and shorter than what was counted
feed_kafka h --rate 0
daemon classify --instance c1 --no-wait
expect_reason c1 'is not the one that was counted: the topic was made again'
expect_stop c1
again
daemon classify --instance c1 --no-wait
expect_reason c1 'records are counted but Kafka ends at 0: the topic was made again or cut; use a new prefix, or clear'
expect_stop c1
expect_eq "nothing of it is counted" 0 "$(python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" >/dev/null; echo $?)"

# --- days of another zone than they were counted in
fresh
feed_kafka g --rate 0
daemon classify --instance c1
expect_caught_up --deadline 20
expect_stop c1
sed -i 's#^zone: .*#zone: Europe/Madrid#' "$T/pulso.yaml"
expect_refusal 2 'zone is Europe/Madrid, but was America/Mexico_City from the first start on' classify --instance c1
sed -i 's#^zone: .*#zone: America/Mexico_City#' "$T/pulso.yaml"

# --- more partitions than it was counted with
fresh
feed_kafka g --rate 0
daemon classify --instance c1
expect_caught_up --deadline 20
expect "the topic grows" python3 "$KIT/kafka.py" grow "$KAFKA" pulso.mentions 3
expect_reason c1 'has more partitions than the 2 it was made with.*set it back, or start a new prefix'
expect_stop c1
expect_refusal 2 'has 3 partitions, but was counted with 2: .*set the count back, or start a new prefix' classify --instance c1
