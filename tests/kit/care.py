#!/usr/bin/env python3
"""Makes conversations between people and brands whose care is known, and compares what route counted with it.

    care.py gen OUT [--records 12000] [--seed 1] [--until TIME]   OUT/stream.jsonl in the order to be fed, OUT/care.json the truth
    care.py accounts FILE            writes the brands' accounts into FILE, a configuration of the kit's brands
    care.py config                   the section route.care that the truth supposes
    care.py check OUT... --redis HOST:PORT

Every record names its conversation, as sources do that know threads.
"""
import argparse
import collections
import copy
import datetime
import json
import os
import random
import sys
import time
import zoneinfo

import care_model
import model
import resp
import texts

ACCOUNTS = {b: [(b, f"{b}cl", "care"), (b, f"{b}mx", "press")] for b in list(texts.BRANDS)[:4]}
BOT = {b: (b, f"{b}x0", "-") for b in ACCOUNTS}
AGENTS = ["AR", "JM", "XQ", None]
HOURS = {"mon-fri": "09:00-13:00, 14:30-19:00", "sat": "10:00-14:00"}
HOLIDAYS = [f"{y}-{d}" for y in range(2025, 2036) for d in ("01-01", "05-01", "10-12", "11-26")]
ZONE = "Europe/Madrid"           # it changes its clocks twice a year
BRAND_SAYS = ["Hola, quedamos al pendiente de su caso {n}.", "Ya lo revisamos, folio {n}.", "La oficina abre el día {n}."]
CALENDAR = care_model.Calendar(ZONE, {**{d: [("09:00", "13:00"), ("14:30", "19:00")] for d in range(5)}, 5: [("10:00", "14:00")]},
                               [datetime.date.fromisoformat(d) for d in HOLIDAYS])


