#!/usr/bin/env python3
"""Feeds pulso.classified as classify would, crashes included, and compares what route made of it with the truth.

    routed.py feed LEDGER --kafka BROKER [--records 20000] [--rate 5000] [--seed 1] [--repeats 5]
    routed.py check LEDGER --kafka BROKER --redis HOST:PORT [--once]
    routed.py uncommitted --kafka BROKER --redis HOST:PORT      exit 0 when a queue holds records beyond the marks that are
                                                                committed: a kill found a batch between producing and committing

Each record carries its origin in the header o. A repeat is what a crash of classify makes: the last few records of
one origin partition, again and in order. check wants every counter of route to equal the ledger, and every origin in
the queue of its team, or in pulso.replies: at least once, with --once exactly once.

The rules that the ledger supposes:
    ours: { own: true } ignore       press: { label: negative, followers_from: 10000 } queue press, priority 90
    care: { label: [negative, neutral] } queue care, priority 50
    hello: the rest, { answer: care }: an article fits every other text here and all Spanish ones of X, the others are care's
"""
import argparse
import collections
import ctypes
import ctypes.util
import json
import random
import sys
import time

import kafka
from resp import Redis

RULES = """kb:
  articles: [ { id: greeting, patterns: [saludo, "platform:x"], answers: [ { lang: es, text: "¡Hola!" } ] } ]
route:
  teams: [care, press]
  rules:
    - { name: ours, when: { own: true }, then: ignore }
    - { name: press, when: { label: negative, followers_from: 10000 }, then: { queue: press }, priority: 90 }
    - { name: care, when: { label: [negative, neutral] }, then: { queue: care }, priority: 50 }
    - { name: hello, then: { answer: care }, priority: 20 }"""
URGENT = {"press": 90, "care": 50, "hello": 20}
SENT = "queue.care", "queue.press", "replies"
ANSWER = {"article": "greeting", "lang": "es", "text": "¡Hola!", "confidence": 0.9, "by": "pattern"}
ORIGINS = 3                      # partitions of pulso.mentions
V_END, V_TOPIC, V_VALUE, V_KEY, V_MSGFLAGS, V_HEADER = 0, 1, 4, 5, 7, 9   # rd_kafka_vtype_t
COPY = 2


class Producer:
    """librdkafka as it is: no package of Debian's Python sends headers."""

    def __init__(self, broker):
        self.c = ctypes.CDLL(ctypes.util.find_library("rdkafka") or "librdkafka.so.1")
        self.c.rd_kafka_conf_new.restype = self.c.rd_kafka_new.restype = ctypes.c_void_p
        conf, why = ctypes.c_void_p(self.c.rd_kafka_conf_new()), ctypes.create_string_buffer(256)
        for name, value in {"bootstrap.servers": broker, "enable.idempotence": "true", "partitioner": "murmur2_random", "linger.ms": "5"}.items():
            self.c.rd_kafka_conf_set(conf, name.encode(), value.encode(), why, ctypes.c_size_t(256))
        self.rk = ctypes.c_void_p(self.c.rd_kafka_new(0, conf, why, ctypes.c_size_t(256)))

    def send(self, topic, key, value, header):
        n, i, p = ctypes.c_size_t, ctypes.c_int, ctypes.c_char_p
        while self.c.rd_kafka_producev(self.rk, i(V_TOPIC), p(topic), i(V_KEY), p(key), n(len(key)), i(V_VALUE), p(value), n(len(value)),
                                       i(V_MSGFLAGS), i(COPY), i(V_HEADER), p(header[0]), p(header[1]), n(len(header[1])), i(V_END)):
            self.c.rd_kafka_poll(self.rk, 100)
        self.c.rd_kafka_poll(self.rk, 0)

    def flush(self):
        if self.c.rd_kafka_flush(self.rk, 60000):
            sys.exit("routed.py: Kafka did not take everything")


def outcome(label, followers, own, greets):
    if own:
        return "ignore"
    if label == "negative" and followers >= 10000:
        return "queue.press"
    return "answer" if label == "positive" and greets else "queue.care"


