#!/usr/bin/env bash
# The pages in a real browser, on the real daemons: tests/browser/pages.mjs tells the stories.
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
command -v chromium >/dev/null || give_up "chromium is missing: make deps"
make -s -C "$ROOT" build/npm/tests/browser/.done >"$T/npm.log" 2>&1 || give_up "npm does not bring the browser tests' packages: $(tail -n 1 "$T/npm.log")"
count() { # what a program says in lines "ok ..." and "FAIL ...", as it comes
    local line
    while IFS= read -r line; do
        case $line in "ok "*) passed=$((passed + 1)) ;; "FAIL "*) failed=$((failed + 1)) ;; esac
        printf '%s\n' "$line"
    done
}
hour() { date -u -d "@$(($(date +%s) / 3600 * 3600 - $1 * 3600))" +%FT%H:%M:%SZ; } # N: the whole hour so long ago

count < <(cd "$ROOT/dashboard/web" && node "$ROOT/tests/browser/i18n.mjs" $(find . -name '*.js' ! -path './lang/*') 2>&1)

LISTEN=127.0.0.1:$(free_port)
export TOKEN=a-token-for-the-committee PULSO_TEST_COOKIES=the-secret-of-the-cookies
stack_up --partitions 2
config "$(route_rules "  hooks: [ { name: nowhere, type: none } ]
  committees:
    - { name: telecoms, levels: { watch: { tell: nowhere, wait: 30m }, alert: { tell: nowhere, wait: 20m }, crisis: { tell: nowhere, wait: 10m } }, procedures: [ { steps: [Preguntar a la red, Publicar el comunicado] } ] }")" "$(printf 'dashboard:\n  listen: "%s"\n  session_secret: env:PULSO_TEST_COOKIES\n  requests: 100000\n  tokens: [ { name: lucia, secret: "env:TOKEN", role: committee } ]\n' "$LISTEN")"
expect "the brands have accounts" python3 "$KIT/care.py" accounts "$T/pulso.yaml"
expect "the topics are made" "$BIN/pulso" --config "$T/pulso.yaml" topics create
daemon ingest
daemon classify
daemon route
daemon dashboard
gen day --records 2500 --hours 20 --old 0
feed_file day
within 60 eval '[ "$(topic_count pulso.mentions)" -ge "$(wc -l <"$T/day/stream.jsonl")" ]' || fail "ingest does not take the day in"
expect_caught_up --route
expect_exact day

BASE=http://$LISTEN FEED=$T/feed.jsonl MODULES=$ROOT/build/npm/tests/browser/node_modules FROM=$(hour 12) TO=$(hour 2)
REDIS_PID=$(cut -d" " -f1 "$T/stack/redis.pid")
KAFKA_PID=$(cut -d" " -f1 "$T/stack/kafka.pid" 2>/dev/null || cut -d" " -f1 "$T"/stack/kafka*.pid | head -n 1)
export BASE FEED MODULES FROM TO REDIS_PID KAFKA_PID
count < <(node "$ROOT/tests/browser/pages.mjs" ${STORY:+"$STORY"} 2>&1; echo $? >"$T/code")
expect_eq "all stories were told to their end" 0 "$(cat "$T/code")"
if [ -z "${STORY:-}" ]; then
    expect_eq "what was marked as wrong, and what was acknowledged, is written" "acknowledge answer close hand_over joined merge note take tick unmerge wrong" \
        "$(kcat -C -b "$KAFKA" -t pulso.actions -o beginning -e -q | jq -r .kind | sort -u | tr '\n' ' ' | sed 's/ $//')"
    expect_log dashboard .
fi
