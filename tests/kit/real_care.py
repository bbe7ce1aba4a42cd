#!/usr/bin/env python3
"""Real conversations between customers and companies: what is asked and answered is read from the texts here by itself,
counted by care_model.py, and compared with route's counters and with what `pulso care` prints.

    real_care.py make DATA OUT                   OUT/stream.jsonl, OUT/said.json; exit 3 when DATA has none of the sets
    real_care.py config OUT                      brands and route.care for pulso.yaml
    real_care.py check OUT --kafka BROKER --redis HOST:PORT --care FILE      FILE: of pulso care --json

Only what people wrote is taken from the sets; nothing of them is kept but in OUT. Labels are those of pulso.classified:
what is judged here is counting.
"""
import argparse
import collections
import csv
import datetime
import gzip
import json
import math
import os
import re
import sys
import time

import care
import care_model
import kafka
import model

CALENDAR = care_model.Calendar("America/Mexico_City", {d: [("09:00", "18:00")] for d in range(5)}, [datetime.date(2021, 12, 24)])
HANDLE = re.compile(r"(?<![\w.@-])@(\w+)", re.ASCII)
SIGNED = re.compile(r"(?:\^|(?:^|[^A-Za-z0-9])[-–—*/~])\s*([A-Z]{1,4})$")


