#!/usr/bin/env bash
# Conversations between people and brands, with edits, deletions, new numbers of posts and everything out of order, and what people decide about them: what
# care counts is exact, and every case stands where it must, although both route and one classify are killed (-9), a second route comes and goes, and Redis goes
# back by seconds in between. Cases of one customer in two conversations are merged, and some of them parted, meanwhile. Then everything is flushed and built anew.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
. "$ROOT/tests/kit/cli.sh"
stack_up --partitions 4
config "$(route_rules "$(python3 "$KIT/care.py" config)" "$(python3 "$KIT/cases.py" config)")"
expect "the brands have accounts" python3 "$KIT/care.py" accounts "$T/pulso.yaml"
expect "the configuration is sound" "$BIN/pulso" check --config "$T/pulso.yaml"
topics
route_topics
expect "conversations are made" python3 "$KIT/care.py" gen "$T/g" --records "${RECORDS:-12000}" --seed "${SEED:-5}"
exact() { python3 "$KIT/care.py" check "$T/g" --redis "$REDIS"; }
cases_stand() { python3 "$KIT/cases.py" check "$T/g" --kafka "$KAFKA" --acted --merged; }
for i in classify route; do daemon $i --instance "${i:0:1}1" --no-wait; done
daemon route --instance r2 --no-wait
for i in c1 r1 r2; do expect "$i is ready" ready "$i"; done
last=2000              # so many come once Redis was copied: it has to go back by something
feed_kafka g --rate "${RATE:-800}" --take $((${RECORDS:-12000} - last)) &
feeder=$!
python3 "$KIT/cases.py" decide "$T/g" --kafka "$KAFKA" --merged --seconds "${SECONDS_OF:-12}" &
deciders=$!
offsets() { for q in 0 1 2 3; do redis hget "{pulso.c.$q}:s" off; done | paste -sd' '; }
at_work=0
again() { # INSTANCE: killed at some moment, and started again
    sleep "0.$((RANDOM % 6 + 2))"
    kill9 "$1"
    ! kill -0 "$feeder" 2>/dev/null || at_work=$((at_work + 1))
    case $1 in c*) daemon classify --instance "$1" --no-wait ;; *) daemon route --instance "$1" --no-wait ;; esac
}
for _ in $(seq "${KILLS:-2}"); do for i in r1 r2 c1; do again $i; done; done
expect "$at_work kills came while mentions came in" [ $at_work -ge 4 ]
redis bgrewriteaof >/dev/null
within 10 eval '[ "$(redis info persistence | grep -c "aof_rewrite_in_progress:0")" = 1 ]'
stack redis-kill
cp -a "$T/stack/redis" "$T/snapshot"
stack redis-start
copied=$(offsets)
wait "$feeder"
moved() { before=$(offsets); [ -n "${before//[ ,]/}" ] && [ "$before" != "$copied" ]; }
feed_kafka g --rate 0 --skip $((${RECORDS:-12000} - last))
within 60 moved || fail "nothing of the last records is counted"
before=$(offsets)
stack redis-kill
rm -rf "$T/stack/redis" && cp -a "$T/snapshot" "$T/stack/redis"
stack redis-start
expect "Redis is seconds back" [ "$(offsets)" != "$before" ]
kill9 r2
wait "$deciders"
acts_read() { # all of pulso.actions is applied, and nothing has come of it since that some partition has yet to hear of
    local q ends
    ends=$(python3 "$KIT/kafka.py" ends "$KAFKA" pulso.actions)
    for q in 0 1 2 3; do [ "$(redis hget "{pulso.c.$q}:s" act)" = "$(awk -v q=$q '$1 == q { print $3 }' <<<"$ends")" ] || return 1; done
    [ "$(python3 "$KIT/kafka.py" ends "$KAFKA" pulso.actions)" = "$ends" ]
}
expect_caught_up --route --deadline "${DEADLINE:=60}"
within "$DEADLINE" acts_read || fail "decisions are not applied: $(redis hget '{pulso.c.0}:s' act)"
expect "care is exact" exact
expect "every conversation that a team was given has its one case, with its folio, its state and its clocks" cases_stand
daemon route --instance r2
redis flushall >/dev/null
expect_caught_up --route --deadline "$DEADLINE"
within "$DEADLINE" acts_read || fail "decisions are not applied when it is built anew"
expect "care is exact when it is built anew" exact
expect "the cases stand where they stood" cases_stand

