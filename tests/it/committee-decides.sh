#!/usr/bin/env bash
# An incident in the hands of its committee: told step by step until somebody acknowledges; what people decide is folded in
# once, also when it is written twice or the process that watches is killed; planned works page nobody; and the report says it all.
# Beside it the cases: given to people, and a CRM kept in step with them, through the same kills and beside a hook that is dead.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
export PULSO_TEST_HOOK_SECRET=it-secret TOOL=tool-0123456789abcdef LINKS=0123456789abcdef0123 VERA=3210fedcba9876543210 DANI=d4d4d4d4d4d4d4d4d4d4
say() { python3 "$KIT/say.py" "$@" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random || fail "say $*"; }
owner() { for i in r1 r2; do [ "$(metric $i pulso_route_control_owner)" = 1 ] && echo $i; done; }
incident() { "$BIN/pulso" --config "$T/pulso.yaml" incident "$@" --by "${BY:-ana}" 2>"$T/cli.log"; }
told() { jq -r 'select(.did == "200") | "\(.path) \(.key)"' "$T/hook.jsonl" | sed 's/[0-9a-f]\{16\}/ID/g' | sort -u; }
is_told() { told | grep -qxF -- "$1"; }
state() { incident list --all --json | jq -r ".[] | select(.brand == \"$1\") | .handling.$2"; }
is_state() { [ "$(state "$1" "$2")" = "$3" ]; }

python3 "$KIT/receiver.py" --secret "$PULSO_TEST_HOOK_SECRET" --unsigned --log "$T/hook.jsonl" >"$T/receiver.out" 2>"$T/receiver.log" &
PID[receiver]=$!
within 10 test -s "$T/receiver.out" || give_up "the receiver does not start"
R=http://127.0.0.1:$(head -n 1 "$T/receiver.out")
CRM=$(free_port)
crm_up() {
    python3 "$KIT/receiver.py" --secret "$PULSO_TEST_HOOK_SECRET" --port "$CRM" --log "$T/crm.jsonl" >/dev/null 2>"$T/crm.log" &
    PID[crm]=$!
    within 10 curl -s -o /dev/null "http://127.0.0.1:$CRM/" || give_up "the CRM does not start"
}
crm_up
DASHBOARD=$(free_port)
echo 0123456789abcdef0123 >"$T/links"
stack_up --partitions 4
config "$(route_rules "  hooks:
    - { name: room, type: webhook, url: '$R/room', secret: 'env:PULSO_TEST_HOOK_SECRET' }
    - { name: crm, type: webhook, url: 'http://127.0.0.1:$CRM/crm', secret: 'env:PULSO_TEST_HOOK_SECRET', cases: all }
    - { name: floor, type: webhook, url: 'http://127.0.0.1:$CRM/floor', secret: 'env:PULSO_TEST_HOOK_SECRET', body: '{{title}}', content_type: text/plain, cases: [warned, breached], teams: care, lang: en }
    - { name: dead, type: webhook, url: 'http://127.0.0.1:1/', secret: 'env:PULSO_TEST_HOOK_SECRET', cases: opened, give_up: 1s }
    - { name: mail, type: webhook, url: '$R/mail/{{to}}', body: '{\"text\":\"{{text}}\",\"link\":\"{{link}}\"}' }
  people:
    - { id: ana, name: Ana, reach: { mail: ana } }
    - { id: luis, reach: { mail: luis } }
  committees:
    - name: telecoms
      brands: [telenorte, bancosur]
      roles: { care: ana, press: [ana, luis] }
      levels:
        alert: [ { tell: room, wait: 3s }, { tell: mail, roles: care, wait: 2s }, { tell: [room, mail], roles: press, wait: 10m } ]
        crisis: { tell: mail, roles: press }
      procedures: [ { link: 'https://example.com/p', steps: [Ask the NOC, '<b>Publish</b>'] } ]
    - { name: watchers, brands: [zumovil], levels: { watch: { tell: room, wait: 10m } } }
  desk: { agents: [ { id: AR, teams: [care], capacity: 1000, validates: true }, { id: BT, teams: [care], capacity: 1000 }, { id: CM, teams: [press] } ] }
  cases: { deadlines: [ { first: 20s, solve: 1h } ], community: [foro], same_customer: [ { by: customer } ] }
  crisis: { authors: 0 }")" "links: { url: 'https://pulso.example.com', secret: 'file:$T/links' }
originals: { keys: [one.key] }
dashboard: { listen: '127.0.0.1:$DASHBOARD', tokens: [ { name: caro, secret: 'env:LINKS', role: analyst, originals: true }, { name: vera, secret: 'env:VERA', role: analyst, brands: [bancosur], originals: true }, { name: dani, secret: 'env:DANI', role: committee }, { name: crm, secret: 'env:TOOL', role: analyst, tool: true, brands: [telenorte] } ] }"
for k in one two; do (umask 077; openssl rand -hex 64 >"$T/$k.key"); done
sed -i 's/then: { answer: care }, priority: 20/then: { answer: care }, send: true, priority: 20/; s/^kb:$/kb:\n  send: { platforms: [x] }/' "$T/pulso.yaml"
topics
route_topics
expect "topic originals" python3 "$KIT/kafka.py" create "$KAFKA" pulso.originals "$PARTITIONS" cleanup.policy=compact,delete max.compaction.lag.ms=86400000
daemon classify
daemon route --instance r1
daemon route --instance r2
daemon dashboard
within 20 eval '[ "$(owner | wc -l)" = 1 ]' || fail "not exactly one of them watches: $(owner)"

