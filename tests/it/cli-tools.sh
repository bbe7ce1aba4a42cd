#!/usr/bin/env bash
# The operator's tools against a real Kafka and Redis: topics, doctor, tail, gap, dlq.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
stack_up --partitions 2
config 'route:
  teams: [care, press]
  rules:
    - { name: all, then: { queue: care } }'
export PULSO_CONFIG=$T/pulso.yaml
mention() { # ID AGE TEXT
    printf '{"platform":"x","id":"%s","created_at":"%s","author":{"handle":"ana"},"text":"%s"}\n' "$1" "$(date -u -d "$2" +%FT%TZ)" "$3"
}
produce() { kcat -P -b "$KAFKA" -X partitioner=murmur2_random -t "$@"; }

# --- topics
gives "verify names each topic that is missing" 1 'pulso\.queue\.press does not exist' pulso topics verify
gives "create makes them, the teams' queues as well" 0 'pulso\.queue\.press +created' pulso topics create
gives "create leaves alone what is there" 0 'pulso\.mentions +was there' pulso topics create
gives "verify is content" 0 'all 13 topics are as they should be' pulso topics verify
sed 's/partitions: 2/partitions: 3/' "$T/pulso.yaml" >"$T/three.yaml"
gives "verify sees another partition count" 1 'set kafka.partitions: 2' pulso topics verify --config "$T/three.yaml"
expect "a foreign topic" python3 "$KIT/kafka.py" create "$KAFKA" other.mentions 2
sed 's/prefix: pulso\./prefix: other./' "$T/pulso.yaml" >"$T/other.yaml"
gives "verify sees times that the broker does not give" 1 'message.timestamp.type is CreateTime, Pulso needs LogAppendTime' \
    pulso topics verify --config "$T/other.yaml"

# --- doctor
gives "doctor sees that nobody classifies" 1 '✗ classify +none is running' pulso doctor
daemon classify
daemon route
within 20 pulso doctor   # the groups need a moment
gives "doctor is content while both run" 0 '^All is well' pulso doctor
within 20 eval 'pulso doctor | grep -qE "✓ crises +[^ ]+ has looked at all that came in"' && ok "doctor says that somebody looks for crises" || fail "doctor: $(pulso doctor | grep crises)"
redis CONFIG SET maxmemory-policy allkeys-lru >/dev/null
gives "doctor sees that Redis may forget counters" 1 'maxmemory-policy is allkeys-lru' pulso doctor
redis CONFIG SET maxmemory-policy noeviction >/dev/null
redis ACL SETUSER weak on '>weak' '~{pulso.*' +@all -zadd >/dev/null
sed 's/redis: { /redis: { user: weak, password: "env:WEAK", /' "$T/pulso.yaml" >"$T/weak.yaml"
gives "doctor sees what the user may not do" 1 '✗ permissions.*zadd' env WEAK=weak "$BIN/pulso" doctor --config "$T/weak.yaml"
gives "a password that is wrong is said as such" 1 'WRONGPASS|AUTH' env WEAK=wrong "$BIN/pulso" doctor --config "$T/weak.yaml"
sed 's/brokers: "[^"]*"/brokers: "127.0.0.1:1"/' "$T/pulso.yaml" >"$T/nobody.yaml"
gives "doctor says where Kafka does not answer" 1 '✗ Kafka .*127.0.0.1:1' pulso doctor --config "$T/nobody.yaml"

# --- tail
{
    mention t1 '2 min ago' 'Telenorte es un desastre, pésimo \u001b[31m\u202e'
    mention t2 '1 min ago' 'Bancosur es excelente, gracias'
    mention t3 '1 min ago' 'La oficina de Telenorte está en la calle 3'
} | produce pulso.mentions
expect_caught_up --route
expect_eq "tail shows all that was classified" 3 "$(pulso tail --from beginning --count 3 | wc -l)"
gives "tail can be asked for one brand and feeling" 0 'telenorte +− ana +Telenorte es un desastre' \
    pulso tail --from beginning --brand telenorte --label negative --count 1
