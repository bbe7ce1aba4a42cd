#!/usr/bin/env python3
"""Holds what pulso says of estimates against the truth of a stream that gen.py made with --truth.

    estimates.py STREAM ANSWER...     answers of `pulso sov --count authors|stories --json` and `pulso top --json` over all of the stream's last days
"""
import collections
import json
import sys

import model

ERROR = 0.023


def brands_of(record):
    return (record.get("truth") or {}).get("brands", [])


def truth(path):
    """brand -> its authors and texts, and how often each author was new there."""
    ledger = model.Ledger("UTC", 0)
    authors, stories, said = collections.defaultdict(set), collections.defaultdict(set), collections.defaultdict(collections.Counter)
    with open(path, encoding="utf-8") as f:
        for line in f:
            record = json.loads(line)
            outcome = ledger.add(record, [], "neutral")
            if outcome not in ("new", "upd"):
                continue
            who = (record["platform"], record["author"]["id"])
            for b in brands_of(record):
                authors[b].add(who)
                stories[b].add(" ".join("".join(c if c.isalnum() else " " for c in record["text"].lower()).split()))
                if outcome == "new":
                    said[b][f"{record['platform']}:{record['author']['handle']}"] += 1
    return authors, stories, said


def main():
    authors, stories, said = truth(sys.argv[1])
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as f:
            answer = json.load(f)
        measure = answer["stamp"].get("measure")
        if measure:
            want = authors if measure == "authors" else stories
            for b in answer["brands"]:
                true = len(want[b["brand"]])
                assert true > 50, f"too little of {b['brand']} to judge by"
                assert abs(b[measure] / true - 1) < 3 * ERROR, f"{measure} of {b['brand']}: {b[measure]} instead of {true}"
                assert b["low"] <= b[measure] <= b["high"]
            both = set().union(*want.values())
            assert abs(answer["different"]["all"] / len(both) - 1) < 3 * ERROR, f"{measure} together: {answer['different']} instead of {len(both)}"
        else:
            of = said[answer["stamp"]["brand"]]
            assert answer["rows"], "nothing was ranked"
            for row in answer["rows"]:
                assert row["low"] <= of[row["author"]] <= row["high"], f"{row} but in truth {of[row['author']]}"
            there = {row["author"] for row in answer["rows"]}
            missing = [a for a, n in of.items() if a not in there and n > max(r["low"] for r in answer["rows"]) + answer["missed"]]
            assert not missing, f"said more often than the first, but not there: {missing}"
        print(f"{path}: as in truth")


if __name__ == "__main__":
    main()
