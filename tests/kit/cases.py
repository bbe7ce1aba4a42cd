#!/usr/bin/env python3
"""Compares the cases that route published with what follows from what it was given and what it gave to teams.

    cases.py config                                       the section route.cases that the truth supposes
    cases.py check --kafka BROKER [--prefix pulso.]       every conversation of care.py's, see there

Shares nothing with the daemons: each conversation is looked at once, when all is over. What a message became (its team,
its urgency, direct contact) is read from the queues, who wrote it from its text, and the rest is reckoned here: the
folio, the state, the counts, and by when it was due in the team's hours.
"""
import argparse
import collections
import datetime
import json
import re
import sys

import care
import care_model
import kafka
import model

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DEADLINES = [(80, 30, 9 * 60), (0, 4 * 60, 72 * 60)]      # priority from, minutes to the first answer, to the solution
ALWAYS = care_model.Calendar("UTC", {d: [("00:00", "24:00")] for d in range(7)}, [])
OWN = {h for accounts in care.ACCOUNTS.values() for _, h, _ in accounts} | {b[1] for b in care.BOT.values()}
BOTS = {b[1] for b in care.BOT.values()}
PROGRAM = re.compile(r"(\^|-|/)\s*BOT(\s+https?://\S+)*\s*$")
UTC = datetime.timezone.utc


def config():
    print("  cases:")
    print("    deadlines:")
    for p, first, solve in DEADLINES:
        print(f"      - {{ priority_from: {p}, first: {first}m, solve: {solve // 60}h }}")
    print('    calendars: { press: { zone: UTC, hours: { mon-sun: "00:00-24:00" } } }')


def folio(origin):
    p, offset = map(int, origin.split(":"))
    digits, low = [p] if p < 31 else [31, p >> 10 & 31, p >> 5 & 31, p & 31], []
    while offset or not low:
        low.append(offset & 31)
        offset >>= 5
    digits += low[::-1]
    total = 0
    for d in digits:                                      # Horner over GF(32), x^5 + x^2 + 1
        total = (total ^ d) << 1
        total = (total ^ 0x25) & 31 if total & 32 else total
    text = "".join(LETTERS[d] for d in digits + [total])
    return "-".join(text[i:i + 4] for i in range(0, len(text), 4))


def due(calendar, ms, minutes):
    day, left = datetime.datetime.fromtimestamp(ms / 1000, calendar.zone).date(), minutes * 60_000
    while True:
        for a, b in calendar.spans(day):
            a = max(a, ms)
            if b > a and left <= b - a:
                return int(a + left)
            left -= max(0, b - a)
        day += datetime.timedelta(days=1)


def lines(broker, topic, form):
    for line in kafka.kcat("-C", "-b", broker, "-t", topic, "-o", "beginning", "-e", "-q", "-f", form).splitlines():
        yield line.split("\t")


def headers(text):
    return dict(x.split("=", 1) for x in text.split(","))


def given(a):
    """origin -> (team, priority, contact): what route made of it."""
    out = {}
    for topic in ("queue.care", "queue.press"):
        for h, value in lines(a.kafka, a.prefix + topic, "%h\\t%s\\n"):
            r = json.loads(value)["route"]
            out[headers(h)["o"]] = r["team"], r["priority"], r["outcome"] == "contact"
    for h, _ in lines(a.kafka, a.prefix + "replies", "%h\\t%s\\n"):
        out[headers(h)["o"]] = "care", 20, False          # the rule hello
    return out


