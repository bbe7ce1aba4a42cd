#!/usr/bin/env bash
# A notice reaches real receivers in the way that they understand: Alertmanager (asked by amtool), a mail server with STARTTLS,
# ntfy, and under LONG a Matrix homeserver; and to PagerDuty, Slack, Telegram, Teams, Opsgenie and SMS gateways goes exactly what
# their contracts say, byte by byte but for times. Sent by `pulso hook test`, which is the code that route uses.
. "$(dirname "$0")/lib.sh"
"$ROOT/deploy/install-deps" receivers >"$T/deps.log" 2>&1 || give_up "the receivers cannot be installed: $(tail -n 1 "$T/deps.log")"
RECEIVERS=$ROOT/build/receivers
export MAIL_PASSWORD='p"ss w0rd' PAGER=R0UTINGKEY0000000000000000000000 BOT=12345:abc_DEF-g TOKEN=AC0000:twilio-token NTFY_TOKEN=tk_none
up() { # NAME COMMAND...: its first line of output is its port
    local name=$1
    shift
    "$@" >"$T/$name.out" 2>"$T/$name.log" &
    PID[$name]=$!
    within 20 test -s "$T/$name.out" || give_up "$name does not start"
    PORT[$name]=$(head -n 1 "$T/$name.out")
}
conf() { cat >"$T/hooks.yaml"; }
hook() { "$BIN/pulso" --config "$T/hooks.yaml" hook test "$@" 2>"$T/hook.log"; }

# --- Alertmanager
AM=$(free_port)
printf 'route: { receiver: nobody }\nreceivers: [ { name: nobody } ]\n' >"$T/am.yml"
prometheus-alertmanager --config.file="$T/am.yml" --storage.path="$T/am" --web.listen-address="127.0.0.1:$AM" --cluster.listen-address= >"$T/am.log" 2>&1 &
PID[am]=$!
within 20 curl -sf "http://127.0.0.1:$AM/-/ready" || give_up "Alertmanager does not start"
am() { amtool --alertmanager.url="http://127.0.0.1:$AM" alert query -o json "$@" | jq -r '[.[] | select(.status.state == "active")] | sort_by(.labels.severity)[] | .labels.severity' | tr '\n' ' '; }
conf <<TXT
zone: America/Mexico_City
route: { hooks: [ { name: am, type: alertmanager, url: 'http://127.0.0.1:$AM' } ] }
TXT
expect "Alertmanager takes an alert" hook am --incident i1
expect_eq "amtool sees it" "alert " "$(am incident=i1)"
expect_eq "with brand, summary and procedure" "pulso-test ALERTA · Pulso (test): 60 menciones negativas en 15 min (lo normal son 1,3) https://example.com/procedure" \
    "$(amtool --alertmanager.url="http://127.0.0.1:$AM" alert query incident=i1 -o json | jq -r '.[0] | "\(.labels.brand) \(.annotations.summary) \(.annotations.runbook_url)"')"
hook am --incident i1 >/dev/null
expect_eq "a repeat is the same alert" "alert " "$(am incident=i1)"
hook am --incident i1 --level crisis >/dev/null
expect_eq "a crisis takes the alert's place" "crisis " "$(am incident=i1)"
hook am --incident i1 --level crisis --stage closed >/dev/null
expect_eq "and ends with the incident" "" "$(am incident=i1)"

# --- mail
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key.pem" -out "$T/cert.pem" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out "$T/other.pem" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
up mail "$RECEIVERS/mail/bin/python" "$KIT/mail_server.py" --log "$T/mail.jsonl" --cert "$T/cert.pem" --key "$T/key.pem" --auth 'pulso:p"ss w0rd'
up bare "$RECEIVERS/mail/bin/python" "$KIT/mail_server.py" --log "$T/bare.jsonl"
mail_hook() { # NAME PORT CA
    printf "    - { name: %s, type: smtp, server: 'localhost:%s', user: pulso, password: 'env:MAIL_PASSWORD', from: pulso@example.com, to: [a@example.com, nobody@example.com, b@example.com], ca: '%s', lang: pt, give_up: 1s }\n" "$@"
}
conf <<TXT
route:
  hooks:
