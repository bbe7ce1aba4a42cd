#!/usr/bin/env python3
"""Records that are no mention, of many kinds, straight into pulso.mentions; and whether pulso.dlq got every one.

    poison.py feed KAFKA COUNT [SEED]   among what else is being fed; prints how many
    poison.py check KAFKA COUNT [SEED]  every poisoned record stands in pulso.dlq, whole, at least once, with its reason, and
                                        nothing else does; prints how many stand there
"""
import ctypes
import hashlib
import json
import random
import subprocess
import sys
from collections import Counter

CUT = 768 * 1024          # LETTER_MAX


def good(n, **more):
    return {"v": 1, "platform": "x", "id": f"poison-{n}", "created_at": "2026-01-02T03:04:05Z", "author": {"id": "1"}, "text": "hola", **more}


def dumps(record):
    return json.dumps(record).encode()


def without(n, *names):
    return dumps({k: v for k, v in good(n).items() if k not in names})


# kind: (what the reason must say, the value of the n-th). To add one, add its line.
KINDS = {
    "truncated": ("", lambda n: dumps(good(n))[:-(n % 60 + 1)]),
    "not JSON": ("", lambda n: b"hola %d" % n),
    "bad UTF-8": ("UTF-8", lambda n: b'{"v":1,"platform":"x","id":"p%d","created_at":"2026-01-02T03:04:05Z","author":{"id":"1"},"text":"\xc3("}' % n),
    "half a surrogate": ("", lambda n: b'{"v":1,"platform":"x","id":"p%d","created_at":"2026-01-02T03:04:05Z","author":{"id":"1"},"text":"\\ud800"}' % n),
    "deep": ("", lambda n: b'{"n":%d,"a":' % n + b"[" * 5000 + b"]" * 5000 + b"}"),
    "deeper, and open": ("", lambda n: b'{"n":%d,"a":' % n + b'{"a":' * 3000),
    "a NUL byte": ("", lambda n: b'{"v":1,"platform":"x\x00","id":"%d"}' % n),
    "NUL bytes only": ("", lambda n: b"\x00" * (n % 300 + 1)),
    "an escaped NUL": ("NUL", lambda n: dumps(good(n, text="a\0b"))),
    "id a number": ("id: ", lambda n: dumps(good(n, id=n))),
    "id a list": ("id: ", lambda n: dumps(good(n, id=[n]))),
    "id empty": ("id: ", lambda n: dumps(good(n, id="", title=str(n)))),
    "id long": ("id: ", lambda n: dumps(good(n, id="y" * (3000 + n % 1000)))),
    "text an object": ("text: ", lambda n: dumps(good(n, text={}))),
    "author a text": ("author: ", lambda n: dumps(good(n, author="ana"))),
    "author without a name": ("author: ", lambda n: dumps(good(n, author={"verified": True}))),
    "deleted a text": ("deleted: ", lambda n: dumps(good(n, deleted="yes"))),
    "an array": ("object", lambda n: b"[%d]" % n),
    "a string": ("object", lambda n: b'"%d"' % n),
    "null": ("object", lambda n: b"null" + b" " * (n % 50)),
    "no id": ("id: ", lambda n: without(n, "id") + b" " * (n % 50)),
    "no platform": ("platform: ", lambda n: without(n, "platform")),
    "no time": ("created_at: ", lambda n: without(n, "created_at")),
    "no text": ("text: ", lambda n: without(n, "text")),
    "a platform of its own": ("platform: ", lambda n: dumps(good(n, platform="X Y"))),
    "an absurd year": ("created_at: ", lambda n: dumps(good(n, created_at="9999-12-31T23:59:59Z"))),
    "before everything": ("created_at: ", lambda n: dumps(good(n, created_at="0001-01-01T00:00:00Z"))),
    "no such day": ("created_at: ", lambda n: dumps(good(n, created_at="2026-02-30T00:00:00Z"))),
    "a time in words": ("updated_at: ", lambda n: dumps(good(n, updated_at="yesterday"))),
    "a huge number": ("", lambda n: dumps(good(n)).replace(b'"v": 1', b'"v": 1e999')),
    "of the future": ("version", lambda n: dumps(good(n, v=2))),
    "said twice": ("said twice", lambda n: dumps(good(n))[:-1] + b', "id": "other"}'),
    "a member pulso": ("pulso", lambda n: dumps(good(n, pulso={"label": "positive"}))),
    "a member pulso, a text": ("pulso", lambda n: dumps(good(n, pulso="x"))),
    "two in one": ("", lambda n: dumps(good(n)) * 2),
    "blank": ("", lambda n: b" " * (n % 500 + 1)),
    "empty": ("", lambda n: b""),
    "a tombstone": ("", lambda n: None),
    "noise": ("", lambda n: random.Random(n).randbytes(n % 900 + 1)),
}
# few of them, since each is large
LARGE = {
    "too large a text": ("bytes, more than", lambda n: dumps(good(n, text="z" * 300_000))),
    "a megabyte": ("bytes, more than", lambda n: dumps(good(n, text="z" * 1_000_000))),
    "a megabyte of brackets": ("", lambda n: b"[" * 1_000_000),
}


