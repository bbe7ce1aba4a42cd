#!/usr/bin/env python3
"""One made-up day of four banks and two telecoms, as JSON Lines, and what is true of it.

    sample.py [--seed N] [--truth FILE] > sample.jsonl

The same seed gives the same day. Instead of created_at each line has ago_ms, its distance from the last mention:
feed.py turns that into times that end now. In the last 35 minutes the network of Zumbatel fails, and it still does at
the last mention. The truth is by construction: which brands a text names follows from the template's slots.
"""
import argparse
import collections
import json
import random
import re
import sys
import unicodedata

import texts

MINUTE, HOUR = 60_000, 3_600_000
DAY = 23 * HOUR + 30 * MINUTE     # less than 24 h: all of it is still in `pulso sov --period 24h` half an hour later
CRISIS_BRAND, CRISIS, CRISIS_COUNT = "zumbatel", 35 * MINUTE, 340
ENDS_AT_HOUR = 20.25              # of the sample's own day; the hours' share of talk, from midnight on
HOURS = [3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 12, 12, 11, 10, 10, 11, 13, 14, 14, 12, 9, 6]

Brand = collections.namedtuple("Brand", "id sector forms account helper countries volume mood")
BRANDS = {b.id: b for b in [   # forms: as people write it. mood: complaints, praise, questions, plain, compared, press
    Brand("zumbatel", "telecom", ["Zumbatel"] * 6 + ["@Zumbatel", "#Zumbatel", "ZUMBATEL", "zunbatel", "sumbatel"],
          "Zumbatel", "ZumbatelAyuda", {"mx": 70, "ar": 30}, 640, (34, 13, 17, 22, 9, 5)),
    Brand("trinotel", "telecom", ["Trinotel"] * 6 + ["@Trinotel", "#Trinotel", "trinotel"],
          "Trinotel", "TrinotelResponde", {"mx": 40, "ar": 60}, 560, (32, 17, 17, 22, 8, 4)),
    Brand("tepozan", "bank", ["Banco Tepozán"] * 3 + ["Tepozán"] * 3 + ["@BancoTepozan", "banco tepozan", "#Tepozán"],
          "BancoTepozan", "TepozanContigo", {"mx": 100}, 560, (36, 14, 16, 20, 8, 6)),
    Brand("bancalora", "bank", ["Bancalora"] * 6 + ["@Bancalora", "#Bancalora", "bancalora"],
          "Bancalora", "BancaloraTeEscucha", {"mx": 85, "es": 15}, 470, (30, 22, 17, 19, 7, 5)),
    Brand("nandubay", "bank", ["Banco Ñandubay"] * 3 + ["Ñandubay"] * 3 + ["@NandubayOK", "nandubay"],
          "NandubayOK", "NandubayAtiende", {"ar": 100}, 430, (40, 12, 16, 21, 6, 5)),
    Brand("cajalinde", "bank", ["Cajalinde"] * 5 + ["Caja Linde", "@Cajalinde", "#cajalinde"],
          "Cajalinde", "CajalindeAyuda", {"es": 100}, 380, (33, 18, 18, 20, 6, 5)),
]}
MOODS = [texts.COMPLAINT, texts.PRAISE, texts.QUESTION, texts.PLAIN, texts.COMPARE, texts.PRESS]
PLATFORMS = {"x": 50, "facebook": 22, "instagram": 8, "mastodon": 7, "forum": 13}
EMOJI = {0: ["😡", "🤬", "😤", "👎", "🤦"], 1: ["😊", "🙌", "❤️", "👏"], 2: ["🤔", "🙏"]}


