#!/usr/bin/env python3
"""Asks the dashboard's API, and holds its figures against the ledger of gen.py.

    api.py get URL TOKEN PATH EXPRESSION     prints EXPRESSION of the answer a (status, headers and body: s, h, a)
    api.py exact URL TOKEN LEDGER            every figure that the ledger knows; exits 1 at the first difference
    api.py csv URL TOKEN QUERY...            /v1/compare.csv of each query, plain and for commas, has the figures of /v1/compare
    api.py walk URL TOKEN PATH LIMIT         all pages of mentions: prints how many, and how many different ones
    api.py stream URL TOKEN SECONDS [PATH]   the events that come meanwhile: prints name and data, a line each
    api.py viewers URL TOKEN N SECONDS       so many streams at a time: prints how many events the slowest of them had
"""
import collections
import csv
import datetime
import json
import sys
import threading
import time
import urllib.error
import urllib.request


def ask(url, token, path, headers=None):
    r = urllib.request.Request(url + path, headers={"Authorization": "Bearer " + token, **(headers or {})})
    try:
        with urllib.request.urlopen(r, timeout=30) as f:
            return f.status, dict(f.headers), f.read()
    except urllib.error.HTTPError as e:
        return e.code, dict(e.headers), e.read()


def answer(url, token, path):
    status, _, body = ask(url, token, path)
    assert status == 200, f"{path}: {status} {body[:300]}"
    return json.loads(body)


def minute(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()) // 60


def truth(ledger, period, platforms=None):
    """Of each brand in the period: feelings, originals, halves; by dimension and by minute."""
    frm, to = minute(period["from"]), minute(period["to"])
    out = collections.defaultdict(lambda: collections.Counter())
    for m, counters in ledger["minute"].items():
        if not frm <= int(m) < to:
            continue
        for name, n in counters.items():
            kind, brand, *rest = name.split("|")
            if kind in "bof" and platforms and rest[0] not in platforms:
                continue
            b = out[brand]
            if kind == "b":
                b[rest[1]] += n
                b["half"] += n
                b["platform|" + rest[0]] += n
                b[int(m)] += n
            elif kind == "o":
                b["originals"] += n
            elif kind == "f":
                b["half"] -= n * (1 - 1 / int(rest[1]))
            elif kind in "tcl":
                b[{"t": "topic|", "c": "country|", "l": "language|"}[kind] + rest[0]] += n
    return out


def mentions(b):
    return b["negative"] + b["neutral"] + b["positive"]


def same(what, want, got):
    assert abs(want - got) <= 1e-4 * max(1, abs(want)), f"{what}: {got} instead of {want}"


def check_compare(url, token, ledger, query, co="whole", platforms=None):
    a = answer(url, token, f"/v1/compare?{query}&co={co}")
    t, seen = truth(ledger, a["stamp"]["period"], platforms), 0
    for b in a["brands"]:
        w = t[b["id"]]
        for k in ("negative", "neutral", "positive"):
            same(f"{query} {b['id']} {k}", w[k], b["sent"][k])
        same(f"{query} {b['id']} originals", w["originals"], b["originals"])
        assert (b["half"] is None) == (co == "whole")
        same(f"{query} {b['id']} half", w["half"] if co == "half" else 0, b["half"] or 0)
        same(f"{query} {b['id']} n", w["half"] if co == "half" else mentions(w), b["n"])
        same(f"{query} {b['id']} share", b["n"] / max(a["total"], 1e-9), b["share"]["p"] or 0)
        assert b["share"]["lo"] <= (b["share"]["p"] or 0) <= b["share"]["hi"]
        if a["vs"]:
            same(f"{query} {b['id']} before", mentions(truth(ledger, a["vs"], platforms)[b["id"]]), b["before"])
        seen += mentions(w)
    assert [b["n"] for b in a["brands"]] == sorted((b["n"] for b in a["brands"]), reverse=True)
    return seen


