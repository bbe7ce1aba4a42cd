#!/usr/bin/env bash
# `pulso sov` says what the ledger says, for any period, slice and form, and `pulso audit` finds each counter that was touched.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
stack_up --partitions 3
# shellcheck disable=SC2119 # our own arguments are not meant
config
export PULSO_CONFIG=$T/pulso.yaml

gives "without topics, it says what to do" 2 'topics create' pulso gap list
expect "the topics are made" pulso topics create
gives "before anything is counted, it says so" 2 'nothing has been counted yet' pulso sov
gen a --records 6000 --zone America/Mexico_City
daemon classify
feed_kafka a --rate 0
# shellcheck disable=SC2119
expect_caught_up

# The truth of [from, to) is summed up from the ledger's minutes (its days for what is older), never from the roll-ups that sov read.
cat >"$T/compare.py" <<'PY'
import datetime, json, sys
ledger, answer = (json.load(open(p)) for p in sys.argv[1:3])
platforms = sys.argv[3].split(",") if len(sys.argv) > 3 and sys.argv[3] else None

def minute(t):
    return int(datetime.datetime.fromisoformat(t.replace("Z", "+00:00")).timestamp()) // 60

def truth(frm, to, brand, only):
    out = {"negative": 0, "neutral": 0, "positive": 0, "originals": 0, "unsure": 0, "reach": 0, "fractional": 0}
    for m in range(minute(frm), minute(to)):
        for name, n in ledger["minute"].get(str(m), {}).items():
            part = name.split("|")
            if part[0] in "bour" and part[1] == brand and (not only or part[2] in only):
                out[{"o": "originals", "u": "unsure", "r": "reach"}.get(part[0]) or part[3]] += n
                out["fractional"] += n * (part[0] == "b")
            if part[0] == "f" and part[1] == brand and (not only or part[2] in only):
                out["fractional"] -= n * (1 - 1 / int(part[3]))
    return out

def check(frm, to, row, only):
    for b in row["brands"]:
        want = truth(frm, to, b["brand"], only)
        got = {k: b[k] for k in want}
        assert abs(got["fractional"] - want["fractional"]) < 1e-5, f"{b['brand']}: {got} instead of {want}"
        got["fractional"] = want["fractional"]
        assert got == want, f"{frm} to {to} {only}: {b['brand']}: {got} instead of {want}"
        assert b["mentions"] == sum(want[k] for k in ("negative", "neutral", "positive"))
        assert abs(b["share"] - b[measure] / max(row["total"], 1)) < 1e-5
        assert b["share_low"] <= b["share"] <= b["share_high"]
        if "series" in b:
            assert abs(sum(b["series"]) - b[measure]) < 1e-3, "the series does not add up"
    return sum(b["mentions"] for b in row["brands"])

def check_rows(frm, to, rows, dim):
    want = {}
    for m, counters in ledger["minute"].items():
        if minute(frm) <= int(m) < minute(to):
            for name, n in counters.items():
                part = name.split("|")
                if part[0] == dim[0]:
                    want[part[2], part[1]] = want.get((part[2], part[1]), 0) + n
    got = {(r[dim], b["brand"]): b["mentions"] for r in rows for b in r["brands"] if b["mentions"]}
    assert got == want, f"{dim}: {got} instead of {want}"
    assert all(r["total"] == sum(b["mentions"] for b in r["brands"]) for r in rows), "a row's total is not its brands'"
    assert [r["total"] for r in rows] == sorted((r["total"] for r in rows), reverse=True), "the largest row is not the first"
    return sum(got.values())

period = answer["stamp"]["period"]
rows = answer.get("rows") or [answer]
measure = answer["stamp"]["measure"]
dims = [d for d in ("topic", "country", "language", "intent") if d in rows[0]]
assert sum(r["total"] for r in rows) > 0
seen = sum(check_rows(period["from"], period["to"], rows, d) for d in dims) or sum(check(r.get("from", period["from"]), r.get("to", period["to"]), r, [r["platform"]] if "platform" in r else platforms) for r in rows)
assert seen > 0, "nothing was compared"
assert answer["stamp"]["steady"] and answer["stamp"]["watermark"], "the stamp is incomplete"
PY
exact() { # NAME PLATFORMS OPTION...
    local name=$1 platforms=$2
    shift 2
    pulso sov --json "$@" >"$T/answer.json" || { fail "$name: $*"; return; }
    expect "$name is exact" python3 "$T/compare.py" "$T/a/ledger.json" "$T/answer.json" "$platforms"
}
today=$(TZ=America/Mexico_City date +%F) yesterday=$(TZ=America/Mexico_City date -d '1 day ago' +%F)
exact "the last day" ""
exact "the last three hours" "" --period 3h
exact "the last 71 hours by minute" "" --period 71h --by minute
exact "two days of a set by day" "" --period "$yesterday..$today" --set telecoms --by day
exact "yesterday by hour" "" --period yesterday --by hour
utc=$(date -u -d '1 day ago' +%F)   # of a day of Mexico City's, nothing may be left of these hours: the mentions are those of 30 hours
exact "a period with odd edges" "" --period "${utc}T03:17:00Z..${utc}T23:41:00Z"
exact "yesterday of another zone" "" --period yesterday --zone Asia/Kolkata
exact "two platforms" x,news --period 48h --platform x,news
exact "all platforms side by side" "" --period 48h --by platform
exact "topics side by side" "" --period 48h --by topic
exact "topics of three hours" "" --period 3h --by topic
for by in country language intent; do exact "brands by $by" "" --period 48h --by "$by"; done
exact "fractional shares" "" --period 48h --count fractional
exact "fractional shares of one platform" x --period 48h --count fractional --platform x
exact "fractional shares by hour" "" --period 20h --count fractional --by hour
exact "originals" "" --period 48h --count originals
exact "reach" "" --period 48h --count reach
printf 'campaigns: [ { name: offers, from: %s, to: %s, set: telecoms } ]\n' "$yesterday" "$today" >>"$T/pulso.yaml"
exact "a campaign" "" --campaign offers --by day
expect_eq "a campaign is its period and its set" "$(pulso sov --period "$yesterday..$today" --set telecoms --csv)" "$(pulso sov --campaign offers --csv)"
gives "a campaign that there is not" 2 'names offers' pulso sov --campaign ofers
gives "a campaign and a period" 2 'one of the two' pulso sov --campaign offers --period 7d

