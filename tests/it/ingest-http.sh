#!/usr/bin/env bash
# Mentions posted over HTTP: 202 means that Kafka has them; who may say what; what is refused and how; what happens
# when Kafka is away.
# shellcheck source=tests/it/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
stack_up --partitions 2
for t in mentions:2 dlq:1; do
    expect "topic ${t%:*}" python3 "$KIT/kafka.py" create "$KAFKA" "pulso.${t%:*}" "${t#*:}"
done
export CRM_TOKEN=crm-0123456789abcdef PRESS_TOKEN=press-0123456789abcdef
config "ingest:
  sources:
    - name: hook
      type: http
      listen: 127.0.0.1:0
      body_max: 1M
      unfolded_max: 2M
      held_max: 4M
      body_time: 3s
      connections_per_address: 20
      tokens:
        - { name: crm, secret: \"env:CRM_TOKEN\", platforms: [x, facebook], sources: [\"crm:mx\"], deletions: true }
        - { name: press, secret: \"env:PRESS_TOKEN\", platforms: [\"*\"] }"
daemon ingest
URL=http://$(sed -n 's/.*event=http .*listen=//p' "$T/ingest.log" | tail -n 1)/v1/mentions

mention() { # ID [MEMBERS]
    printf '{"platform":"x","id":"%s","created_at":"2026-11-20T10:00:00Z","author":{"handle":"ana"},"text":"hola"%s}' "$1" "${2:+,$2}"
}
post() { # FILE [CURL OPTION...]: prints the status; the answer is in $T/answer, its head in $T/head
    local file=$1
    shift
    curl -s -m 40 -o "$T/answer" -D "$T/head" -w '%{http_code}' --data-binary "@$file" "$@" "$URL${QUERY:-}"
}
crm() { post "$1" -H "Authorization: Bearer $CRM_TOKEN" "${@:2}"; }
answer() { python3 -c 'import json, sys; a = json.load(open(sys.argv[1])); print(*(a.get(k) for k in sys.argv[2:]))' "$T/answer" "$@"; }
stored() { kcat -C -q -e -b "$KAFKA" -t pulso.mentions -o beginning -f '%k %s\n'; }
value_of() { stored | grep -m 1 "^x:$1 " | cut -d' ' -f2- | python3 -c 'import json, sys; print(json.load(sys.stdin).get(sys.argv[1]))' "$2"; }

# --- the three forms of a body
mention one >"$T/one"
expect_eq "one object is taken" 202 "$(crm "$T/one")"
expect_eq "and counted" "1 0" "$(answer accepted rejected)"
expect_eq "it is in Kafka when the answer comes" 1 "$(stored | grep -c '^x:one ')"
expect_eq "it has the token's source" crm:mx "$(value_of one source)"
expect_eq "and a conversation" one "$(value_of one conversation)"
printf '[%s,\n %s ]' "$(mention two)" "$(mention three '"in_reply_to":"two"')" >"$T/array"
expect_eq "an array is taken" 202 "$(crm "$T/array")"
expect_eq "both of it" "2 0" "$(answer accepted rejected)"
expect_eq "a reply joins its parent's conversation" two "$(value_of three conversation)"
for i in $(seq 1500); do mention "line-$i"; echo; done >"$T/lines"
expect_eq "JSON Lines are taken, more than one batch of them" 202 "$(crm "$T/lines")"
expect_eq "all of them" "1500 0" "$(answer accepted rejected)"
gzip -k "$T/lines"
sed -i 's/line-/gzip-/' "$T/lines" && gzip -kf "$T/lines"
expect_eq "so is gzip" 202 "$(crm "$T/lines.gz" -H 'Content-Encoding: gzip')"
expect_eq "everything arrived once" 3003 "$(stored | cut -d' ' -f1 | sort -u | wc -l)"
python3 -c 'import json, sys; json.dump(json.loads(sys.argv[1]), sys.stdout, indent=2)' "$(mention pretty)" >"$T/pretty"
expect_eq "an object over several lines is one object" 202 "$(crm "$T/pretty")"

# --- what is refused, and nothing of it taken
before=$(stored | wc -l)
{ mention good; echo; mention bad | sed 's/2026-11-20T10:00:00Z/yesterday/'; echo; mention good2; echo; } >"$T/bad"
expect_eq "one bad line refuses the body" 400 "$(crm "$T/bad")"
expect_eq "and is named with its member" "2 2 created_at" "$(answer item line member)"
printf '[%s\n%s]' "$(mention a)" "$(mention b)" >"$T/comma"
expect_eq "a damaged array is refused" 400 "$(QUERY='?partial=1' crm "$T/comma")"
expect_eq "where it is damaged" "2 2" "$(answer item line)"
printf ' \n' >"$T/empty"
expect_eq "an empty body is refused" 400 "$(crm "$T/empty")"
mention p '"pulso":{}' >"$T/pulso"
expect_eq "Pulso's own member cannot come from outside" 400 "$(crm "$T/pulso")"
expect_eq "and is named" pulso "$(answer member)"
head -c 1200000 /dev/zero | tr '\0' ' ' >"$T/large"
expect_eq "a body over the limit is refused" 413 "$(crm "$T/large")"
expect_eq "also one that does not say its length" 413 "$(crm "$T/large" -H 'Transfer-Encoding: chunked')"
head -c 100000000 /dev/zero | gzip >"$T/bomb.gz"
expect_eq "a gzip bomb is refused at the limit" 413 "$(crm "$T/bomb.gz" -H 'Content-Encoding: gzip')"
expect_eq "damaged gzip is refused" 400 "$(crm "$T/one" -H 'Content-Encoding: gzip')"
expect_eq "another coding is refused" 415 "$(crm "$T/one" -H 'Content-Encoding: br')"
expect_eq "only POST" 405 "$(curl -s -o /dev/null -w '%{http_code}' "$URL")"
expect_eq "only there" 404 "$(curl -s -o /dev/null -w '%{http_code}' -d x "${URL%mentions}other")"
expect_eq "nothing of all that arrived" "$before" "$(stored | wc -l)"

# --- partial
expect_eq "with partial=1 the good lines are taken" 202 "$(QUERY='?partial=1' crm "$T/bad")"
expect_eq "and counted apart" "2 1" "$(answer accepted rejected)"
expect_topic pulso.dlq 1
expect_eq "the bad one goes to the dlq topic as it came" "$(sed -n 2p "$T/bad")" "$(kcat -C -q -e -b "$KAFKA" -t pulso.dlq -o beginning)"

# --- who may say what
expect_eq "no token, no entry" 401 "$(post "$T/one")"
expect_eq "a wrong token neither" 401 "$(post "$T/one" -H "Authorization: Bearer ${CRM_TOKEN}x")"
mention other | sed 's/"x"/"reviews"/' >"$T/other"
expect_eq "a token speaks only for its platforms" 403 "$(crm "$T/other")"
mention other '"source":"press:es"' >"$T/other"
expect_eq "and its sources" 403 "$(crm "$T/other")"
printf '{"platform":"x","id":"one","deleted":true}' >"$T/delete"
expect_eq "one that may delete deletes" 202 "$(crm "$T/delete")"
expect_eq "another does not" 403 "$(post "$T/delete" -H "Authorization: Bearer $PRESS_TOKEN")"
expect_eq "a forbidden item is not put where a replay could let it in" 202 "$(QUERY='?partial=1' crm "$T/other")"
expect_topic pulso.dlq 1

signed() { # FILE TIMESTAMP [SECRET]
    local sum
    sum=$({ printf '%s.' "$2"; cat "$1"; } | openssl dgst -sha256 -hmac "${3:-$CRM_TOKEN}" -r | cut -d' ' -f1)
    post "$1" -H 'X-Pulso-Token: crm' -H "X-Pulso-Timestamp: $2" -H "X-Pulso-Signature: sha256=$sum"
}
mention signed >"$T/signed"
expect_eq "a signed body is taken" 202 "$(signed "$T/signed" "$(date +%s)")"
expect_eq "an old signature is not" 401 "$(signed "$T/signed" "$(($(date +%s) - 400))")"
expect_eq "nor one of another secret" 401 "$(signed "$T/signed" "$(date +%s)" wrong-0123456789abcdef)"

# --- what comes later goes where the message went
tell() { # ID MEMBERS...: a record of each, posted one after the other
    local id=$1 members
    for members in "${@:2}"; do
        case $members in
        *deleted*) printf '{"platform":"x","id":"%s",%s}' "$id" "$members" ;;
        *) mention "$id" "$members" ;;
        esac >"$T/told"
        [ "$(crm "$T/told")" = 202 ] || fail "not taken: $(cat "$T/told")"
    done
}
conversations() { stored | grep "^x:$1 " | cut -d' ' -f2- | python3 -c 'import json, sys; print(*(json.loads(l).get("conversation") for l in sys.stdin))'; }
UPDATED='"updated_at":"2026-11-20T10:05:00Z"'
tell h1 '"conversation":"T1"' "$UPDATED" '"refresh":true' '"deleted":true'
expect_eq "update, new numbers and deletion have the thread of the message" "T1 T1 T1 T1" "$(conversations h1)"
tell h2 '"in_reply_to":"h1"' "$UPDATED" '"deleted":true'
expect_eq "those of a reply have its conversation" "T1 T1 T1" "$(conversations h2)"
tell h3 "$UPDATED" '"deleted":true'
expect_eq "those of one that nobody knows have its id" "h3 h3" "$(conversations h3)"
printf '[{"platform":"x","id":"h4","deleted":true},%s,%s]' "$(mention h4 "$UPDATED")" "$(mention h4 '"conversation":"T4"')" >"$T/told"
expect_eq "newest first in one body is taken" 202 "$(crm "$T/told")"
expect_eq "they find it as well" "T4 T4 T4" "$(conversations h4)"