def check_series(url, token, ledger, query, brand):
    a = answer(url, token, f"/v1/brands/{brand}/series?{query}")
    w = truth(ledger, {"from": a["stamp"]["period"]["from"], "to": "2100-01-01T00:00:00Z"})[brand]
    ends = a["t"][1:] + [4102444800000]
    for i, (frm, to) in enumerate(zip(a["t"], ends)):
        same(f"{query} {brand} row {i}", sum(n for m, n in w.items() if isinstance(m, int) and frm <= m * 60000 < to), a["n"][i])
    h = answer(url, token, f"/v1/mentions/histogram?{query}&brand={brand}")
    assert h["n"] == a["n"] and h["exact"]


def check_now(url, token, ledger):
    """The line of the first page, and each brand's: hour by hour."""
    a = answer(url, token, "/v1/now?set=all&period=24h")
    w, series, total = truth(ledger, {"from": a["stamp"]["period"]["from"], "to": "2100-01-01T00:00:00Z"}), a["series"], 0
    assert len(series["t"]) >= 24, f"the line of 24 hours has {len(series['t'])} points"
    for i, (frm, to) in enumerate(zip(series["t"], series["t"][1:] + [4102444800000])):
        want = sum(n for b in w.values() for m, n in b.items() if isinstance(m, int) and frm <= m * 60000 < to)
        same(f"now, row {i}", want, series["y"][i])
        total += want
    same("now, all of it", total, sum(b["n"] for b in a["brands"]))


def check_top(url, token, ledger, brand, dim):
    a = answer(url, token, f"/v1/brands/{brand}/top?period=72h&dim={dim}&limit=100&vs=none")
    w = truth(ledger, {"from": a["stamp"]["period"]["from"], "to": "2100-01-01T00:00:00Z"})[brand]
    want = {k.split("|", 1)[1]: n for k, n in w.items() if isinstance(k, str) and k.startswith(dim + "|") and n}
    got = {r["name"]: r["n"] for r in a["rows"]}
    assert want == got, f"{brand} by {dim}: {got} instead of {want}"


def exact(url, token, path):
    with open(path, encoding="utf-8") as f:
        ledger = json.load(f)
    brands = [b["id"] for b in answer(url, token, "/v1/sets")["sets"][-1]["brands"]]
    seen = 0
    for query in ("period=24h&set=all", "period=90m&set=all", "period=48h&set=telecoms", "period=70h&set=banks&vs=none"):
        seen += check_compare(url, token, ledger, query)
    check_compare(url, token, ledger, "period=48h&set=all", co="half")
    check_compare(url, token, ledger, "period=48h&set=all&platform=x", platforms=["x"])
    check_now(url, token, ledger)
    for brand in brands:
        for query in ("period=24h&step=hour", "period=3h&step=5min", "period=60m&step=minute"):
            check_series(url, token, ledger, query, brand)
        for dim in ("topic", "platform", "country", "language"):
            check_top(url, token, ledger, brand, dim)
    assert seen > 0, "nothing was counted in these periods"
    print(f"exact: {seen} mentions of {len(brands)} brands")


