"""The other end of bench/api: asks for figures one after the other, or looks on as many viewers at once.

    api.py ask HOST:PORT TOKEN N       N questions for the share of voice of ten brands over 24 hours, each one another: prints p50, p90, p99, most (ms)
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


ask() if what == "ask" else asyncio.run(look())