# --- strangers are refused by the head, and who holds a body back does not last
cat >"$T/strangers.py" <<'PY'
import socket, sys, time

HOST, PORT = sys.argv[1].split("/")[2].split(":")
NOW = int(time.time())

def begin(*head, length=1000000, body=b" " * 100):
    s = socket.create_connection((HOST, int(PORT)), timeout=20)
    try:
        s.sendall("\r\n".join(("POST /v1/mentions HTTP/1.1", "Host: x", f"Content-Length: {length}") + head).encode() + b"\r\n\r\n" + body)
    except ConnectionError:
        pass                    # refused in the middle
    return s

def signed(name="crm", at=NOW, signature="sha256=" + "0" * 64):
    return f"X-Pulso-Token: {name}", f"X-Pulso-Timestamp: {at}", f"X-Pulso-Signature: {signature}"

def status(s):
    try:
        return (s.recv(4096).split() + [b"", b"closed"])[1].decode()
    except ConnectionError:
        return "closed"

STRANGERS = [signed(name="nobody"), signed(at=NOW - 400), signed(at=""), signed(signature="sha256=00"), signed(signature="sha1=" + "0" * 64)]

def refused():
    print(*(status(begin(*head)) for head in STRANGERS))

def honest(token):              # while they hold back more than held_max together
    held = [begin(*head, body=b" " * 900000) for head in STRANGERS]
    time.sleep(0.5)
    body = b'{"platform":"x","id":"honest","created_at":"2026-11-20T10:00:00Z","author":{"id":"7"},"text":"t"}' + b" " * 100000
    print(status(begin(f"Authorization: Bearer {token}", length=len(body), body=body)), len(held))