def record(rng, n):
    label, own = rng.choices(["negative", "neutral", "positive"], [4, 4, 2])[0], rng.random() < 0.05
    followers = rng.choice([10, 9999, 10000, 2000000])
    score = {"negative": -0.6, "neutral": 0.0, "positive": 0.7}[label]
    m = {"v": 1, "platform": "mastodon", "id": f"r{n}", "conversation": f"c{n % 997}", "kind": "post", "created_at": "2026-11-22T04:42:13Z",
         "author": {"id": "88", "followers": followers}, "text": f"{'saludo' if n % 2 else 'señal'} {n} \"caída\"",
         "pulso": {"lang": "es", "sentiment": {"label": label, "score": score}, "config": "0", "intent": "question" if n % 2 else "complaint",
                   "brands": [{"brand": "telenorte", "queries": ["q"], "own": own, "sentiment": {"label": label, "score": score}}]}}
    return m, outcome(label, followers, own, n % 2)


def feed(a):
    rng, out = random.Random(a.seed), Producer(a.kafka)
    next_offset, recent = [0] * ORIGINS, [collections.deque(maxlen=40) for _ in range(ORIGINS)]
    ledger = {"outcomes": collections.Counter(), "team": {}, "repeats": 0}
    began, sent = time.time(), 0

    def send(item):
        nonlocal sent
        out.send(b"pulso.classified", *item)
        sent += 1
        if a.rate and sent % 50 == 0:
            time.sleep(max(0.0, began + sent / a.rate - time.time()))

    for n in range(a.records):
        p = rng.randrange(ORIGINS)
        origin = f"{p}:{next_offset[p]}"
        next_offset[p] += rng.choice([1, 1, 1, 2, 7])      # duplicates and other partitions' records lie between
        m, what = record(rng, n)
        item = (f"mastodon:{m['conversation']}".encode(), json.dumps(m, ensure_ascii=False).encode(), (b"o", origin.encode()))
        send(item)
        recent[p].append(item)
        ledger["outcomes"][what] += 1
        if what != "ignore":
            ledger["team"][origin] = "replies" if what == "answer" else what
        if rng.random() < a.repeats / 100 / 20:            # 20 records a repeat, on average
            again = list(recent[p])[-rng.randrange(1, 41):]
            for item in again:
                send(item)
            ledger["repeats"] += len(again)
    out.flush()
    with open(a.ledger, "w", encoding="utf-8") as f:
        json.dump(ledger, f)


def counters(a):
    r, sums = Redis(a.redis), collections.Counter()
    for q in range(kafka.partitions(a.kafka, "pulso.classified")):
        for name, value in r.hash(f"{{pulso.c.{q}}}:s").items():
            if name.startswith("r:") or name in ("new", "dup", "dlq"):
                sums[name] += int(value)
    return sums


def right(topic, key, m):
    """What route put around the mention, or made of it."""
    if topic == "replies":
        want = {"v": 1, "mode": "suggest", "platform": "mastodon", "in_reply_to": m["in_reply_to"], "conversation": m["conversation"], "rule": "hello", "answer": ANSWER}
        return m == want and int(m["in_reply_to"][1:]) % 2 and key == f"mastodon:{m['conversation']}"
    route, label = m["route"], m["pulso"]["sentiment"]["label"]
    rule = "hello" if label == "positive" else topic[6:]
    want = {"outcome": "queue", "team": topic[6:], "rule": rule, "priority": URGENT[rule], "reasons": [["rule", URGENT[rule]]], "labels": []}
    if int(m["id"][1:]) % 2:
        want["suggest"] = ANSWER
    return route == want and key == f"{m['platform']}:{m['conversation']}"


