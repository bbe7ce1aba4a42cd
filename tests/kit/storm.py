#!/usr/bin/env python3
"""A storm of mentions, and what became of each in the queues: who went first, how long each lane waited, and that nothing is missing.

    storm.py gen OUT [--records 12000] [--name storm]    OUT/stream.jsonl
    storm.py check OUT --kafka BROKER [--first] [--most MS]

Three in ten are urgent: somebody is in danger or many read that somebody is angry (crisis), many read it (reach), it feels negative; the rest
waits. A third is said in conversations of several, of any kind. The lane of each is reckoned here, from the classified record and
docs/routing.md. Each classified record must be in one queue, or in pulso.replies, once, and of each conversation in the order of pulso.classified.
What waits never goes before what is urgent and came before it. --first: a backlog stood when route began, so a fifth of the urgent ones at least went
before some that had come before them.
--most: the 99th of each urgent lane waited less, from the append to pulso.classified until route produced it.
"""
import argparse
import collections
import datetime
import json
import os
import random
import sys
import time

import kafka
import texts

TOPICS = "queue.care", "queue.press", "replies"
LANES = "crisis", "reach", "negative", "rest"
REACH_FROM = 10000


def gen(a):
    rng = random.Random(a.seed)
    os.makedirs(a.out, exist_ok=True)
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
    with open(os.path.join(a.out, "stream.jsonl"), "w", encoding="utf-8") as f:
        for n in range(a.records):
            label = rng.choices(["negative", "neutral", "positive"], [22, 48, 30])[0]
            talk = f"{a.name}-talk-{rng.randrange(a.records // 12 + 1)}" if rng.random() < 0.34 else f"{a.name}-{n}"
            m = {"v": 1, "platform": "x", "id": f"{a.name}-{n}", "conversation": talk, "kind": "post", "created_at": now, "lang": "es",
                 "author": {"id": str(n % 4000), "handle": f"persona{n % 4000}", "followers": rng.choice([REACH_FROM, 900000]) if rng.random() < 0.1 else rng.randrange(900)},
                 "text": texts.make(rng, [rng.choice(list(texts.BRANDS))], label)}
            f.write(json.dumps(m, ensure_ascii=False) + "\n")


def lane_of(m):
    p, brands = m["pulso"], m["pulso"].get("brands", [])
    negative = any(b["sentiment"]["label"] == "negative" and not b["own"] for b in brands) if brands else p["sentiment"]["label"] == "negative"
    reach = m["author"].get("followers", 0) >= REACH_FROM
    if p.get("intent") == "emergency" or (negative and reach):
        return "crisis"
    return "reach" if reach else "negative" if negative else "rest"


def read(a, topic, form):
    return kafka.kcat("-C", "-q", "-e", "-b", a.kafka, "-t", f"pulso.{topic}", "-o", "beginning", "-f", form + "\\n").splitlines()


def origin(headers):
    return dict(x.split("=", 1) for x in headers.split(","))["o"]


def classified(a):
    """origin -> (place in its partition, ms, key, lane)"""
    out = {}
    for line in read(a, "classified", "%p\\t%o\\t%T\\t%k\\t%h\\t%s"):
        _, offset, ms, key, headers, value = line.split("\t", 5)
        m = json.loads(value)
        if m["id"].startswith(a.name + "-"):
            out.setdefault(origin(headers), (int(offset), int(ms), key, lane_of(m)))
    return out


def needs(want):
    """origin -> does it, or one behind it in its conversation, belong to an urgent lane? Only others must wait for it."""
    out, urgent = {}, {}
    for o, (place, _, key, lane) in sorted(want.items(), key=lambda x: -x[1][0]):
        urgent[key] = out[o] = urgent.get(key, False) or lane != "rest"
    return out


def overtaking(want, need, rows):
    """Of one queue's partition, origins in its order: (how many urgent ones there are, how many of them went before what had come before them, how many had to
    let go before what had come after them)"""
    n = went = let = 0
    latest = -1
    earliest = [float("inf")]                # of what waits, from each row on
    for o in reversed(rows):
        earliest.append(min(earliest[-1], float("inf") if need[o] else want[o][0]))
    for i, o in enumerate(rows):
        place = want[o][0]
        if want[o][3] != "rest":
            n, went, let = n + 1, went + (place > earliest[len(rows) - 1 - i]), let + (place < latest)
        elif not need[o]:
            latest = max(latest, place)
    return n, went, let


def at(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def check(a):
    want, wrong = classified(a), []
    seen, last = collections.Counter(), {}
    waits, rows, need = {lane: [] for lane in LANES}, collections.defaultdict(list), needs(want)
    for topic in TOPICS:
        for line in read(a, topic, "%p\\t%T\\t%k\\t%h"):
            q, ms, key, headers = line.split("\t")
            o = origin(headers) if "o=" in headers else None
            if o not in want:
                continue
            place, appended, talk, lane = want[o]
            seen[o] += 1
            if last.get((topic, key), -1) >= place:
                wrong.append(f"{topic}: {o} of {talk} came behind one that was said after it")
            last[topic, key] = place
            waits[lane].append(int(ms) - appended)
            rows[topic, q].append(o)
    with open(os.path.join(a.out, "stream.jsonl"), encoding="utf-8") as f:
        said = sum(1 for _ in f)
    if len(want) != said:
        wrong.append(f"{len(want)} of {said} were classified")
    wrong += [f"{o} was never routed" for o in want if not seen[o]][:5] + [f"{o} was routed {n} times" for o, n in seen.items() if n > 1][:5]
    for lane in LANES:
        w = sorted(waits[lane])
        if not w:
            sys.exit(f"storm.py: nothing in the lane {lane}")
        print(f"{lane:9} {len(w):6}  p50 {at(w, .5):6} ms  p99 {at(w, .99):6} ms  most {w[-1]:6} ms")
        if a.most and lane != "rest" and at(w, 0.99) >= a.most:
            wrong.append(f"{lane}: the 99th waited {at(w, 0.99)} ms, {a.most} are allowed")
    n, went, let = map(sum, zip(*(overtaking(want, need, r) for r in rows.values())))
    print(f"{went} of {n} urgent ones went before some that had come before them")
    if let:
        wrong.append(f"{let} urgent ones were routed behind some that had come after them and are not")
    if a.first and went < n / 5:
        wrong.append("that is too few of a backlog")
    if wrong:
        sys.exit("\n".join(wrong[:20]))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["gen", "check"])
    p.add_argument("out")
    p.add_argument("--kafka")
    p.add_argument("--records", type=int, default=12000)
    p.add_argument("--name", default="storm", help="what its ids begin with")
    p.add_argument("--seed", type=int, default=int(time.time()) % 1000)
    p.add_argument("--first", action="store_true")
    p.add_argument("--most", type=int, default=0)
    a = p.parse_args()
    {"gen": gen, "check": check}[a.what](a)


main()
