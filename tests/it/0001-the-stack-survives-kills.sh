#!/usr/bin/env bash
# The servers themselves: they keep what they acknowledged, a torn file is mended, a damaged one is refused,
# and nobody else's process is ever ended.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 2
AOF=$T/stack/redis/appendonlydir/appendonly.aof.1.incr.aof
pid_of() { cut -d' ' -f1 "$T/stack/$1.pid"; }

# --- two at a time, and up twice is the same as once
before="$(pid_of kafka) $(pid_of redis)"
stack_up --partitions 2
expect_eq "a second up starts nothing" "$before" "$(pid_of kafka) $(pid_of redis)"
expect_not "another count of partitions is refused" "$ROOT/deploy/stack" up "$T/stack" --partitions 3
expect "a second stack starts beside it" "$ROOT/deploy/stack" up "$T/other" --kafka-version "$kafka_version"
expect "and ends alone" "$ROOT/deploy/stack" down "$T/other"
expect_eq "which does not touch the first" PONG "$(redis ping)"

# --- Kafka
expect_not "no topic makes itself" timeout 5 kcat -P -b "$KAFKA" -t nobody.made.it -X message.timeout.ms=1000 "$0"
expect "a topic is made" python3 "$KIT/kafka.py" create "$KAFKA" pulso.mentions 2 message.timestamp.type=LogAppendTime
gen a --records 2000
feed_kafka a --rate 0
expect_topic pulso.mentions 2000
stack kafka-kill
stack kafka-start
expect_topic pulso.mentions 2000
stack kafka-stop
stack kafka-start
expect_topic pulso.mentions 2000
expect "a consumer group works" timeout 30 kcat -q -b "$KAFKA" -X auto.offset.reset=earliest -c 2000 -G group pulso.mentions

# --- Redis: every commit is one MULTI ... EXEC, so one record of the file
commit() { redis eval "redis.call('SET', KEYS[1], ARGV[1]) redis.call('HSET', KEYS[2], 'a', ARGV[1], 'b', ARGV[1])" 2 '{x}s' '{x}h' "$1" >/dev/null; }
synced() { redis config set appendfsync always >/dev/null; }
synced
commit 1
size=$(stat -c %s "$AOF")
commit 2
stack redis-kill
stack redis-start
expect_eq "what was synced survives a kill" 2 "$(redis get '{x}s')"
synced
for cut in 1 20 60 100; do
    commit 3
    stack redis-kill
    truncate -s -$cut "$AOF"
    stack redis-start 2>"$T/start.log"
    expect_eq "a commit torn $cut bytes before its end is gone as a whole" "2 2 2" "$(redis get '{x}s') $(redis hmget '{x}h' a b | xargs)"
    expect_log start 'were cut off'
    synced
done
expect "the tail was cut at a commit" [ "$(stat -c %s "$AOF")" -gt "$size" ]

stack redis-kill
cp "$AOF" "$T/good.aof"
python3 - "$AOF" <<'PY'
import sys
with open(sys.argv[1], "r+b") as f:
    good = f.read()
    f.write(b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$60\r\n" + b"x" * 60 + b"\r\n")
    for _ in range(20000):
        f.write(b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$60\r\n" + b"y" * 60 + b"\r\n")
    f.seek(len(good) + 1)
    f.write(b"?")
PY
damaged=$(sha256sum <"$AOF")
expect_not "damage far from the end is refused" stack redis-start
stack redis-start 2>"$T/refused.log"
expect_log refused 'restore the last backup'
expect_eq "and the file is left as it was" "$damaged" "$(sha256sum <"$AOF")"
cp "$T/good.aof" "$AOF"
expect "the restored file is taken" stack redis-start
expect_eq "with what it held" 2 "$(redis get '{x}s')"

# --- a pid that somebody else has by now is not ours to end
stack redis-kill
sleep 60 &
bystander=$!
echo "$bystander 12345" >"$T/stack/redis.pid"
stack redis-kill
expect "a bystander with our old pid lives" kill -0 "$bystander"
stack redis-start
expect_eq "and Redis starts" PONG "$(redis ping)"
