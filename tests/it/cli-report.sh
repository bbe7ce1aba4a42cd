#!/usr/bin/env bash
# `pulso report` writes one page that loads nothing, in three languages, whose figures are those of the other commands, and
# in which texts of others are only texts.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
. "$ROOT/tests/kit/route.sh"
stack_up --partitions 2
config "$(route_rules "$(python3 "$KIT/care.py" config)")"
expect "the brands have accounts" python3 "$KIT/care.py" accounts "$T/pulso.yaml"
sed -i "s|name: Telenorte\$|name: 'Tele<b onclick=x>norte</b> \&amp; \"Co\"'|; s|name: Zumovil\$|name: Zumovil\n    own: true|" "$T/pulso.yaml"
echo "customers: [{ brand: telenorte, month: $(date -u -d '40 days ago' +%Y-%m), count: 1250000 }]" >>"$T/pulso.yaml"
export PULSO_CONFIG=$T/pulso.yaml TOKEN=a-token-for-an-analyst
printf 'dashboard: { listen: "127.0.0.1:0", tokens: [ { name: ana, secret: "env:TOKEN", role: analyst } ] }\n' >>"$T/pulso.yaml"
gives "before anything is counted, it says so" 2 'nothing has been counted yet' pulso report
expect "the topics are made" pulso topics create
gen a --records 3000 --zone America/Mexico_City --old 0 --hours 60
expect "conversations are made" python3 "$KIT/care.py" gen "$T/g" --records 1500 --seed 5
daemon classify
daemon route
feed_kafka a --rate 0
feed_kafka g --rate 0
# A platform that spoke twice an hour for ten days, and was silent for nine hours of the last day; another that always spoke
mkdir "$T/radio"
python3 -c "
import json, time
for h in range(240, 0, -1):
    for i in range(2):
        t = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() // 3600 * 3600 - h * 3600 + i * 600 + 60))
        for p in ('radio', 'tv')[4 <= h <= 12:]:
            print(json.dumps({'v': 1, 'platform': p, 'id': f'{h}-{i}', 'created_at': t, 'author': {'id': 'r'}, 'text': 'nada de nadie'}))" >"$T/radio/stream.jsonl"
feed_kafka radio --rate 0
expect_caught_up --route
# An incident as route writes them, whose cause is the worst that people can say
at() { date -u -d "$1" +%FT%TZ; }
incident() { # ID BRAND OPENED CLOSED CAUSE
    printf '%s\t{"id":"%s","brand":"%s","level":"crisis","type":"technical","state":"closed","opened":"%s","updated":"%s","closed":"%s","x":1234,"mu":4.25,"causes":[{"text":"%s","excess":40}]}\n' \
        "$1" "$1" "$2" "$3" "$4" "$4" "$5"
}
{
    incident 00000000000000aa telenorte "$(at '5 hours ago')" "$(at '3 hours ago')" '</td><script>alert(1)</script> llama al +52 55 1234 5678 \u202eya'
    incident 00000000000000bb telenorte "$(at '9 days ago')" "$(at '8 days ago')" 'too old'
} | kcat -P -b "$KAFKA" -t pulso.alerts -K "$(printf '\t')" || fail "the incidents"

to=$(($(date +%s) / 60 * 60 + 60)) day=86400
span() { echo "$(date -u -d "@$1" +%FT%TZ)..$(date -u -d "@$2" +%FT%TZ)"; }
now=$(span $((to - day)) $to) before=$(span $((to - 2 * day)) $((to - day)))
for l in es en pt; do
    gives "a page in $l" 0 'written, [0-9]+ KB' pulso report --set telecoms --period "$now" --lang $l --out "$T/$l.html"
done
expect "a page with commas" pulso report --set telecoms --period "$now" --region es --out "$T/es-es.html"
silent() { sed -n 's|.*<dt>Silent sources</dt><dd>\(.*\)</dd>.*|\1|p' "$T/en.html"; }
expect "the report names the silent source and nobody else" grep -qE '^radio said nothing from [^;]* \(usual: 18 mentions\)$' <(silent)
figures() { pulso "$1" --json --set telecoms --period "$2" "${@:4}" >"$T/$3.json" || fail "$*"; }
figures sov "$now" now
figures sov "$before" before
figures sov "$now" stories --count stories
figures sov "$now" authors --count authors
figures care "$now" care
figures posts "$now" posts
pulso top --json --brand zumovil --period "$now" --dim term >"$T/terms.json" || fail "terms"

cat >"$T/page.py" <<'PY'
"""page.py FOLDER FILE LANG: is the page whole, alone, and true?"""
import html.parser
import json
import math
import re
import sys

