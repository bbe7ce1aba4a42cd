#!/usr/bin/env bash
# A version whose file is lost for good is in force in one partition, and stands before every later control record. `pulso config skip` is
# refused until something took its place, and for what can be loaded; then that partition alone goes on under the later version, from the
# stored offset on, through kills, and again after a Redis that had gone back. Two `pulso apply` at once: one is in force, the other says so.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
stack_up --partitions 2
config 'route: { teams: [care], rules: [{ name: rest, then: { queue: care } }] }'
expect "topics" pulso topics create
gen g --records 6000 --seed 54 --truth
state() { redis hget "{pulso.m.$1}:s" "$2"; }
refused() { # NAME PATTERN VERSION
    local before said
    before=$(redis hgetall '{pulso.m.1}:s' | grep -v -A1 epoch)
    said=$(pulso config skip --yes "$3" 2>&1)
    expect_eq "$1 ends with 2" 2 $?
    expect "$1 is said" grep -qE "$2" <<<"$said"
    expect_eq "$1 changes nothing" "$before" "$(redis hgetall '{pulso.m.1}:s' | grep -v -A1 epoch)"
}
daemon classify --instance c1
feed_kafka g --rate 0 --take 1000
apply a
first=$(pulso --json config history | jq '.[-1].version')
feed_kafka g --rate 0 --skip 1000 --take 1000
expect_caught_up
mkdir -p "$T/v/d" && cp -r "$T/v/b/." "$T/v/d" && echo '# lost for ever' >>"$T/v/d/brands/variant-b.yaml"
lost=$(switch begin "$T/v/d" --without brands/variant-b.yaml --partition 1)
feed_kafka g --rate 0 --skip 2000 --take 2000
expect_reason c1 "does not hold the file brands/variant-b.yaml of version $lost"
stood=$(state 1 off)
refused "skipping what nobody stands at" "no partition stands at version 999" 999
refused "skipping what works" "version $first can be loaded, so it is not skipped" "$first"
refused "skipping while nothing was applied after it" "nothing was put in force after version $lost" "$lost"

apply c
with=$(pulso --json config history | jq '.[0].version')
feed_kafka g --rate 0 --skip 4000 --take 1000
sleep 1
expect_eq "a later version alone does not help: its control record lies behind" "$stood" "$(state 1 off)"
expect_not "without --yes and without a terminal nothing is done" pulso config skip "$lost"
kill9 c1
redis_folder() { # COMMAND...: while Redis is down
    stack redis-kill
    "$@"
    stack redis-start
    within 20 eval '[ "$(redis ping)" = PONG ]'
}
redis_folder cp -a "$T/stack/redis" "$T/older"

expect "skip says which partition goes on, from where, by what" grep -q "^partition 1 goes on at offset $stood with version $with in the place of $lost$" <(pulso config skip --yes "$lost" 2>/dev/null)
expect_eq "it is written into the state" "$lost $with" "$(state 1 skip) $(state 1 ver)"
daemon classify --instance c1
kill_at_random 2 c1
expect_caught_up --deadline 60
expect "each record is judged by its version, what waited by the later one" switch check --least 3 --skipped "$lost:$with"
expect "all of it again changes nothing" grep -q "no partition stands at version $lost" <(pulso config skip --yes "$lost" 2>&1)

# Redis goes back to before it was skipped: it stands still again, and the same word heals it
kill9 c1
redis_folder eval 'rm -rf "$T/stack/redis" && cp -a "$T/older" "$T/stack/redis"'
expect_eq "Redis went back" "$lost" "$(state 1 ver)"
daemon classify --instance c1 --no-wait
expect_reason c1 "of version $lost"
expect "skip while the daemon runs" pulso config skip --yes "$lost"
expect_caught_up --deadline 60
expect "c1 is ready again" ready c1
feed_kafka g --rate 0 --skip 5000
expect_caught_up
expect "counted once and by the same versions" switch check --least 3 --skipped "$lost:$with"

# two at once: the first stands still behind its first control record while the second is put in force
expect "one is held behind its first partition" python3 "$KIT/switch.py" hold 1 "$T/held" -- "$BIN/pulso" --config "$T/pulso.yaml" apply --yes --message mine "$T/v/a" -- "$BIN/pulso" --config "$T/pulso.yaml" apply --yes --message theirs "$T/v/b"
expect "the other one is in force" grep -q '"theirs"' <(pulso --json config show | jq .message)
expect "and the first says so" grep -qE 'is not what is in force: version [0-9]+ was applied at the same time and replaces it \("theirs"\)' "$T/held"
feed_kafka g --rate 0 --take 100
expect_caught_up
expect_eq "in every partition" "$(state 0 ver)" "$(state 1 ver)"

# What route alone cannot load: its rules give to a team that the installation's file has no more. Classify goes on, route stands and says how it goes on.
version() { pulso --json config history | jq '.[0].version'; }
for team in care front; do
    mkdir -p "$T/v/$team" && cp -r "$T/v/b/." "$T/v/$team"
    echo "route: { rules: [ { name: all, then: { queue: $team } } ] }" >"$T/v/$team/rules.yaml"
done
apply care
gone=$(version)
feed_kafka g --rate 0 --skip 100 --take 400
expect_caught_up
sed -i 's/teams: \[care\]/teams: [front]/; s/queue: care/queue: front/' "$T/pulso.yaml"
expect "the new team's topic" pulso topics create
daemon route --instance r1 --no-wait
expect_reason r1 "pulso config skip $gone"
expect "skipping is refused while nothing takes its place" grep -q "nothing was put in force after version $gone" <(pulso config skip --yes "$gone" 2>&1)
apply front
feed_kafka g --rate 0 --skip 500 --take 100
expect_caught_up
expect_reason r1 "pulso config skip $gone"
expect_eq "it is skipped for route alone" "route decides what was judged by version $gone by version $(version)" "$(pulso config skip --yes "$gone" 2>"$T/said" || cat "$T/said")"
expect_caught_up --route --deadline 60
kill9 r1
feed_kafka g --rate 0 --skip 600 --take 100
daemon route --instance r1
expect_caught_up --route --deadline 60
expect "what waited is with the team that there is" [ "$(topic_count pulso.queue.front)" -gt 500 ]
said=$(pulso config skip --yes "$(version)" 2>&1)
expect_eq "what works is not skipped for route, either" "version $(version) can be loaded, so it is not skipped" "$(grep -o 'version [0-9]* can be loaded, so it is not skipped' <<<"$said" || echo "$said")"
expect_stop r1
expect_stop c1
