#!/usr/bin/env python3
"""Holds the counters of two installations on one Redis against each other: every counter of every minute, hour and day.

    same.py REDIS PREFIX PREFIX PARTITIONS
"""
import collections
import sys

import resp


def told(name):
    """How long after a mention its deletion came in is another thing in each installation."""
    return name.rsplit("|", 1)[0] if name.startswith("d|") else name


def counters(r, prefix, partitions):
    """(unit, bucket, name) -> count, summed up over the partitions."""
    out = collections.Counter()
    for p in range(partitions):
        tag = f"{{{prefix}m.{p}}}"
        flat = r.pipeline([("HGETALL", tag + ":n")])[0]
        names = {int(number): name for name, number in zip(flat[::2], flat[1::2])}
        for unit in "mhd":
            buckets = r.pipeline([("ZRANGE", f"{tag}:{unit}i", "0", "-1")])[0]
            for bucket, values in zip(buckets, r.pipeline([("HGETALL", f"{tag}:{unit}:{b}") for b in buckets])):
                for number, n in zip(values[::2], values[1::2]):
                    if int(n):
                        out[unit, int(bucket), told(names[int(number)])] += int(n)
    return out


def main():
    r = resp.Redis(sys.argv[1], 30)
    one, other = (counters(r, p, int(sys.argv[4])) for p in sys.argv[2:4])
    assert len(one) > 1000, f"{len(one)} counters are too few to prove anything"
    wrong = [(k, one[k], other[k]) for k in sorted(one.keys() | other.keys()) if one[k] != other[k]]
    assert not wrong, f"{len(wrong)} of {len(one)} differ, as {wrong[:5]}"
    print(f"{len(one)} counters are the same")


if __name__ == "__main__":
    main()