def ms_of(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def signature(text):
    text = re.sub(r"(\s+https?://\S+)+$", "", text.strip()).strip()
    found = SIGNED.search(text)
    return found.group(1) if found and found.start() else None


class Set:
    def __init__(self, prefix, accounts):
        self.prefix, self.accounts = prefix, accounts      # handle, small letters -> (brand, handle, purpose)
        self.threads = collections.defaultdict(dict)       # conversation -> id -> message
        self.records, self.ids = [], set()

    def say(self, thread, rid, ms, author, text, kind):
        if rid in self.ids:                                # some stand in two conversations of the set
            return
        self.ids.add(rid)
        said = self.threads[thread]
        while any(m["ms"] == ms for m in said.values()):
            ms += 1                                        # several in one second: in the order of the set
        own = self.accounts.get(author.lower())
        names = [h.lower() for h in HANDLE.findall(text)]
        asks = {}
        for h in names:
            if h in self.accounts and not own:
                asks.setdefault(self.accounts[h][0], self.accounts[h])
        people = [h for h in names if h not in self.accounts]
        post = bool(own) and thread == rid and not text.lstrip().startswith("@") and kind == "post"
        m = {"id": rid, "ms": ms, "author": author.lower(), "own": own, "automatic": False, "post": post, "private": False,
             "to": people[0] if own and people and not post else None, "to_id": None, "asks": list(asks.values())[:3], "label": "neutral",
             "thanks": False, "agent": signature(text) if own and not post else None}
        if own or asks or thread != rid or kind == "reply":
            said[rid] = m
        self.records.append({"v": 1, "platform": "x", "id": rid, "conversation": thread, "kind": kind, "author": {"handle": author}, "text": text,
                             "created_at": datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds")})


def ibm(data):
    dialogs = []
    for part in ("dev", "test"):
        with gzip.open(os.path.join(data, "mentions/ibm-care", part + ".json.gz"), "rt", encoding="utf-8") as f:
            dialogs += json.load(f)
    companies = sorted({d["dialogHeader"]["company"] for d in dialogs})
    s = Set("i", {c.lower(): (c.lower(), c.lower(), "-") for c in companies})
    for d in dialogs:
        head, thread = d["dialogHeader"], "i" + d["dialogHeader"]["sessionID"]
        for n, m in enumerate(d["dialogContent"]):
            who = m.get("client") or m.get("client1") or m.get("agent")
            s.say(thread, "i" + m["tweet_ID"], ms_of(m["datetime"]), who, m["message"], "reply" if n else "post")
        days, _, clock = head["duration"].rpartition("-")
        h, minute, sec = (float(x) for x in clock.split(":"))
        end = ms_of(head["conversationDateTime"]) + int((int(days or 0) * 86400 + h * 3600 + minute * 60 + sec) * 1000)
        s.say(thread, "i" + d["agentURL"]["tweet_ID"], end, head["company"], d["agentURL"]["url_utterance"], "reply")
    return s


def banamex(data):
    s = Set("b", {h: ("citibanamex", h, "-") for h in ("citibanamex", "contactocitibmx")})
    with gzip.open(os.path.join(data, "mentions/banamex-2021-12.csv.gz"), "rt", encoding="utf-8") as f:
        rows = {r["status_id"]: r for r in csv.DictReader(f)}
    for rid, r in rows.items():
        author = r["screen_name"]
        people = [h for h in (x.lower() for x in HANDLE.findall(r["text"])) if h not in s.accounts]
        own = author.lower() in s.accounts
        answers = own and r["text"].lstrip().startswith("@") and people
        thread = "b-" + people[0] if answers else "b" + rid if own else "b-" + author.lower()
        s.say(thread, "b" + rid, ms_of(r["created_at"]), author, r["text"], "post")
    return s


def make(a):
    sets = []
    for name, read in (("mentions/ibm-care/dev.json.gz", ibm), ("mentions/banamex-2021-12.csv.gz", banamex)):
        if os.path.exists(os.path.join(a.data, name)):
            sets.append(read(a.data))
        else:
            print(f"skip: {name} is not there")
    if not sets:
        sys.exit(3)
    os.makedirs(a.out, exist_ok=True)
    with open(os.path.join(a.out, "stream.jsonl"), "w", encoding="utf-8") as f:
        for s in sets:
            f.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in s.records)
    with open(os.path.join(a.out, "said.json"), "w", encoding="utf-8") as f:
        json.dump({"threads": [list(t.values()) for s in sets for t in s.threads.values()],
                   "accounts": sorted({v for s in sets for v in s.accounts.values()})}, f)
    print(f"{sum(len(s.records) for s in sets)} messages in {sum(len(s.threads) for s in sets)} conversations")


def config(a):
    with open(os.path.join(a.out, "said.json"), encoding="utf-8") as f:
        accounts = json.load(f)["accounts"]
    print("brands:")
    for brand in sorted({x[0] for x in accounts}):
        print(f"  - {{ id: {brand}, accounts: [{', '.join(repr('@' + x[1]) for x in accounts if x[0] == brand)}] }}")
    print("route:\n  teams: []\n  rules: [{ name: rest, then: ignore }]\n  care:")
    print('    calendar: { zone: America/Mexico_City, hours: { mon-fri: "09:00-18:00" }, holidays: ["2021-12-24"] }')


def labels(broker):
    out = {}
    for line in kafka.kcat("-C", "-b", broker, "-t", "pulso.classified", "-o", "beginning", "-e", "-q", "-f", "%s\\n").splitlines():
        m = json.loads(line)
        label = m["pulso"]["sentiment"]["label"]
        out[m["id"]] = label, label == "positive" and m["pulso"].get("intent") == "praise"
    return out


def rank(values, q):
    return sorted(values)[max(math.ceil(q * len(values)), 1) - 1]


def check(a):
    with open(os.path.join(a.out, "said.json"), encoding="utf-8") as f:
        threads = json.load(f)["threads"]
    felt, ledger, waits = labels(a.kafka), model.Ledger(a.zone, int(time.time() * 1000)), collections.defaultdict(list)
    want = collections.Counter()

    def count(ms, name, n):
        for level, number in ledger.buckets(ms):
            want[level, number, name] += n

    attended = collections.defaultdict(set)

    class Watched(care_model.Care):
        def attended(self, brand, author):
            attended[brand].add(author)

        def duration(self, ms, account, what, wait_ms, agent=None):
            super().duration(ms, account, what, wait_ms, agent)
            waits[account[0], what].append(wait_ms / 1000)

    for t in threads:
        for m in t:
            m["own"] = tuple(m["own"]) if m["own"] else None
            m["asks"] = [tuple(x) for x in m["asks"]]
            m["label"], m["thanks"] = felt[m["id"]]
        Watched("x", CALENDAR, count).conversation(t)
    a.redis_prefix = "pulso."
    have = {k: v for k, v in care.counted(a).items() if k[2][:2] not in ("p|", "f|")}
    wrong = [f"{k}: expected {want[k]}, in Redis {have.get(k, 0)}" for k in sorted(set(want) | set(have)) if want[k] != have.get(k, 0)]
    with open(a.care, encoding="utf-8") as f:
        for row in json.load(f)["rows"]:
            if abs(row["people"] - len(attended[row["brand"]])) > max(1, 3 * 0.023 * len(attended[row["brand"]])):
                wrong.append(f"{row['brand']}: {row['people']} people instead of {len(attended[row['brand']])}")
            for what, name in (("first", "first_time"), ("busy", "business_time"), ("solved", "solved_time")):
                real, said = waits[row["brand"], what], row[name]
                if not real and said is None:
                    continue
                for q, key in ((0.5, "median_s"), (0.9, "p90_s")):
                    exact = rank([int(x) for x in real], q)
                    if abs(said[key] - exact) > max(0.5, exact * 0.017):
                        wrong.append(f"{row['brand']} {what} {key}: {said[key]} instead of {exact}")
                if said["n"] != len(real) or abs(said["mean_s"] - sum(int(x) for x in real) / len(real)) > 0.001:
                    wrong.append(f"{row['brand']} {what}: n and mean differ")
            if row["brand"] in ("citibanamex", "rockstarsupport"):
                print(f"{row['brand']}: {row['answered']} of {row['asks']} answered, {row['people']} people ({len(attended[row['brand']])}), first answer median {row['first_time']['median_s'] / 60:.0f} min, "
                      f"mean {row['first_time']['mean_s'] / 60:.0f} min, p90 {row['first_time']['p90_s'] / 60:.0f} min, n {row['first_time']['n']}")
    if wrong or not want:
        print("\n".join(wrong[:20]))
        sys.exit(f"{len(wrong)} differences in {len(want)} counters")
    print(f"exact: {len(want)} counters, {len(waits)} distributions")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = p.add_subparsers(dest="what", required=True)
    m = what.add_parser("make")
    m.add_argument("data")
    m.add_argument("out")
    what.add_parser("config").add_argument("out")
    c = what.add_parser("check")
    c.add_argument("out")
    for name in ("--kafka", "--redis", "--care"):
        c.add_argument(name, required=True)
    c.add_argument("--zone", default="America/Mexico_City")
    a = p.parse_args()
    {"make": make, "config": config, "check": check}[a.what](a)


if __name__ == "__main__":
    main()