expect_not "no control character of a text reaches the screen" grep -qP '[\x00-\x09\x0b-\x1f]|\xe2\x80\xae' <(pulso tail --from beginning --count 3)
gives "tail refuses a brand that nobody listens for, and names the nearest" 2 'did you mean telenorte' timeout 20 "$BIN/pulso" tail --brand telenort
gives "tail refuses what is no platform" 2 'no platform' timeout 20 "$BIN/pulso" tail --platform 'X!'
gives "tail takes several platforms" 0 'Telenorte' timeout 30 "$BIN/pulso" tail --from beginning --brand telenorte --platform mastodon,x --count 1
(sleep 1; mention t4 '1 min ago' 'Zumovil es horrible, pésimo' | produce pulso.mentions) &
gives "tail waits for what comes" 0 '"id":"t4"' timeout 30 "$BIN/pulso" tail --count 1 --json

# --- dlq
printf 'no mention\n{"platform":"x","id":"d1","text":"Telenorte"}\n' | produce pulso.mentions -p 0
expect_caught_up
gives "dlq lists what could not be read, with the reason" 0 'created_at' pulso dlq list
expect_eq "dlq filters by reason" 1 "$(pulso dlq list --reason CREATED_AT --json | wc -l)"
expect_eq "dlq shows the very bytes" 'no mention' "$(pulso dlq show 0:0 --raw)"
gives "what is still unreadable is reported" 1 '^0 replayed, 2 still unreadable' pulso dlq replay --all
mention d2 '1 min ago' 'Bancosur es excelente' | produce pulso.dlq -H reason=made-up -H stage=ingest
gives "what is readable now is replayed" 0 '^1 replayed, 0 still' pulso dlq replay --all --reason made-up
expect_caught_up
before=$(topic_count pulso.mentions)
gives "replaying twice is accepted" 0 '^1 replayed' pulso dlq replay 0:2
expect_caught_up
expect_eq "and puts one more record there" $((before + 1)) "$(topic_count pulso.mentions)"
sum() { local p n=0; for p in 0 1; do n=$((n + $(redis HGET "{pulso.m.$p}:s" "$1"))); done; echo "$n"; }
expect_eq "which is a duplicate, not a mention" 1 "$(sum dup)"
gives "the audit is exact after all of it" 0 '^exact: 5 mentions' pulso audit

# --- gap
gives "no gap, nothing to accept" 2 'has no gap' pulso gap accept 0 --yes
expect_stop classify
for i in $(seq 1 40); do mention "g$i" '1 min ago' 'Telenorte'; done | produce pulso.mentions -p 1
end=$(python3 "$KIT/kafka.py" ends "$KAFKA" pulso.mentions | awk '$1 == 1 { print $3 }')
off=$(redis HGET '{pulso.m.1}:s' off)
low=$((end - 5))
expect "Kafka forgets" python3 "$KIT/kafka.py" trim "$KAFKA" pulso.mentions 1 "$low"
gives "gap lists what is lost" 1 " $((low - off)) " pulso gap list
gives "doctor names the remedy" 1 'pulso gap accept 1' pulso doctor
gives "without a terminal and --yes nothing is given up" 2 'nothing was changed' pulso gap accept 1 </dev/null
expect_eq "the offset stays" "$off" "$(redis HGET '{pulso.m.1}:s' off)"
gives "a person accepts" 0 "goes on at offset $low; $((low - off)) offsets" pulso gap accept 1 --yes
daemon classify
expect_caught_up
gives "the audit counts the gap" 0 '^exact: 10 mentions' pulso audit
gives "sov says that figures have a gap" 0 "^$((low - off)) records were lost" pulso sov

# --- doctor, and lag that stays
caught_up() { expect_caught_up --route; within 20 pulso doctor; }
caught_up
gives "doctor is still content" 0 '✓ classify +1 running' pulso doctor
redis CONFIG SET min-replicas-to-write 1 >/dev/null   # Redis answers, and takes nothing
mention s1 '1 min ago' 'Telenorte' | produce pulso.mentions
gives "doctor sees lag that does not move, and where" 1 '✗ classify +1 record waits in partition [01], and classify \(.+\) has not moved' pulso doctor
redis CONFIG SET min-replicas-to-write 0 >/dev/null
caught_up
gives "doctor is content once it moves again" 0 '✓ classify +1 running \(.*\), 0 records behind' pulso doctor
expect_stop classify
kcat -C -q -b "$KAFKA" -X partition.assignment.strategy=cooperative-sticky -G pulso.classify pulso.dlq >/dev/null 2>&1 &
mention s2 '1 min ago' 'Telenorte' | produce pulso.mentions
within 20 eval 'pulso doctor | grep -q "to nobody"'
gives "doctor sees lag where nobody reads" 1 '✗ classify +partition [01] belongs to nobody, and 1 record waits there' pulso doctor