folder, name, lang = sys.argv[1:4]
text = open(f"{folder}/{name}").read()
VOID = {"meta", "br", "rect", "path", "img", "link", "input", "hr"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.rows, self.tags, self.table, self.row, self.cell = [], {}, set(), None, None, None

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        assert not [a for a in attrs if a.startswith("on") or a in ("src", "href", "srcset", "action")], (tag, attrs)
        assert tag not in ("script", "link", "iframe", "object", "img", "base"), tag
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.table = self.rows.setdefault(attrs["id"], [])
        if tag == "tr" and self.table is not None:
            self.row = {"of": attrs.get("data-brand") or attrs.get("data-incident"), "cells": []}
            self.table.append(self.row)
        if tag == "td":
            self.cell = {"attrs": attrs, "text": ""}
            self.row["cells"].append(self.cell)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]} at {self.getpos()}"
        self.open.pop()
        if tag == "td":
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell["text"] += data


page = Page()
page.feed(text)
page.close()
assert not page.open, page.open
assert f'<html lang="{lang}">' in text and text.startswith("<!doctype html>")
assert not re.search(r"https?:|url\(|@import|<script|onclick=x>", text), "it refers to something outside, or holds markup of others"
assert "{0}" not in text and "(null)" not in text
assert "Tele&lt;b onclick=x&gt;norte" in text and "&lt;script&gt;alert(1)" in text, "texts of others are not escaped"
assert "1234 5678" not in text and "\u202e" not in text, "a text is shown with what should be masked or cleaned"
assert "00000000000000aa" in text and "00000000000000bb" not in text, "not the incidents of the period"
load = lambda n: json.load(open(f"{folder}/{n}.json"))
of = lambda n: {b["brand"]: b for b in load(n).get("brands") or load(n)["rows"]}
rows = lambda t: {r["of"]: r["cells"] for r in page.rows[t] if r["of"]}
value = lambda cell: float(cell["attrs"]["data-v"])
near = lambda a, b, eps=1e-5: math.isclose(a, b, rel_tol=eps, abs_tol=eps)
group, decimal = {"es": (",", "."), "en": (",", "."), "pt": (".", ",")}[lang] if name == f"{lang}.html" else (".", ",")
shown = lambda n, d=0: f"{n:,.{d}f}".replace(",", "\0").replace(".", decimal).replace("\0", group).replace("-", "\u2212")

now, before = of("now"), of("before")
share, feel, kinds = rows("share"), rows("feelings"), rows("kinds")
assert list(share) == [b["brand"] for b in load("now")["brands"]] and len(share) == 3, "not the brands, or not in their order"
tenths = 0


def interval(b):
    return b["share"], b["share_low"], b["share_high"]


for brand, b in now.items():
    c = share[brand]
    assert value(c[1]) == b["mentions"] and c[1]["text"] == shown(b["mentions"]), (brand, c[1], b["mentions"])
    assert near(value(c[2]), b["share"])
    tenths += round(float(c[2]["text"].replace(decimal, ".")) * 10)
    assert abs(float(c[2]["text"].replace(decimal, ".")) - 100 * b["share"]) < 0.1
    assert near(float(c[4]["attrs"]["data-low"]), b["share_low"]) and near(float(c[4]["attrs"]["data-high"]), b["share_high"])
    assert c[4]["text"] == f"{shown(100 * b['share_low'], 1)} – {shown(100 * b['share_high'], 1)}", c[4]
    (p, pl, ph), (q, ql, qh) = interval(b), interval(before[brand])
    low, high = p - q - math.hypot(p - pl, qh - q), p - q + math.hypot(ph - p, q - ql)
    mark = "=" if low <= 0 <= high else "▲" if p > q else "▼"
    assert near(value(c[5]), p - q) and c[5]["text"].startswith(mark), (brand, c[5], p - q, low, high)
    assert c[6]["text"] == "—" if b["customers"] is None else near(value(c[6]), b["per_thousand"]) and near(1000 * b["mentions"], b["customers"] * b["per_thousand"], 1e-3), (c, b)
    f, n = feel[brand], b["mentions"]
    assert near(value(f[1]), b["negative"] / n) and near(value(f[3]), b["positive"] / n) and near(value(f[4]), b["neutral"] / n) and near(value(f[5]), b["unsure"] / n)
    assert near(value(f[6]), b["net"], 1e-3)
    assert value(kinds[brand][2]) == b["originals"]
    for at, m in (4, "stories"), (5, "authors"):
        e = of(m)[brand]
        assert value(kinds[brand][at]) == e[m] and shown(e["low"]) in kinds[brand][at]["text"], (kinds[brand][at], e)
assert f"{list(share.values())[0][2]['text']}%" in text.split("class=\"answer\"")[1].split("</p>")[0].replace("\u00a0", ""), "the sentence says another share than the table"
assert tenths == 1000, f"the shares that are shown add up to {tenths / 10}"
care, posts = rows("care"), rows("posts")
assert len(care) > 1 and set(care) == set(of("care")), (care.keys(), of("care").keys())
for brand, b in of("care").items():
    c = care[brand]
    assert (value(c[1]), value(c[2])) == (b["asks"], b["answered"]), (brand, c, b)
    assert near(value(c[3]), b["answered"] / b["asks"]), c[3]
    assert near(value(c[5]), b["first_time"]["median_s"]) and near(value(c[6]), b["first_time"]["mean_s"]) and near(value(c[7]), b["first_time"]["p90_s"]), (c[5:], b)
    assert value(c[8]) == b["people"] > 0 and shown(b["people_low"]) in c[8]["text"] and b["people"] <= b["answered"], (c[8], b)
