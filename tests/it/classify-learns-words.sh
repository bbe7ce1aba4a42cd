#!/usr/bin/env bash
# classify learns how often words come from what it reads; what is compiled after that, by a switch or at the next start, is
# compiled by it, and /metrics says so. Only speed depends on it: with nothing kept, or something foreign, it starts as ever.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
stack_up --partitions 2
config 'route: { teams: [care], rules: [{ name: rest, then: { queue: care } }] }'
expect "topics" pulso topics create
gen g --records 6000 --seed 7 --truth
words() { redis hget '{pulso.words}' table; }

redis hset '{pulso.words}' mentions many table 'what is this' >/dev/null
daemon classify --instance c1
feed_kafka g --rate 0
expect_caught_up
expect "mentions were learned from" [ "$(metric c1 pulso_classify_learned_mentions)" -ge 3000 ]
expect_eq "what was compiled before does not know them" 0 "$(metric c1 pulso_classify_queries_learned)"
apply a
feed_kafka g --rate 0 --take 1
expect_caught_up
expect "a version that came after does" within 10 eval '[ "$(metric c1 pulso_classify_queries_learned)" -ge 1 ]'
expect_stop c1
expect "what was learned is kept" grep -qE '^de	[0-9]+$' <(words)
learned=$(redis hget '{pulso.words}' mentions)

daemon classify --instance c1
expect_eq "and taken up at the next start" "$learned" "$(metric c1 pulso_classify_learned_mentions)"
expect_stop c1
redis set '{pulso.words}' nonsense >/dev/null
daemon classify --instance c1
expect_eq "what is not ours is as nothing" 0 "$(metric c1 pulso_classify_learned_mentions)"
expect_stop c1