def held_back():                # a good head, then nothing; and bytes so slowly that the connection is never idle
    quiet, slow, started = begin(*signed()), begin(*signed()), time.time()
    try:
        while time.time() - started < 10:
            slow.sendall(b" ")
            time.sleep(0.2)
    except ConnectionError:
        pass
    said = status(quiet)
    print(said, "in time" if 2 < time.time() - started < 7 else f"after {time.time() - started:.1f} s")

def crowd():                    # how many of 30 half-open connections are closed at once
    many = [socket.create_connection((HOST, int(PORT)), timeout=5) for _ in range(30)]
    time.sleep(0.5)
    closed = 0
    for s in many:
        s.setblocking(False)
        try:
            closed += s.recv(1) == b""
        except BlockingIOError:
            pass
        except ConnectionError:
            closed += 1
    print(closed)

globals()[sys.argv[2]](*sys.argv[3:])
PY
strangers() { python3 "$T/strangers.py" "$URL" "$@"; }
expect_eq "a signature that cannot be valid is refused before the body" "401 401 401 401 401" "$(strangers refused)"
expect_eq "who is known is taken meanwhile" "202 5" "$(strangers honest "$CRM_TOKEN")"
expect_eq "a body that does not come in ends its connection" "closed in time" "$(strangers held_back)"
expect_eq "one address has its share of the connections" 10 "$(strangers crowd)"

