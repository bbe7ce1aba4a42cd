#!/usr/bin/env python3
"""Compares the cases that route published with what follows from what it was given and what it gave to teams.

    cases.py config                                       the section route.cases that the truth supposes
    cases.py decide OUT --kafka BROKER [--seconds 10]     what people decide about the conversations of care.py's OUT, while it runs
    cases.py check OUT --kafka BROKER [--acted]          every conversation of care.py's, see there

Shares nothing with the daemons: each conversation is looked at once, when all is over. What a message became (its team,
its urgency, direct contact) is read from the queues, who wrote it from its text, and the rest is reckoned here: the
folio, the state, the counts, and by when it was due in the team's hours, and what had to be told of it. Decisions are made at any time, also before the
mention has come, some of them are written twice, and some are about nothing.
"""
import argparse
import collections
import datetime
import json
import os
import random
import re
import subprocess
import sys
import time

import care
import care_model
import kafka
import model

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DEADLINES = [(80, 30, 9 * 60), (0, 4 * 60, 72 * 60)]      # priority from, minutes to the first answer, to the solution
# The hour that a change of the clocks adds or takes lies in what is open on a Sunday.
PRESS = care_model.Calendar(care.ZONE, {**{d: [("08:00", "20:00")] for d in range(6)}, 6: [("01:00", "12:00")]}, [])
OWN = {h for accounts in care.ACCOUNTS.values() for _, h, _ in accounts} | {b[1] for b in care.BOT.values()}
BOTS = {b[1] for b in care.BOT.values()}
SIGNED = re.compile(r"(\^|(^|[^A-Za-z0-9])[-/])\s*([A-Z]{1,4})(\s+https?://\S+)*\s*$")
PROGRAM = re.compile(r"(\^|-|/)\s*BOT(\s+https?://\S+)*\s*$")
UTC = datetime.timezone.utc


def config():
    print("  cases:")
    print("    deadlines:")
    for p, first, solve in DEADLINES:
        print(f"      - {{ priority_from: {p}, first: {first}m, solve: {solve // 60}h }}")
    print(f'    calendars: {{ press: {{ zone: {care.ZONE}, hours: {{ mon-sat: "08:00-20:00", sun: "01:00-12:00" }} }} }}')


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
    for line in kafka.lines("-C", "-b", broker, "-t", topic, "-o", "beginning", "-e", "-q", "-f", form):
        yield line.split("\t")


def signed(text):
    """An agent's initials; what stands behind ^ is one, and behind - or / where no word ends there."""
    m = SIGNED.search(text)
    return m.group(3) if m else None


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
        if "o" in headers(h):
            out[headers(h)["o"]] = "care", 20, False      # the rule hello
    return out


# --- what people decide

TEAMS = ["care", "press"]
PEOPLE = ["ana", "beto", "carla", "dora", "eva"]
KINDS = ["take", "assign", "answer", "hand_over", "close", "reopen", "note", "warn", "external"]


def decisions(a):
    """[(key, record)] in the order in which they are written."""
    talks, rng, out = collections.defaultdict(list), random.Random(a.seed), []
    with open(os.path.join(a.out, "stream.jsonl"), encoding="utf-8") as f:
        for line in f:
            m = json.loads(line)
            if "created_at" in m:
                talks[f"{m['platform']}:{m['conversation']}"].append(model.time_ms(m["created_at"]))
    for key, times in sorted(talks.items()):
        used = set(times)
        for n in range(rng.choice([0, 0, 1, 2, 3, 5])):
            at = rng.randrange(min(times) - 600_000, max(times) + 4 * 3600_000)
            while at in used:
                at += 1
            used.add(at)
            kind = rng.choice(KINDS)
            data = {"take": {}, "close": {}, "reopen": {}, "note": {"text": "visto"}, "answer": {"text": "Ya está. ^AR"}, "assign": {"to": rng.choice(PEOPLE)},
                    "hand_over": {"to": rng.choice(TEAMS + PEOPLE)}, "warn": {"of": rng.choice(["first", "solve"]), "late": rng.random() < 0.5},
                    "external": {"id": f"T-{n}"}}[kind]
            x = {"v": 1, "id": f"{key}-{n}", "kind": kind, "at": care.time_text(at), "by": rng.choice(PEOPLE), "role": "care", "conversation": key, "data": data}
            out += [(key, x)] * (2 if rng.random() < 0.1 else 1)
    rng.shuffle(out)
    return out + [("x:nothing-is-known-of-it", {"v": 1, "id": "n1", "kind": "take", "at": "2026-01-01T00:00:00Z", "by": "ana", "role": "care",
                                               "conversation": "x:nothing-is-known-of-it"}), ("x:bad", {"v": 1, "kind": "take"})]