say telenorte negative 20 a
within 10 is_told "/room ID-alert" || fail "the first step is not told: $(told)"
expect_eq "the first step alone" "/room ID-alert" "$(told)"
within 15 is_told "/mail/luis ID-unanswered.2.luis" || fail "nobody acknowledges, and it does not escalate: $(told)"
expect_eq "then whoever is on call, then all of press" "/mail/ana ID-unanswered.1.ana
/mail/ana ID-unanswered.2.ana
/mail/luis ID-unanswered.2.luis
/room ID-alert
/room ID-unanswered.2" "$(told)"
link=$(jq -r 'select(.path == "/mail/ana") | .body | fromjson | .link' "$T/hook.jsonl" | head -n 1)
id=$(incident list --json | jq -r '.[0].id')
case $link in "https://pulso.example.com/i/$id?p=ana&x="*"&s="*) ok "ana has a link of her own" ;; *) fail "the link: $link" ;; esac

# Her link: what follows links in mail opens it and changes nothing; only a press of its button acts, and only hers.
press() { curl -s -o "$T/page" -w '%{http_code}' "$@"; }
mine=http://127.0.0.1:$DASHBOARD${link#https://pulso.example.com}
expect_eq "the link shows the incident" 200 "$(press "$mine")"
expect "with a button" grep -q '<form method="post"><p>ana: <button>' "$T/page"
press -I "$mine" >/dev/null
expect_eq "for another person it is forged" 403 "$(press -X POST "${mine/p=ana/p=luis}")"
expect_eq "as for another incident" 403 "$(press -X POST "${mine/$id/0000000000000000}")"
expect_eq "from another site it does nothing" 403 "$(press -X POST -H 'Origin: https://evil.example' "$mine")"
sleep 1
expect_eq "looking at it acknowledged nothing" new "$(state telenorte state)"
expect_eq "pressing the button acts" 200 "$(press -X POST "$mine")"
expect_eq "twice is once" 200 "$(press -X POST "$mine")"
within 10 is_told "/room ID-acknowledged.1" || fail "the others do not hear that ana has it: $(told)"
expect_eq "it is hers" "acknowledged ana" "$(state telenorte state) $(state telenorte owner)"
expect_not "a step that is not there cannot be ticked" incident tick "$id" 3
expect_not "nor an incident that is not there acknowledged" incident ack ffffffff
expect "a step is ticked" incident tick "$id" 1
BY=luis expect "luis writes a note" incident note "$id" 'fibre cut | <script> in "Zapopan"'
expect "a statement is approved" incident approve "$id" 'Trabajamos en ello' --lang es
within 10 is_state telenorte statement 'Trabajamos en ello' || fail "no statement"

# The same process gives cases to people: each to one, the two of the team evenly.
cases() { "$BIN/pulso" --config "$T/pulso.yaml" case list --json; }
all_given() { [ "$(cases | jq 'length')" -ge "$1" ] && [ "$(cases | jq '[.[] | select(.state == "new" and (.agent | not))] | length')" = 0 ]; } # AT LEAST
evenly() { cases | jq -e '[.[] | select(.team == "care") | .agent] | group_by(.) | map(length) | length == 2 and max - min <= 1' >/dev/null; }
within 30 all_given 20 || fail "cases that nobody has: $(cases | jq -c '[.[] | select(.agent | not)] | length') of $(cases | jq length)"
expect "evenly" evenly
some=$(cases | jq -r '[.[] | select(.agent == "AR")][0].folio')
expect_eq "why this one stands in the record" "true 1000" "$("$BIN/pulso" --config "$T/pulso.yaml" case history "$some" --json | jq -r '[.[] | select(.kind == "assign")][0].data.why | "\(.fit >= 1) \(.capacity)"')"
expect_eq "and why the others may not is said" "AR has it,CM is in another team" \
    "$("$BIN/pulso" --config "$T/pulso.yaml" desk explain "$some" --json | jq -r '.agents[] | select(.agent != "BT") | "\(.agent) \(.fit)"' | paste -sd,)"