# --- a token is taken back while it runs
PRESS_FILE=$T/press.token
printf '%s' "$PRESS_TOKEN" >"$PRESS_FILE"
sed -i "s|env:PRESS_TOKEN|file:$PRESS_FILE|" "$T/pulso.yaml"
kill -HUP "${PID[ingest]}"
expect "the file is read again" within 5 grep -q 'event=reload ok=1' "$T/ingest.log"
expect_eq "a token of before is still good" 202 "$(post "$T/signed" -H "Authorization: Bearer $PRESS_TOKEN")"
printf 'another-0123456789abcdef' >"$PRESS_FILE"
kill -HUP "${PID[ingest]}"
expect "a new secret takes the old one's place" within 5 eval "[ \"\$(post $T/signed -H 'Authorization: Bearer another-0123456789abcdef')\" = 202 ]"
expect_eq "which is good no more" 401 "$(post "$T/signed" -H "Authorization: Bearer $PRESS_TOKEN")"

# --- backpressure: Kafka is away
stack kafka-stop
mention away >"$T/away"
started=$SECONDS
quiet() { curl -s -m 40 -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $CRM_TOKEN" --data-binary "@$1" "$URL"; }
quiet "$T/away" >"$T/first" &
waiting=("$!")
sleep 1   # its batch is under way
{ mention big; head -c 1000000 /dev/zero | tr '\0' ' '; } >"$T/big"
for i in 1 2 3 4; do
    quiet "$T/big" >"$T/big.$i" &
    waiting+=("$!")
done
sleep 2
expect_eq "what waits is bounded: then 429" 429 "$(crm "$T/big")"
expect "with Retry-After" grep -qi '^retry-after: 1' "$T/head"
wait "${waiting[@]}"
expect_eq "who waits gets 503" "503 503 503 503 503" "$(cat "$T/first") $(cat "$T/big.1") $(cat "$T/big.2") $(cat "$T/big.3") $(cat "$T/big.4")"
expect "after about ten seconds" test $((SECONDS - started)) -ge 9 -a $((SECONDS - started)) -le 20
expect_eq "the next one is told at once" 503 "$(crm "$T/away" -m 2)"
expect "with Retry-After" grep -qi '^retry-after: 5' "$T/head"
expect_eq "it says that it is not ready" 503 "$(health ingest)"
stack kafka-start
expect "it recovers" ready ingest 30
expect_eq "what was under way arrives" 1 "$(stored | grep -c '^x:away ')"
expect_eq "and posts are taken again" 202 "$(crm "$T/signed")"
expect_eq "the metrics count mentions" 1 "$([ "$(metric ingest pulso_ingest_mentions_total)" -ge 3008 ] && echo 1)"
expect_stop ingest
expect_not "no secret is in the log" grep -qE "$CRM_TOKEN|$PRESS_TOKEN" "$T/ingest.log"
