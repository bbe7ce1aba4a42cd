#!/usr/bin/env python3
"""Makes a stream of mentions whose every counter is known: OUT/stream.jsonl, one record a line in the order to be
fed, and OUT/ledger.json, what must be counted (see compare.py). The same seed and --until give the same bytes.

    gen.py --seed 7 --records 20000 OUT
"""
import argparse
import copy
import datetime
import json
import os
import random
import time

import model
import texts

PLATFORMS = ["mastodon", "x", "news", "reviews"]
COUNTRIES = ["AR", "UY", "MX", "CL", None]      # None: the record does not say
KINDS = ["post", "post", "post", "reply", "comment", "repost", "repost", "quote"]


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", help="folder to write into")
    p.add_argument("--records", type=int, default=20000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--zone", default="America/Mexico_City", help="of the local days")
    p.add_argument("--until", default="", help="latest created_at, RFC 3339; now if not said. Minutes are kept 72 h from the append on")
    p.add_argument("--hours", type=float, default=30, help="the created_at spread over so many hours before --until, at most 60")
    p.add_argument("--duplicates", type=float, default=5, metavar="PERCENT")
    p.add_argument("--updates", type=float, default=3, metavar="PERCENT", help="a fifth of them stale: they are duplicates")
    p.add_argument("--deletions", type=float, default=1, metavar="PERCENT", help="some before their mention has come")
    p.add_argument("--refreshes", type=float, default=1, metavar="PERCENT")
    p.add_argument("--old", type=float, default=1, metavar="PERCENT", help="backfill: too old for minutes, some for hours as well")
    p.add_argument("--poison", type=float, default=0, metavar="PERCENT", help="lines that are no mention")
    p.add_argument("--changes-of", choices=["all", "matched"], default="all", help="whether mentions without a brand are updated and deleted, too")
    p.add_argument("--truth", action="store_true", help="each record says in a member of its own what its text is about: for switch.py")
    p.add_argument("--prefix", default="g", help="of the ids: two streams with different ones share nothing")
    a = p.parse_args()
    if not 0.1 <= a.hours <= 60:
        p.error("--hours: minutes are kept for 72 h, so at most 60 leave room for a slow test")
    return a


def time_text(rng, ms):
    """RFC 3339; one in ten with an offset, because sources write so."""
    t = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc)
    if rng.random() < 0.1:
        return t.astimezone(datetime.timezone(datetime.timedelta(hours=rng.choice([-6, -3, 2])))).isoformat(timespec="milliseconds")
    return t.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Stream:
    def __init__(self, a, now_ms):
        self.a, self.now_ms = a, now_ms
        self.rng = random.Random(a.seed)
        self.ledger = model.Ledger(a.zone, now_ms)
        self.made = []         # (record, brands, label) of every mention, the last version of each
        self.later = []        # mentions whose deletion went ahead of them
        self.n = 0

    def created_ms(self):
        """Roughly in order, up to an hour late."""
        if self.rng.random() * 100 < self.a.old:
            days = self.rng.uniform(5, 300) if self.rng.random() < 0.8 else self.rng.uniform(500, 900)
            return self.now_ms - int(days * model.DAY_MS)
        span = int(self.a.hours * model.HOUR_MS)
        late = self.rng.randrange(min(span, model.HOUR_MS))
        return self.now_ms - late - (span - late) * (self.a.records - self.n) // self.a.records

    def say(self, record):
        """Gives the record a text and returns its truth."""
        rng = self.rng
        brands = rng.sample(list(texts.BRANDS), rng.choices([0, 1, 2], [35, 50, 15])[0])
        label = rng.choices(["negative", "neutral", "positive"], [40, 35, 25])[0]
        record["lang"] = rng.choice(["en", "pt"]) if len(brands) == 1 and label == "neutral" and rng.random() < 0.3 else "es"
        record["text"] = texts.make(rng, brands, label, record["lang"])
        return record, brands, label

    def mention(self):
        rng, author = self.rng, self.rng.randrange(500)
        platform, kind = rng.choice(PLATFORMS), rng.choice(KINDS)
        record = {"v": 1, "platform": platform, "id": f"{self.a.prefix}-{self.n}", "kind": kind,
                  "created_at": time_text(rng, self.created_ms()),
                  "author": {"id": str(author), "handle": f"persona{author}", "followers": rng.randrange(5000)},
                  "metrics": {"likes": rng.randrange(50)}, "source": f"kit:{platform}"}
        country = rng.choice(COUNTRIES)
        if country:
            record["country"] = country
        if kind not in ("post", "review") and self.made:
            original = rng.choice(self.made)[0]
            record["in_reply_to"] = original["id"] if original["platform"] == platform else f"elsewhere-{self.n}"
            record["in_reply_to_author"] = original["author"]["handle"]
        if rng.random() < 0.3:
            record["updated_at"] = record["created_at"]
        return self.say(record)

    def some(self):
        """A mention of before that may be changed, by its place in made; None: there is none."""
        for _ in range(20):
            i = self.rng.randrange(len(self.made)) if self.made else None
            if i is None or self.a.changes_of == "all" or self.made[i][1]:
                return i
        return None

    def duplicate(self, i):
        record, brands, label = copy.deepcopy(self.made[i])
        if self.rng.random() < 0.5:
            record["source"] = "kit:another"    # the same mention, seen by a second source
        return record, brands, label

    def update(self, i):
        record = copy.deepcopy(self.made[i][0])
        last = model.time_ms(record.get("updated_at", record["created_at"]))
        stale = "updated_at" in record and self.rng.random() < 0.2
        record["updated_at"] = time_text(self.rng, last - self.rng.randrange(2) * 1000 if stale else last + self.rng.randrange(1, 600_000))
        if self.rng.random() < 0.1:             # sources correct times, too
            record["created_at"] = time_text(self.rng, self.created_ms())
        said = self.say(record)
        if not stale:
            self.made[i] = said
        return said

    def deletion(self, i):
        if self.rng.random() < 0.2:
            self.later.append(self.mention())
            of = self.later[-1][0]
        else:
            of = self.made[i][0]
        out = {"v": 1, "platform": of["platform"], "id": of["id"], "deleted": True}
        if self.rng.random() < 0.5:             # some sources say when
            out["updated_at"] = time_text(self.rng, model.time_ms(of["created_at"]) + int(2 ** self.rng.uniform(5, 18) * 1000))
        return out, (), None

    def refresh(self, i):
        record, brands, label = copy.deepcopy(self.made[i])
        record["refresh"], record["metrics"] = True, {"likes": self.rng.randrange(50, 5000)}
        return record, brands, label

    def next(self):
        """(record, brands, label); a record that is text is poison."""
        self.n += 1
        a, dice = self.a, self.rng.random() * 100
        i = self.some()
        for share, make in ((a.duplicates, self.duplicate), (a.updates, self.update), (a.deletions, self.deletion), (a.refreshes, self.refresh)):
            if dice < share and i is not None:
                return make(i)
            dice -= share
        if 0 <= dice < a.poison:
            return self.rng.choice(['{"v":1,"platform":"x","id":', '{"v":1,"platform":"x","text":"sin id"}', "no es json"]), (), None
        if self.later and self.rng.random() < 0.05:
            return self.later.pop()
        self.made.append(self.mention())
        return self.made[-1]

    def write(self, f):
        for _ in range(self.a.records):
            record, brands, label = self.next()
            if isinstance(record, str):
                self.ledger.poison()
                f.write(record + "\n")
            else:
                self.ledger.add(record, brands, label)
                if self.a.truth:
                    record = {**record, "truth": {"brands": list(brands), "label": label}}
                f.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    a = arguments()
    os.makedirs(a.out, exist_ok=True)
    stream = Stream(a, model.time_ms(a.until) if a.until else int(time.time() * 1000))
    with open(os.path.join(a.out, "stream.jsonl"), "w", encoding="utf-8") as f:
        stream.write(f)
    ledger = stream.ledger.as_json()
    with open(os.path.join(a.out, "ledger.json"), "w", encoding="utf-8") as f:
        json.dump({"seed": a.seed, **ledger}, f)
    print(" ".join(f"{k}={v}" for k, v in ledger["outcomes"].items()), f"counters={sum(len(c) for lv in ('minute', 'hour', 'day') for c in ledger[lv].values())}")


if __name__ == "__main__":
    main()
