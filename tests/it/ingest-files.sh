#!/usr/bin/env bash
# Files of every kind into Kafka: what is read arrives although ingest is killed, the file is rotated, Redis is away;
# what cannot be read goes to the dlq topic; conversations hold over batches and restarts.
# shellcheck source=tests/it/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
stack_up --partitions 2
for t in mentions:2 dlq:1; do
    expect "topic ${t%:*}" python3 "$KIT/kafka.py" create "$KAFKA" "pulso.${t%:*}" "${t#*:}"
done
LINES=200000
python3 - "$LINES" >"$T/feed.jsonl" <<'PY'
import json, sys
for i in range(int(sys.argv[1])):
    print(json.dumps({"platform": "x", "id": str(i), "created_at": "2026-11-20T10:00:00Z", "author": {"id": "7"}, "text": f"línea {i}"}, ensure_ascii=False))
PY
stored() { kcat -C -q -e -b "$KAFKA" -t pulso.mentions -o beginning -f '%k %s\n'; }
value_of() { stored | grep -m 1 "^x:$1 " | cut -d' ' -f2- | python3 -c 'import json, sys; print(json.load(sys.stdin).get(sys.argv[1]))' "$2"; }
arrived() { stored | cut -d' ' -f1 | sort -u | wc -l; }
has() { [ "$(arrived)" -ge "$1" ]; }
cursor() { sed -n 's/.*offset=\([0-9]*\) .*/\1/p' "$T/.state/feed.cursor" 2>/dev/null || echo 0; }
moved() { [ "$(cursor || echo 0)" != "$1" ]; }
config ""

# --- kill -9 in mid-file
size=$(stat -c %s "$T/feed.jsonl") kills=0
for _ in 1 2 3; do
    before=$(cursor)
    daemon ingest --no-wait
    within 20 moved "$before"
    kill9 ingest
    at=$(cursor)
    [ "$at" -gt 0 ] && [ "$at" -lt "$size" ] && kills=$((kills + 1))
done
expect "it was killed in the middle of the file" test "$kills" -ge 2
daemon ingest
expect "every line arrives" within 60 has "$LINES"
expect_eq "and none that was not there" "$LINES" "$(arrived)"
expect_log ingest "event=resumed source=feed"
echo "repeated after the kills: $(($(stored | wc -l) - LINES)) of $LINES"

# --- what cannot be read
printf '{"platform":"x","id":"later"}\nnot json\n\xff\n' >>"$T/feed.jsonl"
head -c 2000000 /dev/zero | tr '\0' a >"$T/huge"
{ cat "$T/huge"; echo; } >>"$T/feed.jsonl"
dlq() { kcat -C -q -e -b "$KAFKA" -t pulso.dlq -o beginning -f "$1"; }
four_letters() { [ "$(topic_count pulso.dlq)" = 4 ]; }
expect "what cannot be read goes to the dlq topic" within 10 four_letters
expect_eq "with its reasons" "2000000 bytes created_at: missing not JSON not JSON" \
    "$(dlq '%h\n' | sed -E 's/^reason=not valid JSON.*/not JSON/; s/^reason=([^,]*),.*/\1/; s/^(2000000 bytes).*/\1/; s/, more than.*//' | sort | tr '\n' ' ' | sed 's/ $//')"
expect_eq "the beginning of what is huge, with length and hash of the whole" "786432 2000000 $(sha256sum <"$T/huge" | cut -d' ' -f1)" \
    "$(dlq '%S %h\n' | sed -nE 's/^(786432) .*length=([0-9]+),sha256=([0-9a-f]+).*/\1 \2 \3/p')"

# --- conversations
say() { printf '{"platform":"x","id":"%s","created_at":"2026-11-20T10:00:00Z","author":{"id":"7"},"text":"t"%s}\n' "$1" "${2:+,\"in_reply_to\":\"$2\"}" >>"$T/feed.jsonl"; }
n=$LINES
expect_said() { n=$((n + 1)); say "$@"; expect "$1 arrives" within 10 has "$n"; }
expect_said root
expect_said child root
expect_said grandchild child
expect_eq "a conversation goes on over batches" root "$(value_of grandchild conversation)"
expect_stop ingest
daemon ingest
expect_said great grandchild
expect_eq "and restarts" root "$(value_of great conversation)"
stack redis-stop
say waiting great
sleep 1
expect_eq "without Redis a reply waits" "$n" "$(arrived)"
expect "and it says that it is not ready" within 5 eval "[ \"\$(health ingest)\" = 503 ]"
stack redis-start
n=$((n + 1))
expect "it goes on when Redis is back" within 20 has "$n"
expect_eq "in the right conversation" root "$(value_of waiting conversation)"

# --- rotation
mv "$T/feed.jsonl" "$T/feed.jsonl.1"
printf '%s\n' '{"platform":"x","id":"last","created_at":"2026-11-20T10:00:00Z","author":{"id":"7"},"text":"t"}' >>"$T/feed.jsonl.1"
say first
n=$((n + 2))
expect "the old file is finished and the new one begun" within 10 has "$n"
expect_said second
expect_eq "nothing came in addition" "$n" "$(arrived)"
expect_stop ingest

# --- cut off by copytruncate, and longer than before when somebody looks again
daemon ingest
expect_said third
pause ingest
: >"$T/feed.jsonl"
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do say "cut-$i"; done
resume ingest
n=$((n + 12))
expect "a file that was cut off and outgrew the old one is read from its start" within 10 has "$n"
expect_log ingest "event=truncated source=feed"
expect_stop ingest

# --- standard input, to its end
{
    echo "prefix: pulso."
    echo "kafka: { brokers: \"$KAFKA\" }"
    echo "redis: { address: \"$REDIS\" }"
    echo "ingest: { sources: [ { name: in, type: file, path: \"-\" } ] }"
} >"$T/stdin.yaml"
printf '%s' '{"platform":"x","id":"stdin","created_at":"2026-11-20T10:00:00Z","author":{"id":"7"},"text":"t"}' |
    "$BIN/pulso-ingest" --config "$T/stdin.yaml" --once >"$T/stdin.log" 2>&1
expect_eq "--once ends with 0 at the end of standard input" 0 $?
expect_eq "and the line without an end arrived" 1 "$(stored | grep -c '^x:stdin ')"
sed -i 's|path: "-"|path: /nowhere/at/all|' "$T/stdin.yaml"
"$BIN/pulso-ingest" --config "$T/stdin.yaml" --once >>"$T/stdin.log" 2>&1
expect_eq "a file that is not there needs a person" 2 $?

# --- a last line that is still being written
printf '%s\n%s' '{"platform":"x","id":"w1","created_at":"2026-11-20T10:00:00Z","author":{"id":"7"},"text":"t"}' '{"platform":"x","id":"w2",' >"$T/written.jsonl"
sed -i "s|path: /nowhere/at/all|path: $T/written.jsonl|" "$T/stdin.yaml"
letters=$(topic_count pulso.dlq)
once() { "$BIN/pulso-ingest" --config "$T/stdin.yaml" --once >>"$T/stdin.log" 2>&1; }
expect "what is whole is read" once
expect "it says what is left, and where" grep -q "event=unfinished source=in path=$T/written.jsonl offset=94 " "$T/stdin.log"
echo '"created_at":"2026-11-20T10:00:00Z","author":{"id":"7"},"text":"t"}' >>"$T/written.jsonl"
expect "and the rest when it is" once
expect_eq "both arrived, once" "x:w1 x:w2" "$(stored | grep -o '^x:w[12]' | sort | tr '\n' ' ' | sed 's/ $//')"
expect_topic pulso.dlq "$letters"
