#!/usr/bin/env bash
# A power loss tears the last transaction of Redis's append-only file at any byte; Redis loads what is left, the batch is
# replayed, and Redis starts once more: exact at all, with the same borders and with others. ALL=1: every byte.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 1
proxy=127.0.0.1:$(free_port)
python3 "$KIT/cut.py" "$proxy" "$REDIS" --record "$T/wire" >/dev/null &
PID[proxy]=$!
config
sed -i "s/address: \"$REDIS\"/address: \"$proxy\"/" "$T/pulso.yaml"
topics
gen g --records 60 --seed "${SEED:-7}" --deletions 15 --updates 15 --duplicates 5
classified() { # what Kafka holds, in one batch
    daemon classify --instance c1
    expect_caught_up --deadline 20
    expect_stop c1
}
back_to_20() {
    stack redis-kill
    rm -rf "$T/stack/redis" && cp -a "$T/at20" "$T/stack/redis"
    stack redis-start
}
feed_kafka g --rate 0 --take 20
classified
redis config set appendfsync always >/dev/null
stack redis-kill
cp -a "$T/stack/redis" "$T/at20"
stack redis-start
feed_kafka g --rate 0 --skip 20 --take 10
classified
feed_kafka g --rate 0 --skip 30 --take 10
classified
back_to_20
classified
feed_kafka g --rate 0 --skip 40
classified
back_to_20
daemon classify --instance c1
expect_caught_up --deadline 20
expect_exact g
expect "every cut" python3 "$KIT/torn.py" "$T/at20" "$T/wire" --step "${STEP:-$([ -n "${ALL:-}" ] && echo 1 || echo 160)}"

# What a torn transaction left is noticed by a classify that has nothing to do, too, and nothing is built on it.
redis sadd '{pulso.m.0}:ends' 1000 >/dev/null
expect_reason c1 'torn transaction of its append-only file; stop Redis, run redis-check-aof --fix'
redis srem '{pulso.m.0}:ends' 1000 >/dev/null
expect "it goes on once that is mended" ready c1 10
expect_exact g
expect_stop c1