# The inbox: the same cases, the thread of one, and it is taken, answered and closed.
inbox() { local path=$1; shift; curl -s -m 5 -H "Authorization: Bearer ${WHO:-$LINKS}" "$@" "http://127.0.0.1:$DASHBOARD/v1/$path"; }
decide() { # KIND DATA
    inbox actions -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -H "Idempotency-Key: $1" -d "{\"kind\":\"$1\",\"conversation\":\"$talk\",\"brand\":\"${OF:-telenorte}\",\"data\":$2}"
}
within 10 eval '[ "$(inbox "cases?limit=1000" | jq .count)" = "$(cases | jq length)" ]' && ok "the inbox has every case" || fail "the inbox has $(inbox 'cases?limit=1000' | jq -c '{count, teams}')"
expect_eq "by team" "$(cases | jq '[.[] | select(.team == "care")] | length')" "$(inbox 'cases?team=care' | jq '.teams[0].open')"
talk=$(inbox 'cases?team=care&limit=1' | jq -r '.cases[0].conversation') folio=$(inbox 'cases?team=care&limit=1' | jq -r '.cases[0].folio')
expect_eq "one has its thread" "1 telenorte" "$(inbox "cases/$folio" | jq -r '"\(.thread | length) \(.thread[0].brands[0].id)"')"
expect_eq "whoever may see another brand sees none of it" "0 404 404" "$(WHO=$VERA inbox cases | jq .count) $(WHO=$VERA inbox "cases/$folio" -o /dev/null -w '%{http_code}') $(WHO=$VERA OF=bancosur decide take '{}')"
expect_eq "it is taken" 201 "$(decide take '{}')"
within 10 eval '[ "$(inbox "cases/$folio" | jq -r .case.agent)" = caro ]' || fail "who has it: $(inbox "cases/$folio")"
expect_eq "answered" 201 "$(decide answer '{"text":"Ya estamos en eso. ^CA"}')"
within 10 eval '[ "$(inbox "cases/$folio" | jq -r .case.state)" = waiting_for_customer ]' || fail "the case: $(inbox "cases/$folio")"
people_said() { kcat -C -b "$KAFKA" -t pulso.replies -o beginning -e -q | jq -r 'select(.mode == "send") | "\(.answer.text) \(.answer.by)"'; }
answered_by_caro() { [ "$(people_said)" = "Ya estamos en eso. ^CA caro" ]; } # the page may know of the decision before route has acted on it
within 10 answered_by_caro && ok "the answer goes out" || fail "what went out: $(people_said)"
by_crm() { # BODY: signed, as a CRM does
    local at
    at=$(date +%s)
    curl -s -m 5 -o "$T/page" -w '%{http_code}' -d "$1" -H 'X-Pulso-Token: crm' -H "X-Pulso-Timestamp: $at" \
        -H "X-Pulso-Signature: sha256=$(printf '%s.%s' "$at" "$1" | openssl dgst -sha256 -hmac "$TOOL" -r | cut -d' ' -f1)" "http://127.0.0.1:$DASHBOARD/v1/actions"
}
expect_eq "the CRM says what it calls the case" 201 "$(by_crm "{\"id\":\"1\",\"kind\":\"external\",\"folio\":\"$folio\",\"data\":{\"id\":\"T-991\"}}")"
expect_eq "a case of another brand is none of its" 404 "$(by_crm "{\"id\":\"2\",\"kind\":\"take\",\"folio\":\"$(inbox 'cases?limit=1000' | jq -r '[.cases[] | select(.brand != "telenorte")][0].folio // "0000-0"')\"}")"
within 10 eval '[ "$(inbox "cases/$folio" | jq -r .case.external)" = T-991 ]' || fail "the case: $(inbox "cases/$folio")"
expect_eq "closed" 201 "$(decide close '{}')"
within 10 eval '[ "$(inbox "cases/$folio" -o /dev/null -w "%{http_code}")" = 404 ]' || fail "it is still open"

# The CRM has heard all of it, signed, and each case in the order in which it went; the floor hears of what is due, and the dead hook of nothing, which is kept.
heard() { jq -r "select(.did == \"200\" and .path == \"/${2:-crm}\") | $1" "$T/crm.jsonl" 2>/dev/null; }                                  # JQ [PATH]
of_talk() { heard ".body | fromjson | select(.case.conversation == \"$talk\") | .change" | grep -vE 'warned|breached' | xargs; }
within 10 eval '[ "$(of_talk)" = "opened assigned state assigned state closed" ]' && ok "the CRM has the case's whole course" || fail "the CRM heard: $(of_talk)"
expect_eq "signed" true "$(jq -r 'select(.key) | .signed' "$T/crm.jsonl" | sort -u)"
expect_eq "who closed it, where it stands, and what the CRM calls it" "caro closed waiting_for_customer T-991" \
    "$(heard ".body | fromjson | select(.case.conversation == \"$talk\" and .change == \"closed\") | \"\(.by) \(.case.state) \(.was.state) \(.case.external)\"")"
expect_eq "the CRM opens it anew" 201 "$(by_crm "{\"id\":\"3\",\"kind\":\"reopen\",\"conversation\":\"$talk\",\"brand\":\"telenorte\",\"by\":\"BT\"}")"
within 10 eval '[ "$(heard ".body | fromjson | select(.case.conversation == \"$talk\" and .change == \"reopened\") | .by")" = BT ]' && ok "and hears that BT did" || fail "the CRM heard: $(of_talk)"
within 30 eval 'heard .body floor | grep -qE "^DUE SOON · Telenorte: case [0-9A-Z-]+: first answer by "' && ok "the floor hears of a deadline before it passes" || fail "the floor hears: $(heard .body floor | head -n 3)"
letters() { kcat -C -b "$KAFKA" -t pulso.dlq -o beginning -e -q -f '%h %s\n' | grep -c 'stage=hook.*"change":"opened"'; }
within 20 eval '[ "$(letters)" -ge 1 ]' && ok "what the dead hook cannot be told is a dead letter" || fail "no letters: $(letters)"

