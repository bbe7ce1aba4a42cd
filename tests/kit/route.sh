# shellcheck shell=bash
# What the tests of route share: sourced after tests/it/lib.sh.
route_rules() { # [MORE YAML of the section route]
    python3 "$KIT/routed.py" rules
    printf '%s\n' "$@"
}
route_topics() {
    local t
    for t in queue.care queue.press replies cases changes actions; do expect "topic $t" python3 "$KIT/kafka.py" create "$KAFKA" "pulso.$t" "$PARTITIONS" max.message.bytes=1048576; done
    expect "topic alerts" python3 "$KIT/kafka.py" create "$KAFKA" pulso.alerts 1 cleanup.policy=compact
    expect "topic control" python3 "$KIT/kafka.py" create "$KAFKA" pulso.control 1
}
route_check() { python3 "$KIT/routed.py" check "$T/ledger.json" --kafka "$KAFKA" --redis "$REDIS" "$@"; } # [--once]
