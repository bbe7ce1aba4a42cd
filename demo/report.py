#!/usr/bin/env python3
"""What the demo shows at its end: share of voice, the comparison of six banks, where mentions went, and the alert as its receiver got it.

    report.py STATE PULSO METRICS_URL [--color]

Reads what anybody can read: `pulso sov`, the queues in Kafka, route's metrics, the receiver's log.
"""
import collections
import datetime
import json
import os
import subprocess
import sys
import urllib.request

WIDTH = 98
state, pulso, metrics_url = sys.argv[1:4]
BOLD, DIM, RED, GREEN, PLAIN = ("\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[0m") if "--color" in sys.argv and not os.environ.get("NO_COLOR") else ("",) * 5
TEAMS = ["technical", "care", "retention", "press"]


def heading(text, note=""):
    print(f"\n{BOLD}{text}{PLAIN}" + (f"  {DIM}{note}{PLAIN}" if note else ""), flush=True)


def number(n):
    return f"{n:,}"


def cut(text, width):
    """As many words as fit."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[:width].rsplit(" ", 1)[0] + "…"


def lines(name):
    try:
        with open(f"{state}/{name}", encoding="utf-8") as f:
            return [json.loads(line) for line in f]
    except FileNotFoundError:
        return []


def sov(*args):
    subprocess.run([pulso, "--config", f"{state}/pulso.yaml", "sov", "--period", "24h", *args], check=True)


def pulso_json(*args):
    command = [pulso, "--config", f"{state}/pulso.yaml", "--json", *args]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def sov_json(*args):
    return pulso_json("sov", *args)


def env(name):
    with open(f"{state}/stack/env", encoding="utf-8") as f:
        return dict(line.strip().split("=", 1) for line in f)[name]


def topics(names):
    """{topic: its records}, read side by side."""
    read = {n: subprocess.Popen(["kcat", "-C", "-e", "-q", "-b", env("KAFKA"), "-t", "pulso." + n, "-o", "beginning", "-X", "fetch.wait.max.ms=10"],
                                stdout=subprocess.PIPE, text=True) for n in names}
    return {n: [json.loads(line) for line in p.communicate()[0].splitlines()] for n, p in read.items()}


# --- share of voice by platform
def net(brand):
    """A brand's net sentiment in five columns, coloured."""
    style = RED if brand["net"] < -0.05 else GREEN if brand["net"] > 0.05 else DIM
    return f"{style}{brand['net']:+.2f}{PLAIN}" if brand["mentions"] else " " * 5


def show_platforms():
    heading("By platform: share and net sentiment", "(positive - negative) / all")
    rows = sorted(sov_json("--period", "24h", "--by", "platform")["rows"], key=lambda r: -r["total"])
    print(f"{DIM}{'':<15}" + "".join(f"{r['platform']:>13}" for r in rows) + PLAIN)
    by_brand = {b["brand"]: [x for r in rows for x in r["brands"] if x["brand"] == b["brand"]] for b in rows[0]["brands"]}
    by_brand = {b: cells for b, cells in by_brand.items() if sum(c["mentions"] for c in cells)}
    for cells in sorted(by_brand.values(), key=lambda cells: -sum(c["mentions"] for c in cells)):
        print(f"{cells[0]['name']:<15}" + "".join(f"{c['share'] * 100:>6.1f}% {net(c)}" for c in cells))
    print(f"{DIM}{'mentions':<15}" + "".join(f"{number(r['total']):>13}" for r in rows) + PLAIN)


def check_truth():
    """Every count of brand and platform, beside what the generator knows."""
    truth = json.load(open(f"{state}/truth.json", encoding="utf-8"))
    rows = sov_json("--period", "{from}..{to}".format(**truth["period"]), "--by", "platform")["rows"]
    have = {(b["brand"], r["platform"]): b["mentions"] for r in rows for b in r["brands"] if b["mentions"]}
    want = {(b, p): n for b, of in truth["mentions"].items() for p, n in of.items()}
    wrong = [f"{b} on {p}: {have.get((b, p), 0)}, not {want.get((b, p), 0)}" for b, p in sorted(have.keys() | want.keys())
             if have.get((b, p), 0) != want.get((b, p), 0)]
    if wrong:
        sys.exit("demo: the counts are not those of the sample: " + "; ".join(wrong[:5]))
    print(f"  ✓ each of these {len(want)} counts is exactly what the sample's generator knows")


# --- six banks over fifty days
def banks_counted(period):
    """Of each bank what golden.py's figures() says, as Pulso counted it."""
    of = ("--set", "six-banks", "--period", period)
    out = {b["brand"]: {"name": b["name"], "mentions": b["mentions"], "originals": b["originals"]} for b in sov_json(*of)["brands"]}
    for b in sov_json(*of, "--platform", "x")["brands"]:
        out[b["brand"]]["x"] = b["mentions"]
    for r in pulso_json("care", *of)["rows"]:
        out[r["brand"]].update(asked=r["asks"], answered=r["answered"], first_s=r["first_s"])
    for r in pulso_json("posts", *of)["rows"]:
        out[r["brand"]].update({k: r[k] for k in ("posts", "likes", "comments", "shares")})
    return out


