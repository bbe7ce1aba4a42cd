#!/usr/bin/env bash
# Real exports as they are, through the shipped examples and mappings, into real Kafka and Redis: `pulso sov` equals a
# count of the same files by a few lines of Python, to the last mention; no row is lost in silence.
. "$(dirname "$0")/lib.sh"
DATA=$(realpath -m "${PULSO_DATA:-$ROOT/../shared/data}/mentions")
stack_up --partitions 4
export PULSO_KAFKA_BROKERS=$KAFKA PULSO_REDIS_ADDRESS=$REDIS
cp -r "$ROOT/deploy/examples" "$ROOT/deploy/sources" "$T"
real() { python3 "$KIT/real_input.py" "$@"; }
pulso() { "$BIN/pulso" "$@" --config "$T/pulso.yaml"; }
books() { # PREFIX FIELD: summed over the partitions
    local p n=0 v
    for p in 0 1 2 3; do
        v=$(redis hget "{$1.m.$p}:s" "$2")
        n=$((n + ${v:-0}))
    done
    echo "$n"
}
caught_up() { expect "caught up" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --prefix "$1." --deadline 60; }
once() { # NAME: reads the sources to their end; prints the milliseconds
    local from
    from=$(date +%s%3N)
    "$BIN/pulso-ingest" --once --config "$T/pulso.yaml" >>"$T/$1.ingest.log" 2>&1 || return 1
    echo $(($(date +%s%3N) - from))
}

# NAME EXAMPLE FILE...
story() {
    local name=$1 example=$2 rows readable distinct ms from file
    shift 2
    for file in "$@"; do
        [ -r "$DATA/$file" ] || { echo "SKIP  $name: $DATA/$file is absent, nothing was shown of it (PULSO_DATA names the folder)"; skipped=1; return; }
        ln -s "$DATA/$file" "$T/examples/$file"
    done
    # paths in it are relative to its folder
    sed "s|\.\./sources/|sources/|; s|path: \([a-z]\)|path: examples/\1|" "$T/examples/$example.yaml" >"$T/pulso.yaml"
    rm -rf "$T/.state"
    read -r rows readable distinct period <<<"$(real facts "$name" "$DATA")"
    pulso topics create >"$T/topics.log" 2>&1 || { fail "the topics of $name: $(cat "$T/topics.log")"; return; }
    from=$(date +%s%3N)
    daemon classify --instance "$name"
    ms=$(once "$name") || { fail "ingest of $name: $(tail -n 3 "$T/$name.ingest.log")"; return; }
    caught_up "$name"
    echo "      $name: $rows rows read in $ms ms ($((rows * 1000 / ms)) a second), counted after $(($(date +%s%3N) - from)) ms"

    expect_eq "$name: mentions and dead letters are all rows" "$rows" "$(($(topic_count "$name.mentions") + $(topic_count "$name.dlq")))"
    expect_eq "$name: dead letters are the rows without a text" $((rows - readable)) "$(topic_count "$name.dlq")"
    expect_eq "$name: each id is new once" "$distinct" "$(books "$name" new)"
    expect_eq "$name: what was repeated is a duplicate" $((readable - distinct)) "$(books "$name" dup)"
    expect_eq "$name: nothing else became of any" "0 0 0 0" "$(books "$name" upd) $(books "$name" late) $(books "$name" dlq) $(books "$name" gap)"
    expect "$name: the ids are those of the file" real ids "$name" "$DATA" "$KAFKA"
    pulso sov --json --by day --period "$period" >"$T/$name.json"
    expect "$name: share of voice by handle and day is exact" real sov "$name" "$DATA" "$T/$name.json"
    expect "$name: the audit agrees" pulso audit
    if [ "$((rows - readable))" -gt 0 ]; then
        expect_eq "$name: every dead letter says why" $((rows - readable)) "$(pulso dlq list --limit 1000 --json | grep -o '"reason":"[^"]' | wc -l)"
    fi
}
again() { # NAME: the same export from another source, as when two people upload it
    local before
    before=$(books "$1" new)
    rm -rf "$T/.state"
    once "$1" >/dev/null || fail "ingest of $1 again: $(tail -n 3 "$T/$1.ingest.log")"
    caught_up "$1"
    expect_eq "$1, read again, is all duplicates" "$before $before" "$(books "$1" new) $(books "$1" dup)"
    pulso sov --json --by day --period "$period" >"$T/$1.json"
    expect "$1: which changes nothing" real sov "$1" "$DATA" "$T/$1.json"
}

skipped="" period=""
story airlines us-airlines-2015-02 us-airlines-2015-02.csv.gz
[ -n "$skipped" ] || expect_stop airlines
skipped=""
story banks banks banks-2020-10.csv.gz banamex-2021-12.csv.gz
[ -n "$skipped" ] || { again banks; expect_stop banks; }
skipped=""
story finance mx-finance mx-finance-2018-2019.jsonl.gz
[ -n "$skipped" ] || expect_stop finance
[ $((passed + failed)) -gt 0 ] || ok "without data beside the repository nothing was tried but the stack"
