"""The other end of bench/api: asks for figures one after the other, or looks on as many viewers at once.

    api.py ask HOST:PORT TOKEN N       N questions for the share of voice of ten brands over 24 hours, each one another: prints p50, p90, p99, most (ms)
    api.py route REDIS CONFIGURATION PARTITIONS   counters of care and own posts of every brand, as route writes them, for the last week
    api.py look HOST:PORT TOKEN N S    N streams of events for S seconds: prints how many are open, events a second and viewer, and holes
"""
import asyncio
import datetime
import http.client
import sys
import time

what, at, token, n, *rest = sys.argv[1:]
host, port = at.rsplit(":", 1)
n = int(n)
HEADERS = {"Authorization": "Bearer " + token}


def ask():
    c, took = http.client.HTTPConnection(host, int(port)), []
    now = datetime.datetime.now(datetime.timezone.utc)
    for i in range(n + 20):
        frm = (now - datetime.timedelta(hours=24, seconds=i)).strftime("%Y-%m-%dT%H:%M:%SZ")
        t = time.perf_counter()
        c.request("GET", f"/v1/compare?set=ten&vs=none&estimates=no&from={frm}", headers=HEADERS)
        r = c.getresponse()
        body = r.read()
        if r.status != 200:
            sys.exit(f"{r.status} {body[:300]}")
        if i >= 20:              # the first ones read the names
            took.append(1000 * (time.perf_counter() - t))
    took.sort()
    print(*(f"{took[min(len(took) - 1, int(len(took) * q))]:.1f}" for q in (0.5, 0.9, 0.99, 1)))


def route():
    """at: Redis. Of 1,000 brands some 60,000 names a partition, of which a third stand in each hour and day."""
    sys.path.insert(0, "tests/kit")
    import re

    import random

    import resp
    rng, hour = random.Random(1), int(time.time()) // 3600
    brands = re.findall(r"- *\{? *id: *([a-z0-9]+)", open(token, encoding="utf-8").read())
    whats = ["asks", "answered", "cases", "first", "first_s", "replies"] + [f"first.{b}" for b in range(100, 300, 16)]
    names = [f"{kind}|{b}|{p}|{b}{a}|care|{w}" for b in brands for p in ("x", "mastodon") for a in ("care", "press")
             for kind, of in (("q", whats), ("p", ["posts", "likes", "comments", "shares"])) for w in of]
    r = resp.Redis(at)
    r.pipeline([("HSET", "{pulso.meta}", "classified", str(n))])
    for q in range(n):
        tag, commands = f"{{pulso.c.{q}}}", []
        commands.append(("HSET", f"{tag}:s", "off", "100000", "start", "0", "clock", str(int(time.time() * 1000)), "wm", str(int(time.time() * 1000)), "names", str(len(names))))
        for i in range(0, len(names), 2000):
            commands.append(("HSET", f"{tag}:n", *(x for k, name in enumerate(names[i:i + 2000]) for x in (name, str(i + k)))))
        keys = [f"{tag}:h:{h}" for h in range(hour - 30, hour + 1)] + [f"{tag}:d:{d}" for d in range(hour // 24 - 8, hour // 24 + 2)]
        for key in keys:
            some = rng.sample(range(len(names)), len(names) // 3)
            for i in range(0, len(some), 2000):
                commands.append(("HSET", key, *(x for k in some[i:i + 2000] for x in (str(k), str(rng.randrange(1, 50))))))
        r.pipeline(commands)
    print(f"{len(names)} names of care and own posts a partition, a third of them in each hour and day")


async def one(counts, i, until):
    reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 20)
    writer.write(f"GET /v1/stream HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    await writer.drain()
    while time.time() < until:
        try:
            line = await asyncio.wait_for(reader.readline(), 2)
        except asyncio.TimeoutError:
            continue
        if not line:
            return
        if line.startswith(b"event: "):
            counts[i] += 1
            counts[n] += line.startswith(b"event: hole")
    writer.close()


async def look():
    counts, seconds = [0] * (n + 1), float(rest[0])
    until = time.time() + seconds
    await asyncio.gather(*(one(counts, i, until) for i in range(n)))
    seen = [c for c in counts[:n] if c]
    print(len(seen), f"{sum(seen) / max(1, len(seen)) / seconds:.1f}", counts[n])


{"ask": ask, "route": route, "look": lambda: asyncio.run(look())}[what]()