def show_banks():
    golden = json.load(open(f"{state}/truth.json", encoding="utf-8"))["golden"]
    counted, days = banks_counted(golden["period"]), golden["days"]
    heading(f"Six banks, {days} days", "a published comparison, made again; with its intervals: Compare, in the browser")
    print(f"{DIM}{'':<16}mentions  share   on X  posts/day  likes/post  comments  shares  answered    after{PLAIN}")
    total, on_x = (sum(b[k] for b in counted.values()) for k in ("mentions", "x"))
    for b in counted.values():
        answered = f"1 in {b['asked'] / b['answered']:.3g}" if b["answered"] else "none"
        after = f"{b['first_s'] / 60 / b['answered']:.0f} min" if b["answered"] else ""
        print(f"{b['name']:<16}{number(b['mentions']):>8}{b['mentions'] / total:>7.1%}{b['x'] / on_x:>7.1%}{b['posts'] / days:>11.2f}"
              f"{b['likes'] / b['posts']:>12.2f}{b['comments'] / b['posts']:>10.2f}{b['shares'] / b['posts']:>8.2f}{answered:>10}{after:>9}".rstrip())
    wrong = [f"{brand} {k}: {counted[brand][k]}, not {n}" for brand, want in golden["banks"].items() for k, n in want.items() if counted[brand][k] != n]
    if wrong:
        sys.exit("demo: the comparison is not that of its generator: " + "; ".join(wrong[:5]))
    print(f"  ✓ each of the {sum(len(b) for b in golden['banks'].values())} counts behind these is exactly what the generator knows")


# --- where it went
def outcomes():
    """{outcome: count}, as route counted them."""
    with urllib.request.urlopen(metrics_url, timeout=5) as r:
        found = [line.split() for line in r.read().decode().splitlines() if line.startswith("pulso_route_routed_total{")]
    return {name.split('"')[1]: int(float(value)) for name, value in found}


def show_routes(queues):
    heading("Where it went", "each team has a topic of its own in Kafka")
    for team in TEAMS:
        records = queues["queue." + team]
        rules = collections.Counter(r["route"]["rule"] for r in records).most_common()
        why = f"{', '.join(f'{rule} {number(n)}' for rule, n in rules):<30} "
        sample = max(records, key=lambda r: (r["route"]["priority"], r["author"].get("followers", 0), r["created_at"]), default=None)
        quote = "“%s”" % cut(sample.get("text") or sample["title"], WIDTH - 22 - len(why)) if sample else ""
        print(f"  {team:<10}{number(len(records)):>6}  {why}{DIM}{quote}{PLAIN}")
    counted = outcomes()
    print(f"  {'answer':<10}{number(counted.get('answer', 0)):>6}  questions that an article of the knowledge base answers")
    print(f"  {'ignore':<10}{number(counted.get('ignore', 0)):>6}  praise, plain talk, our own posts, what is said of others")


# --- the alert
def epoch(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def negatives(brand, classified):
    """(time it says, id) of each mention that is negative about the brand, in the order of time."""
    return sorted((epoch(m["created_at"]), m["id"]) for m in classified
                  for b in m["pulso"]["brands"] if b["brand"] == brand and b["sentiment"]["label"] == "negative")


def tipping(found, least, window_s, since):
    """The first mention with which there were so many within one window, of those after `since`."""
    for i, (at, ident) in enumerate(found):
        if at >= since and i + 1 >= least and at - found[i - least + 1][0] < window_s:
            return ident
    return None


def show_alert(call, found, played):
    a = json.loads(call["body"])
    first = min((epoch(p["created_at"]) for p in played), default=0)
    ident = tipping(found, a["x"], a["window_minutes"] * 60, first)
    tip = next((p for p in played if p["id"] == ident), None)
    where = ", ".join(f"{k} {v}" for k, v in sorted(a["platforms"].items(), key=lambda kv: -kv[1])[:3])
    print(f"  {RED}{BOLD}{a['level']:<7}{PLAIN} {BOLD}{a['brand']}{PLAIN}: {a['x']} negatives in {a['window_minutes']} min, "
          f"{a['mu']:.1f} are normal  {DIM}{where}{PLAIN}")
    if tip:
        print(f"          on the wire {BOLD}{call['at'] - tip['at']:.1f} s{PLAIN} after the mention that tipped it: "
              f"{DIM}“{cut(tip['text'], WIDTH - 65)}”{PLAIN}")
    print(f"          signature {'valid' if call['signed'] is True else call['signed']}, key {call['key']}")


def show_alerts(classified):
    heading("The alert", "as the committee's receiver got it: POST, JSON, signed with HMAC-SHA256")
    tried = [c for c in lines("hook.jsonl") if c.get("key")]
    calls = [c for c in tried if c["did"] == "200" and not c["repeat"]]
    if not calls:
        print(f"  none was accepted, {len(tried)} were tried; see route.log and hook.jsonl in {state}")
        return
    played = lines("played.jsonl")
    for call in calls:
        show_alert(call, negatives(json.loads(call["body"])["brand"], classified), played)
    body = calls[0]["body"]
    print(f"  {DIM}{body[:WIDTH - 2]}\n  {body[WIDTH - 2:2 * WIDTH - 5]}…{PLAIN}")


def main():
    for name in ("telecoms", "banks"):
        heading(f"Share of voice: {name}")
        sov("--set", name)
    show_platforms()
    check_truth()
    show_banks()
    read = topics(["classified"] + ["queue." + t for t in TEAMS])
    show_routes(read)
    show_alerts(read["classified"])


main()
