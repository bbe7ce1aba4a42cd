# shellcheck shell=bash
# What every integration test stands on: a private Kafka and Redis, the shipped
# programs, the ground-truth kit, and a count of what held. A test sources this
# file, tells one story, and ends; the trap below ends whatever it started, by
# pid, and prints "N passed, M failed". From outside:
#   BIN=build/bin   the programs     KAFKA=4.3.1   Kafka's version     KEEP=1   keep the folder of a test that passed
set -u
export PULSO_CLASSIFY_MODELS=off   # the made-up texts feel as their words do; what is learned is judged by tests of its own
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
case ${BIN:=$ROOT/build/bin} in /*) ;; *) BIN=$PWD/$BIN ;; esac
KIT=$ROOT/tests/kit
case ${KAFKA:-} in [0-9]*.[0-9]*.[0-9]) kafka_version=$KAFKA ;; *) kafka_version=4.3.1 ;; esac
T=$(mktemp -d "${TMPDIR:-/tmp}/pulso-it.XXXXXX")
declare -A PID=() PORT=()     # of each daemon by its instance
passed=0 failed=0

# --- what held
ok() { passed=$((passed + 1)); echo "ok    $*"; }
fail() { failed=$((failed + 1)); echo "FAIL  $*"; }
give_up() { fail "$*"; exit 1; }   # nothing after it would make sense
expect() { # NAME COMMAND...: it must succeed
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then ok "$name"; else fail "$name: $said"; fi
}
expect_not() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then fail "$name: it went well: $said"; else ok "$name"; fi
}
expect_eq() { # NAME WANT GOT
    if [ "$2" = "$3" ]; then ok "$1"; else fail "$1: expected '$2', got '$3'"; fi
}
expect_log() { # INSTANCE PATTERN
    if grep -qE -- "$2" "$T/$1.log"; then ok "$1 logs '$2'"; else fail "$1 does not log '$2'; its last line: $(tail -n 1 "$T/$1.log")"; fi
}
within() { # SECONDS COMMAND...: until it succeeds
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}

# --- the end, whatever it was
end_of_test() {
    local code=$? key
    trap - EXIT INT TERM
    [ $code = 0 ] || [ $failed -gt 0 ] || fail "the script ended early with $code"
    [ $((passed + failed)) -gt 0 ] || fail "nothing was checked"
    for key in "${PID[@]}"; do { kill -KILL "$key" && wait "$key"; } 2>/dev/null; done
    for key in $(jobs -p); do # feeds in the background: a shell and its children
        # shellcheck disable=SC2046 # a list of pids
        kill -KILL "$key" $(cat "/proc/$key/task/$key/children" 2>/dev/null) 2>/dev/null
    done
    wait 2>/dev/null
    for key in "$T"/*/env; do [ ! -e "$key" ] || "$ROOT/deploy/stack" down "${key%/env}"; done
    [ $failed = 0 ] || for key in "$T"/*.log; do [ ! -s "$key" ] || { echo "--- ${key##*/}"; tail -n 15 "$key"; }; done
    if [ $failed -gt 0 ] || [ -n "${KEEP:-}" ]; then echo "kept: $T"; else rm -rf "$T"; fi
    echo "${0##*/}: $passed passed, $failed failed"
    [ $failed = 0 ] || exit 1
    exit 0
}
trap end_of_test EXIT
trap 'exit 130' INT TERM

# --- servers
stack() { # kafka-kill, redis-start, ...
    "$ROOT/deploy/stack" "$1" "$T/stack"
}
stack_up() { # [--partitions N]
    "$ROOT/deploy/stack" up "$T/stack" --kafka-version "$kafka_version" "$@" >/dev/null || give_up "Kafka and Redis do not start"
    # shellcheck source=/dev/null
    . "$T/stack/env"
}
redis() { redis-cli -h "${REDIS%:*}" -p "${REDIS#*:}" "$@"; }
topic_count() { # TOPIC: records that it holds
    python3 "$KIT/kafka.py" ends "$KAFKA" "$1" | awk '{ n += $3 - $2 } END { print n + 0 }'
}
expect_topic() { expect_eq "$1 holds $2 records" "$2" "$(topic_count "$1")"; } # TOPIC COUNT