def conversations(a, routed):
    """key -> (folio, {id: event}), from the records in the order that route had them, each origin once."""
    out, marks = {}, collections.defaultdict(lambda: -1)
    for q in range(kafka.partitions(a.kafka, a.prefix + "classified")):
        for line in kafka.kcat("-C", "-b", a.kafka, "-t", a.prefix + "classified", "-p", str(q), "-o", "beginning", "-e", "-q", "-f", "%h\\t%k\\t%s\\n").splitlines():
            h, key, value = line.split("\t", 2)
            origin = headers(h)["o"]
            p, offset = map(int, origin.split(":"))
            if offset <= marks[q, p]:
                continue
            marks[q, p] = offset
            c = out.setdefault(key, [None, {}])
            m = json.loads(value)
            if m.get("refresh"):
                continue
            if m.get("deleted"):
                c[1].pop(m["id"], None)
                continue
            handle = m["author"]["handle"].lower()
            ev = {"ms": model.time_ms(m["created_at"]), "who": handle}
            if handle in OWN:
                if m["kind"] != "post":
                    c[1][m["id"]] = {**ev, "kind": "robot" if handle in BOTS or PROGRAM.search(m["text"]) else "brand"}
            elif origin in routed:
                team, priority, contact = routed[origin]
                thanks = m["pulso"].get("intent") == "praise" and m["pulso"]["sentiment"]["label"] == "positive"
                c[1][m["id"]] = {**ev, "kind": "says", "team": team, "priority": priority, "contact": contact, "thanks": thanks}
                c[0] = c[0] or origin
    return {k: (folio(c[0]), c[1]) for k, c in out.items() if c[0]}


def stand(events):
    """Where it must stand by now."""
    says = [e for e in events if e["kind"] == "says"]
    brand = [e["ms"] for e in events if e["kind"] == "brand"]
    want = {"messages": len(says), "answers": len(brand), "automatic": sum(e["kind"] == "robot" for e in events)}
    if not says:
        return {**want, "state": "withdrawn"}
    opened = says[0]["ms"]
    asks = [e for i, e in enumerate(says) if i == 0 or not (e["thanks"] and any(x["kind"] != "says" and x["ms"] < e["ms"] for x in events))]
    after = [ms for ms in brand if ms > opened]
    contact = [e for e in asks if e["contact"]]
    first = after[0] if after else None
    back = [e for e in asks if after and e["ms"] > after[-1]]
    want["state"] = "contact" if contact else "waiting_for_us" if back else "waiting_for_customer" if after else "new"
    want["team"] = contact[-1]["team"] if contact else says[0]["team"]
    want["priority"] = max(e["priority"] for e in asks)
    want["opened"] = opened
    want["first"] = first
    promised = []
    for e in asks:
        calendar = ALWAYS if e["team"] == "press" else care.CALENDAR
        _, f, s = next(d for d in DEADLINES if e["priority"] >= d[0])
        promised.append((e["ms"], due(calendar, e["ms"], f), due(calendar, e["ms"], s)))
    want["first_due"] = min(f for ms, f, _ in promised if first is None or ms < first)
    want["solve_due"] = min(s for *_, s in promised)
    return want


def published(a):
    out = {}
    for key, value in lines(a.kafka, a.prefix + "cases", "%k\\t%s\\n"):
        out[key] = json.loads(value)
    return out


def check(a):
    routed = given(a)
    want, have, wrong, states = conversations(a, routed), published(a), [], collections.Counter()
    for key in sorted(set(want) | set(have)):
        if key not in want or key not in have:
            wrong.append(f"{key}: {'published and never routed' if key in have else 'no case'}")
            continue
        must = {"folio": want[key][0], **stand(sorted(want[key][1].values(), key=lambda e: e["ms"]))}
        states[must["state"]] += 1
        is_ms = {"opened", "first", "first_due", "solve_due"}
        for name, value in must.items():
            got = have[key].get(name)
            got = model.time_ms(got) if name in is_ms and got else got
            if got != value:
                wrong.append(f"{key}: {name} is {got}, expected {value}")
    if wrong or len(want) < 100:
        print("\n".join(wrong[:20]))
        sys.exit(f"{len(wrong)} differences in {len(want)} cases")
    print(f"exact: {len(want)} cases: {', '.join(f'{n} {s}' for s, n in states.most_common())}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["config", "check"])
    p.add_argument("--kafka")
    p.add_argument("--prefix", default="pulso.")
    a = p.parse_args()
    if a.what == "config":
        config()
    else:
        check(a)


if __name__ == "__main__":
    main()
