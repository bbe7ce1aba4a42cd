# shellcheck shell=bash
# Faults that find a daemon between two steps, for certain: sourced behind lib.sh. A proxy before Redis (cut.py) keeps one script from it while
# $T/hold is there. Who is killed while its commit is held has produced a batch and not committed it; while its read is held, it has
# committed one and begun no other.
script_sha() { sha1sum <"$ROOT/common/io/$1.lua" | cut -d' ' -f1; } # SCRIPT of common/io
hold_proxy() { # SCRIPT of common/io, or several in one word [OPTION of cut.py...]: starts it; $T/pulso.yaml names it from now on
    local script shas=() proxy
    proxy=127.0.0.1:$(free_port)
    for script in $1; do shas+=(--sha "$(script_sha "$script")"); done
    python3 "$KIT/cut.py" "$proxy" "$REDIS" "${shas[@]}" --hold "$T/hold" "${@:2}" >"$T/held.txt" &
    PID[proxy]=$!
    sed -i "s/address: \"$REDIS\"/address: \"$proxy\"/" "$T/pulso.yaml"
}
held() { wc -l <"$T/held.txt"; }
held_more_than() { [ "$(held)" -gt "$1" ]; } # COUNT
uncommitted() { python3 "$KIT/classified.py" uncommitted --kafka "$KAFKA" --redis "$REDIS"; }
# Commits are held from before COMMAND feeds something, so its records cannot be committed: sooner or later a batch of them waits.
# Whoever calls it sees to it that classify has caught up: a batch that is a control record and nothing else produces nothing.
hold_batch() { # COMMAND...
    local before
    before=$(held)
    script_sha commit >"$T/hold"
    "$@"
    within 60 held_more_than "$before" || give_up "nobody commits anything"
    within 30 uncommitted || give_up "a commit is held, but nothing was produced before it"
}
# Their reads are held instead: what they committed last is all that Redis has from them.
hold_read() { # COMMAND that feeds something
    local before
    before=$(held)
    script_sha read >"$T/hold"
    "$@"
    within 60 held_more_than "$before" || give_up "nobody reads anything"
}
# All of them at once, so that nobody commits anything until it was looked at; then they start again.
kill_held() { # INSTANCE of classify...: while commits are held
    kill_all "$@"
    expect "the kill found a batch produced and not committed" uncommitted
    again "$@"
}
kill_read() { # INSTANCE of classify...: while reads are held
    kill_all "$@"
    expect_not "the kill found a batch committed and no other begun" uncommitted
    again "$@"
}
kill_all() { local i; for i in "$@"; do kill9 "$i"; done; }
again() {
    local i
    rm "$T/hold"
    for i in "$@"; do daemon classify --instance "$i" --no-wait; done
}