class Sample:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.mentions = []
        self.people = [(f"usuario_{n}", int(10 ** self.rng.uniform(0.7, 3.6))) for n in self.rng.sample(range(1000, 10000), 1400)]
        self.people += [(f"cronista_{n}", self.rng.randrange(25_000, 400_000)) for n in range(10, 16)]
        self.clock = hour_cdf()

    # --- words
    def pick(self, weights):
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def text(self, block, country, brand=None, other=None):
        """One template, filled in, and the brands that it names."""
        template, rng = self.rng.choice(texts.lines(block, country)), self.rng
        slots = {"n": rng.randrange(3, 90), "city": rng.choice(texts.CITIES[country])}
        if brand:
            slots.update(b=rng.choice(brand.forms), h="@" + brand.account, H="@" + brand.helper, B=brand.id.capitalize())
        if other:
            slots.update(c=rng.choice(other.forms))
        used = set(re.findall(r"{(\w+)}", template))
        named = [brand.id] if used & set("bBhH") else []
        return template.format(**slots), named + ([other.id] if "c" in used else [])

    def as_typed(self, text, mood=None):
        """People's spelling: no capitals, no accents, an emoji."""
        rng = self.rng
        if rng.random() < 0.15:
            text = text.lower()
        if rng.random() < 0.12:
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        if mood in EMOJI and rng.random() < 0.1:
            text += " " + rng.choice(EMOJI[mood])
        return text

    # --- mentions
    def add(self, ago, platform, country, text, brands, kind="post", author=None, parent=None):
        handle, followers = author or self.rng.choice(self.people)
        m = {"ago": int(ago), "platform": platform, "kind": kind, "country": country.upper(), "lang": "es", "text": text,
             "author": {"id": "u" + handle.removeprefix("usuario_"), "handle": handle, "followers": followers},
             "brands": brands, "parent": parent,
             "metrics": {"likes": int(self.rng.paretovariate(1.1)) - 1, "shares": 0, "replies": 0}}
        self.mentions.append(m)
        return m

    def somewhere(self, platform):
        return self.rng.choices(["comment", "post"], [3, 1])[0] if platform in ("facebook", "instagram") else "post"

    def ordinary(self, brand):
        rng, ago = self.rng, self.time_of_day()
        mood = rng.choices(range(len(MOODS)), brand.mood)[0]
        country = self.pick(brand.countries)
        other = rng.choice([b for b in BRANDS.values() if b.sector == brand.sector and b is not brand])
        text, named = self.text(MOODS[mood][brand.sector], country, brand, other)
        if mood == 5:
            self.article(ago, country, text, named)
            return
        platform = self.pick(PLATFORMS)
        m = self.add(ago, platform, country, self.as_typed(text, mood), named, self.somewhere(platform))
        if platform != "forum" and mood in (0, 2) and rng.random() < 0.25:
            self.thread(m, brand, texts.ANSWER)
        if platform in ("x", "mastodon") and rng.random() < 0.08:
            self.repost(m)

    def article(self, ago, country, text, named):
        m = self.add(ago, "news", country, "", named, "article", ("diario_ejemplo_%d" % self.rng.randrange(1, 9), 90_000))
        m["title"] = text

    def thread(self, m, brand, answers):
        answer, _ = self.text(answers, "mx", brand)
        ago = m["ago"] - self.rng.randrange(1, 25) * MINUTE
        if ago < MINUTE:
            return
        a = self.add(ago, m["platform"], m["country"].lower(), answer, [], "reply", (brand.helper, 48_000), m)
        text, named = self.text(texts.FOLLOW_UP, "mx", brand)
        ago -= self.rng.randrange(1, 20) * MINUTE
        if ago > MINUTE and self.rng.random() < 0.6:
            writer = (m["author"]["handle"], m["author"]["followers"])
            self.add(ago, m["platform"], m["country"].lower(), text, named, "reply", writer, a)

    def repost(self, m):
        for _ in range(self.rng.randrange(1, 4)):
            ago = m["ago"] * self.rng.uniform(0.8, 0.99)
            self.add(ago, m["platform"], m["country"].lower(), f"RT @{m['author']['handle']}: {m['text']}", m["brands"], "repost", None, m)

    def promotion(self, brand):
        self.add(self.time_of_day(), "x", "mx", f"Conoce lo nuevo de {brand.forms[0]} en nuestra página", [brand.id], "post",
                 (brand.account, 120_000))

    def crisis(self):
        brand, rng = BRANDS[CRISIS_BRAND], self.rng
        for n in range(CRISIS_COUNT):
            u = (n + rng.random()) / CRISIS_COUNT
            ago = CRISIS * (1 - u ** 0.55)            # rising: two in three within the last 15 minutes
            country = self.pick(brand.countries)
            text, named = self.text(texts.CRISIS_FIRST if ago > 27 * MINUTE else texts.CRISIS, country, brand)
            platform = self.pick(PLATFORMS)
            m = self.add(ago, platform, country, self.as_typed(text, 0), named, self.somewhere(platform))
            if platform == "x" and rng.random() < 0.15:
                reply, named = self.text(texts.CRISIS_REPLY, country, brand)
                self.add(ago * rng.uniform(0.7, 0.95), platform, country, reply, named, "reply", None, m)
            if platform in ("x", "facebook") and ago < 20 * MINUTE and rng.random() < 0.06:
                self.thread(m, brand, texts.ANSWER_CRISIS)
        for minute in (17, 14, 9, 6, 3):
            text, named = self.text(texts.CRISIS_PRESS, "mx", brand)
            self.article(minute * MINUTE, "mx", text, named)
        last, named = self.text("Sigue sin funcionar {b}, ni señal ni internet. Pésimo 😡", "mx", brand)
        self.add(0, "x", "mx", last, named)

    def time_of_day(self):
        return DAY - self.clock[self.rng.randrange(len(self.clock))] * DAY - self.rng.random() * MINUTE

    def make(self):
        for brand in BRANDS.values():
            for _ in range(brand.volume):
                self.ordinary(brand)
            for _ in range(4):
                self.promotion(brand)
        for _ in range(230):
            country = self.rng.choice(["mx", "ar", "es"])
            text, _ = self.text(texts.NOBODY, country)
            self.add(self.time_of_day(), self.pick(PLATFORMS), country, self.as_typed(text), [])
        self.crisis()
        return self.lines()

    # --- lines
    def lines(self):
        """In the order of time, with ids, conversations and 4 % exact repeats."""
        out, rng = [], self.rng
        self.mentions.sort(key=lambda m: -m["ago"])
        for n, m in enumerate(self.mentions):
            m["id"] = self.id_of(m, n)
        for m in self.mentions:
            line = as_line(m)
            out.append((m["ago"], line, m))
            if m["ago"] and rng.random() < 0.04:       # the same post again, seen by a second collector
                out.append((rng.uniform(0, min(m["ago"], HOUR)), line, None))
        out.sort(key=lambda o: -o[0])                  # stable: the last mention stays the last
        return out

    def id_of(self, m, n):
        number = 1_900_000_000_000 + n * 7919
        return {"mastodon": f"https://red.example/users/{m['author']['handle']}/statuses/{number}",
                "news": f"https://noticias.example/{number}", "forum": f"tema-{number}"}.get(m["platform"], str(number))


