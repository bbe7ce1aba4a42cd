#!/usr/bin/env bash
# Estimates lie as near to the truth as they say, and after kills they are what they are without: to the last digit. The same
# mentions fed as history make the same counters and estimates, though it is killed on the way, and call nobody.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 3
# shellcheck disable=SC2119 # our own arguments are not meant
config
sed 's/^prefix: .*/prefix: calm./' "$T/pulso.yaml" >"$T/calm.yaml"
expect_eq "the second installation has a prefix of its own" 'prefix: calm.' "$(grep ^prefix "$T/calm.yaml")"
{ sed 's/^prefix: .*/prefix: hist./' "$T/pulso.yaml"; route_rules '  crisis: { floor: 3 }'; } >"$T/hist.yaml"
for c in pulso calm hist; do expect "the topics of $c" "$BIN/pulso" topics create --config "$T/$c.yaml"; done
gen g --records "${RECORDS:-18000}" --seed "${SEED:-61}" --truth --old 0 --hours 20 --until "$(date -u -d "5 hours ago" +%FT%TZ)"
daemon classify --instance c1
daemon classify --instance c2
# Some authors have handles as programs make them: repeating themselves, they are suspicious
sed -i 's/"handle": *"persona\([0-9]*\)"/"handle":"persona\1483920"/' "$T/g/stream.jsonl"
feed_kafka g --rate 3000 &
feeder=$!
applied() { for p in 0 1 2; do redis hget "{pulso.m.$p}:s" off; done | awk -v least="$1" '{ n += $1 } END { exit n < least }'; }
for at in 3000 7000 11000 15000; do # each kill finds sketches in memory that were stored, and must be read again
    within 60 applied "$at"
    for c in c1 c2; do kill9 "$c"; daemon classify --instance "$c" --no-wait; done
done
wait "$feeder"
expect_caught_up --deadline 60
expect_exact g
mv "$T/pulso.yaml" "$T/killed.yaml"
cp "$T/calm.yaml" "$T/pulso.yaml"
feed_kafka g --rate 0 --topic calm.mentions
daemon classify --instance quiet
expect "the second one has caught up" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --prefix calm. --deadline 60

period="$(date -u -d "30 hours ago" +%FT%H:00:00Z)..$(date -u +%FT%H:00:00Z)" # the same in all answers, also when an hour ends meanwhile
answers() { # PREFIX-OF-FILES CONFIG
    local m d b
    for m in authors stories clusters; do "$BIN/pulso" sov --count "$m" --period "$period" --json --config "$2" >"$T/$1-$m.json" || fail "$m of $1"; done
    for b in telenorte zumovil segurpampa; do
        "$BIN/pulso" top --dim author --brand "$b" --period "$period" --limit 1000 --json --config "$2" >"$T/$1-author-$b.json" || fail "authors of $b"
    done
    "$BIN/pulso" top --clusters --brand telenorte --period "$period" --limit 1000 --json --config "$2" >"$T/$1-copied.json" || fail "copies of $1"
    for d in hashtag term; do "$BIN/pulso" top --dim "$d" --brand telenorte --period "$period" --json --config "$2" >"$T/$1-$d.json" || fail "$d of $1"; done
}
answers killed "$T/killed.yaml"
answers calm "$T/calm.yaml"
for f in "$T"/killed-*.json; do
    expect "${f##*/} is what it is without kills" cmp "$f" "$T/calm-${f##*killed-}"
done
expect "every counter, too" python3 "$KIT/same.py" "$REDIS" pulso. calm. 3
expect "some mentions were suspicious" python3 -c "
import json, sys
rows = json.load(open(sys.argv[1]))['brands']
assert sum(r['suspicious'] for r in rows) > 2 and all(r['suspicious'] < r['mentions'] / 10 and r['reach'] > 1000 for r in rows), [(r['brand'], r['suspicious'], r['reach']) for r in rows]" <("$BIN/pulso" sov --period 30h --json --config "$T/calm.yaml")
expect "they are as near to the truth as they say" python3 "$KIT/estimates.py" "$T/g/stream.jsonl" "$T"/killed-{authors,stories,author-*}.json
expect "hashtags and terms are folded, and the brand itself is none" python3 -c "
import json, sys
assert sorted(r['hashtag'] for r in json.load(open(sys.argv[1]))['rows']) == ['#bancosur', '#credilago', '#fibranube', '#segurpampa', '#zumovil']
rows = json.load(open(sys.argv[2]))['rows']
assert rows and all(r['term'] == r['term'].lower() for r in rows) and 'tarjeta' in [r['term'] for r in rows], rows" "$T/killed-hashtag.json" "$T/killed-term.json"

