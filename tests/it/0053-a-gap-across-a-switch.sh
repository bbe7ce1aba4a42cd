#!/usr/bin/env bash
# Kafka forgets records that were not counted, a control record among them. Who accepts the gap goes on under the version that it had put in
# force, as `pulso.config` notes. Then Redis is lost as well: what is behind the gap is judged by that version, and not by the file.
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
stack_up --partitions 2
config
expect "topics" pulso topics create
gen g --records 3000 --seed 53 --truth
state() { redis hget "{pulso.m.$1}:s" "$2"; }
trim() { python3 "$KIT/kafka.py" trim "$KAFKA" pulso.mentions "$1" "$2"; }
newest() { pulso --json config history | jq '.[0].version'; }
switch_at() { pulso --json config history | jq ".[0].switches[$1]"; }
caught_up() { [ "$(state "$1" off)" = "$(python3 "$KIT/kafka.py" ends "$KAFKA" pulso.mentions | awk -v p="$1" '$1 == p { print $3 }')" ]; }
# how many records of partition 0 behind offset $1 are classified, and under which versions
classified() { kcat -C -q -e -b "$KAFKA" -t pulso.classified -o beginning -f '%h\n' | tr ',' ' ' | awk -v from="$1" '{ sub(/o=/, "", $1); split($1, o, ":"); if (o[1] == 0 && o[2] >= from) n[$2]++ } END { for (v in n) print v }'; }
daemon classify --instance c1
feed_kafka g --rate 0 --take 1000
expect_caught_up
apply a
first=$(newest)
expect_caught_up
expect_stop c1
feed_kafka g --rate 0 --skip 1000 --take 500
apply b
second=$(newest)
lost=$(($(switch_at 0) + 1))     # up to the control record, and with it
feed_kafka g --rate 0 --skip 1500 --take 500
expect_eq "nobody switched yet" "$first $first" "$(state 0 ver) $(state 1 ver)"
trim 0 $((lost + 5))
trim 1 $(($(state 1 off) + 3))   # before the control record
daemon classify --instance c1 --no-wait
expect_reason c1 "retention dropped .*pulso gap accept [01]"
expect "the gap of 0 is accepted" pulso gap accept 0 --yes
expect "the gap of 1 is accepted" pulso gap accept 1 --yes
expect "0 goes on" within 20 caught_up 0
expect "1 goes on, and switches at its control record" within 20 caught_up 1
expect_eq "both are at the second version" "$second $second" "$(state 0 ver) $(state 1 ver)"
expect_eq "what is behind the gap was judged by it" "c=$second" "$(classified $((lost + 5)))"
expect_stop c1

redis flushall >/dev/null
daemon classify --instance c1 --no-wait
expect_reason c1 "Redis knows no offset, and Kafka's log starts at"
expect "the gap of 0 is accepted again" pulso gap accept 0 --yes
expect "0 goes on" within 20 caught_up 0
expect_eq "under the second version, with its mark" "$second" "$(state 0 ver)"
expect "c1 has no other mark" [ "$(state 0 vmark)" != 0 ]
expect "the gap of 1 is accepted again" pulso gap accept 1 --yes
expect "1 goes on" within 20 caught_up 1
expect_eq "under the first one, and then the second" "$second" "$(state 1 ver)"
expect "c1 is ready" ready c1
expect_stop c1
