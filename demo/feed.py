#!/usr/bin/env python3
"""Plays the sample into the file that ingest follows, so that its last mention is said now.

    feed.py play SAMPLE TRUTH FEED LOG SECONDS    the day until shortly before the crisis at once, then the rest in SECONDS
    feed.py days GOLDEN TRUTH FEED                then the fifty days of six banks, at once; they end before the day that was played
    feed.py say FEED TEXT                         one more mention, by you, now

The log has one line for each mention of the part that is played slowly: id, the time that it says, when it was
written. TRUTH gets the days, and the period of whole minutes in which all of the sample lies.
"""
import datetime
import json
import sys
import time
import zoneinfo

ZONE = zoneinfo.ZoneInfo("America/Mexico_City")     # of demo/pulso.yaml: whose days they are
LIVE_MS = 40 * 60_000
LEAD_S = 1      # for the day before


def stamp(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_minutes(first, last):
    return {"from": stamp(first // 60 * 60), "to": stamp((last // 60 + 1) * 60)}


def read(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def note(truth, **more):
    with open(truth, encoding="utf-8") as f:
        known = json.load(f)
    for k, v in more.items():
        known[k] = {**known.get(k, {}), **v}
    with open(truth, "w", encoding="utf-8") as f:
        json.dump(known, f, indent=1)


def said(m, at):
    m["created_at"] = stamp(at)
    return json.dumps(m, ensure_ascii=False) + "\n"


def days(golden, truth, feed):
    with open(truth, encoding="utf-8") as f:
        known = json.load(f)
    began = datetime.datetime.fromisoformat(known["period"]["from"].replace("Z", "+00:00")).astimezone(ZONE).date()
    last = began - datetime.timedelta(days=1)
    first = last - datetime.timedelta(days=known["golden"]["days"] - 1)
    note(truth, golden={"period": f"{first}..{last}"})
    midnight = datetime.datetime.combine(first, datetime.time(), ZONE).timestamp()
    with open(feed, "a", encoding="utf-8") as out:
        out.writelines(said(m, midnight + m.pop("at_ms") / 1000) for m in read(golden))


def play(sample, truth, feed, log, seconds):
    mentions = read(sample)
    end = time.time() + LEAD_S + seconds
    note(truth, period=whole_minutes(end - mentions[0]["ago_ms"] / 1000, end))
    with open(feed, "a", encoding="utf-8") as out, open(log, "w", encoding="utf-8") as notes:
        for m in mentions:
            ago = m.pop("ago_ms")
            live = ago < LIVE_MS
            if live:
                out.flush()
                time.sleep(max(0, end - ago / LIVE_MS * seconds - time.time()))
            out.write(said(m, end - ago / 1000))
            if live:
                out.flush()
                line = {"id": m["id"], "created_at": m["created_at"], "at": time.time(), "text": m.get("text") or m.get("title")}
                notes.write(json.dumps(line, ensure_ascii=False) + "\n")


def say(feed, text):
    now = time.time()
    with open(feed, "a", encoding="utf-8") as out:
        out.write(said({"platform": "x", "id": f"said-{int(now * 1000)}", "author": {"handle": "you"}, "text": text}, now))


def main(args):
    if args[:1] == ["days"] and len(args) == 4:
        days(*args[1:])
    elif args[:1] == ["play"] and len(args) == 6:
        play(*args[1:5], float(args[5]))
    elif args[:1] == ["say"] and len(args) == 3:
        say(*args[1:])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