def records(count, seed):
    """(what its reason must say, key or None, value); a large one in a hundred, and some with a large key as well."""
    rng = random.Random(seed)
    for n in range(count):
        want, make = rng.choice(list((LARGE if n % 100 == 3 else KINDS).values()))
        key = rng.choice([None, b"x:poison-%d" % n, b"\xff\x00\xfe", b"k" * 4000])
        if n % 300 == 7:
            want, make, key = "", lambda n: dumps(good(n, text="z" * 749_000))[:748_450], b"k" * 300_000
        yield want, key, make(n)


class Producer:
    """librdkafka itself: kcat takes neither NUL bytes nor every key."""

    def __init__(self, broker, topic):
        k = self.k = ctypes.CDLL("librdkafka.so.1")
        for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_topic_new"):
            getattr(k, name).restype = ctypes.c_void_p
        conf, why = ctypes.c_void_p(k.rd_kafka_conf_new()), ctypes.create_string_buffer(300)
        for name, value in {"bootstrap.servers": broker, "enable.idempotence": "true", "message.max.bytes": "1048576"}.items():
            if k.rd_kafka_conf_set(conf, name.encode(), value.encode(), why, ctypes.c_size_t(300)):
                sys.exit(f"poison.py: {why.value.decode()}")
        self.rk = ctypes.c_void_p(k.rd_kafka_new(0, conf, why, ctypes.c_size_t(300)))
        self.topic = ctypes.c_void_p(k.rd_kafka_topic_new(self.rk, topic.encode(), None))

    def send(self, key, value):
        copy, block = 2, 4
        size = lambda b: ctypes.c_size_t(len(b or b""))
        if self.k.rd_kafka_produce(self.topic, -1, copy | block, value, size(value), key, size(key), None):
            sys.exit(f"poison.py: a record of {len(value or b'')} bytes is not taken")
        self.k.rd_kafka_poll(self.rk, 0)

    def flush(self):
        if self.k.rd_kafka_flush(self.rk, 60000):
            sys.exit("poison.py: Kafka does not take the records")


def feed(broker, count, seed="1"):
    out = Producer(broker, "pulso.mentions")
    for _, key, value in records(int(count), int(seed)):
        out.send(key, value)
    out.flush()
    print(count)


def consume(broker, topic):
    """(partition, offset, headers, key, value) of every record, bytes as they are."""
    command = ["kcat", "-C", "-q", "-e", "-b", broker, "-t", topic, "-o", "beginning", "-f", "%p %o %K %S\n%h\n%k%s\n", "-X", "fetch.message.max.bytes=4000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        f = child.stdout
        while line := f.readline():
            p, o, k, s = map(int, line.split())
            head = f.readline()
            key, value = f.read(max(k, 0)), f.read(max(s, 0))
            f.readline()
            yield p, o, headers(head[:-1].decode()), key, value


def headers(text):
    """name=value,name=value: a reason may hold commas of its own."""
    out, last = {}, None
    for part in text.split(","):
        name, eq, value = part.partition("=")
        if eq and name in ("reason", "stage", "time", "origin", "length", "sha256", "o"):
            out[name], last = value, name
        elif last:
            out[last] += "," + part
    return out


def wrong(original_key, original, head, key, value, want):
    """What is wrong with a letter, or None."""
    if head.get("stage") != "classify" or not head.get("reason"):
        return f"stage {head.get('stage')}, reason {head.get('reason')!r}"
    if int(head["length"]) != len(original) or head["sha256"] != hashlib.sha256(original).hexdigest():
        return "length or sha256 is not the original's"
    if value != original[:CUT] or not original_key.startswith(key) or len(key) < min(len(original_key), 4096):
        return "key or value is not the original's"
    if want not in head["reason"]:
        return f"the reason is {head['reason']!r}, expected something with {want!r}"
    return None


def check(broker, count, seed="1"):
    want = {hashlib.sha256(value or b"").hexdigest(): reason for reason, _, value in records(int(count), int(seed))}
    originals = {f"{p}:{o}": (key, value) for p, o, _, key, value in consume(broker, "pulso.mentions")}
    seen = Counter()
    for _, _, head, key, value in consume(broker, "pulso.dlq"):
        origin = head.get("origin", "?")
        if origin not in originals:
            sys.exit(f"poison.py: a letter from {origin}, which is no record of pulso.mentions")
        said = hashlib.sha256(originals[origin][1]).hexdigest()
        if said not in want:
            sys.exit(f"poison.py: {origin} stands in the DLQ ({head['reason']}) and was none of the poison: {originals[origin][1][:200]!r}")
        if why := wrong(*originals[origin], head, key, value, want[said]):
            sys.exit(f"poison.py: {origin}: {why}: {originals[origin][1][:200]!r}")
        seen[origin] += 1
    if len(seen) != int(count):
        sys.exit(f"poison.py: {len(seen)} of {count} poisoned records stand in the DLQ")
    print(f"{len(seen)} records, {sum(n > 1 for n in seen.values())} of them more than once")


if __name__ == "__main__":
    what = {"feed": feed, "check": check}.get(sys.argv[1] if sys.argv[1:] else "")
    if not what:
        sys.exit(__doc__)
    what(*sys.argv[2:])