assert set(posts) == set(of("posts")) and posts
for brand, b in of("posts").items():
    assert value(posts[brand][1]) == b["posts"] and near(value(posts[brand][2]), b["posts_a_day"], 1e-3)
    assert posts[brand][3]["text"] == "—" if b["posts"] < 5 else near(value(posts[brand][3]), b["likes_per_post"], 1e-3)
    assert (value(posts[brand][6]), value(posts[brand][7])) == (b["followers"]["n"], b["followers"]["change"]), (posts[brand], b)
cells = next(r["cells"] for r in page.rows["words"] if r["cells"] and "Zumovil" in r["cells"][0]["text"])
top = load("terms")["rows"][:3]
assert top and all(f"{t['term']} {shown(t['low'])}" in cells[1]["text"] for t in top), (cells[1]["text"], top)
assert text.count("<figure>") == 3
PY
for l in es en pt; do expect "the page in $l is whole, alone and true" python3 "$T/page.py" "$T" $l.html $l; done
expect "so is the one with commas" python3 "$T/page.py" "$T" es-es.html es
# Followers: the same of the command, of the API and of the ledger's last reports; and CSV has what the tables have.
daemon dashboard
URL=http://$(sed -n 's/.*event=http listen=//p' "$T/dashboard.log" | tail -n 1)
from=${now%..*} to=${now#*..}
for brand in telenorte zumovil; do
    expect_eq "the followers of each account of $brand are those of pulso posts" \
        "$(pulso posts --json --by account --period "$now" | jq -cS "[.rows[] | select(.brand == \"$brand\" and .followers) | [.account, .followers.n, .followers.change]] | sort")" \
        "$(curl -s -G -H "Authorization: Bearer $TOKEN" "$URL/v1/brands/$brand/posts" -d "from=$from" -d "to=$to" | jq -cS '[.accounts | map(select(.followers)) | group_by(.account)[] | [.[0].account, (map(.followers.n) | add), (map(.followers.change) | if all(. == null) then null else add end)]] | sort')"
done
expect "accounts have followers, and they changed" [ "$(jq '[.rows[] | select(.followers.change != null and .followers.n > 0)] | length' "$T/posts.json")" -ge 2 ]
cat >"$T/followers.py" <<'PY'
"""followers.py CARE PULSO-POSTS-JSON: the last report of each account up to the end, by the truth of care.py"""
import collections
import datetime
import json
import sys
import zoneinfo

truth, said = (json.load(open(p)) for p in sys.argv[1:3])
zone = zoneinfo.ZoneInfo(said["stamp"]["zone"])
day = lambda text: (datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(zone).date() - datetime.date(1970, 1, 1)).days
first, last = (day(said["stamp"]["period"][k]) for k in ("from", "to"))
latest = {}
for d, names in sorted(truth["day"].items(), key=lambda x: int(x[0])):
    for name, report in names.items():
        if name.startswith("f|") and first - 31 <= int(d) <= last:
            latest[name] = report & 0xffffffff
want = collections.Counter()
for name, n in latest.items():
    want[name.split("|")[1], name.split("|")[3]] += n
have = {(r["brand"], r["account"]): r["followers"]["n"] for r in said["rows"] if r["followers"]}
assert len(have) > 4 and have == want, [(k, want[k], have.get(k)) for k in want if have.get(k) != want[k]][:5]
PY
pulso posts --json --by account --period "$now" >"$T/accounts.json"
expect "they are the last reports of the truth" python3 "$T/followers.py" "$T/g/care.json" "$T/accounts.json"
pulso posts --csv --by account --period "$now" >"$T/accounts.csv"
expect_eq "and stand in the CSV" "$(jq -r '.rows[] | [.brand, .account, .posts, (.followers.n // "")] | map(tostring) | join(",")' "$T/accounts.json")" \
    "$(python3 -c 'import csv, sys; [print(r["brand"], r["account"], r["posts"], r["followers"], sep=",") for r in csv.DictReader(sys.stdin)]' <"$T/accounts.csv")"

says() { expect "the page in $1 says: $2" grep -qF "$2" "$T/$1.html"; }
says es '¿Cuánto se habla de cada marca?'
says en 'How much is said of each brand?'
says pt 'Quanto se fala de cada marca?'
says es '<b>Zumovil</b> ocupa el lugar'
expect "no two languages make the same page" [ "$(cat "$T"/{es,en,pt}.html | grep -c '<h2>')" = 27 ]
expect "without a period before, nothing is compared" grep -qF 'Sin comparación' <(pulso report --period 60h)
expect_not "and where none is wanted, nothing is said of it" grep -qF 'Sin comparación' <(pulso report --period 24h --vs none)
gives "a set that nobody knows is answered with the nearest" 2 'did you mean telecoms' pulso report --set telecom
gives "a page is no JSON" 2 'sov --json' pulso report --json
gives "a file that cannot be written is said" 2 'none/x.html: No such file' pulso report --out "$T/none/x.html"
