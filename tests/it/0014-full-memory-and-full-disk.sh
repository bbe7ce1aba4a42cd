#!/usr/bin/env bash
# Redis is full: first its memory, then the disk under its append-only file. classify says so in its log and on
# /health/ready, counts nothing wrong meanwhile, and goes on by itself when there is room again.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# The disk is a small tmpfs where one may be mounted; else the size of Redis's files is limited, which fails its writes alike.
small_disk() {
    mkdir -p "$T/stack/redis"
    # shellcheck disable=SC2154 # set in the trap itself
    if mount -t tmpfs -o size=64m pulso-it "$T/stack/redis" 2>/dev/null; then
        trap 'code=$?; umount -l "$T/stack/redis"; (exit $code); end_of_test' EXIT
        fill() { dd if=/dev/zero of="$T/stack/redis/ballast" bs=4k 2>/dev/null || true; }
        drain() { rm "$T/stack/redis/ballast"; }
    else
        trap '' XFSZ
        fill() { prlimit --pid "$(cut -d' ' -f1 "$T/stack/redis.pid")" --fsize=1000:unlimited; }
        drain() { prlimit --pid "$(cut -d' ' -f1 "$T/stack/redis.pid")" --fsize=unlimited:unlimited; }
    fi
}
small_disk
stack_up --partitions 4
config
topics
gen g --records "${RECORDS:-32000}" --seed "${SEED:-81}"
daemon classify --instance c1
feed_kafka g --rate 4000 &
feeder=$!
sleep 1

redis config set maxmemory 1mb >/dev/null
expect_reason c1 'OOM'
expect_log c1 'level=warn .*OOM'
sleep 1
redis config set maxmemory 0 >/dev/null
expect "it goes on when there is memory again" ready c1 15

fill
expect_reason c1 'MISCONF.*(No space left|too large)'
expect_log c1 'level=warn .*MISCONF'
sleep 1
drain
expect "it goes on when there is room on the disk again" ready c1 15
wait "$feeder"
expect_caught_up --deadline 30
expect_exact g

# Full, and killed while it was: what the file did not take is gone, offset and counters together.
gen h --records "${RECORDS_THEN:-8000}" --seed "${SEED:-82}" --prefix h
feed_kafka h --rate 4000 &
feeder=$!
sleep 0.5
fill
expect_reason c1 'MISCONF'
stack redis-kill
drain
stack redis-start
wait "$feeder"
expect_caught_up --deadline 30
expect "every counter is exact" python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" "$T/h/ledger.json"
expect_complete
expect "classify was never restarted" [ "$(grep -c event=start "$T/c1.log")" = 1 ]
expect_stop c1
