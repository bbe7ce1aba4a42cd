#!/usr/bin/env python3
"""Real mentions in the order of their times, for measuring what spam's rules find (tests/spam.tsv has the labels, by ids; the texts stay where they are).

  spam.py stream DATA     prints set, id, author, kind, minute, followers (or -), verified (1, 0 or -), text: a line each, tabs between
"""
import csv
import datetime
import gzip
import json
import re
import sys


def mx(data):
    """What was said under hashtags and tickers, by whomever; not the timelines of newspapers that stand in the same file."""
    with gzip.open(f"{data}/mentions/mx-finance-2018-2019.jsonl.gz", "rt") as f:
        for line in f:
            r = json.loads(line)
            if "datetime" in r and r["_group"].startswith(("HASHTAGS", "TICKERS")):
                # the collection put blanks into links
                yield "mx", r["ID"], r["usernameTweet"], r["datetime"] + "+00:00", None, None, re.sub(r"https?://.*?(?=\s\s|\n|$)", "https://t.co/a", r.get("text") or "")


def banks(data):
    with gzip.open(f"{data}/mentions/banks-2020-10.csv.gz", "rt") as f:
        for r in csv.DictReader(f):
            at = datetime.datetime.strptime(r["created_at"], "%a %b %d %H:%M:%S %z %Y").isoformat()
            yield "banks", r["id_str"], r["from_user"], at, r["user_followers_count"], None, r["text"]


def banamex(data):
    with gzip.open(f"{data}/mentions/banamex-2021-12.csv.gz", "rt") as f:
        for r in csv.DictReader(f):
            yield "banamex", r["status_id"], r["screen_name"], r["created_at"].replace("Z", "+00:00"), None, r["verified"] == "TRUE", r["text"]


def main():
    data, seen, out = sys.argv[2], set(), []
    for read in (mx, banks, banamex):
        for name, rid, author, at, followers, verified, text in read(data):
            if (name, rid) in seen:
                continue
            seen.add((name, rid))
            minute = int(datetime.datetime.fromisoformat(at).timestamp()) // 60
            kind = "repost" if text.startswith("RT @") else "post"
            out.append((minute, name, rid, author, kind, str(int(float(followers))) if followers else "-", "-" if verified is None else str(int(verified)), " ".join(text.split())))
    for minute, name, rid, author, kind, followers, verified, text in sorted(out):
        print(name, rid, author, kind, minute, followers, verified, text, sep="\t")


main()
