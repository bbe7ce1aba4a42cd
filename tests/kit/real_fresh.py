#!/usr/bin/env python3
"""How old a mention is when it counts. Appends mentions to a file that ingest follows, each with its own time in
created_at, at a steady rate, and looks at Redis all the while; afterwards prints the percentiles of
  append   from the line in the file to Kafka's LogAppendTime in pulso.mentions
  passed   from there to the LogAppendTime in pulso.classified
  counted  from there to its counter in Redis: the offset beyond it, which moves in the same script
  all      from the line in the file to the counter
and exits 1 where the 99th of `counted` is not below --most milliseconds.

    real_fresh.py FILE --kafka B --redis R [--rate 1000] [--seconds 8] [--most 500]
"""
import argparse
import bisect
import datetime
import json
import subprocess
import sys
import threading
import time

import kafka
import resp

WARM_S = 1.0        # of the first second, connections and caches are the subject
LOOK_S = 0.003


def line(n, now):
    at = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).isoformat(timespec="milliseconds")
    return json.dumps({"v": 1, "platform": "x", "id": f"fresh-{n}", "created_at": at, "lang": "es", "author": {"id": str(n % 500)},
                       "text": f"El servicio de Telenorte es pésimo, llevo {n} días así"}, ensure_ascii=False) + "\n"


def write(a):
    start, n = time.time(), 0
    with open(a.file, "a", encoding="utf-8") as f:
        while n < a.rate * a.seconds:
            while n < (time.time() - start) * a.rate:
                f.write(line(n, time.time()))
                n += 1
            f.flush()
            time.sleep(0.002)
    return start, n


def look(a, seen, stop):
    """seen[p]: (offset, ms) each time it had moved."""
    r = resp.Redis(a.redis, 5)
    calls = [("HGET", f"{{pulso.m.{p}}}:s", "off") for p in range(len(seen))]
    while not stop.is_set():
        have, now = r.pipeline(calls), time.time() * 1000
        for p, off in enumerate(have):
            if int(off or 0) > (seen[p][-1][0] if seen[p] else 0):
                seen[p].append((int(off), now))
        time.sleep(LOOK_S)
    r.close()


def read(a, topic, form):
    out = subprocess.run(["kcat", "-C", "-q", "-e", "-b", a.kafka, "-t", topic, "-o", "beginning", "-f", form + "\n", "-X", "log_level=3"],
                         check=True, capture_output=True).stdout.decode()
    return out.split("\n")[:-1]


def ages(a, seen, start):
    """By name, the milliseconds of each mention."""
    passed = {}
    for x in read(a, "pulso.classified", "%T %h"):
        ms, headers = x.split(" ", 1)
        passed.setdefault(dict(h.split("=", 1) for h in headers.split(","))["o"], int(ms))
    out = {"append": [], "passed": [], "counted": [], "all": []}
    for x in read(a, "pulso.mentions", "%p %o %T %s"):
        p, o, ms, value = x.split(" ", 3)
        p, o, ms, m = int(p), int(o), int(ms), json.loads(value)
        made = datetime.datetime.fromisoformat(m["created_at"]).timestamp() * 1000
        if not m["id"].startswith("fresh-") or made < (start + WARM_S) * 1000:
            continue
        counted = seen[p][bisect.bisect_right(seen[p], (o, float("inf")))][1]
        for name, age in (("append", ms - made), ("passed", passed[f"{p}:{o}"] - ms), ("counted", counted - ms), ("all", counted - made)):
            out[name].append(age)
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("file")
    p.add_argument("--kafka", required=True)
    p.add_argument("--redis", required=True)
    p.add_argument("--rate", type=float, default=1000)
    p.add_argument("--seconds", type=float, default=8)
    p.add_argument("--most", type=float, default=500)
    a = p.parse_args()
    seen, stop = [[] for _ in range(kafka.partitions(a.kafka, "pulso.mentions"))], threading.Event()
    looker = threading.Thread(target=look, args=(a, seen, stop))
    looker.start()
    try:
        start, n = write(a)
        deadline = time.monotonic() + 20
        while sum(s[-1][0] for s in seen if s) < n and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        stop.set()
        looker.join()
    out = {name: sorted(v) for name, v in ages(a, seen, start).items()}
    for name, v in out.items():
        print(f"{name:8} p50 {v[len(v) // 2]:6.1f} ms   p99 {v[int(len(v) * 0.99)]:6.1f} ms   most {v[-1]:6.1f} ms   of {len(v)}")
    v = out["counted"]
    if v[int(len(v) * 0.99)] >= a.most:
        sys.exit(f"the 99th percentile of `counted` is not below {a.most:.0f} ms")


if __name__ == "__main__":
    main()
