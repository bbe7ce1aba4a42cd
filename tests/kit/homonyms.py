#!/usr/bin/env python3
"""Precision and recall of the brand packs on names that are common words, from labels/homonyms.tsv.

homonyms.py DATA PULSO [--wrong] [--draw first|second|sought|found]   DATA: the folder shared/data; --wrong: the texts judged wrongly

Only names and homonyms are measured: a brand found by its account or by a query of its own does not count here.
Prints a table and ends with 1 when a text is missing or a figure is below what docs/brands.md promises.
"""
import csv
import gzip
import hashlib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKS = sorted((ROOT / "deploy/brands").glob("*.yaml"))
# The brand of a word, in whatever market: the id begins so.
BRAND = {"claro": "claro", "personal": "personal-", "santander": "santander-", "azteca": "azteca-", "nacion": "nacion-", "ciudad": "ciudad-",
         "galicia": "galicia-", "naranja": "naranja-", "inbursa": "inbursa-", "ing": "ing-", "nu": "nu-", "macro": "macro-",
         "movistar": "movistar-", "provincia": "provincia-", "hey": "hey-", "orange": "orange-"}
LEAST = {"precision": 0.95, "recall": 0.80}   # of all words of the second draw together


def texts(data):
    """Every Spanish text, blanks made one; in the order that the sample was drawn in."""
    for path in sorted((data / "sentiment").glob("es_*.tsv.gz")):
        for line in gzip.open(path, "rt", encoding="utf-8"):
            yield line.rstrip("\n").partition("\t")[2]
    for path in sorted((data / "umsab/es").glob("*.tsv")):
        for line in open(path, encoding="utf-8"):
            yield line.rstrip("\n").partition("\t")[2]
    for name in ("banks-2020-10", "banamex-2021-12"):
        for row in csv.DictReader(gzip.open(data / f"mentions/{name}.csv.gz", "rt", encoding="utf-8")):
            yield row["text"]
    for line in gzip.open(data / "mentions/mx-finance-2018-2019.jsonl.gz", "rt", encoding="utf-8"):
        yield json.loads(line).get("text", "")
    for name in ("2013_spain_train_crash", "2012_venezuela_refinery", "2012_costa_rica_earthquake"):
        for row in csv.DictReader(gzip.open(data / f"crisis/{name}.csv.gz", "rt", encoding="utf-8")):
            yield row[next(k for k in row if "text" in k.lower())]


def digest(text):
    return hashlib.sha1(text.encode()).hexdigest()[:12]


def labels():
    for line in open(ROOT / "labels/homonyms.tsv", encoding="utf-8"):
        if not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


def named(text_by_digest, pulso):
    """By digest, the brands that a name or homonym of any pack found."""
    found = {d: set() for d in text_by_digest}
    lines = "".join(json.dumps({"platform": "x", "id": d, "created_at": "2020-01-01T00:00:00Z", "author": {"id": "1"}, "text": t}) + "\n"
                    for d, t in text_by_digest.items())
    for pack in PACKS:
        out = subprocess.run([pulso, "classify", "--config", str(pack)], input=lines, capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            mention = json.loads(line)
            for b in mention["pulso"]["brands"]:
                if any(q.endswith(("~names", "~context")) for q in b["queries"]):
                    found[mention["id"]].add(b["brand"])
    return found


def rate(part, whole):
    return f"{part / whole:6.2f}" if whole else "     -"


def tally(rows, found):
    n = {"yes": 0, "no": 0, "right": 0, "wrong": 0, "missed": 0}
    for word, d, label, *_ in rows:
        is_found = any(b.startswith(BRAND[word]) for b in found[d])
        n[label] += 1
        n["right"] += is_found and label == "yes"
        n["wrong"] += is_found and label == "no"
        n["missed"] += not is_found and label == "yes"
    return n


def print_row(name, n, draw):
    recall = "     -" if draw == "found" else rate(n["right"], n["yes"])   # what is missed was never drawn
    print(f"{name:<12}{n['yes'] + n['no']:>6}{n['yes']:>7}{n['yes'] / (n['yes'] + n['no']):>11.2f}"
          f"{n['wrong']:>14}{n['missed']:>8}   {rate(n['right'], n['right'] + n['wrong'])}  {recall}")


def print_draw(draw, rows, found):
    print(f"\n{draw} draw\nword         texts  brand  bare word  false alarms  missed  precision recall")
    for word in BRAND:
        mine = [r for r in rows if r[0] == word]
        if mine:
            print_row(word, tally(mine, found), draw)
    all_of_it = tally(rows, found)
    print_row("all", all_of_it, draw)
    return all_of_it


def print_wrong(rows, found, text_by_digest):
    for word, d, label, draw, _ in rows:
        if any(b.startswith(BRAND[word]) for b in found[d]) != (label == "yes"):
            print(f"{draw} {word} {label} {d}: {text_by_digest[d]}")


def main():
    data, pulso = pathlib.Path(sys.argv[1]), sys.argv[2]
    only = sys.argv[sys.argv.index("--draw") + 1] if "--draw" in sys.argv else None
    rows = [r for r in labels() if only in (None, r[3])]
    wanted = {r[1] for r in rows}
    text_by_digest = {d: t for t in (" ".join(t.split()) for t in texts(data)) if (d := digest(t)) in wanted}
    if wanted - text_by_digest.keys():
        sys.exit(f"{len(wanted - text_by_digest.keys())} labelled texts are not in {data}")
    found = named(text_by_digest, pulso)
    if "--wrong" in sys.argv:
        return print_wrong(rows, found, text_by_digest)
    by_draw = {draw: print_draw(draw, [r for r in rows if r[3] == draw], found) for draw in sorted({r[3] for r in rows})}
    n = by_draw.get("second")
    if n and (n["right"] < LEAST["precision"] * (n["right"] + n["wrong"]) or n["right"] < LEAST["recall"] * n["yes"]):
        sys.exit(f"the second draw is below precision {LEAST['precision']} or recall {LEAST['recall']}")


main()