# Nothing is said any more, only decided, and Redis goes back without a connection being lost: what it no longer knows of is applied again.
cases() { PULSO_CONFIG=$T/pulso.yaml "$BIN/pulso" case "$@"; }
expect_eq "a case asks for the skill that its account is there for" "care press" "$(cases list --all --json | jq -r '[.[] | .labels // [] | .[]] | unique | join(" ")')"
folio=$(cases list --all --json --limit 1 | jq -r '.[0].folio')
notes() { cases show "$folio" --json | jq .notes; }
noted() { [ "$(notes)" = "$1" ]; } # COUNT
before=$(notes)
redis eval "for _, k in ipairs(redis.call('KEYS', '{pulso.c.*')) do redis.call('COPY', k, 'saved:' .. k) end" 0 >/dev/null
expect "a note is written" cases note "${folio,,}" 'one' --by ana
within 20 noted $((before + 1)) || fail "the note is not applied: $(notes) notes, $before before"
redis eval "for _, k in ipairs(redis.call('KEYS', '{pulso.c.*')) do redis.call('DEL', k) end
    for _, k in ipairs(redis.call('KEYS', 'saved:*')) do redis.call('COPY', k, k:sub(7)) end" 0 >/dev/null
expect "another one, after Redis went back" cases note "$folio" 'two' --by ana
within 30 noted $((before + 2)) || fail "a decision is lost: $(notes) notes, $before before and two more"

