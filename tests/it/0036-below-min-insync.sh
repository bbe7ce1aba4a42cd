#!/usr/bin/env bash
# Two brokers, and mentions that want both in sync: one dies (-9). ingest holds its source back and says so, its memory stays
# bounded; when the broker is back, everything is there, counted once.
. "$(dirname "$0")/lib.sh"
stack_up --partitions 4

# --- a second broker beside the stack's one, which is also the controller
second=$T/second
mkdir -p "$second/data" "$second/tmp"
port=$(free_port)
sed "s|^process.roles=.*|process.roles=broker|; s|^node.id=.*|node.id=2|; s|^log.dirs=.*|log.dirs=$second/data|
     s|^listeners=.*|listeners=CLIENT://127.0.0.1:$port|; s|^advertised.listeners=.*|advertised.listeners=CLIENT://127.0.0.1:$port|" \
    "$T/stack/server.properties" >"$second/server.properties"
java2() {
    exec java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "-Djava.io.tmpdir=$second/tmp" \
        -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$ROOT/build/kafka/$KAFKA_VERSION/*" "$@"
}
cluster=$(sed -n 's/^cluster.id=//p' "$T/stack/kafka/meta.properties")
(java2 kafka.tools.StorageTool format -t "$cluster" -c "$second/server.properties") >"$T/second.log" 2>&1 || give_up "the second broker's storage"
second_start() {
    java2 kafka.Kafka "$second/server.properties" >>"$T/second.log" 2>&1 &
    PID[second]=$!
}
brokers() { [ "$(kcat -L -m 5 -b "$KAFKA" 2>/dev/null | grep -c '^  broker ')" = "$1" ]; }
in_sync() { # COUNT: every partition of pulso.mentions has that many in sync
    [ "$(kcat -L -J -m 5 -b "$KAFKA" -t pulso.mentions 2>/dev/null | python3 -c 'import json, sys
print({len(p["isrs"]) for p in json.load(sys.stdin)["topics"][0]["partitions"]})')" = "{$1}" ]
}
second_start
expect "there are two brokers" within 60 brokers 2

config
sed -i 's/replication: 1/replication: 2/' "$T/pulso.yaml"
expect "the topics are made" "$BIN/pulso" topics create --config "$T/pulso.yaml"
expect "mentions want two in sync" python3 "$KIT/real_setting.py" "$KAFKA" pulso.mentions min.insync.replicas 2
expect "and have them" within 20 in_sync 2
gen g --records "${RECORDS:-14000}" --seed "${SEED:-36}"
daemon ingest
daemon classify
feed_file g --rate 2000 &
feeder=$!
cursor() { sed 's/.* offset=\([0-9]*\) .*/\1/' "$T/.state/feed.cursor"; }
peak_kb() { awk '/^VmHWM/ { print $2 }' "/proc/${PID[ingest]}/status"; }
sleep 2
before_kb=$(peak_kb)
kill9 second
expect "one is left in sync" within 20 in_sync 1
sleep 1   # what was acknowledged before is saved
stood=$(cursor)
expect "some of the file had been read" [ "$stood" -gt 0 ]
ends() { python3 "$KIT/kafka.py" ends "$KAFKA" pulso.mentions; }
expect "it is not ready" within 10 eval '[ "$(health ingest)" = 503 ]'
before=$(ends)
wait "$feeder"
sleep 2
expect_eq "nothing is stored below min.insync.replicas" "$before" "$(ends)"
expect_eq "the cursor stands" "$stood" "$(cursor)"
expect "more of the file was waiting" [ "$(stat -c %s "$T/feed.jsonl")" -gt $((stood + 1000000)) ]
case $BIN in *address*) room=16 ;; *) room=1 ;; esac   # AddressSanitizer keeps what was freed
expect "memory is bounded" [ $(($(peak_kb) - before_kb)) -lt $((16384 * room)) ]
second_start
expect "both are in sync again" within 30 in_sync 2
file_is_read() { [ "$(stat -c %s "$T/feed.jsonl")" = "$(cursor)" ]; }
expect "all of the file is read" within 30 file_is_read
expect_caught_up --deadline 40
expect_exact g --at-least-once
expect_complete
expect "every id is in pulso.mentions" python3 "$KIT/real_pipeline.py" ids "$T/g/stream.jsonl" --kafka "$KAFKA"
expect_stop ingest
expect_stop classify
