#!/usr/bin/env bash
# Of several ingest, classify and route, one joins or leaves every two seconds while mentions come in, each ingest
# with a file of its own: every counter is exact, and no partition with work stands still for 15 seconds.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 8
N=${N:-3} SECONDS_OF=${SECONDS_OF:-20} RATE=${RATE:-700}
config "$(route_rules)"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
RANDOM=${SEED:-32}
ledgers=() streams=() feeders=()
for k in $(seq "$N"); do
    gen "g$k" --records $((RATE * SECONDS_OF)) --seed "$((${SEED:-32} + k))" --prefix "n$k"
    : >"$T/feed$k.jsonl"
    sed "s|\(name: feed\)\(.*\)/feed.jsonl|\1$k\2/feed$k.jsonl|" "$T/pulso.yaml" >"$T/i$k.yaml"
    ledgers+=("$T/g$k/ledger.json") streams+=("$T/g$k/stream.jsonl")
done

# KIND K: lib.sh's daemon, but each ingest has a configuration of its own, which names its file
join() {
    local key=$1-$2 file=$T/pulso.yaml
    [ "$1" != ingest ] || file=$T/i$2.yaml
    PORT[$key]=$(free_port)
    PULSO_ADMIN_LISTEN=127.0.0.1:${PORT[$key]} "$BIN/pulso-$1" --config "$file" --instance "$key" >>"$T/$key.log" 2>&1 &
    PID[$key]=$!
}
for kind in ingest classify route; do
    join $kind 1
    ready "$kind-1" || give_up "$kind is not ready"
done
for k in $(seq "$N"); do
    python3 "$KIT/feed.py" "$T/g$k/stream.jsonl" --append "$T/feed$k.jsonl" --rate "$RATE" >/dev/null &
    feeders+=("$!")
done
python3 "$KIT/real_pipeline.py" idle "$T/done" --kafka "$KAFKA" --redis "$REDIS" --most 15 >"$T/idle.txt" 2>&1 &
watcher=$!

# The members of a kind take turns: 2 joins, 1 leaves, 3 joins, 2 leaves, 1 joins, ... so one at least is there.
declare -A turn=([ingest]=0 [classify]=0 [route]=0)
joins=0 leaves=0
next_turn() { # KIND
    local n=$((turn[$1]++))
    if [ $((n % 2)) = 0 ]; then
        join "$1" $(((n / 2 + 1) % N + 1))
        joins=$((joins + 1))
    else
        expect_stop "$1-$((n / 2 % N + 1))" >>"$T/stops.txt"
        leaves=$((leaves + 1))
    fi
}
# One event every two seconds, so each kind has one every six: as long as the session of a member that left. (Its
# partitions stand still until then; a second one that leaves meanwhile would add its own.) Each kind joins and leaves once at least, however slow
# the machine is.
began=$SECONDS kinds=(ingest classify route) events=0
while [ $((SECONDS - began)) -lt "$SECONDS_OF" ] || [ $events -lt 6 ]; do
    next_turn "${kinds[$((events++ % 3))]}"
    sleep "1.$((RANDOM % 5 + 5))"
done
for k in $(seq "$N"); do alive "ingest-$k" || join ingest "$k"; done
wait "${feeders[@]}"
file_is_read() { [ "$(stat -c %s "$T/feed$1.jsonl")" = "$(sed 's/.* offset=\([0-9]*\) .*/\1/' "$T/.state/feed$1.cursor")" ]; }
for k in $(seq "$N"); do expect "file $k is read" within 30 file_is_read "$k"; done
expect_caught_up --route --deadline 40
touch "$T/done"
if wait "$watcher"; then ok "$(cat "$T/idle.txt")"; else fail "$(tail -n 3 "$T/idle.txt")"; fi
expect "members came and went ($joins joined, $leaves left)" [ $((joins < leaves ? joins : leaves)) -ge 3 ]
expect "who leaves does so with 0 within ten seconds" eval '! grep FAIL "$T/stops.txt"'
expect "every counter is exact" python3 "$KIT/compare.py" --redis "$REDIS" "${ledgers[@]}"
expect_complete
expect "every id is in pulso.mentions" python3 "$KIT/real_pipeline.py" ids "${streams[@]}" --kafka "$KAFKA"
expect "route decided each origin once, and every queue is whole" python3 "$KIT/real_pipeline.py" routed --kafka "$KAFKA" --redis "$REDIS"
for i in "${!PID[@]}"; do ! alive "$i" || expect_stop "$i"; done