def queued(a, topic):
    """{origin: [key header, ...]} of one topic; the values are checked on the way."""
    seen = collections.defaultdict(list)
    for line in kafka.kcat("-C", "-b", a.kafka, "-t", f"pulso.{topic}", "-o", "beginning", "-e", "-q", "-f", "%h\\t%k\\t%s\\n").splitlines():
        headers, key, value = line.split("\t", 2)
        h = dict(x.split("=", 1) for x in headers.split(","))
        if not right(topic, key, json.loads(value)):
            sys.exit(f"routed.py: {topic}: {h['o']}: key {key}: {value}")
        seen[h["o"]].append(h["key"])
    return seen


def applied(state):
    """Is the record at that offset of pulso.classified committed? Before `off`, or ahead of it: a bit of `ahead`, see common/io/ahead.c."""
    off, (first, bits) = int(state.get("off", 0)), (state.get("ahead") or "0:").split(":")
    bits = bytes.fromhex(bits)
    return lambda o: o < off or (0 <= o - int(first) < 8 * len(bits) and bits[(o - int(first)) // 8] >> (o - int(first)) % 8 & 1)


def uncommitted(a):
    """A conversation is in the same partition of pulso.classified and of the queues: same key, same count."""
    r, beyond, place = Redis(a.redis), collections.Counter(), {}
    committed = [applied(r.hash(f"{{pulso.c.{q}}}:s")) for q in range(kafka.partitions(a.kafka, "pulso.classified"))]
    for line in kafka.kcat("-C", "-b", a.kafka, "-t", "pulso.classified", "-o", "-16000", "-e", "-q", "-f", "%o\\t%h\\n").splitlines():
        offset, headers = line.split("\t")
        place.setdefault(headers.split("=", 1)[1], int(offset))
    for team in SENT:
        for line in kafka.kcat("-C", "-b", a.kafka, "-t", f"pulso.{team}", "-o", "-4000", "-e", "-q", "-f", "%p\\t%h\\n").splitlines():
            q, headers = line.split("\t")
            origin = dict(x.split("=", 1) for x in headers.split(","))["o"]
            beyond[q] += origin in place and not committed[int(q)](place[origin])
    if not sum(beyond.values()):
        sys.exit("nothing was uncommitted")
    print(" ".join(f"{q}:{n}" for q, n in sorted(beyond.items()) if n))


def check(a):
    with open(a.ledger, encoding="utf-8") as f:
        ledger = json.load(f)
    wrong = []
    have = counters(a)
    want = collections.Counter({f"r:{k}": v for k, v in ledger["outcomes"].items()})
    want.update({"new": sum(ledger["outcomes"].values()), "dup": ledger["repeats"]})
    for name in sorted(set(want) | set(have)):
        if want[name] != have[name]:
            wrong.append(f"{name}: {have[name]} instead of {want[name]}")
    again = 0
    for team in SENT:
        seen = queued(a, team)
        truth = {o for o, t in ledger["team"].items() if t == team}
        if set(seen) != truth:
            wrong.append(f"{team}: {len(truth - set(seen))} missing, {len(set(seen) - truth)} too many")
        again += sum(len(k) - 1 for k in seen.values())
        wrong += [f"{team}: {o} has the keys {keys}" for o, keys in seen.items() if set(keys) != {f"pulso.{'r' if team == 'replies' else 'q'}:{o}"}][:5]
    if a.once and again:
        wrong.append(f"{again} records are in a queue more than once")
    print(f"{sum(ledger['outcomes'].values())} records, {ledger['repeats']} repeats, {again} more than once in a queue")
    if wrong:
        sys.exit("\n".join(wrong))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["feed", "check", "uncommitted", "rules"])
    p.add_argument("ledger", nargs="?")
    p.add_argument("--kafka")
    p.add_argument("--redis")
    p.add_argument("--records", type=int, default=20000)
    p.add_argument("--rate", type=float, default=5000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--repeats", type=float, default=5, metavar="PERCENT")
    p.add_argument("--once", action="store_true")
    a = p.parse_args()
    if a.what == "rules":
        print(RULES)
    else:
        {"feed": feed, "check": check, "uncommitted": uncommitted}[a.what](a)


main()