# Personal data: the queue, the thread and the cases hold it masked; the original is read by who may, once it is written down why.
private() { # ID MORE: in a conversation of its own, talk-ID
    printf 'x:%s\t{"v":1,"platform":"x","id":"%s","conversation":"talk-%s","created_at":"%s","kind":"dm","lang":"es","author":{"id":"78","handle":"eva"}%s}\n' \
        "$1" "$1" "${3:-$1}" "$(date -u +%FT%TZ)" "$2" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random
}
pulso() { "$BIN/pulso" --config "$T/pulso.yaml" "$@"; }
of_eva() { pulso case list --all --json | jq -r ".[] | select(.conversation == \"x:talk-$1\") | ${2:-.folio}"; }
secret_of() { kcat -C -b "$KAFKA" -t "pulso.$1" -o beginning -e -q -f '%s\n' | grep -cE '4539 5787|eva\.luna'; }
keys_of() { kcat -C -b "$KAFKA" -t pulso.originals -o beginning -e -q -f '%s\n' | jq -r .key | sort -u | grep -c .; }
look() { inbox "cases/$1/reveal" -o "$T/look" -w '%{http_code}' -H 'Content-Type: application/json' -H "Idempotency-Key: ${3:-look}" -d "{\"reason\":\"$2\"}"; }
private eva-1 ',"text":"zumovil es horrible, pésimo: me cobraron dos veces, mi tarjeta es 4539 5787 6362 1486 y mi mail eva.luna@example.org"'
within 20 eval '[ -n "$(of_eva eva-1)" ]' || fail "no case: $(pulso case list --all --json | tail -c 400)"
eva=$(of_eva eva-1)
within 10 eval '[ "$(inbox "cases/$eva" | jq ".thread | length")" = 1 ]' || fail "the inbox has no thread of it"
expect_eq "the thread shows it masked" "mi tarjeta es **** **** **** 1486 y mi mail e*******@example.org" "$(inbox "cases/$eva" | jq -r '.thread[0].text' | sed 's/.*veces, //')"
for t in queue.care queue.press cases originals actions alerts replies; do expect_eq "$t holds none of it" 0 "$(secret_of $t)"; done
expect_eq "the queue has it masked" 1 "$(kcat -C -b "$KAFKA" -t pulso.queue.care -o beginning -e -q -f '%s\n' | jq -r 'select(.id == "eva-1") | .text' | grep -c '\*\*\*\* 1486')"
expect_eq "no role gives it" 403 "$(WHO=$DANI look "$eva" 'curious')"
expect_eq "who may read another brand's sees no such case" 404 "$(WHO=$VERA look "$eva" 'curious')"
expect_eq "without a reason nothing is shown" 400 "$(look "$eva" '')"
expect_eq "nobody has looked yet" 0 "$(kcat -C -b "$KAFKA" -t pulso.actions -o beginning -e -q | grep -c '"kind":"reveal"')"
expect_eq "with one, it is" 200 "$(look "$eva" 'she asks which card')"
expect_eq "whole" "mi tarjeta es 4539 5787 6362 1486 y mi mail eva.luna@example.org" "$(jq -r '.originals[0].text' "$T/look" | sed 's/.*veces, //')"
expect_eq "and written down" "caro she asks which card [\"x:eva-1\"] zumovil" "$(kcat -C -b "$KAFKA" -t pulso.actions -o beginning -e -q | jq -r 'select(.kind == "reveal") | "\(.by) \(.data.reason) \(.data.mentions) \(.brand)"')"
within 10 eval '[ "$(of_eva eva-1 .looks)" = 1 ]' || fail "the case does not tell of the look: $(of_eva eva-1 .)"
gives_why() { pulso case reveal "$eva" --reason 'to charge back' --by AR "$@" 2>&1; }
expect_eq "the command line as well" "4539 5787 6362 1486" "$(gives_why --json | jq -r '.originals[0].text' | grep -o '4539[ 0-9]*[0-9]')"
expect "it wants a reason" grep -q -- '--reason: why' <(pulso case reveal "$eva" 2>&1)
within 10 eval '[ "$(of_eva eva-1 ".looked_by + \" \" + (.looks | tostring)")" = "AR 2" ]' || fail "the case does not tell of the second look: $(of_eva eva-1 .)"
expect_eq "its history names both" "caro she asks which card;AR to charge back" "$(pulso case history "$eva" --json | jq -r '.[] | select(.kind == "reveal") | "\(.by) \(.data.reason)"' | paste -sd';')"
# The key is exchanged while all runs: the new one seals, both open; without the old one what it sealed stays closed, and is named.
sed -i 's/keys: \[one.key\]/keys: [two.key, one.key]/' "$T/pulso.yaml"
for i in "$(owner)" r1 r2 dashboard; do kill -HUP "${PID[$i]}"; done
within 10 eval '[ "$(grep -l event=keys "$T"/r[12].log | wc -l)" = 2 ]' || fail "the new key is not taken over"
private eva-2 ',"text":"zumovil es horrible, pésimo. mi tarjeta es 4111 1111 1111 1111"'
within 20 eval '[ -n "$(of_eva eva-2)" ]' || fail "no case of the second"
expect_eq "two keys have sealed" 2 "$(keys_of)"
expect_eq "the old one opens" 200 "$(look "$eva" 'again' k2)"
expect_eq "and the new one" 200 "$(look "$(of_eva eva-2)" 'again' k3)"
sed 's/keys: \[two.key, one.key\]/keys: [two.key]/' "$T/pulso.yaml" >"$T/lost.yaml"
expect "what a lost key sealed is said, with the key" grep -qE 'sealed with the key [0-9a-f]{8}, which is in none of the files of originals.keys' \
    <("$BIN/pulso" --config "$T/lost.yaml" case reveal "$eva" --reason x 2>&1)
