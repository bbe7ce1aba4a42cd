#!/usr/bin/env python3
"""Plays the sample into the file that ingest follows, so that its last mention is said now.

    feed.py play SAMPLE TRUTH FEED LOG SECONDS    the day until shortly before the crisis at once, then the rest in SECONDS
    feed.py say FEED TEXT                         one more mention, by you, now

The log has one line for each mention of the part that is played slowly: id, the time that it says, when it was
written. TRUTH gets the period of whole minutes in which all of the sample lies.
"""
import datetime
import json
import sys
import time

LIVE_MS = 40 * 60_000
LEAD_S = 1      # for the day before


def stamp(t):
    return datetime.datetime.fromtimestamp(t, datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_minutes(first, last):
    return {"from": stamp(first // 60 * 60), "to": stamp((last // 60 + 1) * 60)}


def play(sample, truth, feed, log, seconds):
    with open(sample, encoding="utf-8") as f:
        mentions = [json.loads(line) for line in f]
    end = time.time() + LEAD_S + seconds
    with open(truth, encoding="utf-8") as f:
        known = json.load(f)
    known["period"] = whole_minutes(end - mentions[0]["ago_ms"] / 1000, end)
    with open(truth, "w", encoding="utf-8") as f:
        json.dump(known, f, indent=1)
    with open(feed, "a", encoding="utf-8") as out, open(log, "w", encoding="utf-8") as notes:
        for m in mentions:
            ago = m.pop("ago_ms")
            m["created_at"] = stamp(end - ago / 1000)
            live = ago < LIVE_MS
            if live:
                out.flush()
                time.sleep(max(0, end - ago / LIVE_MS * seconds - time.time()))
            out.write(json.dumps(m, ensure_ascii=False) + "\n")
            if live:
                out.flush()
                note = {"id": m["id"], "created_at": m["created_at"], "at": time.time(), "text": m.get("text") or m.get("title")}
                notes.write(json.dumps(note, ensure_ascii=False) + "\n")


def say(feed, text):
    now = time.time()
    m = {"platform": "x", "id": f"said-{int(now * 1000)}", "created_at": stamp(now), "author": {"handle": "you"}, "text": text}
    with open(feed, "a", encoding="utf-8") as out:
        out.write(json.dumps(m, ensure_ascii=False) + "\n")


def main(args):
    if args[:1] == ["play"] and len(args) == 6:
        play(*args[1:5], float(args[5]))
    elif args[:1] == ["say"] and len(args) == 3:
        say(*args[1:])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
