#!/usr/bin/env python3
"""Holds an archive against the truth of a stream of gen.py: each mention that lives is there once, as it was last said.

    archived.py STREAM DIR        prints `exact: N mentions`, or the first differences and exits 1
    archived.py lines DIR         how many lines count by now
"""
import glob
import gzip
import json
import os
import sys

import model


def last_said(path):
    """key -> record, of all that were not deleted."""
    ledger, said = model.Ledger("UTC", 0), {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if "id" not in record:
                continue
            outcome = ledger.add(record, [], "neutral")
            key = f"{record['platform']}:{record['id']}"
            if outcome in ("new", "upd"):
                said[key] = record
            elif outcome == "del":
                said.pop(key, None)
    return said


def states(folder):
    out = {}
    for path in glob.glob(f"{folder}/state/*"):
        if path.endswith(".tmp"):
            continue
        with open(path, encoding="ascii") as f:
            lines = f.read().split("\n")
        assert lines[-2] == "end", f"{path} is cut short"
        out[int(os.path.basename(path))] = int(lines[0].split()[1])
    return out


def archived(folder):
    """(key, record, path) of every line that counts."""
    next_of = states(folder)
    for path in sorted(glob.glob(f"{folder}/day=*/set=*/*.jsonl.gz")):
        p, _, to = (int(x) for x in os.path.basename(path)[:-len(".jsonl.gz")].split("-"))
        if to > next_of.get(p, -1):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as f:
            for line in f:
                record = json.loads(line)
                yield f"{record['platform']}:{record['id']}", record, path


def differences(stream, folder):
    want, have = last_said(stream), {}
    for key, record, path in archived(folder):
        if key in have:
            yield f"{key} is there twice: {path}"
        have[key] = record
        day = path.split("day=")[1][:10]
        if abs((model.datetime.date.fromisoformat(day) - model.datetime.datetime.fromisoformat(record["created_at"].replace("Z", "+00:00")).date()).days) > 1:
            yield f"{key} of {record['created_at']} lies under {day}"
    for key in sorted(set(want) | set(have)):
        if key not in have:
            yield f"missing: {key}"
        elif key not in want:
            yield f"it was deleted, or never said: {key}"
        elif have[key]["text"] != want[key]["text"] or have[key].get("updated_at") != want[key].get("updated_at"):
            yield f"{key} is not as it was last said: {have[key].get('updated_at')} {have[key]['text']!r}"


def main():
    if sys.argv[1] == "lines":
        print(sum(1 for _ in archived(sys.argv[2])))
        return
    wrong = list(differences(sys.argv[1], sys.argv[2]))
    if wrong:
        print("\n".join(wrong[:10]))
        sys.exit(f"{len(wrong)} differences")
    print(f"exact: {len(last_said(sys.argv[1]))} mentions")


if __name__ == "__main__":
    main()
