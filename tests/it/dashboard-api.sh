#!/usr/bin/env bash
# The API says what the ledger says; who may see what; pages and streams go on where they were; what people decide goes to
# pulso.actions; and its document is true. The daemon is the one built with the sanitizers.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
stack_up --partitions 3
: "${TEST_LIMIT:=420}"
export LUIS=luis-0123456789abcdef CRM=crm-0123456789abcdef ANA=ana-0123456789abcdef VERA=vera-0123456789abcdef CARO=caro-0123456789abcdef
config "classify: { coverage: 0.8 }
dashboard:
  listen: 127.0.0.1:0
  requests: 1000000
  newest: 1000
  tokens:
    - { name: ana, secret: \"env:ANA\", role: analyst }
    - { name: vera, secret: \"env:VERA\", brands: [telenorte, bancosur] }
    - { name: luis, secret: \"env:LUIS\", role: analyst, brands: [telenorte] }
    - { name: crm, secret: \"env:CRM\", role: analyst, tool: true }
    - { name: caro, secret: \"env:CARO\", role: committee }" "customers: [ { brand: telenorte, month: $(date -u -d '40 days ago' +%Y-%m), count: 2000000 } ]" \
    "route: { teams: [care, press], rules: [ { name: all, then: ignore } ] }" "kb:
  articles:
    - { id: hours, title: Horarios, questions: ['¿A qué hora abren las sucursales?'], answers: [ { lang: es, text: 'Abrimos de 9 a 18.' } ] }
    - { id: fibre, title: Fibra de Telenorte, brands: [telenorte], patterns: ['fibra AND (instal* OR contrat*)'], questions: ['¿Cómo contrato la fibra?'], answers: [ { lang: es, text: 'En telenorte.example/fibra.' } ] }"
export PULSO_CONFIG=$T/pulso.yaml
expect "the topics are made" "$BIN/pulso" topics create
gen a --records 6000 --zone America/Mexico_City
daemon classify
plain=$BIN
sanitized
daemon dashboard
BIN=$plain
URL=http://$(sed -n 's/.*event=http listen=//p' "$T/dashboard.log" | tail -n 1)
api() { local what=$1; shift; python3 "$KIT/api.py" "$what" "$URL" "$@"; }
status() { curl -s -m 20 -o "$T/answer" -D "$T/head" -w '%{http_code}' "$@"; }
bearer() { status -H "Authorization: Bearer $1" "${@:2}"; }
header() { sed -n "s/^$1: //Ip" "$T/head" | tr -d '\r'; }

# --- figures
feed_kafka a --rate 0
# shellcheck disable=SC2119
expect_caught_up
expect "every figure is the ledger's" api exact "$ANA" "$T/a/ledger.json"
expect_eq "shares are those of pulso sov" "$("$BIN/pulso" sov --set banks --period 48h --json | python3 -c 'import json, sys; print(sorted(b["mentions"] for b in json.load(sys.stdin)["brands"]))')" \
    "$(api get "$ANA" '/v1/compare?set=banks&period=48h' 'sorted(b["mentions"] for b in a["brands"])')"
bearer "$ANA" "$URL/v1/compare.csv?set=banks&for=comma&period=48h" >/dev/null
expect_eq "a spreadsheet gets its commas" "$(printf '\xef\xbb\xbf')" "$(head -c 3 "$T/answer")"
expect "the table as CSV has every figure of the answer, in both ways of writing" api csv "$ANA" 'set=banks&period=48h' 'set=all&period=48h&co=half&estimates=no'

for dim in term hashtag link author; do   # which of equals stand at the end of the list is open
    expect_eq "most by $dim are the estimates of pulso top" "$("$BIN/pulso" top --brand bancosur --dim $dim --period 48h --limit 12 --json | jq -c ".stamp.period.from, (.rows | map(select(.low > 2) | [.$dim, .low, .high]) | sort)")" \
        "$(bearer "$ANA" "$URL/v1/brands/bancosur/top?dim=$dim&period=48h&limit=12&vs=none" >/dev/null; jq -c '.stamp.period.from, (.rows | map(select(.n > 2) | [.name, .n, .high]) | sort)' "$T/answer")"
done
expect_eq "and there are some" True "$(api get "$ANA" '/v1/brands/bancosur/top?dim=term&period=48h' 'len(a["rows"]) > 5 and all(r["n"] <= r["high"] for r in a["rows"])')"
expect_eq "of what was not there before there is no multiple" True \
    "$(api get "$ANA" '/v1/brands/bancosur/top?dim=platform&period=60h' 'all((r["ratio"] is None) == (not r["before"]) for r in a["rows"]) and (a["compared"] or not any(r["before"] for r in a["rows"]))')"

# --- the document is true: schemathesis asks by itself while the rest of this story goes on, and is heard at its end
S=$ROOT/build/schemathesis
if [ ! "$S/.done" -nt "$ROOT/tests/requirements-schemathesis.txt" ]; then
    { python3 -m venv "$S" && "$S/bin/pip" install -q --disable-pip-version-check -r "$ROOT/tests/requirements-schemathesis.txt" && touch "$S/.done"; } >"$T/pip.log" 2>&1 \
        || give_up "schemathesis cannot be installed: $(tail -n 1 "$T/pip.log")"
fi
(cd "$T" && exec timeout "$((TEST_LIMIT - 60))" "$S/bin/schemathesis" run "$URL/v1/openapi.yaml" --url "$URL" -H "Authorization: Bearer $CARO" --exclude-path /v1/stream --no-color --seed "${SEED:-1}" \
    --phases coverage,fuzzing --max-examples "${EXAMPLES:-3}" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,unsupported_method) >"$T/st.log" 2>&1 &
document=$!

# --- what is asked again
bearer "$ANA" "$URL/v1/compare?set=banks&period=2020-10-01..2020-10-02&vs=none" >/dev/null
etag=$(header ETag)
expect_eq "what did not change is not sent again" 304 "$(bearer "$ANA" -H "If-None-Match: $etag" "$URL/v1/compare?set=banks&period=2020-10-01..2020-10-02&vs=none")"
expect_eq "a wrong parameter is named" "400 periode" "$(bearer "$ANA" "$URL/v1/now?periode=24h") $(python3 -c 'import json; print(json.load(open("'"$T"'/answer"))["error"]["parameter"])')"
expect_eq "a mistake in a query has its place" "[0, 1]" "$(api get "$ANA" '/v1/mentions?q=%29' 'a["error"]["at"]')"

# --- who
expect_eq "nobody sees nothing" 401 "$(status "$URL/v1/now")"
expect_eq "a wrong token is nobody" 401 "$(bearer wrong-0123456789abcdef "$URL/v1/now")"
expect_eq "whoever may see two brands sees these" "['bancosur', 'telenorte']" "$(api get "$VERA" /v1/sets 'sorted({b["id"] for x in a["sets"] for b in x["brands"]})')"
expect_eq "and of others not even that they are there" 404 "$(bearer "$VERA" "$URL/v1/brands/zumovil/series")"
expect_eq "also in mentions" "['bancosur', 'telenorte']" "$(api get "$VERA" '/v1/mentions?set=all&period=72h&limit=200' 'sorted({b["id"] for m in a["items"] for b in m["brands"]})')"

# --- signing in
expect_eq "a token signs a browser in" 303 "$(status -c "$T/jar" --data-urlencode "token=$CARO" "$URL/login")"
expect "its cookie is out of reach of scripts" grep -qi 'set-cookie: pulso_session=.*HttpOnly; SameSite=Strict' "$T/head"
expect_eq "the cookie is good" 200 "$(status -b "$T/jar" "$URL/v1/me")"
csrf=$(python3 -c 'import json; print(json.load(open("'"$T"'/answer"))["csrf"])')
expect_eq "a forged one is not" 401 "$(status -b "pulso_session=caro~9999999999~00000000000000000000000000000000~$(printf '0%.0s' {1..64})" "$URL/v1/me")"
expect "pages of others cannot frame or script us" grep -qi "content-security-policy: default-src 'none'; script-src 'self'" "$T/head"

# --- mentions
newest=$(api walk "$ANA" '/v1/mentions?set=telecoms&period=72h' 100)
expect_eq "pages go on where they were, from memory into Kafka" "${newest% *}" "${newest#* }"
expect_eq "and are as many as were counted and not several brands'" "$(api get "$ANA" '/v1/compare?set=telecoms&period=72h' 'sum(b["n"] for b in a["brands"]) > 0')" True
expect "a click on a number finds as many" test "$(api walk "$ANA" '/v1/mentions?brand=bancosur&period=72h' 200 | cut -d' ' -f1)" = \
    "$(api get "$ANA" '/v1/mentions/histogram?brand=bancosur&period=72h' 'sum(a["n"])')"
expect_eq "the least sure are marked" "[False, True]" "$(api get "$ANA" '/v1/mentions?set=all&period=72h&limit=200' 'sorted({m["unsure"] for m in a["items"] if not m["deleted"]})')"
id=$(api get "$ANA" '/v1/mentions?brand=bancosur&period=72h&limit=1' 'a["items"][0]["id"]')
expect_eq "why: the query matched, and where" "(True, True)" "$(api get "$ANA" "/v1/mentions/$id/why" '[(q["matches"], len(q["spans"]) > 0) for q in a["queries"] if q["brand"] == "bancosur"][0]')"

# --- what waits with each team, and what could be answered
case_of() { # FOLIO TEAM AGENT BRAND SAID DUE: as route writes it
    printf 'x:%s\t{"v":1,"folio":"%s","conversation":"x:%s","state":"new","brand":"%s","customer":"ana","team":"%s"%s,"priority":50,"opened":"%s","last":"%s","said":"%s","first_due":"%s","messages":1,"answers":0,"automatic":0,"notes":0,"reopened":0,"people":0,"crowded":false,"warned":[]}\n' \
        "$1" "$1" "$1" "$4" "$2" "${3:+,\"agent\":\"$3\"}" "$5" "$5" "$5" "$6"
}
ago() { date -u -d "$1" +%FT%TZ; }
old=$(ago '3 hours ago') soon=$(ago '1 hour ago')
{ case_of 0-1A care AR telenorte "$old" "$soon"; case_of 0-2A care AR zumovil "$(ago '2 hours ago')" "$(ago '+1 hour')"; case_of 0-3A care '' telenorte "$(ago '1 hour ago')" "$(ago '+2 hours')"; } |
    kcat -P -b "$KAFKA" -t pulso.cases -K "$(printf '\t')" || fail "cases"
queues() { bearer "$1" "$URL/v1/queues$2" >/dev/null; jq -c '.queues[] | [.team, .open, .waiting, .nobody, .late, .oldest, .next_due, (.agents | map([.agent, .open, .waiting]))]' "$T/answer" | sed 's/\.000Z/Z/g'; }
within 10 eval '[ "$(queues "$ANA" "" | head -n 1 | jq -c .[1])" = 3 ]'
expect_eq "each team has what waits for it, since when and until when, and who has it" "[\"care\",3,3,1,1,\"$old\",\"$soon\",[[\"AR\",2,2]]] [\"press\",0,0,0,0,null,null,[]]" "$(queues "$ANA" "" | xargs -d '\n')"
expect_eq "of one brand, its own" '["care",2,2,1,1]' "$(queues "$ANA" '?brand=telenorte' | head -n 1 | jq -c '.[0:5]')"
expect_eq "who sees two brands sees their cases alone, and no team without" '["care",2,2,1,1]' "$(queues "$VERA" "" | jq -c '.[0:5]')"
suggested() { status -G -H "Authorization: Bearer $1" "$URL/v1/kb/suggest" "${@:2}" >/dev/null; jq -c '[.suggestions[] | [.article, .confidence >= 0.45, .by]]' "$T/answer"; }
expect_eq "what fits a question is suggested" '[["hours",true,"words"]]' "$(suggested "$ANA" --data-urlencode 'text=hola, a qué hora abren las sucursales?' -d lang=es)"
expect_eq "an article of a brand for its own" '[["fibre",true,"pattern"]]' "$(suggested "$VERA" --data-urlencode 'text=quiero contratar la fibra' -d lang=es -d brand=telenorte)"
expect_eq "and for no other" '[]' "$(suggested "$ANA" --data-urlencode 'text=quiero contratar la fibra' -d lang=es -d brand=zumovil)"
expect_eq "nobody is answered in another language" '[]' "$(suggested "$ANA" --data-urlencode 'text=a que hora abren las sucursales' -d lang=pt)"
expect_eq "who may not see a brand is not told what it answers" 404 "$(status -G -H "Authorization: Bearer $VERA" "$URL/v1/kb/suggest" -d text=x -d lang=es -d brand=zumovil)"
expect_eq "without a question there is no answer" 400 "$(bearer "$ANA" "$URL/v1/kb/suggest")"
expect_eq "mentions per thousand customers" True "$(api get "$ANA" '/v1/compare?set=all&period=48h' 'all((b["customers"], b["per_thousand"]) == (None, None) if b["id"] != "telenorte" else b["customers"] == 2000000 and abs(b["per_thousand"] - b["mentions"] / 2000) < 1e-5 and b["mentions"] > 0 for b in a["brands"])')"

# --- what happens
listen() { exec python3 "$KIT/api.py" stream "$URL" "$1" 60 "/v1/stream?topics=mention,tick"; } # TOKEN
had() { [ "$(grep -c "^$2" "$T/$1")" -ge "$3" ]; }        # FILE EVENT COUNT
listen "$VERA" >"$T/stream" &
listeners=$!
listen "$ANA" >"$T/stream-ana" &
listeners="$listeners $!"
api viewers "$ANA" 50 4 >"$T/viewers" &
viewers=$!
within 20 eval 'had stream tick 1 && had stream-ana tick 1' || fail "the streams do not open"
python3 "$KIT/say.py" telenorte negative 3 live | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')"
python3 "$KIT/say.py" zumovil positive 2 hidden | kcat -P -b "$KAFKA" -t pulso.mentions -K "$(printf '\t')"
within 20 eval 'had stream mention 3 && had stream-ana mention 5'
ticks=$(grep -c '^tick' "$T/stream")
expect "the clock ticks on" within 20 had stream tick $((ticks + 2))     # what were not for her would be there by now, too
expect_eq "live mentions come to whom they are for" "3 5" "$(grep -c '^mention' "$T/stream") $(grep -c '^mention' "$T/stream-ana")"
# shellcheck disable=SC2086 # a list of pids
kill $listeners
wait $viewers
expect "fifty look at the same time" [ "$(cat "$T/viewers")" -ge 2 ]

# --- what people decide
printf '{"v":1,"id":"00000000000000aa","brand":"telenorte","type":"burst","level":"crisis","state":"open","opened":"%s","updated":"%s","x":40,"mu":2.5,"window_minutes":10,"notified":"crisis","causes":[{"kind":"term","name":"sin se\u00f1al","count":30,"excess":28.5},{"kind":"term","name":"other","count":10,"excess":9}],"samples":[{"platform":"x","id":"m1","at":"2026-11-22T04:42:13.120Z","author":"ana","text":"otra vez sin se\u00f1al"}]}' \
    "$(date -u +%FT%T.000Z)" "$(date -u +%FT%T.000Z)" | kcat -P -b "$KAFKA" -t pulso.alerts -k 00000000000000aa
within 10 eval 'test "$(api get "$CARO" /v1/incidents "len(a[\"incidents\"])")" = 1'
expect_eq "an incident is there" "crisis telenorte 16" "$(api get "$CARO" /v1/incidents '" ".join(str(a["incidents"][0][k]) for k in ("level", "brand", "ratio"))')"
expect_eq "with its causes and what is said" "sin señal 28.5 ana" "$(api get "$CARO" /v1/incidents/00000000000000aa 'a["causes"][0]["name"] + " " + str(a["causes"][0]["n"]) + " " + a["samples"][0]["author"]')"
act() { status -b "$T/jar" -H 'Content-Type: application/json' -H "Idempotency-Key: $1" -H "X-CSRF-Token: $2" -d "$3" "$URL/v1/actions"; }
expect_eq "without the CSRF token nothing is decided" 403 "$(act k1 wrong '{"kind":"acknowledge","incident":"00000000000000aa"}')"
expect_eq "with it, it is" 201 "$(act k1 "$csrf" '{"kind":"acknowledge","incident":"00000000000000aa"}')"
expect_eq "an analyst may not" 403 "$(bearer "$ANA" -H 'Idempotency-Key: k2' -d '{"kind":"acknowledge","incident":"00000000000000aa"}' "$URL/v1/actions")"
expect_eq "whoever only looks may post nothing" 403 "$(bearer "$VERA" -H 'Idempotency-Key: k2' -d '{"kind":"note","incident":"00000000000000aa","data":{"text":"x"}}' "$URL/v1/actions")"
expect_eq "the same key again" 201 "$(act k1 "$csrf" '{"kind":"acknowledge","incident":"00000000000000aa"}')"
within 10 eval 'test "$(api get "$CARO" /v1/incidents/00000000000000aa "a[\"incident\"][\"owner\"]")" = caro'
expect_eq "it counts once, in the timeline" "caro ['opened', 'acknowledge']" "$(api get "$CARO" /v1/incidents/00000000000000aa 'a["incident"]["owner"] + " " + str([e["what"] for e in a["timeline"]])')"
expect_eq "it stands in pulso.actions" 2 "$(kcat -Ceq -b "$KAFKA" -t pulso.actions -o beginning | grep -c '"id":"caro:k1"')"

# Another program signs what it decides, and is heard for nothing else.
signed() { # BODY [SECRET] [SECONDS AGO] [PATH] [SENT BODY]
    local at=$(($(date +%s) - ${3:-0})) mac
    mac=$(printf '%s.%s' "$at" "$1" | openssl dgst -sha256 -hmac "${2:-$CRM}" -r | cut -d' ' -f1)
    status -H 'X-Pulso-Token: crm' -H "X-Pulso-Timestamp: $at" -H "X-Pulso-Signature: sha256=$mac" -d "${5:-$1}" "$URL/${4:-v1/actions}"
}
why() { jq -r '.error | "\(.code) \(.parameter // "-") \(.message)"' "$T/answer"; }
note='{"id":"T-991/1","kind":"note","conversation":"x:c1","by":"AR","data":{"text":"visto"}}'
expect_eq "a tool decides in the name of its people" 201 "$(signed "$note")"
expect_eq "the same again is the same" "201 201" "$(signed "$note") $(signed "$note" "$CRM" 290)"
expect_eq "it stands in pulso.actions" "3 AR analyst crm:T-991/1 visto" "$(kcat -Ceq -b "$KAFKA" -t pulso.actions -o beginning | jq -r 'select(.conversation == "x:c1") | "\(.by) \(.role) \(.id) \(.data.text)"' | uniq -c | xargs)"
expect_eq "with another secret it is nobody" "401 unauthorized" "$(signed "$note" wrong-0123456789abcdef) $(why | cut -d' ' -f1)"
expect_eq "nor from five minutes ago" 401 "$(signed "$note" "$CRM" 310)"
expect_eq "nor with another body" 401 "$(signed "$note" "$CRM" 0 v1/actions "${note/AR/BT}")"
expect_eq "nor anywhere else" "401 signed requests are for /v1/actions" "$(signed "$note" "$CRM" 0 logout) $(why | cut -d' ' -f3-)"
expect_eq "its secret shown is none" 401 "$(bearer "$CRM" -H 'Idempotency-Key: k3' -d '{"kind":"note","conversation":"x:c1","data":{"text":"x"}}' "$URL/v1/actions")"
refused() { printf '%s %s\n' "$(signed "$1")" "$(why | cut -d' ' -f1-3)"; } # BODY
expect_eq "what is missing is named" "400 bad_request data data.text:
400 bad_request data data.to:
400 bad_request data data.id:
400 bad_request id the
400 bad_request kind no
403 forbidden - the
404 not_found - no" "$(refused '{"id":"a","kind":"answer","conversation":"x:c1"}')
$(refused '{"id":"a","kind":"hand_over","conversation":"x:c1","data":{"to":""}}')
$(refused '{"id":"a","kind":"external","conversation":"x:c1","data":{}}')
$(refused '{"kind":"take","conversation":"x:c1"}')
$(refused '{"id":"a","kind":"sing","conversation":"x:c1"}')
$(refused '{"id":"a","kind":"acknowledge","incident":"00000000000000aa"}')
$(refused '{"id":"a","kind":"take","folio":"34T7-KQ"}')"
expect_eq "a person decides in no other's name" "400 by" "$(bearer "$ANA" -H 'Idempotency-Key: k4' -d '{"kind":"take","conversation":"x:c1","by":"AR"}' "$URL/v1/actions") $(why | cut -d' ' -f2)"
# A brand of one's own beside a conversation of somebody else's opens nothing.
expect_eq "of a conversation that is no open case of their brands nobody decides" "404 404 not_found" "$(bearer "$LUIS" -H 'Idempotency-Key: k5' -d '{"kind":"close","conversation":"x:c1","brand":"telenorte"}' "$URL/v1/actions") $(bearer "$LUIS" -H 'Idempotency-Key: k6' -d '{"kind":"note","conversation":"x:c1","brand":"telenorte","data":{"text":"x"}}' "$URL/v1/actions") $(why | cut -d' ' -f1)"
expect_eq "nothing else stands there" 3 "$(kcat -Ceq -b "$KAFKA" -t pulso.actions -o beginning | grep -c '"conversation":"x:c1"')"

# What route wrote down of how it is handled comes as the command line shows it.
printf '{"v":1,"id":"00000000000000ab","brand":"telenorte","type":"burst","level":"alert","state":"open","opened":"%s","updated":"%s","x":20,"mu":2.5,"window_minutes":10,"handling":%s}' \
    "$(date -u +%FT%T.000Z)" "$(date -u +%FT%T.000Z)" '{"state":"acknowledged","owner":"eva","statement":"Trabajamos en ello","step_level":"alert","step_at":"2026-11-22T04:42:13.120Z","next_at":"2026-11-22T04:52:13.120Z","step":1,"acknowledgements":1,"reopened":0,"dropped":false,"calm":false,"due":["unanswered.1"],"steps":[{"step":1,"text":"Ask the NOC","done":"2026-11-22T04:43:00.000Z","by":"eva"},{"step":2,"text":"Publish"}],"timeline":[{"kind":"opened","at":"2026-11-22T04:42:13.120Z","by":"pulso","text":"alert"},{"kind":"note","at":"2026-11-22T04:43:00.000Z","by":"eva","text":"fibre cut","id":"n1"}]}' |
    kcat -P -b "$KAFKA" -t pulso.alerts -k 00000000000000ab
within 10 eval 'test "$(api get "$CARO" /v1/incidents/00000000000000ab "a[\"incident\"][\"owner\"]")" = eva'
expect_eq "how an incident is handled is what pulso incident shows" "$("$BIN/pulso" incident show 00000000000000ab --json | jq -cS .handling)" \
    "$(api get "$CARO" /v1/incidents/00000000000000ab '__import__("json").dumps(a["handling"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)')"
expect_eq "its steps and its timeline are made of it" "[True, False] [('opened', 'alert'), ('note', None)]" \
    "$(api get "$CARO" /v1/incidents/00000000000000ab 'str([s["done"] for s in a["checklist"]]) + " " + str([(e["what"], e["level"]) for e in a["timeline"]])')"
bearer "$CARO" "$URL/v1/incidents/00000000000000aa" >/dev/null
expect_eq "before route wrote anything it is null" null "$(jq -c .handling "$T/answer")"

# --- what the dashboard of deploy/grafana asks for is there
python3 - "$ROOT/deploy/grafana/pulso.json" >"$T/asked" <<'PY'
import json, sys
for p in json.load(open(sys.argv[1]))["panels"]:
    for t in p.get("targets", []):
        if "url" in t:
            print(t["url"].replace("${set}", "all").replace("${__from:date:iso}", "2026-01-01T00:00:00.000Z").replace("${__to:date:iso}", "2026-01-02T00:00:00.000Z"), t["root_selector"])
PY
while read -r path root; do expect "Grafana's $path has $root" test "$(api get "$CARO" "$path" "isinstance(a[\"$root\"], list)")" = True; done <"$T/asked"

# --- the document is true
wait $document
expect_eq "schemathesis finds no answer that the document does not promise" 0 $?
grep -E 'generated|❌' "$T/st.log" | head -20
expect "it asked much" test "$(sed -n 's/^ *\([0-9]*\) generated.*/\1/p' "$T/st.log")" -ge 500
expect_no_report dashboard

# --- who asks too much: from here on nobody without a good token is heard
codes=$(curl -s -o /dev/null -D "$T/head" -w '%{http_code}\n' -H "Authorization: Bearer wrong-0123456789abcdef" "$URL/v1/me?[1-160]" | sort | uniq -c | awk '{ print $2 }' | xargs)
expect_eq "whoever guesses tokens is told to wait" "401 429" "$codes"
expect "and for how long" [ "$(tail -n 20 "$T/head" | sed -n 's/^Retry-After: \([0-9]*\).*/\1/Ip' | tail -n 1)" -ge 1 ]
expect_eq "those with a good one are not kept waiting by that" 200 "$(bearer "$ANA" "$URL/v1/me")"

# --- the end
sed -i 's/^  requests: 1000000$/  requests: 60/' "$T/pulso.yaml"
kill -HUP "${PID[dashboard]}"
within 5 grep -q 'event=reload ok=1' "$T/dashboard.log"
expect_eq "after a reload all goes on" 200 "$(bearer "$ANA" "$URL/v1/me")"
codes=$(curl -s -o /dev/null -D "$T/head" -w '%{http_code}\n' -H "Authorization: Bearer $ANA" "$URL/v1/me#[1-40]" | sort | uniq -c | awk '{ print $2 }' | xargs)
expect_eq "who asks more than once a second is told to wait" "200 429" "$codes"
wait_s=$(tail -n 20 "$T/head" | sed -n 's/^Retry-After: \([0-9]*\).*/\1/Ip' | tail -n 1)
expect "and for how long" [ "${wait_s:-0}" -ge 1 ]
expect_eq "somebody else is not" 200 "$(bearer "$CARO" "$URL/v1/me")"
sleep "${wait_s:-1}"
expect_eq "after so long the next one is answered" 200 "$(bearer "$ANA" "$URL/v1/me")"
expect_stop dashboard
expect_no_report dashboard
