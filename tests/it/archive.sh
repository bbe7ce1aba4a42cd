#!/usr/bin/env bash
# The archive holds each mention once, as it was last said, and none that was deleted, while pulso-archive and classify are killed at any point.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 3
config "archive: { dir: \"$T/archive\", every: 400ms, keep_days: 0 }"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
expect_eq "a query before there is anything says so" 2 "$("$BIN/pulso" archive query --config "$T/pulso.yaml" >/dev/null 2>&1; echo $?)"
gen g --records "${RECORDS:-9000}" --seed "${SEED:-71}" --updates 8 --deletions 5
daemon classify --instance c1
daemon archive --instance a1
daemon ingest # which settles the conversation of a deletion, so that it comes behind what it deletes
feed_file g --rate 1500 &
feeder=$!
RANDOM=${SEED:-71}
kills=0
while kill -0 "$feeder" 2>/dev/null; do # often enough to hit files that are closed, and what is forgotten afterwards
    sleep "0.$((RANDOM % 7 + 2))"
    kill9 a1
    kills=$((kills + 1))
    [ $((kills % 3)) = 0 ] && { kill9 c1; daemon classify --instance c1 --no-wait; }
    daemon archive --instance a1 --no-wait
done
wait "$feeder"
file_is_read() { [ "$(stat -c %s "$T/feed.jsonl")" = "$(sed 's/.* offset=\([0-9]*\) .*/\1/' "$T/.state/feed.cursor")" ]; }
expect "all of the file is read" within 60 file_is_read
expect "many kills" [ "$kills" -ge 4 ]
expect_caught_up --deadline 60
expect_exact g --poison-stays-out
exact() { python3 "$KIT/archived.py" "$T/g/stream.jsonl" "$T/archive"; }
if within 60 exact; then ok "each mention is in the archive once, as it was last said"; else fail "the archive: $(exact 2>&1)"; fi
expect_stop a1
expect "after a stop, too" exact
daemon archive --instance a2
expect_eq "what crashes left half written is taken away" "" "$(find "$T/archive" -name '*.tmp*')"
expect_refusal 2 'another pulso-archive writes here' archive --instance a3

all=$(python3 "$KIT/archived.py" lines "$T/archive")
q() { "$BIN/pulso" archive query "$@" --config "$T/pulso.yaml"; }
expect_eq "the query without a query finds all" "$all" "$(q --period 2010-01-01..2040-01-01 --json | wc -l)"
expect_eq "words and a brand narrow it as grep does" \
    "$(q --period 2010-01-01..2040-01-01 --json --brand telenorte | grep -c tarjeta)" "$(q tarjeta --brand telenorte --period 2010-01-01..2040-01-01 --json | wc -l)"
expect "and find some" [ "$(q tarjeta --brand telenorte --period 2010-01-01..2040-01-01 | wc -l)" -gt 100 ]
expect "a set lies in folders of its own" [ -n "$(ls -d "$T"/archive/day=*/set=telecoms)" ]
expect_eq "a mistake in the query is named" 2 "$(q 'tarjeta AND (' >/dev/null 2>&1; echo $?)"

# The archive is history that another installation can be fed with.
sed 's/^prefix: .*/prefix: again./' "$T/pulso.yaml" >"$T/again.yaml"
expect "topics of another installation" "$BIN/pulso" topics create --config "$T/again.yaml"
counts() { python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["mentions"], r["young"], r["unreadable"])'; }
again() { "$BIN/pulso" backfill "$T/archive" --rate 100000 --json --config "$T/again.yaml" "$@" | counts; }
told=$(again --dry-run)
expect_eq "a backfill of the archive finds every line" "$all" "$(awk '{ print $1 + $2 }' <<<"$told")"
expect_eq "and feeds what is older than four hours" "$(topic_count again.dlq) $told" "0 $(again)"
expect_eq "all of it is in Kafka" "${told%% *}" "$(topic_count again.mentions)"

# A deletion reaches what was archived long before.
victim=$(q --period 2010-01-01..2040-01-01 --json --count 1 | python3 -c 'import json,sys; r = json.loads(sys.stdin.readline()); print(json.dumps({"v": 1, "platform": r["platform"], "id": r["id"], "deleted": True}))')
mkdir "$T/del"
echo "$victim" >"$T/del/stream.jsonl"
feed_file del --rate 0
expect "it is gone from the files" within 30 eval '[ "$(python3 "$KIT/archived.py" lines "$T/archive")" = $((all - 1)) ]'
expect_stop a2
# A file that never came to count, as a crash leaves it, is taken away.
touch "$T/archive/$(cd "$T/archive" && find . -name '*.jsonl.gz' -printf '%P\n' | head -n 1 | xargs dirname)/0-900000-900001.jsonl.gz"
daemon archive --instance a4
expect_eq "what a crash left is taken away" "" "$(find "$T/archive" -name '0-900000-*')"
expect_stop a4
old() { find "$T/archive" -name '*.jsonl.gz' | grep -c "/day=$(date -d '2 years ago' +%Y)-"; }
expect "there is something two years old" [ "$(old)" -gt 0 ]
sed -i 's/keep_days: 0/keep_days: 400/' "$T/pulso.yaml"
daemon archive --instance a6
expect "what is older than keep_days goes" within 20 eval '[ "$(old)" = 0 ]'
expect_stop a6
# Kafka forgot what was not archived: refused, with what to do
sed -i 's/^next .*/next 0/' "$T/archive/state/1"
python3 "$KIT/kafka.py" trim "$KAFKA" pulso.classified 1 50 >/dev/null
expect_refusal 2 'Kafka forgot 50 records' archive --instance a5
expect_stop c1
