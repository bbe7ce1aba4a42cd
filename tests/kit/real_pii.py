#!/usr/bin/env python3
"""Real texts for the search for personal data.

    real_pii.py mentions NAME FOLDER    the texts of finance|banks|banamex|airlines as mentions, a line each
    real_pii.py file NAME               which file of the folder has them
    real_pii.py count                   of classified mentions on standard input: how many have each kind that is there
"""
import csv
import gzip
import json
import os
import sys
from collections import Counter

FILES = {"finance": "mx-finance-2018-2019.jsonl.gz", "banks": "banks-2020-10.csv.gz", "banamex": "banamex-2021-12.csv.gz",
         "airlines": "us-airlines-2015-02.csv.gz"}


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
        if ".jsonl" in path:
            yield from map(json.loads, f)
        else:
            yield from csv.DictReader(f)


def mentions(name, folder):
    for i, row in enumerate(rows(os.path.join(folder, FILES[name]))):
        text = row.get("text") or row.get("Tweet")
        if text:
            print(json.dumps({"platform": "x", "id": str(i), "created_at": "2020-01-01T00:00:00Z", "author": {"id": "1"}, "text": text.replace("\0", "")}))


if sys.argv[1] == "mentions":
    mentions(*sys.argv[2:])
elif sys.argv[1] == "file":
    print(FILES[sys.argv[2]])
else:
    for kind, n in Counter(kind for line in sys.stdin for kind in set(json.loads(line)["pulso"]["pii"])).items():
        print(kind, n)