chmod 644 "$T/one.key"
expect "a key that others can read is refused" grep -q 'one.key is open to others (mode 644): chmod 600 it' <(pulso case reveal "$eva" --reason x 2>&1)
chmod 600 "$T/one.key"
# Deleted where it was said, also in a conversation that the deletion does not name: nobody reads it any more.
private eva-1 ',"deleted":true' elsewhere
forgotten() { kcat -C -b "$KAFKA" -t pulso.originals -o beginning -e -q -f '%k %S\n' | grep -qx 'x:eva-1 -1'; }
within 20 forgotten || fail "the deletion forgets nothing"
expect_eq "a deletion makes it unreadable" 404 "$(look "$eva" "too late" k4)"
expect "and says so" grep -q 'nothing is kept of' <(pulso case reveal "$eva" --reason x 2>&1)
expect_eq "a look that showed nothing is no look" 3 "$(pulso case history "$eva" --json | jq '[.[] | select(.kind == "reveal")] | length')"

# In a forum another customer's answer closes the case, once its author accepts it and a moderator says that it holds.
post() { # ID AUTHOR MORE: in the thread hilo
    printf 'foro:%s\t{"v":1,"platform":"foro","id":"%s","conversation":"hilo","created_at":"%s","lang":"es","author":{"handle":"%s"}%s}\n' \
        "$1" "$1" "$(date -u +%FT%T.%3NZ)" "$2" "$3" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random
}
hilo() { pulso case list --all --json | jq -r ".[] | select(.conversation == \"foro:hilo\") | $1"; }
validated() { pulso care --period 1h --json | jq '[.rows[] | select(.brand == "fibranube") | .community_accepted] | add // 0'; }
post f1 flor ',"kind":"post","text":"fibranube es un desastre, pésimo: el router no enciende"'
within 20 eval '[ "$(hilo .state)" = new ]' || fail "no case in the forum: $(hilo .)"
post f2 gus ',"kind":"reply","in_reply_to":"f1","text":"mantené apretado el botón de atrás diez segundos"'
post f3 flor ',"kind":"reply","in_reply_to":"f2","text":"excelente, muchas gracias, funciona perfecto"'
within 20 eval '[ "$(hilo ".state + \" \" + .helped_by + \" \" + .help")" = "to_validate gus f2" ]' || fail "the answer is not to be validated: $(hilo .)"
within 10 eval '[ "$(hilo .agent)" = AR ]' || fail "no moderator has it: $(hilo .agent)"
expect_eq "the inbox lists it" "$(hilo .folio)" "$(inbox 'cases?state=to_validate' | jq -r '.cases[].folio')"
expect_eq "nothing is counted yet" 0 "$(validated)"
expect "a moderator rejects it" pulso case reject "$(hilo .folio)" --by AR --why 'not with this model'
within 10 eval '[ "$(hilo ".state + \" \" + (.helped_by // \"-\")")" = "new -" ]' || fail "it is not back: $(hilo .)"
expect_not "what nobody accepted cannot be validated" pulso case validate "$(hilo .folio)" --by AR
post f2 gus ",\"kind\":\"reply\",\"in_reply_to\":\"f1\",\"text\":\"mantené apretado el botón de atrás veinte segundos\",\"accepted_answer\":true,\"updated_at\":\"$(date -u -d '+1 min' +%FT%TZ)\""
within 20 eval '[ "$(hilo .state)" = to_validate ]' || fail "the forum's mark does nothing: $(hilo .)"
expect_eq "the next one holds" 201 "$(talk=foro:hilo OF=fibranube decide validate '{"good":true,"help":"f2"}')"
within 10 eval '[ "$(hilo ".state + \" \" + .closed_by + \" \" + .helped_by + \" \" + (.community | tostring)")" = "closed caro gus true" ]' || fail "it is not closed by the community: $(hilo .)"
within 10 eval '[ "$(validated)" = 1 ]' || fail "care does not count it: $(validated)"

