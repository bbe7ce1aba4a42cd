#!/usr/bin/env python3
"""Compares every counter in Redis with the ledger of gen.py, and each partition's books with its offsets.

    compare.py --redis HOST:PORT LEDGER...      several ledgers: of streams that share no id

Prints the first differences and exits 1, or `exact: N counters` and exits 0.
"""
import argparse
import collections
import json
import sys

import resp

LEVELS = {"m": "minute", "h": "hour", "d": "day"}
BOOKED = ("new", "dup", "upd", "del", "late", "ref", "ctl", "dlq", "gap")   # add up to off - start


def load(paths):
    """The sum of the ledgers: (level, bucket, name) -> count, outcome -> count, removed."""
    counts, outcomes, removed = collections.Counter(), collections.Counter(), 0
    for path in paths:
        with open(path, encoding="utf-8") as f:
            ledger = json.load(f)
        for level in LEVELS.values():
            for bucket, names in ledger[level].items():
                counts.update({(level, int(bucket), name): n for name, n in names.items()})
        outcomes.update(ledger["outcomes"])
        removed += ledger["removed"]
    return counts, outcomes, removed


class State:
    """What Redis holds, summed over the partitions; `wrong` is what is amiss in itself."""

    def __init__(self, r, prefix):
        self.r, self.wrong = r, []
        self.counts, self.books = collections.Counter(), collections.Counter()
        tags = sorted({k.split("}")[0] + "}" for k in r.scan(f"{{{prefix}m.*}}:s")})
        self.partitions = len(tags)
        if not tags:
            self.wrong.append(f"no partition has any state under {{{prefix}m.*}}:s")
        # by what is there, not by the index of what should be there: an extra bucket must show
        buckets = r.scan(f"{{{prefix}m.*}}:[mhd]:*")
        for tag in tags:
            self.read_counts(tag, [b for b in buckets if b.startswith(tag)])
            self.read_books(tag)

    def read_counts(self, tag, keys):
        names = {number: name for name, number in self.r.hash(f"{tag}:n").items()}
        for letter, level in LEVELS.items():
            indexed = set(self.r("ZRANGE", f"{tag}:{letter}i", 0, -1))
            mine = [k for k in keys if k.startswith(f"{tag}:{letter}:")]
            for key, flat in zip(mine, self.r.pipeline([("HGETALL", k) for k in mine])):
                bucket = key.rsplit(":", 1)[1]
                if bucket not in indexed:
                    self.wrong.append(f"{key} is not in {tag}:{letter}i, so no reader finds it")
                for number, count in zip(flat[::2], flat[1::2]):
                    if number not in names:
                        self.wrong.append(f"{key}: counter {number} has no name in {tag}:n")
                    if not names.get(number, "").startswith("s|"):   # spam: by rules of its own; tests/unit/test_spam.c, and same.py after kills
                        self.counts[(level, int(bucket), names.get(number, f"?{number}"))] += int(count)

    def read_books(self, tag):
        state = self.r.hash(f"{tag}:s")
        books = {k: int(state.get(k, 0)) for k in (*BOOKED, "removed")}
        applied = int(state.get("off", 0)) - int(state.get("start", 0))
        booked = sum(books[k] for k in BOOKED)
        if applied != booked:
            said = " ".join(f"{k}={books[k]}" for k in BOOKED)
            self.wrong.append(f"{tag}:s off - start is {applied}, booked are {booked} ({said})")
        if any(int(end) > int(state.get("off", 0)) for end in self.r("SMEMBERS", f"{tag}:ends")):
            self.wrong.append(f"{tag}:ends names a commit beyond the offset")
        self.books.update(books)


def by_said(want, have):
    """Deletions that do not say of when they are count by when they came in, which the ledger cannot know: there the sum must hold. A bucket that the
    ledger knows must hold by itself."""
    want, have, unknown = +want, +have, [k for k in want if k[2].startswith("d|") and k[2].endswith("|?")]
    for level, at, name in unknown:
        prefix, n = name[:-1], want.pop((level, at, name))
        for k in [k for k in have if k[0] == level and k[1] == at and k[2].startswith(prefix) and have[k] > want[k]]:
            n -= have[k] - want[k]
            have[k] = want[k]
        if n:
            want[level, at, name] = n
    return want, have


def count_differences(want, have):
    want, have = by_said(want, have)
    for place in sorted(set(want) | set(have)):
        w, h = want.get(place, 0), have.get(place, 0)
        if w != h:
            level, bucket, name = place
            kind = "missing" if h == 0 else "extra" if w == 0 else "different"
            yield f"{kind}: {level} {bucket} {name}: expected {w}, in Redis {h}"


def book_differences(outcomes, removed, books, a):
    for k in ("new", "dup", "upd", "del", "late", "ref", "dlq"):
        w = 0 if k == "dlq" and a.poison_stays_out else outcomes.get(k, 0)
        more_is_fine = a.at_least_once and k in ("dup", "ref", "dlq")
        if books[k] < w or (books[k] > w and not more_is_fine):
            yield f"records: {k}: expected {w}{' or more' if more_is_fine else ''}, in Redis {books[k]}"
    if books["removed"] != removed:
        yield f"records: removed: expected {removed}, in Redis {books['removed']}"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("ledger", nargs="+")
    p.add_argument("--redis", required=True)
    p.add_argument("--prefix", default="pulso.")
    p.add_argument("--at-least-once", action="store_true", help="the feed may have been repeated: more duplicates are fine")
    p.add_argument("--poison-stays-out", action="store_true", help="fed through ingest, which puts poison in the DLQ itself")
    p.add_argument("--first-difference", action="store_true", help="print only one")
    a = p.parse_args()
    counts, outcomes, removed = load(a.ledger)
    state = State(resp.Redis(a.redis), a.prefix)
    wrong = state.wrong + list(book_differences(outcomes, removed, state.books, a)) + list(count_differences(counts, state.counts))
    if wrong:
        print("\n".join(wrong[:1 if a.first_difference else 20]))
        print(f"{len(wrong)} differences in {len(counts)} counters")
        sys.exit(1)
    print(f"exact: {len(counts)} counters")


if __name__ == "__main__":
    main()