expect_eq "CSV has a line for each brand and its heading" 7 "$(pulso sov --csv | wc -l)"
expect_eq "shares in the table add up to 100.0 %" 1000 \
    "$(pulso sov --period 48h | awk '$3 ~ /%$/ && $1 != "all" { gsub(/[.%]/, "", $3); n += $3 } END { print n }')"
gives "a period without mentions names the days that were counted" 0 'counted are days from' pulso sov --period 2021-05
gives "what is not kept by minute is refused, not undercounted" 2 'no longer kept by minute' \
    pulso sov --period "$(date -u -d '9 days ago' +%FT03:07:00Z)..now"
gives "a set that nobody knows is answered with the nearest" 2 'did you mean telecoms' pulso sov --set telecom
gives "a platform that no mention can have is refused" 2 'no platform' pulso sov --platform é
gives "a platform that nothing was counted of is said" 0 'never counted on the platform twiter' pulso sov --platform x,twiter
expect_not "one that is there is not" grep -q 'never counted' <(pulso sov --platform x 2>&1)
gives "CSV and JSON at once are refused" 2 'one of the two' pulso sov --csv --json
gives "topics of one platform are refused: they are not counted so" 2 'leave out --platform' pulso sov --by topic --platform x
gives "fractional shares of a country are refused, too" 2 'leave out --count' pulso sov --by country --count fractional
gives "--originals and --count contradict" 2 'one of the two' pulso sov --originals --count fractional
gives "topics of originals are refused, too" 2 'leave out --originals' pulso sov --by topic --originals
expect_eq "CSV of topics has only what is counted of them" 'topic,brand,mentions,share' "$(pulso sov --by topic --csv | head -n 1 | tr -d '\r')"
gives "the table of topics names them" 0 '^branch .* [0-9]' pulso sov --by topic --set banks
gives "the answer names its methods" 0 '"interval":"Wilson","confidence":0.95,"net":' pulso sov --json
gives "the help says that B is part of A..B" 0 'included\)' pulso sov --help
expect_not "the output into a pipe has no colours" grep -q "$(printf '\033')" <(TERM=xterm pulso sov)

gives "the audit of what was counted is exact" 0 '^exact: [0-9]+ mentions' pulso audit
expect_eq "the audit says so to programs" '["exact","exact","exact"]' "$(pulso audit --json | python3 -c 'import json,sys; print(json.dumps([p["verdict"] for p in json.load(sys.stdin)], separators=(",",":")))')"
tag='{pulso.m.1}'
spoil() { # NAME PATTERN KEY FIELD: one more, audit, and back
    redis HINCRBY "$3" "$4" 1 >/dev/null
    gives "the audit finds $1" 1 "$2" pulso audit
    redis HINCRBY "$3" "$4" -1 >/dev/null
}
number=$(redis HGET "$tag:n" 'a|x') brand=$(redis HGET "$tag:n" 'b|telenorte|x|negative')
day=$(redis ZRANGE "$tag:di" -1 -1) hour=$(redis ZRANGE "$tag:hi" -1 -1) minute=$(redis ZRANGE "$tag:mi" -1 -1)
spoil "a day that counts too much" 'partition 1: the days count' "$tag:d:$day" "$number"
spoil "a brand that has too many in a day" "partition 1: day $day: the brands have" "$tag:d:$day" "$brand"
spoil "an hour that is not its day's" "partition 1: day $day counts" "$tag:h:$hour" "$number"
spoil "a minute that is not its hour's" "partition 1: hour $((minute / 60)) counts" "$tag:m:$minute" "$number"
spoil "a record that nothing became of" 'partition 1: .* records were applied' "$tag:s" dup
key=$(redis --scan --pattern "$tag:i:*" | head -n 1)
redis HSET "$key" forged x >/dev/null
gives "the audit finds an id that nobody put there" 1 'ids are remembered' pulso audit
redis HDEL "$key" forged >/dev/null
gives "and all is exact again" 0 '^exact: ' pulso audit
