#!/usr/bin/env bash
# Two route processes are killed (-9) in mid-stream: every counter is exact, no mention is missing from its queue, and
# what is there twice has the same key. Some kills come at any moment; others find a batch produced and not committed, for
# certain: they come while the commit is held on its way to Redis. One finds records routed ahead of others, of what had come in before route began.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 4
proxy=127.0.0.1:$(free_port)
python3 "$KIT/cut.py" "$proxy" "$REDIS" --sha "$(sha1sum <"$ROOT/common/io/commit.lua" | cut -d' ' -f1)" --hold "$T/hold" >"$T/held.txt" &
PID[proxy]=$!
config "$(route_rules "  desk: { agents: [ { id: AR, teams: [care, press], capacity: 1000 }, { id: BT, teams: [care, press], capacity: 1000 } ] }")"   # both: all is said at one time here, so a case may change its team
sed -i "s/address: \"$REDIS\"/address: \"$proxy\"/" "$T/pulso.yaml"
topics
route_topics
python3 "$KIT/routed.py" feed "$T/ledger.json" --kafka "$KAFKA" --records "${RECORDS:-40000}" --rate 4000 --seed "${SEED:-4}" --repeats 10 &
feeder=$!
sleep 3                # more waits than they take at once
echo ahead >"$T/hold"
daemon route --instance r1 --no-wait
daemon route --instance r2 --no-wait
held() { wc -l <"$T/held.txt"; }
held_more_than() { [ "$(held)" -gt "$1" ]; } # COUNT
uncommitted() { python3 "$KIT/routed.py" uncommitted --kafka "$KAFKA" --redis "$REDIS"; }
ahead() { for q in 0 1 2 3; do redis hget "{pulso.c.$q}:s" ahead; done; }
within 60 held_more_than 0 || give_up "nothing is routed ahead"
kill9 r1
kill9 r2
expect "the kill found records that were routed ahead of others" [ -n "$(ahead)" ]
rm "$T/hold"
daemon route --instance r1 --no-wait
daemon route --instance r2 --no-wait
# Both end while a batch of one of them waits for its commit, so that nobody commits anything until it was looked at.
kill_before_commit() {
    local before
    before=$(held)
    : >"$T/hold"
    within 30 held_more_than "$before" || give_up "nobody commits anything: the feed is over, or route does not run"
    kill9 r1
    kill9 r2
    expect "the kill found a batch produced and not committed" uncommitted
    rm "$T/hold"
    daemon route --instance r1 --no-wait
    daemon route --instance r2 --no-wait
}
for _ in $(seq "${HELD:-3}"); do kill_before_commit; done
for _ in $(seq "${KILLS:-3}"); do
    for victim in r1 r2; do
        sleep "0.$((RANDOM % 6 + 2))"
        kill9 "$victim"
        daemon route --instance "$victim" --no-wait
    done
done
wait "$feeder"
expect_caught_up --route --deadline 60
expect_not "nothing is uncommitted in the end" uncommitted
expect "every counter is exact and every queue whole" route_check
expect_eq "nothing is left that was ahead" "" "$(ahead | tr -d '\n')"
again=$(route_check | sed 's/.* \([0-9]*\) more than once.*/\1/')
expect "$again records are in a queue more than once" [ "$again" -gt 0 ]
# The desk died with route each time, between giving a case and seeing it given, and whoever came next gave what nobody seemed to have.
given() { kcat -C -b "$KAFKA" -t pulso.actions -o beginning -e -q | jq -c 'select(.kind == "assign") | [.conversation, .id]' | sort -u; }
nobody_has() { "$BIN/pulso" --config "$T/pulso.yaml" case list --json | jq '[.[] | select(.agent == null)] | length'; }
within 120 eval '[ "$(nobody_has)" = 0 ]' || fail "$(nobody_has) cases are not given"
expect "many cases were given" [ "$(given | wc -l)" -gt 500 ]
expect_eq "each case was given once" "$(given | jq -r '.[0]' | sort -u | wc -l)" "$(given | wc -l)"
expect_stop r1
expect_stop r2