# Columns of the table: what the answer has there.
COLUMNS = {
    "brand": lambda b: b["id"], "name": lambda b: b["name"], "mentions": lambda b: b["mentions"], "originals": lambda b: b["originals"], "fractional": lambda b: b["half"],
    "share": lambda b: b["share"]["p"], "share_low": lambda b: b["share"]["lo"], "share_high": lambda b: b["share"]["hi"],
    "negative": lambda b: b["sent"]["negative"], "neutral": lambda b: b["sent"]["neutral"], "positive": lambda b: b["sent"]["positive"],
    "net": lambda b: b["net"]["value"], "net_low": lambda b: b["net"]["lo"], "net_high": lambda b: b["net"]["hi"], "mentions_before": lambda b: b["before"],
    "share_change": lambda b: (b["share_change"] or {}).get("value"), "share_change_low": lambda b: (b["share_change"] or {}).get("lo"),
    "share_change_high": lambda b: (b["share_change"] or {}).get("hi"), "stories": lambda b: (b["stories"] or {}).get("n"), "stories_low": lambda b: (b["stories"] or {}).get("lo"),
    "stories_high": lambda b: (b["stories"] or {}).get("hi"), "authors": lambda b: (b["authors"] or {}).get("n"), "authors_low": lambda b: (b["authors"] or {}).get("lo"),
    "authors_high": lambda b: (b["authors"] or {}).get("hi"), "asked": lambda b: (b["care"] or {}).get("mentions"), "answered": lambda b: (b["care"] or {}).get("answered"),
    "people_attended": lambda b: ((b["care"] or {}).get("people") or {}).get("n"),
    "first_answer_median_s": lambda b: ((b["care"] or {}).get("first_s") or {}).get("median"), "first_answer_mean_s": lambda b: ((b["care"] or {}).get("first_s") or {}).get("mean"),
    "own_posts": lambda b: (b["posts"] or {}).get("n"), "likes_a_post": lambda b: (b["posts"] or {}).get("likes"), "comments_a_post": lambda b: (b["posts"] or {}).get("comments"),
    "shares_a_post": lambda b: (b["posts"] or {}).get("shares"), "followers": lambda b: (b["followers"] or {}).get("n"), "followers_change": lambda b: (b["followers"] or {}).get("change"),
    "customers": lambda b: b["customers"], "mentions_per_thousand_customers": lambda b: b["per_thousand"],
}


def csv_tables(url, token, queries):
    for query in queries:
        for flavour in ("plain", "comma"):
            _, _, body = ask(url, token, f"/v1/compare.csv?{query}&for={flavour}")
            brands = answer(url, token, f"/v1/compare?{query}")["brands"]
            lines = body.decode("utf-8-sig").split("\r\n" if b"\r\n" in body else "\n")
            rows = list(csv.DictReader(lines[1:], delimiter=";" if flavour == "comma" else ","))
            assert list(rows[0]) == list(COLUMNS), [c for c in rows[0] if c not in COLUMNS] + [c for c in COLUMNS if c not in rows[0]]
            assert len(rows) == len(brands)
            for row, b in zip(rows, brands):
                for name, of in COLUMNS.items():
                    want, text = of(b), row[name]
                    if want is None or isinstance(want, str):
                        assert text == (want or ""), f"{query} {b['id']} {name}: {text!r} instead of {want!r}"
                    else:
                        same(f"{query} {flavour} {b['id']} {name}", want, float(text.replace(",", ".") if flavour == "comma" else text))


def walk(url, token, path, limit):
    ids, cursor, pages = [], "", 0
    while cursor is not None:
        a = answer(url, token, f"{path}&limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
        ids += [m["key"] for m in a["items"]]
        cursor, pages = a["next"], pages + 1
        assert pages < 5000
    print(len(ids), len(set(ids)))


def events(url, token, path, seconds, on):
    r = urllib.request.Request(url + path, headers={"Authorization": "Bearer " + token})
    until = time.time() + seconds
    try:
        with urllib.request.urlopen(r, timeout=seconds) as f:
            name = ""
            for line in f:
                line = line.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    on(name, line[6:])
                if time.time() > until:
                    return
    except (TimeoutError, OSError):
        pass


def stream(url, token, seconds, path):
    events(url, token, path, seconds, lambda name, data: print(name, data, flush=True))


def viewers(url, token, n, seconds):
    got = [0] * n

    def look(i):
        def on(_name, _data):
            got[i] += 1
        events(url, token, "/v1/stream?topics=tick", seconds, on)

    threads = [threading.Thread(target=look, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(min(got))


what, url, token, *rest = sys.argv[1:]
if what == "get":
    s, h, body = ask(url, token, rest[0])
    a = json.loads(body) if body[:1] in (b"{", b"[") else body.decode()
    print(eval(rest[1], {"s": s, "h": h, "a": a}))   # the test's own expression
elif what == "exact":
    exact(url, token, rest[0])
elif what == "csv":
    csv_tables(url, token, rest)
elif what == "walk":
    walk(url, token, rest[0], int(rest[1]))
elif what == "stream":
    stream(url, token, float(rest[0]), rest[1] if len(rest) > 1 else "/v1/stream")
elif what == "viewers":
    viewers(url, token, int(rest[0]), float(rest[1]))