# What the knowledge base may send goes out by itself, once to one author; what he asks next is a person's.
ask() { # ID CONVERSATION
    printf 'x:%s\t{"v":1,"platform":"x","id":"%s","conversation":"%s","created_at":"%s","kind":"dm","lang":"es","author":{"id":"77","handle":"luz"},"text":"saludo, zumovil es excelente, gracias"}\n' \
        "$1" "$1" "$2" "$(date -u +%FT%TZ)" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random
}
sent() { kcat -C -b "$KAFKA" -t pulso.replies -o beginning -e -q | jq -r 'select(.mode == "send" and .answer.automatic) | "\(.in_reply_to) \(.answer.text) \(.answer.automatic)"'; }
of_luz() { cases | jq -r ".[] | select(.conversation == \"x:$1\") | \"\(.state) \(.agent) \(.article)\""; }
ask luz-1 talk-1
within 20 eval '[ "$(sent)" = "luz-1 ¡Hola! true" ]' || fail "no automatic answer: $(sent)"
within 10 eval '[ "$(of_luz talk-1)" = "waiting_for_customer null greeting" ]' || fail "the case: $(of_luz talk-1)"
ask luz-2 talk-2
within 20 eval 'of_luz talk-2 | grep -qE "^new (AR|BT) greeting"' && ok "the next one is a person's" || fail "the case: $(of_luz talk-2)"
expect_eq "one was sent" "greeting 1 0" "$("$BIN/pulso" --config "$T/pulso.yaml" kb sent --json | jq -r '.[] | "\(.article) \(.sent) \(.back)"')"

# Killed while the CRM is down, with news for it, and every decision written a second time as a producer does that got no answer.
watching=$(owner)
kill9 crm
ask luz-3 talk-3
within 10 eval '[ -n "$(of_luz talk-3)" ]' || fail "no case of talk-3"
who_has() { cases | jq -c '.[] | select(.agent == "AR" or .agent == "BT") | [.folio, .agent]' | sort; }
who_has >"$T/had"
kill9 "$watching"
crm_up
kcat -C -b "$KAFKA" -t pulso.actions -o beginning -e -q -f '%k\t%s\n' >"$T/actions"
kcat -P -b "$KAFKA" -t pulso.actions -K "$(printf '\t')" -X partitioner=murmur2_random <"$T/actions"
within 40 eval '[ "$(owner | wc -l)" = 1 ]' || fail "nobody takes over"
other=$(owner)
BY=luis expect "a note to the successor" incident note "$id" 'after the kill'
within 15 eval 'incident show "$id" | grep -q "after the kill"' || fail "the successor does not read decisions"
expect_eq "each decision is there once" "acknowledge note approve tick note" \
    "$(incident show "$id" --json | jq -r '[.handling.timeline[] | select(.id)] | sort_by(.at) | [.[].kind] | "\(.[0]) \(.[2]) \(.[3]) \(.[1]) \(.[4])"')"
expect_eq "five of them" 5 "$(incident show "$id" --json | jq '[.handling.timeline[] | select(.id)] | length')"
expect_eq "and who has it is known" "ana Ask the NOC" "$(incident show "$id" --json | jq -r '"\(.handling.owner) \(.handling.steps[0] | select(.done) | .text)"')"
# What is equal within an hour (at its end all that is usual is counted anew) is one score for one count, whoever evaluated.
kcat -C -b "$KAFKA" -t pulso.alerts -o beginning -e -q -X isolation.level=read_committed | jq -r --arg id "$id" 'select(.id == $id) | "\(.updated[0:13]) \(.x) \(.hours) \(.mu)"' >"$T/scores"
expect_eq "the successor comes to the same score" "" "$(sort -u "$T/scores" | awk '{ n[$1 " " $2]++ } END { for (k in n) if (n[k] > 1) print k }')"
expect_eq "nothing was told twice with another key" 8 "$(told | wc -l)"

# Whoever takes over goes on where the other was: no case is given a second time.
given() { kcat -C -b "$KAFKA" -t pulso.actions -o beginning -e -q | jq -c 'select(.kind == "assign" and .conversation != "foro:hilo") | [.conversation, .id]' | sort -u; }

# It rises: the crisis has a committee and an acknowledgement of its own.
say telenorte negative 80 b
within 15 is_told "/mail/luis ID-crisis.luis" || fail "the crisis is not told: $(told)"
within 5 is_state telenorte state new && ok "the rise asks anew who has it" || fail "state $(state telenorte state)"
# While it is one, an answer is the statement that was approved, and nothing else; of a brand that is in none it is as ever.
say telenorte positive 12 t
say fibranube positive 12 f
answers() { kcat -C -b "$KAFKA" -t pulso.replies -o beginning -e -q | jq -r "select(.in_reply_to | startswith(\"$1-\")) | .answer.text" | sort -u; } # PREFIX
within 10 eval '[ "$(answers f)" = "¡Hola!" ] && [ -n "$(answers t)" ]' || fail "no answers: $(answers t) $(answers f)"
expect_eq "answers are the approved statement" "Trabajamos en ello" "$(answers t)"
BY=luis expect "luis hands it over" incident handover "$id" ana
BY=ana expect "ana stands down" incident close "$id" --why mended
within 10 is_told "/mail/luis ID-closed.luis" || fail "the end is not told: $(told)"
expect_eq "nothing is open" "[]" "$(incident list --json)"

