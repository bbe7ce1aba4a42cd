#!/usr/bin/env python3
"""Fifty days of six invented banks that come out as a published comparison of real ones does, to the last digit shown.

    golden.py [--seed N] [--truth FILE] > golden.jsonl

By construction, whatever the seed: two banks have 80 % of all mentions, and the first 58 % of those on X alone; their own
posts bring 193.13 likes, 8.45 comments and 4.85 shares each at 2.64 a day, against 4.27, 0.77 and 0.44 at 5.36; one in 15
of those who ask is answered, after 80 minutes on the mean; each post on X has two reposts and two replies; half of the ten
most shared hold a hashtag. Fifty days because 2.64 and 5.36 a day are then whole numbers of posts. Each line has at_ms, its
distance from the first midnight; feed.py says which day that is. --truth adds the figures to FILE.
"""
import argparse
import collections
import json
import re
import sys

import sample
import texts

DAYS, DAY_MS = 50, 86_400_000
END = DAYS * DAY_MS
MOST_SHARED = 12           # reposts of a post that is among the ten most shared, at least; of no other post as many
NOT_MOST = 8

# x: posts on X; each has two reposts and two replies. off: mentions elsewhere. asks: those that name the account. waits: minutes
# until each answer. few: of ten mentions off X, so many by a handful of people. likes, comments, shares: of all own posts.
Bank = collections.namedtuple("Bank", "id forms account helper x most off asks waits posts likes comments shares few mood")
BANKS = [
    Bank("oyamel", ["Banco Oyamel", "Oyamel", "Oyamel", "#Oyamel", "oyamel"], "BancoOyamel", "OyamelContigo", 174, [30, 28, 26, 24, 22, 20], 310, 300,
         [4, 6, 9, 12, 15, 18, 21, 24, 28, 31, 36, 44, 55, 70, 95, 130, 180, 230, 270, 322], 132, 25_493, 1_115, 640, 0, (34, 21, 17, 28)),
    Bank("huizache", ["Banco Huizache", "Huizache", "Huizache", "#Huizache"], "BancoHuizache", "HuizacheAyuda", 66, [18, 15, 13], 490, 240,
         [8, 14, 21, 30, 42, 55, 72, 95, 130, 190, 263, 400], 268, 1_144, 206, 118, 6, (38, 15, 17, 30)),
    Bank("capulin", ["Bancapulín", "Bancapulín", "bancapulin"], "Bancapulin", "BancapulinAtiende", 30, [12], 100, 60,
         [5, 9, 14, 22, 31, 45, 74, 120], 75, 1_240, 192, 88, 0, (32, 22, 18, 28)),
    Bank("amate", ["Banco Amate", "Banco Amate", "banco amate"], "BancoAmate", "AmateResponde", 15, [], 50, 30, [20, 45, 85], 50, 388, 71, 26, 0, (28, 24, 18, 30)),
    Bank("mezquital", ["Mezquital Banco", "mezquital banco"], "MezquitalBanco", "MezquitalAyuda", 9, [], 30, 15, [], 100, 504, 41, 52, 0, (40, 12, 18, 30)),
    Bank("zapotal", ["Zapotal", "Financiera Zapotal"], "Zapotal_mx", "ZapotalAyuda", 6, [], 20, 15, [130], 20, 77, 6, 8, 0, (25, 30, 15, 30)),
]
ELSEWHERE = {"facebook": 62, "instagram": 14, "forum": 16, "mastodon": 8}
TAGS = ["#Quincena", "#Aguinaldo", "#Comisiones", "#CajeroAutomático", "#FraudeBancario"]


def without_accounts(block):
    """The templates that name no account: who names one asks it, and how many ask is counted."""
    return "\n".join(line for line in block.strip().split("\n") if not re.search(r"{[hH]}", line))


MOODS = [without_accounts(b["bank"]) for b in (texts.COMPLAINT, texts.PRAISE, texts.QUESTION, texts.PLAIN)]


def split(rng, total, parts, most=None, uneven=1.0):
    """total in so many parts at random, none above most."""
    out, weights = [0] * parts, [rng.paretovariate(uneven) for _ in range(parts)]
    for _ in range(total):
        i = rng.choices(range(parts), weights)[0]
        out[i] += 1
        if out[i] == most:
            weights[i] = 0
    return out