$(mail_hook mail "${PORT[mail]}" "$T/cert.pem")
$(mail_hook forged "${PORT[mail]}" "$T/other.pem")
$(mail_hook bare "${PORT[bare]}" "$T/cert.pem")
TXT
expect "a mail is taken" hook mail --incident i2 --level crisis
expect "a second time" hook mail --incident i2 --level crisis
expect "to one person" hook mail --incident i3 --to ana@example.com
mail() { sed -n "$1p" "$T/mail.jsonl" | jq -r "$2"; }
expect_eq "over TLS, signed in, to those who exist" "true pulso pulso@example.com a@example.com b@example.com" "$(mail 1 '"\(.tls) \(.user) \(.from) \(.to | join(" "))"')"
expect_eq "its subject says it all" "CRISE · Pulso (test): 60 menções negativas em 15 min (o normal são 1,3)" "$(mail 1 .subject)"
expect_eq "its text says what to do" "Nível: crise (vermelho)|Causas: no funciona +42|Confirmar que está com você: pulso incident ack i2" \
    "$(mail 1 .text | grep -E '^(Nível|Causas|Confirmar)' | paste -sd'|')"
expect_eq "a repeat is the same message, of the same incident" "<i2-crisis@example.com> <i2-crisis@example.com> <i2@example.com>" "$(mail 1 .id) $(mail 2 .id) $(mail 2 .references)"
expect_eq "a person is the only one addressed" "ana@example.com" "$(mail 3 '.to | join(" ")')"
expect_not "a certificate of somebody else gets no mail" hook forged
expect_not "a server without STARTTLS gets no mail" hook bare
expect_eq "nothing went out in the clear" "3 0" "$(wc -l <"$T/mail.jsonl") $(wc -l <"$T/bare.jsonl" 2>/dev/null || echo 0)"
expect_not "no password in what is said" grep -q 'w0rd' "$T/hook.log"

# --- ntfy
NTFY=$(free_port)
"$RECEIVERS/ntfy" serve --config /dev/null --listen-http "127.0.0.1:$NTFY" --cache-file "$T/ntfy.db" --base-url "http://127.0.0.1:$NTFY" >"$T/ntfy.log" 2>&1 &
PID[ntfy]=$!
within 20 curl -sf "http://127.0.0.1:$NTFY/v1/health" || give_up "ntfy does not start"
conf <<TXT
links: { url: 'https://pulso.example.com', secret: 'env:BOT_SECRET' }
route: { hooks: [ { name: push, type: ntfy, url: 'http://127.0.0.1:$NTFY', topic: committee, lang: en } ] }
TXT
export BOT_SECRET=0123456789abcdef
expect "ntfy takes a notice" hook push --incident i4 --level crisis
expect "and one for a person" hook push --incident i4 --level crisis --to ana-7f3
poll() { curl -s "http://127.0.0.1:$NTFY/$1/json?poll=1"; }
expect_eq "as the loudest there is, with its link" "CRISIS · Pulso (test): 60 negative mentions in 15 min (normal: 1.3) 5 rotating_light https://pulso.example.com/i/i4" \
    "$(poll committee | jq -r '"\(.title) \(.priority) \(.tags[0]) \(.click)"')"
expect_eq "the person's topic has it, too" 1 "$(poll ana-7f3 | wc -l)"

# --- recorded contracts
up rec python3 "$KIT/receiver.py" --secret none --unsigned --log "$T/rec.jsonl"
R=http://127.0.0.1:${PORT[rec]}
export SLACK=$R/services/T0/B0/x
conf <<TXT
route:
  hooks:
    - { name: pager, type: pagerduty, url: '$R/v2/enqueue', routing_key: 'env:PAGER', lang: en }
    - { name: slack, type: slack, url: 'env:SLACK' }
    - { name: telegram, type: telegram, url: '$R', bot: 'env:BOT', chat: '-1001' }
    - { name: room, type: matrix, url: '$R', room: '!abc:example.com', token: 'env:NTFY_TOKEN' }
TXT
last() { tail -n 1 "$T/rec.jsonl" | jq -cS "$@"; }
same() { # NAME WANT-JSON: the last body, times aside
    expect_eq "$1" "$(jq -cS . <<<"$2")" "$(last '.body | fromjson | (.. | strings) |= (gsub("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"; "TIME") | gsub("[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}"; "TIME") | gsub("[0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{5}"; "TIME"))')"
}
expect "PagerDuty: trigger" hook pager --incident i5 --level crisis
expect_eq "where" '"POST /v2/enqueue"' "$(last '"\(.method) \(.path)"')"
same "PagerDuty's trigger" '{"routing_key":"R0UTINGKEY0000000000000000000000","event_action":"trigger","dedup_key":"i5","client":"Pulso","links":[{"href":"https://example.com/procedure","text":"Procedure"}],
 "payload":{"summary":"CRISIS · Pulso (test): 60 negative mentions in 15 min (normal: 1.3)","source":"pulso","severity":"critical","timestamp":"TIME","component":"pulso-test","group":"pulso-test","class":"technical",
 "custom_details":{"level":"crisis","causes":"no funciona +42","text":"Level: crisis (red)\nBrand: Pulso (test)\nWhat: 60 negative mentions in 15 min (normal: 1.3)\nSince: TIME (UTC)\nCauses: no funciona +42\nProcedure: https://example.com/procedure\nAcknowledge: pulso incident ack i5\nIncident: i5"}}}'