within 30 all_given 100 || fail "the successor gives no cases: $(cases | jq -c '[.[] | select(.agent | not)] | length') of $(cases | jq length)"
expect_eq "still one was sent by itself" 1 "$(sent | wc -l)"
expect_eq "whoever had one still has it" "" "$(who_has | comm -13 - "$T/had")"
expect_eq "each case was given once" "$(given | jq -r '.[0]' | sort -u | wc -l)" "$(given | wc -l)"
expect_eq "the supervisor's view says who has how much" "$(cases | jq '[.[] | select(.agent == "AR")] | length')" \
    "$("$BIN/pulso" --config "$T/pulso.yaml" desk --json | jq '.agents[] | select(.agent == "AR") | .open')"

# The source says that who writes in the app is who writes on X: two cases become one by the rule, once, and an analyst answers where she wrote last.
maria() { # PLATFORM ID
    printf '%s:%s\t{"v":1,"platform":"%s","id":"%s","created_at":"%s","lang":"es","author":{"handle":"maria-%s","customer":"C-1001"},"text":"Fibranube, no funciona nada"}\n' \
        "$1" "$2" "$1" "$2" "$(date -u +%FT%H:%M:%S.%3NZ)" "$1" | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random
}
hers() { "$BIN/pulso" --config "$T/pulso.yaml" case list --all --json | jq -r "[.[] | select(.customer_id == \"C-1001\")] | sort_by(.since) | $1"; }
maria x maria-1
within 20 eval '[ "$(hers "length")" = 1 ]' || fail "no case of hers"
maria app maria-2
expect "what she writes in the app is the same case" within 30 eval '[ "$(hers "map(.state == \"merged\") | map(tostring) | join(\" \")")" = "false true" ]'
within 20 eval '[ "$(hers ".[0] | \"\(.messages) \(.mention_in)\"")" = "2 app:maria-2" ]' && ok "it holds both" || fail "the older one: $(hers '.[0]')"
folio=$(hers '.[1].folio')
expect_eq "the inbox finds it by the other folio, with what was said in both" "$(hers '.[0].folio') app:maria-2 x:maria-1" "$(inbox "cases/$folio" | jq -r '"\(.case.folio) \([.thread[].key] | sort | join(" "))"')"
expect_eq "an answer to the case goes where she wrote last" 201 \
    "$(inbox actions -o "$T/act.json" -w '%{http_code}' -H 'Idempotency-Key: maria-1' -H 'Content-Type: application/json' -d "{\"kind\":\"answer\",\"folio\":\"$folio\",\"data\":{\"text\":\"Hola, Maria\"}}")"
within 20 eval '[ "$(hers ".[0].answers")" = 1 ]' || fail "it does not count: $(cat "$T/act.json")"
expect_eq "there alone" "app maria-2" "$(kcat -C -b "$KAFKA" -t pulso.replies -o beginning -e -q | jq -r 'select(.answer.text == "Hola, Maria") | "\(.platform) \(.conversation)"' | sort -u)"

# After all of that the CRM is in step: it has every change that was written, and of each case, as the last one said, what is so.
changes() { kcat -C -b "$KAFKA" -t pulso.changes -o beginning -e -q | jq -r .id | sort -u; }
within 60 eval '[ "$(heard .key | sort -u | cksum)" = "$(changes | cksum)" ]' && ok "the CRM was told of every change" ||
    fail "it was never told of $(comm -13 <(heard .key | sort -u) <(changes) | head -n 5 | xargs), nobody wrote $(comm -23 <(heard .key | sort -u) <(changes) | head -n 5 | xargs)"
in_step() {
    heard '.body | fromjson.case | "\(.folio) \(.state) \(.team) \(.agent)"' | awk '{ last[$1] = $0 } END { for (f in last) print last[f] }' | sort >"$T/crm.cases"
    "$BIN/pulso" --config "$T/pulso.yaml" case list --all --json | jq -r '.[] | "\(.folio) \(.state) \(.team) \(.agent)"' | sort | cmp -s - "$T/crm.cases"
}
within 20 in_step && ok "and has every case as it stands" || fail "the CRM has $(wc -l <"$T/crm.cases") cases, some of them otherwise"

# Planned works.
expect "works are planned" incident silence bancosur --for 2h --why 'core upgrade'
sleep 2
say bancosur negative 30 c
within 15 is_state bancosur state new || fail "no incident of bancosur"
sleep 2
expect_eq "it is open, and nobody was paged" 0 "$(jq -r 'select(.body | test("bancosur")) | .key' "$T/hook.jsonl" | wc -l)"
expect "works end early" incident silence bancosur --undo
within 10 eval 'jq -r "select(.body | test(\"\\\"brand\\\":\\\"bancosur\\\"\")) | .path" "$T/hook.jsonl" | grep -qx /room' && ok "then it is paged" || fail "it is never paged: $(tail -n 2 "$T/hook.jsonl")"

# A flood of one account on each of three platforms is a watch: it pages nobody, and may still be shown to a committee that wants to see it.
say zumovil negative 60 w 0 - 1
within 15 eval '[ "$(incident list --all --json | jq -r ".[] | select(.brand == \"zumovil\") | .level")" = watch ]' || fail "no watch of zumovil: $(incident list --all)"
within 10 is_told "/room ID-watch.0" && ok "a watch is told to those who watch" || fail "the watch is not told: $(told)"

