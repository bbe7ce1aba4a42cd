#!/usr/bin/env bash
# The kit before the daemons: what it feeds arrives once, in order, where the key belongs, and it sees who is behind.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 3
wait_for() { python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --deadline 1 "$@"; }
expect_not "a topic that does not exist is not caught up" wait_for
expect "the topics are made" python3 "$KIT/kafka.py" create "$KAFKA" pulso.mentions 3 message.timestamp.type=LogAppendTime
expect "the topics are made" python3 "$KIT/kafka.py" create "$KAFKA" pulso.classified 3
expect "an empty topic is caught up" wait_for

gen a --records 3000 --poison 1
feed_kafka a --rate 10000 --take 1000
expect_topic pulso.mentions 1000
feed_kafka a --rate 0 --skip 1000
expect_topic pulso.mentions 3000

# Each partition holds, in order, the lines whose key Java's producers would put there (murmur2).
for p in 0 1 2; do kcat -C -e -q -b "$KAFKA" -t pulso.mentions -p $p >"$T/part.$p"; done
expect "every key lies in its partition, in the order of the stream" python3 - "$T" "$KIT" <<'PY'
import sys
folder, kit = sys.argv[1:]
sys.path.insert(0, kit)
import feed

def murmur2(key):
    mask, m, n = 0xffffffff, 0x5bd1e995, len(key)
    h = 0x9747b28c ^ n
    for at in range(0, n - n % 4, 4):
        k = int.from_bytes(key[at:at + 4], "little") * m & mask
        h = (h * m ^ ((k ^ k >> 24) * m)) & mask
    if n % 4:
        h = (h ^ int.from_bytes(key[n - n % 4:], "little")) * m & mask
    h = (h ^ h >> 13) * m & mask
    return h ^ h >> 15

want = [[], [], []]
for line in open(f"{folder}/a/stream.jsonl", "rb"):
    want[(murmur2(feed.key(line)) & 0x7fffffff) % 3].append(line)
for p in range(3):
    have = open(f"{folder}/part.{p}", "rb").readlines()
    if have != want[p]:
        sys.exit(f"partition {p}: {len(have)} records, expected {len(want[p])}, or another order")
PY

expect_not "who has applied nothing is behind" wait_for
python3 "$KIT/kafka.py" ends "$KAFKA" pulso.mentions | while read -r p _ end; do redis hset "{pulso.m.$p}:s" off "$end"; done >/dev/null
expect "who has applied all is not" wait_for
expect "nor is route while nothing is classified" wait_for --route
echo x | kcat -P -b "$KAFKA" -t pulso.classified -p 2
expect_not "route is behind by one record" wait_for --route
expect "which is nothing to classify" wait_for
redis hset '{pulso.c.2}:s' off 1 >/dev/null
expect "until it has applied it" wait_for --route
redis hincrby '{pulso.m.1}:s' off -1 >/dev/null
expect_not "one record behind is behind" wait_for
stack redis-kill
expect_not "without Redis nobody knows" wait_for

# Retention and topics made again, as the fault tests need them
expect "old records are forgotten when asked so" python3 "$KIT/kafka.py" trim "$KAFKA" pulso.mentions 0 5
expect_topic pulso.mentions 2995
expect "a topic is deleted" python3 "$KIT/kafka.py" delete "$KAFKA" pulso.mentions
expect "and made again" within 10 python3 "$KIT/kafka.py" create "$KAFKA" pulso.mentions 3
expect_topic pulso.mentions 0