expect "texts were found to be copies" python3 -c "
import json, sys
rows = json.load(open(sys.argv[1]))['rows']
assert sum(r['low'] for r in rows) > 100 and all(0 < r['low'] <= r['high'] for r in rows), rows[:3]
assert all(r['original']['state'] != 'there' or (r['original']['text'] and r['original']['id']) for r in rows)
few, many = (json.load(open(f)) for f in sys.argv[2:4])
assert 0 < few['total'] < many['total'], 'clusters are not fewer than stories'" "$T/killed-copied.json" "$T/killed-clusters.json" "$T/killed-stories.json"

# The same mentions as history, in a third installation with rules, answers and crises
cp "$T/hist.yaml" "$T/pulso.yaml"
for d in classify route; do daemon $d --instance "h$d"; done
backfill() { "$BIN/pulso" backfill "$T/g/stream.jsonl" --config "$T/hist.yaml" "$@"; }
lines=$(wc -l <"$T/g/stream.jsonl")
expect_eq "a dry run says how much it is" "$lines" "$(backfill --dry-run --json | python3 -c 'import json, sys; r = json.load(sys.stdin); print(r["mentions"] + r["young"] + r["unreadable"])')"
expect_eq "and feeds nothing" 0 "$(topic_count hist.mentions)"
"$BIN/pulso" backfill "$T/g/stream.jsonl" --config "$T/hist.yaml" --rate 2000 >/dev/null &
feeder=$!
fed() { [ "$(topic_count hist.mentions)" -ge "$1" ]; }
expect "it is under way" within 30 fed 4000
kill -KILL $feeder
wait $feeder 2>/dev/null
part=$(topic_count hist.mentions)
expect "it was killed on the way" [ "$part" -lt "$lines" ]
for i in hclassify hroute; do kill9 $i; daemon "${i#h}" --instance $i --no-wait; done
backfill --rate 100000 --json >"$T/backfill.json"
expect "the second run goes on where the first was killed" python3 -c "
import json, sys
r = json.load(open(sys.argv[1]))
assert 0 < r['mentions'] <= int(sys.argv[2]) - int(sys.argv[3]) + 2500 and r['unreadable'] == 0, r" "$T/backfill.json" "$lines" "$part"
expect_eq "a third has nothing to do" 0 "$(backfill --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["mentions"])')"
expect_caught_up --prefix hist. --route --deadline 60
expect "history counts as what came live, to the last counter" python3 "$KIT/same.py" "$REDIS" calm. hist. 3
answers hist "$T/hist.yaml"
for f in authors stories clusters author-telenorte hashtag term; do expect "$f of history are what they were live" cmp "$T/calm-$f.json" "$T/hist-$f.json"; done
for t in queue.care queue.press replies cases changes; do expect_topic "hist.$t" 0; done
expect_eq "nobody is alarmed" '' "$("$BIN/pulso" incident list --config "$T/hist.yaml" --json | grep '"id"')"
expect_eq "history says nothing of how far the stream has come" '' "$(for p in 0 1 2; do redis hget "{hist.m.$p}:s" wm; redis hget "{hist.c.$p}:s" wm; done | grep -v '^0*$')"
grep -m 200 telenorte "$T/g/stream.jsonl" | sed 's/"id": *"/&live-/' >"$T/live.jsonl"
mkdir -p "$T/live"
mv "$T/live.jsonl" "$T/live/stream.jsonl"
feed_kafka live --rate 0 --topic hist.mentions
queued() { [ "$(topic_count hist.queue.care)" -gt 0 ]; }
expect "what comes live still finds its team" within 30 queued
for i in hclassify hroute; do expect_stop $i; done
cp "$T/calm.yaml" "$T/pulso.yaml"

