#!/usr/bin/env python3
"""Holds what came out of a whole pipeline against what went in. The rules are those of `routed.py rules`.

    real_pipeline.py ids STREAM... --kafka B                every id of these files stands in pulso.mentions, and no other
    real_pipeline.py routed --kafka B --redis R             route decided every origin of pulso.classified once, as its rules
                                                            say, and each queue holds every origin that is its at least once
    real_pipeline.py idle FILE --kafka B --redis R --most S     until FILE is there: no partition of either topic has work and
                                                            stands still for longer than S seconds
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import time

import kafka
import resp


def read(broker, topic, form):
    out = subprocess.run(["kcat", "-C", "-q", "-e", "-b", broker, "-t", topic, "-o", "beginning", "-f", form + "\n", "-X", "log_level=3"],
                         check=True, capture_output=True).stdout.decode()
    return out.split("\n")[:-1]


def ids(a):
    want = set()
    for path in a.what[1:]:
        with open(path, encoding="utf-8") as f:
            for line in f:
                try:
                    m = json.loads(line)
                    want.add(f"{m['platform']}:{m['id']}")
                except (ValueError, KeyError):
                    pass
    lines = read(a.kafka, "pulso.mentions", "%k")
    have = set(lines)
    if have != want or not want:
        sys.exit(f"{len(want - have)} of {len(want)} ids are missing, {len(have - want)} are too many: {sorted(want ^ have)[:5]}")
    print(f"{len(have)} ids, {len(lines)} records")


def origin(headers):
    return dict(h.split("=", 1) for h in headers.split(","))["o"]


def outcome(m):
    """What the rules say of a classified mention."""
    if m.get("deleted") or m.get("refresh"):
        return "unrouted"
    found = m["pulso"]
    feel = [b["sentiment"]["label"] for b in found["brands"]] or [found.get("sentiment", {}).get("label")]
    if any(b["own"] for b in found["brands"]):
        return "ignore"
    if "negative" in feel and m.get("author", {}).get("followers", 0) >= 10000:
        return "queue.press"
    if "negative" in feel or "neutral" in feel:
        return "queue.care"
    return "answer" if m["platform"] == "x" and found["lang"] == "es" else "queue.care"


def origins(a):
    """{origin: bytes of the classified mention}; repeats must be the same bytes."""
    seen, repeats = {}, 0
    for line in read(a.kafka, "pulso.classified", "%h\t%s"):
        headers, value = line.split("\t", 1)
        o = origin(headers)
        if seen.setdefault(o, value) != value:
            sys.exit(f"origin {o} stands in pulso.classified with different contents:\n{seen[o]}\n{value}")
        repeats += 1
    return seen, repeats - len(seen)


def decided(a):
    """What route's state counts: outcomes, and its books."""
    r, sums = resp.Redis(a.redis, 5), collections.Counter()
    for q in range(kafka.partitions(a.kafka, "pulso.classified")):
        for name, value in r.hash(f"{{pulso.c.{q}}}:s").items():
            if name.startswith("r:") or name in ("new", "dlq"):
                sums[name] += int(value)
    return sums


def routed(a):
    truth, repeats = origins(a)
    of = {o: outcome(json.loads(v)) for o, v in truth.items()}
    want, have, wrong, again = collections.Counter(of.values()), decided(a), [], 0
    for name in sorted(set(want) | {n[2:] for n in have if n.startswith("r:")}):
        if want[name] != have["r:" + name]:
            wrong.append(f"{name}: {have['r:' + name]} decided instead of {want[name]}")
    if sum(n for k, n in have.items() if k.startswith("r:")) != len(truth) or have["new"] != len(truth) or have["dlq"]:
        wrong.append(f"{len(truth)} origins, but route counts {dict(have)}")
    for team in ("queue.care", "queue.press", "replies"):
        lines = [x.split("\t", 1) for x in read(a.kafka, "pulso." + team, "%h\t%s")]
        there, due = {origin(h) for h, _ in lines}, {o for o, t in of.items() if t == ("answer" if team == "replies" else team)}
        if there != due:
            wrong.append(f"{team}: {len(due - there)} missing, {len(there - due)} too many: {sorted(there ^ due)[:5]}")
        wrong += [f"{team}: {origin(h)} is not the mention that was classified" for h, v in lines
                  if team != "replies" and not v.startswith(truth.get(origin(h), "?")[:-1])][:3]
        again += len(lines) - len(there)
    if wrong or not truth:
        sys.exit("\n".join(wrong) or "nothing was classified")
    print(f"{len(truth)} origins ({repeats} repeats): {dict(want)}, {again} more than once in a queue")


def idle(a):
    moved, longest, last = {}, (0.0, "none"), None
    while not os.path.exists(a.what[1]):
        now = time.monotonic()
        for topic, letter in (("mentions", "m"), ("classified", "c")):
            for place, lag in lags(a, topic, letter):
                if lag is None or moved.get(place, (None,))[0] != lag[0] or lag[1] == 0:
                    moved[place] = (lag and lag[0], now)
                longest = max(longest, (now - moved[place][1], place))
        time.sleep(max(0, 0.2 - (time.monotonic() - now)))
    print(f"the longest standstill was {longest[0]:.1f} s, of {longest[1]}")
    if longest[0] > a.most or not moved:
        sys.exit(1)


def lags(a, topic, letter):
    """(place, (offset applied, records that wait))"""
    count = kafka.partitions(a.kafka, "pulso." + topic)
    ends = kafka.offsets(a.kafka, "pulso." + topic, count, -1)
    r = resp.Redis(a.redis, 5)
    have = r.pipeline([("HGET", f"{{pulso.{letter}.{p}}}:s", "off") for p in range(count)])
    r.close()
    return [(f"{topic} {p}", (int(have[p] or 0), ends[p] - int(have[p] or 0))) for p in range(count)]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", nargs="+")
    p.add_argument("--kafka", required=True)
    p.add_argument("--redis")
    p.add_argument("--most", type=float, default=15)
    a = p.parse_args()
    {"ids": ids, "routed": routed, "idle": idle}[a.what[0]](a)


if __name__ == "__main__":
    main()
