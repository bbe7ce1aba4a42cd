# shellcheck shell=bash
# For tests that switch the configuration: sourced behind lib.sh. $T/v/a, b and c are directories to be applied (switch.py).
python3 "$KIT/switch.py" variants "$T/v"
pulso() { "$BIN/pulso" --config "$T/pulso.yaml" "$@"; }
switch() { local what=$1; shift; python3 "$KIT/switch.py" "$what" "$@" --kafka "$KAFKA" --redis "$REDIS" --out "$T"; }
apply() { expect "apply $1" pulso apply --yes --message "for a test" "$T/v/$1"; }
at_versions() { switch versions | tr ' ' '\n' | cut -d: -f2 | sort -u | wc -l; } # at how many the partitions end
in_background() { "$1" >"$T/$1.txt" 2>&1 & eval "$1_pid=$!"; } # FUNCTION of expects
what_it_said() { # FUNCTION: its expects count as ours
    local line
    eval "wait \"\$$1_pid\""
    while IFS= read -r line; do
        case $line in
        "ok    "*) ok "${line#ok    }" ;;
        "FAIL  "*) fail "${line#FAIL  }" ;;
        *) echo "$line" ;;
        esac
    done <"$T/$1.txt"
}