hook pager --incident i5 --stage acknowledged >/dev/null
same "PagerDuty's acknowledgement" '{"routing_key":"R0UTINGKEY0000000000000000000000","event_action":"acknowledge","dedup_key":"i5"}'
hook pager --incident i5 --stage closed >/dev/null
same "PagerDuty's end" '{"routing_key":"R0UTINGKEY0000000000000000000000","event_action":"resolve","dedup_key":"i5"}'
expect "Slack" hook slack --incident i6
text='Nivel: alerta (amarillo)\nMarca: Pulso (test)\nQué pasa: 60 menciones negativas en 15 min (lo normal son 1,3)\nDesde: TIME (UTC)\nCausas: no funciona +42\nProcedimiento: https://example.com/procedure\nConfirmar que lo atiendes: pulso incident ack i6\nIncidente: i6'
title='ALERTA · Pulso (test): 60 menciones negativas en 15 min (lo normal son 1,3)'
same "Slack's message" '{"text":"'"$title"'","blocks":[{"type":"header","text":{"type":"plain_text","text":"'"$title"'"}},{"type":"section","text":{"type":"mrkdwn","text":"'"$text"'"}}]}'
expect "Telegram" hook telegram --incident i6
expect_eq "where" '"POST /bot12345:abc_DEF-g/sendMessage application/json"' "$(last '"\(.method) \(.path) \(.type)"')"
same "Telegram's message" '{"chat_id":"-1001","disable_web_page_preview":true,"text":"'"$title\n\n$text"'"}'
expect "Telegram, to a person" hook telegram --incident i6 --to 777
expect_eq "whose chat it is" '"777"' "$(last '.body | fromjson | .chat_id')"
expect "Matrix" hook room --incident i6
expect_eq "where, with the key as transaction" '"PUT /_matrix/client/v3/rooms/%21abc%3Aexample.com/send/m.room.message/i6-alert Bearer tk_none"' "$(last '"\(.method) \(.path) \(.authorization)"')"
expect_not "no secret in what is said" grep -qE 'R0UTING|abc_DEF' "$T/hook.log"

# --- the shipped examples
mkdir "$T/secrets"
echo "$R/teams?sig=a%2Bb" >"$T/secrets/teams-url"
echo genie-key >"$T/secrets/opsgenie"
echo AC0000:twilio-token >"$T/secrets/twilio"
example() { sed -E "s#https?://(api[a-z.]*|127.0.0.1:13013)/#$R/#; s#file:secrets/#file:$T/secrets/#" "$ROOT/deploy/examples/hooks/$1.yaml" >"$T/hooks.yaml"; }
example teams
expect "Teams" hook teams --incident i7 --level crisis
expect_eq "its card" '"message|CRISIS · Pulso (test): 60 menciones negativas en 15 min (lo normal son 1,3)|Attention"' \
    "$(last '.body | fromjson | "\(.type)|\(.attachments[0].content.body[0].text)|\(.attachments[0].content.body[0].color)"')"
example opsgenie
expect "Opsgenie" hook opsgenie --incident i8 --level crisis
expect_eq "its alert" '"POST /v2/alerts GenieKey genie-key P1 i8"' "$(last '"\(.method) \(.path) \(.authorization) \(.body | fromjson | "\(.priority) \(.alias)")"')"
expect "and its end" hook opsgenie --incident i8 --stage closed
expect_eq "by the alias" '"/v2/alerts/i8/close?identifierType=alias Pulso"' "$(last '"\(.path) \(.body | fromjson | .source)"')"
example sms-twilio
expect "Twilio" hook sms --incident i9 --to +5215550100 --level crisis
expect_eq "its form" "\"application/x-www-form-urlencoded Basic $(printf AC0000:twilio-token | base64) To=%2B5215550100&From=%2B15005550006&Body=CRISIS%20%C2%B7%20Pulso\"" \
    "$(last '"\(.type) \(.authorization) \(.body | split("%20%28")[0])"')"
example sms-gateway
expect "a gateway of one's own" hook gateway --incident i10 --level crisis --to 5550100
expect_eq "its request" '"/cgi-bin/sendsms?to=5550100&id=i10-crisis CRISIS · Pulso (test)"' "$(last '"\(.path) \(.body | split(":")[0])"')"

# --- Matrix
if [ -n "${LONG:-}" ]; then . "$KIT/matrix.sh"; fi
for name in am mail bare ntfy rec; do kill9 $name; done