# A campaign: sixty people paste one text and change what people change. It spreads over the partitions; its first post is deleted in the end.
campaign() { python3 -c "
import json
words = 'Clientes de Segurpampa exigimos que devuelvan ya los importes cobrados de más en marzo sin excusas'.split()
for i in range(60):
    w = list(words)
    if i % 3 == 1: w[3 + i % 11] = 'ahora'
    text = ['', 'RT para que se sepa: ', '@defensoria @prensa '][i % 3] + ' '.join(w) + ['', ' #queSeSepa', ' https://t.co/x%d' % i][i // 3 % 3]
    print(json.dumps({'v': 1, 'platform': 'x', 'id': 'c-%d' % i, 'created_at': '$(date -u +%FT%T.000Z)', 'author': {'id': 'c%d' % i, 'handle': 'c%d' % i}, 'text': text, 'kind': 'post'}))"; }
mkdir -p "$T/campaign" "$T/deleted"
campaign >"$T/campaign/stream.jsonl"
feed_kafka campaign --rate 0 --topic calm.mentions
expect "the campaign is counted" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --prefix calm. --deadline 30
copied() { "$BIN/pulso" top --clusters --brand segurpampa --period 1h --json --config "$T/calm.yaml"; }
first_copied() { copied | python3 -c "
import json, sys
r = json.load(sys.stdin)['rows'][0]
print(r['low'] + r['originals'], r['original'].get('id') if sys.argv[1:] else r['original'].get('text', r['original']['state']))" "$@"; }
campaign_is_found() { first_copied | tee "$T/campaign.txt" | grep -q '^60 .*Clientes de Segurpampa exigimos que'; }
if campaign_is_found; then ok "the campaign is one cluster: all of its posts, and its text"; else fail "the campaign: $(cat "$T/campaign.txt")"; fi
printf '{"v":1,"platform":"x","id":"%s","deleted":true}\n' "$(first_copied id | cut -d' ' -f2)" >"$T/deleted/stream.jsonl"
feed_kafka deleted --rate 0 --topic calm.mentions
expect "the deletion is applied" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --prefix calm. --deadline 30
expect_eq "a deleted original is not shown" "60 deleted" "$(first_copied)"
expect_eq "--clusters with a dimension is refused" 2 "$("$BIN/pulso" top --clusters --dim term --config "$T/calm.yaml" >/dev/null 2>&1; echo $?)"

# What is suddenly said: forty mentions within the last hour of a word that nobody said before
suddenly() { for i in $(seq 40); do printf '{"v":1,"platform":"x","id":"s-%d","created_at":"%s","author":{"id":"s%d","handle":"s%d"},"text":"Telenorte: apagón general, caso %d","lang":"es"}\n' "$i" "$(date -u +%FT%T.000Z)" "$i" "$i" "$i"; done; }
mkdir -p "$T/sudden"
suddenly >"$T/sudden/stream.jsonl"
feed_kafka sudden --rate 0 --topic calm.mentions
expect "they are counted" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --prefix calm. --deadline 30
tagged() { for i in $(seq 12); do printf '{"v":1,"platform":"x","id":"t-%d","created_at":"%s","author":{"id":"t%d","handle":"t%d"},"text":"Telenorte %d: %s","lang":"es"}\n' "$i" "$(date -u +%FT%T.000Z)" "$i" "$i" "$i" \
    "$([ "$i" -le 8 ] && echo '#FibraLibre #LibreFibra2026' || echo "#FibraLibre #Otra$i")"; done; }
mkdir -p "$T/tagged"
tagged >"$T/tagged/stream.jsonl"
feed_kafka tagged --rate 0 --topic calm.mentions
expect "the tagged are counted" python3 "$KIT/wait.py" --kafka "$KAFKA" --redis "$REDIS" --prefix calm. --deadline 30
suggested() { "$BIN/pulso" top --suggest-groups --brand telenorte --period 1h --config "$T/calm.yaml"; }
expect_eq "hashtags that stand together are suggested as a group" 'hashtag_groups:|  - { name: "fibralibre", hashtags: ["#fibralibre", "#librefibra2026"] }' "$(suggested | paste -sd'|')"
suggested >>"$T/calm.yaml"
expect_eq "a group is one row" 'fibralibre,20,20' "$("$BIN/pulso" top --dim hashtag --brand telenorte --period 1h --csv --config "$T/calm.yaml" | tr -d '\r' | grep fibra)"
first() { "$BIN/pulso" top --sudden --brand telenorte --period 1h --config "$T/calm.yaml" --csv | tail -n +2 | cut -d, -f1 | head -n 3; }
expect "a new word is what is suddenly said" grep -qx apagon <(first)
expect_not "a usual one is not" grep -qx tarjeta <(first)
expect_eq "authors by any row but brands are refused" 2 "$("$BIN/pulso" sov --count authors --by hour --config "$T/calm.yaml" >/dev/null 2>&1; echo $?)"
for i in c1 c2 quiet; do expect_stop "$i"; done