def hour_cdf():
    """Points of the sample's day in [0, 1), as many as talk falls there."""
    points = []
    for n in range(1410):             # minutes of DAY
        hour = int(ENDS_AT_HOUR + 24 - DAY / HOUR + n / 60) % 24
        points += [n / 1410] * HOURS[hour]
    return points


def as_line(m):
    line = {k: m[k] for k in ("platform", "id", "kind", "country", "lang", "author", "text", "title", "metrics") if m.get(k)}
    parent = m["parent"]
    if parent:
        root = parent
        while root["parent"]:
            root = root["parent"]
        line.update(in_reply_to=parent["id"], in_reply_to_author=parent["author"]["handle"])
        if m["kind"] != "repost":
            line["conversation"] = root["id"]
    return {"ago_ms": m["ago"], **line}


def truth(out, seed):
    """What `pulso sov` must say: mentions and originals by brand and platform."""
    mentions, originals = collections.defaultdict(collections.Counter), collections.Counter()
    for _, _, m in out:
        for brand in m["brands"] if m else []:
            mentions[brand][m["platform"]] += 1
            originals[brand] += m["kind"] != "repost"
    unique = sum(1 for o in out if o[2])
    return {"seed": seed, "lines": len(out), "unique": unique, "repeats": len(out) - unique,
            "crisis": {"brand": CRISIS_BRAND, "began_ago_ms": CRISIS}, "originals": originals, "mentions": mentions}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--truth", metavar="FILE")
    a = p.parse_args()
    out = Sample(a.seed).make()
    for _, line, _ in out:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    if a.truth:
        with open(a.truth, "w", encoding="utf-8") as f:
            json.dump(truth(out, a.seed), f, indent=1)


if __name__ == "__main__":
    main()
