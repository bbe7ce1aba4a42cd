#!/usr/bin/env python3
"""What stands in pulso.classified, held against what Redis says was committed.

    classified.py uncommitted --kafka B --redis R --owner NAME   exit 0 when a partition last owned by NAME has records in
                                                                 pulso.classified at or beyond its committed offset: the
                                                                 kill found a batch between producing and committing
    classified.py complete --kafka B --redis R                   every record that is passed on stands there at least once;
                                                                 prints how many stand there more than once
"""
import argparse
import subprocess
import sys
from collections import Counter

import kafka
import resp

PASSED_ON = ("new", "upd", "del", "late", "ref")


def origins(a, start):
    """(partition, offset) of the origin of every record, with repeats, from `start` of each partition on."""
    out = subprocess.run(["kcat", "-C", "-q", "-e", "-b", a.kafka, "-t", a.prefix + "classified", "-o", start, "-f", "%h\n",
                          "-X", "fetch.wait.max.ms=10", "-X", "log_level=3"], check=True, capture_output=True).stdout.decode()
    for line in out.split("\n"):
        header = dict(h.split("=", 1) for h in line.split(",") if "=" in h)
        if "o" in header:
            p, o = header["o"].split(":")
            yield int(p), int(o)


def states(a):
    count = kafka.partitions(a.kafka, a.prefix + "mentions")
    r = resp.Redis(a.redis, 5)
    try:
        flat = r.pipeline([("HGETALL", f"{{{a.prefix}m.{p}}}:s") for p in range(count)])
    finally:
        r.close()
    text = lambda x: x.decode() if isinstance(x, bytes) else x
    return [{text(s[i]): text(s[i + 1]) for i in range(0, len(s), 2)} for s in flat]


def uncommitted(a):
    have = states(a)
    mine = {p: int(s["off"]) for p, s in enumerate(have) if s.get("owner") == a.owner}
    beyond = Counter(p for p, o in origins(a, "-4000") if p in mine and o >= mine[p])
    if not beyond:
        sys.exit(f"{a.owner} owned {sorted(mine)}; nothing was uncommitted")
    print(" ".join(f"{p}:{n}" for p, n in sorted(beyond.items())))


def complete(a):
    seen = Counter(origins(a, "beginning"))
    bad = []
    for p, s in enumerate(states(a)):
        want = sum(int(s.get(f, 0)) for f in PASSED_ON)
        got = sum(1 for q, _ in seen if q == p)
        if want != got:
            bad.append(f"partition {p}: {want} records were passed on, {got} stand in the topic")
    if bad:
        sys.exit("\n".join(bad))
    print(f"complete: {len(seen)} records, {sum(1 for n in seen.values() if n > 1)} of them more than once")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["uncommitted", "complete"])
    p.add_argument("--kafka", required=True)
    p.add_argument("--redis", required=True)
    p.add_argument("--prefix", default="pulso.")
    p.add_argument("--owner", default="")
    a = p.parse_args()
    (uncommitted if a.what == "uncommitted" else complete)(a)


if __name__ == "__main__":
    main()
