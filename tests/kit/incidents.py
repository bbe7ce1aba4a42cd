#!/usr/bin/env python3
"""Many brands in trouble, and the ground truth of who must have been told what.

  incidents.py brands N                      the section `brands` of N made-up brands, b000 and so on
  incidents.py burst K COUNT                 COUNT negatives of brand K, created now, for kcat -K TAB
  incidents.py acts ALERTS                   an acknowledgement of every second incident in that dump of pulso.alerts, for kcat
  incidents.py check ALERTS LETTERS LOG N    dumps of pulso.alerts and pulso.dlq, the receiver's log, how many brands were in trouble

check: each brand has exactly one incident; the receiver took exactly one key of its alert, as often as it may have been
repeated, and no key of anything that is not; every acknowledged one is so once, and that was told under one key; the hook
that nobody answers has a letter for every notice. Prints what is wrong, one a line; 1 when something is.
"""
import collections
import datetime
import json
import random
import sys


WORDS = "lunes martes jueves enero marzo mesa silla puerta ventana calle plaza parque norte sur verde azul rojo tres siete once".split()


def name(k):
    return f"marca{k:03d}x"


def brands(n):
    print("brands:")
    for k in range(n):
        print(f"  - {{ id: b{k:03d}, name: Marca {k}, queries: [ {{ name: b{k:03d}-all, query: {name(k)} }} ] }}")


def burst(k, count):
    for i in range(count):
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        m = {"v": 1, "platform": "x", "id": f"b{k}-{i}", "created_at": at, "kind": "post", "lang": "es", "author": {"id": f"a{i}", "handle": f"h{i}"},
             "text": f"{name(k)} es un desastre, no funciona y el servicio es pésimo, horrible {' '.join(random.sample(WORDS, 4))}"}
        print(f"x:{m['id']}\t{json.dumps(m, ensure_ascii=False)}")


def latest(path):
    last = {}
    for line in open(path):
        if line.startswith("{"):
            r = json.loads(line)
            if "brand" in r:
                last[r["id"]] = r
    return last


def acts(path):
    for n, i in enumerate(sorted(latest(path))):
        if n % 2 == 0:
            a = {"v": 1, "id": f"ack-{i}", "kind": "acknowledge", "at": "2026-11-22T04:42:13.120Z", "by": "ana", "role": "committee", "incident": i}
            print(f"{i}\t{json.dumps(a)}")


def check(alerts, letters, log, n):
    wrong = []
    incidents = latest(alerts)
    per_brand = collections.Counter(i["brand"] for i in incidents.values())
    for k in range(n):
        if per_brand[f"b{k:03d}"] != 1:
            wrong.append(f"brand b{k:03d} has {per_brand[f'b{k:03d}']} incidents")
    taken, tried = collections.Counter(), collections.Counter()
    for line in open(log):
        r = json.loads(line)
        tried[r["key"]] += 1
        taken[r["key"]] += r["did"] == "200"
    want = set()
    for id_, i in incidents.items():
        want.add(f"{id_}-alert")
        times = sum(e["kind"] == "acknowledge" for e in i["handling"]["timeline"])
        acked = i["handling"]["state"] == "acknowledged"
        if times != acked:
            wrong.append(f"{id_} is {i['handling']['state']} and was acknowledged {times} times")
        if acked:
            want.add(f"{id_}-acknowledged.1")
        if i["handling"]["due"]:
            wrong.append(f"{id_} still owes {i['handling']['due']}")
        if i.get("notified") != "alert":
            wrong.append(f"{id_} says that people know of {i.get('notified')}")
    half = sum(i["handling"]["state"] == "acknowledged" for i in incidents.values())
    if half != (len(incidents) + 1) // 2:
        wrong.append(f"{half} of {len(incidents)} are acknowledged")
    for key in sorted(want):
        if not taken[key]:
            wrong.append(f"{key} was never told ({tried[key]} attempts)")
    for key in sorted(set(tried) - want):
        wrong.append(f"{key} was told, and nothing happened that it tells of")
    text = open(letters).read()
    for key in sorted(want):
        if f"{key}" not in text:
            wrong.append(f"{key} has no letter of the hook that nobody answers")
    print("\n".join(wrong[:20]) or f"{len(incidents)} incidents, {len(want)} notices, {sum(tried.values())} attempts, {sum(taken.values()) - len(want)} repeats with the same key")
    sys.exit(1 if wrong else 0)


a = sys.argv
if a[1] == "brands":
    brands(int(a[2]))
elif a[1] == "burst":
    burst(int(a[2]), int(a[3]))
elif a[1] == "acts":
    acts(a[2])
else:
    check(a[2], a[3], a[4], int(a[5]))