# The command line: what is listed, and that what a person decides is what the case then says.
desk() { PULSO_CONFIG=$T/pulso.yaml "$BIN/pulso" desk "$@"; }
of_case() { cases show "$folio" --json | jq -r "$1"; }
says() { [ "$(of_case "$1")" = "$2" ]; }
becomes() { if within 20 says "$2" "$3"; then ok "$1"; else fail "$1: $(of_case "$2") where $3 belongs"; fi; } # NAME FILTER VALUE
cases list --all --json >"$T/all.json"
cases list --json >"$T/open.json"
due='if .first == null and .first_due and (.solve_due == null or .first_due <= .solve_due) then .first_due else .solve_due end'
expect_eq "the list is of what is open" "$(jq -c '[.[] | select(.state != "closed" and .state != "withdrawn" and .state != "merged") | .folio] | sort' "$T/all.json")" "$(jq -c '[.[].folio] | sort' "$T/open.json")"
expect "what is due first stands first" jq -e "length > 100 and ([.[] | $due // \"z\"] | . == sort)" "$T/open.json"
for f in team=press state=contact agent=ana brand=zumovil; do
    expect_eq "--${f/=/ } is just that" "$(jq -c "[.[] | select(.${f%=*} == \"${f#*=}\") | .folio]" "$T/open.json")" "$(cases list "--${f%=*}" "${f#*=}" --json | jq -c '[.[].folio]')"
done
cases list --limit 3 >"$T/three"
expect_eq "--limit shows so many, below their names" 5 "$(wc -l <"$T/three")"
expect_eq "and says how many more there are" "and $(($(jq length "$T/open.json") - 3)) more; --limit 0 shows all" "$(tail -n 1 "$T/three")"
folio=$(cases list --team care --state waiting_for_us --json --limit 1 | jq -r '.[0].folio')
gives "a case is shown by its folio as people type it" 0 "^folio +$folio$" cases show "$(tr -d - <<<"${folio,,}")"
gives "or by its conversation" 0 "^folio +$folio$" cases show "$(of_case .conversation)"
gives "a letter that is wrong is found" 2 'no folio' cases show "${folio%?}$([ "${folio: -1}" = 2 ] && echo 3 || echo 2)"
gives "what is wanted is said" 2 'the answer is wanted behind the folio' cases answer "$folio"
expect "it is taken" cases take "$folio" --by zoe
becomes "who took it has it" .agent zoe
expect "it is answered" cases answer "$folio" 'Ya está. ^ZO' --by zoe
becomes "it waits for the customer" .state waiting_for_customer
expect_eq "the answer goes out as it is" "Ya está. ^ZO" "$(kcat -C -b "$KAFKA" -t pulso.replies -o beginning -e -q | jq -r 'select(.answer.by == "zoe") | .answer.text')"
expect "it is handed to a team" cases handover "$folio" press --by zoe
becomes "the team has it, and nobody of it" '"\(.team) \(.agent)"' "press null"
expect "it is closed" cases close "$folio" --by zoe
becomes "it is closed, by her" '"\(.state) \(.closed_by)"' "closed zoe"
expect_eq "what is closed is not listed" false "$(cases list --json | jq "any(.folio == \"$folio\")")"
expect "it is opened again" cases reopen "$folio" --by zoe
becomes "it is open" .state reopened
# One customer in two networks: two cases become one, the older, which both folios name; what is answered goes where it belongs; and it can be taken back.
cases list --json >"$T/open.json"
jq -c '[.[] | select(.since and .merged == null)] | group_by(.brand)[] | select(length > 1) | sort_by(.since, .folio) | [.[0], (.[1:][] | select(.conversation != null))] | .[0:2]' "$T/open.json" | head -n 1 >"$T/pair.json"
old=$(jq -r '.[0].folio' "$T/pair.json") young=$(jq -r '.[1].folio' "$T/pair.json") there=$(jq -r '.[1].conversation' "$T/pair.json")
answers=$(jq '.[0].answers + .[1].answers' "$T/pair.json") folio=$old
gives "of two cases the older goes on, whichever is named first" 0 "^$young: goes on in $old" cases merge "$old" "${young,,}" --by ana
becomes "it says what was merged into it" '"\(.merged[0].folio) \(.merged[0].conversation)"' "$young $there"
gives "the other's folio leads to it" 0 "^folio +$old$" cases show "$young"
gives "merged twice is said" 2 'one case already' cases merge "$young" "$old"
expect "an answer goes to the network that is named" cases answer "$old" 'Le escribimos por aquí. ^ZO' --in "$there" --by zoe
becomes "and counts in the one case" .answers $((answers + 1))
expect_eq "it was published there" "$there" "$(kcat -C -b "$KAFKA" -t pulso.replies -o beginning -e -q | jq -r 'select(.answer.text == "Le escribimos por aquí. ^ZO") | "\(.platform):\(.conversation)"')"
gives "its history is of both" 0 "merge +$old" cases history "$old"
gives "it can be taken back" 0 "^$young: stands for itself again" cases unmerge "$young" --by ana --why 'another Ana'
becomes "then it has nothing of the other" '"\(.merged) \(.answers)"' "null $(jq ".[0].answers" "$T/pair.json")"
folio=$young
becomes "and the other stands for itself" '"\(.folio) \(.parted)"' "$young true"
expect_eq "the desk adds up what each team has" "$(cases list --json | jq -c '[group_by(.team)[] | {team: .[0].team, open: length}]')" "$(desk --json | jq -c '[.teams[] | select(.open > 0) | {team, open}] | sort_by(.team)')"
gives "and says so in a table" 0 "^press +[0-9]+ +$(desk --json | jq '.teams[] | select(.team == "press") | .open') " desk
for i in c1 r1 r2; do expect_stop $i; done