def time_text(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock_changes(from_ms, to_ms):
    """When the clocks of ZONE change: to the hour."""
    zone, out = zoneinfo.ZoneInfo(ZONE), []
    for ms in range(from_ms - from_ms % 3600_000, to_ms, 3600_000):
        a, b = (datetime.datetime.fromtimestamp(x / 1000, zone).utcoffset() for x in (ms - 3600_000, ms))
        out += [ms] if a != b else []
    return out


def holidays(from_ms, to_ms):
    """When they begin."""
    days = [CALENDAR.at(datetime.date.fromisoformat(d), "00:00") for d in HOLIDAYS]
    return [int(ms) for ms in days if from_ms <= ms < to_ms]


class Conversation:
    """truth: id -> message as care_model wants it; records: what is fed, each with when it arrives."""

    def __init__(self, g, n):
        self.g, self.rng, self.n = g, g.rng, n
        self.platform = self.rng.choice(["x", "mastodon", "forum"])
        self.key = f"{g.a.prefix}-t{n}"
        self.brand = self.rng.choice(list(ACCOUNTS))
        self.people = [f"persona{self.rng.randrange(3000)}_{i}" for i in range(self.rng.randrange(1, 4))]
        self.ms = g.start_ms()
        self.truth, self.posts, self.out, self.said, self.used, self.reports = {}, {}, [], [], set(), []

    @staticmethod
    def is_account(author):
        return author in {a[1] for of in ACCOUNTS.values() for a in of} | {a[1] for a in BOT.values()}

    def some_followers(self, own):
        return self.g.crowd.randrange(100, 90_000) if own else 10

    def put(self, record, arrives):
        self.out.append((arrives, len(self.out), record))

    def record(self, kind, author, text):
        rid = f"{self.key}-{len(self.said)}"
        while self.ms in self.used:
            self.ms += 1
        self.used.add(self.ms)
        r = {"v": 1, "platform": self.platform, "id": rid, "conversation": self.key, "kind": kind, "created_at": time_text(self.ms),
             "author": {"handle": author, "followers": self.some_followers(self.is_account(author))}, "text": text, "lang": "es"}
        m = {"id": rid, "ms": self.ms, "author": author, "own": None, "automatic": False, "post": False, "private": kind == "dm", "to": None,
             "to_id": None, "asks": [], "label": "neutral", "thanks": False, "agent": None}
        return r, m

    def feel(self, r, m, brands, label):
        """What a person says; its feeling is known by construction."""
        r["text"] += texts.make(self.rng, brands, label)
        m["label"] = label if brands else "neutral"
        m["thanks"] = bool(brands) and label == "positive"

    def person_says(self, mode):
        rng, who = self.rng, self.rng.choice(self.people)
        r, m = self.record("dm" if mode == "chat" else "post" if not self.said else rng.choice(["reply", "comment"]), who, "")
        self.aim(r, m, mode)
        named = rng.random() < (0.7 if not m["asks"] else 0.3)
        if mode != "chat" and named:
            a = rng.choice(ACCOUNTS[self.brand])
            r["text"] += f"@{a[1].capitalize()} "
            m["asks"] = m["asks"] or [a]
        about = [self.brand] if rng.random() < 0.8 else []
        self.feel(r, m, about, rng.choice(["negative", "negative", "neutral", "positive"]))
        if mode == "chat" and about:
            m["asks"] = [(self.brand, "-", "-")]
        if mode == "public" and not self.said and rng.random() < 0.5:
            r["conversation"] = self.key = r["id"]  # the thread is called by its first message
        self.say(r, m)

    def aim(self, r, m, mode):
        """Whom it answers: the author named, or only the message."""
        if mode == "chat" or not self.said:
            return
        parent = self.rng.choice(self.said[-3:])
        r["in_reply_to"] = parent["id"]
        if self.rng.random() < 0.6:
            r["in_reply_to_author"] = parent["author"]
            if parent["own"] and not m["own"]:
                m["asks"] = [parent["own"]]
            elif parent["own"]:
                m["to_id"] = parent["id"]
            else:
                m["to"] = parent["author"]
        else:
            m["to_id"] = parent["id"]

    def brand_says(self, mode):
        rng = self.rng
        bot = rng.random() < 0.2
        account = BOT[self.brand] if bot and rng.random() < 0.5 else rng.choice(ACCOUNTS[self.brand])
        r, m = self.record("dm" if mode == "chat" or rng.random() < 0.1 else "reply", account[1], "")
        m.update(own=account, automatic=bot, private=r["kind"] == "dm")
        self.aim(r, m, mode)
        if mode != "chat" and self.said and m["to_id"] and rng.random() < 0.4:
            person = rng.choice(self.people)
            r["text"] += f"@{person} "
            m["to"], m["to_id"] = person, None
        r["text"] += rng.choice(BRAND_SAYS).format(n=rng.randrange(1, 29))
        m["agent"] = "BOT" if bot and account != BOT[self.brand] else rng.choice(AGENTS)
        if m["agent"]:
            r["text"] += rng.choice([" ^%s", " .- %s", " -%s", " /%s https://t.co/abc"]) % m["agent"]
        self.say(r, m)

    def brand_posts(self):
        account = self.rng.choice(ACCOUNTS[self.brand])
        r, m = self.record("post", account[1], self.rng.choice(BRAND_SAYS).format(n=7))
        m.update(own=account, post=True)
        del r["conversation"]
        r["conversation"] = r["id"]
        self.key = r["id"]                          # the thread is called by its first message
        r["metrics"] = {"likes": self.rng.randrange(40), "replies": self.rng.randrange(9), "shares": self.rng.randrange(5)}
        numbers = {"likes": r["metrics"]["likes"], "comments": r["metrics"]["replies"], "shares": r["metrics"]["shares"]}
        self.posts[m["id"]] = [m["ms"], account, numbers]
        self.say(r, m)
        self.refreshes(r, m, numbers)

    def refreshes(self, r, m, numbers):
        """New numbers, some of them older than those known."""
        as_of = None
        for k in range(self.rng.randrange(4)):
            new = copy.deepcopy(r)
            said = m["ms"] + self.rng.randrange(1, 10) * 600_000 if self.rng.random() < 0.6 else None
            new.update(refresh=True, metrics={"likes": self.rng.randrange(500), "shares": self.rng.randrange(50), "views": self.rng.randrange(9000)})
            if said:
                new["updated_at"] = time_text(said)
                new["author"]["followers"] = self.some_followers(m["own"])
                self.followers(new, m, said)
            if not (said and as_of and said < as_of):
                numbers.update(likes=new["metrics"]["likes"], shares=new["metrics"]["shares"], views=new["metrics"]["views"])
                as_of = said or as_of
            self.put(new, m["ms"] + (k + 1) * 60_000 + 7_200_000)

    def say(self, r, m):
        self.said.append(m)
        self.remember(r, m)
        self.put(r, m["ms"] + self.rng.randrange(7_200_000))
        self.followers(r, m)
        dice = self.rng.random()
        if dice < 0.05:
            self.put(copy.deepcopy(r), m["ms"] + 7_300_000)
        elif dice < 0.12 and not m["post"]:
            self.edit(r, m)
        elif dice < 0.17:
            self.put({"v": 1, "platform": self.platform, "id": r["id"], "conversation": r["conversation"], "deleted": True}, m["ms"] + 7_800_000)
            self.truth.pop(m["id"], None)
            self.posts.pop(m["id"], None)

    def followers(self, r, m, ms=None):
        """Of a brand's account: each report counts for its own time, and no deletion takes it back."""
        if m["own"]:
            self.reports.append((ms or m["ms"], m["own"], r["author"]["followers"]))

    def edit(self, r, m):
        r, m = copy.deepcopy(r), copy.deepcopy(m)
        r["updated_at"] = time_text(m["ms"] + 60_000)
        r["author"]["followers"] = self.some_followers(m["own"])
        self.followers(r, m, m["ms"] + 60_000)
        if m["own"]:
            r["text"], m["agent"] = r["text"].split(" ^")[0].split(" .-")[0].split(" -")[0].split(" /")[0] + " ^ED", "ED"
            m["automatic"] = m["own"] == BOT[self.brand]
        elif not m["to"] and not m["to_id"] and m["asks"] and r["kind"] == "post":      # it asks nobody any more
            r["text"], m["asks"] = "", []
            self.feel(r, m, [self.brand], "neutral")
        else:
            handles = " ".join(w for w in r["text"].split() if w.startswith("@") and w[1:].lower() in {a[1] for a in ACCOUNTS[self.brand]})
            r["text"] = handles + " " if handles else ""
            self.feel(r, m, [self.brand], "negative")
            if r["kind"] == "dm":
                m["asks"] = [(self.brand, "-", "-")]
        self.put(r, m["ms"] + 7_700_000)
        self.remember(r, m)

    def remember(self, r, m):
        """A post outside of any thread that asks nobody is not care's."""
        if m["own"] or m["asks"] or r["conversation"] != r["id"]:
            self.truth[m["id"]] = m
        else:
            self.truth.pop(m["id"], None)

    def go(self):
        rng, mode = self.rng, self.rng.choices(["public", "post", "chat"], [5, 2, 2])[0]
        if mode == "chat":
            self.people = self.people[:1]
        if mode == "post":
            self.brand_posts()
        else:
            self.person_says(mode)
        for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 8])):
            self.ms += rng.choice([rng.randrange(5_000, 600_000), rng.randrange(600_000, 8 * 3_600_000), rng.randrange(20, 50) * 3_600_000 + rng.randrange(9999)])
            if self.ms > self.g.latest(self.said[0]["ms"]):
                break
            if rng.random() < 0.45:
                self.brand_says(mode)
            else:
                self.person_says(mode)


