#!/usr/bin/env bash
# The Redis users that ship: classify, ingest and route work as `pulso`, an analyst reads and writes nothing; where a right is missing
# the commit is refused as a whole before anything is written.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 2
config 'route: { teams: [care], rules: [ { name: all, then: { queue: care } } ] }'
sed -i "s/^redis: .*/redis: { address: \"$REDIS\", user: pulso, password: env:REDIS_WORD }/" "$T/pulso.yaml"
export REDIS_WORD=not-a-secret-1
users() { grep "^user $1" "$ROOT/deploy/redis.acl" | sed "s/CHANGE-ME/$REDIS_WORD/; s/^user //" | while read -r rights; do eval "redis acl setuser $(printf '%q ' $rights)"; done; }
expect "the shipped users are taken" users pulso
users analyst >/dev/null
expect "topics" "$BIN/pulso" --config "$T/pulso.yaml" topics create
gen g --records 3000 --seed "${SEED:-25}"
daemon classify --instance c1
daemon route --instance r1
feed_kafka g --rate 0
expect_caught_up --route --deadline 60
expect_exact g
sed 's/user: pulso/user: analyst/' "$T/pulso.yaml" >"$T/analyst.yaml"
expect "an analyst reads the share of voice" "$BIN/pulso" --config "$T/analyst.yaml" sov --period 7d
expect "and audits" "$BIN/pulso" --config "$T/analyst.yaml" audit
expect_not "but writes nothing" redis --user analyst --pass "$REDIS_WORD" --no-auth-warning -e hset '{pulso.m.0}:s' off 0
expect_not "and logs no password" grep -rn "$REDIS_WORD" "$T/c1.log" "$T/r1.log"

expect_stop r1

# A right is taken away in the middle: nothing of the batch is applied, and the message names the right.
before=$(redis hgetall '{pulso.m.0}:s' | sha256sum)
redis acl setuser pulso -unlink >/dev/null
gen more --records 1000 --seed 26 --prefix h
feed_kafka more --rate 0
# ended: an ERR_CONFIG, which a person has to mend
if ended c1 30; then expect_eq "classify asks for a person" 2 "$exit_code"; else fail "classify still runs"; fi
expect_log c1 'may not run UNLINK'
expect_eq "and has applied nothing" "$before" "$(redis hgetall '{pulso.m.0}:s' | sha256sum)"
redis acl setuser pulso +unlink >/dev/null
daemon classify --instance c1
expect_caught_up --deadline 60
expect "both streams are exact" python3 "$KIT/compare.py" --redis "$REDIS" "$T/g/ledger.json" "$T/more/ledger.json"
expect_stop c1
