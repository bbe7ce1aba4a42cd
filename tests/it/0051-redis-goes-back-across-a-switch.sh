#!/usr/bin/env bash
# Redis is restored from a backup that is older than two switches of the configuration: the replay judges every record by the version that was in
# force there, not by the newest. Then everything is flushed, and built anew across all of them.
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
stack_up --partitions 4
config
expect "topics" pulso topics create
gen g --records 30000 --seed "${SEED:-51}" --truth
daemon classify --instance c1
daemon classify --instance c2
part() { feed_kafka g --rate 6000 --skip $(($1 * 6000)) --take 6000; }
part 0
apply a
part 1
expect_caught_up
redis bgrewriteaof >/dev/null
within 10 eval '[ "$(redis info persistence | grep -c "aof_rewrite_in_progress:0")" = 1 ]'
stack redis-kill
cp -a "$T/stack/redis" "$T/snapshot"
stack redis-start
part 2
apply b
part 3
apply c
part 4
expect_caught_up --deadline 60
version() { redis hget "{pulso.m.$1}:s" ver; }
newest=$(version 0)
stack redis-kill
rm -rf "$T/stack/redis" && cp -a "$T/snapshot" "$T/stack/redis"
kill9 c2     # one process starts anew: what it judges by is in Redis alone
stack redis-start
expect "Redis is at an older version: $(version 0), not $newest" [ "$(version 0)" != "$newest" ]
daemon classify --instance c2 --no-wait
expect_caught_up --deadline 60
expect "the replay judged each record by its version" switch check --least 4
redis flushall >/dev/null
expect_caught_up --deadline 60
expect "and so did the one from the beginning" switch check --least 4
expect_eq "all partitions are at the newest again" "$newest $newest $newest $newest" "$(version 0) $(version 1) $(version 2) $(version 3)"
sov=$(pulso --json sov --set all --period 90d 2>&1)
expect "no set of an older version is known any more" grep -q 'no set of brands' <<<"$sov"
sov=$(pulso --json sov --period 90d)
expect_eq "sov says under which versions the period was counted" 4 "$(jq '.stamp.versions | length' <<<"$sov")"
expect_eq "and of which the brands are" "$(pulso --json config history | jq -r '.[0].manifest[:16]')" "$(jq -r .stamp.config <<<"$sov")"
expect "for people, too" eval 'pulso sov --period 90d | grep -q "counted under 4 versions of the configuration: 0 (.* mentions), "'
# A broker that is away for longer than one question to it may take is asked again: a script that reads the figures is not left with nothing.
broker=$(cut -d' ' -f1 "$T/stack/kafka.pid")
kill -STOP "$broker"
{ sleep 6; kill -CONT "$broker"; } &
sov=$(pulso --json sov --period 90d)
expect_eq "sov waits for a broker that stands still for a while" "0 4" "$? $(jq '.stamp.versions | length' <<<"$sov")"
expect_stop c1
expect_stop c2