class Golden(sample.Sample):
    """What the sample calls `ago` is here the time since the first midnight."""

    def __init__(self, seed):
        super().__init__(seed)
        self.turn = dict.fromkeys((b.id for b in BANKS), 0)
        self.crowd = {b.id: self.rng.sample(self.people[:1400], 9) for b in BANKS}

    def when(self, bank):
        """Evenly over the days, by the hours of talk; Huizache has three loud days."""
        self.turn[bank.id] += 1
        day = int(self.turn[bank.id] * 0.618034 % 1 * DAYS)
        if bank.id == "huizache" and self.rng.random() < 0.15:
            day = self.rng.choice([31, 32, 33])
        hour = self.rng.choices(range(24), sample.HOURS)[0]
        return day * DAY_MS + (hour * 60 + self.rng.randrange(60)) * 60_000 + self.rng.randrange(60_000)

    def later(self, m, minutes):
        return min(m["ago"] + int(self.rng.expovariate(1 / minutes) * 60_000) + 20_000, END - 1000)

    def says(self, bank, tag=None):
        mood = self.rng.choices(range(4), bank.mood)[0]
        forms = [f for f in bank.forms if tag is None or f[0] != "#"]
        text, _ = self.text(MOODS[mood], "mx", sample.Brand(bank.id, "bank", forms, bank.account, bank.helper, {}, 0, ()))
        return self.as_typed(text, mood) + (f" {tag}" if tag else "")

    def stranger(self, *those):
        while True:
            who = self.rng.choice(self.people)
            if who[0] not in {m["author"]["handle"] for m in those}:
                return who

    def put(self, at, platform, text, kind, author, parent=None, numbers=(0, 0, 0)):
        m = self.add(at, platform, "mx", text, [], kind, author, parent)
        m["metrics"] = dict(zip(("likes", "replies", "shares"), numbers))
        return m

    def tweets(self, bank):
        """Posts on X with their reposts and replies; which of them asks the bank is settled later."""
        n, rng = bank.x, self.rng
        shares = bank.most + split(rng, 2 * n - sum(bank.most), n - len(bank.most), NOT_MOST)
        replies = split(rng, 2 * n, n, 9)
        for i in range(n):
            tag = self.tags.pop() if i < len(bank.most) else None
            post = self.put(self.when(bank), "x", self.says(bank, tag), "post", self.stranger(), None, (int(rng.paretovariate(1)) * (3 + shares[i]), replies[i], shares[i]))
            thread = [post]
            for _ in range(replies[i]):
                thread.append(self.put(self.later(post, 90), "x", self.says(bank), "reply", self.stranger(*thread), post))
            for _ in range(shares[i]):
                self.put(self.later(post, 200), "x", "", "repost", self.stranger(post), post)      # its text: make()
            yield thread

    def elsewhere(self, bank):
        for _ in range(bank.off):
            who = self.rng.choice(self.crowd[bank.id]) if self.rng.randrange(10) < bank.few else self.stranger()
            platform = self.pick(ELSEWHERE)
            yield self.put(self.when(bank), platform, self.says(bank), self.somewhere(platform), who)

    def answer(self, bank, m, minutes):
        text, _ = self.text(texts.ANSWER, "mx")
        self.put(m["ago"] + minutes * 60_000, "x", f"{text} ^{self.rng.choice(['AR', 'LM', 'JC'])}", "reply", (bank.helper, 31_000), m)

    def own_posts(self, bank):
        rng = self.rng
        numbers = zip(split(rng, bank.likes, bank.posts, None, 1.3), split(rng, bank.comments, bank.posts, None, 1.3), split(rng, bank.shares, bank.posts, None, 1.3))
        for n, of in enumerate(numbers):      # evenly, as who has a plan posts
            text, _ = self.text(texts.OWN, "mx")
            self.put((n + rng.random()) * END / bank.posts, self.pick({"x": 6, "facebook": 3, "instagram": 1}), text, "post", (bank.account, 210_000), None, of)

    def bank(self, bank):
        rng, threads = self.rng, list(self.tweets(bank))
        others = list(self.elsewhere(bank)) + [m for t in threads for m in t]
        answered = rng.sample([t[0] for t in threads if t[0]["ago"] < END - 12 * sample.HOUR], len(bank.waits))
        chosen = {id(m) for m in answered}
        asking = rng.sample([m for m in others if id(m) not in chosen], bank.asks - len(answered))
        for m in answered + asking:
            m["text"] = f"@{bank.account} {m['text']}"
        for m, minutes in zip(answered, bank.waits):
            self.answer(bank, m, minutes)
        self.own_posts(bank)

    def make(self):
        self.tags = TAGS + [""] * 5
        self.rng.shuffle(self.tags)
        for bank in BANKS:
            self.bank(bank)
        self.mentions.sort(key=lambda m: m["ago"])
        for n, m in enumerate(self.mentions):
            if m["kind"] == "repost":
                m["text"] = f"RT @{m['parent']['author']['handle']}: {m['parent']['text']}"
            m["id"] = str(1_800_000_000_000 + n * 7919)
        return [sample.as_line(m) for m in self.mentions]


def figures():
    """What Compare, `pulso sov`, `pulso care` and `pulso posts` must say."""
    return {b.id: {"mentions": 5 * b.x + b.off, "x": 5 * b.x, "originals": 3 * b.x + b.off, "asked": b.asks, "answered": len(b.waits), "first_s": 60 * sum(b.waits), "posts": b.posts,
                   "likes": b.likes, "comments": b.comments, "shares": b.shares} for b in BANKS}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seed", type=int, default=50)
    p.add_argument("--truth", metavar="FILE")
    a = p.parse_args()
    out = Golden(a.seed).make()
    for line in out:
        line["at_ms"] = line.pop("ago_ms")
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    if a.truth:
        with open(a.truth, encoding="utf-8") as f:
            truth = json.load(f)
        truth["golden"] = {"days": DAYS, "lines": len(out), "banks": figures()}
        with open(a.truth, "w", encoding="utf-8") as f:
            json.dump(truth, f, indent=1)


if __name__ == "__main__":
    main()
