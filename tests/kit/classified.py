#!/usr/bin/env python3
"""What stands in pulso.classified, held against what Redis says was committed.

    classified.py uncommitted --kafka B --redis R [--owner NAME] exit 0 when a partition (last owned by NAME) has records in
                                                                 pulso.classified at or beyond its committed offset: the
                                                                 kill found a batch between producing and committing
    classified.py complete --kafka B --redis R                   every record that is passed on stands there at least once;
                                                                 prints how many stand there more than once
    classified.py once --kafka B --redis R                       the same, and none stands there more than once
    classified.py sound --kafka B --redis R                      every record there is JSON, of the mention that its origin
                                                                 says, and all of one origin are the same bytes
"""
import argparse
import json
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
    mine = {p: int(s["off"]) for p, s in enumerate(have) if "off" in s and a.owner in ("", s.get("owner"))}
    beyond = Counter(p for p, o in origins(a, "-4000") if p in mine and o >= mine[p])
    if not beyond:
        sys.exit(f"{a.owner or 'somebody'} owned {sorted(mine)}; nothing was uncommitted")
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
    again = [f"{p}:{o}" for (p, o), n in seen.items() if n > 1]
    if a.what == "once" and again:
        sys.exit(f"{len(again)} records stand there more than once, such as {again[0]}")
    print(f"complete: {len(seen)} records, {len(again)} of them more than once")


def values(a, topic):
    """(partition:offset, origin or None, value) of every record."""
    out = subprocess.Popen(["kcat", "-C", "-q", "-e", "-b", a.kafka, "-t", a.prefix + topic, "-o", "beginning", "-f", "%p:%o %S %h\\n%s\\n",
                            "-X", "log_level=3"], stdout=subprocess.PIPE)
    with out:
        while line := out.stdout.readline():
            place, size, header = line.decode().split(" ", 2)
            value = out.stdout.read(max(int(size), 0))
            out.stdout.readline()
            yield place, next((h[2:] for h in header.strip().split(",") if h.startswith("o=")), None), value


def sound(a):
    first = {}
    for place, origin, value in values(a, "classified"):
        try:
            record = json.loads(value)
            name = record["platform"], record["id"]
            record["pulso"]["brands"]
        except (ValueError, KeyError, TypeError) as e:
            sys.exit(f"{place} of origin {origin} is no mention ({e}): {value[:200]!r}")
        if first.setdefault(origin, (value, name))[0] != value:
            sys.exit(f"{place}: origin {origin} stands there with other bytes: {value[:200]!r} and {first[origin][0][:200]!r}")
    for place, _, value in values(a, "mentions"):
        if place in first:
            record = json.loads(value)
            if (record["platform"], record["id"]) != first[place][1]:
                sys.exit(f"what stands as {place} is not that mention: {first[place][0][:200]!r}")
    print(f"sound: {len(first)} records")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["uncommitted", "complete", "once", "sound"])
    p.add_argument("--kafka", required=True)
    p.add_argument("--redis", required=True)
    p.add_argument("--prefix", default="pulso.")
    p.add_argument("--owner", default="")
    a = p.parse_args()
    {"uncommitted": uncommitted, "sound": sound}.get(a.what, complete)(a)


if __name__ == "__main__":
    main()
