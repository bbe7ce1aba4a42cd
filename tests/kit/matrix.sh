# shellcheck shell=bash
# A real Matrix homeserver with one room, for hooks-tell-real-receivers.sh: sends are idempotent by transaction id.
"$ROOT/deploy/install-deps" matrix >"$T/deps.log" 2>&1 || give_up "Matrix cannot be installed: $(tail -n 1 "$T/deps.log")"
HS=$(free_port)
mkdir "$T/hs"
synapse() { (cd "$T/hs" && exec "$ROOT/build/receivers/matrix/bin/python" -m synapse.app.homeserver "$@"); }
synapse --server-name localhost --config-path hs.yaml --generate-config --report-stats=no >"$T/hs.out" 2>&1 || give_up "no configuration for Matrix: $(tail -n 1 "$T/hs.out")"
python3 - "$T/hs/hs.yaml" "$HS" <<'PY'
import re, sys
path, port = sys.argv[1:]
text = open(path).read()
text = re.sub(r"^listeners:.*?(?=^[a-z#])", f"listeners:\n  - {{port: {port}, tls: false, type: http, bind_addresses: ['127.0.0.1'], resources: [{{names: [client]}}]}}\n", text, flags=re.S | re.M)
open(path, "w").write(text + "\nregistration_shared_secret: it-secret\n")
PY
synapse --config-path hs.yaml >"$T/hs.log" 2>&1 &
PID[matrix]=$!
within 60 curl -sf "http://127.0.0.1:$HS/health" || give_up "Matrix does not start"
"$ROOT/build/receivers/matrix/bin/register_new_matrix_user" -u pulso -p pw --no-admin -k it-secret "http://127.0.0.1:$HS" >>"$T/hs.out" 2>&1
MATRIX_TOKEN=$(curl -s "http://127.0.0.1:$HS/_matrix/client/v3/login" -d '{"type":"m.login.password","identifier":{"type":"m.id.user","user":"pulso"},"password":"pw"}' | jq -r .access_token)
export MATRIX_TOKEN
matrix() { curl -s -H "Authorization: Bearer $MATRIX_TOKEN" "http://127.0.0.1:$HS/_matrix/client/v3/$1" "${@:2}"; }
room=$(matrix createRoom -d '{"preset":"private_chat"}' | jq -r .room_id)
conf <<TXT
route: { hooks: [ { name: room, type: matrix, url: 'http://127.0.0.1:$HS', room: '$room', token: 'env:MATRIX_TOKEN', lang: en } ] }
TXT
expect "a Matrix room takes a notice" hook room --incident i20 --level crisis
expect "a second time" hook room --incident i20 --level crisis
expect_eq "and holds it once" "CRISIS · Pulso (test): 60 negative mentions in 15 min (normal: 1.3)" \
    "$(matrix "rooms/$room/messages?dir=b&limit=50" | jq -r '.chunk[] | select(.type == "m.room.message") | .content.body' | grep CRISIS)"
kill9 matrix
