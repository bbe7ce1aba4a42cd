#!/usr/bin/env bash
# A fault test that cannot fail proves nothing: 0011 and 0012 must find a build without the compare-and-set. A killed process
# commits no more, so 0010 cannot need it; what it must find is a build whose offset moves in a script of its own, after
# the counters. Each gets three tries, with other seeds, and must fail in the counters.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
tree() { # NAME: the sources, and what was compiled of them
    mkdir -p "$T/$1/build"
    cp -a "$ROOT"/{Makefile,common,query,classify,deploy,tests} "$T/$1/"
    for d in common query classify; do [ ! -d "$ROOT/build/$d" ] || cp -a "$ROOT/build/$d" "$T/$1/build/"; done
    ln -s "$ROOT/build/kafka" "$T/$1/build/kafka"
    touch "$T/$1/build/.deps" "$T/$1"/common/io/*.c "$T/$1"/common/io/*.lua
}
compile() { # NAME
    # shellcheck disable=SC2016,SC2030 # expanded there
    (cd "$T/$1" && CPPFLAGS=-DPULSO_NO_CAS make -j2 PAGES= LIB="$(echo common/*/*.c query/*.c classify/[!m]*.c classify/estimates/*.c classify/sentiment/*.c)" build/bin/pulso-classify) \
        >"$T/$1.make" 2>&1 || give_up "$1 is not compiled: $(tail -n 3 "$T/$1.make")"
}
finds() { # NAME TEST: it fails, and by a counter
    local try
    for try in 1 2 3; do
        # shellcheck disable=SC2154 # of the caller
        (unset BIN KAFKA; FIRST_DIFFERENCE=1 SEED=$((SEED + try)) "$T/$1/tests/it/$2") >"$T/$2.$try.out" 2>&1
        ! grep -q '^FAIL  every counter' "$T/$2.$try.out" || { echo "$try" >"$T/$2.found"; return; }
    done
}
SEED=${SEED:-100}
tree nocas
# A counter that would become negative stops a commit, too, and now and then the one out of turn: so that goes as well.
sed -i 's/^local CAS = true/local CAS = false/; s/if v < 0 then/if CAS and v < 0 then/' "$T/nocas/common/io/commit.lua"
compile nocas
tree apart
sed -i "s/^local CAS = true/local CAS = false/; s/redis.call('HSET', s, 'off', to)/redis.call('HSET', s, 'later', to)/; /^redis.call('SADD', tag .. ':ends'/d" "$T/apart/common/io/commit.lua"
sed -i "s/^local head = .*/redis.call('HSET', tag .. ':s', 'off', redis.call('HGET', tag .. ':s', 'later') or redis.call('HGET', tag .. ':s', 'off') or '0')\n&/" "$T/apart/common/io/read.lua"
compile apart
sed -i 's/"off"/"later"/g' "$T/apart/tests/kit/"{wait,compare,classified}.py   # where this build's offset is: only a kill may show the difference
expect_eq "both changes were made" "1 1 1" "$(grep -c 'CAS = false' "$T/nocas/common/io/commit.lua") $(grep -c "'later', to" "$T/apart/common/io/commit.lua") $(grep -c "'later'" "$T/apart/common/io/read.lua")"

HELD=0 KILLS=0 RECORDS=${RECORDS:-20000} finds apart 0010-classify-is-killed.sh &
tests=$!
RECORDS=${RECORDS:-30000} finds nocas 0011-a-paused-classify-comes-back.sh &
tests="$tests $!"
RECORDS=${RECORDS:-45000} AGE=2 REBUILT_WITHIN=10 finds nocas 0012-redis-goes-back.sh &
tests="$tests $!"
for t in $tests; do wait "$t"; done
for t in 0010-classify-is-killed 0011-a-paused-classify-comes-back 0012-redis-goes-back; do
    if [ -e "$T/$t.sh.found" ]; then ok "$t finds it (try $(cat "$T/$t.sh.found")): $(grep -h -m 1 '^FAIL  every counter' "$T/$t".sh.*.out)"; else fail "$t does not find it: $(tail -n 3 "$T/$t.sh.3.out")"; fi
done
