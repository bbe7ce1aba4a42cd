# shellcheck shell=bash
# What the tests of the command line share: sourced after tests/it/lib.sh.
pulso() { "$BIN/pulso" "$@"; }
gives() { # NAME EXIT_CODE PATTERN COMMAND...: how it ends and what it says
    local name=$1 want=$2 pattern=$3 said code=0
    shift 3
    said=$("$@" 2>&1) || code=$?
    if [ "$code" = "$want" ] && grep -qE -- "$pattern" <<<"$said"; then ok "$name"; else fail "$name: exit code $code, said: $said"; fi
}