class Generator:
    def __init__(self, a):
        self.a, self.rng, self.crowd = a, random.Random(a.seed), random.Random(a.seed + 1)
        self.now_ms = model.time_ms(a.until) if a.until else int(time.time() * 1000)
        self.ledger = model.Ledger(a.zone, self.now_ms)
        year = self.now_ms - 365 * model.DAY_MS, self.now_ms - 10 * model.DAY_MS
        self.edges = clock_changes(*year) + holidays(*year)

    def start_ms(self):
        """The last 60 hours, or so long ago that it is too old for minutes; many of the latter shortly before a day on which hours are counted
        in another way."""
        dice = self.rng.random()
        if dice < 0.1:
            return self.rng.choice(self.edges) - self.rng.randrange(60 * model.HOUR_MS)
        if dice < 0.3:
            return self.now_ms - int(self.rng.uniform(30, 300) * model.DAY_MS)
        return self.now_ms - int(self.rng.uniform(0.01, 60) * model.HOUR_MS)

    def latest(self, start):
        return self.now_ms if self.now_ms - start < 72 * model.HOUR_MS else start + 20 * model.DAY_MS

    def count(self, ms, name, n):
        for level, number in self.ledger.buckets(ms):
            self.ledger.at[level].setdefault(number, collections.Counter())[name] += n

    def followers(self, platform, ms, account, n):
        """The latest report of the day; of two at the same second the one of more followers."""
        *_, (_, day) = self.ledger.buckets(ms)
        at = self.ledger.at["day"].setdefault(day, collections.Counter())
        name = f"f|{account[0]}|{platform}|{account[1]}|{account[2]}|latest"
        at[name] = max(at[name], (ms // 1000 - (day - 1) * 86_400) << 32 | n)

    def run(self):
        records, n = [], 0
        while len(records) < self.a.records:
            c = Conversation(self, n)
            c.go()
            n += 1
            records += [(at, n, i, r) for at, i, r in c.out]
            care = care_model.Care(c.platform, CALENDAR, self.count)
            care.conversation(c.truth.values())
            for ms, account, numbers in c.posts.values():
                care.own_post(ms, account, numbers)
            for report in c.reports:
                self.followers(c.platform, *report)
        with open(os.path.join(self.a.out[0], "stream.jsonl"), "w", encoding="utf-8") as f:
            for *_, r in sorted(records, key=lambda x: x[:3]):
                f.write(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n")
        truth = {level: {str(b): c for b, c in at.items()} for level, at in self.ledger.at.items()}
        with open(os.path.join(self.a.out[0], "care.json"), "w", encoding="utf-8") as f:
            json.dump(truth, f)
        print(f"{len(records)} records, {n} conversations, {sum(len(c) for at in truth.values() for c in at.values())} counters")


def accounts(path):
    out = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            out.append(line)
            brand = line.split("- id: ")[-1].strip()
            if line.startswith("  - id: ") and brand in ACCOUNTS:
                of = [f"{{ handle: {h}, purpose: {p} }}" for _, h, p in ACCOUNTS[brand]] + [f'"@{BOT[brand][1]}"']
                out.append(f"    accounts: [{', '.join(of)}]\n")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(out)


def config():
    print("  care:")
    print(f"    automatic: {{ signatures: [BOT], accounts: [{', '.join(b[1] for b in BOT.values())}] }}")
    print(f"    calendar: {{ zone: {ZONE}, hours: {json.dumps(HOURS)}, holidays: {json.dumps(HOLIDAYS)} }}")


def counted(a):
    r, out = resp.Redis(a.redis), collections.Counter()
    levels = {"m": "minute", "h": "hour", "d": "day"}
    for tag in sorted({k.split("}")[0] + "}" for k in r.scan(f"{{{a.redis_prefix}c.*}}:s")}):
        names = {number: name for name, number in r.hash(f"{tag}:n").items()}
        keys = [k for k in r.scan(f"{tag}:[mhd]:*")]
        for key, flat in zip(keys, r.pipeline([("HGETALL", k) for k in keys])):
            letter, at = key.rsplit(":", 2)[1:]
            for number, n in zip(flat[::2], flat[1::2]):
                if int(n):
                    put(out, (levels[letter], int(at), names.get(number, f"?{number}")), int(n))
    return out


def put(out, key, n):
    """Partitions, and streams, add up; of followers the latest report holds."""
    out[key] = max(out[key], n) if key[2].startswith("f|") else out[key] + n


def check(a):
    want = collections.Counter()
    for out in a.out:
        with open(os.path.join(out, "care.json"), encoding="utf-8") as f:
            for level, at in json.load(f).items():
                for b, names in at.items():
                    for name, n in names.items():
                        if n:
                            put(want, (level, int(b), name), n)
    have = counted(a)
    wrong = [f"{' '.join(map(str, k))}: expected {want[k]}, in Redis {have[k]}" for k in sorted(set(want) | set(have)) if want[k] != have[k]]
    if wrong or not want:
        print("\n".join(wrong[:20]))
        sys.exit(f"{len(wrong)} differences in {len(want)} counters")
    print(f"exact: {len(want)} counters")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["gen", "accounts", "config", "check"])
    p.add_argument("out", nargs="*")
    p.add_argument("--records", type=int, default=12000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--until", default="")
    p.add_argument("--zone", default="America/Mexico_City")
    p.add_argument("--prefix", default="k")
    p.add_argument("--redis")
    p.add_argument("--redis-prefix", default="pulso.")
    a = p.parse_args()
    if a.what == "gen":
        os.makedirs(a.out[0], exist_ok=True)
        Generator(a).run()
    elif a.what == "accounts":
        accounts(a.out[0])
    else:
        {"config": lambda _: config(), "check": check}[a.what](a)


if __name__ == "__main__":
    main()