# --- daemons
# $T/pulso.yaml for this stack and the kit's brands. Arguments are further blocks of YAML; without one for
# ingest, it follows $T/feed.jsonl.
config() {
    local block has_ingest=""
    {
        printf 'prefix: pulso.\nzone: America/Mexico_City\n'
        printf 'kafka: { brokers: "%s", partitions: %s, replication: 1 }\nredis: { address: "%s" }\n' "$KAFKA" "$PARTITIONS" "$REDIS"
        python3 "$KIT/texts.py"
        for block in "$@"; do
            printf '%s\n' "$block"
            case $block in ingest:*) has_ingest=1 ;; esac
        done
        [ -n "$has_ingest" ] || printf 'ingest:\n  sources:\n    - { name: feed, type: file, path: "%s/feed.jsonl", follow: true }\n' "$T"
    } >"$T/pulso.yaml"
    [ -e "$T/feed.jsonl" ] || : >"$T/feed.jsonl"
}
free_port() { # below the ephemeral range: no outgoing connection takes it before the daemon does
    local port
    while :; do
        port=$((12000 + (RANDOM * 32768 + RANDOM) % 20000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}
alive() { # INSTANCE
    [ -n "${PID[$1]:-}" ] && [ -e "/proc/${PID[$1]}" ] && ! grep -q '^State:.Z' "/proc/${PID[$1]}/status" 2>/dev/null
}
# NAME [--instance X] [--no-wait]: in the background until its /health/ready says 200; under the name X, else NAME.
# Started again, it goes on in the same log.
daemon() {
    local name=$1 key=$1 wait_for_it=1 args=()
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        --instance) key=$2 args+=(--instance "$2"); shift ;;
        --no-wait) wait_for_it="" ;;
        esac
        shift
    done
    PORT[$key]=$(free_port)
    PULSO_ADMIN_LISTEN=127.0.0.1:${PORT[$key]} "$BIN/pulso-$name" --config "$T/pulso.yaml" "${args[@]}" >>"$T/$key.log" 2>&1 &
    PID[$key]=$!
    [ -z "$wait_for_it" ] || ready "$key" || give_up "$key is not ready"
}
health() { curl -s -o /dev/null -m 2 -w '%{http_code}' "http://127.0.0.1:${PORT[$1]}/health/ready"; } # prints 200, 503 or 000
ready() { # INSTANCE [SECONDS]
    local deadline=$((SECONDS + ${2:-30}))
    until [ "$(health "$1")" = 200 ]; do
        alive "$1" && [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}
metric() { # INSTANCE NAME: summed over its labels
    curl -s -m 5 "http://127.0.0.1:${PORT[$1]}/metrics" | awk -v m="$2" '{ split($1, n, "{") } n[1] == m { v += $NF } END { printf "%d\n", v }'
}
kill9() { kill -KILL "${PID[$1]}" && { wait "${PID[$1]}" 2>/dev/null || true; }; } # INSTANCE
pause() { kill -STOP "${PID[$1]}"; }
resume() { kill -CONT "${PID[$1]}"; }
ended() { # INSTANCE [SECONDS]: prints its exit code; 1 when it still runs at the deadline
    within "${2:-10}" eval "! alive $1" || return 1
    wait "${PID[$1]}"
    exit_code=$?
}
# SIGTERM means: drain, commit, and be gone with 0 within ten seconds.
expect_stop() { # INSTANCE
    kill -TERM "${PID[$1]}"
    if ended "$1"; then expect_eq "$1 ends with 0 when asked to" 0 "$exit_code"; else fail "$1 still runs 10 s after SIGTERM"; fi
}
# It must end by itself, with that code, and say so: expect_refusal 2 'no such zone' classify
expect_refusal() { # CODE PATTERN NAME [--instance X]
    local want=$1 pattern=$2 key=$3
    shift 2
    [ "${2:-}" != --instance ] || key=$3
    daemon "$@" --no-wait
    if ended "$key" 20; then expect_eq "$key refuses with $want" "$want" "$exit_code"; else fail "$key does not refuse"; fi
    expect_log "$key" "$pattern"
}

# --- the kit
gen() { local name=$1; shift; python3 "$KIT/gen.py" "$T/$name" "$@" >/dev/null || give_up "gen.py"; } # NAME [OPTION...]
feed_kafka() { local name=$1; shift; python3 "$KIT/feed.py" "$T/$name/stream.jsonl" --kafka "$KAFKA" "$@" >/dev/null || fail "feed $name"; }
feed_file() { local name=$1; shift; python3 "$KIT/feed.py" "$T/$name/stream.jsonl" --append "$T/feed.jsonl" "$@" >/dev/null || fail "feed $name"; }
expect_caught_up() { expect "caught up" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" "$@"; } # [--route] [--deadline S]
expect_exact() { # NAME [OPTION...]
    local name=$1
    shift
    expect "every counter of $name is exact" python3 "$KIT/compare.py" --redis "$REDIS" "$T/$name/ledger.json" ${FIRST_DIFFERENCE:+--first-difference} "$@"
    [ -z "${FIRST_DIFFERENCE:-}" ] || [ $failed = 0 ] || exit 1   # whoever asks so wants to know only whether it is
}

# --- the topics that classify and route need, for a test that looks at them alone
topics() {
    local t
    for t in mentions classified; do
        expect "topic $t" python3 "$KIT/kafka.py" create "$KAFKA" "pulso.$t" "$PARTITIONS" message.timestamp.type=LogAppendTime max.message.bytes=1048576
    done
    expect "topic dlq" python3 "$KIT/kafka.py" create "$KAFKA" pulso.dlq 1 max.message.bytes=1048576
}
expect_complete() { expect "every record that is passed on was passed on" python3 "$KIT/classified.py" complete --kafka "$KAFKA" --redis "$REDIS"; }
# Kills (-9) one of them after the other at any moment; each time it starts again. What a kill finds is luck: tests/kit/hold.sh has those that are not.
kill_at_random() { # COUNT INSTANCE of classify...
    local n victim
    for ((n = 0; n < $1; n++)); do
        victim=${*:n % ($# - 1) + 2:1}
        sleep "0.$((RANDOM % 5 + 2))"
        kill9 "$victim"
        daemon classify --instance "$victim" --no-wait
    done
}
# Pulso's programs built with AddressSanitizer and UBSan take the place of BIN: those of these sources, unless tests/run has just built them.
sanitized() {
    case $BIN in *address*) return ;; esac
    [ -n "${BUILT:-}" ] || make -C "$ROOT" -j2 SAN=address,undefined all >"$T/make.log" 2>&1 || give_up "the build with sanitizers fails: $(tail -n 1 "$T/make.log")"
    BIN=$ROOT/build/address,undefined/bin
}
expect_no_report() { # INSTANCE: nothing from the sanitizers
    if grep -qE 'Sanitizer|runtime error' "$T/$1.log"; then fail "$1: $(grep -m 1 -E 'Sanitizer|runtime error' "$T/$1.log")"; else ok "$1 has no report of a sanitizer"; fi
}
reason() { curl -s -m 2 "http://127.0.0.1:${PORT[$1]}/health/ready"; } # INSTANCE: prints why it is not ready
expect_reason() { # INSTANCE PATTERN: not ready, and says so, within ten seconds
    said() { [ "$(health "$1")" = 503 ] && reason "$1" | grep -qE -- "$2"; }
    if within 10 said "$1" "$2"; then ok "$1 is not ready: $2"; else fail "$1 does not say '$2' but $(health "$1"): $(reason "$1")"; fi
}