# Committees, people and hooks are read again on SIGHUP; a file with a mistake leaves what was in force.
reloads() { grep -c "event=reload ok=$1" "$T/$other.log"; }
told_of_others() { jq -r 'select(.did == "200" and (.body | test("credilago") | not) and (.key | test("-(alert|crisis|closed)"))) | .key' "$T/hook.jsonl" | wc -l; }   # steps go on
told_before=$(told_of_others)
sed -i 's/brands: \[zumovil\], levels: { watch: { tell: room,/brands: [zumovil, credilago], levels: { watch: { tell: nowhere,/' "$T/pulso.yaml"
kill -HUP "${PID[$other]}"
within 10 eval '[ "$(reloads 0)" = 1 ]' && ok "a hook that is none is refused" || fail "a broken file is not refused"
sed -i 's/tell: nowhere,/tell: room,/' "$T/pulso.yaml"
echo fedcba98765432100123456789 >"$T/links"
kill -HUP "${PID[$other]}" "${PID[dashboard]}"
within 10 eval '[ "$(reloads 1)" = 1 ] && grep -q event=committees_reloaded "$T/$other.log"' || fail "the sound one is not taken over"
say credilago negative 60 cr 0 - 1
within 15 eval 'jq -r "select(.body | test(\"\\\"brand\\\":\\\"credilago\\\"\")) | .path" "$T/hook.jsonl" | grep -qx /room' && ok "who was added to a committee is told" || fail "nobody hears of credilago"
expect_eq "and nobody hears of what was told before again" "$told_before" "$(told_of_others)"
within 10 grep -q event=reload.ok=1 "$T/dashboard.log" || fail "the dashboard does not read its file again"
expect_eq "a link that was signed with the secret of before opens nothing" 403 "$(press "$mine")"
bancosur=$(incident list --all --json | jq -r '.[] | select(.brand == "bancosur") | .id' | head -n 1)
links_now() { jq -r 'select(.did == "200" and (.key | test("escalated")) and .path == "/mail/ana") | .body | fromjson | .link' "$T/hook.jsonl" | grep -F "$bancosur"; }
BY=ana expect "an incident is escalated" incident escalate "$bancosur"
within 10 links_now || fail "ana is told of nothing: $(told)"
link=$(links_now | tail -n 1)
expect_eq "one that is signed with the new one does" 200 "$(press "http://127.0.0.1:$DASHBOARD${link#https://pulso.example.com}")"

# Who takes it back: one before the statement, as its deletion says, and sixty after it. Known to the command, the API and the report.
gone() { printf '%s\t{"v":1,"platform":"%s","id":"%s","deleted":true%s}\n' "$1" "${1%%:*}" "${1#*:}" "${2:-}"; } # KEY MORE
kcat -C -b "$KAFKA" -t pulso.mentions -o beginning -e -q -f '%k\n' | grep -E ':[ab]-[0-9]+$' | sort -u >"$T/said"
{
    gone "$(grep -m 1 ':a-0$' "$T/said")" ",\"updated_at\":\"$(incident show "$id" --json | jq -r .opened)\""
    grep ':b-' "$T/said" | head -n 60 | while read -r key; do gone "$key"; done
} | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')" -X partitioner=murmur2_random
taken_back() { incident show "$id" --json | jq -c '.deleted | [.before.n, .after.n, .after.of]'; }
within 20 eval '[ "$(taken_back)" = "[1,60,99]" ]' && ok "one was taken back before the statement, sixty after it" || fail "taken back: $(incident show "$id" --json | jq -c .deleted)"
expect_eq "the API says the same" "$(taken_back)" "$(WHO=$LINKS inbox "incidents/$id" | jq -c '.deleted | [.before.n, .after.n, .after.of]')"
expect "and the command in a sentence" grep -qE '^deleted +1 of [0-9]+ negative mentions before the statement, 60 of 99 after it: [0-9.]+ times as often' <(incident show "$id")

# The report.
incident report "$id" >"$T/report.md"
incident report "$id" --format html >"$T/report.html"
expect "who took it back" grep -qE '^\| Deleted by their authors \| 1 of [0-9]+ negative mentions before the statement, 60 of 99 after it' "$T/report.md"
expect_eq "its state and owner" "| State | closed | | Owner | ana |" "$(grep -E '^\| (State|Owner) ' "$T/report.md" | paste -sd' ')"
expect "what was done" grep -qF -- '- [x] Ask the NOC (ana' "$T/report.md"
expect "texts of people are no marks in Markdown" grep -qF 'fibre cut \| \<script\> in "Zapopan"' "$T/report.md"
expect "nor in HTML" grep -qF 'fibre cut | &lt;script&gt; in &quot;Zapopan&quot;' "$T/report.html"
expect_not "nowhere" grep -qF '<script>' "$T/report.html"
expect_stop "$other"
expect_stop classify
expect_stop dashboard
kill9 receiver
kill9 crm
