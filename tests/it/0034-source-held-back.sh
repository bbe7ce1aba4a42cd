#!/usr/bin/env bash
# The broker stands still while ingest follows a file and clients post: they are told to wait and never 202 for what is
# not in Kafka, the file's cursor stops, memory stays bounded; afterwards everything is there, counted once.
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4
export TOKEN=held-0123456789abcdef
config "ingest:
  sources:
    - { name: feed, type: file, path: \"$T/feed.jsonl\", follow: true }
    - { name: hook, type: http, listen: \"127.0.0.1:0\", body_max: 1M, unfolded_max: 2M, held_max: 4M,
        tokens: [{ name: crm, secret: \"env:TOKEN\", platforms: [\"*\"], sources: [\"*\"] }] }"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
gen file --records "${RECORDS:-24000}" --seed "${SEED:-34}" --prefix f
# Posted by several at a time, in any order: only new ones.
gen http --records "${POSTS:-3000}" --seed "$((${SEED:-34} + 1))" --prefix h --duplicates 0 --updates 0 --deletions 0 --refreshes 0
daemon ingest
daemon classify
URL=http://$(sed -n 's/.*event=http .*listen=//p' "$T/ingest.log" | tail -n 1)/v1/mentions
feed_file file --rate 1500 &
feeder=$!
python3 "$KIT/real_post.py" post "$T/http/stream.jsonl" "$URL" "$T/told.json" --pad 600000 &
poster=$!

peak_kb() { awk '/^VmHWM/ { print $2 }' "/proc/${PID[ingest]}/status"; }
cursor() { sed 's/.* offset=\([0-9]*\) .*/\1/' "$T/.state/feed.cursor"; }
sleep 3
before_kb=$(peak_kb)
broker=$(cut -d' ' -f1 "$T/stack/kafka.pid")
kill -STOP "$broker"
from=$(date +%s.%N)
sleep 3   # what the broker had acknowledged is saved by now
stood=$(cursor)
expect "some of the file had been read" [ "$stood" -gt 0 ]
sleep "${PAUSE:-9}"
expect_eq "the cursor of the file stands" "$stood" "$(cursor)"
expect "more of the file was waiting" [ "$(stat -c %s "$T/feed.jsonl")" -gt $((stood + 1000000)) ]
expect_eq "ingest says that it is not ready" 503 "$(health ingest)"
held_kb=$(peak_kb)
to=$(date +%s.%N)
kill -CONT "$broker"
expect "the clients' waiting is over" within 40 eval "! kill -0 $poster"
wait "$feeder"
file_is_read() { [ "$(stat -c %s "$T/feed.jsonl")" = "$(cursor)" ]; }
expect "all of the file is read" within 30 file_is_read
expect "what clients were told is true" python3 "$KIT/real_post.py" check "$T/told.json" --held "$from" "$to"
echo "      $(python3 "$KIT/real_post.py" check "$T/told.json" --held "$from" "$to"); the peak of memory was $before_kb kB before, $held_kb kB while held back, $(peak_kb) kB in the end"
case $BIN in *address*) room=16 ;; *) room=1 ;; esac   # AddressSanitizer keeps what was freed
expect "memory is bounded while it waits" [ $((held_kb - before_kb)) -lt $((16384 * room)) ]
expect "and in the end" [ "$(peak_kb)" -lt $((65536 * room)) ]
expect_caught_up --deadline 40
expect "every counter is exact" python3 "$KIT/compare.py" --redis "$REDIS" "$T/file/ledger.json" "$T/http/ledger.json" --at-least-once
expect_complete
expect "every id is in pulso.mentions" python3 "$KIT/real_pipeline.py" ids "$T/file/stream.jsonl" "$T/http/stream.jsonl" --kafka "$KAFKA"
expect "the audit agrees" "$BIN/pulso" audit --config "$T/pulso.yaml"
expect_stop ingest
expect_stop classify