def moments(a, all_of_them):
    """key -> when something happens in it."""
    used = collections.defaultdict(set)
    for key, x in all_of_them:
        if "at" in x:
            used[key].add(model.time_ms(x["at"]))
    with open(os.path.join(a.out, "stream.jsonl"), encoding="utf-8") as f:
        for m in map(json.loads, f):
            if "created_at" in m:
                used[f"{m['platform']}:{m['conversation']}"].add(model.time_ms(m["created_at"]))
    return used


def decide(a):
    all_of_them, n = decisions(a), 20
    used, rng = moments(a, all_of_them), random.Random(a.seed)
    for i in range(n):
        part = all_of_them[i * len(all_of_them) // n:(i + 1) * len(all_of_them) // n]
        if a.merged and i % 5 == 4:
            part = part + merge_some(a, rng, used)
        text = "".join(f"{key}\t{json.dumps(x)}\n" for key, x in part)
        subprocess.run(["kcat", "-P", "-b", a.kafka, "-t", a.prefix + "actions", "-K", "\t", "-X", "partitioner=murmur2_random"], input=text, text=True, check=True)
        time.sleep(a.seconds / n)
    print(f"{len(all_of_them)} decisions")


def decided(a):
    """key -> [event]; the ids of answers."""
    out, answers = collections.defaultdict(dict), set()
    for key, x in decisions(a):
        if "id" not in x or "data" not in x:
            continue
        answers |= {x["id"]} if x["kind"] == "answer" else set()
        out[key][x["id"]] = {"ms": model.time_ms(x["at"]), "kind": x["kind"], "who": x["by"], **x["data"]}
    return {key: list(x.values()) for key, x in out.items()}, answers


# --- one customer in several networks

def written(a):
    """What was said about merges, each id once: [(key, record)], in the order of the log."""
    seen = {}
    for key, value in lines(a.kafka, a.prefix + "actions", "%k\\t%s\\n"):
        try:
            x = json.loads(value)
        except ValueError:
            continue
        if x.get("kind") in ("merge", "unmerge") and "id" in x:
            seen.setdefault((key, x["id"]), x)
    return [(key, x) for (key, _), x in seen.items()]


def merges(a, want, everything):
    """head -> [(key, since when)] of what is merged into it in the end. Adds each decision to what happened to its case."""
    for key, x in written(a):
        if key not in want:
            continue
        e = {"ms": model.time_ms(x["at"]), "kind": x["kind"], "who": x["by"]}
        if x["kind"] == "merge":
            d = x["data"]
            e.update(into=d["into"], folio=d["folio"], older=(model.time_ms(d["since"]), d["folio"]) < (want[key][2], want[key][0]))
        everything[key].append(e)
    out = collections.defaultdict(list)
    for key in want:
        c = Case()
        for e in sorted(everything[key], key=lambda e: e["ms"]):
            c.take(e)
        if c.into:
            out[c.into["into"]].append((key, c.into["ms"]))
    return out


def brought(members, everything):
    """What of them is part of the other's history: all that was said, and what was decided since."""
    out = []
    for key, since in members:
        for e in everything[key]:
            if e["kind"] in ("says", "brand", "robot", "answer", "note") or (e["kind"] in ("take", "assign", "hand_over", "close", "reopen", "external") and e["ms"] >= since):
                out.append({**e, "in": key})
    return out


def merge_some(a, rng, used):
    """Of the cases that are there by now: some are of one customer, and of some of these that turns out to be wrong."""
    cases, by_brand = published(a), collections.defaultdict(list)
    for c in cases.values():
        if c["state"] not in ("closed", "withdrawn", "merged") and c.get("since"):
            by_brand[c.get("brand")].append(c)
    out, n = [], 0
    for same in by_brand.values():
        rng.shuffle(same)
        for one, other in zip(same[0:len(same) // 4:2], same[1:len(same) // 4:2]):
            if used[one["conversation"]] & used[other["conversation"]] or len(one.get("merged", []) + other.get("merged", [])) > 7:
                continue                      # two things at one moment: which was first is not said here; and a case has its bounds
            pair = sorted([one, other], key=lambda c: (model.time_ms(c["since"]), c["folio"]), reverse=rng.random() < 0.05)
            at = model.time_ms(pair[1]["since"]) + rng.randrange(4 * 3600_000)
            while at in used[pair[0]["conversation"]] | used[pair[1]["conversation"]]:
                at += 1
            used[pair[1]["conversation"]].add(at)
            data = {"into": pair[0]["conversation"], "folio": pair[0]["folio"], "since": pair[0]["since"]}
            out.append((pair[1]["conversation"], {"v": 1, "id": f"m-{time.time_ns()}-{n}", "kind": "merge", "at": care.time_text(at), "by": "ana", "role": "care",
                                                  "conversation": pair[1]["conversation"], "data": data}))
            n += 1
    for c in cases.values():
        if c["state"] == "merged" and rng.random() < 0.1:
            at = model.time_ms(c["merged_at"]) + rng.randrange(1, 3600_000)
            while at in used[c["conversation"]]:
                at += 1
            used[c["conversation"]].add(at)
            out.append((c["conversation"], {"v": 1, "id": f"u-{time.time_ns()}-{n}", "kind": "unmerge", "at": care.time_text(at), "by": "ana", "role": "care", "conversation": c["conversation"]}))
            n += 1
    return out + rng.sample(out, len(out) // 10)


def replies_are_whole(a, answers):
    """Every answer of a person goes out, with one key for however often."""
    sent = collections.Counter(headers(h)["key"] for h, _ in lines(a.kafka, a.prefix + "replies", "%h\\t%s\\n") if "o" not in headers(h))
    want = {f"{a.prefix}a:{i}" for i in answers}
    return [f"replies: {len(want - set(sent))} answers were not sent, {len(set(sent) - want)} are nobody's"] if set(sent) != want else []


def conversations(a, routed):
    """key -> (folio, {id: event}), from the records in the order that route had them, each origin once."""
    out, marks = {}, collections.defaultdict(lambda: -1)
    for q in range(kafka.partitions(a.kafka, a.prefix + "classified")):
        for line in kafka.lines("-C", "-b", a.kafka, "-t", a.prefix + "classified", "-p", str(q), "-o", "beginning", "-e", "-q", "-f", "%h\\t%k\\t%s\\n"):
            h, key, value = line.split("\t", 2)
            origin = headers(h)["o"]
            p, offset = map(int, origin.split(":"))
            if offset <= marks[q, p]:
                continue
            marks[q, p] = offset
            c = out.setdefault(key, [None, {}, None])
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
                    c[1][m["id"]] = {**ev, "who": signed(m["text"]), "kind": "robot" if handle in BOTS or PROGRAM.search(m["text"]) else "brand"}
            elif origin in routed:
                team, priority, contact = routed[origin]
                thanks = m["pulso"].get("intent") == "praise" and m["pulso"]["sentiment"]["label"] == "positive"
                c[1][m["id"]] = {**ev, "kind": "says", "team": team, "priority": priority, "contact": contact, "thanks": thanks}
                if not c[0]:
                    c[0], c[2] = origin, ev["ms"]
    return {k: (folio(c[0]), c[1], c[2]) for k, c in out.items() if c[0]}


def promised(e):
    """By when, of a message."""
    calendar = PRESS if e["team"] == "press" else care.CALENDAR
    _, first, solve = next(d for d in DEADLINES if e["priority"] >= d[0])
    return due(calendar, e["ms"], first), due(calendar, e["ms"], solve)


class Case:
    """One event after the other, as docs/cases.md says it."""

    def __init__(self, several=False):
        self.state, self.agent, self.external, self.people, self.pending, self.into = None, None, None, set(), set(), None
        self.several, self.talk, self.human, self.said, self.backs = several, None, None, None, 0
        self.n = collections.Counter()
        self.team = self.opened = self.first = self.closed = self.first_due = self.solve_due = self.priority = None

    def comes_back_often(self, e):
        """Of one customer in several networks: behind answers, until a day of silence."""
        if not self.several or e["thanks"] or self.human is None or (self.talk is not None and self.human < self.talk):
            return False
        if (self.said is None or self.said <= self.human) and e["ms"] - self.human > 24 * 3600_000:
            self.talk, self.backs = e["ms"], 0
            return False
        self.backs += 1
        return self.backs >= 2

    def says(self, e):
        thanks = e["thanks"] and (self.n["answers"] or self.n["automatic"])
        often = self.comes_back_often(e)
        self.n["messages"] += 1
        self.said = e["ms"]
        if thanks and self.state:
            return
        first_due, solve_due = promised(e)
        if self.state in (None, "closed"):
            self.n["reopened"] += self.state == "closed"
            if not self.state:
                self.talk, self.backs = e["ms"], 0
            self.state = "reopened" if self.state else "new"
            self.team, self.priority, self.opened, self.first, self.closed = e["team"], e["priority"], e["ms"], None, None
            self.first_due, self.solve_due = first_due, solve_due
        else:
            self.priority = max(self.priority, e["priority"])
            if self.first is None:
                self.first_due = min(self.first_due, first_due)
            self.solve_due = min(self.solve_due, solve_due)
            self.state = "waiting_for_us" if self.state == "waiting_for_customer" else self.state
        if e["contact"] or often:
            self.state, self.team = "contact", e["team"]

    def answers(self, e):
        self.people |= {e["who"]} - {None}
        where = e.get("in")
        self.n["answers"] += e["kind"] == "answer" or where not in self.pending
        self.pending = self.pending | {where} if e["kind"] == "answer" else self.pending - {where}
        self.human = e["ms"]
        if self.state and self.first is None:
            self.first = e["ms"]
        if self.state in ("new", "reopened", "waiting_for_us"):
            self.state = "waiting_for_customer"
        if e["kind"] == "answer":
            self.agent = self.agent or e["who"]

    def other(self, e):
        kind, to = e["kind"], e.get("to")
        if kind in ("take", "assign", "hand_over"):
            who = e["who"] if kind == "take" else to if to not in TEAMS else None
            self.agent = who
            self.people |= {who} - {None}
            self.team = to if to in TEAMS else self.team
            if kind == "take" and self.state in ("new", "reopened"):
                self.state = "waiting_for_us"
        elif kind == "close" and self.state not in (None, "closed"):
            self.state, self.closed = "closed", e["ms"]
        elif kind == "reopen" and self.state == "closed":
            stood = e["ms"] - self.closed
            self.state, self.closed = "reopened", None
            self.n["reopened"] += 1
            self.first_due += stood if self.first is None else 0
            self.solve_due += stood
        elif kind == "note":
            self.n["notes"] += 1
        elif kind == "external":
            self.external = e["id"]

    def take(self, e):
        if e["kind"] == "merge":
            self.into = e if e["older"] else self.into
        elif e["kind"] == "unmerge":
            self.into = None
        elif e["kind"] == "says":
            self.says(e)
        elif e["kind"] in ("brand", "answer"):
            self.answers(e)
        elif e["kind"] == "robot":
            self.n["automatic"] += 1
        else:
            self.other(e)


def stand(events, several=False):
    """Where it must stand by now."""
    c = Case(several)
    for e in events:
        c.take(e)
    want = {name: c.n[name] for name in ("messages", "answers", "automatic", "notes", "reopened")}
    if not c.state:      # a folio leads to the case that it was merged into also where nothing is left of its own
        return {**want, "state": "merged" if c.into else "withdrawn"}
    return {**want, "state": "merged" if c.into else c.state, "into": c.into and c.into["folio"], "team": c.team, "agent": c.agent, "external": c.external, "priority": c.priority, "opened": c.opened, "first": c.first, "closed": c.closed,
            "first_due": c.first_due, "solve_due": c.solve_due, "people": min(len(c.people), 4), "crowded": len(c.people) > 3}


def happened(events, several=False):
    """{(change, at)}: what is to be told of it, as docs/cases.md says."""
    c, warned, out = Case(several), set(), set()
    for e in events:
        state, team, agent, into = c.state, c.team, c.agent, c.into
        c.take(e)
        if c.into or into:
            out |= {("merged" if c.into else "unmerged", e["ms"])} if not (c.into and into) else set()
            warned |= {(e["of"], e["late"])} if e["kind"] == "warn" else set()
            continue
        what = []
        if c.state != state:
            what.append("opened" if state is None else c.state if c.state in ("closed", "reopened") else "state")
            warned = warned if e["kind"] != "says" or what[0] == "state" else set()
        handed = (state and c.team != team) or (c.agent != agent and e["kind"] == "hand_over")
        what += ["handed_over"] if handed else ["assigned"] if c.agent != agent and c.agent else []
        if e["kind"] == "warn" and (e["of"], e["late"]) not in warned:
            what.append("breached" if e["late"] else "warned")
            warned = warned | {(e["of"], e["late"])}
        out |= {(w, e["ms"]) for w in what}
    return out


def told(a):
    """key -> ({(change, at)}, the case as the last one has it). An id is one change, however often it is told."""
    out, ids, wrong = {}, {}, []
    for h, key, value in lines(a.kafka, a.prefix + "changes", "%h\\t%k\\t%s\\n"):
        r = json.loads(value)
        what = key, r["change"], r["at"], r.get("of")
        if headers(h)["key"] != r["id"] or ids.setdefault(r["id"], what) != what or r["case"]["conversation"] != key:
            wrong.append(f"{key}: the change {r['id']} is {what}, and was {ids[r['id']]}")
        out.setdefault(key, [set(), None])[0].add((r["change"], model.time_ms(r["at"])))
        out[key][1] = r["case"]
    return out, wrong


def keeps_in_step(key, events, have, heard, several):
    """Whoever hears of the changes has missed none, and has the case as it stands."""
    changes, last = heard.get(key, [set(), {}])
    lost = happened(events, several) - changes
    return [f"{key}: never told: {sorted(lost)}"] * bool(lost) + [
        f"{key}: {n} is {have.get(n)}, last told {last.get(n)}" for n in ("state", "team", "agent", "folio") if have.get(n) != last.get(n)]


def published(a):
    out = {}
    for key, value in lines(a.kafka, a.prefix + "cases", "%k\\t%s\\n"):
        out[key] = json.loads(value)
    return out


def check(a):
    routed, (acts, answers) = given(a), decided(a)
    year = int(time.time() * 1000) - 400 * model.DAY_MS, int(time.time() * 1000)
    edges, across = {"change of the clocks": care.clock_changes(*year), "holiday": care.holidays(*year)}, collections.Counter()
    want, have, states = conversations(a, routed), published(a), collections.Counter()
    wrong, (heard, unlike) = replies_are_whole(a, answers) if a.acted else [], told(a)
    wrong += unlike
    everything = {key: [*c[1].values(), *(acts.get(key, []) if a.acted else [])] for key, c in want.items()}
    merged = merges(a, want, everything) if a.acted else {}
    for key in sorted(set(want) | set(have)):
        if key not in want or key not in have:
            wrong.append(f"{key}: {'published and never routed' if key in have else 'no case'}")
            continue
        events = sorted(everything[key] + brought(merged.get(key, []), everything), key=lambda e: e["ms"])
        must = {"folio": want[key][0], **stand(events, key in merged)}
        wrong += keeps_in_step(key, events, have[key], heard, key in merged)
        leads = sorted(x["folio"] for x in have[key].get("merged", []))
        if leads != sorted(want[b][0] for b, _ in merged.get(key, [])):
            wrong.append(f"{key}: the folios that lead here are {leads}")
        states[must["state"]] += 1
        for name, at in edges.items() if must.get("solve_due") else ():
            across[name] += any(must["opened"] < ms < must["solve_due"] for ms in at)
        is_ms = {"opened", "first", "first_due", "solve_due", "closed"}
        for name, value in must.items():
            got = have[key].get(name)
            got = model.time_ms(got) if name in is_ms and got else got
            if got != value:
                wrong.append(f"{key}: {name} is {got}, expected {value}")
    if a.acted and a.merged and not states["merged"] > len(want) // 100:
        wrong.append(f"hardly any case was merged: {dict(states)}")
    if wrong or len(want) < 100:
        print("\n".join(wrong[:20]))
        sys.exit(f"{len(wrong)} differences in {len(want)} cases")
    if len(want) > 1000 and min(across[name] for name in edges) < 5:
        sys.exit(f"the course is too even: {dict(across)} of {len(want)} cases have a deadline across one")
    print(f"exact: {len(want)} cases: {', '.join(f'{n} {s}' for s, n in states.most_common())}; deadlines across a "
          + ", across a ".join(f"{name}: {across[name]}" for name in edges))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["config", "decide", "check"])
    p.add_argument("out", nargs="?")
    p.add_argument("--acted", action="store_true", help="decide has run")
    p.add_argument("--merged", action="store_true", help="cases are merged, too")
    p.add_argument("--seconds", type=float, default=10)
    p.add_argument("--seed", type=int, default=3)
    p.add_argument("--kafka")
    p.add_argument("--prefix", default="pulso.")
    a = p.parse_args()
    if a.what == "config":
        config()
    else:
        {"decide": decide, "check": check}[a.what](a)


if __name__ == "__main__":
    main()
