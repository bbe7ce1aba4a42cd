#!/usr/bin/env python3
"""Counts real exports on its own, and compares what Pulso says of them. Shares nothing with the daemons, the
configuration and the mappings: where the two differ, one of them is wrong.

    real_input.py sov airlines|banks|finance FOLDER ANSWER   `pulso sov --json --by day` equals the count of handles by day
    real_input.py facts NAME FOLDER                          "<rows> <readable> <distinct ids of these> <first day>..<last day>"
    real_input.py ids NAME FOLDER KAFKA                      pulso.mentions of that prefix holds these ids and no others

A handle is @ and a run of letters, digits and _, whatever its case, outside of URLs and e-mail addresses.
"""
import collections
import csv
import datetime
import gzip
import json
import os
import re
import subprocess
import sys
import zoneinfo

LA, MEXICO, UTC = zoneinfo.ZoneInfo("America/Los_Angeles"), zoneinfo.ZoneInfo("America/Mexico_City"), datetime.timezone.utc
ADDRESS = re.compile(r'(?i)\b\w+://[^\s<>"{}|\\^`]+|\bwww\.[^\s<>"{}|\\^`]+|\w[\w.%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+')
HANDLE = re.compile(r"@(\w+)(?:@[A-Za-z0-9.-]+)?")


def rows_of_csv(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
        yield from csv.DictReader(f)


def airlines(folder):
    for r in rows_of_csv(os.path.join(folder, "us-airlines-2015-02.csv.gz")):
        yield r["id"], datetime.datetime.strptime(r["tweet_created"], "%m/%d/%Y %H:%M").replace(tzinfo=LA), r["text"]


def banks(folder):
    for r in rows_of_csv(os.path.join(folder, "banks-2020-10.csv.gz")):
        yield r["id_str"], datetime.datetime.strptime(r["created_at"], "%a %b %d %H:%M:%S %z %Y"), r["text"]
    for r in rows_of_csv(os.path.join(folder, "banamex-2021-12.csv.gz")):
        yield r["status_id"], datetime.datetime.strptime(r["created_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), r["text"]


def finance(folder):
    with gzip.open(os.path.join(folder, "mx-finance-2018-2019.jsonl.gz"), "rt", encoding="utf-8") as f:
        for line in f:
            r = json.loads(line)
            at = datetime.datetime.strptime(r["datetime"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=MEXICO) if "datetime" in r else None
            yield r["ID"], at, r.get("text")


# name: (its rows as (id, time, text), zone of the days, brand -> handles)
EXPORTS = {
    "airlines": (airlines, LA, {
        "united": ["united"], "us-airways": ["usairways"], "american": ["americanair"], "southwest": ["southwestair"],
        "jetblue": ["jetblue"], "virgin-america": ["virginamerica"], "delta": ["delta"]}),
    "banks": (banks, MEXICO, {
        "citibanamex": ["citibanamex", "contactocitibmx"], "santander-mx": ["santandermx"], "bancolombia": ["bancolombia"],
        "davivienda": ["davivienda"], "bankinter": ["bankinter"], "ing-es": ["ing_es"], "banorte": ["banorte_mx"],
        "bbva": ["bbva", "bbva_mex", "bbva_colombia", "bbva_espana"], "banco-azteca": ["bancoazteca"]}),
    "finance": (finance, MEXICO, {"banxico": ["banxico"], "pemex": ["pemex"], "biva": ["bivamx"], "coparmex": ["coparmex"]}),
}


def mentions(name, folder):
    """Each readable row once, by its id: (id, time, text)."""
    seen = set()
    for id, at, text in EXPORTS[name][0](folder):
        if at and text and id not in seen:
            seen.add(id)
            yield id, at, text


def truth(name, folder):
    """(day, brand) -> mentions"""
    _, zone, handles = EXPORTS[name]
    of = {h: brand for brand, hs in handles.items() for h in hs}
    count = collections.Counter()
    for _, at, text in mentions(name, folder):
        said = {h.lower() for h in HANDLE.findall(ADDRESS.sub(" ", text))}
        count.update({(at.astimezone(zone).date(), b) for b in {of[h] for h in said if h in of}})
    return count


def answer_of(name, path):
    zone = EXPORTS[name][1]
    with open(path, encoding="utf-8") as f:
        answer = json.load(f)
    got = collections.Counter()
    for row in answer["rows"]:
        day = datetime.datetime.fromisoformat(row["from"].replace("Z", "+00:00")).astimezone(zone).date()
        for b in row["brands"]:
            got[day, b["brand"]] = b["mentions"]
            share = b["mentions"] / row["total"] if row["total"] else 0
            if abs(b["share"] - share) > 1e-6:
                sys.exit(f"{day} {b['brand']}: share {b['share']} instead of {share}")
    return got


def sov(name, folder, path):
    want, got = truth(name, folder), answer_of(name, path)
    wrong = [f"{d} {b}: {got[d, b]} instead of {want[d, b]}" for d, b in sorted(want.keys() | got.keys()) if want[d, b] != got[d, b]]
    if wrong or not want:
        sys.exit("\n".join(wrong[:20] + [f"{len(wrong)} differences"]))
    print(f"{sum(want.values())} mentions of {len({b for _, b in want})} brands on {len({d for d, _ in want})} days")


def facts(name, folder):
    every = list(EXPORTS[name][0](folder))
    good = [(id, at) for id, at, text in every if at and text]
    days = [at.astimezone(EXPORTS[name][1]).date() for _, at in good]
    print(len(every), len(good), len({id for id, _ in good}), f"{min(days)}..{max(days)}")


def ids(name, folder, broker):
    out = subprocess.run(["kcat", "-C", "-q", "-e", "-b", broker, "-t", f"{name}.mentions", "-o", "beginning", "-f", "%k\n"],
                         check=True, capture_output=True, text=True).stdout
    have, want = set(out.split("\n")) - {""}, {f"x:{id}" for id, _, _ in mentions(name, folder)}
    if have != want:
        sys.exit(f"{len(want - have)} ids are missing, {len(have - want)} are too many: {sorted(want ^ have)[:5]}")
    print(f"{len(have)} ids")


if __name__ == "__main__":
    commands = {"sov": sov, "facts": facts, "ids": ids}
    if len(sys.argv) < 4 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
