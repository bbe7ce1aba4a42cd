#!/usr/bin/env bash
# The demo as a stranger sees it: it shows what it promises, its counts are the sample's, the alert comes once and signed,
# the second run is quick, and nothing stays behind; what `up` leaves can be looked at by the commands that it prints, and the
# fifty days of six banks say on the screen what the published comparison says.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT" || exit 1     # the commands to copy are meant for here
export BIN DEMO_STATE=$T/demo KAFKA_VERSION=$kafka_version
trap 'code=$?; "$ROOT/demo/run" down >/dev/null 2>&1; (exit $code); end_of_test' EXIT

# On a busy machine the last 40 minutes pass as much slower as the pipeline does.
DEMO_PLAY_S=$(awk -v n="$(nproc)" '{ s = 3.5 * $1 / n; print int(s < 7 ? 7 : s > 20 ? 20 : s) }' /proc/loadavg)
export DEMO_PLAY_S
demo() { "$ROOT/demo/run" "$@" </dev/null >"$T/$1.txt" 2>"$T/demo.log"; }
shows() { if grep -qE -- "$2" "$T/$1.txt"; then ok "$1 shows '$2'"; else fail "$1 does not show '$2'"; fi; } # demo|up PATTERN
mine() { # the processes that have the state folder, or what lies in it, on their command line
    local pid
    for pid in /proc/[0-9]*; do
        if { tr '\0' ' ' <"$pid/cmdline" | grep -qF -- "$DEMO_STATE"; } 2>/dev/null; then echo "${pid#/proc/}"; fi
    done
}
told() { jq -r "select(.did == \"200\" and .signed == true) | .key" "$DEMO_STATE/hook.jsonl" | grep -cE -- "^[0-9a-f]{16}-$1\$"; } # STAGE
whole() { # sov and the truth, as lines: brand platform mentions
    python3 -c 'import json, sys
t = json.load(open(sys.argv[1]))
print("\n".join(sorted(f"{b} {p} {n}" for b, of in t["mentions"].items() for p, n in of.items())))' "$DEMO_STATE/truth.json"
}
counted() {
    local period
    period=$(jq -r '.period | .from + ".." + .to' "$DEMO_STATE/truth.json")
    "$BIN/pulso" --config "$DEMO_STATE/pulso.yaml" --json sov --by platform --period "$period" |
        jq -r '.rows[] | .platform as $p | .brands[] | select(.mentions > 0) | "\(.brand) \($p) \(.mentions)"' | sort
}
copied() { # what `up` says to copy, line by line, but for the last, which ends it
    sed -n '/^Look further/,$ { /^  /p }' "$T/up.txt" | sed '$d'
}

# --- what is not the demo's is left alone
mkdir "$DEMO_STATE" && echo mine >"$DEMO_STATE/letter"
expect_not "a folder with something else in it is refused" demo demo
expect_eq "and untouched" mine "$(cat "$DEMO_STATE/letter")"
rm -r "$DEMO_STATE"

# --- demo, twice
expect "the demo ends well" demo demo
for brand in Zumbatel Trinotel 'Banco Tepozán' Bancalora 'Banco Ñandubay' Cajalinde; do shows demo "^$brand +[0-9,]+ +[0-9.]+%"; done
for team in technical care retention press; do shows demo "^  $team +[1-9][0-9]* "; done
shows demo '^  ✓ each of these 36 counts is exactly'
shows demo '^  ✓ each of the 60 counts behind these is exactly'
shows demo '^Banco Oyamel +1,180 +47.2% +58.0% +2.64 +193.13 +8.45 +4.85 +1 in 15 +80 min$'
shows demo '^Banco Huizache +820 +32.8% .* 5.36 +4.27 +0.77 +0.44 '
shows demo '^  alert   zumbatel: [0-9]+ negatives'
shows demo 'on the wire [0-9.]+ s after the mention that tipped it'
expect "it fits a terminal of 100 columns" [ "$(wc -L <"$T/demo.txt")" -le 100 ]
expect "and a tall screen" [ "$(grep -vc '^  … ' "$T/demo.txt")" -le 76 ]     # how it goes on is said as often as it takes
expect_eq "the receiver was told of the alert once, signed" 1 "$(told alert)"
expect_eq "and that it became a crisis once" 1 "$(told crisis)"
expect_eq "of nothing else" 2 "$(wc -l <"$DEMO_STATE/hook.jsonl")"
expect_eq "nothing is left running" "" "$(mine)"
began=$(date +%s%3N)
expect "it can be shown again" demo demo
took=$(($(date +%s%3N) - began)) limit=$(awk -v n="$(nproc)" '{ busy = $1 / n; print 30000 * (busy > 1 ? busy : 1) }' /proc/loadavg)   # on a busy machine it gets its share
if [ $took -lt "${limit%.*}" ]; then ok "the second run takes $took ms"; else fail "the second run takes $took ms, and not at most $limit"; fi

# --- it is stopped half way
"$ROOT/demo/run" demo </dev/null >"$T/stopped.txt" 2>&1 &
stopped=$!
within 120 grep -q 'ingest, classify and route run' "$T/stopped.txt" || fail "it does not start"
kill -TERM $stopped
wait $stopped
expect_eq "stopped half way, it says so by its exit code" 130 $?
expect_eq "and ends what it started" "" "$(mine)"

# --- up, looking around, down
expect "up stays up" demo up
expect_eq "share of voice is the sample's, by brand and platform" "$(whole)" "$(counted)"
make -s -C "$ROOT" build/npm/tests/browser/.done >"$T/npm.log" 2>&1 || give_up "npm does not bring the browser tests' packages: $(tail -n 1 "$T/npm.log")"
TOKEN=$(cat "$DEMO_STATE/dashboard.token") MODULES=$ROOT/build/npm/tests/browser/node_modules FEED=/dev/null
BASE=$(sed -n 's,^In a browser: \(http://[^/]*\)/.*,\1,p' "$T/up.txt") ADDRESS=$(sed -n 's,^  the six banks: http://[^/]*,,p' "$T/up.txt")
export TOKEN MODULES FEED BASE ADDRESS
while read -r line; do
    case $line in "ok "*) ok "${line#ok }" ;; *) fail "on the screen: ${line#FAIL }" ;; esac
done < <(node "$ROOT/tests/browser/golden.mjs" 2>&1)
before=$(mine | sort | xargs)
expect "up again starts nothing" demo up
expect_eq "what runs is the same" "$before" "$(mine | sort | xargs)"
shows up '^It is up already'
copied >"$T/copied.sh"
expect "there are commands to copy" [ "$(wc -l <"$T/copied.sh")" -ge 6 ]
expect "they work" bash -eo pipefail "$T/copied.sh"
said() { timeout 1 "$BIN/pulso" --config "$DEMO_STATE/pulso.yaml" tail --from beginning --json | grep -q '"said-'; }
expect "what was said by hand is among the classified" within 10 said
expect "down ends it" demo down
expect_eq "nothing is left running" "" "$(mine)"
expect "down again is no mistake" demo down
